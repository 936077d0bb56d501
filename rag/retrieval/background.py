"""The background: what the best paper scores for a question that has nothing to do with the library.

In: a search over one library, the questions of background.txt. Out: the middle and the spread of their best
scores, by component. A score tells little by itself: among ten papers on one subject, or ten thousand on
all of them, chance reaches different heights. Measured against the background it means the same in every
library.

It is measured when papers are read in, kept beside the indexes and measured again when the library has
grown or shrunk by a fifth. Some of the questions are of every field of research, so a library may answer a
few of them: the middle half is looked at.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.retrieval.ranking import Ranking
from store.item import FloatArray
from store.manifest import write_json

FILE = Path(__file__).with_name("background.txt")
KEPT = "background.json"
MANY = 20_000  # papers
GROWN = 0.2  # share of the papers by which a library may change before it is measured again
LEAST_SPREAD = 0.01
MIDDLE_HALF = 1.349  # of a normal distribution, in standard deviations
RARE = 1.5
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Background:
    """middle, spread: median and standard deviation (of the middle half) of the best scores of unrelated
    questions, by component and for the total; of a library of `papers` papers."""

    middle: Mapping[str, float]
    spread: Mapping[str, float]
    papers: int

    def above(self, component: str, scores: FloatArray) -> FloatArray:
        """How many spreads the scores (n,) lie above the middle; 0 for a component that was not measured."""
        if component not in self.middle:
            return np.zeros_like(scores)
        found: FloatArray = (scores - self.middle[component]) / self.spread[component]
        return found

    def rare(self, component: str) -> float:
        """A score that few unrelated questions reach: 1.5 spreads above the middle."""
        return self.middle.get(component, 0.0) + RARE * self.spread.get(component, 0.0)


def measure(search: Callable[[str], Ranking], papers: int) -> Background:
    """Ask every question, about 10 ms each in a library of some hundred papers; in a library of more than
    MANY a fifth of them."""
    best: dict[str, list[float]] = {}
    for question in questions()[:: 5 if papers > MANY else 1]:
        ranking = search(question)
        for name, scores in {**ranking.components, TOTAL: ranking.scores}.items():
            best.setdefault(name, []).append(float(scores.max(initial=0.0)))
    quarters = {name: np.quantile(values, (0.25, 0.5, 0.75)) for name, values in best.items()}
    middle = {name: float(q[1]) for name, q in quarters.items()}
    spread = {name: max(LEAST_SPREAD, float(q[2] - q[0]) / MIDDLE_HALF) for name, q in quarters.items()}
    return Background(middle, spread, papers)


def kept(folder: Path, papers: int, key: str) -> Background | None:
    """What was measured in this folder's library, unless it has changed too much since, or `key` has."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((folder / KEPT).read_text(encoding="utf-8"))
        measured = Background(dict(found["middle"]), dict(found["spread"]), int(found["papers"]))
        if found["key"] == key and abs(papers - measured.papers) <= GROWN * measured.papers:
            return measured
    return None


def keep(background: Background, folder: Path, key: str) -> None:
    """Write it down; where nothing can be written it is measured again by the next process."""
    with suppress(OSError):
        values = {"middle": background.middle, "spread": background.spread, "papers": background.papers}
        write_json(folder / KEPT, {"key": key, **values})


@cache
def questions() -> tuple[str, ...]:
    """The unrelated questions: of everyday life, and of every field of research."""
    return tuple(FILE.read_text(encoding="utf-8").splitlines())


def key_of(*parts: object) -> str:
    """Changes with the questions and with whatever else decides the scores; 12 hex digits."""
    return hashlib.sha256(repr((questions(), *parts)).encode()).hexdigest()[:12]
