"""Which papers are meant at all: dates, organisations, numbers of authors and upvotes.

In: a message. Out: the limits it sets, and the message without them. Knows nothing of kinds.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from rag.query.dates import NUMBER, find_dates, number


@dataclass(frozen=True, slots=True)
class Filters:
    """Which papers are meant at all; both ends of every range are included."""

    since: str | None = None
    until: str | None = None
    organisation: str | None = None  # several are joined by " or "
    min_upvotes: int | None = None
    max_upvotes: int | None = None
    min_authors: int | None = None
    max_authors: int | None = None

    @property
    def empty(self) -> bool:
        """Whether every paper passes."""
        return self == Filters()

    def describe(self) -> tuple[str, ...]:
        """Each limit in plain words: "published since 2024-01-01", "at least 20 authors"."""
        if self.since and self.until:
            dates = f"published from {self.since} to {self.until}"
        else:
            dates = f"published since {self.since}" if self.since else f"published until {self.until}"
        return (
            *((dates,) if self.since or self.until else ()),
            *((f"by {self.organisation}",) if self.organisation else ()),
            *_range(self.min_authors, self.max_authors, "author"),
            *_range(self.min_upvotes, self.max_upvotes, "upvote"),
        )

    def accepts(
        self, published: str | None, organisation: str | None, upvotes: int | None, author_count: int | None
    ) -> bool:
        """Whether a paper with these fields passes; a field it lacks does not pass a limit on it."""
        asked = [name.casefold() for name in (self.organisation or "").split(" or ") if name]
        return (
            _within(published, self.since, self.until)
            and (not asked or (organisation or "").casefold() in asked)
            and _within(upvotes, self.min_upvotes, self.max_upvotes)
            and _within(author_count, self.min_authors, self.max_authors)
        )


def _range(least: int | None, most: int | None, what: str) -> tuple[str, ...]:
    if least is None and most is None:
        return ()
    if least == most:
        return (f"exactly {least} {what}" + ("" if least == 1 else "s"),)
    ends = [f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None)
    return (f"{' and '.join(ends)} {what}s",)


Comparable = TypeVar("Comparable", str, int)


def _within(value: Comparable | None, least: Comparable | None, most: Comparable | None) -> bool:
    if value is None:
        return least is None and most is None
    return (least is None or value >= least) and (most is None or value <= most)


_COUNTS = re.compile(
    rf"(?:\b(?:with|have|has|having|by|got|of|that have|written by)\s+)*(?:\b(?:only|just"
    rf"|a total of)\s+)?(?:an? )?"
    rf"(?:\b(?P<rel>more than|over|above|at least|no fewer than|fewer than|less than|under|below"
    rf"|at most|up to|no more than"
    rf"|not more than|exactly|precisely|>=|<=|≥|≤|>|<"
    rf"|between)\s*)?(?:an? )?(?<!\w)(?P<n>{NUMBER})(?: (?:and|to) (?P<m>{NUMBER}))?"
    r"(?P<suffix> or more| or fewer| or less|\+| and more| plus)?[\s-]+(?:co-?)?(?P<what>author(?:ed"
    r"|s)?|upvotes?|votes?|likes?)\b",
    re.I,
)


def find_filters(text: str, today: date, organisations: Collection[str]) -> tuple[Filters, str]:
    """The limits a message sets, and the message without the words that set them."""
    dates = find_dates(text, today)
    values: dict[str, str | int | None] = {"since": dates.since, "until": dates.until}
    spans = list(dates.spans)
    for match in _COUNTS.finditer(text):
        what = "authors" if match["what"].lower().startswith("author") else "upvotes"
        values[f"min_{what}"], values[f"max_{what}"] = _ends(match)
        spans.append(match.span())
    known: list[str] = []
    for organisation in sorted(organisations, key=len, reverse=True):
        name = rf"(?:the )?{re.escape(organisation)}(?!\w)(?:'s)?"
        for match in re.finditer(
            rf"\b(?:(?:published|released|written) )?(?:by|from|at|of|or|and) {name}|^{name}(?= papers)"
            rf"|\bdid {name} (?:publish|release|write)",
            text,
            re.I,
        ):
            if not any(match.start() < end and start < match.end() for start, end in spans):
                known.append(organisation)
                spans.append(match.span())
    without = text
    for start, end in sorted(spans, reverse=True):
        without = f"{without[:start]} {without[end:]}"
    places = sorted(set(known), key=lambda name: text.casefold().find(name.casefold()))
    if spans:
        without = _DANGLING_END.sub("", without)
    return Filters(organisation=" or ".join(places) or None, **values), tidy(without)  # type: ignore[arg-type]


def _ends(match: re.Match[str]) -> tuple[int | None, int | None]:
    value, relation = number(match["n"]), (match["rel"] or "").lower()
    suffix = (match["suffix"] or "").strip()
    if relation in {"between", ""} and match["m"]:
        return value, number(match["m"])
    if relation in {"more than", "over", "above", ">"}:
        return value + 1, None
    if relation in {"at least", "no fewer than", ">=", "≥"} or suffix in {"or more", "+", "and more", "plus"}:
        return value, None
    if relation in {"fewer than", "less than", "under", "below", "<"}:
        return None, value - 1
    if relation in {"at most", "up to", "no more than", "not more than", "<=", "≤"} or suffix in {
        "or fewer",
        "or less",
    }:
        return None, value
    return value, value


_DANGLING_END = re.compile(
    r"(?:\s+(?:that|which|is|are|was|were|from|and|with|written|published|only|or))+(?=\W*$)", re.I
)


def tidy(text: str) -> str:
    return re.sub(r"\s+([?.!,;:])", r"\1", " ".join(text.split())).strip(" ,;:-–")
