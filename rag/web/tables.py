"""Tables: the settings, the check of the installation, and the last evaluation.

In: settings, findings, a run's folder. Out: HTML. Keys are never shown: Settings.shown()
hides them.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.answering.doctor import Finding
from rag.model.settings import SECRET, Settings
from rag.web.html import EMPTY, Markup, button, plural, tag

MISSPELT = "misspelt"  # the kind of a question that is another one with slips of the finger
OF_MODELS = (*SECRET, "model", "base_url", "ollama_host", "embedding", "embedding_base_url")
FAILURES = 60  # failures of a run that are listed


def settings_view(settings: Settings, papers: int, encoder: str, *, whole: bool = True) -> Markup:
    """What answers, what finds, how many papers, where they live; then every setting, where not the `whole`
    may be seen without those that say where models are."""
    model = settings.model if settings.model and settings.mode != "quote" else ""
    facts = [
        ("Answers", f"written by {model}, every sentence checked" if model else "quoting, no model"),
        ("Searches with", encoder),
        ("Library", plural(papers, "paper")),
        ("Stored in", str(settings.home)),
    ]
    listed = (tag("dt", name) + tag("dd", value) for name, value in facts)
    rows = (
        tag("tr", tag("th", name, scope="row"), tag("td", value), tag("td", origin))
        for name, (value, origin) in settings.shown().items()
        if whole or name not in OF_MODELS
    )
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Setting", "Value", "From")))
    grid = tag("table", tag("thead", head), tag("tbody", *rows))
    around = tag("div", grid, class_="table", tabindex="0", role="region", aria_label="All settings")
    return tag("dl", *listed, tag("dt", "Theme"), tag("dd", *_themes()), class_="facts-list") + tag(
        "details", tag("summary", "All settings"), around, class_="rest"
    )


def _themes() -> list[Markup]:
    """Which theme the page has in this browser."""
    named = {"": "As the system", "light": "Light", "dark": "Dark"}
    return [button(label, "dress", data_theme=name) for name, label in named.items()]


def findings_view(findings: Sequence[Finding]) -> Markup:
    """The same as `ask doctor`, a line each."""
    lines = (
        tag("tr", tag("td", "ok" if f.ok else "warn"), tag("th", f.what, scope="row"), tag("td", f.found))
        for f in findings
        if not f.what.startswith("setting ")
    )
    return tag("div", tag("table", tag("tbody", *lines)), class_="table findings", role="status")


def newest_run(home: Path) -> Path | None:
    """The folder of the last finished run of `ask eval`."""
    runs = [path.parent for path in (home / "runs").glob("*/metrics.json")]
    return max(runs, key=lambda path: path.name, default=None)


def evaluation_view(home: Path, *, may_run: bool) -> Markup:
    """The last run's figures and plots, its failures to ask again; another run is offered where one
    `may_run`."""
    run = newest_run(home)
    offer = button("Run it again" if run else "Run the evaluation", "evaluate", class_="strong")
    if run is None:
        about = (
            "How good are the answers? The questions that come with the product are asked of its starter "
            "library, and each answer is graded. That takes some minutes, and no model is asked."
        )
        how = tag(
            "p", "No evaluation has been run yet. Run one with ", tag("code", "ask eval"), class_="hint"
        )
        return tag("p", about, class_="note") + (offer if may_run else how)
    try:
        figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
        scores = [json.loads(line) for line in _lines(run / "scores.jsonl")]
        asked = {r["id"]: r["question"] for r in map(json.loads, _lines(run / "answers.jsonl"))}
    except (OSError, ValueError, KeyError, TypeError):
        told = tag("p", f"The run {run.name} cannot be read; run ask eval once more.", class_="problem")
        return told + (offer if may_run else EMPTY)
    plots = _plots(run / "report.html")
    head = tag("div", tag("h3", f"Run {run.name}"), offer if may_run else EMPTY, class_="shelf-head")
    return head + plots + _figures(figures) + _failures(scores, asked)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def _plots(report: Path) -> Markup:
    """The report as it was written, in a frame where no script of it runs."""
    if not report.exists() or report.stat().st_size > 5_000_000:
        return EMPTY
    text = report.read_text(encoding="utf-8", errors="replace")
    title = "Report of the evaluation"
    return tag("iframe", srcdoc=text, sandbox="", title=title, class_="report-frame")


def _figures(figures: Mapping[str, Any]) -> Markup:
    lines = list(_flat(figures))
    rows = (tag("tr", tag("th", k, scope="row"), tag("td", v, class_="figure")) for k, v in lines)
    grid = tag(
        "div",
        tag("table", tag("tbody", *rows)),
        class_="table",
        tabindex="0",
        role="region",
        aria_label="Figures",
    )
    return tag("details", tag("summary", f"All figures ({len(lines)})"), grid)


def _flat(figures: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in figures.items():
        name = f"{before} {key}".strip()
        if isinstance(value, Mapping):
            found += _flat(value, name)
        elif isinstance(value, int | float | str):
            found.append((name, f"{value:.3f}" if isinstance(value, float) else str(value)))
    return found


def _failures(scores: Sequence[Mapping[str, Any]], asked: Mapping[str, str]) -> Markup:
    """The same as the report lists: misspelt twins of questions are counted apart."""
    clean = [s for s in scores if s.get("kind") != MISSPELT]
    failed = [s for s in clean if s.get("failures")]
    twins = sum(bool(s.get("failures")) for s in scores) - len(failed)
    lines = []
    for score in failed[:FAILURES]:
        message = asked.get(str(score.get("id")), "")
        reasons = "; ".join(str(f) for f in score["failures"])
        again = button(message, "example", class_="title", data_message=message)
        kind = str(score.get("kind", ""))
        lines.append(tag("tr", tag("td", again, class_="wide"), tag("td", kind), tag("td", reasons)))
    labels = ("Question (click to ask)", "Kind", "What failed")
    head = tag("tr", *(tag("th", label, scope="col") for label in labels))
    grid = tag("table", tag("thead", head), tag("tbody", *lines))
    around = tag("div", grid, class_="table", tabindex="0", role="region", aria_label="Failures")
    misspelt = f"{plural(twins, 'failure')} more among the same questions, misspelt."
    below = tag("p", misspelt, class_="hint") if twins else EMPTY
    head = tag("h3", f"What failed ({len(failed):,} of {len(clean):,})")
    return head + (around if failed else EMPTY) + below
