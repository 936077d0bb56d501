"""Sentences of a reply in another language than English: they cannot be checked against the papers.

In: what was judged of a sentence, the papers. Out: that it cannot be checked, unless one of its
figures stands in no paper: figures are the same in every language, however they are written.
"""

import re
from collections.abc import Iterable

from rag.model.paper import Paper
from rag.text.language import language_of

LEAST_LETTERS = 12  # of a text whose language can be told
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_NAME = re.compile(r"\b[\d_]*[^\W\d_][^\W\d]*\d\w*|\b[A-Z][\w-]*-\d+\b")  # "Phoenix2014T", "GPT-4"


def is_foreign(sentence: str, reply: str) -> bool:
    """Whether a sentence is in another language, as the reply so far is."""
    letters = sum(c.isalpha() for c in sentence)
    in_script = any(ord(c) > 0x370 for c in sentence if c.isalpha())  # a few of these say much
    if letters < (2 if in_script else LEAST_LETTERS):
        return False
    return language_of(sentence) != "en" and language_of(f"{reply} {sentence}") != "en"


def figures_stand_in(sentence: str, papers: Iterable[Paper]) -> bool:
    """Whether each figure of a sentence is one of the papers', with a point or a comma in it."""
    known = {
        written
        for p in papers
        for figure in _FIGURE.findall(f"{p.title} {p.text}")
        for written in _ways(figure)
    }
    return all(_ways(figure) & known for figure in _FIGURE.findall(_NAME.sub(" ", sentence)))


def _ways(figure: str) -> set[str]:
    """A figure as it may be meant: 1,000 is a thousand here and one elsewhere."""
    return {figure.replace(",", "."), re.sub(r"[.,](?=\d{3}\b)", "", figure).replace(",", ".")}
