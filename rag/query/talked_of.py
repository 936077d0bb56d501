"""Which papers of a conversation a message means: the last list, the last one, the two last, the first two.

In: a message, the turns before it. Out: ids of papers, in the order in which they were told. Nothing is
looked up.
"""

import re
from collections.abc import Sequence

from rag.model.conversation import Turn
from rag.model.query import Act, Intent
from rag.query.anaphora import SURE
from rag.text.numbers import NUMBER, number

LISTS = frozenset((Intent.LIST, Intent.COUNT, Intent.CORPUS))
MOST_COMPARED = 5  # papers that are set side by side where no number is given
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACES)})\b|(?:\b(?:number|no\.?|paper)\s?|#|\[)(\d{{1,2}})\b", re.I)
_TOP = re.compile(rf"\b(?P<end>first|top|last|latest)\s+(?P<count>{NUMBER})\b", re.I)
_SEVERAL = re.compile(
    r"\b(?:papers|works|studies|articles|publications|ones|those|literature|research|list|everything|others?"
    r"|any\w*|some\w*|all|two|three|several|what (?:do|have) you|who)\b|\bwork (?:on|about)\b",
    re.I,
)
_PAIR = re.compile(r"\b(?:two|both|pair|either)\b", re.I)


def about(turn: Turn) -> tuple[str, ...]:
    """The papers that a turn was about: those of its list or comparison, those that it named, else the one
    that answered."""
    if is_choice(turn):
        return turn.paper_ids[:1]
    if turn.query.intent in LISTS or turn.query.intent is Intent.COMPARE:
        return turn.paper_ids
    named = dict.fromkeys(id_ for m in turn.query.mentions if m.certainty >= SURE for id_ in m.paper_ids)
    several = tuple(id_ for id_ in named if id_ in turn.paper_ids)
    return several if len(several) > 1 else turn.paper_ids[:1]


def is_choice(turn: Turn) -> bool:
    """Whether a turn told which of some papers is the oldest or newest: "it" is that one from then on."""
    return turn.query.act is Act.CHOOSE and turn.query.order is not None


def is_of_a_topic(turn: Turn) -> bool:
    """Whether a turn was about a topic, and quoted what several papers say on it, none of them by name."""
    sure = any(m.certainty >= SURE for m in turn.query.mentions)
    return not sure and not turn.query.active_papers and len(turn.paper_ids) > 1


def found_none(turn: Turn) -> bool:
    """Whether papers on a subject were asked for, and none fitted: other limits may be tried."""
    return turn.query.intent in LISTS and bool(turn.query.search_text) and not turn.paper_ids


def asks_for_several(message: str) -> bool:
    """Whether papers are asked for, and not one: "papers on honeypots", "anything about bees"."""
    return bool(_SEVERAL.search(message))


def is_of_one(turn: Turn) -> bool:
    """Whether the best of the papers of a turn is what it was about: one was asked for."""
    return turn.query.intent in (Intent.LIST, Intent.FACT) and not asks_for_several(turn.query.message)


def last_ones(history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers of the latest turn that was about any."""
    return next((papers for turn in reversed(history) if (papers := about(turn))), ())


def last_list(history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers of the latest turn that was about several."""
    return next((papers for turn in reversed(history) if len(papers := about(turn)) > 1), ())


def to_compare(message: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers that "compare the first two", "which of the two" or "how do they differ" mean."""
    if chosen := chosen_places(message, history):
        return chosen
    if history and is_choice(history[-1]):
        return history[-1].query.active_papers  # "and which is newest?" is asked of the same papers
    last = last_ones(history)
    singly = len(history) > 1 and bool(history[-1].paper_ids) and is_of_one(history[-1])
    last = last[:1] if singly else last
    if len(last) > 1 and not (_PAIR.search(message) and len(last) > 2):
        return last[:MOST_COMPARED]
    talked_of = list(last[:1]) if len(last) == 1 else []
    for turn in reversed(history):
        papers = about(turn)
        papers = papers[:1] if is_of_one(turn) else papers
        if len(papers) == 1 and papers[0] not in talked_of:
            talked_of.insert(0, papers[0])
    return tuple(talked_of[-2:]) if len(talked_of) > 1 else last[:2]


def chosen_places(message: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers of the last list that a message picks by their places: "the first and the third", "the top
    three"; none where it names fewer than two places."""
    listed = last_list(history)
    top = _TOP.search(message)
    if top and listed:
        count = number(top["count"].lower())
        return listed[-count:] if top["end"].lower() in ("last", "latest") else listed[:count]
    places = [_place(match) for match in _PLACE.finditer(message)]
    picked = [listed[place] for place in dict.fromkeys(places) if place < len(listed)]
    return tuple(picked) if len(picked) > 1 else ()


def _place(match: re.Match[str]) -> int:
    return int(match[1]) - 1 if match[1] else _PLACES.index(match[0].lower())
