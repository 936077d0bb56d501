"""CSL-JSON: a record for each paper, as citation processors and reference managers read it.

In: papers. Out: text, or the records themselves.
"""

import json
from collections.abc import Sequence
from typing import Any

from rag.export.keys import citation_keys
from rag.export.kinds import Kind, kind_of
from rag.export.names import split
from rag.export.plain import address, strip_controls
from rag.model.paper import Paper

_KINDS = {
    Kind.ARTICLE: "article-journal",
    Kind.CONFERENCE: "paper-conference",
    Kind.PREPRINT: "article",
    Kind.OTHER: "document",
}


def as_csl_json(papers: Sequence[Paper]) -> str:
    """An array with an object per paper."""
    return json.dumps(csl_records(papers), ensure_ascii=False, indent=2)


def csl_records(papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """An object per paper, with the fields that are known."""
    return [_record(paper, key) for paper, key in zip(papers, citation_keys(papers), strict=True)]


def _record(paper: Paper, key: str) -> dict[str, Any]:
    preprint = paper.arxiv_id if kind_of(paper) is Kind.PREPRINT else None
    fields = {
        "id": key,
        "type": _KINDS[kind_of(paper)],
        "title": strip_controls(paper.title),
        "author": [_author(name) for name in paper.authors],
        "issued": _issued(paper.published),
        "container-title": strip_controls(paper.venue or ""),
        "publisher": "arXiv" if preprint else None,
        "number": f"arXiv:{preprint}" if preprint else None,
        "archive": "arXiv" if paper.arxiv_id else None,
        "archive_location": paper.arxiv_id,
        "DOI": address(paper.doi),
        "URL": address(paper.url),
        "note": paper.retraction and strip_controls(paper.retraction),
        "abstract": strip_controls(paper.text) if paper.text_kind == "abstract" else None,
    }
    return {name: value for name, value in fields.items() if value}


def _issued(published: str | None) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in published.split("-")]]} if published else None


def _author(name: str) -> dict[str, str]:
    parts = split(strip_controls(name))
    if parts.body:
        return {"literal": parts.family}
    person = {"family": parts.family, "given": parts.given, "suffix": parts.suffix}
    return {field: value for field, value in person.items() if value}
