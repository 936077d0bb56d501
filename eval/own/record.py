"""The first table of RESULTS.md: how the product does over libraries of other people's papers.

In: figures of all the suite's libraries, what changed. Out: the section rewritten, its history longer by
a row.
"""

from datetime import date
from pathlib import Path

from eval.own.figures import METRICS, Figures
from eval.own.tables import RECORDED, cells, markdown, recorded_cells
from eval.provenance import commit
from eval.record import RESULTS, RecordError

BEGIN, END = "<!-- own: written by ask eval --suite own --record -->", "<!-- end of own -->"
HISTORY = "What changed (mean of the libraries tuned on / the one kept out):"


def record_suite(figures: Figures, changed: str, path: Path = RESULTS) -> None:
    """Put the figures into the section and a row behind its history; RecordError where there is no such
    section, or where not all libraries were asked."""
    if "gap" not in figures:
        raise RecordError("only a run over all libraries of the suite is recorded; leave out --library")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not (begin and end):
        raise RecordError(f"{path} has no section {BEGIN}; --record works in a checkout of the project")
    section = "\n".join([*_current(figures), "", *_history(old, figures, changed)])
    path.write_text(f"{before}{begin}\n{section}\n{end}{after}", encoding="utf-8")


def _current(figures: Figures) -> list[str]:
    about = [f"- `{name}`: {METRICS[name]}" for name in METRICS if METRICS[name]]
    return [*markdown(cells(figures)), "", *about]


def _history(old: str, figures: Figures, changed: str) -> list[str]:
    """The rows that are there, and a new one."""
    known = old.partition(HISTORY)[2].strip().splitlines()[2:]
    first = [date.today().isoformat(), commit(), " ".join(changed.replace("|", "/").split())]
    head = ["date", "commit", "what changed", *RECORDED]
    table = markdown([head, [*first, *recorded_cells(figures)]])
    return [HISTORY, "", *table[:2], *known, table[2]]
