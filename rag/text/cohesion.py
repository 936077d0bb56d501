"""How a sentence hangs together with the one before it, and whether it is only an aside.

In: one sentence of an abstract. Out: whether it leans on the sentence before; whether a reader who asks what
a paper says can do without it. Judges words alone, and does not resolve what they refer to.
"""

import re

_OWN = r"(?:paper|work|study|article|thesis|survey|report|letter|note|chapter|dissertation|review|research)"
# What points at something that was named before. "This paper" points at itself.
_POINTS = rf"(?:th(?:is|ese|at|ose)(?!\s+{_OWN}s?\b)|it|its|they|them|their|both|each\s+(?:case|of)|such)"
_REFERS = re.compile(
    rf"^\W*(?:{_POINTS}|the\s+(?:former|latter|resulting|same|above|two|three|first|second|third|last)"
    rf"|(?:using|with|by|from|for|in|on|under|at|of|through|via|given|due\s+to|based\s+on|leveraging|exploiting"
    rf"|applying|combining|among|during|after|as|besides|unlike)\s+{_POINTS}|(?:in|by)\s+doing\s+so|doing\s+so"
    r"|one\s+of\s+(?:them|these)|another|others?)\b(?!\s+is,)",
    re.I,
)
_THIS = re.compile(  # "this error" inside a sentence; not "this paper", nor "whether this is so"
    rf"\b(?:on|of|to|in|for|with|by|from|against|under)\s+(?:this|these|such)\s+(?!{_OWN}s?\b|an?\b)\w+", re.I
)
_CONNECTS = re.compile(
    r"^\W*(?:moreover|furthermore|additionally|in\s+addition|also|besides|finally|lastly|first(?:ly)?"
    r"|second(?:ly)?|third(?:ly)?|next|specifically|in\s+particular|more\s+(?:specifically|precisely)"
    r"|for\s+(?:example|instance)|however|nevertheless|nonetheless|yet|but|and|instead|conversely"
    r"|in\s+contrast|on\s+the\s+other\s+hand|meanwhile|similarly|likewise|indeed|notably|importantly"
    r"|then|thus|therefore|hence|so|otherwise|consequently|accordingly|as\s+a\s+(?:result|consequence)"
    r"|to\s+(?:this|that)\s+end|along\s+the\s+way|alternatively)\b|^\W*that\s+is,",
    re.I,
)
_AVAILABLE = re.compile(
    r"\b(?:code|software|data|datasets?|models?|weights|checkpoints?|scripts?|implementation|demo|videos?|project"
    r"|package|materials?|resources?|corpus|toolkit|supplement\w*|page|website)\b[^.]{0,60}"
    r"\b(?:is|are|be|been|made)\s+(?:\w+ly\s+)?(?:available|released|found at|open[- ]?sourced"
    r"|downloadable|accessible|provided at|hosted)\b"
    r"|\b(?:releas\w+|open[- ]?sourc\w+|publish\w*)\s+(?:our|the|all|its|their)\s+(?:\w+\s+)?"
    r"(?:code|data(?:set)?s?|models?|weights|checkpoints)\b|https?://|\bgithub\b",
    re.I,
)
_LAYOUT = re.compile(
    r"^\W*(?:(?:finally|lastly|moreover|in addition|also),?\s+)?(?:we|the (?:paper|article|authors?)|it"
    r"|this (?:paper|article|work))\s+(?:also\s+)?(?:conclude|close|end|discuss(?:es)?|outline|review"
    r"|describe)s?\b(?![^.]*\d)(?=[^.]*\b(?:future|open (?:problems?|questions?|issues)|directions?"
    r"|implications?|related work|framework|workflow|statistics|in detail|challenges)\b)"
    r"|\b(?:is|are) (?:described|discussed|presented|given|explained|outlined) in (?:detail|the)\b"
    r"|\b(?:further|future) (?:work|research|stud(?:y|ies))\b",
    re.I,
)


def refers(sentence: str) -> bool:
    """Whether a reader needs the sentence before to know what is meant: "It uses them", "In each case"."""
    return bool(_REFERS.match(sentence))


def connects(sentence: str) -> bool:
    """Whether it goes on from the sentence before by a word alone: "Moreover", "To this end"."""
    return bool(_CONNECTS.match(sentence))


def leans(sentence: str) -> bool:
    """Whether it needs the sentence before, wherever in it that shows: "It acts on this error"."""
    return refers(sentence) or connects(sentence) or _THIS.search(sentence) is not None


def is_aside(sentence: str) -> bool:
    """Whether it tells only where code or data are, what comes later, or how the paper is laid out."""
    return bool(_AVAILABLE.search(sentence) or _LAYOUT.search(sentence))
