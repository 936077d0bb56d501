"""The tokenizer of the index: a text to the stems that are indexed and looked up.

In: a text. Out: folded words in one spelling, stop words left out, stemmed; where they stood is lost. The
index and the questions must be read alike: what is changed here asks for postings to be made anew (POSTINGS
in store/words.py).
"""

import re
import unicodedata

from rag.text.one_spelling import one_spelling
from rag.text.stemming import stemmer

TERM_BYTES = 40  # longer stems are cut; nobody types them
_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_COMPOUND = re.compile(r"\b[^\W_]+(?:[-‐‑/][^\W_]+)+")
_HYPHEN = re.compile(r"[-‐‑/]")
STOP_WORDS = frozenset(
    """
    a about all also am an and any are as at be because been being both but by can could did do does
    doing done each else ever for from get give gives given had has have having he her here him his
    how i if in into is it its itself just let may me might more most much must my no nor not of on
    one only or other our ours out over own per please same she should show shows since so some such
    tell than that the their them then there these they this those through to too under up us use
    used uses using very via was we were what when where which while who whom whose why will with
    within would you your yours s t don doesn isn aren wasn
    """.split()
)


def fold(text: str) -> str:
    """Compatibility forms and accents folded away, lower-case."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text)
    for mark in {c for c in folded if unicodedata.combining(c)}:
        folded = folded.replace(mark, "")
    return folded.lower()


def terms(text: str) -> list[str]:
    """Stems of a text, stop words left out; a compound counts as its parts and as one word
    ("pre-training" is also found as "pretraining")."""
    folded = fold(text).replace("’", "'")
    words = [w.removesuffix("'s") for w in _WORD.findall(folded)]
    words = [w for w in words if w not in STOP_WORDS]
    words += [_HYPHEN.sub("", compound) for compound in _COMPOUND.findall(folded)]
    stems: list[str] = stemmer().stemWords([one_spelling(w.replace(",", "")) for w in words])
    return [s if len(s) <= TERM_BYTES // 4 else _cut(s) for s in stems if s]


def _cut(stem: str) -> str:
    """At most TERM_BYTES of a stem, whole characters; two that are cut alike are one term."""
    return stem.encode()[:TERM_BYTES].decode(errors="ignore")
