"""Asking on the page: what happens when something is asked, edited, cited, rated, downloaded.

In: the session's state, the event's data. Out: changes, a generator of them where the answer
streams. ui.py hands the changes to gradio's components.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date

from rag.answering.browse import filters_from
from rag.answering.shelved import listed_papers
from rag.answering.tagged import tags_of
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.filters import Filter, Filters
from rag.model.settings import Settings
from rag.web import feedback
from rag.web.controller import Controller, Request, ViewModel
from rag.web.conversations import Conversation, is_token, token
from rag.web.export_files import Wanted, answers_file, file_name
from rag.web.html import Markup, button, plural, problem, tag
from rag.web.session import FOCUS, Changes, EventData, SessionState, file, surroundings, whole_number
from rag.web.sidebar import deleted, past
from rag.web.windows import Windows

HINT = "Press Enter to ask · Shift+Enter for a new line · Esc to stop"
MOST_ASKED = 500  # papers that questions can be limited to
_NOT_DATED: Changes = {"since": "", "until": ""}
EDITING = "Your question is back in the box. Change it and press Enter: the new answer replaces the old one."


class Asking:
    """The events of the first room; one of these serves all sessions."""

    def __init__(self, settings: Settings, controller: Controller, today: Callable[[], date]) -> None:
        self.settings, self.controller, self.today = settings, controller, today
        self._windows = Windows()

    def arrive(self, state: SessionState, data: EventData) -> Changes:
        """The page was opened; the dates are as this browser had them last."""
        since, until = state.dates_kept if len(state.dates_kept) == 2 else ("", "")
        state = replace(state, since=str(since), until=str(until))
        owner = state.owner if is_token(state.owner) else token()
        new = {"owner": owner, "editing": -1, **_shown(self.controller.view(owner, token()))}
        dates = {"since": state.since, "until": state.until}
        around = surroundings(self.controller.assistant, self.settings)
        return {**new, **around, **dates, "hint": self._hint(state)}

    def ask(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """The message in the box."""
        replacing = state.editing if state.editing >= 0 else None
        yield from self._asked(state, state.box, replacing)

    def suggest(self, state: SessionState, data: EventData) -> Changes:
        """What may be asked next, under the last answer. Looking for it holds up no question."""
        shown = self._windows.shown(state.window)
        view = self.controller.suggest(state.owner, state.conversation, filters=self._filters(state))
        same = self._windows.shown(state.window) is shown  # else it would write over what is shown now
        return {"latest": view.latest} if view and same else {}

    def example(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """A question that was offered."""
        yield {"room": "ask"}
        yield from self._asked(state, data.get("message", ""), None)

    def again(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """The same question once more."""
        turn, filters = whole_number(data, "turn"), self._filters(state)
        views = self.controller.again(state.owner, state.conversation, turn, filters=filters)
        yield from ({**_shown(view), "editing": -1} for view in self._newest(state, views))

    def widen(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """The same question without one of its filters; dates of the settings are removed there too."""
        turn, filters = whole_number(data, "turn"), self._filters(state)
        answer = self.controller.answer(state.owner, state.conversation, turn)
        removed = _filter_of(answer, whole_number(data, "query"), data.get("field", ""))
        if removed is None:
            yield {}
            return
        if any(getattr(filters, field) is not None for field in removed.fields):
            if dated := "since" in removed.fields:
                state = replace(state, **_NOT_DATED)
            else:
                self._limit(state, ())
            filters = self._filters(state)
            yield {**(_NOT_DATED if dated else {}), "hint": self._hint(state)}
        views = self.controller.widen(state.owner, state.conversation, turn, removed, filters=filters)
        yield from ({**_shown(view), "editing": -1} for view in self._newest(state, views))

    def only(self, state: SessionState, data: EventData) -> Changes:
        """From now on only the papers of the table are asked in this conversation, or those that are compared
        or selected."""
        shown, assistant = state.table, self.controller.assistant
        if data.get("within") == "comparison":
            ids = state.chosen
        elif data.get("within") == "selection":
            ids = state.picked[:MOST_ASKED]
        else:
            found = listed_papers(assistant, shown.wanted(tags_of(assistant.catalogue, self.settings.home)))
            ids = tuple(paper.paper_id for paper in found[:MOST_ASKED])
        self._limit(state, ids)
        return {"hint": self._hint(state), "room": "ask", "effects": FOCUS}

    def every(self, state: SessionState, data: EventData) -> Changes:
        """All papers are asked again."""
        self._limit(state, ())
        return {"hint": self._hint(state)}

    def edit(self, state: SessionState, data: EventData) -> Changes:
        """The last question back into the box."""
        turn = whole_number(data, "turn")
        answer = self.controller.answer(state.owner, state.conversation, turn)
        if answer is None:
            return {}
        hint = tag("p", EDITING, " ", button("Cancel", "keep"))
        return {"box": answer.question, "editing": turn, "hint": hint, "effects": FOCUS}

    def keep(self, state: SessionState, data: EventData) -> Changes:
        """Nothing is edited after all."""
        return {"box": "", "editing": -1, "hint": self._hint(state)}

    def halt(self, state: SessionState, data: EventData) -> Changes:
        """Stop writing."""
        self.controller.stop(state.conversation)
        return {}

    def new(self, state: SessionState, data: EventData) -> Changes:
        """An empty conversation, with all papers."""
        self._windows.begins(state.window)
        state = replace(state, conversation=token())
        view = self.controller.view(state.owner, state.conversation)
        return {**_shown(view), "editing": -1, "hint": self._hint(state), "effects": FOCUS}

    def open(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """A conversation from the list, or the one that was open before the page was loaded anew; an answer
        that is being written goes on."""
        state = replace(state, conversation=data.get("conversation", ""))
        first: Changes = {"editing": -1, "hint": self._hint(state)}
        for view in self._newest(state, self.controller.open(state.owner, state.conversation)):
            yield {**_shown(view), **first}
            first = {}

    def forget(self, state: SessionState, data: EventData) -> Changes:
        """Delete a conversation; it can be had back."""
        id_ = data.get("conversation", "")
        gone = self.controller.conversations.open(state.owner, id_)
        self._windows.begins(state.window)
        self.controller.conversations.forget(state.owner, id_)
        if id_ == state.conversation:
            state = replace(state, conversation=token())
        told = deleted(gone.title, id_) if gone.answers else self._hint(state)
        return {**_shown(self.controller.view(state.owner, state.conversation)), "hint": told}

    def restore(self, state: SessionState, data: EventData) -> Changes:
        """Have back the conversation that was deleted last."""
        id_ = data.get("conversation", "")
        self.controller.conversations.restore(state.owner, id_)
        state = replace(state, conversation=id_)
        return {**_shown(self.controller.view(state.owner, id_)), "editing": -1, "hint": self._hint(state)}

    def rename(self, state: SessionState, data: EventData) -> Changes:
        """Give a conversation a name."""
        return self._kept(state, data, lambda one: one.named(data.get("name", "")))

    def pin(self, state: SessionState, data: EventData) -> Changes:
        """Keep a conversation at the top of the list, or no longer."""
        return self._kept(state, data, lambda one: replace(one, pinned=not one.pinned))

    def cite(self, state: SessionState, data: EventData) -> Changes:
        """The sources of another turn."""
        turn, opened = whole_number(data, "turn"), max(0, whole_number(data, "cite"))
        return {
            "sources": self.controller.view(state.owner, state.conversation, turn=turn, opened=opened).sources
        }

    def rate(self, state: SessionState, data: EventData) -> Changes:
        """Thumbs for an answer."""
        return self._judged(state, data, data.get("rating", ""), "")

    def remark(self, state: SessionState, data: EventData) -> Changes:
        """A note on a rated answer."""
        ratings = self.controller.conversations.open(state.owner, state.conversation).ratings
        kept = self._judged(state, data, ratings.get(whole_number(data, "turn"), ""), data.get("note", ""))
        return {**kept, "hint": tag("p", "Your note is saved.")}

    # --- downloads

    def answer_json(self, state: SessionState, data: EventData) -> Changes:
        """One answer as `ask --json` gives it."""
        answer = self.controller.answer(state.owner, state.conversation, whole_number(data, "turn"))
        if answer is None:
            return {}
        text = json.dumps(answer.to_json(), ensure_ascii=False, indent=1)
        return file(f"{file_name(answer.question)}.json", "application/json", text)

    def export_answer(self, state: SessionState, data: EventData) -> Changes:
        """One answer as a document, or the papers that it cites."""
        answer = self.controller.answer(state.owner, state.conversation, whole_number(data, "turn"))
        if answer is None:
            return {}
        wanted = Wanted(data.get("format", ""), data.get("style", ""), answer.question)
        return answers_file([answer], self.controller.find, wanted)

    def export_conversation(self, state: SessionState, data: EventData) -> Changes:
        """The conversation as a document, or the papers cited in it."""
        conversation = self.controller.conversations.open(state.owner, state.conversation)
        wanted = Wanted(data.get("format", ""), data.get("style", ""), conversation.title)
        return answers_file(conversation.answers, self.controller.find, wanted)

    def dates(self, state: SessionState, data: EventData) -> Changes:
        """Dates were typed into the settings, or a filter was removed that they were."""
        return {"hint": self._hint(state), "dates_kept": [state.since, state.until]}

    def _asked(self, state: SessionState, message: str, replacing: int | None) -> Iterator[Changes]:
        request = Request(message, self._filters(state), replacing)
        views = self._newest(state, self.controller.ask(state.owner, state.conversation, request))
        for place, view in enumerate(views):
            first = {"box": "", "editing": -1, "hint": self._hint(state)} if place == 0 else {}
            yield {**_shown(view), **first}

    def _newest(self, state: SessionState, views: Iterator[ViewModel]) -> Iterator[ViewModel]:
        """The views, until this window shows another conversation: the answer then goes on unread, and does
        not write over what is shown."""
        mine = self._windows.begins(state.window)
        for view in views:
            if state.window and self._windows.shown(state.window) is not mine:
                return
            yield view

    def _kept(
        self, state: SessionState, data: EventData, change: Callable[[Conversation], Conversation]
    ) -> Changes:
        """The list, with one of its conversations changed."""
        conversations = self.controller.conversations
        found = conversations.open(state.owner, data.get("conversation", ""))
        if found.answers:
            conversations.save(state.owner, change(found))
        return {"past": past(conversations.kept(state.owner), state.conversation)}

    def _filters(self, state: SessionState) -> Filters:
        """The dates that stand in the settings, and the papers that the conversation is limited to."""
        dated, only = filters_from(state.since, state.until, self.today()), self._only(state)
        return replace(dated, papers=" ".join(only)) if only else dated

    def _only(self, state: SessionState) -> tuple[str, ...]:
        return self.controller.conversations.open(state.owner, state.conversation).only

    def _limit(self, state: SessionState, ids: tuple[str, ...]) -> None:
        """The conversation is asked of these papers alone from now on, of all where there are none."""
        found = self.controller.conversations.open(state.owner, state.conversation)
        with suppress(OSError):  # remembered by this process until it can be kept
            self.controller.conversations.save(state.owner, replace(found, only=ids))

    def _hint(self, state: SessionState) -> Markup:
        try:
            dated = filters_from(state.since, state.until, self.today()).describe()
        except AskError as error:
            return problem(str(error))
        if chosen := self._only(state):
            told = f"Only {plural(len(chosen), 'chosen paper')} will be asked "
            return tag("p", told, button("Ask all papers", "every"))
        only = f"Only papers {', '.join(dated)} (Settings) · " if dated else ""
        return tag("p", only, HINT)

    def _judged(self, state: SessionState, data: EventData, rating: str, note: str) -> Changes:
        turn = whole_number(data, "turn")
        conversation = self.controller.rate(state.owner, state.conversation, turn, rating)
        if 0 <= turn < len(conversation.answers):
            feedback.keep(self.settings.home, conversation.answers[: turn + 1], rating, note)
        view = self.controller.view(state.owner, state.conversation)
        return {"earlier": view.earlier, "latest": view.latest}


def _filter_of(answer: Answer | None, query: int, field: str) -> Filter | None:
    """The filter of one of the answer's questions that sets the field."""
    if answer is None or not 0 <= query < len(answer.parsed):
        return None
    return next((one for one in answer.parsed[query].filters.active() if field in one.fields), None)


def _shown(view: ViewModel) -> Changes:
    return {f.name: value for f in fields(view) if (value := getattr(view, f.name)) is not None}
