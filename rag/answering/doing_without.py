"""Which papers of a list do without something: "which of them need no labels?", "any of these not using CT?".

In: a query that keeps to a list and names what is left out, the rows of the list, those that speak of it.
Out: a part: first the papers that say in words that they do without it, then those that do not speak of it.
Of the latter no more is claimed than that.
"""

import re
from collections.abc import Collection, Sequence

from rag.answering.citations import Composer, name_of
from rag.answering.doubted import dated
from rag.answering.metadata import introducing
from rag.answering.naming import known_hits
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence
from rag.retrieval.searcher import Searcher
from rag.text.prose import plural, spoken_list
from rag.text.terms import terms
from rag.text.words import words

_BETWEEN = r"(?:[\w'’-]+\s+){0,3}?(?:\w+-)?"
_FEW = r"(?:[\w'’-]+\s+){0,2}?"


def doing_without(
    searcher: Searcher, composer: Composer, query: ParsedQuery, rows: Sequence[int], speaking: Collection[int]
) -> Part:
    """The papers of the list that do without what the query leaves out; those `speaking` speak of it."""
    subject = query.excluded[0]
    speaking = _speaking(searcher, rows, subject, speaking)
    denied = {row: said for row in rows if (said := _denial(searcher, row, subject))}
    silent = [row for row in rows if row not in speaking and row not in denied]
    these = plural(len(rows), "paper")
    if not denied and not silent:
        text = f"Each of these {these} speaks of “{subject}”, and none says that it does without."
        return Part(query, text, Status.NOT_ANSWERED, known_hits(rows, ()))
    catalogue, first = searcher.catalogue, {row: introducing(searcher.catalogue, row) for row in silent}
    do, told = "does" if len(silent) == 1 else "do", denied or first
    none = len(silent) == len(rows)
    head = f"None of these {these} speaks" if none else f"{len(silent):,} of these {these} {do} not speak"
    lines = [f"{len(denied):,} of these {these}:" if denied else f"{head} of “{subject}”:"]
    lines += [f"- {dated(query, catalogue.paper(row))}: {composer.quote(told[row])}" for row in told]
    if denied and silent:
        names = [f"{name_of(catalogue.paper(row))} {composer.marker(one)}" for row, one in first.items()]
        lines.append(f"\n{spoken_list(names)} {do} not speak of “{subject}”.")
    return Part(query, "\n".join(lines), Status.ANSWERED, known_hits([*denied, *silent], ()))


def _denial(searcher: Searcher, row: int, subject: str) -> Evidence | None:
    """The sentence of a paper that says that it does without: "needs no labels", "label-free"."""
    said = _said_without(subject)
    if said is None:
        return None
    found = score_sentences(searcher.catalogue, row, searcher.query(subject))
    fitting = [one for one in found if said.search(one.text)]
    return max(fitting, key=lambda one: (one.score, -one.start), default=None)


def _speaking(
    searcher: Searcher, rows: Sequence[int], subject: str, fitting: Collection[int]
) -> Collection[int]:
    """The rows that speak of a subject: those that fit it; of one in several words those that have all of
    them together, since one of these alone is something else."""
    named = _named(subject)
    if named is None or len(words(subject)) < 2:
        return fitting
    papers = ((row, searcher.catalogue.paper(row)) for row in rows)
    return [row for row, paper in papers if re.search(named, f"{paper.title}. {paper.text}", re.I)]


def _named(subject: str) -> str | None:
    """How a text names a subject: the stems of its words in a row, with few others between them."""
    stems = [terms(word)[0] for word in words(subject) if terms(word)]
    return rf"[\s-]+{_FEW}".join(rf"{re.escape(stem)}\w*" for stem in stems) if stems else None


def _said_without(subject: str) -> re.Pattern[str] | None:
    """How a text says that it does without a subject."""
    named = _named(subject)
    if named is None:
        return None
    return re.compile(
        rf"\b(?:without|no|free (?:of|from)|lack(?:s|ing)?(?: of)?|absence of)\s+{_BETWEEN}{named}"
        r"|(?:\bnot|n['’]t|\bnever)\s+(?:need|require|use|rely on|involve|depend on|assume)\s+"
        rf"{_BETWEEN}{named}"
        rf"|\b(?:avoid|eliminat|obviat|bypass|circumvent|dispens)\w*\s+{_BETWEEN}{named}"
        rf"|\b{named}(?:-(?:free|less|agnostic)|\sfree)\b",
        re.I,
    )
