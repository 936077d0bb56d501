"""Fit where a list of papers is cut; part of `python -m eval.calibrate`.

In: the questions that ask for papers, each put to each library. Out: F1 of the papers listed, with today's
cut and the best found.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from eval.calibration_set import asked
from eval.coordinate_search import Floats, Values, search, told_and_written
from eval.questions import LISTS
from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.listing import WIDE
from rag.answering.parameters import FILE, parameters
from rag.answering.router import Router

BY = "python -m eval.calibrate lists"
SEARCHED = ("list_floor", "list_share")


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A question's papers, best first: their scores (n,) and which are right; how many are."""

    id: str
    scores: Floats
    right: Floats
    gold: int


def ranked(libraries: Mapping[str, Assistant]) -> list[Ranked]:
    """Every question that asks for papers and has some."""
    found = []
    for one in asked(libraries):
        if one.kind in LISTS and one.gold and one.query.search_text:
            assistant = libraries[one.library]
            ranking = Router(assistant.searcher, Composer(assistant.catalogue)).rank(one.query)
            right = np.isin(ranking.rows[:WIDE], list(one.gold)).astype(np.float64)
            found.append(Ranked(one.id, ranking.scores[:WIDE].astype(np.float64), right, len(one.gold)))
    return found


def f1(one: Ranked, *, floor: float, share: float) -> float:
    """F1 of the papers above the line, the best one always among them; 0 to 1."""
    if not len(one.scores):
        return 0.0
    listed = one.scores >= max(floor, share * one.scores[0])
    listed[0] = True
    return float(2 * one.right[listed].sum() / (listed.sum() + one.gold))


def calibrate(libraries: Mapping[str, Assistant], *, write: bool) -> bool:
    """Search, say what was found; returns whether anything was written."""
    found, now = ranked(libraries), asdict(parameters().routing)

    def score(values: Values) -> Floats:
        floor, share = (values[name] for name in SEARCHED)
        return np.array([f1(one, floor=floor, share=share) for one in found])

    result = search({name: now[name] for name in SEARCHED}, score, [one.id for one in found])
    return told_and_written(result, now, (FILE, "routing"), BY if write else "")
