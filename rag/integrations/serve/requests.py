"""What clients send, as FastAPI reads it; fields that nobody here knows are left out.

In: JSON. Out: frozen values whose texts can be written again as UTF-8. `text_of` reads the two ways in which
a chat message holds its text.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rag.export.plain import strip_controls
from rag.integrations.serve.problems import RequestError

MOST_MESSAGES, MOST_TURNS, MOST_PAPERS = 2000, 100, 1000

Made = TypeVar("Made")


def _clean(text: str) -> str:
    """Without control characters and halves of surrogate pairs."""
    return strip_controls(text.encode("utf-8", "replace").decode())


Text = Annotated[str, AfterValidator(_clean)]
Day = Annotated[
    str, Field(max_length=40, examples=["2024", "2024-03", "March 2024"]), AfterValidator(_clean)
]  # measured before it is cleaned, or the refusal counts "items"


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True)


class Block(_Sent):
    """A part of a message; only text is read."""

    type: Text = "text"
    text: Text | None = None


class ChatMessage(_Sent):
    """One message of a conversation."""

    role: Text
    content: Text | list[Block] | None = None


class StreamOptions(_Sent):
    """What a stream is to hold beside the text."""

    include_usage: bool | None = False


class ChatRequest(_Sent):
    """A conversation whose last message is to be answered. `since` and `until` limit the papers by date."""

    model: Text = "ask"
    messages: list[ChatMessage] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    since: Day = ""
    until: Day = ""


class Question(_Sent):
    """A question, after the messages before it; `mode` quote lets no model write."""

    question: Text = Field(min_length=1, examples=["How does GaLore save memory?"])
    turns: list[Text] = Field(default=[], max_length=MOST_TURNS, description="earlier questions")
    mode: Literal["auto", "quote"] = "auto"
    since: Day = ""
    until: Day = ""


def text_of(content: str | Sequence[Block] | None) -> str:
    """The text of a message; pictures, sounds and files are left out."""
    if isinstance(content, str):
        return content
    return "\n".join(block.text for block in content or () if block.text)


def asker(request: Request) -> str:
    """Who asks: a token where one was sent, else an address; only for whose turn it is."""
    return request.headers.get("authorization") or (request.client.host if request.client else "")


async def unless_gone(request: Request, made: Coroutine[Any, Any, Made]) -> Made:
    """What is made for a client that waits for it; where the client leaves, it is cancelled."""
    work, gone = asyncio.ensure_future(made), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise RequestError(499, "the client has left")
        return work.result()
    finally:
        work.cancel()
        gone.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue
