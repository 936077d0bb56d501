"""RIS: a record for each paper, as reference managers read it.

In: papers. Out: text.
"""

from collections.abc import Iterator, Sequence

from rag.export.kinds import Kind, kind_of
from rag.export.names import split
from rag.export.plain import address, one_line
from rag.model.paper import Paper

_KINDS = {Kind.ARTICLE: "JOUR", Kind.CONFERENCE: "CPAPER"}


def as_ris(papers: Sequence[Paper]) -> str:
    """A record per paper, with the fields that are known."""
    return "\n\n".join("\n".join(f"{tag}  - {value}" for tag, value in _fields(paper)) for paper in papers)


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", _KINDS.get(kind_of(paper), "GEN")
    yield "TI", one_line(paper.title)
    for name in paper.authors:
        yield "AU", one_line(split(name).inverted)
    if paper.published:
        yield "PY", paper.published[:4]
        if len(paper.published) > len("2019"):
            yield "DA", paper.published.replace("-", "/")
    if paper.venue:
        yield "T2", one_line(paper.venue)
    if paper.doi:
        yield "DO", address(paper.doi)
    if paper.arxiv_id:
        yield "M1", f"arXiv:{paper.arxiv_id}"
    if paper.url:
        yield "UR", address(paper.url)
    if paper.retraction:
        yield "N1", one_line(paper.retraction)
    if paper.text_kind == "abstract":
        yield "AB", one_line(paper.text)
    yield "ER", ""
