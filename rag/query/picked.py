"""The paper that a message picks out of those talked of: by its place, its date, its words, its age.

In: a message, the turns before it, what gives a paper. Out: the papers that "the second one", "the one from
2021", "the flute one", "the newer one" or "the other one" mean, and where it is said; None where no paper is
picked, or where what is said fits several alike.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.model.conversation import Turn
from rag.model.filters import Filters
from rag.model.paper import Paper, date_order
from rag.model.query import Mention
from rag.query.anaphora import SURE, content_words
from rag.query.corrected import denied
from rag.query.filters import find_explicit_dates
from rag.query.places import PLACE, papers_needed, place_of
from rag.query.talked_of import LISTS, about
from rag.text.numbers import number
from rag.text.terms import terms
from rag.text.words import word_spans

Library = Callable[[str], Paper | None]

_MARKS = " ?!.:,;"
_NEAR = 0.6  # of the best score, from which a paper that was not told may be "the older one"
_MOST_WORDS = 4  # words of a description that are looked at
_NOUN = r"(?:one|paper|study|article|work)"
_ASKS = r"(?:how|what|which|who|when|where|why|did|does|do|is|are|was|were|can|could|has|have)"
_ONE = re.compile(
    rf"\b(?:the|that) {_NOUN} (?P<how>from|of|in|by|with|on|about|that|which|where|for|using|published|dated"
    rf"|called|named|titled|involving)\b\s+(?P<after>\S+(?: [^?.!:;,]+?)??)(?=\s+{_ASKS}\b|\s*(?:[?.!:;,]|$))"
    rf"|\b(?:the|that) (?P<before>(?:(?!{_ASKS}\b)[^\s?.!:;,]+ ){{1,3}}?){_NOUN}\b",
    re.I,
)
_AGE = re.compile(
    rf"(?:\bthe |^\W*(?=(?:m\w+ )?\w+ one\b))"
    rf"(?P<age>newer|newest|more recent|most recent|latest|older|oldest|earliest)\b(?: {_NOUN}\b"
    r"(?! (?:on|about|to|by|using|that|which) )(?: (?:of|among) (?:them|these|those|the two|both)\b)?"
    r"| of (?:the two|them|these|those)\b)",
    re.I,
)
_MOST = frozenset(("newest", "most recent", "latest", "oldest", "earliest"))
_NEW = frozenset(("newer", "newest", "more recent", "most recent", "latest"))
_REST = re.compile(
    r"\bthe (?:other|remaining)(?: (?P<count>two|three|four|five|six))(?: (?:ones|papers|works|studies))?\b"
    r"|\bthe (?:others|rest(?: of (?:them|these|those|the (?:list|papers)))?|remaining ones"
    r"|other (?:ones|papers|works|studies))"
    r"(?= (?:do|does|did|are|were|say|about|then|too|please|now)\b|\s*[,:;?.!]|\s*$)",
    re.I,
)
_MEANT = re.compile(r"\b(?:mean|meant|not|no|rather|wrong)\b", re.I)
_OTHER = re.compile(rf"\bthe other(?: {_NOUN}\b|\W*$|\s*[:,;])", re.I)


@dataclass(frozen=True, slots=True)
class Picked:
    """The papers that are picked, and the stretch of the message that picks them."""

    papers: tuple[str, ...]
    said: str


def picked(
    message: str, mentions: Sequence[Mention], history: Sequence[Turn], paper: Library, today: date
) -> Picked | None:
    """The paper that a message picks; a place picks one beside the names in it, a description does not."""
    found = by_place(message, history) or by_rest(message, history)
    if found or any(mention.certainty >= SURE for mention in mentions):
        return found
    return by_description(message, history, paper, today)


def picks_surely(message: str) -> bool:
    """Whether it picks by a place, an age or a year, which no other paper can be meant by."""
    described = _ONE.search(message)
    dated = described and re.search(r"\d{4}", described[0])
    return bool(PLACE.search(message) or _AGE.search(message) or dated)


def by_place(message: str, history: Sequence[Turn]) -> Picked | None:
    """From the latest turn with so many papers, else from all that were talked of, in their order."""
    match = PLACE.search(message)
    if not match:
        return None
    told = [turn.paper_ids if match["mark"] else as_asked(turn) for turn in history]
    shown = [
        papers or turn.query.active_papers or _nearest(turn)
        for papers, turn in zip(told, history, strict=True)
    ]
    every = tuple(dict.fromkeys(id_ for papers in shown for id_ in papers))
    for papers in (*reversed(shown), every):
        place = place_of(match, len(papers))
        if len(papers) >= papers_needed(place):
            return Picked((papers[place],), match[0].strip(_MARKS))
    return None


def _nearest(turn: Turn) -> tuple[str, ...]:
    """The papers that a refusal named as the nearest."""
    return tuple(one.paper_id for one in turn.found if one.title in turn.answer)


def as_asked(turn: Turn) -> tuple[str, ...]:
    """The papers of a turn: a list as it was shown, others as the message asked for them."""
    if turn.query.intent in LISTS:
        return turn.paper_ids
    message, places = turn.query.message, dict[str, int]()
    asked = {term: start for word, start, _ in reversed(list(word_spans(message))) for term in terms(word)}
    for id_, title in zip(turn.paper_ids, turn.titles, strict=False):
        found = [asked[term] for term in terms(title) if term in asked]
        places |= {id_: min(found)} if found else {}
    for mention in turn.query.mentions:
        places |= dict.fromkeys(mention.paper_ids, message.find(mention.text))
    if sum(id_ in places for id_ in turn.paper_ids) < 2:
        return turn.paper_ids
    return tuple(sorted(turn.paper_ids, key=lambda id_: places.get(id_, len(message))))


def is_rest(message: str) -> bool:
    """Whether it speaks of the papers of a list that are left: "the other two", "the rest"."""
    return bool(_REST.search(message))


def by_rest(message: str, history: Sequence[Turn]) -> Picked | None:
    """Those of the latest list that no turn since was about; of "the other two", the first two."""
    match = _REST.search(message)
    if not match:
        return None
    since: set[str] = set()
    for turn in reversed(history):
        if len(papers := about(turn)) > 1 and (left := tuple(id_ for id_ in papers if id_ not in since)):
            most = number(match["count"].lower()) if match["count"] else len(left)
            if since:
                return Picked(left[:most], match[0].strip(_MARKS))
            if not turn.query.within:
                return None
        since.update(papers)
    return None


def by_description(message: str, history: Sequence[Turn], paper: Library, today: date) -> Picked | None:
    """By its date, its age, or words that it alone has; one that was found for the question before, and not
    told, by words of its title."""
    for pool in pools(history):
        known = [found for id_ in pool if (found := paper(id_))]
        if len(known) > 1 and (one := _out_of(known, message, history, today)):
            return one
    match = _AGE.search(message)  # "the newest one" of a list of one; "the newer one" is another
    if match and match["age"].lower() in _MOST and history and len(alone := about(history[-1])) == 1:
        return Picked(alone, match[0])
    return _found(message, history, paper)


def _found(message: str, history: Sequence[Turn], paper: Library) -> Picked | None:
    """A paper that was found for the question before, but not told: the one whose title has all the words; of
    the nearest, the first that is older (newer) than the one told, where a correction means that."""
    told = {id_ for turn in history for id_ in about(turn)}
    if not history or history[-1].query.intent in LISTS:
        return None
    if (match := _AGE.search(message)) and _MEANT.search(message):
        return _found_by_age(match, history, paper)
    match = next((m for m in _ONE.finditer(message) if m["before"] or m["how"] == "called"), None)
    if match is None:
        return None
    asked = set(terms(" ".join(content_words(match["before"] or match["after"])[:_MOST_WORDS])))
    known = [one for one in history[-1].found if one.paper_id not in told]
    fitting = [one.paper_id for one in known if asked and asked <= set(terms(one.title))]
    return Picked((fitting[0],), match[0].strip(_MARKS)) if len(fitting) == 1 else None


def _found_by_age(match: re.Match[str], history: Sequence[Turn], paper: Library) -> Picked | None:
    current = next(
        (found for turn in reversed(history) for id_ in about(turn) if (found := paper(id_))), None
    )
    if current is None or not current.published:
        return None
    for turn in reversed(history):
        if turn.query.active_papers or current.paper_id not in {one.paper_id for one in turn.found}:
            continue
        near = [one.paper_id for one in turn.found if one.score >= _NEAR * turn.found[0].score]
        others = [found for id_ in near if id_ != current.paper_id and (found := paper(id_))]
        pairs = (_by_age([current, other], match) for other in others)
        return next((one for one in pairs if one and current.paper_id not in one.papers), None)
    return None


def pools(history: Sequence[Turn]) -> Iterator[tuple[str, ...]]:
    """Papers out of which one may be picked: the lists, the latest first, then all that were talked of."""
    yield from (papers for turn in reversed(history) if len(papers := about(turn)) > 1)
    yield from (turn.paper_ids for turn in reversed(history) if len(turn.paper_ids) > len(about(turn)))
    yield tuple(dict.fromkeys(id_ for turn in history for id_ in about(turn)[:1]))


def _out_of(known: Sequence[Paper], message: str, history: Sequence[Turn], today: date) -> Picked | None:
    if match := _AGE.search(message):
        return _by_age(known, match)
    if (match := _OTHER.search(message)) and len(known) == 2:
        latest = history[-1].paper_ids[:1] if history else ()
        other = tuple(one.paper_id for one in known if one.paper_id not in latest)
        return Picked(other, match[0]) if len(other) == 1 else None
    for match in _ONE.finditer(message):
        described = match["before"] or match["after"]
        limits, _ = find_explicit_dates(f"papers from {described}", today)
        if match["how"] or not limits.empty:
            said = f"papers {match['how'] or 'from'} {described}"
            limits, _ = find_explicit_dates(said, today)
        current = history[-1].paper_ids[:1] if history and _MEANT.search(message) else ()
        found = _dated(known, limits) if not limits.empty else _described(known, described, current, message)
        if found:
            return Picked(found, match[0].strip(_MARKS))
    return None


def _by_age(known: Sequence[Paper], match: re.Match[str]) -> Picked | None:
    newest = match["age"].lower() in _NEW
    dated = [one for one in known if one.published]
    if len(dated) < len(known):
        return None
    ordered = sorted(dated, key=lambda one: date_order(str(one.published), newest_first=newest))
    return Picked((ordered[-1 if newest else 0].paper_id,), match[0])


def _dated(known: Sequence[Paper], limits: Filters) -> tuple[str, ...]:
    """Those within the limits, where not all are."""
    within = tuple(one.paper_id for one in known if one.published and limits.may_be_dated(one.published))
    return within if len(within) < len(known) else ()


def _described(
    known: Sequence[Paper], described: str, current: Sequence[str] = (), message: str = ""
) -> tuple[str, ...]:
    """The one paper that has the words of a description; those of its title and authors count more. Of
    several alike, a correction means the `current` one where it denies another by name, else another."""
    asked = list(dict.fromkeys(terms(" ".join(content_words(described)[:_MOST_WORDS]))))
    if not asked:
        return ()
    found = {one.paper_id: _shared(asked, one) for one in known}
    best = max(found.values())
    fitting = [id_ for id_, share in found.items() if share == best]
    if len(fitting) > 1 and current:
        keeps = bool(denied(message))
        fitting = [id_ for id_ in fitting if (id_ in current) is keeps] or fitting
    return tuple(fitting) if best > 0 and len(fitting) == 1 else ()


def _shared(asked: Sequence[str], paper: Paper) -> float:
    """How much of a description a paper has; nothing where it lacks what is named first."""
    heading = set(terms(" ".join((paper.title, *paper.authors, paper.organisation or "", paper.venue or ""))))
    text = set(terms(paper.text))
    if asked[0] not in heading | text:
        return 0.0
    return sum(2.0 * (term in heading) + (term in text) for term in asked)
