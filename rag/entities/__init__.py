"""What papers, methods and authors are called."""
