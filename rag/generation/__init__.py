"""Answers written by a model, from numbered sources."""
