"""A conversation as markup: questions, what was understood, answers with their markers.

In: answers. Out: HTML in which every text is escaped; rag/web/sources.py has the cards of
the papers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.model.answer import Answer, Citation, Status
from rag.model.filters import Filter
from rag.model.query import ParsedQuery
from rag.web.html import EMPTY, Markup, button, join, plural, tag

SUPPORT_WORDS = {
    "supported": "supported",
    "weak": "weakly supported",
    "unsupported": "not supported",
    "unchecked": "cannot be checked",
}
MOST_ITEMS = 20  # items of a list that are shown at once
_MARKER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One turn on the screen; `running` while it is being written, `waiting` says what it waits for."""

    answer: Answer
    rating: str = ""
    running: bool = False
    waiting: str = ""


def turns_html(turns: Sequence[ShownTurn], *, first: int = 0, ends: bool = False) -> Markup:
    """Turns in a row, the first of them with the number `first`; `ends`: the last one is the
    conversation's last."""
    last = len(turns) - 1 if ends else -1
    return join(_turn(first + n, turn, last=n == last) for n, turn in enumerate(turns))


def _turn(number: int, shown: ShownTurn, *, last: bool) -> Markup:
    answer = shown.answer
    inside = [
        tag("h2", answer.question, class_="asked"),
        understood(answer, number),
        tag("div", body(answer, number, running=shown.running), class_="answer", id=f"answer-{number}"),
        *(tag("p", note, class_="note") for note in answer.notes),
        *_thoughts(answer),
    ]
    inside.append(
        _working(answer.answer, shown.waiting) if shown.running else _footer(number, shown, last=last)
    )
    return tag(
        "article",
        *inside,
        class_="turn" + (" last" if last else ""),
        data_turn=number,
        aria_busy="true" if shown.running else None,
        aria_label=f"Question {number + 1}",
    )


def _thoughts(answer: Answer) -> list[Markup]:
    """What the model thought, folded away: it is no part of the answer, and nobody checked it."""
    if not answer.thoughts:
        return []
    lead = tag("summary", "What the model thought first (not checked)")
    lines = [tag("p", line) for line in answer.thoughts.split("\n") if line.strip()]
    return [tag("details", lead, *lines, class_="rest thoughts")]


def _working(written: str, waiting: str) -> Markup:
    doing = waiting or ("Writing" if written else "Looking through the papers")
    return tag("p", tag("span"), tag("span"), tag("span"), doing, class_="working")


def understood(answer: Answer, number: int) -> Markup:
    """What was looked up; each filter can be removed."""
    plain = "; ".join(dict.fromkeys(query.unfiltered for query in answer.parsed)) or answer.understood
    chips = _chips(answer.parsed, number)
    if not answer.understood or (_plain(plain) == _plain(answer.question) and not chips):
        return EMPTY
    lead = tag("span", "Looked up", class_="lead")
    return tag("div", lead, tag("span", plain, class_="chip plain"), *chips, class_="understood")


def _plain(question: str) -> str:
    return " ".join(question.lower().split()).rstrip("?. ")


def _chips(parsed: Sequence[ParsedQuery], number: int) -> list[Markup]:
    """A button for each filter of each question; questions that share one share its button."""
    chips: dict[str, Markup] = {}
    for place, query in enumerate(parsed):
        for one in query.filters.active():
            chips.setdefault(one.text, _chip(number, place, one))
    return list(chips.values())


def _chip(number: int, query: int, shown: Filter) -> Markup:
    return button(
        shown.text,
        "widen",
        tag("span", "×", aria_hidden="true"),
        class_="chip",
        data_turn=number,
        data_query=query,
        data_field=shown.fields[0],
        aria_label=f"Remove the filter: {shown.text}",
        title="Remove this filter and ask again",
    )


def body(answer: Answer, number: int, *, running: bool = False) -> Markup:
    """The text as paragraphs and lists, its markers as buttons, each with its support in words."""
    markers = _Markers(answer.citations, number, running=running)
    blocks: list[Markup] = []
    for block in re.split(r"\n{2,}", answer.answer.strip()):
        items: list[Markup] = []
        for line in block.split("\n"):
            if line.startswith(("- ", "* ")):
                items.append(tag("li", markers.fill(line[2:])))
                continue
            blocks += _listed(items)
            items = []
            blocks += [tag("p", markers.fill(line))] if line.strip() else []
        blocks += _listed(items)
    return join(blocks)


def _listed(items: Sequence[Markup]) -> list[Markup]:
    """A list; what a long one has beyond its first items is folded away."""
    if not items:
        return []
    first, rest = items[:MOST_ITEMS], items[MOST_ITEMS:]
    if not rest:
        return [tag("ul", *first)]
    more = tag("summary", f"{len(rest):,} more")
    return [tag("ul", *first), tag("details", more, tag("ul", *rest), class_="rest")]


class _Markers:
    """Turns [n] into buttons; each marker is matched with the citation it stands for."""

    def __init__(self, citations: Sequence[Citation], turn: int, *, running: bool) -> None:
        self.turn, self.running = turn, running
        self.places: dict[int, list[tuple[int, Citation]]] = {}
        for place, citation in enumerate(citations):
            self.places.setdefault(citation.number, []).append((place, citation))
        self.used: dict[int, int] = {}

    def fill(self, line: str) -> Markup:
        pieces: list[Markup] = []
        at = 0
        for match in _MARKER.finditer(line):
            pieces.append(_quotes(line[at : match.start()]))
            pieces.append(self._marker(int(match[1]), line[: match.start()]))
            at = match.end()
        return join([*pieces, _quotes(line[at:])])

    def _marker(self, number: int, before: str) -> Markup:
        found = self.places.get(number)
        if not found and self.running:
            return tag("span", str(number), class_="mark") + tag("span", "checking", class_="support")
        if not found:
            return tag("span", f"[{number}]", class_="mark unknown", title="No paper has this number")
        before_marker = before.rstrip().rstrip("”\"'")
        place, citation = next(
            (f for f in found if before_marker.endswith(f[1].quote)), self._next(number, found)
        )
        words = SUPPORT_WORDS.get(citation.support, "quoted")
        shown = button(
            str(number),
            "cite",
            class_=f"mark {words.split()[0]}",
            data_turn=self.turn,
            data_cite=place,
            data_number=number,
            aria_label=f"Source {number}, {words}: {citation.title}",
        )
        support = words if citation.support in SUPPORT_WORDS else ""
        return shown + (tag("span", support, class_=f"support {words.split()[0]}") if support else EMPTY)

    def _next(self, number: int, found: list[tuple[int, Citation]]) -> tuple[int, Citation]:
        """In the order of the text, where the words do not decide."""
        turn = self.used.get(number, 0)
        self.used[number] = turn + 1
        return found[min(turn, len(found) - 1)]


def _quotes(text: str) -> Markup:
    """What stands in quotation marks, set off from our own words."""
    pieces = re.split(r"(“[^”]*”)", text)  # every other piece is a quote
    return join(tag("q", piece) if n % 2 else piece for n, piece in enumerate(pieces))


def _footer(number: int, shown: ShownTurn, *, last: bool) -> Markup:
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
    line = tag("p", _summary(answer), class_="meta")
    note = _note(number) if shown.rating else EMPTY
    return line + tag("div", *buttons, class_="acts") + note


_NOTE_FIELD = Markup(
    '<input class="note-text" maxlength="2000" aria-label="What was good or wrong?" data-turn="{turn}" '
    'placeholder="What was good or wrong? (kept on this machine)">'
)


def _note(number: int) -> Markup:
    """A line for what was good or wrong."""
    field = _NOTE_FIELD.format(turn=number)
    return tag("div", field, button("Save note", "remark", data_turn=number), class_="remark")


def _summary(answer: Answer) -> str:
    kinds = [c.support for c in answer.citations]
    papers = plural(len({c.paper_id for c in answer.citations}), "paper")
    status_words: Mapping[Status, str] = {
        Status.PARTLY: "The papers answer this in part",
        Status.NOT_ANSWERED: "Not in these papers",
    }
    parts = [status_words[answer.status]] if answer.status in status_words else []
    if kinds and all(kind == "quoted" for kind in kinds):
        parts.append(f"{plural(len(kinds), 'quote')}, word for word, from {papers}")
    elif kinds:
        counts = [f"{kinds.count(k)} {words}" for k, words in SUPPORT_WORDS.items() if k in kinds]
        parts.append(f"{', '.join(counts) or plural(len(kinds), 'quote')}; {papers}")
    parts.append(f"written by {answer.model}" if answer.model else "no model")
    parts.append(f"{answer.seconds:.2f} s" if answer.seconds < 10 else f"{answer.seconds:.0f} s")
    return " · ".join(parts)
