"""What is kept and how it is found.

Knows ids, texts, vectors and flat metadata; has never heard of a paper.
"""
