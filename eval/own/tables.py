"""What `ask eval --suite own` prints, and its table in RESULTS.md.

In: figures of the suite. Out: a rich table, lines of Markdown.
"""

from collections.abc import Iterator

from rich.table import Table

from eval.own.figures import METRICS, Figures
from eval.own.libraries import FITTED, KEPT_OUT, STARTER


def suite_table(figures: Figures) -> Table:
    """A row a metric, a column a library."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    head, *rows = cells(figures)
    for n, column in enumerate(head):
        table.add_column(column, justify="right" if n else "left")
    for row in rows:
        table.add_row(*row)
    return table


def cells(figures: Figures) -> Iterator[list[str]]:
    """The head, then a row for each metric that was measured: the libraries that may be tuned on, their
    mean, the one that is kept out, the starter library, how far that one is ahead of ours."""
    libraries, fitted, gap = figures["libraries"], figures.get("fitted"), figures.get("gap")
    names = [name for name in (*FITTED, KEPT_OUT, STARTER) if name in libraries]
    names = [name for name in FITTED if name in libraries] + [
        name for name in libraries if name not in FITTED
    ]
    head = ["metric", *names]
    yield [*head, *(["mean of the fitted"] if fitted else []), *(["gap"] if gap else [])]
    for metric in METRICS:
        values = [libraries[name].get(metric) for name in names]
        if any(values):
            row = [metric, *(f"{v['value']:.3f} ({v['n']})" if v else "" for v in values)]
            row += [f"{fitted[metric]:.3f}" if metric in fitted else ""] if fitted else []
            yield row + ([f"{gap[metric]:+.3f}" if metric in gap else ""] if gap else [])
