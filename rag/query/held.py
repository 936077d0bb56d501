"""Whether a message asks if a paper is here: "do you have this?", with a title or an abstract pasted in.

In: a message. Out: the text that was pasted; empty where the message asks something else.
"""

import re

from rag.text.words import words

HELD = "held"  # the field of such a question
_PASTED = 60  # words from which a text without a question is an abstract
_TITLE = 3  # words that a title has at least
_ASKS = re.compile(
    r"\b(?:do|did|have) you (?:already |also )?(?:have|hold|got|own)\b"
    r"(?: (?:this|that|it|the following|the)\b)?"
    r"(?: (?:one|paper|article|work|abstract|title))?(?: (?:in|by) [^?.:]{1,30})?\s*[?:,]?"
    r"|\b(?:is|are) (?:this|it|that|the following)(?: one| paper| article)? (?:here|in|part of|among)\b"
    r"[^?.:]*[?:]?"
    r"|\b(?:and )?what(?:'s| is| else is)? (?:near|nearest|close|similar)(?: to (?:it|this|that))?\s*\??"
    r"|\b(?:anything|something) (?:near|close|similar|like (?:it|this|that))\s*\??",
    re.I,
)
_POINTS = re.compile(r"\b(?:have|got|hold|own|is|are) (?:this|that|it|the following)\b|[?:]\s*$", re.I)
_QUOTED = re.compile(r"[\"“][^\"”]{12,}[\"”]")
_ASKING = re.compile(
    r"\?|^\W*(?:what|which|who|how|why|when|where|is|are|do|does|can|could|please|tell)\b", re.I
)

_SPEAKING = re.compile(
    r"(?<!\w)(?:I['’ ](?:m|d|ve|ll|[a-z]+)|[Mm]y|[Mm]e|[Yy]ou|[Yy]our|[Tt]hanks|[Hh]ello)\b"
)


def pasted(message: str) -> str:
    """The title or the abstract that a message asks after."""
    asks = list(_ASKS.finditer(message))
    rest = _ASKS.sub(" ", message).strip(" \n\t:,.?!\"“”'")
    points = any(_POINTS.search(ask[0]) for ask in asks) or bool(_QUOTED.search(message))
    if asks and points and _is_text(rest):
        return rest
    long = len(words(message)) >= _PASTED
    speaks = _ASKING.search(message) or _SPEAKING.search(message)  # an abstract does not
    return message.strip() if long and not asks and not speaks else ""


def _is_text(rest: str) -> bool:
    """Whether it is a title, most of whose longer words are capitals, or a text of some length."""
    found = [word for word in words(rest) if len(word) > len("with")]
    capital = sum(word[0].isupper() for word in found)
    return len(words(rest)) >= _TITLE and (2 * capital >= len(found) or len(words(rest)) > _PASTED // 3)
