"""What services know of papers that the library has: DOI, authors, venue, date, citations, retractions.

In: a library, the way to the services, today. Out: the same papers with the fields that they lacked, and what
the services say of them today. Nothing that a paper has is replaced, and nothing is asked about one that has
neither a DOI nor an arXiv id, or was asked about within AGAIN days. Semantic Scholar knows DOIs of preprints
and says nothing of retractions, OpenAlex and Crossref do; one that fails is asked no more, and the papers
that neither of these two was asked about are asked about the next time.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rag.fetching.details import Details, Known
from rag.fetching.web import Web
from rag.ingest.library import Library
from rag.model.clock import check_clock
from rag.model.identifiers import doi_key, is_preprint_doi
from rag.model.paper import Paper

TOGETHER = 50  # papers that are asked about at once
AGAIN = 30  # days after which a paper is asked about anew


@dataclass
class Enriched:
    """How many papers were asked about, how many a service knew; the papers that are retracted and were not
    known to be, and one line for each service that failed."""

    asked: int = 0
    known: int = 0
    retracted: list[Paper] = field(default_factory=list)
    problems: tuple[str, ...] = ()


def due(library: Library, today: date) -> list[Paper]:
    """The papers to be asked about, those first that never were. One that was asked about on a day to come,
    when the clock was ahead, is too."""
    last, now = (today - timedelta(days=AGAIN)).isoformat(), today.isoformat()
    papers = ((p.checked or "", p) for p in library.papers() if p.arxiv_id or p.own_doi)
    waiting = [(day, p) for day, p in papers if day <= last or day > now]
    return [p for _, p in sorted(waiting, key=lambda one: one[0])]


def enrich(
    web: Web, library: Library, today: date, tell: Callable[[str], None] = lambda line: None
) -> Iterator[Enriched]:
    """Ask about all papers that are due, and put what is new into the library; how far it is after each
    TOGETHER papers. Cut off at any moment, the next run goes on. LockedError where another process writes
    the library, AskError where the clock cannot be right."""
    check_clock(today)
    details, done, papers = Details(web), Enriched(), due(library, today)
    for start in range(0, len(papers), TOGETHER):
        some = papers[start : start + TOGETHER]
        tell(f"looking up {start + 1:,} to {start + len(some):,} of {len(papers):,} papers")
        known = details.of(some)
        taken = _other_dois(library, some, known)
        after = [filled(paper, known[paper.paper_id], today, taken) for paper in some]
        if changed := [new for new, old in zip(after, some, strict=True) if new != old]:
            library.ingest(changed)
        done.asked += len(some)
        done.known += sum(bool(known[paper.paper_id].records) for paper in some)
        done.retracted += [n for n, old in zip(after, some, strict=True) if n.retracted and not old.retracted]
        done.problems = details.problems
        yield done
        if details.all_failed:
            break
    tell("")


def filled(paper: Paper, known: Known, today: date, taken: Collection[str] = ()) -> Paper:
    """The paper with the fields that it lacked, and what is said of it today. `taken`: keys of DOIs that are
    other papers'."""
    records = known.records
    doi = next(
        (d for r in records if (d := r.doi) and not is_preprint_doi(d) and doi_key(d) not in taken), None
    )
    named = next((r for r in records if r.authors and paper.author_count in (None, len(r.authors))), None)
    named = named if named and not paper.authors else paper
    counts = [r.citation_count for r in records if r.citation_count is not None]
    notice = next((r.retraction_notice for r in records if r.retraction_notice), None)
    retracted = any(r.retracted for r in records) or (paper.retracted and not known.complete)
    return replace(
        paper,
        doi=paper.doi or doi,
        authors=named.authors,
        author_count=paper.author_count or named.author_count,
        venue=paper.venue or next((r.venue for r in records if r.venue), None),
        published=paper.published or next((r.published for r in records if r.published), None),
        citation_count=max(counts, default=paper.citation_count),
        retracted=retracted,
        retraction_notice=(notice or paper.retraction_notice) if retracted else None,
        checked=today.isoformat() if known.asked else paper.checked,
    )


def _other_dois(library: Library, papers: Sequence[Paper], known: Mapping[str, Known]) -> set[str]:
    """The keys of the DOIs that were found and are another paper's here, or were found for several: a paper
    that was given one would become that other."""
    found = [(p.paper_id, doi_key(r.doi)) for p in papers for r in known[p.paper_id].records if r.doi]
    snapshot = library.reader.now()
    owners = {doi: {snapshot.id(row) for row in snapshot.find(f"id {doi}")} for _, doi in found}
    for paper_id, doi in found:
        owners[doi].add(paper_id)
    return {doi for doi, ids in owners.items() if len(ids) > 1}
