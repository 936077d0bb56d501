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
from rag.retrieval.mentions import mentioning

Fit = Callable[[ParsedQuery, str], Sequence[int]]  # the rows that fit a subject

_FIRST = re.compile(
    r"\b(?:the )?(?:original|first)(?: (?:version|paper|one))?(?: of)?\b|\(?\bv(?:ersion)?[ .]?1(?:\.0)?\)?$",
    re.I,
)
_NEGATED = re.compile(r"\bnon[\s\-‐‑]?\Z", re.I)
_AROUND = re.compile(r"^(?:the|a|an)\s+|\s+(?:paper|itself|paper itself|one)$", re.I)


def left_out(catalogue: Catalogue, query: ParsedQuery, fit: Fit, every: Sequence[int]) -> set[int]:
    """The rows that the query leaves out of `every`, those that its subject fits."""
    named = [_named(catalogue, subject) for subject in query.excluded]
    out = {
        row
        for subject, (rows, exactly) in zip(query.excluded, named, strict=True)
        for row in (rows if exactly else _about(catalogue, query, subject, fit, every))
    }
    alone = {row for rows, _ in named for row in rows}
    return out if set(every) - out or not alone else alone


def _named(catalogue: Catalogue, subject: str) -> tuple[set[int], bool]:
    """The papers that a subject is the name of, and whether no others can be meant."""
    name = _AROUND.sub("", _FIRST.sub("", subject).strip())
    sure = [m for m in catalogue.names.lookup(name) if m.certainty >= SURE and m.text.lower() == name.lower()]
    ids = dict.fromkeys(paper_id for mention in sure for paper_id in mention.paper_ids)
    rows = {row for paper_id in ids if (row := catalogue.row(paper_id)) is not None}
    return rows, bool(rows) and name != subject


def _about(
    catalogue: Catalogue, query: ParsedQuery, subject: str, fit: Fit, every: Sequence[int]
) -> set[int]:
    """The papers about a subject: those that fit it, and those of `every` that use its words or its short or
    long form."""
    if names_kind(subject):
        return {r for r in catalogue.snapshot.rows.tolist() if is_kind(catalogue.paper(r), subject)}
    forms = (subject, *other_forms(catalogue, subject, every))
    return {*fit(query, subject), *(row for form in forms for row in _saying(catalogue, form))}


def _saying(catalogue: Catalogue, form: str) -> list[int]:
    """The papers that use a form; "non-cooperative" is no use of "cooperative"."""

    def says(row: int, places: Sequence[tuple[int, int]]) -> bool:
        text = catalogue.paper(row).text
        return not places or any(not _NEGATED.search(text, 0, start) for start, _ in places)

    return [row for row, places in mentioning(catalogue, form).items() if says(row, places)]
