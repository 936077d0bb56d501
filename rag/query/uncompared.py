"""Conditions on figures in the papers' texts, which limit no list: "more than 100 participants".

In: what a list is of, without its limits. Out: a note for each such condition, so that none is dropped in
silence.
"""

import re
from collections.abc import Iterator

_CONDITION = re.compile(
    r"\b(?:(?:more|fewer|less|greater|larger|higher|lower|smaller|bigger|longer|shorter) than|over|under"
    r"|above|below|exceeding|at (?:least|most)|up to)\s+(?:a |about |around )?\$?\d[\d,.]*\d?"
    r"(?:\s?%|\s+(?!(?:and|or|but|in|on|for|with|at|by|of|to)\b)[a-z][\w-]*)?",
    re.I,
)


def uncompared(topic: str) -> Iterator[str]:
    """A note for each condition on a figure."""
    for match in _CONDITION.finditer(topic):
        yield f"“{match[0]}” limits nothing: figures in the papers' texts are not compared."
