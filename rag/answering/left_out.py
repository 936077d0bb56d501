"""The papers that a list leaves out: "but not about X", "other than X (the paper)".

In: a parsed query, a way to find the papers that fit a subject. Out: rows. What names a paper with its
version ("LayoutLM v1") leaves out that paper alone; a name without one leaves out what is about it, unless
nothing else is left then.
"""

import re
from collections.abc import Callable, Sequence

from rag.answering.ordering import is_kind, names_kind
from rag.answering.short_forms import other_forms
from rag.model.query import ParsedQuery
from rag.query.anaphora import SURE
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import mentioning, phrase_of
from rag.retrieval.mentions import places as found
from rag.text.sentences import sentences

ONCE, PASSING, OF_OTHERS = 1, 2, 3  # how far aside a paper names what is left out
LONG = 4  # sentences of an abstract that can name something aside
Fit = Callable[[ParsedQuery, str], Sequence[int]]  # the rows that fit a subject

_FIRST = re.compile(
    r"\b(?:the )?(?:original|first)(?: (?:version|paper|one))?(?: of)?\b|\(?\bv(?:ersion)?[ .]?1(?:\.0)?\)?$",
    re.I,
)
_NEGATED = re.compile(r"\bnon[\s\-‐‑]?\Z", re.I)
_OF_ITS_OWN = re.compile(r"\b(?:we|our|ours|this (?:paper|work|study|article)|(?:the )?authors)\b", re.I)
_OF_THAT = re.compile(r"\bwhich\b", re.I)
_AROUND = re.compile(r"^(?:the|a|an)\s+|\s+(?:paper|itself|paper itself|one)$", re.I)


def left_out(catalogue: Catalogue, query: ParsedQuery, fit: Fit, every: Sequence[int]) -> set[int]:
    """The rows that the query leaves out of `every`, those that its subject fits. One that only names what is
    left out stays, and so, where nothing else would, does one that fits it no better than in a sentence."""
    named = [_named(catalogue, subject) for subject in query.excluded]
    alone = {row for rows, _ in named for row in rows}
    for strict in (True, False):
        out = {
            row
            for subject, (rows, exactly) in zip(query.excluded, named, strict=True)
            for row in (rows if exactly else _about(catalogue, query, subject, fit, every, strict=strict))
        }
        if set(every) - out:
            return out
    return alone or out


def naming(catalogue: Catalogue, query: ParsedQuery, rows: Sequence[int]) -> set[int]:
    """Those of the rows whose text names what the query leaves out: they only perhaps fit."""
    subjects = [subject for subject in query.excluded if not names_kind(subject)]
    named = {
        row
        for subject in subjects
        if not _named(catalogue, subject)[1]
        for row in _saying(catalogue, subject)
    }
    return named & set(rows)


def _named(catalogue: Catalogue, subject: str) -> tuple[set[int], bool]:
    """The papers that a subject is the name of, and whether no others can be meant."""
    name = _AROUND.sub("", _FIRST.sub("", subject).strip())
    sure = [m for m in catalogue.names.lookup(name) if m.certainty >= SURE and m.text.lower() == name.lower()]
    ids = dict.fromkeys(paper_id for mention in sure for paper_id in mention.paper_ids)
    rows = {row for paper_id in ids if (row := catalogue.row(paper_id)) is not None}
    return rows, bool(rows) and name != subject


def _about(
    catalogue: Catalogue, query: ParsedQuery, subject: str, fit: Fit, every: Sequence[int], *, strict: bool
) -> set[int]:
    """The papers about a subject: those that fit it, and those of `every` that use its words or its short or
    long form. `strict`: unless it is others' work that they use them of; or else, more than in a sentence."""
    if names_kind(subject):
        return {r for r in catalogue.snapshot.rows.tolist() if is_kind(catalogue.paper(r), subject)}
    forms = (subject, *other_forms(catalogue, subject, every))
    said: dict[int, list[int]] = {}
    for form in forms:
        for row, places in _saying(catalogue, form).items():
            said.setdefault(row, []).extend(places)
    if query.within:  # of papers that were shown, whoever names it is to go
        return {*fit(query, subject), *said}
    aside = {row: _aside(catalogue, row, forms, places) for row, places in said.items()}
    passing = {row for row, how in aside.items() if how >= (PASSING if strict else ONCE)}
    of_others = {row for row in passing if strict and aside[row] == OF_OTHERS}
    return ({*fit(query, subject)} - of_others) | (said.keys() - passing)


def _aside(catalogue: Catalogue, row: int, forms: Sequence[str], places: Sequence[int]) -> int:
    """How far aside a paper uses these forms, which begin at these places: ONCE in one sentence alone and not
    in its title, PASSING there of what its own work is built on, OF_OTHERS there without "we"."""
    paper = catalogue.paper(row)
    spans = sentences(paper.text)
    titled = any([*found(paper.title, phrase_of(form))] for form in forms)
    inside = {span for span in spans for place in places if span[0] <= place < span[1]}
    if titled or len(inside) != 1 or len(spans) < LONG:
        return 0
    before = paper.text[min(inside)[0] : max(places)]
    own = [*_OF_ITS_OWN.finditer(before)]
    if not own:
        return OF_OTHERS
    return PASSING if _OF_THAT.search(before, own[-1].end()) else ONCE


def _saying(catalogue: Catalogue, form: str) -> dict[int, list[int]]:
    """Where the papers use a form; "non-cooperative" is no use of "cooperative"."""
    said = {}
    for row, places in mentioning(catalogue, form).items():
        text = catalogue.paper(row).text
        used = [start for start, _ in places if not _NEGATED.search(text, 0, start)]
        if used or not places:
            said[row] = used
    return said
