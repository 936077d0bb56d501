"""Identifiers of papers, wherever they stand in a text."""

import re

ARXIV_ADDRESS = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)|/papers)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})"
)


ARXIV_ID = re.compile(r"(?:arxiv:)?([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)


def arxiv_id_in(*texts: str | None) -> str | None:
    """The arXiv id that one of the texts is, or points to; without its version."""
    for text in texts:
        found = ARXIV_ID.fullmatch((text or "").strip()) or ARXIV_ADDRESS.search(text or "")
        if found:
            return found[1]
    return None
