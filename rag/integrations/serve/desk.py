"""Where questions are answered for the service.

In: a conversation, filters. Out: pieces of the answer's text as they come, then the Answer; what was asked of
the library otherwise. All of it is done by threads (work.py), so that the server goes on meanwhile.
"""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from rag.answering.assistant import Assistant
from rag.answering.browse import filters_from
from rag.integrations.serve.conversation import Conversation, Remembered, Said
from rag.integrations.serve.metrics import Metrics
from rag.integrations.serve.problems import RequestError
from rag.integrations.serve.work import Work
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.filters import NO_FILTERS, Filters
from rag.model.listener import Listener

DEFAULT, QUOTING = "ask", "ask-quote"  # the models that are offered

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, within filters, and by whom; `quoting`: no model is to write."""

    conversation: Conversation
    filters: Filters = NO_FILTERS
    quoting: bool = False
    who: str = ""


class Desk:
    """Serves any number of clients at once. `quoting` is the assistant without its model, or the same where
    it has none. `work` is what a model writes; the rest waits for none of it, in a line of its own."""

    def __init__(
        self, assistant: Assistant, quoting: Assistant, work: Work, quick: Work | None = None
    ) -> None:
        self.assistant, self.quoting, self.work, self._quick = assistant, quoting, work, quick or work
        self.metrics = Metrics()
        self._remembered = Remembered(quoting)

    @property
    def models(self) -> tuple[str, ...]:
        """The names by which clients ask."""
        return (DEFAULT,) if self.quoting is self.assistant else (DEFAULT, QUOTING)

    @property
    def running(self) -> int:
        """Answers that are being made or wait their turn."""
        return self.work.running + (self._quick.running if self._quick is not self.work else 0)

    def close(self) -> None:
        """No answer is begun any more."""
        self.work.close()
        self._quick.close()

    async def answer(self, asked: Asked) -> AsyncGenerator[str | Answer | None, None]:
        """Pieces of text, then the Answer; None is a sign of life."""
        assistant = self.quoting if asked.quoting else self.assistant

        def source(listener: Listener) -> Iterator[str | Answer]:
            said, filters = asked.conversation.said, asked.filters
            history = self._remembered.history(said, filters)
            message = asked.conversation.message
            yield from assistant.stream(message, history, filters=filters, listener=listener)

        work = self._quick if asked.quoting else self.work
        async with aclosing(work.pieces(source, asked.who)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    self.metrics.answer(piece)
                yield piece

    async def answered(self, asked: Asked) -> Answer:
        """The whole answer."""
        async with aclosing(self.answer(asked)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    return piece
        raise AssertionError("a stream of pieces ends with the answer")

    def keep(self, asked: Asked, content: str, answer: Answer) -> None:
        """Note what the client was given, so that it is known again when it comes back."""
        said = (*asked.conversation.said, Said(asked.conversation.message, content))
        self._remembered.keep(said, asked.filters, answer)

    async def done(self, do: Callable[[], Done], who: str = "") -> Done:
        """What `do` gives; done in a thread, when it is the turn of `who` asks."""
        async with aclosing(self._quick.pieces(lambda listener: [do()], who)) as pieces:
            async for piece in pieces:
                if piece is not None:
                    return piece
        raise AssertionError("what is done gives something")


def filters_of(since: str, until: str) -> Filters:
    """Dates as a client writes them; RequestError where one cannot be read."""
    try:
        return filters_from(since, until, date.today())
    except AskError as error:
        raise RequestError(400, str(error), param="since" if since else "until") from None
