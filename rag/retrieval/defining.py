"""Which sentences of a paper say what a term is: "a proposal known as the X hypothesis", "blood damage (X)".

In: a text, the places of a term in it. Out: the sentences that define it, best first, each with the one that
goes on defining it. Whether the paper introduces the term is not asked here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.abbreviations import abbreviates, long_form_before
from rag.text.cohesion import refers
from rag.text.sentences import sentences

# How plainly a sentence says what the term is; one that expands an acronym does not say it.
SAYS, GLOSSES, OPENS, EXPANDS = 4, 3, 2, 1
_HEAD = r"(?:\s+[\w-]+){0,1}"  # "prize linked savings accounts", "the X hypothesis"
_IS = re.compile(
    rf"^{_HEAD}(?:\s*\([^()]+\))?,?\s+(?:(?:is|are|was|were)\s+(?:defined|called|understood|an?\b|the\b(?!\s+"
    r"(?:first|best|most|main|only|same|focus|subject))|one of (?:the )?\w+ (?:of|that)|any\b|when\b|where\b"
    r"|those\b"
    r"|(?:\w+ ){0,2}(?:that|which|in which|whose|where)\b)"
    r"|refers? to\b|means?\b(?! to)|denotes?\b|is short for\b|stands? for\b"
    r"|(?:states?|says?|posits?|holds?|postulates?|asserts?|predicts?|claims?|proposes?|argues?) that\b)",
    re.I,
)
_CALLED = re.compile(
    r"\b(?:known as|called|termed|dubbed|named|(?:described|referred to) as|so[- ]called|denoted(?: by)?"
    r"|coined|definition of|i\.e\.,?|that is,)\s+(?:(?:the|an?)\s+)?[\"“‘'`]*$",
    re.I,
)
_WE_CALL = re.compile(
    r"\b(?:we|authors|which is|often|also|commonly|usually)(?: here)? (?:term|call|name|label|denote by"
    r"|define(?: as)?|called|termed|defined as)\s+(?:(?:the|an?|this)\s+)?[\"“‘'`]*$",
    re.I,
)
_BY = re.compile(r"\bby\s+(?:(?:the|an?)\s+)?[\"“‘'`]*$", re.I)
_WE_MEAN = re.compile(rf"^{_HEAD}[\"”’',]*\s+(?:we (?:mean|understand|refer)|is meant|is understood)\b", re.I)
_LONG_FORM = re.compile(r"^s?\s*\((?P<inside>[^()]{2,80})\)")
_GLOSS = re.compile(r"(?:i\.e\.|that is|or|an?|the|also (?:known|called)|aka|defined as|meaning)\b", re.I)
_APPOSED = re.compile(
    rf"^\)?{_HEAD},\s+(?:i\.e\.|that is,|(?:an?|the)\s+(?:\w+[\s-]){{1,5}}(?:that|which|of|where|in|for"
    r"|used|with|to)\b|which (?:is|are|means?|refers?)\b|defined as\b)"
    rf"|^{_HEAD}\s+(?:—|–|:)\s+(?:an?|the)\b",
    re.I,
)
# "squatting in which a skill ..."; behind "two kinds, namely" also "the five-moment limit that evolves ..."
_IN_WHICH = re.compile(r"^s?[\"”’']?\)?,?\s+(?:in which (?!case\b)|whereby\b)", re.I)
_NAMELY = re.compile(r"(?:\bnamely,?|:)\s[^.:;]*?(?:^|\b|\s)(?:and |or )?(?:(?:the|an?) )?[\"“‘']?$", re.I)
_THAT = re.compile(r"^s?[\"”’']?\s+(?:that|which|where|who|whose)\b", re.I)
_DEFINED = re.compile(  # "the X of a town is defined by", "X (Y) algorithm, now known to be"
    rf"^{_HEAD}(?:\s*\([^()]+\))?{_HEAD}(?:\s+(?:of|in|for)\s+[^.,;()]{{1,60}}?)?,?\s+(?:(?:is|are|was|were)\s+"
    r"(?:then |here |thus )?defined (?:by|as|to|via|in terms)\b"
    r"|(?:(?:is|are) )?(?:now |also |well )?known to be an?\b)",
    re.I,
)
_CONSISTS = re.compile(  # "X for small boats consists in ringing"
    rf"^{_HEAD}(?:\s*\([^()]+\))?(?:\s+(?:of|in|for)\s+[^.,;()]{{1,60}}?)?\s+consists? (?:in|of)\b", re.I
)
_SAYS = r"says?|states?|means?|asserts?|holds? that|posits?|refers? to|is defined|(?:is|are) an?"
_IT = re.compile(rf"^(?:it|this)\s+(?:{_SAYS})\b", re.I)
_THIS = re.compile(
    rf"^(?:this|the) (?P<noun>\w+)\b[^.]{{0,90}}?"
    rf"\b(?:{_SAYS}|concerns?|describes?|requires?|captures?|quantifies)\b",
    re.I,
)
_OPENING = re.compile(r"^\W*(?:(?:the|an?|in)\s+)?$", re.I)
_NO_VERB = (
    r"(?!\s+(?:and|or|of|in|for|by|with|to|has|have|had|is|are|was|were|can|may|might|must|should|will|remains?"
    r"|plays?|becomes?|became)\b)"
)
_VERB = re.compile(rf"^{_NO_VERB}{_HEAD}(?:\s*\([^()]+\))?{_NO_VERB}\s+[a-z]+s?\s+", re.I)


@dataclass(frozen=True, slots=True)
class Definition:
    """Where the sentences stand that define, from start to end, and how plainly they do."""

    start: int
    end: int
    plainly: int


def definitions(text: str, found: Sequence[tuple[int, int]]) -> list[Definition]:
    """The definitions of the term that stands in these places, the plainest first."""
    spans = sentences(text)
    told = []
    for place, (start, end) in enumerate(spans):
        inside = [at for at in found if start <= at[0] < end]
        plainly = max((_plainly(text, start, end, at, first=place == 0) for at in inside), default=0)
        behind = spans[place + 1] if inside and place + 1 < len(spans) else None
        if behind and plainly < SAYS and _goes_on(text, start, behind, inside[-1]):
            told.append(Definition(start, behind[1], SAYS))
        elif plainly:
            before = place and refers(text[start:end])  # "This delay is called X."
            told.append(Definition(spans[place - 1][0] if before else start, end, plainly))
    return sorted(told, key=lambda one: (-one.plainly, one.start))


def _goes_on(text: str, start: int, behind: tuple[int, int], at: tuple[int, int]) -> bool:
    """Whether the sentence behind goes on to say what the term is: "This property says that", or "It says"
    where the term is what the sentence before it is about."""
    then, term = text[slice(*behind)], text[slice(*at)].lower()
    noun = _THIS.match(then)
    if noun and noun["noun"].lower() in term.split():
        return True
    return bool(_IT.match(then)) and bool(_OPENING.match(text[start : at[0]]))


def _plainly(text: str, start: int, end: int, at: tuple[int, int], *, first: bool) -> int:
    """How plainly the sentence from start to end says what stands at this place in it."""
    before, term, after = text[start : at[0]], text[slice(*at)], text[at[1] : end]
    opens = bool(_OPENING.match(before))
    if (opens and (_IS.match(after) or _CONSISTS.match(after))) or _DEFINED.match(after):
        return SAYS
    if _BY.search(before) and _WE_MEAN.match(after):
        return SAYS
    if _CALLED.search(before) or _WE_CALL.search(before):
        return SAYS
    if _APPOSED.match(after) or _IN_WHICH.match(after):
        return GLOSSES
    if _NAMELY.search(before) and _THAT.match(after):
        return GLOSSES
    bracketed = before.rstrip("\"“‘'`").endswith("(") and after.lstrip("\"”’'").startswith(")")
    if bracketed and len(before.split()) > 1:
        left = before.rstrip(" (\"“‘'`")
        return EXPANDS if not term.islower() or long_form_before(term, left) else GLOSSES
    if behind := _LONG_FORM.match(after):
        inside = behind["inside"]
        expands = inside.isupper() or abbreviates(term, inside)
        glosses = _GLOSS.match(inside) and not expands
        return EXPANDS if expands else GLOSSES if glosses else 0
    return OPENS if first and opens and _VERB.match(after) else 0


def long_form(letters: str, text: str) -> str:
    """What letters are short for in a text: "heart rate variability (HRV)", "HRV (heart rate variability)";
    empty where it does not say it."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(letters)}s?(?![\w-])", text):
        before, after = text[: match.start()], text[match.end() :]
        if re.search(r"[(\[]\s*$", before) and (found := long_form_before(letters, before.rstrip(" (["))):
            return found
        inside = _LONG_FORM.match(after)
        if inside and abbreviates(letters, inside["inside"]):
            return inside["inside"]
    return ""
