"""Fit which papers fit the topic of a list; part of `python -m eval.calibrate`.

In: the questions that ask for papers, each put to each library. Out: the table topic, and what it lists in
each library by weights that were fitted on the other libraries: recall and precision, means over questions.
The line is put where their F0.7 is highest (van Rijsbergen, 1979): a wrong paper costs a reader more than a
missing one near the end of a list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from eval.calibrate_abstention import PLACES, Floats, fit
from eval.calibration_set import Asked, asked, inputs
from eval.fitting import write as write_table
from eval.questions import LISTS
from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.router import Router
from rag.retrieval.parameters import FILE, TopicWeights, parameters
from rag.retrieval.topics import SIGNALS, topic_signals

BY = "python -m eval.calibrate lists"
LEARNT_FROM = 120  # best papers of a question
LEAST_RIGHT = 8  # a question with fewer right papers counts as if it had so many
LONG = 3  # right papers of the questions that decide where the line is
BETA = 0.7
TRIED = np.linspace(-2.5, 1.5, 81)


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A question's papers, best first: signals (n, k), which are right (n,), which are neither right nor
    wrong (n,); how many are right in the library."""

    library: str
    signals: Floats
    right: npt.NDArray[np.bool_]
    neither: npt.NDArray[np.bool_]
    gold: int


def ranked(libraries: Mapping[str, Assistant]) -> Iterator[Ranked]:
    """Every question that asks for papers and has some; exclusions are no matter of the topic."""
    for one in asked(libraries):
        plain = one.record.get("condition", "") in ("", "both")
        if one.kind in LISTS and one.gold and one.query.search_text and plain:
            found = _ranked(libraries[one.library], one)
            yield from [found] if len(found.right) else []  # a limit may leave no paper


def _ranked(assistant: Assistant, one: Asked) -> Ranked:
    searcher, catalogue = assistant.searcher, assistant.catalogue
    ranking = Router(searcher, Composer(catalogue)).rank(one.query)
    seen = topic_signals(catalogue, ranking, searcher.background).astype(np.float64)
    rows = ranking.rows[: len(seen)]
    neither = [row for id_ in one.record.get("also_ok", ()) if (row := catalogue.row(id_)) is not None]
    return Ranked(
        PLACES.get(one.library, one.library),
        seen,
        np.isin(rows, list(one.gold)),
        np.isin(rows, neither),
        len(one.gold),
    )


def learnt(found: Sequence[Ranked]) -> tuple[Floats, float]:
    """Weights (k,) and bias of the regression over these questions' papers."""
    some = [(one, ~one.neither & (np.arange(len(one.right)) < LEARNT_FROM)) for one in found]
    rows = np.concatenate([one.signals[kept] for one, kept in some])
    right = np.concatenate([one.right[kept] for one, kept in some])
    counts = [np.full(int(kept.sum()), 1 / max(LEAST_RIGHT, one.right.sum())) for one, kept in some]
    counted = np.concatenate(counts)
    weights, bias = fit(rows, right, counted, ridge=3e-4, steps=3000)
    return weights, bias + float(np.log(counted[right].sum() / counted[~right].sum()))


def scores(one: Ranked, odds: Floats, line: float) -> tuple[float, float]:
    """Recall and precision of the papers above the line, the best one always among them."""
    listed = odds >= line
    listed[0] = True
    shown = listed & ~one.neither
    hit = float((shown & one.right).sum())
    return hit / one.gold, hit / max(1.0, float(shown.sum()))


def calibrate(libraries: Mapping[str, Assistant], *, write: bool) -> bool:
    """Fit, say what was found; returns whether anything was written."""
    found = list(ranked(libraries))
    held_out: list[Floats] = [np.zeros(0)] * len(found)
    for name in dict.fromkeys(one.library for one in found):
        weights, bias = learnt([one for one in found if one.library != name])
        for i, one in enumerate(found):
            if one.library == name:
                held_out[i] = one.signals @ weights + bias
    long = [place for place, one in enumerate(found) if one.gold >= LONG]
    chosen, their_odds = [found[place] for place in long], [held_out[place] for place in long]
    line = max(TRIED, key=lambda tried: _f(chosen, their_odds, tried))
    print("topic:")
    for name in dict.fromkeys(one.library for one in found):
        here = [(o, odds) for o, odds in zip(found, held_out, strict=True) if o.library == name]
        recall, precision = np.mean([scores(o, odds, line) for o, odds in here], axis=0)
        print(f"  {name}: recall {recall:.3f}, precision {precision:.3f} of {len(here)}")
    weights, bias = learnt(found)
    values = dict(zip(SIGNALS, (round(float(w), 3) for w in weights), strict=True))
    values |= {"bias": round(bias, 3), "line": round(float(line), 3)}
    new, old = (_mean_f(found, table) for table in (values, asdict(parameters().topic)))
    print(f"  F{BETA} over all {new:.4f}, with the file's weights {old:.4f}")
    if write and new >= old:
        write_table(FILE, "topic", values, by=BY, inputs=inputs())
        print(f"  written to {FILE.name}")
    return write and new >= old


def _mean_f(found: Sequence[Ranked], table: Mapping[str, float]) -> float:
    weights = TopicWeights(**table)
    column = np.array([getattr(weights, name) for name in SIGNALS])
    return _f(found, [one.signals @ column + weights.bias for one in found], weights.line)


def _f(found: Sequence[Ranked], odds: Sequence[Floats], line: float) -> float:
    pairs = [scores(one, its, line) for one, its in zip(found, odds, strict=True)]
    return float(np.mean([(1 + BETA**2) * r * p / (BETA**2 * p + r) if r + p else 0.0 for r, p in pairs]))
