"""Which sentences state something that can be checked.

In: a sentence, perhaps with citation markers and Markdown. Out: its plain words, and whether it is a claim:
not a heading, a question, talk about the answer itself, or words that only say each other.
"""

import re
from collections.abc import Sequence

from rag.verification.clauses import AUXILIARY, Word, content, stem, word_set, words

_MARKER = re.compile(r"\s*(?:\[\d+(?:\s*[,–-]\s*\d+)*\]|【\d+[^】]*】)")
_MARKDOWN = re.compile(r"^\s*(?:[-*+>]\s+|#+\s+|\d+[.)]\s+)|\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
_LINK = re.compile(r"!?\[([^\[\]]*+)\]\([^)]{0,500}+\)")
_CHATTER = re.compile(
    r"(?:here (?:is|are)|i hope|let me|sure\b|certainly|of course|in (?:summary|short):?$|please|thank"
    r"|i (?:could|can|cannot|can't|am|do|don't|would)|the (?:sources|papers|documents) (?:do|provide)"
    r"|(?:this|the following) (?:answer|summary|section|list)|as (?:an ai|requested))",
    re.IGNORECASE,
)
# Words that only lead a reader through a text; some are what papers are about, so never of these subjects.
_FILLER = frozenset(
    map(
        stem,
        "answer ask begin below brief briefly closer course detail dive explain first firstly follow "
        "following give glad go good happy help hope i'll i'm know let let's list look main me mention my "
        "next note now ok okay overview point question quick right say see shortly start step sum summary "
        "summarise summarize take talk tell thing think try turn view walk want we'll well you'll".split(),
    )
)
_SUBJECT = word_set("it they we method methods approach paper work study authors results")
_SUBJECT_FIRST = _SUBJECT | {"this", "these", "those"}


def strip_markup(claim: str) -> str:
    """The claim without citation markers and Markdown."""
    return " ".join(_MARKDOWN.sub("", _LINK.sub(r"\1", _MARKER.sub("", claim))).split())


def is_claim(text: str) -> bool:
    """Whether a sentence states something: not a heading, a question, or talk about the answer."""
    inside = words(text)
    if len(inside) < 3 or text.endswith(("?", ":")) or _CHATTER.match(text):
        return False
    stopped = text[-1:] in tuple(".!)\"'”’") or len(inside) > 5
    acts = any(w.text.lower() in AUXILIARY or re.search(r"ed$|\d", w.text) for w in inside)
    return (stopped or acts) and len(content(inside)) >= 2 and not _is_filler(inside)


_REPEATED = 0.35  # of 59 tautologies 57 repeat more of themselves, of 1,400 claims three
_ROOT = 5  # letters of a stem; "federated" and "federation" count as one


def says_nothing(text: str) -> bool:
    """Whether a sentence goes round in its own words: federated learning is learning that is federated."""
    inside = words(text)
    telling = content(inside)
    stems = [word.stem[:_ROOT] for word in inside if word.stem in telling]
    return bool(stems) and 1 - len(set(stems)) / len(stems) > _REPEATED


def _is_filler(inside: Sequence[Word]) -> bool:
    """Whether a sentence has no content word beyond those that lead through a text."""
    lowered = [word.text.lower() for word in inside]
    if lowered[0] in _SUBJECT_FIRST or not _SUBJECT.isdisjoint(lowered):
        return False
    return content(inside) <= _FILLER
