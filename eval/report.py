"""One HTML file that shows a run: failures first, then figures, then what was right.

In: a finished run, its questions, how it compares. Out: the page as text; it asks for no
other file. Everything that questions, papers and models wrote is escaped. Knows nothing
of how anything was measured.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from eval.metrics import percentile
from eval.plots import plots
from eval.questions import SPLITS, Question
from eval.runs import RunFolder
from eval.scoring import Scored
from eval.statistics import Comparison
from eval.summary import LESS_IS_BETTER, METRICS
from rag.answer import Answer

TEMPLATE = Path(__file__).with_name("report.html")


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what came, and how it was graded."""

    question: Question
    answer: Answer
    scored: Scored


def cases(run: RunFolder, questions: Sequence[Question]) -> list[Case]:
    """What the run asked, in the questions' order."""
    answers, scored = run.answered(), {s.id: s for s in run.scores()}
    return [Case(q, answers[q.id], scored[q.id]) for q in questions if q.id in scored]


def render(
    run: RunFolder,
    questions: Sequence[Question],
    against: str = "",
    found: Mapping[str, Comparison] | None = None,
) -> str:
    """The page; `against` names the run that `found` compares with."""
    graded, figures, seconds = cases(run, questions), run.figures(), list(run.seconds().values())
    failed = sorted((c for c in graded if c.scored.failures), key=lambda c: -len(c.scored.failures))
    right = [c for c in graded if not c.scored.failures]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(f"Run {run.id}"),
        about=_about(run.about, seconds),
        failed=len(failed),
        asked=len(graded),
        failures="\n".join(map(_case, failed)) or "<p>Nothing.</p>",
        compared=_compared(against, found or {}),
        metrics=_metrics(figures),
        plots="\n".join(plots(figures, seconds))
        or "<p>Plots need matplotlib: pip install 'ask-papers[eval]'</p>",
        kinds="\n".join(_kinds(split, figures[split]["kinds"]) for split in SPLITS if split in figures),
        right="\n".join(map(_case, right)) or "<p>Nothing.</p>",
    )


def repeat(question: Question, mode: str) -> str:
    """A command that asks the question again."""
    if len(question.turns) == 1:
        return f"ask --mode {mode} {shlex.quote(question.message)}"
    line = json.dumps({"id": question.id, "turns": question.turns}, ensure_ascii=False)
    return f"echo {shlex.quote(line)} | ask batch --mode {mode} -"


def _about(about: Mapping[str, Any], seconds: Sequence[float]) -> str:
    p50, p95 = percentile(seconds, 50) * 1000, percentile(seconds, 95) * 1000
    told = [
        f"commit {about['commit']}",
        f"settings {about['settings_hash']}",
        f"library {about['library']}",
        f"mode {about['mode']}",
        f"split {about['split']}",
        f"kinds {', '.join(about['kinds']) or 'all'}",
        f"answers in {p50:.0f} ms (p50), {p95:.0f} ms (p95)",
        ", ".join(f"{name} {version}" for name, version in about["versions"].items()),
    ]
    return "<br>".join(map(escape, told))


def _case(case: Case) -> str:
    question, answer, scored = case.question, case.answer, case.scored
    sources = "".join(
        f"<div>[{c.number}] <b>{escape(c.title)}</b> <span class='meta'>{escape(c.paper_id)}</span>: "
        f"{escape(c.quote)}</div>"
        for c in answer.citations
    )
    nearest = ", ".join(f"{p.paper_id} ({p.score:.2f})" for p in answer.papers[:3])
    rows = {
        "asked": "<br>".join(map(escape, question.turns)),
        "expected": _expected(question),
        "came": f"<b>{escape(str(answer.status))}</b><pre>{escape(answer.answer)}</pre>",
        "understood": escape(answer.understood),
        "sources": sources or "none",
        "ranked": escape(nearest) or "none",
        "again": f"<pre>{escape(repeat(question, answer.mode))}</pre>",
    }
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows.items())
    why = f" <span class='why'>{escape('; '.join(scored.failures))}</span>" if scored.failures else ""
    kind = "" if scored.failures else " class='right'"
    head = f"<b>{escape(question.id)}</b> ({question.split}) {escape(question.message[:140])}"
    return f"<details{kind}><summary>{head}{why}</summary><dl>{listed}</dl></details>"


def _expected(question: Question) -> str:
    told = [
        ("papers", ", ".join(question.papers)),
        ("facts", "; ".join(" or ".join(fact) for fact in question.facts)),
        ("never", ", ".join(question.traps)),
    ]
    if not question.answerable:
        told.insert(0, ("a refusal", "the papers do not answer this"))
    return "<br>".join(f"{name}: {escape(text)}" for name, text in told if text)


def _metrics(figures: Mapping[str, Any]) -> str:
    splits = [split for split in SPLITS if split in figures]
    heads = [
        *(f"{split} ({figures[split]['questions']})" for split in splits),
        *(["gap"] if "gap" in figures else []),
    ]
    rows = []
    for name, meaning in METRICS.items():
        cells = [_cell(figures[split]["all"].get(name)) for split in splits]
        if not any(cells):
            continue
        gap = (
            [f"<td>{figures['gap'][name]:+.3f}</td>" if name in figures["gap"] else "<td></td>"]
            if "gap" in figures
            else []
        )
        less = " (less is better)" if name in LESS_IS_BETTER else ""
        told = f"<td class='words'>{escape(meaning)}{less}</td>"
        rows.append(f"<tr><td>{name}</td>{''.join(f'<td>{c}</td>' for c in cells)}{''.join(gap)}{told}</tr>")
    head = "".join(f"<th>{h}</th>" for h in ("metric", *heads, ""))
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _kinds(split: str, kinds: Mapping[str, Any]) -> str:
    names = [name for name in METRICS if any(name in values for values in kinds.values())]
    head = "".join(f"<th>{h}</th>" for h in (f"{split} split", *names))
    rows = (
        f"<tr><td>{kind}</td>{''.join(f'<td>{_short(values.get(name))}</td>' for name in names)}</tr>"
        for kind, values in kinds.items()
    )
    return f"<div class='wide'><table><tr>{head}</tr>{''.join(rows)}</table></div>"


def _compared(against: str, found: Mapping[str, Comparison]) -> str:
    if not against:
        return ""
    rows = "".join(
        f"<tr><td>{name}</td><td>{c.difference:+.3f}</td><td>{c.p:.3f}</td><td>{c.n}</td>"
        f"<td class='words'>{c.verdict}</td></tr>"
        for name, c in found.items()
    )
    head = "<tr><th>against</th><th>difference</th><th>p</th><th>n</th><th></th></tr>"
    return f"<p>Against run {escape(against)}, paired permutation test:</p><table>{head}{rows}</table>"


def _cell(value: Mapping[str, float] | None) -> str:
    if not value:
        return ""
    return f"{value['value']:.3f} <span class='interval'>{value['low']:.3f}-{value['high']:.3f}</span>"


def _short(value: Mapping[str, float] | None) -> str:
    return f"{value['value']:.2f}" if value else ""
