"""`ask eval`: the edge of the evaluation.

In: options. Out: tables or JSON on stdout, progress on stderr, a run folder, an exit code. The
only place that opens an assistant; everything it does with one lies in the modules it calls.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from eval import beir as other
from eval.gates import check_gates, load_gates
from eval.library import Shelf, fill, papers_by_id, read_shelf
from eval.provenance import WRITING, commit, source_hash, versions
from eval.questions import KINDS, QUESTIONS, SPLITS, Question, load_questions, questions_hash, select
from eval.record import record
from eval.report import cases, render
from eval.runner import Assistant, ask_all, finish, grade_all
from eval.runs import About, RunFolder, all_runs, find_run, finished, open_run
from eval.statistics import Comparison, estimate
from eval.summary import comparisons
from eval.tables import (
    difference_lines,
    figures_table,
    kinds_table,
    robustness_line,
    runs_table,
    show_lines,
    speed_line,
    summary,
)
from rag.cli.options import examples, print_json
from rag.embed import MiniLMEncoder
from rag.papers import Paper
from rag.settings import Settings, load_settings
from rag.start import open_assistant, open_encoder
from rag.support import SupportChecker

TODAY = date(2025, 12, 12)  # the day of the pages: "this year" must mean the same in every run
INTERRUPTED = 130  # as a shell reports Ctrl-C


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed."""

    split: str
    kind: tuple[str, ...]
    mode: str
    library: str
    questions: Path
    out: Path | None
    compare: str | None
    record: str | None
    gates: bool
    list: bool
    show: str | None
    diff: tuple[str, str] | None
    beir: Path | None
    home: Path | None
    as_json: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run stands on: an assistant over a library, its papers, a checker."""

    assistant: Assistant
    papers: dict[str, Paper]
    checker: SupportChecker


@click.command(
    "eval",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "ask eval",
        "ask eval --kind typo --kind paraphrase",
        "ask eval --split all --compare last",
        "ask eval --library ~/papers",
        "ask eval --show last --json",
    ),
)
@click.option("--split", type=click.Choice([*SPLITS, "all"]), default="dev", help="Tune on dev (default).")
@click.option(
    "--kind", type=click.Choice(KINDS), multiple=True, metavar="KIND", help="Only these kinds of question."
)
@click.option(
    "--mode", type=click.Choice(["quote", "write"]), default="quote", help="Quote (default), or write."
)
@click.option("--library", default="starter", metavar="PATH", help="Other papers than the starter library.")
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    default=QUESTIONS,
    metavar="FILE",
    help="Other questions.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The run's folder; else one in HOME/runs."
)
@click.option("--compare", metavar="RUN", help="Test the difference to another run.")
@click.option("--record", metavar="TEXT", help="Note in eval/RESULTS.md what changed.")
@click.option("--gates", is_flag=True, help="Exit 1 beyond a limit of eval/gates.toml.")
@click.option("--list", is_flag=True, help="List the runs.")
@click.option("--show", metavar="RUN", help="Show a run: its id, its folder, or: last.")
@click.option("--diff", nargs=2, metavar="A B", help="Which questions two runs differ in.")
@click.option(
    "--beir", type=click.Path(path_type=Path), metavar="DIR", help="Retrieval on a set in BEIR's format."
)
@click.option(
    "--home", type=click.Path(path_type=Path), metavar="DIR", help="Where the runs are kept (ASK_HOME)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary of a run as JSON.")
@click.option("--quiet", is_flag=True, help="Nothing on stderr but errors.")
def evaluate(**typed: Any) -> None:
    """Ask questions whose answers are known, and measure what comes."""
    options = Options(**typed)
    if options.as_json and (options.list or options.diff or options.beir):
        raise click.UsageError("--json is for a run, new or with --show; not for --list, --diff and --beir")
    settings = load_settings({"home": options.home, "mode": options.mode}, os.environ)
    base, console = settings.home / "runs", Console(width=max(100, Console().width))
    if options.list:
        console.print(runs_table(all_runs(base)))
    elif options.show:
        _show(finished(find_run(base, options.show)), None if options.as_json else console)
    elif options.diff:
        before, after = (_cases(finished(find_run(base, name))) for name in options.diff)
        print("\n".join(difference_lines(before, after)))
    elif options.beir:
        _beir(options, settings, console)
    else:
        _evaluate(options, settings, console)


def _evaluate(options: Options, settings: Settings, console: Console) -> None:
    """Run, report, compare, record, hold against the gates; the last decides on the exit code."""
    earlier = finished(find_run(settings.home / "runs", options.compare)) if options.compare else None
    questions = select(load_questions(options.questions), options.split, options.kind)
    shelf = read_shelf(options.library)
    about = _about(options, settings, shelf, questions)
    run = open_run(settings.home / "runs", about, options.out)
    carry_out(run, questions, _ground(settings, shelf, quiet=options.quiet), quiet=options.quiet)
    compared = comparisons(earlier.scores(), run.scores()) if earlier else {}
    page = render(run, questions, earlier.id if earlier else "", compared)
    run.report.write_text(page, encoding="utf-8")
    _show(run, None if options.as_json else console, compared)
    if options.record:
        record(run, options.record)
    broken = check_gates(load_gates(), run.figures(), partial=bool(options.kind)) if options.gates else []
    for line in broken:
        click.echo(f"gate: {line}", err=True)
    if broken:
        sys.exit(1)


def carry_out(run: RunFolder, questions: Sequence[Question], ground: Ground, *, quiet: bool = False) -> None:
    """Every question asked and graded; Ctrl-C keeps what there is."""
    try:
        with _progress("asking", len(questions), quiet=quiet) as progress:
            ask_all(ground.assistant, questions, run, progress)
        with _progress("grading", len(questions), quiet=quiet) as progress:
            scored = grade_all(questions, run.answered(), ground.papers.get, ground.checker, progress)
    except KeyboardInterrupt:
        done = len(run.answered())
        click.echo(
            f"\ninterrupted after {done} of {len(questions)}; the same command goes on from there", err=True
        )
        sys.exit(INTERRUPTED)
    finish(run, questions, scored)


def _ground(settings: Settings, shelf: Shelf, *, quiet: bool) -> Ground:
    """Index the papers in a home of their own and open an assistant over it."""
    encoder = open_encoder(settings, None, _silent if quiet else _say)
    home = shelf.home(settings.cache, encoder)
    with _progress(f"indexing {shelf.name}", len(shelf.papers), quiet=quiet) as progress:
        library = fill(shelf, home, encoder, progress)
    model = encoder.model if isinstance(encoder, MiniLMEncoder) else None
    assistant = open_assistant(replace(settings, home=home, starter=False), today=lambda: TODAY)
    return Ground(assistant, papers_by_id(library), SupportChecker(model))


def _about(options: Options, settings: Settings, shelf: Shelf, questions: Sequence[Question]) -> About:
    shown = {name: value for name, (value, _) in settings.shown().items() if name not in ("home", "cache")}
    return About(
        settings_hash=settings.hash,
        settings={**shown, "today": TODAY.isoformat()},
        commit=commit(),
        source_hash=source_hash(),
        questions_hash=questions_hash(questions),
        library=shelf.name,
        library_hash=shelf.hash,
        split=options.split,
        kinds=options.kind,
        mode=options.mode,
        versions=versions(),
    )


def _show(run: RunFolder, console: Console | None, compared: dict[str, Comparison] | None = None) -> None:
    """Tables on the console; without one, JSON."""
    if console is None:
        print_json(summary(run, compared))
        return
    figures = run.figures()
    console.print("\n".join(show_lines(run)), highlight=False)
    for split in (split for split in SPLITS if split in figures):
        console.print("\n", kinds_table(figures, split))
    console.print("\n", figures_table(figures, compared))
    for line in (robustness_line(figures), speed_line(list(run.seconds().values())), f"report: {run.report}"):
        console.print(line, highlight=False, soft_wrap=True)


def _cases(run: RunFolder) -> list[Any]:
    return cases(run, load_questions())


def _beir(options: Options, settings: Settings, console: Console) -> None:
    """An index of its own under the cache, kept for the next time."""
    folder, quiet = Path(options.beir or "").expanduser(), options.quiet
    found = other.load_beir(folder)
    encoder = open_encoder(settings, None, _silent if quiet else _say)
    home = settings.cache / "eval" / f"beir-{found.id}-{source_hash(WRITING)}"
    with _progress(f"indexing {folder.name}", len(found), quiet=quiet) as progress:
        searcher = other.index(found, home, encoder, progress)
    with _progress("searching", len(found.queries), quiet=quiet) as progress:
        measured = other.measure(found, searcher, progress)
    console.print(f"{folder.name}: {len(found)} documents, {len(found.queries)} queries", highlight=False)
    for name, values in measured.items():
        e = estimate(values)
        console.print(f"  {name} {e.value:.4f} ({e.low:.4f}-{e.high:.4f})", highlight=False)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _silent(line: str) -> None:
    """Nothing is said."""


@contextmanager
def _progress(title: str, total: int, *, quiet: bool) -> Iterator[Any]:
    """A bar on stderr; yields what is called with the number of things done since the last call."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.advance(task, done)
