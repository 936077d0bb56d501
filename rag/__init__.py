"""Answers about research papers, every sentence tied to the words it stands on."""
