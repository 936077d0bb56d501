"""References to papers: one service after the other is asked, until one gives the paper with its abstract.

In: references. Out: for each the paper, with the service that gave it as its source, or one line that says
why there is none. arXiv is asked for many ids in one request.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from rag.fetching import acl, arxiv, crossref, datacite, huggingface, openalex, openreview
from rag.fetching import semantic_scholar as scholar
from rag.fetching.arxiv import ARXIV
from rag.fetching.read import Given, read
from rag.fetching.references import Kind, Reference
from rag.fetching.service import Asks, Request, Service
from rag.fetching.web import Web
from rag.model.errors import FetchError, NotFoundError
from rag.model.paper import Paper, title_key

# Who is asked for a paper of each kind, in this order.
ASKED: dict[Kind, tuple[Asks, ...]] = {
    Kind.ARXIV: (arxiv.by_id, huggingface.by_id, scholar.by_arxiv),
    Kind.HUGGING_FACE: (huggingface.by_id, arxiv.by_id, scholar.by_arxiv),
    Kind.DOI: (crossref.by_doi, openalex.by_doi, scholar.by_doi, datacite.by_doi),
    Kind.OPENREVIEW: (openreview.by_forum, openreview.by_forum_before),
    Kind.ACL: (acl.by_id, scholar.by_acl),
    Kind.SEMANTIC_SCHOLAR: (scholar.by_own,),
    Kind.OPENALEX: (openalex.by_id,),
    Kind.TITLE: (arxiv.by_title, scholar.by_title, openalex.by_title, crossref.by_title),
}
ALIKE = 92.0  # percent: titles as like as this are one title, misspelt or with another hyphen


@dataclass(frozen=True, slots=True)
class Found:
    """A reference and its paper, or the line that says why there is none."""

    reference: Reference
    paper: Paper | None = None
    problem: str = ""


class Lookup:
    """Asks for papers. A service that failed is not asked again."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._down: dict[str, FetchError] = {}

    def find(self, references: Sequence[Reference]) -> Iterator[Found]:
        """Each reference in turn, as soon as it is known."""
        ids = list(dict.fromkeys(r.id for r in references if r.kind is Kind.ARXIV))
        papers = self._from_arxiv(ids)
        for reference in references:
            if reference.kind is not Kind.ARXIV:
                yield self._one_by_one(reference, ASKED[reference.kind])
            elif paper := papers.get(reference.id):
                yield Found(reference, paper)
            else:
                yield self._one_by_one(reference, ASKED[reference.kind][1:], before=[ARXIV])

    def _from_arxiv(self, ids: Sequence[str]) -> dict[str, Paper]:
        """The papers that arXiv gives for these ids, by id."""
        found: dict[str, Paper] = {}
        for start in range(0, len(ids), arxiv.MOST_IDS):
            given = self._given(arxiv.by_ids(ids[start : start + arxiv.MOST_IDS]))
            if isinstance(given, Given):
                found |= {paper.arxiv_id: paper for paper in given.papers if paper.arxiv_id}
        return found

    def _one_by_one(
        self, reference: Reference, asked: Sequence[Asks], before: Sequence[Service] = ()
    ) -> Found:
        """The first service that has the paper with its abstract; `before`: those that have been asked."""
        tried = _Tried([service.name for service in before])
        tried.failed += [self._down[name] for name in tried.services if name in self._down]
        for request in (asks(reference.id) for asks in asked):
            given = self._given(request)
            tried.services.append(request.service.name)
            if isinstance(given, FetchError):
                tried.failed += [] if isinstance(given, NotFoundError) else [given]
            elif paper := _meant(reference, given):
                return Found(reference, paper)
            else:
                tried.note(request.service, given)
        return Found(reference, problem=tried.why(reference))

    def _given(self, request: Request) -> Given | FetchError:
        """What a service gives, or why it gives nothing."""
        name = request.service.name
        if name in self._down:
            return self._down[name]
        try:
            return read(request.service, self._web.get(request))
        except NotFoundError as error:
            return error
        except FetchError as error:
            self._down[name] = error
            return error


@dataclass
class _Tried:
    """What came of asking for one paper: who was asked, who failed, who knows it without its abstract, and
    the nearest title that came."""

    services: list[str]
    failed: list[FetchError] = field(default_factory=list)
    lacking: str = ""
    nearest: str = ""

    def note(self, service: Service, given: Given) -> None:
        """A reply without the paper that is meant."""
        if given.without_abstract:
            self.lacking = self.lacking or service.name
        self.nearest = self.nearest or next((f"“{p.title}” ({p.paper_id})" for p in given.papers), "")

    def why(self, reference: Reference) -> str:
        """Why there is no paper, in one line."""
        what = f"“{reference.id}”" if reference.kind is Kind.TITLE else f"{reference.kind} {reference.id}"
        if self.failed:
            return f"{what}: {self.failed[0]}"
        asked = " or ".join(dict.fromkeys(self.services))
        if self.lacking and not self.nearest:
            advice = "save its page and read that: ask ingest PAGE"
            return f"{what}: {self.lacking} knows it, but nobody gives its abstract; {advice}"
        if self.nearest:
            return f"{what}: no such title at {asked}; the nearest is {self.nearest}"
        return f"{what}: not known to {asked}; check it"


def _meant(reference: Reference, given: Given) -> Paper | None:
    """The paper of a reply that is the one asked for: any for an id, one of the same title for a title."""
    if reference.kind is not Kind.TITLE:
        return next(iter(given.papers), None)
    wanted = title_key(reference.id)
    return next((p for p in given.papers if _same_title(wanted, p.title)), None)


def _same_title(wanted: str, title: str) -> bool:
    """Whether a title is the one that was typed, or begins with it before a colon."""
    before_colon = title_key(title.partition(":")[0]) if ":" in title else ""
    return wanted in (title_key(title), before_colon) or ratio(wanted, title_key(title)) >= ALIKE
