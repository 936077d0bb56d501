"""What a message opens with before it asks: "new topic:", "back to the first paper:".

In: a message, the conversation before it, what reads dialogue acts. Out: the message without the opening,
and the conversation as the rest of the message sees it: without any past after "new topic", ending with the
turn that it goes back to after "back to ...".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.entities.names import NameIndex
from rag.model.conversation import Turn
from rag.model.query import Act
from rag.query.anaphora import LEAD, SURE, content_words
from rag.query.ranked import in_its_place
from rag.text.runs import runs
from rag.text.terms import terms

_CLAUSE = re.compile(r"\s*(?:(?<![.!?:;,])[.!?:;,]++(?=\s)|\s[-–—]++(?=\s)|…)\s*")
_WHATS = re.compile(r"(?<!\S)(what|who|where)s (?=\S)", re.I)
_MOST_OPENING, _MOST_WORDS = 2, 10  # clauses that may open a message, words of them in all
_BEGAN = frozenset("begin beginning began first start started initial initially opening outset".split())
_BEFORE = frozenset("before earlier previous".split())

Reader = Callable[[str], Act | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A message without its opening, what the opening does, and the turns that still count."""

    message: str
    history: tuple[Turn, ...]
    act: Act | None = None


def with_is(message: str) -> str:
    """The message with "what is" where "whats" was typed."""
    return _WHATS.sub(lambda typed: f"{typed[1]} is ", message, count=1)


def opened(message: str, history: Sequence[Turn], names: NameIndex, act_of: Reader) -> Opened:
    """The message as it is where it has no such opening: "the one before that" may be asked of an order."""
    if history and in_its_place(message, history[-1].query, len(history[-1].paper_ids)):
        return Opened(message, tuple(history))
    for opening, rest in _openings(message) if history else ():
        if len(runs(message[: len(message) - len(rest)])) > _MOST_WORDS:
            continue  # a question stands before it: "What does X find? And by the way, ..."
        act = act_of(opening)
        if act is Act.SWITCH and rest and f"{opening}?" not in message:
            return Opened(rest, (), act)
        if act is Act.RETURN and rest:
            return _gone_back(opening, rest, history, names)
    if history and act_of(message) is Act.RETURN:
        return _gone_back(message, message, history, names)
    return Opened(message, tuple(history))


def _openings(message: str) -> list[tuple[str, str]]:
    """The clauses that may open the message, each with what stands behind it; the later one first, so that
    "ok, new topic. what is X" opens with both."""
    found = list(_CLAUSE.finditer(message))[: _MOST_OPENING + 1]
    starts = [0, *(cut.end() for cut in found)]
    opening = [
        (LEAD.sub("", message[start : cut.start()]).strip(), message[cut.end() :].strip())
        for start, cut in zip(starts, found, strict=False)
    ]
    return [(clause, rest) for clause, rest in reversed(opening) if runs(clause)]


def _gone_back(opening: str, rest: str, history: Sequence[Turn], names: NameIndex) -> Opened:
    """The conversation up to the turn that the opening goes back to."""
    place = _meant(opening, history, names)
    if place is None:
        return Opened(rest, tuple(history), Act.RETURN)
    turn = history[place]
    paper = _paper_meant(opening, turn)
    back = replace(turn, paper_ids=(paper,), titles=(_title(turn, paper),)) if paper else turn
    if paper:
        back = replace(back, query=replace(turn.query, active_papers=(paper,), mentions=()))
    return Opened(rest, (*history[:place], back), Act.RETURN)


def _meant(opening: str, history: Sequence[Turn], names: NameIndex) -> int | None:
    """Which turn an opening goes back to: the one about the paper that it names, the first, or the one that
    shares most words with it; None where it tells of none."""
    named = {id_ for m in names.lookup(opening) if m.certainty >= SURE for id_ in m.paper_ids}
    about = [place for place, turn in enumerate(history) if named & set(turn.paper_ids)]
    if about:
        return about[0]
    told = [place for place, turn in enumerate(history) if turn.paper_ids]
    if not told:
        return None
    shared = {place: _shared(opening, _words_of(history[place])) for place in told}
    best = max(told, key=lambda place: (shared[place], -place))
    if shared[best]:
        return best
    words = set(runs(opening.lower()))
    if words & _BEGAN:
        return told[0]
    other = [place for place in told if history[place].paper_ids[:1] != history[-1].paper_ids[:1]]
    return other[-1] if other and words & _BEFORE else told[0]


def _words_of(turn: Turn) -> str:
    return " ".join((turn.query.message, *turn.titles[:1]))


def _shared(opening: str, text: str) -> int:
    """How many words of its own an opening shares with a text."""
    asked = set(terms(" ".join(content_words(opening))))
    return len(asked & set(terms(text)))


def _paper_meant(opening: str, turn: Turn) -> str:
    """The paper of the turn whose title shares most with the opening; the first where none does."""
    if not turn.paper_ids:
        return ""
    shared = [_shared(opening, title) for title in turn.titles]
    return turn.paper_ids[shared.index(max(shared))] if shared else turn.paper_ids[0]


def _title(turn: Turn, paper: str) -> str:
    return dict(zip(turn.paper_ids, turn.titles, strict=False)).get(paper, "")
