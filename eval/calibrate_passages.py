"""Fit what a sentence's score is made of; part of `python -m eval.calibrate`.

In: the questions with facts and one right paper, each put to each library. Out: how many of the facts the
chosen sentences tell, less what their words cost a reader, with today's numbers and the best found.
Room (`words`, `sentences` ...) is not searched: it is what an answer may take, and more of it never loses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from eval.calibration_set import asked
from eval.coordinate_search import Floats, Values, search, told_and_written
from eval.metrics import fact_recall
from rag.answering.assistant import Assistant
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.parameters import FILE, PassageParameters, parameters
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.telling import Asked, answer_first

BY = "python -m eval.calibrate passages"
SEARCHED = ("maxsim cosine shared_within first late background figure_asked behind figure_behind").split()
WORD_COST = 0.0005  # of a share of facts: a fifth of them is worth 400 words of reading


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A question, its right paper, and the facts that an answer must tell."""

    id: str
    catalogue: Catalogue
    row: int
    query: SearchQuery
    facts: Sequence[Sequence[str]]


def told(libraries: Mapping[str, Assistant]) -> list[Told]:
    """Every question with facts and one right paper."""
    found = []
    for one in asked(libraries):
        if len(one.gold) == 1 and one.record.get("facts"):
            searcher = libraries[one.library].searcher
            query = searcher.query(one.query.question)
            (row,) = one.gold
            found.append(Told(one.id, searcher.catalogue, row, query, one.record["facts"]))
    return found


def worth(one: Told, using: PassageParameters) -> float:
    """The share of the facts that the chosen sentences tell, less what their words cost."""
    query = replace(one.query, using=replace(one.query.using, passages=using), evidence={})
    asked_of = Asked(query.text, one.catalogue.own_names(one.row))
    chosen = answer_first(score_sentences(one.catalogue, one.row, query), asked_of, using)
    text = " ".join(sentence.text for sentence in chosen)
    return fact_recall(one.facts, text) - WORD_COST * len(text.split())


def calibrate(libraries: Mapping[str, Assistant], *, write: bool) -> bool:
    """Search, say what was found; returns whether anything was written."""
    found, now = told(libraries), parameters().passages
    today: dict[str, Any] = {name: value for name, value in asdict(now).items() if name in SEARCHED}

    def score(values: Values) -> Floats:
        using = replace(now, **values)  # type: ignore[arg-type]
        return np.array([worth(one, using) for one in found])

    result = search(today, score, [one.id for one in found])
    return told_and_written(result, today, (FILE, "passages"), BY if write else "")
