"""Runs of letters and digits: what names are compared by, since people join and part them as they like.

In: a text. Out: its runs in order, with their places where asked for. Every sign parts two runs, and so does
a change to a script that is written without spaces: "GaLore是什么" is two.
"""

import re
from collections.abc import Iterator

_UNSPACED = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_SPACED = rf"[^\W_{_UNSPACED}]+"
_PREFIXES = "pre|fine|few|zero|self|multi|co|re|non"
_RUN = re.compile(rf"{_SPACED}|(?:(?=[{_UNSPACED}])[^\W_])+")
_NAME_RUN = re.compile(_SPACED)
_TITLE_RUN = re.compile(rf"(?:\b(?:{_PREFIXES})-)?{_SPACED}", re.I)
_ASCII = re.compile("[a-z0-9]+")
_PREFIX = re.compile(  # the hyphen stands first in the pattern, so that little else is looked at
    rf"-(?=[a-z0-9])(?:{'|'.join(rf'(?<=[^a-z0-9_]{p}-)|(?<=^{p}-)' for p in _PREFIXES.split('|'))})"
)


def runs(text: str) -> list[str]:
    """The runs of a text in order, whatever their script."""
    return _RUN.findall(text)


def run_spans(text: str, *, prefixes: bool = False) -> Iterator[tuple[str, int, int]]:
    """Each run with its start and its end, without those of scripts that have no spaces: one of them may be a
    whole sentence, and says nothing of how long a message is. With `prefixes` "pre-training" is one run."""
    pattern = _TITLE_RUN if prefixes else _NAME_RUN
    return ((match.group(), *match.span()) for match in pattern.finditer(text))


def prefixed_ascii_runs(text: str) -> list[str]:
    """The runs of an ASCII text in lower case, "pretraining" for "pre-training": the quick way, for
    the titles of a whole library."""
    lower = text.lower()
    return _ASCII.findall(_PREFIX.sub("", lower) if "-" in lower else lower)
