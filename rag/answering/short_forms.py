"""The short and the long form of a term: "fMRI" and "functional magnetic resonance imaging".

In: a term, the papers that may explain it. Out: its other forms: those that a paper gives in brackets beside
it, and those whose first letters it has. Knows no list of abbreviations.
"""

import re
from collections.abc import Iterator, Sequence

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import mentioning
from rag.text.abbreviations import abbreviates, long_form_before, spelled_out
from rag.text.common_words import FUNCTION_WORDS
from rag.text.runs import runs

_IN_BRACKETS = re.compile(r"[\s\-‐‑]*\(\s*([A-Za-z][\w\-‐‑]{1,14})s?\s*[),;]")
_LETTERS = 3  # of a short form that is looked for by first letters alone, and words of its long form
_SURE_LETTERS = 4  # from which first letters are no chance
_READ = 60  # papers that are read for what they give in brackets


def other_forms(catalogue: Catalogue, term: str, rows: Sequence[int]) -> list[str]:
    """The other forms of a term, as the papers write them that use it; where none gives one, as those of
    `rows` do, by first letters."""
    used = mentioning(catalogue, term)
    found = [form for row in list(used)[:_READ] for form in _given(catalogue.paper(row).text, used[row])]
    if not found:
        texts = (f"{p.title}. {p.text}" for p in map(catalogue.paper, rows))
        found = [form for text in texts if (form := _by_letters(text, term, known=bool(used)))]
    return list(dict.fromkeys(form for form in found if form.lower() != term.lower()))


def _given(text: str, places: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What a text gives beside the term: in brackets behind it, or before the brackets that it stands in."""
    for start, end in places:
        behind = _IN_BRACKETS.match(text, end)
        if behind and abbreviates(behind[1], text[start:end]):
            yield behind[1]
        if text[start - 1 : start] == "(" and (long := long_form_before(text[start:end], text[: start - 1])):
            yield long.lower()


def _by_letters(text: str, term: str, *, known: bool) -> str:
    """The long form that a text has of a term; of a term of several words, the capitals that stand for it.
    `known`: papers use the term, so that a few letters alone may be something else."""
    words = [word for word in runs(term) if word.lower() not in FUNCTION_WORDS]
    if len(words) >= _LETTERS:
        capitals = re.compile(rf"(?<!\w){''.join(word[0] for word in words)}s?(?!\w)", re.I)
        found = (match[0] for match in capitals.finditer(text) if sum(map(str.isupper, match[0])) > 1)
        return next(found, "")
    if len(words) != 1 or len(term) < (_SURE_LETTERS if known else _LETTERS):
        return ""
    return spelled_out(term, text)
