"""Terms of two words that researchers know as one: "string theory" is more than a string and a theory.

In: a topic, the papers found for it. Out: how many of its compound terms each paper has, and how firm the
firmest one is that some paper has, or none. Which two words belong together, and how firmly, was counted in
58,000 abstracts of all fields (compounds.txt, eval/learn_compounds.py) as normalised pointwise mutual
information (Bouma, 2009): 0 where they meet by chance, 1 where they never stand apart.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Ranking
from rag.text.stemming import stem
from rag.text.terms import STOP_WORDS, terms
from store.item import FloatArray
from store.snapshot import BoolArray

FILE = Path(__file__).with_name("compounds.txt")
LOOKED_AT = 120  # papers, the first, in whose texts the terms are looked for
Pair = tuple[str, str]  # stems
_WORD = re.compile(r"[a-z][a-z0-9]+(?:['’][a-z0-9]+)*|[.,;:()!?]")


@dataclass(frozen=True, slots=True, eq=False)
class Compounds:
    """share: how much of the compound terms of a topic each of the first papers has, beside the one that has
    most, 0 to 1, (n,), empty where the topic has no such term or no paper has one; held: how firm the firmest
    term is that some of them has; lacking: the root of how firm the firmest is that none has, times the share
    of the topic's words that stand in such terms; 0 where there is none."""

    share: FloatArray
    held: float = 0.0
    lacking: float = 0.0


NONE = Compounds(np.zeros(0, np.float32))


def neighbours(text: str) -> Iterator[Pair]:
    """The stems of each two words that stand side by side; a sign or a stop word parts them, a hyphen does
    not."""
    before = ""
    for word in _WORD.findall(text.lower().replace("-", " ")):
        if not word[0].isalpha() or word in STOP_WORDS:
            before = ""
            continue
        after = stem(word)
        if before:
            yield before, after
        before = after


@cache
def known() -> Mapping[Pair, float]:
    """Every pair that is a term, and how firmly its words belong together."""
    lines = (line.split() for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return {(first, second): float(firm) for first, second, firm in lines}


def compounds(catalogue: Catalogue, ranking: Ranking) -> Compounds:
    """The compound terms of the ranking's query in the papers that it found."""
    asked = {pair: known()[pair] for pair in neighbours(ranking.query.text) if pair in known()}
    rows = ranking.rows[:LOOKED_AT]
    if not asked or not len(rows):
        return NONE
    has = np.stack([_having(catalogue, pair, ranking) for pair in asked])
    firm = np.array(list(asked.values()), np.float32)
    some: BoolArray = has.max(axis=1) > 0
    share = (firm @ has).astype(np.float32)
    here = [bool(found) or _anywhere(catalogue, pair) for pair, found in zip(asked, some, strict=True)]
    absent = {word for pair, found in zip(asked, here, strict=True) if not found for word in pair}
    part = len(absent) / max(len(absent), len(set(terms(ranking.query.text))))
    return Compounds(
        share / share.max() if some.any() else NONE.share,
        float(firm[some].max(initial=0.0)),
        float(firm[~np.array(here)].max(initial=0.0)) ** 0.5 * part if absent else 0.0,
    )


def _having(catalogue: Catalogue, pair: Pair, ranking: Ranking) -> FloatArray:
    """Which of the first papers have the two side by side, 0 or 1. (n,)"""
    rows, snapshot = ranking.rows[:LOOKED_AT], catalogue.snapshot
    found = np.zeros(len(rows), np.float32)
    for place in np.flatnonzero(np.all([snapshot.matched(s)[rows] for s in pair], axis=0)):
        found[place] = _has(catalogue, pair, int(rows[place]))
    return found


def _anywhere(catalogue: Catalogue, pair: Pair) -> bool:
    """Whether a paper has it that was not found, as one beyond the limits of a list; of LOOKED_AT at most."""
    rows = np.flatnonzero(np.all([catalogue.snapshot.matched(s) for s in pair], axis=0))
    return any(_has(catalogue, pair, row) for row in rows[:LOOKED_AT].tolist())


def _has(catalogue: Catalogue, pair: Pair, row: int) -> bool:
    paper = catalogue.paper(row)
    return pair in neighbours(f"{paper.title}. {paper.text}")
