"""What a message with a date does: "papers like Thimble, before 2020", and of a list "2016 and later".

In: a message, what reads acts. Out: the act, and the limits in time. A date says nothing of what a message
does with what was said before, and may hide it; a date alone narrows the list that was told.
"""

from collections.abc import Callable, Sequence
from datetime import date

from rag.model.filters import Filters
from rag.model.query import Act
from rag.query.filters import find_explicit_dates
from rag.query.newer import limits_by_age
from rag.query.picked import Library
from rag.query.subject import narrowed_to

Read = Callable[[str], Act | None]
_HIDDEN = (None, Act.NARROW)
_OF_A_LIST = (None, Act.CHOOSE, Act.SORT, Act.MORE)


def but_for_dates(read: Read, today: date, *, listed: bool) -> Read:
    """What reads acts; of others like a paper where a message asks for them but for its dates, and of a list,
    where `listed`, that a message of nothing but dates narrows."""

    def reading(message: str) -> Act | None:
        act = read(message)
        if act not in _HIDDEN and not (listed and act in _OF_A_LIST):
            return act
        limits, rest = find_explicit_dates(message, today, plainly=False)
        if limits.empty:
            return act
        if listed and act in _OF_A_LIST and not narrowed_to(rest):
            return Act.NARROW
        return Act.SIMILAR if act in _HIDDEN and read(rest) is Act.SIMILAR else act

    return reading


def limits_of_others(asked: str, anchor: Sequence[str], paper: Library, today: date) -> Filters:
    """The limits that a request for others like a paper sets: "older ones like this", "from before 2016"."""
    dated, _ = find_explicit_dates(asked, today, plainly=False)
    return limits_by_age(asked, anchor, paper) if dated.empty else dated
