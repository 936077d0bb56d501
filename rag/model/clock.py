"""Whether this computer's clock can be right.

In: today by the clock, the day on which something was written. Out: one line for the reader, or none. A clock
cannot be right that says a day before this version was made, or before what is here already was written; how
far ahead one is, nothing here can tell.
"""

from datetime import date, timedelta

from rag.model.errors import AskError

MADE = date(2026, 11, 1)  # of this version, or a little earlier
_SET = "set the clock: “last year” and what is new are counted from it"


def wrong_clock(today: date, written: date | None = None) -> str:
    """What is wrong with the clock; empty where nothing is known to be. `written`: when the library was; a
    day of difference is a journey's."""
    if today < MADE:
        return f"this computer's clock says {today}, before this version of ask was made; {_SET}"
    if written and written > today + timedelta(days=1):
        return f"this computer's clock says {today}, and the library was written on {written}; {_SET}"
    return ""


def check_clock(today: date) -> None:
    """AskError where the clock cannot be right, for what is noted by its days."""
    if line := wrong_clock(today):
        raise AskError(f"{line}; nothing was fetched")


def latest_day(today: date) -> date:
    """Today, or where the clock is behind the day on which this version was made, that."""
    return max(today, MADE)
