"""Runs on disk: a folder each, which can be continued, listed, shown and compared.

In: what a run is about, its questions, answers, scores. Out: files, and the same values read
back. run.json and timings.jsonl change from one run to the next of the same code; nothing else
does. Only the process that holds the folder writes in it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from eval.questions import Question, load_questions
from eval.scoring import Scored
from rag.model.answer import Answer, answer_from
from rag.model.errors import AskError
from store.manifest import LockHeldError, writing


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
    judge: str = ""

    @property
    def key(self) -> str:
        """12 hex digits over all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds from the message to the end of the answer, and to its first word."""

    seconds: float
    first: float


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
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        _write(self.path / "run.json", {"key": about.key, "started": started, **asdict(about)})

    @contextmanager
    def held(self) -> Iterator[None]:
        """For one process at a time; what another left cut off is mended. RunError names the holder."""
        with ExitStack() as stack:
            try:
                stack.enter_context(writing(self.path, "ask eval"))
            except LockHeldError as error:
                advice = "wait for it, or name another folder with --out"
                raise RunError(f"{self.path} is being run by {error}; {advice}") from None
            for name in ("answers", "timings", "judged"):
                _mend(self.path / f"{name}.jsonl")
            yield

    def write_questions(self, questions: Sequence[Question]) -> None:
        """What is asked, so that the run can be shown when the questions have changed."""
        _write_lines(self.path / "questions.jsonl", [asdict(question) for question in questions])

    def questions(self) -> tuple[Question, ...]:
        return load_questions(self.path / "questions.jsonl")

    def keep(self, question_id: str, answer: Answer, timing: Timing) -> None:
        """Append one answer; the seconds go where they disturb no comparison."""
        shown = answer.to_json(question_id)
        del shown["seconds"]
        taken = {name: round(seconds, 6) for name, seconds in asdict(timing).items()}
        _append(self.path / "timings.jsonl", {"id": question_id, **taken})
        _append(self.path / "answers.jsonl", shown)

    def answered(self) -> dict[str, Answer]:
        """The answers so far, by question."""
        return {record["id"]: answer_from(record) for record in _lines(self.path / "answers.jsonl")}

    def timings(self) -> list[Timing]:
        """What each answer took, the last time it was made."""
        last = {record["id"]: record for record in _lines(self.path / "timings.jsonl")}
        return [Timing(r["seconds"], r.get("first", r["seconds"])) for r in last.values()]

    def keep_judged(self, record: Mapping[str, Any]) -> None:
        """Append what a judge said of one sentence."""
        _append(self.path / "judged.jsonl", record)

    def judged(self) -> list[dict[str, Any]]:
        return list(_lines(self.path / "judged.jsonl"))

    def write_scores(self, scored: Sequence[Scored], figures: Mapping[str, Any]) -> None:
        """Scores first: a run counts as finished once it has figures."""
        _write_lines(self.path / "scores.jsonl", [s.to_json() for s in scored])
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
        out.mkdir(parents=True, exist_ok=True)
    else:
        same = [run for run in all_runs(base) if run.about["key"] == about.key and not run.finished]
        folder = same[-1] if same else RunFolder(_new(base, datetime.now().strftime("%Y%m%d-%H%M%S")))
    if not (folder.path / "run.json").exists():
        folder.begin(about)
    return folder


def all_runs(base: Path) -> list[RunFolder]:
    """Every run under `base`, the oldest first."""
    runs = [RunFolder(path.parent) for path in base.glob("*/run.json")]
    return sorted(runs, key=lambda run: (run.about["started"], run.id))


def find_run(base: Path, name: str) -> RunFolder:
    """A run by its id, the start of it, "last" (that was finished), or its folder's path."""
    runs = all_runs(base)
    if name == "last" and runs:
        return ([run for run in runs if run.finished] or runs)[-1]
    if (Path(name) / "run.json").exists():
        return RunFolder(Path(name))
    found = [run for run in runs if run.id == name] or [run for run in runs if run.id.startswith(name)]
    if not runs:
        raise RunError(f"no run in {base} yet; make one with: ask eval")
    if len(found) != 1:
        reason = "several runs begin so" if found else "no such run"
        raise RunError(f"{name}: {reason}; see: ask eval --list")
    return found[0]


def finished(run: RunFolder) -> RunFolder:
    """The run itself; RunError where it was cut off."""
    if not run.finished:
        raise RunError(f"run {run.id} was cut off; finish it with the command that began it")
    return run


def _new(base: Path, name: str) -> Path:
    """A folder that nobody had before, even if two runs begin in the same second."""
    base.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        try:
            path = base / (name if number == 1 else f"{name}-{number}")
            path.mkdir()
            break
        except FileExistsError:
            continue
    return path


def _append(path: Path, record: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines: the last may be half written, by a run that goes on or one that died."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    lines = text.split("\n")[:-1]  # not splitlines: texts may hold U+2028
    return (json.loads(line) for line in lines if line)


def _mend(path: Path) -> None:
    """Cut a half-written last line off, so that the next one does not grow onto it."""
    if path.exists():
        with path.open("r+b") as file:
            file.truncate(file.read().rfind(b"\n") + 1)


def _write_lines(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")


def _write(path: Path, value: Any) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(path)
