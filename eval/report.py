"""One HTML file that shows a run: failures first, then figures, then what was right.

In: a finished run, how it compares. Out: the page as text; it asks for no other file.
Everything that questions, papers and models wrote is escaped.
"""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from eval.cases import Case, cases, repeat, slips
from eval.judge import DISAGREEMENTS_SHOWN, Judged, agreement, judge_line, judgements
from eval.metrics import percentile
from eval.plots import Plot, plots
from eval.questions import SPLITS, Question
from eval.runs import RunFolder, Timing
from eval.statistics import PairedTest
from eval.summary import LESS_IS_BETTER, MEDIANS, METRICS
from eval.tables import robustness_line

TEMPLATE = Path(__file__).with_name("report.html")
TILES = {
    "hit@1": "right paper first",
    "fact_recall": "of the facts said",
    "citation_recall": "of sentences supported",
}
TILES |= {"false_answer": "answered, should refuse", "false_refusal": "refused, should answer"}


def render(run: RunFolder, against: str = "", found: Mapping[str, PairedTest] | None = None) -> str:
    """The page; `against` names the run that `found` compares with."""
    graded, figures, timings = cases(run), run.figures(), run.timings()
    failed = sorted((c for c in graded if c.scored.failures), key=lambda c: -len(c.scored.failures))
    right = [c for c in graded if not c.scored.failures]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(f"Run {run.id}"),
        about=_about(run.about),
        made_of=_made_of(run.about),
        tiles=_tiles(figures, timings),
        said=escape(robustness_line(figures).replace("clean", "Clean", 1)),
        failed=len(failed),
        well=len(right),
        asked=len(graded),
        failures="\n".join(map(_case, failed)) or "<p>Nothing.</p>",
        compared=_compared(against, found or {}),
        metrics=_metrics(figures),
        plots="\n".join(map(_figure, plots(figures, timings)))
        or "<p>Plots need matplotlib: pip install 'ask-papers[eval]'</p>",
        kinds="\n".join(_kinds(split, figures[split]["kinds"]) for split in SPLITS if split in figures),
        slips=_slips(slips(run)),
        judged=_judged(judgements(run), run.about.get("judge", "")),
        right="\n".join(map(_case, right)) or "<p>Nothing.</p>",
    )


def _about(about: Mapping[str, Any]) -> str:
    kinds = f", only {', '.join(about['kinds'])}" if about["kinds"] else ""
    library = "the starter library" if about["library"] == "starter" else about["library"]
    started = about["started"][:16].replace("T", " ")
    split = "both splits" if about["split"] == "all" else f"{about['split']} split"
    return escape(f"{started} · {about['mode']} mode · {library} · {split}{kinds}")


def _made_of(about: Mapping[str, Any]) -> str:
    parts = [
        f"commit {about['commit']}, settings {about['settings_hash']}, questions {about['questions_hash']}, "
        f"papers {about['library_hash']}",
        ", ".join(f"{name} {version}" for name, version in about["versions"].items()),
    ]
    return "<br>".join(map(escape, parts))


def _tiles(figures: Mapping[str, Any], timings: Sequence[Timing]) -> str:
    """The chief figures at a glance, dev and test beside each other."""
    splits = [split for split in SPLITS if split in figures]
    tiles = []
    for name, meaning in TILES.items():
        values = [(s, figures[s]["all"][name]["value"]) for s in splits if name in figures[s]["all"]]
        if values:
            shown = " / ".join(f"{value:.2f}" for _, value in values)
            tiles.append((shown, f"{meaning} ({' / '.join(split for split, _ in values)})"))
    first = [t.first for t in timings]
    taken = f"{percentile(first, 50) * 1000:.0f} / {percentile(first, 95) * 1000:.0f} ms"
    tiles += [(taken, "to the first word (half / 95 %)")] if first else []
    return "".join(f"<div class='tile'><b>{escape(a)}</b><span>{escape(b)}</span></div>" for a, b in tiles)


def _figure(plot: Plot) -> str:
    return f"<figure><figcaption>{escape(plot.caption)}</figcaption>{plot.svg}</figure>"


def _slips(wrong: Sequence[Case]) -> str:
    """What a misspelling alone broke."""
    head = f"<h2>Wrong only when misspelt ({len(wrong)})</h2>"
    return head + "".join(map(_case, wrong)) if wrong else ""


def _judged(judged: Sequence[Judged], judge: str) -> str:
    """How far a model agrees with our checker, and where it does not."""
    if not judge:
        return ""
    apart = [j for j in judged if j.theirs is not None and j.theirs is not j.ours]
    rows = "".join(
        f"<tr><td class='words'>{escape(j.id)}: {escape(j.sentence)}</td>"
        f"<td>{_says(j.ours)}</td><td>{_says(bool(j.theirs))}</td></tr>"
        for j in apart[:DISAGREEMENTS_SHOWN]
    )
    more = (
        f"<p class='meta'>{len(apart) - DISAGREEMENTS_SHOWN} more in judged.jsonl</p>"
        if len(apart) > DISAGREEMENTS_SHOWN
        else ""
    )
    head = "<tr><th>sentence</th><th>we</th><th>judge</th></tr>"
    table = f"<div class='wide'><table>{head}{rows}</table></div>{more}"
    text = escape(judge_line(agreement(judged, judge)))
    return f"<h2>A second opinion</h2><p>{text}. It changes no figure.</p>{table if apart else ''}"


def _says(supported: bool) -> str:
    return "supported" if supported else "not"


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
        "came": f"{answer.status.replace('_', ' ')}<pre class='said'>{escape(answer.answer)}</pre>",
        "understood": escape(answer.understood),
        "sources": sources or "none",
        "ranked": escape(nearest) or "none",
        "again": f"<pre>{escape(repeat(question, answer.mode))}</pre>",
    }
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows.items())
    why = f"<span class='why'>{escape('; '.join(scored.failures))}</span>" if scored.failures else ""
    kind = "case" if scored.failures else "case right"
    head = f"<span class='id'>{escape(question.id)} · {question.kind} · {question.split}</span>"
    asked = f"<span class='asked'>{escape(question.message[:240])}</span>"
    return f"<details class='{kind}'><summary>{head}{asked}{why}</summary><dl>{listed}</dl></details>"


def _expected(question: Question) -> str:
    parts = [
        ("papers", ", ".join(question.papers)),
        ("facts", "; ".join(" or ".join(fact) for fact in question.facts)),
        ("never", ", ".join(question.traps)),
    ]
    if not question.answerable:
        parts.insert(0, ("a refusal", "the papers do not answer this"))
    return "<br>".join(f"{name}: {escape(text)}" for name, text in parts if text)


def _metrics(figures: Mapping[str, Any]) -> str:
    splits = [split for split in SPLITS if split in figures]
    heads = [
        *(f"{split} ({figures[split]['questions']})" for split in splits),
        *(["gap"] if "gap" in figures else []),
    ]
    rows = []
    for name, meaning in METRICS.items():
        digits = 1 if name in MEDIANS else 3
        cells = [_cell(figures[split]["all"].get(name), digits) for split in splits]
        if not any(cells):
            continue
        gap = (
            [f"<td>{figures['gap'][name]:+.{digits}f}</td>" if name in figures["gap"] else "<td></td>"]
            if "gap" in figures
            else []
        )
        less = " (less is better)" if name in LESS_IS_BETTER else ""
        text = f"<td class='words'>{escape(meaning)}{less}</td>"
        rows.append(f"<tr><td>{name}</td>{''.join(f'<td>{c}</td>' for c in cells)}{''.join(gap)}{text}</tr>")
    head = "".join(f"<th>{h}</th>" for h in ("metric", *heads, ""))
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _kinds(split: str, kinds: Mapping[str, Any]) -> str:
    names = [name for name in METRICS if any(name in values for values in kinds.values())]
    heads = (f"{split} split", *(name.replace("_", "_<wbr>") for name in names))
    head = "".join(f"<th>{h}</th>" for h in heads)
    rows = (
        f"<tr><td>{kind}</td>{''.join(f'<td>{_short(values.get(name))}</td>' for name in names)}</tr>"
        for kind, values in kinds.items()
    )
    table = f"<table><tr>{head}</tr>{''.join(rows)}</table>"
    named = f"tabindex='0' role='region' aria-label='{split} split by kind'"
    return f"<div class='wide kinds' {named}>{table}</div>"


def _compared(against: str, found: Mapping[str, PairedTest]) -> str:
    if not against:
        return ""
    rows = "".join(
        f"<tr><td>{name}</td><td>{c.difference:+.3f}</td><td>{c.p:.3f}</td><td>{c.n}</td>"
        f"<td class='words'>{c.verdict}</td></tr>"
        for name, c in found.items()
    )
    head = "<tr><th>against</th><th>difference</th><th>p</th><th>n</th><th></th></tr>"
    text = f"Against run {escape(against)}, paired permutation test:"
    return f"<p>{text}</p><div class='wide'><table>{head}{rows}</table></div>"


def _cell(v: Mapping[str, float] | None, digits: int) -> str:
    if not v:
        return ""
    interval = f"{v['low']:.{digits}f}-{v['high']:.{digits}f}"
    return f"{v['value']:.{digits}f} <span class='interval'>{interval}</span>"


def _short(value: Mapping[str, float] | None) -> str:
    return f"{value['value']:.2f}" if value else ""
