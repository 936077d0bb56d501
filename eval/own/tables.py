"""What `ask eval --suite own` prints, and what it writes into RESULTS.md.

In: figures of the suite. Out: a rich table, lines of Markdown.
"""

from collections.abc import Sequence

from rich.table import Table

from eval.own.figures import METRICS, Figures
from eval.own.libraries import FITTED, KEPT_OUT

# Of the row that a recorded run leaves; the mean of the libraries that are tuned on, and the one kept out.
RECORDED = (
    "paraphrase_hit@1",
    "dialogue_hit@1",
    "facts",
    "list_recall",
    "list_precision",
    "off_topic_refused",
    "false_refusal",
    "not_stated",
)


def suite_table(figures: Figures) -> Table:
    """A row a metric, a column a library."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    head, *rows = cells(figures)
    for n, column in enumerate(head):
        table.add_column(column, justify="right" if n else "left", no_wrap=not n)
    for row in rows:
        table.add_row(*row)
    return table


def cells(figures: Figures) -> list[list[str]]:
    """The head, then a row for each metric that was measured: libraries that are tuned on, their mean, the
    one that is kept out, others, and how far the starter library is ahead of ours."""
    libraries = figures["libraries"]
    fitted = [name for name in FITTED if name in libraries]
    rest = [name for name in libraries if name not in FITTED]
    means, gap = figures.get("fitted", {}), figures.get("gap", {})
    head = ["metric", "n", *fitted, *(["their mean"] if means else [])]
    rows = [head + [f"{name}, kept out" if name == KEPT_OUT else name for name in rest] + ["gap"] * bool(gap)]
    for metric in METRICS:
        counts = [library[metric]["n"] for library in libraries.values() if metric in library]
        if counts:
            row = [metric, str(counts[0])]
            row += [_value(libraries[name].get(metric)) for name in fitted]
            row += [_number(means.get(metric))] if means else []
            row += [_value(libraries[name].get(metric)) for name in rest]
            rows.append(row + ([f"{gap[metric]:+.3f}" if metric in gap else ""] if gap else []))
    return rows


def markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return [head, "|---" * len(rows[0]) + "|", *rest]


def recorded_cells(figures: Figures) -> list[str]:
    """The figures that a row of the history holds: mean of the libraries tuned on / kept out."""
    fitted, kept_out = figures["fitted"], figures["libraries"][KEPT_OUT]
    return [f"{_number(fitted.get(name))} / {_value(kept_out.get(name))}" for name in RECORDED]


def _value(estimate: Figures | None) -> str:
    return _number(estimate["value"]) if estimate else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
