"""`ask eval`: the edge of the evaluation.

In: options. Out: tables or JSON on stdout, progress on stderr, a run folder, an exit code.
Everything it does lies in the modules it calls.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from eval import beir as other
from eval.cases import cases
from eval.dialogs import suite as dialogs
from eval.feedback import add_feedback, tell
from eval.gates import check_gates, load_gates
from eval.judge import agreement, judge_line, judgements
from eval.library import OWN, PaperSet, read_own_library, read_papers
from eval.misspell import twins
from eval.own import suite as own
from eval.own.figures import for_gates
from eval.own.record import record_suite
from eval.own.tables import suite_table
from eval.progress import bar, notify
from eval.questions import (
    KINDS,
    QUESTIONS,
    SPLITS,
    TODO,
    Question,
    QuestionsError,
    load_questions,
    read_records,
    select,
)
from eval.record import record
from eval.report import render
from eval.runs import RunFolder, all_runs, find_run, finished, open_run
from eval.statistics import PairedTest, estimate
from eval.suite import about, carry_out, open_context, open_judge
from eval.summary import comparisons
from eval.tables import (
    difference_lines,
    figures_table,
    kinds_table,
    replies_line,
    robustness_line,
    run_summary,
    runs_table,
    show_lines,
    speed_line,
)
from rag.answering.rendering import help_examples, print_json
from rag.encoders.opening import open_encoder
from rag.model.settings import Settings, load_settings
from rag.text.prose import plural


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed."""

    suite: str
    split: str
    kind: tuple[str, ...]
    mode: str
    library: str | None
    questions: Path
    out: Path | None
    compare: str | None
    record: str | None
    gates: bool
    judge: str | None
    list: bool
    show: str | None
    diff: tuple[str, str] | None
    beir: Path | None
    from_feedback: str | None
    home: Path | None
    as_json: bool
    quiet: bool


@click.command(
    "eval",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=help_examples(
        "ask eval",
        "ask eval --suite own --library physics",
        "ask eval --split all --compare last",
        "ask eval --library ~/papers --questions mine.jsonl",
        "ask eval --show last --json",
    ),
)
@click.option(
    "--suite",
    type=click.Choice(["starter", "own", "dialogs"]),
    default="starter",
    metavar="NAME",
    help="starter, own (other people's papers), dialogs.",
)
@click.option("--split", type=click.Choice([*SPLITS, "all"]), default="dev", help="Tune on dev (default).")
@click.option(
    "--kind", type=click.Choice(KINDS), multiple=True, metavar="KIND", help="Only these kinds of question."
)
@click.option(
    "--mode", type=click.Choice(["quote", "write"]), default="quote", help="Quote (default), or write."
)
@click.option("--library", metavar="PATH", help="Pages of papers; home: your own; one of --suite own.")
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
@click.option(
    "--judge",
    is_flag=False,
    flag_value="",
    metavar="[MODEL]",
    help="How far a model (ASK_MODEL, or another) agrees with our checker.",
)
@click.option("--list", is_flag=True, help="List the runs.")
@click.option("--show", metavar="RUN", help="Show a run: its id, its folder, or: last.")
@click.option("--diff", nargs=2, metavar="A B", help="Which questions two runs differ in.")
@click.option(
    "--beir", type=click.Path(path_type=Path), metavar="DIR", help="Retrieval on a set in BEIR's format."
)
@click.option(
    "--from-feedback",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Add answers rated on the page to FILE as questions (default: questions.jsonl in ASK_HOME).",
)
@click.option(
    "--home", type=click.Path(path_type=Path), metavar="DIR", help="Where the runs are kept (ASK_HOME)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary of a run as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing on stderr but errors.")
def evaluate(**typed: Any) -> None:
    """Ask questions whose answers are known, and measure the answers."""
    options = Options(**typed)
    if options.as_json and (
        options.list or options.diff or options.beir or options.from_feedback is not None
    ):
        raise click.UsageError("--json is for a run, new or with --show")
    settings = load_settings({"home": options.home, "mode": options.mode}, os.environ)
    base, console = settings.home / "runs", Console(width=max(100, Console().width))
    if options.list:
        runs = all_runs(base)
        console.print(runs_table(runs) if runs else f"no run in {base} yet; make one with: ask eval")
    elif options.show:
        _show(finished(find_run(base, options.show)), None if options.as_json else console)
    elif options.diff:
        before, after = (cases(finished(find_run(base, name))) for name in options.diff)
        print("\n".join(difference_lines(before, after)))
    elif options.beir:
        _beir(options, settings, console)
    elif options.suite == "own":
        _own(options, settings, console)
    elif options.suite == "dialogs":
        _dialogs(options, settings, console)
    elif options.from_feedback is not None:
        file = Path(options.from_feedback or settings.home / "questions.jsonl").expanduser()
        tell(add_feedback(settings.home / "feedback.jsonl", file), file)
    else:
        _evaluate(options, settings, console)


def _evaluate(options: Options, settings: Settings, console: Console) -> None:
    """Run, report, compare, record, hold against the gates; the last decides on the exit code."""
    base, quiet = settings.home / "runs", options.quiet
    earlier = finished(find_run(base, options.compare)) if options.compare else None
    questions, judge = _questions(options), open_judge(settings, options.judge)
    paper_set = _papers(options.library or "starter", settings)
    made_of = about(settings, paper_set, questions, split=options.split, kinds=options.kind, judge=judge)
    run = open_run(base, made_of, options.out)
    carry_out(run, questions, lambda: open_context(settings, paper_set, judge, quiet=quiet), quiet=quiet)
    compared = comparisons(earlier.scores(), run.scores()) if earlier else {}
    run.report.write_text(render(run, earlier.id if earlier else "", compared), encoding="utf-8")
    _show(run, None if options.as_json else console, compared)
    if options.record:
        record(run, options.record)
    _hold(check_gates(load_gates(), run.figures(), partial=bool(options.kind)), wanted=options.gates)


def _own(options: Options, settings: Settings, console: Console) -> None:
    """The suite own: libraries of other people's papers; nothing is kept but what --out asks for."""
    if options.kind or options.compare or options.judge is not None or options.questions != QUESTIONS:
        raise click.UsageError("--suite own takes --library, --mode, --json, --out, --record and --gates")
    if options.record and options.library:
        raise click.UsageError("only a run over all libraries is recorded; leave out --library")
    graded = own.run(settings, [options.library] if options.library else (), quiet=options.quiet)
    figures = own.measured(graded)
    if options.out:
        own.write_answers(graded, options.out)
    if options.as_json:
        print_json(figures)
    else:
        console.print(suite_table(figures))
    if options.record:
        record_suite(figures, options.record)
    _hold(check_gates(load_gates(), for_gates(figures), partial=bool(options.library)), wanted=options.gates)


def _dialogs(options: Options, settings: Settings, console: Console) -> None:
    """The suite dialogs; nothing is kept but what --out asks for."""
    if options.kind or options.compare or options.judge is not None or options.record:
        raise click.UsageError("--suite dialogs takes --library, --mode, --json, --out and --gates")
    held = dialogs.run(settings, [options.library] if options.library else (), quiet=options.quiet)
    figures = dialogs.measured(held)
    if options.out:
        dialogs.write_answers(held, options.out)
    if options.as_json:
        print_json(figures)
    else:
        console.print(dialogs.table(figures))
    found = dialogs.for_gates(figures)
    _hold(check_gates(load_gates(), found, partial=bool(options.library)), wanted=options.gates)


def _papers(name: str, settings: Settings) -> PaperSet:
    return read_own_library(settings) if name == OWN else read_papers(name)


def _hold(broken: Sequence[str], *, wanted: bool) -> None:
    """Tell which gates broke and exit with 1, where gates are wanted."""
    if not wanted:
        return
    for line in broken:
        click.echo(f"gate: {line}", err=True)
    if broken:
        sys.exit(1)


def _questions(options: Options) -> tuple[Question, ...]:
    """What is asked, and by quoting the misspelt twins of it: what slips cost is no matter of the model that
    writes. QuestionsError where nothing is left."""
    path = options.questions
    waiting = sum(bool(record.get(TODO)) for _, record in read_records(path))
    if waiting:
        notify(
            f"{path.name}: {plural(waiting, 'question')} still to be filled in, left out", quiet=options.quiet
        )
    found = select(load_questions(path), options.split, options.kind)
    if not found:
        kinds = f" of kind {' or '.join(options.kind)}" if options.kind else ""
        raise QuestionsError(f"{path}: no question{kinds} in the {options.split} split; try --split all")
    return found if options.mode == "write" else (*found, *twins(found))


def _show(run: RunFolder, console: Console | None, compared: dict[str, PairedTest] | None = None) -> None:
    """Tables on the console; without one, JSON."""
    if console is None:
        print_json(run_summary(run, compared))
        return
    figures = run.figures()
    console.print("\n".join(show_lines(run)), highlight=False)
    for split in (split for split in SPLITS if split in figures):
        console.print("\n", kinds_table(figures, split))
    console.print("\n", figures_table(figures, compared))
    lines = [robustness_line(figures), speed_line(run.timings())]
    lines += [replies_line(list(run.answered().values()))] if run.about["mode"] == "write" else []
    if run.about.get("judge"):
        lines.append(judge_line(agreement(judgements(run), run.about["judge"])))
    for line in filter(None, (*lines, f"report: {run.report}")):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _beir(options: Options, settings: Settings, console: Console) -> None:
    """An index of its own under the cache, kept for the next time."""
    folder, quiet, began = Path(options.beir or "").expanduser(), options.quiet, time.perf_counter()
    found = other.load_beir(folder)
    encoder = open_encoder(settings, None, lambda line: notify(line, quiet=quiet))
    home = found.home(settings.cache, encoder)
    with bar(f"indexing {folder.name}", len(found), quiet=quiet) as progress:
        searcher = other.index(found, home, encoder, progress)
    with bar("searching", len(found.queries), quiet=quiet) as progress:
        measured = other.measure(found, searcher, progress)
    counted = f"{len(found)} documents, {len(found.queries)} queries"
    seconds = time.perf_counter() - began
    console.print(f"{folder.name}: {counted}, {seconds:.1f} s", highlight=False, markup=False)
    for name, values in measured.items():
        e = estimate(values)
        console.print(f"  {name} {e.value:.4f} ({e.low:.4f}-{e.high:.4f})", highlight=False)
