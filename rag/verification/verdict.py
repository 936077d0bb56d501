"""The four verdicts on a claim, and which is better."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a source does for a claim."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    NO_CLAIM = "no claim"


# The higher, the more a source does.
ORDER = {Verdict.SUPPORTED: 3, Verdict.WEAK: 2, Verdict.UNSUPPORTED: 1, Verdict.NO_CLAIM: 0}
