"""The verdicts on a claim, and which is better."""

from enum import StrEnum


class Verdict(StrEnum):
    """How far a source supports a claim."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    NO_CLAIM = "no claim"
    UNCHECKED = "unchecked"  # in another language than the papers


# The higher, the better the support.
ORDER = {
    Verdict.SUPPORTED: 3,
    Verdict.WEAK: 2,
    Verdict.UNSUPPORTED: 1,
    Verdict.NO_CLAIM: 0,
    Verdict.UNCHECKED: 0,
}
