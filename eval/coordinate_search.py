"""Look around today's numbers for better ones, one number at a time.

In: numbers, a function from numbers to a score for each question. Out: the best numbers found, and what
is scored so on questions kept out of the search: the only figure that says whether they are better.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.calibration_set import inputs
from eval.fitting import write

Floats = npt.NDArray[np.float64]
Values = dict[str, float]

STEPS = (0.5, 0.8, 1.25, 2.0)  # what a number is multiplied with
ROUNDS = 1
FOLDS = 5
DIGITS = 3
LEAST_GAIN = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """The best numbers, and mean scores: of today's numbers, of the best, and of what each fold's search
    found on the questions that it did not see."""

    values: Values
    today: float
    best: float
    held_out: float


def search(today: Mapping[str, float], score: Callable[[Values], Floats], ids: Sequence[str]) -> Found:
    """A round over the numbers from today's values on; questions of one id are kept out together.
    `score` gives one figure for each question, (n,), more is better."""
    known: dict[tuple[float, ...], Floats] = {}

    def scored(values: Values) -> Floats:
        key = tuple(values.values())
        if key not in known:
            known[key] = score(values)
        return known[key]

    fold = np.array([zlib.crc32(id_.encode()) % FOLDS for id_ in ids])
    held_out = np.zeros(len(ids))
    for k in range(FOLDS):
        values = _climbed(dict(today), scored, fold != k)
        held_out[fold == k] = scored(values)[fold == k]
    best = _climbed(dict(today), scored, np.ones(len(ids), np.bool_))
    means = (float(scored(dict(today)).mean()), float(scored(best).mean()), float(held_out.mean()))
    return Found(best, *means)


def _climbed(values: Values, score: Callable[[Values], Floats], seen: npt.NDArray[np.bool_]) -> Values:
    """The best values for the questions that are `seen`."""
    best = float(score(values)[seen].mean())
    for _ in range(ROUNDS):
        for name in values:
            for tried in [round(values[name] * step, DIGITS) for step in STEPS]:
                other = values | {name: tried}
                if (found := float(score(other)[seen].mean())) > best + LEAST_GAIN:
                    values, best = other, found
    return values


def told_and_written(found: Found, now: Mapping[str, float], place: tuple[Path, str], by: str) -> bool:
    """Say what was found; put it into the table of the file at `place`, unless `by` is empty or it is
    no better on questions kept out. Returns whether anything was written."""
    path, table = place
    print(
        f"{table}: {found.today:.4f} today, {found.best:.4f} at the best numbers found, "
        f"{found.held_out:.4f} on questions kept out of the search"
    )
    changed = {name: value for name, value in found.values.items() if value != now[name]}
    for name, value in changed.items():
        print(f"  {name} {value} (today {now[name]})")
    if not changed or found.held_out <= found.today:
        print("  today's numbers stay")
    elif by:
        write(path, table, changed, by=by, inputs=inputs())
        print(f"  written to {path.name}")
        return True
    return False
