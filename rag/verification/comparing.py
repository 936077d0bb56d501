"""Whether two figures say the same.

In: a figure of a claim and one of a source. Out: equal, near or different. A number beyond a bound that is
not far from it is what the bound says: 35% for "over a third".
"""

import math
import re
from enum import IntEnum

from rag.verification.clauses import STOP
from rag.verification.figures import Figure

_FAR_FROM_BOUND, _ABOUT = 0.35, 0.09  # how far a number may lie beyond a bound; from "about"


class Match(IntEnum):
    """Whether two figures say the same: NEAR is rounding, a lost bound or points for percent."""

    DIFFERENT = 0
    NEAR = 1
    EQUAL = 2


def compare_figures(claim: Figure, source: Figure, *, rounding: float) -> Match:
    """Whether the source's figure says the same as the claim's; `rounding` is the relative difference
    that leaving digits out explains."""
    unit = _compare_units(claim, source)
    if _is_worded_share(claim) and source.unit == "" and 0 < source.value < 1:
        unit = Match.EQUAL  # a half, 0.5
    if unit is Match.DIFFERENT:
        return unit
    if _is_share(claim, source) or _is_share(source, claim):
        return _compare_bounds(claim.bound, source.bound)
    worded = [f for f in (claim, source) if f.unit == "%" and not re.search(r"\d", f.text)]
    thirds = any(f.value % 0.5 for f in worded)  # a third is 33%, a half is not 50.4%
    if not math.isclose(claim.value, source.value, rel_tol=0.0101 if thirds else 1e-9):
        if _keeps_bound(claim, source):
            return unit
        return Match.NEAR if _is_rounded(claim, source, rounding) else Match.DIFFERENT
    return min(unit, _compare_bounds(claim.bound, source.bound))


def _keeps_bound(claim: Figure, source: Figure) -> bool:
    """Whether the source's number lies beyond the claim's bound, and near it: 35% for "over a third"."""
    if not claim.bound or source.bound not in ("", "~") or claim.value <= 0:
        return False
    value = source.value
    if claim.unit != source.unit and _is_worded_share(claim) and not 0 < value < 1:
        return False
    if claim.unit == "%" and source.unit == "" and 0 < value < 1:
        value *= 100
    most = _ABOUT if claim.bound == "~" else _FAR_FROM_BOUND
    value /= claim.value
    if claim.bound in (">", "?"):
        return 1 < value <= 1 + most
    if claim.bound == "<":
        return 1 / (1 + most) <= value < 1
    digits = len(f"{claim.value:g}".replace(".", "").strip("0"))
    return abs(value - 1) <= (most if digits == 1 else most / 3)


def _is_share(one: Figure, other: Figure) -> bool:
    """Whether the one is the other's percentage as a decimal fraction: 0.97 and 97%."""
    fraction = one.unit == "" and 0 < one.value < 1 and "." in one.text
    return fraction and other.unit == "%" and math.isclose(100 * one.value, other.value)


def _compare_units(claim: Figure, source: Figure) -> Match:
    if claim.unit == source.unit:
        return Match.EQUAL
    pair = {claim.unit, source.unit}
    if "" in pair and any(_is_worded_share(one) for one in (claim, source)):
        return Match.DIFFERENT
    if pair == {"", "x"} and (claim if claim.unit == "" else source).noun not in STOP | {""}:
        return Match.DIFFERENT  # four methods are no factor of four
    if pair == {"%", "points"}:
        return Match.NEAR
    if source.unit == "" and claim.unit in ("%", "points"):  # "an accuracy of 91.2"
        return Match.EQUAL
    # A bare number is what the writer left bare, or what our table of units does not know.
    return Match.NEAR if "" in pair and pair & {"%", "points", "x"} else Match.DIFFERENT


def _is_worded_share(figure: Figure) -> bool:
    """A third, half: no bare number says the same."""
    return figure.unit == "%" and not re.search(r"\d|per ?cent", figure.text)


def _compare_bounds(claim: str, source: str) -> Match:
    loose = "?" in (claim, source) and "<" not in (claim, source)
    if claim == source or {claim, source} <= {"", "~"} or loose:
        return Match.EQUAL
    return Match.DIFFERENT if {claim, source} == {"<", ">"} else Match.NEAR


def _is_rounded(claim: Figure, source: Figure, rounding: float) -> bool:
    """Whether the claim is the source's number with fewer digits: 17.5 told as 18, or 4,213 as 4,200."""
    if not claim.value or abs(claim.value - source.value) > rounding * abs(source.value):
        return False
    step = 10 ** (len(f"{claim.value:.0f}") - len(f"{claim.value:.0f}".rstrip("0")))
    return claim.value == float(f"{claim.value:.0f}") and abs(claim.value - source.value) < max(step, 1)
