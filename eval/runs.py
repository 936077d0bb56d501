"""Runs on disk: a folder each, which can be continued, listed, shown and compared.

In: what a run is about, its answers, its scores. Out: files, and the same values read
back. answers.jsonl, scores.jsonl and metrics.json hold nothing that changes from one run
to the next of the same code; run.json and timings.jsonl do. Knows nothing of metrics.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from eval.scoring import Scored
from rag.answer import Answer, answer_from
from rag.errors import AskError


class RunError(AskError):
    """A run cannot be found, or its folder is not free."""


@dataclass(frozen=True, slots=True)
class About:
    """What was run. Two runs of the same key must give the same answers."""

    settings_hash: str
    settings: Mapping[str, str]
    commit: str
    source_hash: str
    questions_hash: str
    library: str
    library_hash: str
    split: str
    kinds: tuple[str, ...]
    mode: str
    versions: Mapping[str, str]

    @property
    def key(self) -> str:
        """12 hex digits over all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def about(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.path / "run.json").read_text(encoding="utf-8"))
        return found

    @property
    def finished(self) -> bool:
        return (self.path / "metrics.json").exists()

    @property
    def report(self) -> Path:
        return self.path / "report.html"

    def begin(self, about: About) -> None:
        """Note what is run, before anything is."""
        self.path.mkdir(parents=True, exist_ok=True)
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        _write(self.path / "run.json", {"key": about.key, "started": started, **asdict(about)})

    def keep(self, question_id: str, answer: Answer, seconds: float) -> None:
        """Append one answer; the seconds go where they disturb no comparison."""
        shown = answer.to_json(question_id)
        del shown["seconds"]
        _append(self.path / "timings.jsonl", {"id": question_id, "seconds": round(seconds, 6)})
        _append(self.path / "answers.jsonl", shown)

    def answered(self) -> dict[str, Answer]:
        """The answers so far, by question. A line that was cut off is forgotten."""
        path = self.path / "answers.jsonl"
        if not path.exists():
            return {}
        text = path.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            path.write_text(whole, encoding="utf-8")
        return {record["id"]: answer_from(record) for record in map(json.loads, whole.split("\n")[:-1])}

    def seconds(self) -> dict[str, float]:
        """What each answer took, the last time it was made."""
        return {record["id"]: record["seconds"] for record in _lines(self.path / "timings.jsonl")}

    def write_scores(self, scored: Sequence[Scored], figures: Mapping[str, Any]) -> None:
        """Scores first: a run counts as finished once it has figures."""
        lines = (json.dumps(s.to_json(), ensure_ascii=False) + "\n" for s in scored)
        (self.path / "scores.jsonl").write_text("".join(lines), encoding="utf-8")
        _write(self.path / "metrics.json", figures)

    def figures(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.path / "metrics.json").read_text(encoding="utf-8"))
        return found

    def scores(self) -> list[Scored]:
        records = _lines(self.path / "scores.jsonl")
        return [Scored(**{**r, "failures": tuple(r["failures"])}) for r in records]


def open_run(base: Path, about: About, out: Path | None = None) -> RunFolder:
    """The folder to run in: `out` where one is named, else the last unfinished run of the same key
    under `base`, else a new one. RunError when `out` holds another run."""
    if out is not None:
        folder = RunFolder(out)
        if (out / "run.json").exists() and folder.about["key"] != about.key:
            raise RunError(
                f"{out} holds another run (settings, code or questions differ); name another folder"
            )
        if not (out / "run.json").exists() and out.exists() and any(out.iterdir()):
            raise RunError(f"{out} is not empty and holds no run; name another folder")
    else:
        same = [run for run in all_runs(base) if run.about["key"] == about.key and not run.finished]
        folder = same[-1] if same else RunFolder(_free(base, datetime.now().strftime("%Y%m%d-%H%M%S")))
    if not (folder.path / "run.json").exists():
        folder.begin(about)
    return folder


def all_runs(base: Path) -> list[RunFolder]:
    """Every run under `base`, the oldest first."""
    return [RunFolder(path.parent) for path in sorted(base.glob("*/run.json"))]


def find_run(base: Path, name: str) -> RunFolder:
    """A run by its id, the start of it, "last", or its folder's path."""
    runs = all_runs(base)
    if name == "last" and runs:
        return runs[-1]
    if (Path(name) / "run.json").exists():
        return RunFolder(Path(name))
    found = [run for run in runs if run.id == name] or [run for run in runs if run.id.startswith(name)]
    if len(found) != 1:
        reason = "several runs begin so" if found else "no such run"
        raise RunError(f"{name}: {reason}; see: ask eval --list")
    return found[0]


def finished(run: RunFolder) -> RunFolder:
    """The run itself; RunError where it was cut off."""
    if not run.finished:
        raise RunError(f"run {run.id} was cut off; finish it with the command that began it")
    return run


def _free(base: Path, name: str) -> Path:
    taken = {path.name for path in base.glob("*")}
    return base / next(n for n in (name, *(f"{name}-{i}" for i in range(2, 1000))) if n not in taken)


def _append(path: Path, record: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return (json.loads(line) for line in text.split("\n") if line)  # not splitlines: texts may hold U+2028


def _write(path: Path, value: Any) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(path)
