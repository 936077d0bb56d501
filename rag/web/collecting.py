"""Selecting papers in the library: tags for them, files of them, questions to them alone.

In: the session's state, the event's data. Out: changes. ui.py hands them to gradio's components.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.comparison import MOST_COMPARED
from rag.answering.shelved import listed_papers
from rag.answering.tagged import untag
from rag.ingest.tags import add_tag
from rag.model.paper import Paper
from rag.web import shelf
from rag.web.browsing import Browsing
from rag.web.comparing import pushed_out
from rag.web.export_files import papers_file
from rag.web.selecting import selection_bar
from rag.web.session import Changes, EventData, SessionState
from rag.web.shelf import TableState

MOST_PICKED = 10_000  # papers


class Collecting:
    """The events of selected papers; one of these serves all sessions."""

    def __init__(self, browsing: Browsing) -> None:
        self.browsing, self.controller = browsing, browsing.controller

    def mark(self, state: SessionState, data: EventData) -> Changes:
        """A paper is selected, or no longer."""
        id_ = data.get("paper", "")
        left = tuple(one for one in state.picked if one != id_)
        new = len(left) == len(state.picked) and self.controller.find(id_)
        return self._bar((*left, id_)[:MOST_PICKED] if new else left)

    def mark_all(self, state: SessionState, data: EventData) -> Changes:
        """All papers of the table are selected, beside those that are."""
        found = listed_papers(self.controller.assistant, state.table.wanted(self.browsing.tags))
        ids = dict.fromkeys((*state.picked, *(paper.paper_id for paper in found)))
        return self._shown(replace(state, picked=tuple(ids)[:MOST_PICKED]), state.table)

    def unmark_all(self, state: SessionState, data: EventData) -> Changes:
        """Nothing is selected."""
        return self._shown(replace(state, picked=()), state.table)

    def tag(self, state: SessionState, data: EventData) -> Changes:
        """Give a tag to a paper, or to those that are selected."""
        if ids := self._meant(state, data):
            add_tag(self.browsing.settings.home, data.get("name", ""), ids)
        return self._tagged(state, data)

    def untag(self, state: SessionState, data: EventData) -> Changes:
        """Take a tag from a paper, or from those that are selected."""
        catalogue, home = self.controller.assistant.catalogue, self.browsing.settings.home
        if data.get("tag", "") in self.browsing.tags:
            untag(catalogue, home, data["tag"], self._meant(state, data))
        return self._tagged(state, data)

    def tagged(self, state: SessionState, data: EventData) -> Changes:
        """Only papers that have a tag are shown; all again without one."""
        return self._shown(state, replace(state.table, tag=data.get("tag", ""), page=0))

    def compare_picked(self, state: SessionState, data: EventData) -> Changes:
        """The selected papers side by side."""
        told = pushed_out(self._papers(state.picked[MOST_COMPARED:]))
        changes = self.browsing.compared(state.picked[:MOST_COMPARED], state.aspect, told)
        return {**changes, "room": "compare"}

    def export_picked(self, state: SessionState, data: EventData) -> Changes:
        """The selected papers as a file."""
        return papers_file(self._papers(state.picked), data.get("format", ""), "selection")

    def _meant(self, state: SessionState, data: EventData) -> tuple[str, ...]:
        one = data.get("paper", "")
        ids = (one,) if one else state.picked
        return tuple(id_ for id_ in ids if self.controller.find(id_))

    def _papers(self, ids: Sequence[str]) -> list[Paper]:
        return [paper for id_ in ids if (paper := self.controller.find(id_))]

    def _tagged(self, state: SessionState, data: EventData) -> Changes:
        """Where the tags of papers are shown."""
        if id_ := data.get("paper", ""):
            compared = id_ in state.chosen
            tags = self.browsing.tags
            return {"paper": shelf.paper_page(self.controller.assistant, id_, tags, compared=compared)}
        return self._shown(state, state.table)

    def _bar(self, picked: tuple[str, ...]) -> Changes:
        return {"picked": picked, "selection": selection_bar(picked, self.browsing.tags)}

    def _shown(self, state: SessionState, table: TableState) -> Changes:
        return {**self._bar(state.picked), **self.browsing.show(state, table)}
