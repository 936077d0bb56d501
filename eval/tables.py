"""What `ask eval` prints: tables of figures, of runs, of differences; a run as JSON.

In: figures, runs, comparisons. Out: rich renderables, lines, plain values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from eval.cases import Case
from eval.judge import agreement, judgements
from eval.metrics import percentile
from eval.questions import SPLITS
from eval.runs import RunFolder, Timing
from eval.statistics import PairedTest
from eval.summary import LESS_IS_BETTER, MEDIANS, METRICS
from rag.generation.writer import QUOTED_INSTEAD
from rag.model.answer import Answer

SHOWN_BY_KIND = {
    "hit@1": "hit@1",
    "ndcg@10": "ndcg@10",
    "fact_recall": "facts",
    "list_recall": "listed",
    "citation_recall": "supported",
    "right_citations": "right",
    "false_answer": "false answers",
    "false_refusal": "refused",
}


def figures_table(figures: Mapping[str, Any], compared: Mapping[str, PairedTest] | None = None) -> Table:
    """Every metric of each split with its interval; the gap; what a comparison says."""
    splits = [split for split in SPLITS if split in figures]
    titles = [f"{split} ({figures[split]['questions']} questions)" for split in splits]
    table = _table(
        "metric", *titles, *(["gap"] if "gap" in figures else []), *(["against"] if compared else [])
    )
    for name in METRICS:
        values = [figures[split]["all"].get(name) for split in splits]
        if not any(values):
            continue
        digits = 1 if name in MEDIANS else 3
        cells = [_with_interval(v, digits) if v else "" for v in values]
        if "gap" in figures:
            cells.append(f"{figures['gap'][name]:+.{digits}f}" if name in figures["gap"] else "")
        if compared:
            cells.append(_told(compared[name]) if name in compared else "")
        table.add_row(name + (" [dim](less)[/dim]" if name in LESS_IS_BETTER else ""), *cells)
    return table


def kinds_table(figures: Mapping[str, Any], split: str) -> Table:
    """The chief metrics by kind of question."""
    kinds = figures[split]["kinds"]
    names = [name for name in SHOWN_BY_KIND if any(name in values for values in kinds.values())]
    table = _table(f"{split} split", "n", *(SHOWN_BY_KIND[name] for name in names))
    for kind, values in kinds.items():
        n = max((v["n"] for v in values.values()), default=0)
        table.add_row(kind, str(n), *(f"{values[k]['value']:.2f}" if k in values else "" for k in names))
    return table


def speed_line(timings: Sequence[Timing]) -> str:
    """Half and nineteen in twenty answers took no longer than this, and to their first word."""
    whole, first = [t.seconds for t in timings], [t.first for t in timings]
    line = f"{len(whole)} answers, {sum(whole):.1f} s: {_half_and_most(whole)}"
    return f"{line}; first word {_half_and_most(first)}"


def replies_line(answers: Sequence[Answer]) -> str:
    """Who wrote the answers of a run in write mode: a model that fails leaves it to quoting."""
    written = [a for a in answers if a.mode == "write"]
    failed = sum(QUOTED_INSTEAD in note for a in answers for note in a.notes)
    kept = sum(bool((a.usage or {}).get("cached")) for a in written)
    line = f"written by a model: {len(written)} of {len(answers)}"
    line += f", {kept} of them from the reply cache" if kept else ""
    quoted = len(answers) - len(written) - failed
    line += f"; quoted or refused without asking it: {quoted}" if quoted else ""
    return f"{line}; quoted because the model failed: {failed}" if failed else line


def robustness_line(figures: Mapping[str, Any]) -> str:
    """What typing errors cost, by misspelt twins."""
    found = figures["robustness"]
    parts = [
        f"{name} {v['value']:+.3f} ({v['low']:+.3f} to {v['high']:+.3f}, p {v['p']:.2f})"
        for name, v in found.items()
    ]
    pairs = max((v["n"] for v in found.values()), default=0)
    return f"clean minus misspelt, {pairs} pairs: {'; '.join(parts)}" if parts else ""


def runs_table(runs: Sequence[RunFolder]) -> Table:
    """One line a run, the oldest first."""
    table = _table("run", "commit", "library", "mode", "split", "hit@1", "facts", "cited", "state")
    for run in runs:
        about, figures = run.about, run.figures() if run.finished else {}
        split = about["split"] if about["split"] in figures else next((s for s in SPLITS if s in figures), "")
        values = figures.get(split, {}).get("all", {})
        shown = [_value(values, name) for name in ("hit@1", "fact_recall", "citation_recall")]
        state = "finished" if run.finished else f"cut off after {len(run.answered())}"
        kinds = f" ({', '.join(about['kinds'])})" if about["kinds"] else ""
        library = about["library"].rpartition("/")[2]
        table.add_row(run.id, about["commit"], library, about["mode"], about["split"] + kinds, *shown, state)
    return table


def difference_lines(before: Sequence[Case], after: Sequence[Case]) -> Iterator[str]:
    """Which questions changed sides from one run to the other, and how the answers differ."""
    earlier = {case.question.id: case for case in before}
    pairs = [(earlier[case.question.id], case) for case in after if case.question.id in earlier]
    gained = [(a, b) for a, b in pairs if a.scored.failures and not b.scored.failures]
    lost = [(a, b) for a, b in pairs if b.scored.failures and not a.scored.failures]
    other = [
        (a, b) for a, b in pairs if _answer(a) != _answer(b) and (a, b) not in gained and (a, b) not in lost
    ]
    yield (
        f"{len(pairs)} questions in both: {len(gained)} right now, {len(lost)} wrong now, "
        f"{len(other)} answered differently on the same side"
    )
    for title, some in (("wrong now", lost), ("right now", gained), ("differently", other)):
        for a, b in some:
            yield f"\n{title}: {b.question.id}  {b.question.message}"
            yield from _sides(a, b)


def show_lines(run: RunFolder) -> Iterator[str]:
    """What a run was made of."""
    about = run.about
    yield f"run {run.id} in {run.path}"
    for name in ("started", "commit", "library", "mode", "split", "settings_hash", "questions_hash"):
        yield f"  {name.replace('_', ' ')}: {about[name]}"
    yield f"  versions: {', '.join(f'{name} {version}' for name, version in about['versions'].items())}"


def run_summary(run: RunFolder, compared: Mapping[str, PairedTest] | None = None) -> dict[str, Any]:
    """All that the tables show of a run, and what it was made of, as values that JSON can hold."""
    seconds, first = [t.seconds for t in run.timings()], [t.first for t in run.timings()]
    judge = run.about.get("judge")
    tests = {name: {**asdict(found), "verdict": found.verdict} for name, found in (compared or {}).items()}
    return {
        "run": run.id,
        "folder": str(run.path),
        "report": str(run.report),
        "about": run.about,
        "figures": run.figures(),
        "answers": len(seconds),
        "p50_seconds": percentile(seconds, 50),
        "p95_seconds": percentile(seconds, 95),
        "first_word_p50_seconds": percentile(first, 50),
        "first_word_p95_seconds": percentile(first, 95),
        "judge": agreement(judgements(run), judge) if judge else None,
        "compared": tests,
    }


def _half_and_most(seconds: Sequence[float]) -> str:
    return f"p50 {percentile(seconds, 50) * 1000:.0f} ms, p95 {percentile(seconds, 95) * 1000:.0f} ms"


def _sides(a: Case, b: Case) -> Iterator[str]:
    for mark, case in (("-", a), ("+", b)):
        cited = ", ".join(dict.fromkeys(c.paper_id for c in case.answer.citations))
        graded = "; ".join(case.scored.failures) or "right"
        yield f"  {mark} {graded} ({case.answer.status}; cites {cited or 'nothing'})"
        yield from (f"  {mark}   {line}" for line in case.answer.answer.splitlines() if line.strip())


def _answer(case: Case) -> tuple[object, ...]:
    return case.answer.status, case.answer.answer, case.answer.citations


def _told(found: PairedTest) -> str:
    if found.verdict == "no difference":
        return f"no difference [dim]({found.difference:+.3f}, p {found.p:.2f})[/dim]"
    return f"{found.verdict} {found.difference:+.3f} [dim](p {found.p:.3f})[/dim]"


def _with_interval(v: Mapping[str, float], digits: int) -> str:
    return f"{v['value']:.{digits}f} [dim]{v['low']:.{digits}f}-{v['high']:.{digits}f}[/dim]"


def _value(values: Mapping[str, Any], name: str) -> str:
    return f"{values[name]['value']:.3f}" if name in values else ""


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="right" if n and column not in ("against", "library") else "left")
    return table
