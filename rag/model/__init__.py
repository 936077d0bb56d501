"""Values that everything else passes along; they import no other room.

This is not where a language model is (rag/generation/models.py), nor the embedding model (rag/encoders).
paper.py, query.py (what a question asks), filters.py, answer.py and conversation.py are what goes from room
to room, frozen, with their JSON. settings.py is everything that can be set, errors.py everything that can go
wrong in a way the reader can act on, extras.py what is optional, fitted.py how fitted numbers are read from
TOML files. identifiers.py reads arXiv ids and DOIs, lazy.py imports names when they are used.
"""
