"""A row in RESULTS.md for a run that mattered.

In: a finished run and what changed. Out: one line a split at the end of the table.
Appends only.
"""

from datetime import date
from pathlib import Path

from eval.metrics import percentile
from eval.provenance import ROOT
from eval.questions import SPLITS
from eval.runs import RunFolder
from rag.model.errors import AskError

RESULTS = ROOT / "eval" / "RESULTS.md"
RECORDED_METRICS = (
    "hit@1",
    "ndcg@10",
    "fact_recall",
    "citation_recall",
    "citation_precision",
    "exact_quotes",
    "false_answer",
    "false_refusal",
    "words",
)


class RecordError(AskError):
    """There is no RESULTS.md to write into."""


def record(run: RunFolder, changed: str, path: Path = RESULTS) -> None:
    """Append what a run measured; RecordError outside a checkout."""
    if not path.exists():
        raise RecordError(f"{path} does not exist; --record works in a checkout of the project")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n") + "\n" + "\n".join(rows(run, changed)) + "\n", encoding="utf-8")


def rows(run: RunFolder, changed: str, today: str = "") -> list[str]:
    """One row a split."""
    about, figures = run.about, run.figures()
    text = " ".join(changed.replace("|", "/").split())
    library = about["library"].rpartition("/")[2]
    kinds = f" ({', '.join(about['kinds'])})" if about["kinds"] else ""
    p50 = percentile([t.seconds for t in run.timings()], 50) * 1000
    found = []
    for split in (split for split in SPLITS if split in figures):
        values = figures[split]["all"]
        shown = [f"{values[name]['value']:.3f}" if name in values else "" for name in RECORDED_METRICS]
        first = (today or date.today().isoformat(), about["commit"], text, f"{about['mode']}, {library}")
        cells = (*first, f"{split}{kinds}", str(figures[split]["questions"]), *shown, f"{p50:.0f}")
        found.append(f"| {' | '.join(cells)} |")
    return found
