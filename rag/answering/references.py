"""The papers that an answer cites, as a list of references.

In: an answer, the papers of the library, the name of a style. Out: a line for each paper, with the number
that the answer has for it.
"""

from collections.abc import Callable

from rag.export.plain import strip_controls
from rag.export.references import references
from rag.model.answer import Answer
from rag.model.paper import Paper


def cited_papers(answer: Answer, find: Callable[[str], Paper | None]) -> dict[int, Paper]:
    """The papers behind the numbers of an answer; of one that is gone its title is known."""
    cited = {one.number: one for one in reversed(answer.citations)}
    return {
        number: find(one.paper_id)
        or Paper(one.paper_id, one.title, one.quote, "digest", published=one.published, url=one.url)
        for number, one in sorted(cited.items())
    }


def references_of(answer: Answer, find: Callable[[str], Paper | None], style: str) -> list[str]:
    """A numbered reference for each paper that the answer cites."""
    papers = cited_papers(answer, find)
    return references(list(papers.values()), style, numbers=list(papers))


def plain_references(answer: Answer, find: Callable[[str], Paper | None]) -> list[str]:
    """The same without a style: authors, title, date and address, as far as they are known."""
    return [f"[{number}] {_plain(paper)}" for number, paper in cited_papers(answer, find).items()]


def _plain(paper: Paper) -> str:
    authors = ", ".join(paper.authors) + (" and others" if paper.has_other_authors else "")
    parts = (authors, paper.title, paper.venue, paper.published, paper.url, paper.retraction)
    return strip_controls(". ".join(part for part in parts if part))
