"""What the browser page shows and keeps. Knows nothing of gradio: ui.py is its only door."""
