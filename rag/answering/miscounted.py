"""Numbers beside the words of a question that are not what it asks: recordings of divers are no divers, and
what costs less has no price yet.

In: a question, the text of a paper. Out: whether what is asked can be none of its numbers. Only forms are
read: whether the text tells it in other words is asked elsewhere.
"""

import re
from collections.abc import Iterator

from rag.retrieval.quantities import gives_measure
from rag.text.numbers import NUMBER
from rag.text.terms import terms

_MANY = re.compile(r"\bhow many (?P<noun>[\w-]+)", re.I)
_NUMBER = re.compile(
    rf"[~≈]?\d[\d.,]*(?:\s?[kKMB]\b)?|\b(?:{NUMBER}|dozens|hundreds|thousands|millions)\b", re.I
)
_WORD = re.compile(r"[\w'-]+")
_NEAR = 4  # words between a number and what it counts
_SAMPLE = re.compile(r"\bn\s?=\s?\d", re.I)
_BRACKETED = re.compile(r"[a-z-]{3,} \($")  # "recordings (~10K) of divers"
_PRICE = re.compile(
    r"\bhow (?:much|expensive)\b(?!.*\b(?:less|more|cheaper|lower|higher)\b)"
    r".*\b(?:costs?|dollars?|euros?|paid|pay|spent|spend)\b"
    r"|\bwh(?:at|ich) (?:is|was|were|are) (?:the )?(?:total |overall |training )?(?:costs?|price|budget)\b"
    r"|\b(?:costs?|price)\b.*\bin (?:us )?(?:dollars?|euros?|usd|eur)\b",
    re.I,
)
_OF_OTHER_COSTS = re.compile(  # what costs change by, or are of other kinds than money
    r"\b(?:reduc\w*|sav\w*|cuts?|cutting|lower\w*|drop\w*|decreas\w*|increas\w*|add\w*|overhead|functions?|memory"
    r"|comput\w*|communication|time|tokens?)\b",
    re.I,
)


def miscounts(question: str, text: str) -> bool:
    """Whether a text has numbers beside what is counted, none of which counts it, or names no price where one
    is asked for."""
    if _PRICE.search(question) and not _OF_OTHER_COSTS.search(question):
        return gives_measure("what does it cost in dollars", text) < 0
    asked = _MANY.search(question)
    if not asked or _SAMPLE.search(text):
        return False
    others = list(_of_others(text, set(terms(asked["noun"]))))
    return bool(others) and all(others)


def _of_others(text: str, noun: set[str]) -> Iterator[bool]:
    """Of each number with the noun close behind it whether it counts something else: "90 songs of birds"."""
    for number in _NUMBER.finditer(text):
        behind = re.split(r"[.;:](?:\s|$)", text[number.end() :], maxsplit=1)[0]
        found = [word.lower() for word in _WORD.findall(behind)[: _NEAR + 1]]
        place = next((n for n, word in enumerate(found) if set(terms(word)) & noun), None)
        if place is not None:
            bracketed = _BRACKETED.search(text[: number.start()]) is not None
            yield "of" in found[1:place] or (found[:1] == ["of"] and bracketed)
