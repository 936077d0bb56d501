"""`A does P while B does Q`: whether the source has A with Q and B with P.

In: a claim and a source. Out: the exchanged words, or "". Knows where words stand, and a list of verbs to
part what is spoken of from what is said of it; where both ways are as near, it says nothing.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rag.verification.clauses import AUXILIARY, STOP, Word, stem, stems_of, word_set, words
from rag.verification.similarity import EncodedText

_CONTRAST = re.compile(
    r"\b(?:while|whereas|but|although|though)\b|,\s+(?:and|which)\b|;|, not\b", re.IGNORECASE
)
_VERBS = frozenset(map(stem, """outperform improve reduce increase decrease show prove propose present
introduce develop derive obtain use employ apply study investigate analyze analyse consider examine
explore describe discuss explain provide give allow enable require need contain include exclude generate
produce create cause induce drive affect influence determine control predict estimate measure detect
identify classify learn train test evaluate compare combine integrate extend generalize replace remove
solve address achieve reach attain exceed surpass beat dominate limit constrain support confirm reveal
indicate suggest imply demonstrate observe find compute calculate simulate model represent encode decode
capture exploit preserve maintain enhance suppress inhibit activate raise lower minimize maximize
optimize approximate satisfy form connect map transform convert extract select recover construct build
design implement support follow span involve assume define establish verify resolve change modify lead
depend rely differ vary grow converge occur remain agree appear correspond belong attack protect prevent
avoid match share receive send deliver collect store retain lose gain help harm cost save process handle
reject accept come take serve focus handle work run make keep hold count play carry""".split()))  # fmt: skip
_DETERMINERS = word_set("the a an its their this these")  # `counts the birds`
_FAR = 14  # telling words; what is farther apart is apart
_BETWEEN_SENTENCES = 6
_CLEARLY = 4  # by how much the other pairing must be nearer, in telling words over both

Stems = frozenset[str]


def exchanged(claim: EncodedText, source: EncodedText) -> str:
    """What the claim says of each other's subject, or nothing."""
    every, places = words(claim.text), _places(source)
    for cut in _CONTRAST.finditer(claim.text):
        one = _halves([w for w in every if w.start < cut.start()])
        two = _halves([w for w in every if w.start >= cut.start()])
        if one and two and (found := _crossed(*one, *two, places)):
            return found
    return ""


def _crossed(a: Stems, p: Stems, b: Stems, q: Stems, places: Mapping[str, Sequence[int]]) -> str:
    """`A does P, B does Q`, told by the words that only one of the four has and the source knows."""
    four = (a, p, b, q)
    own = [
        frozenset(s for s in one if s in places and not any(s in other for other in four if other is not one))
        for one in four
    ]
    straight = _apart(own[0], own[1], places), _apart(own[2], own[3], places)
    across = _apart(own[0], own[3], places), _apart(own[2], own[1], places)
    if not all(own) or sum(straight) < sum(across) + _CLEARLY:
        return ""
    return f"the source has {min(own[0])} with {min(own[3])}, and {min(own[2])} with {min(own[1])}"


def _apart(one: Stems, two: Stems, places: Mapping[str, Sequence[int]]) -> int:
    """How far the nearest two are apart, in telling words."""
    gaps = (abs(x - y) for s in one for t in two if s != t for x in places[s] for y in places[t])
    return min(min(gaps, default=_FAR), _FAR)


def _halves(some: Sequence[Word]) -> tuple[Stems, Stems] | None:
    """The stems before and from the first verb; None where one side has none."""
    for i, word in enumerate(some):
        low, following = word.text.lower(), some[i + 1].text.lower() if i + 1 < len(some) else ""
        acts = low.endswith(("s", "ed")) and (word.stem in _VERBS or following in _DETERMINERS)
        if i and (low in AUXILIARY or acts):
            before, after = _stems(some[:i]), _stems(some[i:])
            if before and after:
                return before, after
    return None


def _stems(some: Sequence[Word]) -> Stems:
    return frozenset(part for word in some if word.text.lower() not in STOP for part in stems_of(word.text))


def _places(source: EncodedText) -> dict[str, list[int]]:
    """Where each stem stands, counted in telling words."""
    found: dict[str, list[int]] = defaultdict(list)
    at = 0
    for number, (start, end) in enumerate(source.spans):
        for word in words(source.text, start, end):
            if word.text.lower() in STOP:
                continue
            for part in set(stems_of(word.text)):
                found[part].append(at + number * _BETWEEN_SENTENCES)
            at += 1
    return found
