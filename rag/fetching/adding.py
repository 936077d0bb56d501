"""Papers that somebody asked for, into a library.

In: references, a library, the way to the services. Out: what came of each: added, updated, already there,
found (where nothing is to be added), or the line that says why there is no paper. What the library has as an
abstract is not fetched again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rag.fetching.lookup import Found, Lookup
from rag.fetching.references import Kind, Reference, UnknownReferenceError
from rag.fetching.web import Web
from rag.ingest.indexing import Progress, quiet
from rag.ingest.library import Library
from rag.ingest.records import lookup_keys_of
from rag.ingest.report import Outcome, Report
from rag.model.identifiers import doi_key
from rag.model.paper import Paper, paper_from, title_key


class Came(StrEnum):
    """What came of one reference."""

    ADDED = "added"
    UPDATED = "updated"
    THERE = "already there"
    FOUND = "found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """One reference as it was typed, what came of it, and the paper, or the problem in one line."""

    typed: str
    came: Came
    paper: Paper | None = None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """What `ask add --json` prints of it."""
        about = {"paper": self.paper.to_json()} if self.paper else {"problem": self.problem}
        return {"asked": self.typed, "came": str(self.came), **about}


Asked = Sequence[Reference | UnknownReferenceError]


def results(
    web: Web, library: Library, asked: Asked, *, dry_run: bool = False, progress: Progress = quiet
) -> Iterator[Result]:
    """What came of each reference; papers are added when all have been fetched. LockedError where another
    process writes."""
    references = [one for one in asked if isinstance(one, Reference)]
    known = {one: paper for one in references if (paper := _known(library, one))}
    yield from (Result(r.typed, Came.THERE, paper) for r, paper in known.items())
    yield from (Result("", Came.FAILED, problem=str(one)) for one in asked if not isinstance(one, Reference))
    found: list[Found] = []
    for one in Lookup(web).find([r for r in references if r not in known]):
        if one.paper is None:
            yield Result(one.reference.typed, Came.FAILED, problem=one.problem)
        elif dry_run:
            yield Result(one.reference.typed, Came.FOUND, one.paper)
        else:
            found.append(one)
    if found:
        yield from _added(library, found, progress)


def _added(library: Library, found: Sequence[Found], progress: Progress) -> Iterator[Result]:
    report = library.ingest([one.paper for one in found if one.paper], progress)
    came = {Outcome.ADDED: Came.ADDED, Outcome.UPDATED: Came.UPDATED, Outcome.UNCHANGED: Came.THERE}
    for one in found:
        if one.paper and (paper := _kept_as(library, report, one.paper)):
            outcome = report.outcomes.get(paper.paper_id, Outcome.UNCHANGED)
            yield Result(one.reference.typed, came[outcome], paper)


def _kept_as(library: Library, report: Report, paper: Paper) -> Paper | None:
    """The paper as the library has it now; it may be one with another of this run, under that one's id."""
    if kept := _by_id(library, report.now(paper.paper_id)):
        return kept
    same = (other for key in sorted(lookup_keys_of(paper)) for other in _papers_by(library, key))
    return next((other for other in same if _same(other, paper)), None)


def _same(one: Paper, other: Paper) -> bool:
    dois = [doi_key(paper.own_doi) for paper in (one, other) if paper.own_doi]
    return one.key == other.key or (len(dois) == 2 and dois[0] == dois[1])


def _known(library: Library, reference: Reference) -> Paper | None:
    """The paper that a reference means, where the library has its abstract."""
    keys = {
        Kind.ARXIV: f"id {reference.id}",
        Kind.HUGGING_FACE: f"id {reference.id}",
        Kind.DOI: f"id {doi_key(reference.id)}",
        Kind.TITLE: f"title {title_key(reference.id)}",
    }
    papers = _papers_by(library, keys[reference.kind]) if reference.kind in keys else []
    meant = [p for p in papers if p.text_kind == "abstract" and _is(p, reference)]
    return meant[0] if len(meant) == 1 else None


def _is(paper: Paper, reference: Reference) -> bool:
    if reference.kind is Kind.TITLE:
        return paper.key == title_key(reference.id)
    if reference.kind is Kind.DOI:
        return bool(paper.doi) and doi_key(str(paper.doi)) == doi_key(reference.id)
    return paper.paper_id == reference.id


def _by_id(library: Library, paper_id: str) -> Paper | None:
    return next((p for p in _papers_by(library, f"id {paper_id}") if p.paper_id == paper_id), None)


def _papers_by(library: Library, key: str) -> list[Paper]:
    snapshot = library.reader.now()
    return [paper_from(snapshot.payload(row)) for row in snapshot.find(key)]
