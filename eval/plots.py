"""The report's plots, as SVG that stands inside an HTML page.

In: figures of a run, seconds. Out: SVG texts; the same figures give the same bytes. The
only door to matplotlib; without it (the extra `eval`) there is no plot and no error.
"""

import io
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

BLUE, ORANGE, GREY = "#3b6ea5", "#d0803c", "#8a8f98"
BY_KIND = {"hit@1": BLUE, "fact_recall": ORANGE}


def available() -> bool:
    """Whether plots can be drawn here."""
    return find_spec("matplotlib") is not None


def plots(figures: Mapping[str, Any], seconds: Sequence[float]) -> list[str]:
    """By kind with intervals, risk over coverage, seconds an answer; empty without matplotlib."""
    if not available():
        return []
    splits = {split: figures[split] for split in ("dev", "test") if split in figures}
    drawn = [_by_kind(split, found) for split, found in splits.items()]
    return [*drawn, _risk(splits), *([_seconds(seconds)] if seconds else [])]


def _by_kind(split: str, found: Mapping[str, Any]) -> str:
    kinds = [kind for kind, values in found["kinds"].items() if any(name in values for name in BY_KIND)]
    figure, axes = _axes(7.2, 0.9 + 0.34 * max(len(kinds), 1))
    for shift, (name, colour) in zip((-0.17, 0.17), BY_KIND.items(), strict=True):
        measured = [
            (y, found["kinds"][kind][name]) for y, kind in enumerate(kinds) if name in found["kinds"][kind]
        ]
        if not measured:
            continue
        places = [y + shift for y, _ in measured]
        values = [v["value"] for _, v in measured]
        reach = [[v["value"] - v["low"] for _, v in measured], [v["high"] - v["value"] for _, v in measured]]
        bars = axes.barh(places, values, 0.32, color=colour, label=name)
        axes.errorbar(values, places, xerr=reach, fmt="none", ecolor="#333333", elinewidth=0.8, capsize=2)
        bars.set_label(name)
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set_xlim(0, 1.02)
    axes.invert_yaxis()
    axes.set_title(f"By kind of question, {split} split (bars: mean, lines: 95 % interval)", fontsize=9)
    if kinds:
        figure.legend(fontsize=7, loc="outside lower center", ncols=2)
    return _svg(figure)


def _risk(splits: Mapping[str, Any]) -> str:
    figure, axes = _axes(5.2, 3.0)
    for (split, found), colour in zip(splits.items(), (BLUE, ORANGE), strict=False):
        points = found["risk_coverage"]
        axes.plot(
            [c for c, _ in points], [r for _, r in points], color=colour, label=split, drawstyle="steps-post"
        )
    axes.set(xlim=(0, 1), ylim=(0, None), xlabel="coverage: share answered, best score first")
    axes.set_ylabel("risk: best paper wrong")
    axes.set_title("Risk and coverage, were the best score alone to decide", fontsize=9)
    axes.legend(fontsize=7)
    return _svg(figure)


def _seconds(seconds: Sequence[float]) -> str:
    figure, axes = _axes(5.2, 2.6)
    axes.hist([s * 1000 for s in seconds], bins=40, color=GREY)
    axes.set(xlabel="milliseconds an answer", ylabel="answers")
    axes.set_title("Speed", fontsize=9)
    return _svg(figure)


def _axes(width: float, height: float) -> tuple[Any, Any]:
    """A figure that no window or global state knows, and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Any) -> str:
    """The picture without an XML head; ids are seeded, the date is left out."""
    import matplotlib as mpl

    file = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "ask", "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    return text[text.index("<svg") :]
