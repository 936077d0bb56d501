"""What a message asks for that no paper talked of is: "any robots that imitate fish?", "any reply by Ng?".

In: a message, the turns before it, what gives a paper. Out: the question for such papers, standing alone;
None where the papers talked of have half of its words, so that it may be asked of them.
"""

import re
from collections.abc import Sequence

from rag.model.conversation import Turn
from rag.model.paper import Paper
from rag.query.anaphora import IT, SEVERAL, content_words, has_subject
from rag.query.followup import Resolved
from rag.query.picked import Library
from rag.query.talked_of import about
from rag.text.terms import terms

_LEAD = r"(?:(?:ok(?:ay)?|and|so|but|well|now)\b[\s,]*)*"
_THERE = r"(?:(?:is|are) there|do you (?:have|know)|have you(?: got)?|what about|how about)"
_KIND = re.compile(
    rf"(?:^\W{{0,3}}|[?!.]\s){_LEAD}(?P<asked>(?:{_THERE}(?: any| some| other)?|any|some)(?: other)?"
    r" (?P<kind>(?:[\w-]+ ){0,2}?[\w-]+) (?:that|which|who) (?P<does>[^?!.]+?))\W*$",
    re.I,
)
_REPLY = re.compile(
    rf"^\W*{_LEAD}(?:{_THERE}(?: an?| any)?|any)"
    r" (?:reply|replies|response|answer|comment|rejoinder|rebuttal|follow-?up|letter|reaction) (?:from|by)"
    r" (?P<name>(?!the\b|them|these|those|him|her|it\b)[^\W\d]+(?: [^\W\d]+){0,2})\W*$",
    re.I,
)
_HALF = 0.5  # of the words, from which a paper talked of may be what is asked of


def of_a_kind(message: str, history: Sequence[Turn], paper: Library) -> Resolved | None:
    """The question for things of a kind, or for what somebody wrote in reply."""
    known = [found for id_ in _talked_of(history) if (found := paper(id_))]
    if not known:
        return None
    if (match := _REPLY.match(message)) and _is_a_name(match["name"], known):
        return Resolved(f"papers by {match['name']}")
    match = _KIND.search(message)
    if not match or not has_subject(match["kind"]) or _points_back(match["does"]):
        return None
    wanted = set(terms(" ".join(content_words(f"{match['kind']} {match['does']}"))))
    had = max(len(wanted & set(terms(f"{one.title} {one.text}"))) for one in known)
    return Resolved(match["asked"]) if wanted and had < _HALF * len(wanted) else None


def _talked_of(history: Sequence[Turn]) -> tuple[str, ...]:
    last = history[-1] if history else None
    return (last.query.active_papers or about(last)) if last else ()


def _points_back(text: str) -> bool:
    return bool(IT.search(text) or SEVERAL.search(text))


def _is_a_name(name: str, known: Sequence[Paper]) -> bool:
    """Whether it is somebody's name, not "patients": the papers talked of write it with a capital alone, or
    the message does."""
    last = name.split()[-1]
    written = {match[0] for one in known for match in re.finditer(rf"\b{re.escape(last)}\b", one.text, re.I)}
    return all(word[0].isupper() for word in written) if written else last[0].isupper()
