"""OpenAI's endpoints: the list of models, and chat completions, whole or as a stream.

In: a conversation as any OpenAI client sends it. Out: a reply whose text ends with the list of its sources,
and whose annotations say which words of which paper stand behind each marker.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from rag.generation.tokens import count_tokens
from rag.integrations.serve import wire
from rag.integrations.serve.conversation import conversation_of
from rag.integrations.serve.desk import QUOTING, Asked, Desk, filters_of
from rag.integrations.serve.marks import annotations, below, harmless
from rag.integrations.serve.problems import RequestError, problem_of
from rag.integrations.serve.requests import ChatMessage, ChatRequest, asker, text_of, unless_gone
from rag.model.answer import Answer

MESSAGE_TOKENS = 4  # what a message's role and ends count for
_NO_BUFFER = {"X-Accel-Buffering": "no"}  # for proxies before us

Pieces = AsyncGenerator[str | Answer | None, None]


@dataclass(slots=True)
class Reply:
    """A reply on its way to one client: what is asked, and what was shown of the answer so far."""

    desk: Desk
    asked: Asked
    completion: wire.Completion
    prompt: str
    messages: int
    papers_at: str  # the address that papers' ids are appended to
    shown: str = ""
    held: str = ""

    def take(self, piece: str) -> str:
        """What can be shown now; an exclamation mark is held until it is known what follows."""
        text = self.held + piece
        self.held = "!" if text.endswith("!") else ""
        text = harmless(text.removesuffix(self.held))
        self.shown += text
        return text

    def end(self, answer: Answer) -> tuple[str, list[dict[str, Any]]]:
        """The rest of the content, and its annotations; the conversation is kept as it is now."""
        text, held = harmless(answer.answer), self.held
        self.shown = self.shown + held or text
        shift = max(0, len(self.shown) - len(text))  # a draft that was given up stands before it
        marks = annotations(replace(answer, answer=text), self._link, shift=shift)
        self.shown += (rest := below(answer))
        self.desk.keep(self.asked, self.shown, answer)
        return held + rest, marks

    async def usage(self) -> wire.Usage:
        """Tokens, counted in a thread."""
        count = partial(_counted, self.prompt, self.shown, self.messages)
        used = await self.desk.done(count, self.asked.who)
        for kind, number in (("prompt", used.prompt), ("completion", used.completion)):
            self.desk.metrics.tokens[("kind", kind),] += number
        return used

    def _link(self, paper_id: str) -> str:
        return self.papers_at + quote(paper_id)


def router(desk: Desk) -> APIRouter:
    """The routes under /v1."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI"])
    began = int(desk.metrics.started)

    @routes.get("/models")
    async def models() -> dict[str, Any]:
        """The models: `ask` answers as the library is set up, `ask-quote` always by quoting."""
        return {"object": "list", "data": [wire.model_row(name, began) for name in desk.models]}

    @routes.get("/models/{name}")
    async def model(name: str) -> dict[str, Any]:
        """One of them."""
        return wire.model_row(_known(desk, name), began)

    @routes.post("/chat/completions")
    async def completions(asked: ChatRequest, request: Request) -> Any:
        """Answer the last message of a conversation, from the papers alone."""
        reply = _reply(desk, asked, request)
        if not asked.stream:
            return JSONResponse(await unless_gone(request, _whole(reply)))
        pieces = desk.answer(reply.asked)
        first = await unless_gone(request, anext(pieces))  # what fails before a word is said has a status
        counted = bool(asked.stream_options and asked.stream_options.include_usage)
        return EventStream(_stream(reply, first, pieces, counted=counted), headers=_NO_BUFFER)

    return routes


def _known(desk: Desk, name: str) -> str:
    if name not in desk.models:
        line = f"no model called {name[:60]!r}; there are: {', '.join(desk.models)}"
        raise RequestError(404, line, code="model_not_found", param="model")
    return name


def _reply(desk: Desk, sent: ChatRequest, request: Request) -> Reply:
    model = _known(desk, sent.model)
    texts = [text_of(m.content) for m in sent.messages]
    filters = filters_of(sent.since, sent.until)
    asked = Asked(_conversation(sent.messages, texts), filters, model == QUOTING, asker(request))
    papers_at = f"{request.base_url}api/papers/"
    return Reply(desk, asked, wire.Completion(model), "\n".join(texts), len(texts), papers_at)


def _conversation(messages: list[ChatMessage], texts: list[str]) -> Any:
    roles = [message.role for message in messages]
    found = conversation_of([*zip(roles, texts, strict=True)])
    if found is None:
        raise RequestError(400, "the last message must be the user's", param="messages")
    if not found.message.strip():
        raise RequestError(400, "the last message has no text; only text is read", param="messages")
    return found


async def _whole(reply: Reply) -> dict[str, Any]:
    answer = await reply.desk.answered(reply.asked)
    _, marks = reply.end(answer)
    return reply.completion.whole(reply.shown, marks, await reply.usage(), answer)


async def _stream(
    reply: Reply, first: str | Answer | None, pieces: Pieces, *, counted: bool
) -> AsyncIterator[str]:
    """The lines of the event stream; what goes wrong in the middle is an event, too."""
    made = reply.completion
    try:
        async with aclosing(_from(first, pieces)) as all_pieces:
            yield made.chunk({"role": "assistant", "content": ""})
            async for piece in all_pieces:
                if piece is None:
                    yield wire.ALIVE
                elif isinstance(piece, str):
                    yield made.chunk({"content": reply.take(piece)})
                else:
                    rest, marks = reply.end(piece)
                    if rest:
                        yield made.chunk({"content": rest})
                    yield made.chunk({"annotations": marks})
                    yield made.chunk({}, finish="stop", ask=wire.beside(piece))
        if counted:
            yield made.counted(await reply.usage())
        yield wire.DONE
    except Exception as error:
        yield wire.event(problem_of(error).to_json())


async def _from(first: str | Answer | None, pieces: Pieces) -> Pieces:
    async with aclosing(pieces):
        yield first
        async for piece in pieces:
            yield piece


def _counted(prompt: str, shown: str, messages: int) -> wire.Usage:
    return wire.Usage(count_tokens(prompt) + MESSAGE_TOKENS * messages, count_tokens(shown))


class EventStream(StreamingResponse):
    """Server-sent events; whatever ends it, what makes them is told so."""

    media_type = "text/event-stream"
    body_iterator: Any

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.body_iterator.aclose()
