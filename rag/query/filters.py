"""Find the filters that a message sets: dates, organisations, numbers of authors and upvotes.

In: a message. Out: the limits it sets, and the message without them. Knows nothing of intents.
"""

import re
from collections.abc import Collection
from datetime import date

from rag.model.filters import Filters
from rag.query.dates import find_dates
from rag.query.mentions import find_in_title
from rag.text.numbers import NUMBER, number

_NOUN = r"(?:organi[sz]ations?|affiliations?|institut(?:ion|e)s?|compan(?:y|ies)|labs?|employers?)"
_HOUSE = (  # "with Nimbus as organisation", "whose affiliation is Nimbus", "affiliated with Nimbus"
    rf"\b(?:with|has|have|having|naming|listing) {{name}} (?:as|for) (?:an? |the |its |their |one )?{_NOUN}\b"
    rf"|\b(?:whose|(?:where|with|that have|which have|having|have|has) (?:the |an? |its |their )?){_NOUN}"
    rf"(?: (?:is|are|was|were|being|of|=|called|named|includes?|contains?))? {{name}}"
    rf"|\bwhose {_NOUN} (?:is|are|was|were|includes?|contains?|says?) {{name}}"
    rf"|\b(?:where|in which) {{name}} is (?:an?|the|one) {_NOUN}\b"
    rf"|\b(?:that are |which are |who are )?(?:affiliated|associated) (?:with|to) {{name}}"
    rf"|\b{_NOUN}\s?[:=]\s?{{name}}"
)
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


def find_explicit_dates(text: str, today: date, *, plainly: bool = True) -> tuple[Filters, str]:
    """The limits that a question sets although it asks for no list, those `plainly` on the dates of papers,
    and the question without them."""
    dates = find_dates(text, today, explicit=plainly)
    left = tidy(_without(text, dates.spans)) if dates.spans else text
    return Filters(since=dates.since, until=dates.until, except_dates=dates.left_out), left


def find_filters(text: str, today: date, organisations: Collection[str]) -> tuple[Filters, str]:
    """The filters that a message sets, and the message without the words that set them."""
    titled, text = find_in_title(text)
    dates = find_dates(text, today)
    values: dict[str, str | int | None] = {
        "in_title": titled,
        "since": dates.since,
        "until": dates.until,
        "except_dates": dates.left_out,
    }
    spans = list(dates.spans)
    for match in _COUNTS.finditer(text):
        what = "authors" if match["what"].lower().startswith("author") else "upvotes"
        values[f"min_{what}"], values[f"max_{what}"] = _ends(match)
        spans.append(match.span())
    known: list[str] = []
    folded = text.casefold()
    here = [name for name in organisations if name.casefold() in folded]
    for organisation in sorted(here, key=len, reverse=True):
        name = rf"(?:the )?(?:{_NOUN} )?{re.escape(organisation)}(?!\w)(?:'s)?"
        called = _HOUSE.format(name=name)
        for match in re.finditer(
            rf"\b(?:(?:published|released|written) )?(?:by|from|at|of|or|and) {name}|^{name}(?= papers)"
            rf"|\bdid {name} (?:publish|release|write)|{called}",
            text,
            re.I,
        ):
            if not any(match.start() < end and start < match.end() for start, end in spans):
                known.append(organisation)
                spans.append(match.span())
    without = _without(text, spans)
    places = sorted(set(known), key=lambda name: text.casefold().find(name.casefold()))
    if spans:
        without = _DANGLING_END.sub("", without)
    return Filters(organisation=" or ".join(places) or None, **values), tidy(without)  # type: ignore[arg-type]


def _without(text: str, spans: Collection[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


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
    """The text without double spaces, spaces before punctuation and punctuation at its ends."""
    return re.sub(r"\s+([?.!,;:])", r"\1", " ".join(text.split())).strip(" ,;:-–")
