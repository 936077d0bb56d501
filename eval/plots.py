"""The report's plots, as SVG that stands inside an HTML page.

In: figures of a run, what its answers took. Out: captions and SVG texts; the same values give the same
bytes. Colours are the page's own, by name, so that a plot is as readable in the dark. The only door to
matplotlib; without it (the extra `eval`) there is no plot and no error.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

from eval.questions import SPLITS
from eval.runs import Timing

# What matplotlib draws in, and the page's colour that takes its place.
BLUE, ORANGE, INK, FAINT = "#3b6ea5", "#b8651f", "#1d2126", "#8a8f98"
COLOURS = {BLUE: "var(--blue)", ORANGE: "var(--orange)", INK: "var(--ink)", FAINT: "var(--faint)"}
BY_KIND = {"hit@1": BLUE, "fact_recall": ORANGE}
WIDTH_INCHES = 4.6  # inches: at 390 pixels the words are still 10 pixels high
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "ask",
    "svg.fonttype": "none",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture and what it shows."""

    caption: str
    svg: str


def available() -> bool:
    """Whether plots can be drawn here."""
    return find_spec("matplotlib") is not None


def plots(figures: Mapping[str, Any], timings: Sequence[Timing]) -> list[Plot]:
    """By kind with intervals, risk over coverage, seconds an answer; empty without matplotlib."""
    if not available():
        return []
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        return list(_plots({split: figures[split] for split in SPLITS if split in figures}, timings))


def _plots(splits: Mapping[str, Any], timings: Sequence[Timing]) -> Iterator[Plot]:
    for split, found in splits.items():
        yield _by_kind(split, found)
    yield _risk(splits)
    if timings:
        yield _seconds(timings)


def _by_kind(split: str, found: Mapping[str, Any]) -> Plot:
    kinds = [kind for kind, values in found["kinds"].items() if any(name in values for name in BY_KIND)]
    figure, axes = _axes(0.8 + 0.32 * max(len(kinds), 1))
    for shift, (name, colour) in zip((-0.17, 0.17), BY_KIND.items(), strict=True):
        measured = [
            (y + shift, found["kinds"][kind][name])
            for y, kind in enumerate(kinds)
            if name in found["kinds"][kind]
        ]
        if not measured:
            continue
        places, values = [y for y, _ in measured], [v["value"] for _, v in measured]
        reach = [[v["value"] - v["low"] for _, v in measured], [v["high"] - v["value"] for _, v in measured]]
        axes.barh(places, values, 0.3, color=colour, label=name)
        axes.errorbar(values, places, xerr=reach, fmt="none", color=INK, elinewidth=0.8, capsize=2)
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set_xlim(0, 1.02)
    axes.invert_yaxis()
    if kinds:
        _legend(figure)
    caption = f"By kind of question, {split} split: the right paper first, and the facts in the answer. "
    return _plot(figure, caption + "Bars are means, lines 95 % intervals.")


def _risk(splits: Mapping[str, Any]) -> Plot:
    figure, axes = _axes(3.1)
    for (split, found), colour in zip(splits.items(), (BLUE, ORANGE), strict=False):
        coverage, risk = zip(*found["risk_coverage"], strict=True) if found["risk_coverage"] else ((), ())
        axes.plot(coverage, risk, color=colour, label=split, drawstyle="steps-post")
        if found["decided"]:
            axes.plot(*found["decided"], "o", color=colour, label=f"{split}, as it decides", clip_on=False)
    axes.set(xlim=(0, 1), ylim=(0, None), xlabel="coverage: share of questions answered")
    axes.set_ylabel("risk: share of those wrong")
    _legend(figure)
    caption = "Refusing: wrong answers (best paper none of the right ones) over the share answered. "
    return _plot(
        figure, caption + "Lines: were the best score alone to decide. Dots: as the assistant decides."
    )


def _seconds(timings: Sequence[Timing]) -> Plot:
    figure, axes = _axes(2.8)
    drawn = {"whole answer": (BLUE, "solid"), "first word": (ORANGE, "dashed")}
    for (label, (colour, line)), values in zip(
        drawn.items(), ([t.seconds for t in timings], [t.first for t in timings]), strict=True
    ):
        axes.ecdf([1000 * max(value, 1e-6) for value in values], color=colour, linestyle=line, label=label)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, place: f"{value:g}")
    axes.set(xlabel="milliseconds", ylabel="share of answers", ylim=(0, 1.02))
    axes.axhline(0.95, color=FAINT, linewidth=0.8, linestyle="dotted")
    _legend(figure)
    return _plot(figure, "Latency: the share of answers that came within so many milliseconds.")


def _axes(height: float) -> tuple[Any, Any]:
    """A figure that no window or global state knows, and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained", facecolor="none")
    axes = figure.add_subplot(facecolor="none")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _legend(figure: Any) -> None:
    figure.legend(fontsize=8.5, loc="outside lower center", ncols=2, frameon=False)


def _plot(figure: Any, caption: str) -> Plot:
    """The picture without an XML head; ids are seeded, the date is left out."""
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    for drawn, shown in COLOURS.items():
        text = text.replace(drawn, shown)
    head = f'<svg role="img" aria-label="{escape(caption)}"'
    return Plot(caption, head + text[text.index("<svg") + len("<svg") :])
