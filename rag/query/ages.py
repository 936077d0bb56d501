"""Whether one of two papers of a conversation is asked to be the older or newer: "is it older than the other
one?", "was the second published before the first?".

In: a message, the turns before it. Out: the order that is asked for, and the two papers where both sides
point at papers that were told. A side that is named or described is found elsewhere.
"""

import re
from collections.abc import Sequence

from rag.model.conversation import Turn
from rag.model.query import Order
from rag.query.anaphora import LEAD
from rag.query.picked import Picked, by_place
from rag.query.places import PLACE
from rag.query.talked_of import last_list, last_ones

_NOUN = r"(?:one|paper|study|article|work)"
_OUT = r"(?:(?:published|released|written|submitted|out|dated|from)|(?:come|came|appear(?:ed)?)(?: out)?)"
_AGES = re.compile(
    r"^(?:is|was|are|were|did|does)\s+(?P<one>\S.*?)\s+"
    rf"(?:(?:{_OUT}\s+)?(?:(?P<older>older|earlier)|newer|younger|later|more recent(?:ly)?(?: {_OUT})?)"
    r"\s+than"
    rf"|{_OUT}\s+(?:(?P<before>before)|after))\s+(?P<other>\S.*?)\W*$",
    re.I,
)
_ALONE = re.compile(  # "is the second one newer?", than the other
    rf"^(?:is|was)\s+(?P<one>\S.*?)\s+(?:the\s+)?(?:(?P<older>older|earlier)|newer|younger|later|more recent)"
    rf"(?:\s+{_NOUN})?\W*$",
    re.I,
)
_IT = re.compile(rf"(?:it|this|that|(?:this|that|the same) {_NOUN}|the {_NOUN})", re.I)
_OTHER = re.compile(rf"(?:the )?other(?: {_NOUN})?", re.I)
_MOST_WORDS = 8  # of a side


def order_of_ages(message: str) -> Order | None:
    """The order in which the one paper stands before the other if the answer is yes; None where no two sides
    are asked about, or a side is a date."""
    match = _sides(message)
    alone = None if match else _of_place_alone(message)
    if match is None and alone is None:
        return None
    older = (match and (match["older"] or match["before"])) or (alone and alone["older"])
    return Order.OLDEST if older else Order.NEWEST


def point_back(message: str) -> bool:
    """Whether both sides only point at papers: "it", "the other one", "the third"."""
    match = _sides(message)
    return match is not None and _points(match["one"]) and _points(match["other"])


def two_of(message: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers of the two sides, in their order; all of the last list where "the other one" may be any."""
    if alone := _of_place_alone(message):
        sides = [alone["one"], "the other"]
    elif (match := _sides(message)) and point_back(message):
        sides = [match["one"], match["other"]]
    else:
        return ()
    found = [_pointed_at(side, history) for side in sides]
    for place in (0, 1):
        if not found[place] and _OTHER.fullmatch(sides[place]):
            found[place] = _beside(found[1 - place], history)
    pair = tuple(dict.fromkeys(id_ for one in found for id_ in one))
    return pair if all(found) and len(pair) > 1 else ()


def begins_with(message: str, one: Picked) -> bool:
    """Whether the paper that is picked is the one asked about: "is the flute one older than it?"."""
    match = _sides(message)
    return match is not None and one.said in match["one"]


def _sides(message: str) -> re.Match[str] | None:
    match = _AGES.match(LEAD.sub("", message).strip())
    if match is None:
        return None
    sides = (match["one"], match["other"])
    dated = any(re.search(r"\b\d{4}\b", side) for side in sides)
    return None if dated or any(len(side.split()) > _MOST_WORDS for side in sides) else match


def _of_place_alone(message: str) -> re.Match[str] | None:
    """The match of a message that asks of a paper by its place whether it is the older or newer."""
    match = _ALONE.match(LEAD.sub("", message).strip())
    return match if match and _points(match["one"]) and PLACE.search(match["one"]) else None


def _points(side: str) -> bool:
    place = PLACE.search(side)
    return bool(_IT.fullmatch(side) or _OTHER.fullmatch(side) or (place and len(side) - len(place[0]) <= 1))


def _pointed_at(side: str, history: Sequence[Turn]) -> tuple[str, ...]:
    if _IT.fullmatch(side):
        return last_ones(history)[:1]
    found = by_place(side, history)
    return found.papers if found else ()


def _beside(one: Sequence[str], history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers that were told beside one: the rest of its list, or what was talked of before it."""
    listed = last_list(history)
    if set(one) <= set(listed):
        return tuple(id_ for id_ in listed if id_ not in one)
    earlier = (last_ones(history[:end])[:1] for end in range(len(history), 0, -1))
    return next((papers for papers in earlier if papers and papers != tuple(one)), ())
