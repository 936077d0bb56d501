"""What services say of many papers at once, by their DOIs and arXiv ids.

In: papers. Out: for each the records that services have of it, and whether those that know of retractions
were asked. Abstracts are not read. Semantic Scholar comes first: it knows which DOI a preprint has got.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz.fuzz import ratio

from rag.fetching import crossref, openalex, problems
from rag.fetching import semantic_scholar as scholar
from rag.fetching.service import Request, Service
from rag.fetching.web import Web
from rag.ingest.formats.json_records import details_of
from rag.ingest.pages import Page
from rag.ingest.papers import to_papers
from rag.model.errors import FetchError, NotFoundError
from rag.model.identifiers import doi_key, is_preprint_doi
from rag.model.paper import Paper, title_key

MOST_DOIS = 50  # in one request
ALIKE = 80.0  # percent: a preprint and what was printed of it may differ in so much of their titles
_NO_VENUE = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|ssrn|preprints?|repository|hal)\b", re.IGNORECASE
)
_APART = re.compile(r"[,|\s]")  # what would end a DOI in a filter


@dataclass(frozen=True, slots=True)
class Known:
    """What services know of one paper. `asked`: whether any of them that knows of retractions answered,
    `complete`: whether all that were asked did."""

    records: tuple[Paper, ...] = ()
    asked: bool = False
    complete: bool = True


class Details:
    """Asks about papers. A service that failed is not asked again."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._down: dict[str, FetchError] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """Why services are not asked any more, a line for each."""
        return tuple(dict.fromkeys(str(error) for error in self._down.values()))

    @property
    def all_failed(self) -> bool:
        """Whether none that knows of retractions is left."""
        return {openalex.OPENALEX.name, crossref.CROSSREF.name} <= set(self._down)

    def of(self, papers: Sequence[Paper]) -> dict[str, Known]:
        """What is known of each of these papers, by its id."""
        printed = self._asked([scholar.by_any_ids([_any_id(paper) for paper in papers])]) or []
        found = {paper.paper_id: _about(paper, printed) for paper in papers}
        dois = {paper.paper_id: _dois(paper, found[paper.paper_id]) for paper in papers}
        works = self._by_dois(list(dois.values()), openalex.by_dois, openalex.by_doi)
        in_print = [[doi for doi in some if not is_preprint_doi(doi)] for some in dois.values()]
        notices = self._by_dois(in_print, crossref.by_dois, crossref.by_doi)
        return {id_: _known(found[id_], dois[id_], works, notices) for id_ in found}

    def _by_dois(
        self,
        dois: Sequence[Sequence[str]],
        together: Callable[[Sequence[str]], Request],
        alone: Callable[[str], Request],
    ) -> list[Paper] | None:
        """The records of these DOIs; None where the service failed."""
        wanted = list({doi_key(doi): doi for some in dois for doi in some}.values())
        plain = [doi for doi in wanted if not _APART.search(doi)]
        requests = [together(plain[n : n + MOST_DOIS]) for n in range(0, len(plain), MOST_DOIS)]
        return self._asked([*requests, *(alone(doi) for doi in wanted if _APART.search(doi))])

    def _asked(self, requests: Sequence[Request]) -> list[Paper] | None:
        found: list[Paper] = []
        for request in requests:
            if request.service.name in self._down:
                return None
            try:
                found += records(request.service, self._web.get(request))
            except NotFoundError:
                continue
            except FetchError as error:
                if error.status == 400 and request.ids:
                    continue  # none of them is known
                self._down[request.service.name] = error
                return None
        return found


def records(service: Service, body: bytes) -> list[Paper]:
    """The papers of a reply, with or without abstracts. FetchError where nothing is where it should be."""
    listed = _listed(json.loads(body))
    entries = [entry for record in listed if isinstance(record, dict) and (entry := details_of(record))]
    if listed and not entries:
        raise problems.unknown_form(service)
    papers = to_papers(Page(service.name, service.speaks, tuple(entries)))
    return [replace(p, venue=None) if p.venue and _NO_VENUE.search(p.venue) else p for p in papers]


def _listed(found: Any) -> list[Any]:
    """The records of a reply: in OpenAlex's "results", Crossref's "message" or its "items", or an array."""
    inside = found.get("message", found) if isinstance(found, dict) else found
    if isinstance(inside, dict):
        inside = next((inside[name] for name in ("results", "items") if name in inside), [inside])
    return [record for record in inside if record is not None] if isinstance(inside, list) else [inside]


def _any_id(paper: Paper) -> str:
    """How Semantic Scholar is asked for it."""
    if paper.arxiv_id and (not paper.own_doi or is_preprint_doi(paper.own_doi)):
        return f"ARXIV:{paper.arxiv_id}"
    return f"DOI:{paper.own_doi}"


def _about(paper: Paper, found: Sequence[Paper]) -> tuple[Paper, ...]:
    """The records that are of this paper; of one with quite another title the DOI is not believed."""
    same = [record for record in found if _is_same(paper, record)]
    wanted = title_key(paper.title)
    alike = [ratio(wanted, title_key(record.title)) >= ALIKE for record in same]
    return tuple(r if sure else replace(r, doi=paper.doi) for r, sure in zip(same, alike, strict=True))


def _is_same(paper: Paper, record: Paper) -> bool:
    if paper.arxiv_id and paper.arxiv_id == record.arxiv_id:
        return True
    return bool(paper.own_doi and record.doi and doi_key(paper.own_doi) == doi_key(record.doi))


def _dois(paper: Paper, printed: Sequence[Paper]) -> list[str]:
    """The DOIs that a paper goes by: its own, the one it was printed under, arXiv's."""
    own = [paper.own_doi, *(record.doi for record in printed)]
    arxiv = [f"10.48550/arXiv.{paper.arxiv_id}"] if paper.arxiv_id else []
    return list({doi_key(doi): doi for doi in (*own, *arxiv) if doi}.values())


def _known(
    printed: Sequence[Paper], dois: Sequence[str], works: list[Paper] | None, notices: list[Paper] | None
) -> Known:
    """What the services say, those first that a publisher speaks through."""
    keys = {doi_key(doi) for doi in dois}
    in_print = any(not is_preprint_doi(doi) for doi in dois)
    found = [r for r in (*(notices or ()), *(works or ())) if _keys(r) & keys]
    asked = works is not None or (in_print and notices is not None)
    complete = works is not None and (notices is not None or not in_print)
    return Known((*found, *printed), asked=asked, complete=complete)


def _keys(record: Paper) -> set[str]:
    """What the DOIs of a record are compared by."""
    arxiv = {doi_key(f"10.48550/arXiv.{record.arxiv_id}")} if record.arxiv_id else set()
    return arxiv | ({doi_key(record.doi)} if record.doi else set())
