"""A number of a claim that follows from two of the source: a difference or a ratio.

In: a figure of a claim, the figures of a source. Out: whether it may have been worked out. Does not know
whether the two belong together.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from rag.verification.comparing import Match, compare_figures
from rag.verification.figures import Figure

_LEAST = 5  # smaller whole numbers are a difference of something by chance


def follows(figure: Figure, source: Sequence[Figure], *, rounding: float) -> bool:
    """Whether two figures of the source in one unit have this difference or, for times, this ratio."""
    if not figure.value or (figure.unit == "" and figure.value.is_integer() and figure.value <= _LEAST):
        return False
    for one, two in combinations([f for f in source if not f.named], 2):
        if one.unit != two.unit or not (one.value and two.value):
            continue
        if figure.unit == "x":
            worked_out = max(one.value, two.value) / min(one.value, two.value)
        elif figure.unit in ("points", one.unit):
            worked_out = abs(one.value - two.value)
        else:
            continue
        found = replace(one, value=_plain(worked_out), unit=figure.unit, bound="")
        if worked_out and compare_figures(figure, found, rounding=rounding) is not Match.DIFFERENT:
            return True
    return False


def _plain(value: float) -> float:
    """Without what binary fractions leave behind: 17.55 - 11.95 is 5.6."""
    return round(value, 6) if math.isfinite(value) else value
