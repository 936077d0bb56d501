"""When two papers are the same, and one paper made of both.

In: papers. Out: each once, with the richer of each field.
"""

from collections.abc import Iterable
from dataclasses import replace

from rag.model.paper import Paper


def merge(papers: Iterable[Paper]) -> list[Paper]:
    """One paper for each that is the same, in order of first appearance."""
    merged: dict[int, Paper] = {}
    places: dict[str, list[int]] = {}  # by title key and by arXiv id: where it may be found
    for number, paper in enumerate(papers):
        found = _same_papers(paper, merged, places)
        place = found[0] if found else number
        for other in reversed(found):
            paper = merge_two(merged.pop(other), paper)
        merged[place] = paper
        for identity in _identities(paper):
            places.setdefault(identity, []).append(place)
    return [merged[place] for place in sorted(merged)]


def same_paper(one: Paper, other: Paper) -> bool:
    """The same arXiv id, or the same title as long as no two arXiv ids speak against it."""
    if one.arxiv_id and other.arxiv_id:
        return one.arxiv_id == other.arxiv_id
    return one.key == other.key


def merge_two(old: Paper, new: Paper) -> Paper:
    """The richer of each field; merging the same paper in again changes nothing."""
    best = max(old, new, key=_text_rank)  # the old one where they are equal
    return replace(
        best,
        paper_id=old.paper_id if old.arxiv_id or not new.arxiv_id else new.paper_id,
        title=old.title,
        published=old.published or new.published,
        authors=max(old.authors, new.authors, key=len),
        author_count=_largest(old.author_count, new.author_count),
        organisation=old.organisation or new.organisation,
        upvotes=_largest(old.upvotes, new.upvotes),
        url=old.url or new.url,
        sources=tuple(dict.fromkeys(old.sources + new.sources)),
        questions=tuple(dict.fromkeys(old.questions + new.questions)),
    )


def _identities(paper: Paper) -> list[str]:
    return [f"title {paper.key}"] + ([f"arxiv {paper.arxiv_id}"] if paper.arxiv_id else [])


def _same_papers(paper: Paper, merged: dict[int, Paper], places: dict[str, list[int]]) -> list[int]:
    """Where the same paper stands already; more than one when this entry shows two to be one."""
    near = {place for identity in _identities(paper) for place in places.get(identity, [])}
    return sorted(place for place in near if place in merged and same_paper(merged[place], paper))


def _text_rank(paper: Paper) -> tuple[bool, bool, int]:
    """An abstract before a digest, a complete text before one cut short, the longer one."""
    return paper.text_kind == "abstract", paper.text.rstrip().endswith((".", "!", "?", ")")), len(paper.text)


def _largest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
