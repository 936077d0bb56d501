"""Browsing on the page: the library, papers, comparing, uploads, settings, the last evaluation.

In: the session's state, the event's data. Out: changes, a generator of them while files are
read. ui.py hands the changes to gradio's components.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.answering.browse import paper_named, papers_called, question_about
from rag.answering.comparison import MOST_COMPARED, compare_papers
from rag.answering.news import NewsFile
from rag.answering.shelved import listed_papers
from rag.answering.tagged import tags_of
from rag.ingest import removed
from rag.ingest.library import Library
from rag.ingest.tags import Tags
from rag.model.errors import UnknownPaperError
from rag.model.settings import Settings
from rag.web import fetched, news, shelf, uploads
from rag.web.comparing import comparison_view, none_called, pushed_out, taken_for
from rag.web.controller import Controller
from rag.web.export_files import papers_file
from rag.web.html import EMPTY, Markup, button, tag
from rag.web.session import FOCUS, Changes, EventData, SessionState, surroundings, whole_number
from rag.web.shelf import TableState
from rag.web.sources import COMPARED, panel

GONE = "It can no longer be put back; add it again from its file."


class Browsing:
    """The events of the other rooms; one of these serves all sessions."""

    def __init__(self, settings: Settings, controller: Controller, library: Library, files: Path) -> None:
        self.settings, self.controller, self.library, self.files = settings, controller, library, files

    @property
    def tags(self) -> Tags:
        """The tags of the library and their papers."""
        return tags_of(self.controller.assistant.catalogue, self.settings.home)

    def shelf(self, state: SessionState, data: EventData) -> Changes:
        """The table, as it was left."""
        return {
            "paper": EMPTY,
            **self.show(state, state.table),
            **surroundings(self.controller.assistant, self.settings),
        }

    def search(self, state: SessionState, data: EventData) -> Changes:
        """What was typed above the table."""
        return {"paper": EMPTY, **self.show(state, replace(state.table, query=state.query, sort="", page=0))}

    def sort(self, state: SessionState, data: EventData) -> Changes:
        return self.show(state, state.table.sorted_by(data.get("column", "")))

    def page(self, state: SessionState, data: EventData) -> Changes:
        """Another screen of the table."""
        return self.show(state, replace(state.table, page=whole_number(data, "page")))

    def narrow(self, state: SessionState, data: EventData) -> Changes:
        """A text that a column must hold; the next key goes on in its field."""
        column = data.get("column", "")
        shown = self.show(state, state.table.narrowed(column, data.get("text", "")), narrowing=True)
        focus = f"#shelf .column-text[data-column='{column}']" if column in shelf.COLUMNS else ""
        return {**shown, "effects": {"focus": focus}}

    def paper(self, state: SessionState, data: EventData) -> Changes:
        """All of one paper."""
        id_, sure = data.get("paper", ""), data.get("sure") == "yes"
        shown = shelf.paper_page(
            self.controller.assistant, id_, self.tags, sure=sure, compared=id_ in state.chosen
        )
        return {"paper": shown, "shelf": EMPTY, "room": "library"}

    def about(self, state: SessionState, data: EventData) -> Changes:
        """A question about this paper is begun."""
        paper = self.controller.find(data.get("paper", ""))
        asked = question_about(paper) if paper else ""
        return {"box": asked, "editing": -1, "room": "ask", "effects": FOCUS}

    def export_paper(self, state: SessionState, data: EventData) -> Changes:
        paper = self.controller.find(data.get("paper", ""))
        name = paper.paper_id.replace("/", "-") if paper else ""
        return papers_file([paper] if paper else [], data.get("format", ""), name)

    def year(self, state: SessionState, data: EventData) -> Changes:
        """The papers of one year; typing it above the table does the same."""
        return {"query": data.get("year", "")[:10]}

    def export_shelf(self, state: SessionState, data: EventData) -> Changes:
        """All papers of the table, in its order."""
        shown = state.table
        found = listed_papers(self.controller.assistant, shown.wanted(self.tags))
        return papers_file(found, data.get("format", ""), "papers" if shown.is_part else "library")

    def remove(self, state: SessionState, data: EventData) -> Changes:
        """Remove a paper; it can be had back."""
        paper = self.controller.find(data.get("paper", ""))
        undo = EMPTY
        if paper:
            if removed.remove(self.library, [paper]):
                undo = button("Undo", "put_back", data_paper=paper.paper_id)
            self.controller.assistant.measure_background()
        return self._changed(state, f"Removed {paper.title}. " if paper else "", undo)

    def put_back(self, state: SessionState, data: EventData) -> Changes:
        """A paper that was removed is had back."""
        back = removed.restore(self.library, data.get("paper", "")) if data.get("paper") else []
        if back:
            self.controller.assistant.measure_background()
        return self._changed(state, f"{back[0].title} is back." if back else GONE)

    def bring(self, state: SessionState, data: EventData) -> Changes:
        """The place where papers are added."""
        return {"paper": EMPTY, "room": "library", "effects": {"focus": "#upload button"}}

    def go(self, state: SessionState, data: EventData) -> Changes:
        """To another room, which then shows what is in it."""
        room = data.get("room", "")
        return {"room": room} if room in ("library", "settings") else {}

    def add(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """Files dropped on the page. Their place is emptied first: what is dropped meanwhile is read next,
        and not together with these once more."""
        yield {"upload": None}
        for report in uploads.add(self.library, state.upload, self.files):
            yield {"report": report}
        self.controller.assistant.measure_background()
        yield {
            "paper": EMPTY,
            **self.show(state, state.table),
            **surroundings(self.controller.assistant, self.settings),
        }

    def fetch(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """Papers named by ids, links or titles, from services on the network; the box is emptied when all of
        them came."""
        done = yield from fetched.add(self.settings, self.library, state.ids)
        self.controller.assistant.measure_background()
        yield {
            "paper": EMPTY,
            **({"ids": ""} if done else {}),
            **self.show(state, state.table),
            **surroundings(self.controller.assistant, self.settings),
        }

    def choose(self, state: SessionState, data: EventData) -> Changes:
        """Take a paper into the comparison, or out of it."""
        id_ = data.get("paper", "")
        chosen, told = tuple(i for i in state.chosen if i != id_), EMPTY
        if len(chosen) == len(state.chosen) and self.controller.find(id_):
            chosen, told = self._with(chosen, id_)
        changes = self.compared(chosen, state.aspect, told)
        if data.get("within") == "paper":
            shown = shelf.paper_page(self.controller.assistant, id_, self.tags, compared=id_ in chosen)
            changes["paper"] = told + shown
        elif data.get("within") == "shelf":
            changes["shelf"] = told + self.show(replace(state, chosen=chosen), state.table)["shelf"]
        return changes

    def pick(self, state: SessionState, data: EventData) -> Changes:
        """A paper named in the compare room; one that no paper is surely called is told of or offered."""
        assistant, name = self.controller.assistant, state.name.strip()
        if not name:
            return self.compared(state.chosen, state.aspect)
        try:
            found, surely = paper_named(assistant, name)
        except UnknownPaperError as unknown:
            told = none_called(name, papers_called(assistant, unknown.nearest))
            return self.compared(state.chosen, state.aspect, told)
        chosen, told = self._with(state.chosen, found.paper_id)
        told = told if surely else taken_for(name, found) + told
        return {**self.compared(chosen, state.aspect, told), "name": ""}

    def compare(self, state: SessionState, data: EventData) -> Changes:
        return self.compared(state.chosen, state.aspect)

    def cite_compared(self, state: SessionState, data: EventData) -> Changes:
        """The card behind a cell."""
        place = max(0, whole_number(data, "cite"))
        shown = panel(state.compared, 0, self.controller.find, place, prefix=COMPARED)
        return {"cells": shown, "effects": {"focus": "#cells details[open] summary"}}

    def export_compared(self, state: SessionState, data: EventData) -> Changes:
        """The papers of the comparison."""
        papers = [paper for i in state.chosen if (paper := self.controller.find(i))]
        return papers_file(papers, data.get("format", ""), "comparison")

    def _with(self, chosen: tuple[str, ...], id_: str) -> tuple[tuple[str, ...], Markup]:
        """The papers that are compared with one more, and what is to be told of those it pushes out."""
        ids = tuple(dict.fromkeys((*chosen, id_)))
        out = [paper for i in ids[:-MOST_COMPARED] if (paper := self.controller.find(i))]
        return ids[-MOST_COMPARED:], pushed_out(out)

    def _changed(self, state: SessionState, told: str, more: Markup = EMPTY) -> Changes:
        """The library as it is now, and what was done to it."""
        return {
            "paper": EMPTY,
            "report": tag("p", told, more, class_="report", role="status") if told else EMPTY,
            **self.show(state, state.table),
            **surroundings(self.controller.assistant, self.settings),
        }

    def show(self, state: SessionState, table: TableState, *, narrowing: bool = False) -> Changes:
        """The table as it is to be now; above its first page, while nothing is looked for, what the last
        updates brought. `narrowing`: the row of filters stays open, as somebody types there."""
        tags = self.tags
        table = table if table.tag in tags else replace(table, tag="")  # another session may have taken it
        marked = shelf.Marked(state.chosen, state.picked, narrowing=narrowing or bool(table.having))
        shown = shelf.table(self.controller.assistant, table, marked, tags)
        if not (table.query or table.page or table.tag or table.having):
            shown = news.section(NewsFile(self.settings.home).read(), self.controller.find) + shown
        return {"shelf": shown, "table": table}

    def compared(self, chosen: tuple[str, ...], aspect: str, told: Markup = EMPTY) -> Changes:
        """These papers side by side, below what is told of them."""
        found = compare_papers(self.controller.assistant, chosen, aspect)
        answer = found.answer
        sources = panel(answer, 0, self.controller.find, prefix=COMPARED) if answer else EMPTY
        return {
            "chosen": chosen,
            "comparison": told + comparison_view(found),
            "compared": answer,
            "cells": sources,
        }
