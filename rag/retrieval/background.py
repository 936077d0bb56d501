"""The background: what the best paper scores for a question that has nothing to do with the library.

In: a search over one library, the questions of background.txt. Out: the middle and the spread of their best
scores, by component. A score tells little by itself: among ten papers on one subject, or ten thousand on
all of them, chance reaches different heights. Measured against the background it means the same in every
library.

It is measured when papers are read in, kept beside the indexes and measured again when the library has
grown or shrunk by a fifth (measured.py). Some of the questions are of every field of research, so a library
may answer a few of them: the middle half is looked at.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.retrieval.ranking import Ranking
from store.item import FloatArray
from store.schema import write_json

FILE = Path(__file__).with_name("background.txt")
KEPT = "background.json"
MANY = 20_000  # papers
GROWN = 0.2  # share of the papers by which a library may change before it is measured again
LEAST_SPREAD = 0.01
MIDDLE_HALF = 1.349  # of a normal distribution, in standard deviations
RARE = 1.5
TOTAL = "total"
Sizes = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Background:
    """middle, spread: median and standard deviation (of the middle half) of the best scores of unrelated
    questions, by component and for the total; sizes: of the library, as `Snapshot.sizes` gives them."""

    middle: Mapping[str, float]
    spread: Mapping[str, float]
    sizes: Sizes

    def holds_for(self, sizes: Sizes) -> bool:
        """Whether a library of these sizes has not changed too much since. Few expansion queries are no
        change, however many times as many there are."""
        papers = self.sizes[0]
        pairs = zip(sizes, self.sizes, strict=True)
        return all(abs(now - before) <= GROWN * max(before, papers) for now, before in pairs)

    def above(self, component: str, scores: FloatArray) -> FloatArray:
        """How many spreads the scores (n,) lie above the middle; 0 for a component that was not measured."""
        if component not in self.middle:
            return np.zeros_like(scores)
        found: FloatArray = (scores - self.middle[component]) / self.spread[component]
        return found

    def rare(self, component: str) -> float:
        """A score that few unrelated questions reach: 1.5 spreads above the middle."""
        return self.middle.get(component, 0.0) + RARE * self.spread.get(component, 0.0)


def measure(search: Callable[[str], Ranking], sizes: Sizes) -> Background:
    """Ask every question, about 10 ms each in a library of some hundred papers; in a library of more than
    MANY a fifth of them, in an empty one none."""
    best: dict[str, list[float]] = {}
    papers = sizes[0]
    for question in questions()[:: 5 if papers > MANY else 1] if papers else ():
        ranking = search(question)
        for name, scores in {**ranking.components, TOTAL: ranking.scores}.items():
            best.setdefault(name, []).append(float(scores.max(initial=0.0)))
    quarters = {name: np.quantile(values, (0.25, 0.5, 0.75)) for name, values in best.items()}
    middle = {name: float(q[1]) for name, q in quarters.items()}
    spread = {name: max(LEAST_SPREAD, float(q[2] - q[0]) / MIDDLE_HALF) for name, q in quarters.items()}
    return Background(middle, spread, sizes)


def kept(folder: Path, key: str) -> Background | None:
    """What was last measured in this folder's library, with this key; None where that was empty."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((folder / KEPT).read_text(encoding="utf-8"))
        papers, sentences, queries = map(int, found["sizes"])
        if found["key"] == key and papers:
            sizes = papers, sentences, queries
            return Background(dict(found["middle"]), dict(found["spread"]), sizes)
    return None


def keep(background: Background, folder: Path, key: str) -> None:
    """Write it down; where nothing can be written, or the library has been replaced meanwhile, it is
    measured again by the next process."""
    if folder.exists():
        with suppress(OSError):
            write_json(folder / KEPT, {"key": key, **asdict(background)})


@cache
def questions() -> tuple[str, ...]:
    """The unrelated questions: of everyday life, and of every field of research."""
    return tuple(FILE.read_text(encoding="utf-8").splitlines())


def key_of(*parts: object) -> str:
    """Changes with the questions and with whatever else decides the scores; 12 hex digits."""
    return hashlib.sha256(repr((questions(), *parts)).encode()).hexdigest()[:12]
