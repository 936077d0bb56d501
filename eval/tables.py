"""What `ask eval` prints: tables of figures, of runs, of differences; a run as JSON.

In: figures, runs, comparisons. Out: rich renderables, lines, plain values. Knows nothing of how
anything was measured.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from eval.metrics import percentile
from eval.questions import SPLITS
from eval.report import Case
from eval.runs import RunFolder
from eval.statistics import Comparison
from eval.summary import LESS_IS_BETTER, METRICS

SHOWN_BY_KIND = {
    "hit@1": "hit@1",
    "ndcg@10": "ndcg@10",
    "fact_recall": "facts",
    "list_recall": "listed",
    "citation_recall": "borne out",
    "right_citations": "right",
    "false_answer": "false answers",
    "false_refusal": "refused",
}


def figures_table(figures: Mapping[str, Any], compared: Mapping[str, Comparison] | None = None) -> Table:
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
        cells = [f"{v['value']:.3f} [dim]{v['low']:.3f}-{v['high']:.3f}[/dim]" if v else "" for v in values]
        if "gap" in figures:
            cells.append(f"{figures['gap'][name]:+.3f}" if name in figures["gap"] else "")
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


def speed_line(seconds: Sequence[float]) -> str:
    """Half and nineteen in twenty answers took no longer than this."""
    p50, p95 = percentile(seconds, 50) * 1000, percentile(seconds, 95) * 1000
    return f"{len(seconds)} answers, {sum(seconds):.1f} s: p50 {p50:.0f} ms, p95 {p95:.0f} ms"


def robustness_line(figures: Mapping[str, Any]) -> str:
    """What typing errors cost."""
    told = []
    for name, found in figures["robustness"].items():
        pairs = f"{found['drop']:+.3f} over {found['pairs']} pairs, " if found["pairs"] else ""
        kinds = f"{found['drop_by_kind']:+.3f} by kind" if found["drop_by_kind"] is not None else ""
        if pairs or kinds:
            told.append(f"{name} {pairs}{kinds}".rstrip(", "))
    return f"clean minus misspelt: {'; '.join(told)}" if told else ""


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


def summary(run: RunFolder, compared: Mapping[str, Comparison] | None = None) -> dict[str, Any]:
    """All that the tables show of a run, and what it was made of, as values that JSON can hold."""
    seconds = list(run.seconds().values())
    told = {name: {**asdict(found), "verdict": found.verdict} for name, found in (compared or {}).items()}
    return {
        "run": run.id,
        "folder": str(run.path),
        "report": str(run.report),
        "about": run.about,
        "figures": run.figures(),
        "answers": len(seconds),
        "p50_seconds": percentile(seconds, 50),
        "p95_seconds": percentile(seconds, 95),
        "compared": told,
    }


def _sides(a: Case, b: Case) -> Iterator[str]:
    for mark, case in (("-", a), ("+", b)):
        cited = ", ".join(dict.fromkeys(c.paper_id for c in case.answer.citations))
        graded = "; ".join(case.scored.failures) or "right"
        yield f"  {mark} {graded} ({case.answer.status}; cites {cited or 'nothing'})"
        yield from (f"  {mark}   {line}" for line in case.answer.answer.splitlines() if line.strip())


def _answer(case: Case) -> tuple[object, ...]:
    return case.answer.status, case.answer.answer, case.answer.citations


def _told(found: Comparison) -> str:
    if found.verdict == "no difference":
        return f"no difference [dim]({found.difference:+.3f}, p {found.p:.2f})[/dim]"
    return f"{found.verdict} {found.difference:+.3f} [dim](p {found.p:.3f})[/dim]"


def _value(values: Mapping[str, Any], name: str) -> str:
    return f"{values[name]['value']:.3f}" if name in values else ""


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="right" if n and column not in ("against", "library") else "left")
    return table
