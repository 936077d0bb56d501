"""Others like a paper, within dates: "papers like Thimble, before 2020", "more like this from 2018 on".

In: a message, what reads acts. Out: the act, and the limits in time. A date says nothing of what a message
does with what was said before, and may hide it.
"""

from collections.abc import Callable, Sequence
from datetime import date

from rag.model.filters import Filters
from rag.model.query import Act
from rag.query.filters import find_explicit_dates
from rag.query.newer import limits_by_age
from rag.query.picked import Library

Read = Callable[[str], Act | None]
_HIDDEN = (None, Act.NARROW)


def but_for_dates(read: Read, today: date) -> Read:
    """What reads acts; of others like a paper where a message asks for them but for its dates."""

    def reading(message: str) -> Act | None:
        act = read(message)
        if act not in _HIDDEN:
            return act
        limits, rest = find_explicit_dates(message, today, plainly=False)
        return Act.SIMILAR if not limits.empty and read(rest) is Act.SIMILAR else act

    return reading


def limits_of_others(asked: str, anchor: Sequence[str], paper: Library, today: date) -> Filters:
    """The limits that a request for others like a paper sets: "older ones like this", "from before 2016"."""
    dated, _ = find_explicit_dates(asked, today, plainly=False)
    return limits_by_age(asked, anchor, paper) if dated.empty else dated
