"""A conversation as markup: questions, what was understood, answers with their markers.

In: answers. Out: HTML in which every text is escaped. Knows nothing of the library; the
cards of the papers are rag/web/sources.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.model.answer import Answer, Citation, Status
from rag.web.html import button, esc, plural, tag

SUPPORT_WORDS = {"supported": "supported", "weak": "weakly supported", "unsupported": "not supported"}
_MARKER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Shown:
    """One turn on the screen; `running` while it is being written."""

    answer: Answer
    rating: str = ""
    running: bool = False
    problem: str = ""


def conversation(turns: Sequence[Shown], *, first: int = 0, ends: bool = False) -> str:
    """Turns in a row, the first of them with the number `first`; `ends`: the last one is the
    conversation's last."""
    last = len(turns) - 1 if ends else -1
    return "".join(_turn(first + n, turn, last=n == last) for n, turn in enumerate(turns))


def _turn(number: int, shown: Shown, *, last: bool) -> str:
    answer = shown.answer
    inside = [
        tag("h2", esc(answer.question), class_="asked"),
        understood(answer, number),
        tag("div", body(answer, number, running=shown.running), class_="answer", id=f"answer-{number}"),
        tag("p", esc(shown.problem), class_="problem", role="alert") if shown.problem else "",
        "".join(tag("p", esc(note), class_="note") for note in answer.notes),
    ]
    inside.append(_working(answer.answer) if shown.running else _footer(number, shown, last=last))
    return tag(
        "article",
        "".join(inside),
        class_="turn" + (" last" if last else ""),
        data_turn=number,
        aria_busy="true" if shown.running else None,
        aria_label=f"Question {number + 1}",
    )


def _working(written: str) -> str:
    doing = "Writing" if written else "Looking through the papers"
    return tag("p", f"<span></span><span></span><span></span>{doing}", class_="working")


def limits_of(answer: Answer) -> tuple[str, tuple[str, ...]]:
    """The question without its limits, and the limits; none where several questions were asked."""
    plain, *limits = answer.understood.split(" · ")
    return plain, tuple(limits) if "; " not in answer.understood else ()


def widened(answer: Answer, without: int) -> str:
    """The question asked again, one limit left out."""
    plain, limits = limits_of(answer)
    return ", ".join([plain, *(limit for n, limit in enumerate(limits) if n != without)])


def understood(answer: Answer, number: int) -> str:
    """What was looked up; each limit can be taken away."""
    plain, limits = limits_of(answer)
    same = " ".join(plain.lower().split()).rstrip("?. ") == " ".join(answer.question.lower().split()).rstrip(
        "?. "
    )
    if not answer.understood or (same and not limits):
        return ""
    chips = [tag("span", esc(plain), class_="chip plain")]
    for place, limit in enumerate(limits):
        cross = tag("span", "×", aria_hidden="true")
        chips.append(
            tag(
                "button",
                esc(limit) + cross,
                type="button",
                class_="chip",
                data_act="widen",
                data_turn=number,
                data_limit=place,
                aria_label=f"Remove the limit: {limit}",
                title="Remove this limit and ask again",
            )
        )
    return tag("div", tag("span", "Looked up", class_="lead") + "".join(chips), class_="understood")


def body(answer: Answer, number: int, *, running: bool = False) -> str:
    """The text as paragraphs and lists, its markers as buttons, each with its support in words."""
    markers = _Markers(answer.citations, number, running=running)
    blocks = []
    for block in re.split(r"\n{2,}", answer.answer.strip()):
        items: list[str] = []
        for line in block.split("\n"):
            if line.startswith(("- ", "* ")):
                items.append(tag("li", markers.fill(line[2:])))
                continue
            blocks += [tag("ul", "".join(items))] if items else []
            items = []
            blocks += [tag("p", markers.fill(line))] if line.strip() else []
        blocks += [tag("ul", "".join(items))] if items else []
    return "".join(blocks)


class _Markers:
    """Turns [n] into buttons; each marker is matched with the citation it stands for."""

    def __init__(self, citations: Sequence[Citation], turn: int, *, running: bool) -> None:
        self.turn, self.running = turn, running
        self.places: dict[int, list[tuple[int, Citation]]] = {}
        for place, citation in enumerate(citations):
            self.places.setdefault(citation.number, []).append((place, citation))
        self.used: dict[int, int] = {}

    def fill(self, line: str) -> str:
        pieces, at = [], 0
        for match in _MARKER.finditer(line):
            pieces.append(_quotes(line[at : match.start()]))
            pieces.append(self._marker(int(match[1]), line[: match.start()]))
            at = match.end()
        return "".join(pieces) + _quotes(line[at:])

    def _marker(self, number: int, before: str) -> str:
        found = self.places.get(number)
        if not found and self.running:
            return tag("span", str(number), class_="mark") + tag("span", "checking", class_="support")
        if not found:
            return tag("span", f"[{number}]", class_="mark unknown", title="No paper has this number")
        said = before.rstrip().rstrip("”\"'")
        place, citation = next((f for f in found if said.endswith(f[1].quote)), self._next(number, found))
        words = SUPPORT_WORDS.get(citation.support, "quoted")
        shown = tag(
            "button",
            str(number),
            type="button",
            class_=f"mark {words.split()[0]}",
            data_act="cite",
            data_turn=self.turn,
            data_cite=place,
            data_number=number,
            aria_label=f"Source {number}, {words}: {citation.title}",
        )
        said_so = words if citation.support in SUPPORT_WORDS else ""
        return shown + (tag("span", said_so, class_=f"support {words.split()[0]}") if said_so else "")

    def _next(self, number: int, found: list[tuple[int, Citation]]) -> tuple[int, Citation]:
        """In the order of the text where the words do not tell."""
        turn = self.used.get(number, 0)
        self.used[number] = turn + 1
        return found[min(turn, len(found) - 1)]


def _quotes(text: str) -> str:
    """What stands in quotation marks, set off from our own words."""
    return re.sub(r"“[^”]*”", lambda m: tag("q", m.group()), esc(text))


def _footer(number: int, shown: Shown, *, last: bool) -> str:
    answer = shown.answer
    buttons = [button("Copy", "copy", data_turn=number)]
    buttons += [button("Ask again", "again", data_turn=number)] if last else []
    buttons += [button("Edit", "edit", data_turn=number)] if last else []
    buttons += [button("JSON", "answer_json", data_turn=number, title="Download this answer as JSON")]
    for rating, label in (("up", "Helpful"), ("down", "Not helpful")):
        buttons.append(
            button(
                label,
                "rate",
                data_turn=number,
                data_rating=rating,
                aria_pressed="true" if shown.rating == rating else "false",
            )
        )
    note = _note(number) if shown.rating else ""
    told = tag("p", esc(_summary(answer)), class_="meta")
    return told + tag("div", "".join(buttons), class_="acts") + note


def _note(number: int) -> str:
    """A line for what was good or wrong."""
    field = (
        f'<input class="note-text" maxlength="2000" aria-label="What was good or wrong?" '
        f'data-turn="{number}" placeholder="What was good or wrong? (kept on this machine)">'
    )
    return tag("div", field + button("Keep note", "remark", data_turn=number), class_="remark")


def _summary(answer: Answer) -> str:
    kinds = [c.support for c in answer.citations]
    papers = plural(len({c.paper_id for c in answer.citations}), "paper")
    told: Mapping[Status, str] = {
        Status.PARTLY: "The papers answer this in part",
        Status.NOT_ANSWERED: "Not in these papers",
    }
    parts = [told[answer.status]] if answer.status in told else []
    if kinds and all(kind == "quoted" for kind in kinds):
        parts.append(f"{plural(len(kinds), 'quote')}, word for word, from {papers}")
    elif kinds:
        counts = [f"{kinds.count(k)} {words}" for k, words in SUPPORT_WORDS.items() if k in kinds]
        parts.append(f"{', '.join(counts) or plural(len(kinds), 'quote')}; {papers}")
    parts.append(f"written by {answer.model}" if answer.model else "no model")
    parts.append(f"{answer.seconds:.2f} s" if answer.seconds < 10 else f"{answer.seconds:.0f} s")
    return " · ".join(parts)
