"""Hugging Face's pages of papers, as JSON: a paper by its arXiv id, the daily papers by day.

The raw replies are read, not those of its client library, which loses summaries and votes of the daily list.
"""

from rag.fetching.service import Request, Service

HUGGING_FACE = Service("Hugging Face", "huggingface_url", seconds=0.5)


def by_id(arxiv_id: str) -> Request:
    return Request(HUGGING_FACE, f"/api/papers/{arxiv_id}")
