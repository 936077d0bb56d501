"""Literature tables on the page: filled paper by paper, stopped, taken away as files.

In: the session's state, the event's data. Out: changes, a generator of them while a table is filled. ui.py
hands the changes to gradio's components.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

from rag.answering.literature import LiteratureTable, filled, questions_in
from rag.answering.literature_files import as_csv, as_markdown
from rag.model.errors import AskError
from rag.web.controller import Controller
from rag.web.html import EMPTY, problem
from rag.web.literature import literature_view
from rag.web.session import Changes, EventData, SessionState, file, whole_number
from rag.web.sources import TABLED, panel

MOST_TABLED = 300  # papers
FRAME_SECONDS = 0.3  # rows that come faster are shown together
NONE_SELECTED = "Select papers in the table first; each is then asked your questions."


class Tabling:
    """The events of literature tables; one of these serves all sessions."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self._filling: dict[str, object] = {}  # by owner: whoever finds another's place taken stops

    def tabulate(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """Ask each of the selected papers the questions that were typed, one a line."""
        try:
            steps = self._steps(state)
        except AskError as error:
            yield {"literature": problem(str(error)), "tabled": None, "tabled_card": EMPTY}
            return
        mine = self._filling[state.owner] = object()
        table, shown_at = next(steps), 0.0
        yield {"literature": literature_view(table, running=True), "tabled": None, "tabled_card": EMPTY}
        try:
            for table in steps:
                if self._filling.get(state.owner) is not mine:
                    break
                if (now := time.monotonic()) - shown_at > FRAME_SECONDS:
                    shown_at = now
                    yield {"literature": literature_view(table, running=True)}
        finally:
            if self._filling.get(state.owner) is mine:
                del self._filling[state.owner]
        yield {"literature": literature_view(table), "tabled": table}

    def halt_table(self, state: SessionState, data: EventData) -> Changes:
        """Fill no more of it; what there is stays."""
        self._filling.pop(state.owner, None)
        return {}

    def close_table(self, state: SessionState, data: EventData) -> Changes:
        """The table is put away."""
        return {"literature": EMPTY, "tabled": None, "tabled_card": EMPTY}

    def cite_table(self, state: SessionState, data: EventData) -> Changes:
        """The card behind a cell."""
        if state.tabled is None:
            return {}
        place, answer = max(0, whole_number(data, "cite")), state.tabled.answer
        wanted = answer.citations[min(place, len(answer.citations) - 1) :][:1]
        of_paper = tuple(c for c in answer.citations if c.number in {w.number for w in wanted})
        shown = panel(replace(answer, citations=of_paper), 0, self.controller.find, prefix=TABLED)
        return {"tabled_card": shown, "effects": {"focus": "#tabled_card details[open] summary"}}

    def export_table(self, state: SessionState, data: EventData) -> Changes:
        """The table as a file."""
        if state.tabled is None:
            return {}
        if data.get("format") == "csv":
            return file("literature.csv", "text/csv", f"{as_csv(state.tabled)}\n")
        return file("literature.md", "text/markdown", f"{as_markdown(state.tabled)}\n")

    def _steps(self, state: SessionState) -> Iterator[LiteratureTable]:
        """AskError where nothing is selected, too much is, or there are no questions."""
        if not state.picked:
            raise AskError(NONE_SELECTED)
        if len(state.picked) > MOST_TABLED:
            many = f"at most {MOST_TABLED} papers fit a table here, and {len(state.picked):,} are selected"
            raise AskError(f"{many}; select fewer, or use: ask papers --table")
        return filled(self.controller.assistant, state.picked, questions_in(state.questions.splitlines()))
