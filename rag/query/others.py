"""Other papers than those talked of, asked for by what they do: "are there others using lidar?", "does anyone
else count bees", "another one about kites".

In: a message. Out: what the others are to be about; empty where it asks for no others, only for others like
the paper, or for something else that the paper itself may say. Which papers were talked of is not known here.
"""

import re

from rag.query.anaphora import IT, LEAD, SEVERAL, THEY
from rag.text.common_words import FUNCTION_WORDS
from rag.text.terms import terms
from rag.text.words import word_spans

_PAPERS = (
    r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|preprints?|research|groups?|teams?|authors?)"
)
_LIBRARY = r"in (?:(?:this|the|your) (?:library|collection)|here)"
_OPENS = (  # nothing but these may stand before the others
    r"(?:are|is|were|was|there|there's|do|does|did|have|has|you|got|get|we|i|any|some|maybe|perhaps|also|show"
    r"|me|find|list|name|give|know|see|which|many|of|can|could|want|need|please|pls|how|what|about|here)"
)
_FORM = re.compile(
    rf"^(?:{_OPENS}\s+)*?(?:others\b|other\s+ones?\b|another\s+(?:one|{_PAPERS})\b|other\s+{_PAPERS}\b"
    rf"|more(?:\s+{_PAPERS})?(?=\s+(?:that|which|who|using|doing|dealing|working|studying|looking)\b)"
    rf"|(?P<else>(?:(?:any|some|every|no)\s?(?:one|body|thing)|what|who|which\s+{_PAPERS})\s+else\b))"
    rf"(?P<here>(?:\s+(?:here|too|also|{_LIBRARY}))*)\s+(?P<that>\S.*?)"
    rf"(?:[\s,]+(?:too|as well|here|there|instead|please|pls|thanks|though|{_LIBRARY}))*\W*$",
    re.I,
)
_OF_PAPERS = frozenset(  # the stems of what papers do with a subject
    term
    for word in """apply deal cover work look study treat tackle address consider discuss investigate
    explore examine rely focus try propose report run""".split()
    for term in terms(word)
)
_USES = frozenset("use uses using used doing done".split())
_PASSIVE = frozenset("is are was were been being".split())
_LEADS = _PASSIVE | frozenset(  # may stand between the others and what they are about
    "that which who also have has had about on of for with in at to the a an concerning regarding".split()
)
_RELATIVE = re.compile(r"^(?:that|which|who)\s+", re.I)
_COMPARING = frozenset("better worse best newer older earlier later faster larger smaller bigger".split())
_NO_SUBJECT = re.compile(
    r"\b(?:same|similar\w*|like|alike|related|comparable|such)\b"
    r"|^(?:i|we|you|by|from|since|before|after|until|between|published|written|dated|than|of"
    r"|in (?:19|20)\d\d)\b",
    re.I,
)


def others_that(message: str) -> str:
    """What others than the papers talked of are to be about: "lidar" of "are there others using lidar?"."""
    plain = LEAD.sub("", message).strip() or message
    match = _FORM.match(plain)
    if not match or _NO_SUBJECT.search(match["that"]):
        return ""
    that = _RELATIVE.sub("", match["that"])
    if any(back.search(that) for back in (IT, SEVERAL, THEY)):
        return ""
    said = [(word.lower(), start) for word, start, _ in word_spans(that)]
    done = next((word for word, _ in said if word not in _LEADS), "")
    asks_papers = bool(match["here"]) or (_does(done) and said[0][0] not in _PASSIVE)
    if match["else"] and not asks_papers:
        return ""  # "anything else on speed?" may ask the paper itself
    words = [(word, start) for word, start in said if word not in _LEADS and not _does(word)]
    telling = [word for word, _ in words if word not in FUNCTION_WORDS | _COMPARING and terms(word)]
    if not telling or len(said) == 1:  # "do others agree?" has no subject
        return ""
    return that[words[0][1] :]


def _does(word: str) -> bool:
    """Whether it is something that papers do: "looked", "using"."""
    return word in _USES or bool(set(terms(word)) & _OF_PAPERS)
