"""Runs of letters and digits: what names are compared by, since people join and part them as they like.

In: a text. Out: its runs in order, with their places where asked for. Every sign parts two runs, and so does
a change to a script that is written without spaces: "GaLore是什么" is two.
"""

import re
from collections.abc import Iterator

_UNSPACED = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_PREFIXES = "pre|fine|few|zero|self|multi|co|re|non"
_EITHER = rf"[^\W_{_UNSPACED}]+|(?:(?=[{_UNSPACED}])[^\W_])+"
_RUN = re.compile(_EITHER)
_TITLE_RUN = re.compile(rf"\b(?:{_PREFIXES})-[^\W_{_UNSPACED}]+|{_EITHER}", re.I)
_ASCII = re.compile("[a-z0-9]+")
_PREFIX = re.compile(  # the hyphen stands first in the pattern, so that little else is looked at
    rf"-(?=[a-z0-9])(?:{'|'.join(rf'(?<=[^a-z0-9_]{p}-)|(?<=^{p}-)' for p in _PREFIXES.split('|'))})"
)


def run_spans(text: str, *, prefixes: bool = False) -> Iterator[tuple[str, int, int]]:
    """Each run with its start and its end. With `prefixes` "pre-training" is one run, hyphen and all."""
    pattern = _TITLE_RUN if prefixes else _RUN
    return ((match.group(), *match.span()) for match in pattern.finditer(text))


def runs(text: str) -> list[str]:
    """The runs of a text in order."""
    return _RUN.findall(text)


def prefixed_ascii_runs(text: str) -> list[str]:
    """The runs of an ASCII text in lower case, "pretraining" for "pre-training": the quick way, for
    the titles of a whole library."""
    lower = text.lower()
    return _ASCII.findall(_PREFIX.sub("", lower) if "-" in lower else lower)
