"""Answering on the page: questions go in, view models come out while the answer is being made.

In: an owner's token, a conversation's id, what the reader did. Out: view models (what each part
of the screen shows). Conversations are read from disk for each question, so that sessions
share nothing but the library.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answering.assistant import Assistant
from rag.answering.browse import find_paper
from rag.answering.suggested import suggested
from rag.model.answer import Answer, Status
from rag.model.errors import trouble
from rag.model.filters import NO_FILTERS, Filter, Filters
from rag.model.listener import Listener
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.web.answers import ShownTurn, earlier_html, turns_html
from rag.web.conversations import Conversation, ConversationStore
from rag.web.examples import empty_state
from rag.web.faults import log, told
from rag.web.html import Markup
from rag.web.queueing import Lines
from rag.web.running import UNREAD_SECONDS, RunningAnswer
from rag.web.sidebar import past
from rag.web.sources import panel

MEMORY = 6  # turns of a conversation that a question may lean on
REMEMBERED = 500  # conversations whose suggestions are not looked for again
UNFINISHED = "This answer was not finished; ask again to have it."
NOT_KEPT = "Not saved yet: {why}. Make room or repair the folder; it is saved with your next question."


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a message within filters. `parsed` is what it asks where the reader removed filters
    that it sets; `replacing` is the turn whose place it and its answer take; `fresh`: written anew, nothing
    that was kept."""

    message: str
    filters: Filters = NO_FILTERS
    replacing: int | None = None
    parsed: tuple[ParsedQuery, ...] = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class ViewModel:
    """What the parts of the screen show; None is as before."""

    conversation: str
    earlier: Markup | None  # all turns but the last
    latest: Markup
    sources: Markup | None
    past: Markup | None


class Controller:
    """Where questions are asked; serves any number of sessions at once."""

    def __init__(
        self,
        assistant: Assistant,
        conversations: ConversationStore,
        lines: Lines | None = None,
        *,
        unread: float = UNREAD_SECONDS,
    ) -> None:
        self._unread = unread  # how many seconds an answer goes on that nobody reads
        self.assistant, self.conversations, self._lines = assistant, conversations, lines or Lines()
        self._running: dict[str, tuple[str, RunningAnswer]] = {}  # with its owner, by the conversation's id
        self._suggested: dict[str, tuple[Answer, tuple[str, ...]]] = {}  # by the conversation's id

    def view(self, owner: str, conversation_id: str, *, turn: int = -1, opened: int = 0) -> ViewModel:
        """A conversation as it was kept, the sources of one of its turns beside it."""
        return self._view(owner, self.conversations.open(owner, conversation_id), turn=turn, opened=opened)

    def answer(self, owner: str, conversation_id: str, turn: int) -> Answer | None:
        """The answer of one turn; None where there is none."""
        answers = self.conversations.open(owner, conversation_id).answers
        return answers[turn] if 0 <= turn < len(answers) else None

    def ask(self, owner: str, conversation_id: str, request: Request) -> Iterator[ViewModel]:
        """Answer a message; an empty one shows the conversation as it is."""
        conversation = self.conversations.open(owner, conversation_id)
        if request.replacing is not None:
            conversation = conversation.before(max(request.replacing, 0))
        request = replace(request, message=request.message.strip())
        if not request.message:
            yield self._view(owner, conversation)
            return
        running = RunningAnswer(
            lambda listener: self._pieces(owner, conversation, request, listener),
            request.message,
            _failed,
            fresh=request.fresh,
            unread=self._unread,
        )
        self._running[conversation.id] = owner, running
        self._begin(owner, conversation, running.draft)
        kept: list[ViewModel] = []

        def keep(answer: Answer) -> None:
            try:
                kept.append(self._kept(owner, conversation, request, answer))
            finally:
                if self._running.get(conversation.id) == (owner, running):
                    del self._running[conversation.id]

        try:  # the question is shown before its answer, however fast that comes
            yield self._view(owner, conversation, running=running.draft)
        finally:
            running.begin(keep)
        yield from self._frames(conversation, running)
        yield from kept or (self.view(owner, conversation.id),)

    def open(self, owner: str, conversation_id: str) -> Iterator[ViewModel]:
        """A conversation as it was kept; where its answer is being written still, that as it grows."""
        whose, running = self._running.get(conversation_id, ("", None))
        conversation = self.conversations.open(owner, conversation_id)
        if running is None or whose != owner:
            yield self._view(owner, conversation)
            return
        place = _place_of(conversation, running.draft.question)
        yield replace(
            self._view(owner, conversation.before(place), running=running.draft),
            past=past(self.conversations.kept(owner), conversation.id),
        )
        yield from self._frames(conversation.before(place), running)
        yield self.view(owner, conversation_id)

    def again(
        self, owner: str, conversation_id: str, turn: int, *, filters: Filters = NO_FILTERS
    ) -> Iterator[ViewModel]:
        """The same question once more; filters that were removed stay removed."""
        conversation = self.conversations.open(owner, conversation_id)
        answer = self.answer(owner, conversation_id, turn)
        if answer is None:
            return self.ask(owner, conversation.id, Request(""))
        parsed = answer.parsed if turn in conversation.widened else ()
        return self.ask(owner, conversation.id, Request(answer.question, filters, turn, parsed, fresh=True))

    def widen(
        self, owner: str, conversation_id: str, turn: int, removed: Filter, *, filters: Filters = NO_FILTERS
    ) -> Iterator[ViewModel]:
        """The same question without one of its filters."""
        answer = self.answer(owner, conversation_id, turn)
        if answer is None:
            return self.ask(owner, conversation_id, Request(""))
        parsed = tuple(_without(query, removed) for query in answer.parsed)
        return self.ask(owner, conversation_id, Request(answer.question, filters, turn, parsed))

    def stop(self, conversation_id: str) -> None:
        """The answer being written ends here, whether or not its model says anything more."""
        if found := self._running.get(conversation_id):
            found[1].stop()

    def warm_up(self) -> None:
        """Load what the first question would wait for."""
        self.assistant.warm_up()

    def rate(self, owner: str, conversation_id: str, turn: int, rating: str) -> Conversation:
        """The conversation with the rating noted."""
        conversation = self.conversations.open(owner, conversation_id)
        if 0 <= turn < len(conversation.answers) and rating in ("up", "down"):
            conversation = replace(conversation, ratings={**conversation.ratings, turn: rating})
            self.conversations.save(owner, conversation)
        return conversation

    def find(self, paper_id: str) -> Paper | None:
        """The paper as it is in the library now."""
        return find_paper(self.assistant, paper_id)

    def _pieces(
        self, owner: str, conversation: Conversation, request: Request, listener: Listener
    ) -> Iterator[str | Answer]:
        history = conversation.answers[-MEMORY:]
        with self._lines.turn(owner, listener) as mine:
            if mine:
                yield from self.assistant.stream(
                    request.message,
                    history,
                    filters=request.filters,
                    parsed=request.parsed,
                    listener=listener,
                )

    def suggest(self, owner: str, conversation_id: str, *, filters: Filters = NO_FILTERS) -> ViewModel | None:
        """The view with what may be asked next under its last turn, if anything; None where the next answer
        is being written already."""
        conversation = self.conversations.open(owner, conversation_id)
        try:
            found = suggested(self.assistant, conversation.answers[-MEMORY:], filters=filters)
        except Exception:
            log.exception("nothing could be suggested")
            found = ()
        if not conversation.answers or conversation.id in self._running:
            return None
        if len(self._suggested) >= REMEMBERED:
            self._suggested.clear()
        self._suggested[conversation.id] = conversation.answers[-1], found
        return self._view(owner, self.conversations.open(owner, conversation_id))

    def _with_suggestions(self, turn: ShownTurn, conversation: Conversation) -> ShownTurn:
        """The last turn with what was found to ask next, if that was looked for."""
        answer, found = self._suggested.get(conversation.id, (None, ()))
        looked = conversation.answers[-1:] == (answer,)
        return replace(turn, suggested=found if looked else (), looked=looked)

    def _frames(self, conversation: Conversation, running: RunningAnswer) -> Iterator[ViewModel]:
        """What changes while the answer grows."""
        for shown in running.frames():
            of_it = replace(shown, conversation=conversation.id)
            latest = turns_html([of_it], first=len(conversation.answers), ends=True)
            yield ViewModel(conversation.id, None, latest, None, None)

    def _begin(self, owner: str, conversation: Conversation, draft: Answer) -> None:
        """Keep the question, so that it is there whatever becomes of the page."""
        try:
            self.conversations.save(owner, conversation.with_answer(_unfinished(draft)))
        except OSError as error:
            log.warning("a question could not be kept: %s", trouble(error))

    def _kept(self, owner: str, conversation: Conversation, request: Request, answer: Answer) -> ViewModel:
        """The conversation with its new answer; what another window did to it meanwhile stays."""
        try:
            kept = self._keep(owner, conversation, request, answer)
        except OSError as error:
            log.warning("an answer could not be kept: %s", trouble(error))
            kept = self.conversations.open(owner, conversation.id)
        view = self._view(owner, kept)
        return replace(view, earlier=None) if kept.before(len(kept.answers) - 1) == conversation else view

    def _keep(self, owner: str, conversation: Conversation, request: Request, answer: Answer) -> Conversation:
        """The conversation as it is kept now, the answer in the place of its unfinished question."""
        now = self.conversations.open(owner, conversation.id)
        draft = _unfinished(Answer(request.message, "", Status.ANSWERED, ""))
        if draft in now.answers:
            kept = now.with_answer(answer, widened=bool(request.parsed), turn=now.answers.index(draft))
        else:
            before = now if request.replacing is None and now.answers else conversation
            kept = before.with_answer(answer, widened=bool(request.parsed))
        self.conversations.save(owner, kept)
        return kept

    def _view(
        self,
        owner: str,
        conversation: Conversation,
        *,
        turn: int = -1,
        opened: int = 0,
        running: Answer | None = None,
    ) -> ViewModel:
        """All of it; while an answer is `running`, what stands beside the conversation is as before."""
        shown = [ShownTurn(a, conversation.ratings.get(n, "")) for n, a in enumerate(conversation.answers)]
        shown += [ShownTurn(running, running=True, conversation=conversation.id)] if running else []
        turn = turn if 0 <= turn < len(shown) else len(shown) - 1
        if shown and not running:
            shown[-1] = self._with_suggestions(shown[-1], conversation)
            if why := self.conversations.why_unkept(owner, conversation.id):
                notes = (*shown[-1].answer.notes, NOT_KEPT.format(why=why))
                shown[-1] = replace(shown[-1], answer=replace(shown[-1].answer, notes=notes))
        latest = turns_html(shown[-1:], first=len(shown) - 1, ends=True)
        return ViewModel(
            conversation.id,
            earlier_html(conversation.id, shown[:-1]),
            latest or empty_state(self.assistant),
            None if running else panel(shown[turn].answer if shown else None, turn, self.find, opened),
            None if running else past(self.conversations.kept(owner), conversation.id),
        )


def _failed(draft: Answer, error: Exception) -> Answer:
    """What is kept of an answer that went wrong."""
    return replace(draft, status=Status.NOT_ANSWERED, notes=(told(error),))


def _place_of(conversation: Conversation, question: str) -> int:
    """Which turn is the one that is being written: the last unfinished one that asks this, else a new one."""
    answers = conversation.answers
    places = [n for n, a in enumerate(answers) if a.question == question and a.notes == (UNFINISHED,)]
    return places[-1] if places else len(answers)


def _unfinished(draft: Answer) -> Answer:
    """What is kept of an answer that is being written."""
    return replace(draft, status=Status.PARTLY, notes=(UNFINISHED,))


def _without(query: ParsedQuery, removed: Filter) -> ParsedQuery:
    """The query without that filter, if it has it."""
    has_it = removed in query.filters.active()
    return replace(query, filters=query.filters.without(removed)) if has_it else query
