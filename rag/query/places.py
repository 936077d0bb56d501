"""A place in a list: "the second one", "number eleven", "[2]", "the last", "second to last".

In: a message. Out: the match of a place, and which of so many papers it is.
"""

import re

from rag.text.numbers import DIGITS

_NAMES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ENDINGS = ("st", "nd", "rd", *("th",) * 9)
ORDINALS = {name: place for place, name in enumerate(_NAMES)}
ORDINALS |= {f"{place + 1}{ending}": place for place, ending in enumerate(_ENDINGS)}
ORDINALS |= {"former": 0, "latter": 1, "last": -1, "final": -1}
_ENDS = {"top": 0, "start": 0, "beginning": 0, "bottom": -1, "end": -1}
_WORDS = "|".join(ORDINALS)
_WHICH = rf"(?:very )?(?P<which>{_WORDS})"
_ITEM = (  # "the first paper on bees" asks for one that was not shown
    r"(?:ones?\b|(?:papers?|work|study|article|hit|entry|item|reference|source|publication)\b"
    r"(?! (?:on|about|to|by) (?!(?:the|your|this|that) list)\w))"
)
_VERB = (
    "find|say|do|does|did|is|was|has|use|uses|used|show|shows|propose|report|claim|claims|achieve|need|needs"
    "|work|works|compare|differ|mean|test|tests|get|gets|about"
)
PLACE = re.compile(
    r"\b(?P<back>second|third|2nd|3rd)[- ](?:to[- ])?last\b|\b(?P<penultimate>penultimate|last but one)\b"
    rf"|\b(?:the|that|this|your) {_WHICH}(?:\s+(?:{_ITEM}|(?:of|in|on) (?:them|these|those|the|your))\b|\W*$"
    rf"|\s*[:,;]|(?=\s+(?:{_VERB})\b|\s+(?:published|released|written|out)\W*$))"
    rf"|(?:^\W*(?:for |in |of |open |show )?|\b(?:with|about|of|in|for|on|as) )(?P<bare>{_WORDS})"
    r"(?:\W*$|\s*[:,;])"
    rf"|\b(?P<item>{_WORDS}) {_ITEM}\b(?! (?:hundred|thousand|million))"
    r"|\bthe (?P<pair>former|latter)\b"
    r"|(?:\b(?:paper|number|no\.?|nr\.?|item|entry)|#) ?(?P<digit>[1-9]\d?)\b(?![.,]?\d|\s?%)"
    r"|\[(?P<mark>[1-9]\d?)\]|^\W*(?P<alone>[1-9]\d?)\W*$"
    rf"|\b(?:paper|number) (?P<spelt>{'|'.join(DIGITS)})\b"
    rf"|\bthe middle(?: {_ITEM}\b|\W*$)"
    rf"|\b(?:the )?(?P<end>top|bottom)(?:most)? {_ITEM}\b"
    rf"|\b(?:the {_ITEM} )?at the (?:very )?(?P<at>top|bottom|start|beginning|end)(?: of (?:it|the list))?\b",
    re.I,
)


def place_of(match: re.Match[str], count: int) -> int:
    """The place among so many papers, from 0; negative ones count from the end."""
    if end := match["end"] or match["at"]:
        return _ENDS[end.lower()]
    if match["penultimate"]:
        return -2
    if match["back"]:
        return -1 - ORDINALS[match["back"].lower()]
    if match["spelt"]:
        return DIGITS.index(match["spelt"].lower())
    if word := match["which"] or match["bare"] or match["item"] or match["pair"]:
        return ORDINALS[word.lower()]
    if digits := match["digit"] or match["mark"] or match["alone"]:
        return int(digits) - 1
    return count // 2


def papers_needed(place: int) -> int:
    """How many papers a list has at least, for a place in it to be meant."""
    return max(place + 1, -place, 2)
