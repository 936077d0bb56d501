"""A limit that is taken back: "drop the date limit", "from any year", "older ones too", "and before that?".

In: a message, the turns before it. Out: the list before without the limit, or on the other side of it; None
where the message says anything else, or no such limit holds.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.model.conversation import Turn
from rag.model.filters import Filters
from rag.model.query import ParsedQuery
from rag.query.narrowed import complement
from rag.query.talked_of import LISTS
from rag.text.runs import runs

_TAKES_BACK = frozenset(
    """all any anything cancel clear delete drop every forget ignore irrespective lift lose matter mind never
    no not regardless remove reset skip undo whatever whenever without""".split()
)
_LIMIT = frozenset(
    "condition conditions constraint constraints cutoff filter filters limit limits range restriction"
    " restrictions".split()
)
_DATES = ("since", "until", "except_dates")
_FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("date dates day days period periods time times when whenever year years".split(), _DATES),
    **dict.fromkeys(
        "organisation organisations organization organizations company companies lab labs groups".split(),
        ("organisation", "except_organisation"),
    ),
    **dict.fromkeys("author authors person people".split(), ("author", "except_author")),
    **dict.fromkeys("venue venues journal journals conference conferences".split(), ("venue",)),
}
_BESIDE = frozenset(
    """a about again and are at be but by can could do does doesn don fine for from good how i in is it just
    let list me now of ok okay on one ones or out paper papers please pls published s same show so t that the
    them then there these they this those to want was were what with work works would you""".split()
)
_TOO = frozenset("also besides include including plus too well".split())
_OLDER, _NEWER = frozenset(("earlier", "older")), frozenset(("later", "newer"))
_SIDES, _THAT = frozenset(("before", "after")), frozenset(("that", "then", "this"))


def lifted(asked: str, history: Sequence[Turn]) -> ParsedQuery | None:
    """The query of the list before without the limit that a message takes back."""
    before = history[-1] if history else None
    if before is None or before.query.intent not in LISTS:
        return None
    words, held = frozenset(runs(asked.lower())), before.query.filters
    if words & _SIDES and words & _THAT and words <= _BESIDE | _SIDES | {"any", "anything"}:
        end = "since" if "before" in words else "until"
        other = replace(held, **dict.fromkeys(_DATES)).within(complement(_one_end(held, end)))
        return _asked_anew(history, _DATES, other) if getattr(held, end) else None
    fields = [field for field in _taken_back(words, before, history) if getattr(held, field)]
    return _asked_anew(history, fields, replace(held, **dict.fromkeys(fields))) if fields else None


def _taken_back(words: frozenset[str], before: Turn, history: Sequence[Turn]) -> tuple[str, ...]:
    """The fields of filters that a message of these words takes back, set or not."""
    kinds, sides = words & _FIELDS.keys(), words & (_OLDER | _NEWER)
    if sides and words & _TOO and words <= _BESIDE | _TOO | _OLDER | _NEWER | {"as"}:
        return tuple(end for end, side in (("since", _OLDER), ("until", _NEWER)) if words & side)
    if not words & _TAKES_BACK or not words <= _TAKES_BACK | _LIMIT | _BESIDE | _FIELDS.keys():
        return ()
    if kinds:
        return tuple(field for kind in sorted(kinds) for field in _FIELDS[kind])
    return _added_last(before, history) if words & _LIMIT else ()


def _added_last(before: Turn, history: Sequence[Turn]) -> tuple[str, ...]:
    """The fields that the last turn set and the one before it did not; all that are set where that says
    nothing."""
    earlier = history[-2].query.filters if len(history) > 1 else Filters()
    every = [field for one in before.query.filters.active() for field in one.fields]
    new = [field for field in every if getattr(before.query.filters, field) != getattr(earlier, field)]
    return tuple(new or every)


def _asked_anew(history: Sequence[Turn], fields: Sequence[str], filters: Filters) -> ParsedQuery:
    """The latest list of those that lead to the last one that had no such limit; where all had it, the
    first, within the other limits."""
    first = history[-1].query
    for turn in reversed(history):
        query = turn.query
        if query.intent not in LISTS or (query.search_text != first.search_text and not first.within):
            break
        first = query
        if not any(getattr(query.filters, field) for field in fields):
            break
    kept = filters.within(first.filters) if not any(getattr(first.filters, f) for f in fields) else filters
    return replace(first, filters=kept, offset=0, limit=None, notes=(), act=None)


def _one_end(filters: Filters, end: str) -> Filters:
    return Filters(**{end: getattr(filters, end)})
