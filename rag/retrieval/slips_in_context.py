"""Words that are no slip, and slips that are words: told by their form and by their neighbours.

In: a word of a question, the words around it, texts of papers. Out: whether it is a comparative of a known
word ("fatter" is not "faster"), and what it is meant to be where the papers have that next to the same word:
"hart rate" is "heart rate".
"""

import re
from collections.abc import Callable, Sequence

from rag.text.runs import runs
from rag.text.spelling import nearest
from rag.text.terms import STOP_WORDS

_COMPARED = re.compile(r"(?P<base>[a-z]{2,})(?:er|est)$")


def is_compared(word: str, is_whole: Callable[[str], bool]) -> bool:
    """Whether a word is the comparative or superlative of one that is known whole."""
    match = _COMPARED.match(word.lower())
    if not match:
        return False
    base = match["base"]
    doubled = base[:-1] if base[-1] == base[-2] else base
    return any(map(is_whole, {base, doubled, f"{base}e", f"{base[:-1]}y" if base[-1] == "i" else base}))


def meant_beside(text: str, word: str, near: Sequence[str], texts: Sequence[str]) -> str | None:
    """The word that is spelt nearest among those that a paper has beside the same neighbour; None where no
    paper has any."""
    said = runs(text)
    place = said.index(word)
    before, after = said[place - 1] if place else "", said[place + 1] if place + 1 < len(said) else ""
    for found in (w for w in near if w[0].lower() == word[0].lower()):
        if nearest(word, [found], 1, any_case=True) and any(
            neighbour and neighbour.lower() not in STOP_WORDS and _stand_together(pair, texts)
            for neighbour, pair in ((after, (found, after)), (before, (before, found)))
        ):
            return found
    return None


def _stand_together(pair: tuple[str, str], texts: Sequence[str]) -> bool:
    phrase = re.compile(rf"\b{re.escape(pair[0])}[\s-]+{re.escape(pair[1])}", re.I)
    return any(phrase.search(text) for text in texts)
