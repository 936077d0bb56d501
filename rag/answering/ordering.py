"""The order of a list, and the kinds of papers that a list may begin with or leave out.

In: papers that fit. Out: the same papers in the order that is asked for, and what is known of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.model.paper import Paper, date_order
from rag.model.query import Order
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Hit, Ranking
from rag.text.terms import terms

BEGIN_WITH = 5  # papers to read first
MOST_SURVEYS = 2  # of them
LOOKED_AT = 200  # papers that may be surveys
MOST_DOUBTED = 4  # papers that only perhaps fit, shown ahead of the one that does
MOST_TIED = 10  # papers that are shown beyond a number because they are level

_FIELDS = {
    Order.NEWEST: ("published", True),
    Order.OLDEST: ("published", False),
    Order.MOST_UPVOTED: ("upvotes", True),
    Order.LEAST_UPVOTED: ("upvotes", False),
    Order.MOST_AUTHORS: ("author_count", True),
    Order.FEWEST_AUTHORS: ("author_count", False),
}
_SURVEY_TITLE = re.compile(r"\b(?:survey|review|overview|tutorial|primer|introduction to|roadmap)\b", re.I)
_SURVEYING = "survey review overview tutorial primer introduction roadmap"
_SURVEY_TEXT = re.compile(
    r"\b(?:this|our|the present) (?:\w+ ){0,2}(?:survey|review|overview|tutorial)\b|\bwe (?:survey|review)\b"
    r"|\b(?:comprehensive|systematic|literature) (?:survey|review|overview)\b",
    re.I,
)
_COLLECTION_TITLE = re.compile(r"\b(?:benchmark|dataset|corpus)\b", re.I)
_COLLECTION_TEXT = re.compile(
    r"\bwe (?:introduce|present|release|propose|build|construct|collect)\b[^.]{0,60}"
    r"\b(?:benchmark|dataset|corpus)\b",
    re.I,
)
_KINDS = {
    **dict.fromkeys(("survey", "review", "overview"), (_SURVEY_TITLE, _SURVEY_TEXT)),
    **dict.fromkeys(("benchmark", "dataset"), (_COLLECTION_TITLE, _COLLECTION_TEXT)),
}


DATED = (Order.NEWEST, Order.OLDEST)


def with_titled(catalogue: Catalogue, subject: str, ranking: Ranking, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The papers that fit, and those that may be listed whose title has every word of the subject: the oldest
    of them all is asked for, not the oldest of those that fit best."""
    wanted, found = set(terms(subject)), {hit.row for hit in hits}
    ranked = {hit.row: hit for hit in ranking.top(len(ranking.rows))}
    titled = (h for row, h in ranked.items() if row not in found and _has(catalogue.paper(row), wanted))
    return (*hits, *titled) if wanted else tuple(hits)


def _has(paper: Paper, wanted: set[str]) -> bool:
    return wanted <= set(terms(paper.title))


@dataclass(frozen=True, slots=True)
class Ordered:
    """Papers in order. Those without the field that orders them stand last; there are `lacking` of them.
    `coarse`: of how many the date is too coarse to tell their place among those of that year or month."""

    hits: tuple[Hit, ...]
    lacking: int = 0
    coarse: int = 0


def field_of(order: Order) -> str:
    """The field that an order compares."""
    return _FIELDS[order][0]


def in_order(catalogue: Catalogue, hits: Sequence[Hit], order: Order | None) -> Ordered:
    """The papers in order; equals stay as they were, and so do all where no field orders them, but that
    doubtful ones come last."""
    if order not in _FIELDS:
        return Ordered(tuple(sorted(hits, key=lambda hit: hit.doubtful)))
    field, largest_first = _FIELDS[order]
    values = {hit.row: catalogue.columns[hit.row].get(field) for hit in hits}
    known = [hit for hit in hits if values[hit.row] is not None]
    known.sort(key=lambda hit: _key(values[hit.row], largest_first), reverse=largest_first)
    lacking = [hit for hit in hits if values[hit.row] is None]
    return Ordered((*known, *lacking), len(lacking), _coarse([values[hit.row] for hit in known]))


def _key(value: Any, largest_first: bool) -> Any:
    return date_order(value, newest_first=largest_first) if isinstance(value, str) else value


def _coarse(values: Sequence[Any]) -> int:
    """How many dates are the year or the month of another."""
    dates = [value for value in values if isinstance(value, str)]
    within = {date[:length] for date in dates for length in (4, 7) if length < len(date)}
    return sum(date in within for date in dates)


def with_ties(catalogue: Catalogue, hits: Sequence[Hit], order: Order, most: int) -> int:
    """How many of the first papers are shown so that none is left out that is level with the last of them."""
    values = [catalogue.columns[hit.row].get(field_of(order)) for hit in hits[: most + MOST_TIED]]
    edge = values[min(most, len(values)) - 1]
    return next((n for n in range(most, len(values)) if values[n] != edge), len(values))


def down_to_sure(hits: Sequence[Hit], most: int) -> int:
    """How many of the first papers are shown so that one of them fits for certain, where only doubtful ones
    are among the first `most`; `most` where none does, or it stands too far down."""
    sure = next((n for n, hit in enumerate(hits[: most + MOST_DOUBTED], 1) if not hit.doubtful), most)
    return max(most, sure)


def is_survey(paper: Paper) -> bool:
    """Whether it says that it goes through what others have done."""
    return is_kind(paper, "survey")


def is_kind(paper: Paper, kind: str) -> bool:
    """Whether it is a survey, a benchmark ...; False for a word that is no kind of paper."""
    title, text = _KINDS.get(_singular(kind), (None, None))
    return bool(title and text and (title.search(paper.title) or text.search(paper.text)))


def names_kind(word: str) -> bool:
    """Whether the word is a kind of paper, and no subject."""
    return _singular(word) in _KINDS


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")


def to_begin_a_library_with(catalogue: Catalogue, hits: Sequence[Hit]) -> dict[int, str]:
    """Rows to read first where no subject is named, with the reason: surveys, then what most people liked, or
    else what is newest. Of a large library the newest surveys that its words find are looked at."""
    found = [catalogue.snapshot.matched(term) for term in terms(_SURVEYING)]
    newest = in_order(catalogue, hits, Order.NEWEST).hits
    perhaps = [hit.row for hit in newest if any(mask[hit.row] for mask in found)][:LOOKED_AT]
    surveys = [row for row in perhaps if _SURVEY_TITLE.search(catalogue.paper(row).title)][:MOST_SURVEYS]
    chosen = dict.fromkeys(surveys, "a survey")
    liked = in_order(catalogue, hits, Order.MOST_UPVOTED)
    best, why = (liked.hits, "most upvoted") if liked.lacking < len(hits) else (newest, "one of the newest")
    for hit in best[: BEGIN_WITH + MOST_SURVEYS]:
        if len(chosen) < BEGIN_WITH:
            chosen.setdefault(hit.row, why)
    return chosen


def to_begin_with(catalogue: Catalogue, hits: Sequence[Hit]) -> dict[int, str]:
    """Rows to read first, with the reason: surveys, then those that fit best."""
    surveys = [hit.row for hit in hits if is_survey(catalogue.paper(hit.row))][:MOST_SURVEYS]
    chosen = dict.fromkeys(surveys, "a survey")
    for hit in hits:
        if len(chosen) < BEGIN_WITH:
            chosen.setdefault(hit.row, "nearest to the subject")
    return chosen
