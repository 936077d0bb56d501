"""Floors and ceilings under today's figures.

In: figures, gates.toml. Out: one line for each figure that broke through. A gate whose
metric was not measured is broken too, unless the run was of some kinds only.

gates.toml: [dev.floor] metric = least; [dev.ceiling] metric = most; [dev.kind.typo.floor]. In the place of a
split stand also the suites own and dialogs, whose kinds are their libraries.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.questions import SPLITS
from rag.model.errors import AskError

GATES = Path(__file__).with_name("gates.toml")
GROUPS = (*SPLITS, "own", "dialogs")
ROUNDING = 1e-9


class GatesError(AskError):
    """The gates cannot be read."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A metric of a split (of one kind of question, where `kind` is not empty) and its limit."""

    split: str
    kind: str
    metric: str
    side: str  # floor | ceiling
    limit: float

    def broken(self, figures: Mapping[str, Any], *, partial: bool) -> str | None:
        """What broke, in one line; None where the gate holds. `partial`: only some kinds were run."""
        where = f"{self.split}{f' {self.kind}' if self.kind else ''} {self.metric}"
        values = figures.get(self.split, {})
        values = values.get("kinds", {}).get(self.kind, {}) if self.kind else values.get("all", {})
        if self.metric not in values:
            return None if partial else f"{where}: not measured, the {self.side} is {self.limit:g}"
        value: float = values[self.metric]["value"]
        if self.side == "floor" and value < self.limit - ROUNDING:
            return f"{where}: {value:.3f} is below its floor {self.limit:g}"
        if self.side == "ceiling" and value > self.limit + ROUNDING:
            return f"{where}: {value:.3f} is above its ceiling {self.limit:g}"
        return None


def load_gates(path: Path = GATES) -> tuple[Gate, ...]:
    """Every gate in the file; GatesError where it holds anything else."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GatesError(f"{path} cannot be read ({error}); repair it") from error
    return tuple(gate for split, table in found.items() for gate in _gates(split, table, path))


def check_gates(gates: tuple[Gate, ...], figures: Mapping[str, Any], *, partial: bool) -> list[str]:
    """One line for each broken gate of the splits that were run."""
    run = [gate for gate in gates if gate.split in figures]
    return [line for gate in run if (line := gate.broken(figures, partial=partial))]


def _gates(split: str, table: Mapping[str, Any], path: Path) -> Iterator[Gate]:
    groups = {"": {side: t for side, t in table.items() if side != "kind"}, **table.get("kind", {})}
    for kind, sides in groups.items():
        for side, limits in sides.items():
            if split not in GROUPS or side not in ("floor", "ceiling"):
                raise GatesError(
                    f"{path}: [{split}.{side}] is neither a floor nor a ceiling of {', '.join(GROUPS)}"
                )
            for metric, limit in limits.items():
                yield Gate(split, kind, metric, side, float(limit))
