"""A conversation as markup: questions, what was understood, answers with their markers.

In: answers. Out: HTML in which every text is escaped; rag/web/sources.py has the cards of
the papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.itself import told_of
from rag.model.answer import Answer, Citation, Status
from rag.model.filters import Filter
from rag.model.query import ParsedQuery
from rag.web.body import SUPPORT_WORDS, body
from rag.web.html import EMPTY, Markup, button, join, plural, tag

LONGEST_LOOKED_UP = 140  # characters of what was looked up
PLACES = {  # by what is told (rag/answering/itself.py): what to press, and the room that it leads to
    "writing": ("Choose the model in Settings", "settings"),
    "adding": ("Add papers in the Library", "library"),
    "removing": ("Remove a paper in the Library", "library"),
    "exporting": ("Export papers in the Library", "library"),
    "tagging": ("Tag papers in the Library", "library"),
}
LONGEST_ASKED, MOST_LINES = 200, 5  # characters and lines of a question that are shown at once


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One turn on the screen; `running` while it is being written, `waiting` says what it waits for;
    `suggested`: what may be asked next, where it is the last; `looked`: whether that was looked for."""

    answer: Answer
    rating: str = ""
    running: bool = False
    waiting: str = ""
    suggested: tuple[str, ...] = ()
    looked: bool = False
    conversation: str = ""  # its id, of a turn that is being written


def turns_html(turns: Sequence[ShownTurn], *, first: int = 0, ends: bool = False) -> Markup:
    """Turns in a row, the first of them with the number `first`; `ends`: the last one is the
    conversation's last."""
    last = len(turns) - 1 if ends else -1
    return join(_turn(first + n, turn, last=n == last) for n, turn in enumerate(turns))


def earlier_html(conversation: str, turns: Sequence[ShownTurn]) -> Markup:
    """All turns but the last, and which conversation it is that is shown, for the page's script."""
    return join((tag("span", class_="of", data_conversation=conversation, hidden=True), turns_html(turns)))


def _turn(number: int, shown: ShownTurn, *, last: bool) -> Markup:
    answer = shown.answer
    inside = [
        *_asked(answer.question),
        understood(answer, number),
        tag("div", body(answer, number, running=shown.running), class_="answer", id=f"answer-{number}"),
        *(tag("p", note, class_="note") for note in answer.notes),
        *_thoughts(answer),
        _places(answer),
    ]
    inside.append(
        _working(answer.answer, shown.waiting) if shown.running else _footer(number, shown, last=last)
    )
    inside.append(_suggested(shown.suggested) if last else EMPTY)
    return tag(
        "article",
        *inside,
        class_="turn" + (" last" if last else ""),
        data_turn=number,
        data_looked="yes" if shown.looked else None,
        data_conversation=shown.conversation or None,
        aria_busy="true" if shown.running else None,
        aria_label=f"Question {number + 1}",
    )


def _asked(question: str) -> list[Markup]:
    """The question; of a long one the beginning, and all of it folded away."""
    lines = question.split("\n")
    if len(question) <= LONGEST_ASKED and len(lines) <= MOST_LINES:
        return [tag("h2", question, class_="asked")]
    begun = "\n".join(lines[:MOST_LINES])[:LONGEST_ASKED]
    begun = begun.rpartition(" ")[0] or begun
    lead = tag("summary", f"The whole question ({len(question):,} characters)")
    whole = tag("details", lead, tag("p", question, class_="pasted"), class_="rest")
    return [tag("h2", f"{begun} …", class_="asked"), whole]


def _suggested(messages: Sequence[str]) -> Markup:
    """Questions to go on with, to be pressed."""
    if not messages:
        return EMPTY
    buttons = (button(one, "example", class_="follow", data_message=one) for one in messages)
    return tag("div", tag("span", "Ask next", class_="lead"), *buttons, class_="next")


def _places(answer: Answer) -> Markup:
    """Where on the page that is done which an answer about the product tells the commands of."""
    found = dict.fromkeys(told for query in answer.parsed if (told := told_of(query)) in PLACES)
    if not found:
        return EMPTY
    buttons = (button(PLACES[told][0], "go", class_="follow", data_room=PLACES[told][1]) for told in found)
    return tag("div", tag("span", "On this page", class_="lead"), *buttons, class_="next")


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
    shown = plain if len(plain) <= LONGEST_LOOKED_UP else f"{plain[:LONGEST_LOOKED_UP].rpartition(' ')[0]} …"
    return tag("div", lead, tag("span", shown, class_="chip plain", title=plain), *chips, class_="understood")


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
        parts.append(_quoted(answer.citations, papers))
    elif kinds:
        counts = [f"{kinds.count(k)} {words}" for k, words in SUPPORT_WORDS.items() if k in kinds]
        parts.append(f"{', '.join(counts) or plural(len(kinds), 'quote')}; {papers}")
    parts.append(f"written by {answer.model}" if answer.model else "no model")
    parts.append(f"{answer.seconds:.2f} s" if answer.seconds < 10 else f"{answer.seconds:.0f} s")
    return " · ".join(parts)


def _quoted(citations: Sequence[Citation], papers: str) -> str:
    """Whose words are quoted: those of the papers, or of our summaries of them."""
    ours = sum(c.text_kind == "digest" for c in citations)
    if not ours:
        return f"{plural(len(citations), 'quote')}, word for word, from {papers}"
    among = "" if ours == len(citations) else f", {ours:,} of them"
    summaries = "summary" if papers == "1 paper" else "summaries"
    return f"{plural(len(citations), 'quote')}{among} from our {summaries} of {papers}"
