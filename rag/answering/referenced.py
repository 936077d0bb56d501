"""References as an answer: BibTeX, RIS or CSL-JSON entries, or lines in a style such as APA.

In: a query that asks for references, the rows that they are of. Out: a part. Where the styles are not
installed, BibTeX is given and said to be.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.citations import Composer
from rag.answering.metadata import introducing
from rag.answering.naming import known_hits
from rag.answering.part import Part
from rag.export.bibtex import as_bibtex
from rag.export.formats import EXPORTS
from rag.model.answer import Status
from rag.model.errors import MissingPackageError
from rag.model.paper import Paper
from rag.model.query import Act, ParsedQuery
from rag.query.reference_form import USUAL
from rag.query.topic import asks_for_several_papers
from rag.retrieval.searcher import Searcher
from rag.text.prose import plural
from rag.text.terms import terms
from rag.text.words import words

MOST_ENTRIES = 50  # references in one answer
_ENTRIES = frozenset(("bibtex", "ris", "csl", "csv"))  # the others are lines of a list of references
EXPORTED = (
    "All papers, or those that contain all words of a query, are written by: {command}\n"
    "(in {label}; others are --format bibtex, ris, csl, csv, apa, ieee, chicago and mla). Here, name the "
    "papers or ask for some first: “{label} of” a title, or “cite the first two” of a list."
)


def with_described(query: ParsedQuery, find: Callable[[ParsedQuery, bool], Sequence[str]]) -> ParsedQuery:
    """The query with the papers that it describes; `find` gives their ids, those of a list where several are
    asked for."""
    if query.act is not Act.REFERENCE or query.active_papers or not query.search_text:
        return query
    return replace(query, active_papers=tuple(find(query, asks_for_several_papers(query.message))))


def known_words(searcher: Searcher, text: str) -> str:
    """The words of a description that some paper has, however near they are spelt; all where none has any:
    "gimme" describes no paper."""
    unknown = searcher.query(text).unknown
    known = [word for word in words(text) if not all(term in unknown for term in terms(word))]
    return " ".join(known) or text


def references_told(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> Part:
    """The references of these rows; how to have them of all papers where there are none."""
    form = query.field or USUAL
    label = EXPORTS[form].label
    if not rows and query.search_text:
        text = f"No paper here is found for “{query.search_text}”; give its title or an author."
        return Part(query, text, Status.NOT_ANSWERED)
    if not rows:
        command = f"ask export --format {form} -o papers{EXPORTS[form].ending}"
        return Part(query, EXPORTED.format(command=command, label=label), Status.ANSWERED)
    told = rows[:MOST_ENTRIES]
    papers = [composer.catalogue.paper(row) for row in told]
    markers = " ".join(composer.marker(introducing(composer.catalogue, row)) for row in told)
    left = f"; {len(rows) - len(told):,} more with: ask export" if len(rows) > len(told) else ""
    try:
        written, lacking = _written(papers, form), ""
    except MissingPackageError as error:
        written, lacking, label = as_bibtex(papers), f" ({error})", EXPORTS[USUAL].label
    kind = label if form in _ENTRIES or lacking else f"{label} reference{'s' * (len(told) > 1)}"
    head = f"{kind} of {plural(len(told), 'paper')} {markers}{left}{lacking}{_nameless(papers)}"
    return Part(query, f"{head}\n\n{written}", Status.ANSWERED, known_hits(rows, ()))


def _written(papers: Sequence[Paper], form: str) -> str:
    return as_bibtex(papers) if form == USUAL else EXPORTS[form].write(papers)


def _nameless(papers: Sequence[Paper]) -> str:
    """That authors are not known, where they are not."""
    nameless = sum(not paper.authors for paper in papers)
    if not nameless:
        return ""
    return ". Its authors are not known here" if len(papers) == 1 else f". {nameless} without known authors"
