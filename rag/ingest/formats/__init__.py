"""The formats of files that list papers, one module each; begin with registry.py."""
