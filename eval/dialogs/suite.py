"""Hold the conversations and count what comes right: the suite dialogs.

In: settings, names of libraries. Out: each dialogue with its answers and what is wrong with the last;
shares by kind with their intervals, a table of them. Answers are never kept, for they change with the code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from eval.dialogs.dialogues import FITTED, KEPT_OUT, KINDS, Dialogue, TalkedOf, read_dialogues
from eval.dialogs.grading import wrong
from eval.progress import bar
from eval.runner import AssistantLike, hold
from eval.statistics import estimate
from eval.suite import open_context
from rag.ingest.indexing import Progress
from rag.model.answer import Answer
from rag.model.settings import Settings

ALL = (*FITTED, KEPT_OUT)

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A dialogue, its answers, and what is wrong with the last of them (nothing where it is right)."""

    dialogue: Dialogue
    answers: tuple[Answer, ...]
    wrong: str


def run(settings: Settings, names: Sequence[str], *, quiet: bool) -> dict[str, list[Held]]:
    """Every dialogue of every named library."""
    found = {}
    for name in names or ALL:
        talked_of = read_dialogues(name)
        context = open_context(settings, talked_of.papers, None, quiet=quiet)
        with bar(f"asking {name}", len(talked_of.dialogues), quiet=quiet) as progress:
            found[name] = hold_all(context.assistant, talked_of, progress)
    return found


def hold_all(
    assistant: AssistantLike, talked_of: TalkedOf, progress: Progress = lambda done: None
) -> list[Held]:
    """Every dialogue of one library."""
    held = []
    for dialogue in talked_of.dialogues:
        answers = hold(assistant, dialogue.turns)
        held.append(Held(dialogue, answers, wrong(dialogue, answers)))
        progress(1)
    return held


def measured(held: Mapping[str, Sequence[Held]]) -> Figures:
    """The share of right last turns by library and kind, each as an Estimate; `all` over the kinds."""
    return {"libraries": {name: _by_kind(some) for name, some in held.items()}}


def for_gates(figures: Figures) -> Figures:
    """In the form that eval/gates.py holds against its limits: each library as a kind."""
    libraries = figures["libraries"]
    return {
        "dialogs": {"all": {}, "kinds": {name: {"last_turn": of["all"]} for name, of in libraries.items()}}
    }


def table(figures: Figures) -> Table:
    """A row a kind, a column a library: the share of right last turns."""
    shown, libraries = Table(box=None, pad_edge=False, header_style="bold"), figures["libraries"]
    shown.add_column("kind")
    for name in libraries:
        shown.add_column(
            f"{Path(name).stem}, kept out" if name == KEPT_OUT else Path(name).stem, justify="right"
        )
    for kind in ("all", *KINDS):
        shown.add_row(kind, *(_cell(of.get(kind)) for of in libraries.values()))
    return shown


def write_answers(held: Mapping[str, Sequence[Held]], folder: Path) -> None:
    """Each conversation with what is wrong, a file for each library."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, some in held.items():
        lines = [
            json.dumps(
                {
                    "id": h.dialogue.id,
                    "kind": h.dialogue.kind,
                    "wrong": h.wrong,
                    "turns": h.dialogue.turns,
                    "answers": [answer.to_json() for answer in h.answers],
                }
            )
            for h in some
        ]
        (folder / f"{Path(name).stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _by_kind(held: Sequence[Held]) -> Figures:
    found = {"all": [float(not h.wrong) for h in held]}
    for h in held:
        found.setdefault(h.dialogue.kind, []).append(float(not h.wrong))
    return {kind: asdict(estimate(values)) for kind, values in found.items()}


def _cell(value: Figures | None) -> str:
    return f"{value['value']:.2f} of {value['n']}" if value else ""
