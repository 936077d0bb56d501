"""Small pieces of English that are put together from values."""

from collections.abc import Sequence


def plural(number: int, noun: str) -> str:
    """ "1 paper", "3 papers"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def spoken_list(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
