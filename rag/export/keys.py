"""The keys that papers are cited by: the first author, the year, the first telling word of the title.

In: papers. Out: a key for each, no two the same, in letters and digits that every tool takes.
"""

import re
import unicodedata
from collections.abc import Sequence

from rag.export.names import split
from rag.model.paper import Paper

_SMALL_WORDS = frozenset(
    "a an the on of in for and to from with by at is are do does can how what why".split()
)
_LONGEST = 60


def citation_keys(papers: Sequence[Paper]) -> list[str]:
    """A key for each: "moss2024counting"; a second one of the same is "moss2024counting-2"."""
    taken: set[str] = set()
    keys = []
    for paper in papers:
        key = plain = _key(paper)
        number = 1
        while key in taken:
            number += 1
            key = f"{plain}-{number}"
        taken.add(key)
        keys.append(key)
    return keys


def _key(paper: Paper) -> str:
    family = _letters(split(paper.authors[0]).family) if paper.authors else ""
    words = [word for part in re.split(r"[\s:/–—-]+", paper.title) if (word := _letters(part))]
    word = next((word for word in words if word not in _SMALL_WORDS), "")
    year = (paper.published or "")[:4] if family or word else ""
    key = f"{family}{year}{word}" if family else f"{word}{year}"
    return key[:_LONGEST] or re.sub(r"[^A-Za-z0-9]+", "-", paper.paper_id).strip("-") or "paper"


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)
