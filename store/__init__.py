"""What is kept and how it is found.

Items have ids, texts, vectors and flat metadata; that they are papers is not known here.
"""
