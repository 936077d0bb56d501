"""The language model behind one seam: messages in, text as it streams, then its usage.

In: settings, or any LlamaIndex LLM. Out: a Model. What goes wrong is a ModelError of one line.

Which model: ASK_MODEL (`openai:gpt-4o-mini`, `ollama:llama3.1`, or a plain name at
ASK_BASE_URL); with a key and no name, DEFAULT_MODEL; with neither, none.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING, Any

from rag.encoders.endpoint import Endpoint, endpoint
from rag.encoders.failures import failure
from rag.encoders.transport import Pause
from rag.generation.cache import ReplyCache
from rag.generation.chat import Chat, Delta, EndpointChat, UnreadableError
from rag.generation.dialect import Message
from rag.generation.form import is_small
from rag.generation.parameters import parameters
from rag.generation.stream import ReplyStream, Restart, Usage
from rag.generation.thinking import ON, closes_only, room, thinks
from rag.generation.tokens import count_tokens
from rag.model.errors import ContextTooLongError, ModelError, OutOfRoomError, SettingError
from rag.model.extras import WRITING, require
from rag.model.listener import Listener

if TYPE_CHECKING:
    from rag.model.settings import Settings

__all__ = ["Message", "Model", "model_of", "open_model"]

DEFAULT_MODEL = "gpt-4o-mini"
LEAST_CONTEXT = 400  # tokens; a model that holds fewer can answer nothing from papers
SAFE = 0.95  # of a size that a server names: our tokens are not its tokens
MUCH_MORE = 1.2  # times the room, from which asking again is worth it


class Model:
    """A chat model that streams, its failures as ModelErrors of one line, its replies cached. What a
    server says of itself while it is asked (what it holds, what it refuses, that it thinks) is
    remembered. May be used from several threads."""

    def __init__(
        self,
        chat: Chat,
        at: Endpoint,
        *,
        context_tokens: int,
        cache: ReplyCache | None = None,
        thinking: str = "auto",
        prompt: str = "auto",
    ) -> None:
        """`at` names model and server in errors, and has the key that is kept out of replies."""
        self.chat, self.at, self._cache, self._thinking = chat, at, cache, thinking
        self._prompt = prompt
        self.name, self.context_tokens = at.model, context_tokens
        self.reply_tokens = room(at.model, thinking, context_tokens)
        self._closes_only = closes_only(at.model, thinking)

    def __repr__(self) -> str:
        return f"Model({self.name!r} at {self.at.host})"

    @cached_property
    def is_small(self) -> bool:
        """Whether it is asked in the short form; its server may be asked for that, once. A small model that
        does not think also gets less room: it fills what it has."""
        small = is_small(self.at, self._prompt, self.context_tokens)
        if small and not thinks(self.name, self._thinking):
            self.reply_tokens = min(self.reply_tokens, parameters().form.reply)
        return small

    def count(self, text: str) -> int:
        """Tokens of a text as this model counts them, or an estimate."""
        return count_tokens(text, self.name)

    def warm(self) -> None:
        """Load what asking takes, in the background: importing it takes a second."""

        def loaded() -> None:
            with suppress(Exception):
                import openai

                _ = openai.OpenAI, self.count("")

        Thread(target=loaded, daemon=True).start()

    def stream(
        self, messages: Sequence[Message], listener: Listener | None = None
    ) -> Iterator[str | Restart | Usage]:
        """Text as it streams, Usage last; Restart where what came before was a thought. ModelError when
        nothing more will come, ContextTooLongError where the prompt is too long, OutOfRoomError where a
        second try has more room, StoppedError when the listener has stopped; a reply that is empty or
        cannot be read from its first word on is asked for once more."""
        listener, key = listener or Listener(), self._cache_key(messages)
        if self._cache and not listener.fresh and (kept := self._cache.get(key)):
            yield kept["text"]
            yield replace(Usage(**kept["usage"]), cached=True)
            return
        got: list[str] = []
        for piece in self._twice(messages, listener):
            if isinstance(piece, str):
                got.append(piece)
            elif isinstance(piece, Restart):
                got.clear()
            elif self._cache and piece.finish == "stop":
                self._cache.put(key, {"text": "".join(got), "usage": asdict(piece)})
            yield piece

    def reply(self, prompt: str) -> tuple[str, Usage]:
        """The whole reply to one message, and what it took; ModelErrors as `stream` has them."""
        text, usage = "", Usage(0, 0)
        for piece in self.stream([Message("user", prompt)]):
            if isinstance(piece, Usage):
                usage = piece
            else:
                text = text + piece if isinstance(piece, str) else ""
        return text, usage

    def hold_less(self, error: ContextTooLongError, messages: Sequence[Message]) -> bool:
        """Remember that these messages were too long; whether asking again with fewer is worth it. Where
        the server names its size, and how many tokens it counted, both are used."""
        ours = sum(self.count(m.text) for m in messages) + self.reply_tokens
        share = min(1.0, ours / error.sent) if error.sent else 1.0
        named = int(SAFE * share * error.limit)
        less = named if 0 < named < self.context_tokens else self.context_tokens // 2
        if less < LEAST_CONTEXT:
            return False
        self.context_tokens = less
        self.reply_tokens = min(self.reply_tokens, room(self.name, self._thinking, less))
        return True

    def _cache_key(self, messages: Sequence[Message]) -> dict[str, Any]:
        """All that goes into a reply."""
        sent = [asdict(message) for message in messages]
        return {"server": self.at.base_url, "model": self.name, "most": self.reply_tokens, "messages": sent}

    def _twice(self, messages: Sequence[Message], listener: Listener) -> Iterator[str | Restart | Usage]:
        streamed = False
        try:
            for piece in self._once(messages, listener):
                streamed = True
                yield piece
        except UnreadableError:
            if streamed:
                raise
            yield from self._once(messages, listener)

    def _once(self, messages: Sequence[Message], listener: Listener) -> Iterator[str | Restart | Usage]:
        read = ReplyStream(self.reply_tokens, self.count, self.at.key, closed_only=self._closes_only)
        told = False
        with closing(self.chat.stream(messages, self.reply_tokens, listener)) as deltas:
            for delta in deltas:
                yield from read.feed(delta)
                if not told and read.thought and not read.answered:
                    told = True
                    listener.tell(f"{self.name} is thinking")
                if read.over:
                    break
        yield from read.finish()
        self._closes_only = self._closes_only or read.restarted
        usage = read.usage(sum(self.count(m.text) for m in messages))
        if not read.answered:
            raise self._silent(usage, thought=read.thought)
        yield usage

    def _silent(self, usage: Usage, *, thought: bool) -> ModelError:
        """Why there is no answer in a reply."""
        if usage.finish == "filter":
            return ModelError(
                f"the rules of {self.at.host} kept {self.name} from answering; ask in other words"
            )
        if not thought or usage.finish not in ("length", "loop"):
            return UnreadableError(f"{self.name} at {self.at.host} sent an empty reply; ask again")
        had, more = self.reply_tokens, room(self.name, ON, self.context_tokens)
        if usage.finish == "length" and had < more / MUCH_MORE:
            self._thinking, self.reply_tokens = ON, more
            return OutOfRoomError(f"{self.name} thought until its {had:,} tokens were used up")
        return ModelError(
            f"{self.name} thought until its {had:,} tokens were used up and gave no answer; "
            "raise ASK_CONTEXT_TOKENS, or use a model that does not think"
        )


class _LlamaIndexChat:
    """Somebody's LlamaIndex LLM as a Chat."""

    def __init__(self, llm: Any, at: Endpoint) -> None:
        self._llm, self._at = llm, at

    def stream(
        self, messages: Sequence[Message], most: int, listener: Listener
    ) -> Generator[Delta, None, None]:
        """It cannot be cut off: a listener who stops is obeyed with the next piece."""
        from llama_index.core.base.llms.types import ChatMessage

        ends_itself = True
        try:
            sent = [ChatMessage(content=m.text, role=m.role) for m in messages]
            for chunk in self._llm.stream_chat(sent, **_limit(self._llm, most)):
                choices = getattr(chunk.raw, "choices", None)
                ends_itself = ends_itself and choices is None
                usage = chunk.additional_kwargs or {}
                yield Delta(
                    chunk.delta or "",
                    str(usage.get("thinking_delta") or ""),
                    (choices and choices[0].finish_reason) or "",
                    usage.get("prompt_tokens") or 0,
                    usage.get("completion_tokens") or 0,
                )
        except Exception as error:  # whatever it is, there is no reply to use; it may hold what was sent
            problem = failure(error, self._at)
            known = type(error).__module__.partition(".")[0] in ("openai", "httpx", "rag")
            raise problem if known else UnreadableError(str(problem)) from None
        if ends_itself:
            yield Delta(finish="stop")


def _limit(llm: Any, tokens: int) -> dict[str, int]:
    """An LLM that was handed in is given the limit, if it has a field for it that is empty."""
    return {"max_tokens": tokens} if getattr(llm, "max_tokens", 0) is None else {}


def model_of(llm: Any, *, context_tokens: int = 0) -> Model:
    """A Model of any LlamaIndex LLM, for those who start the assistant from Python:
    `Assistant(reader, encoder, writer=Writer(model_of(llm), checker))`.

    `context_tokens` 0: as many as the LLM says it holds.
    """
    about = llm.metadata
    at = Endpoint(about.model_name or type(llm).__name__, f"llm://{type(llm).__name__}")
    return Model(_LlamaIndexChat(llm, at), at, context_tokens=context_tokens or about.context_window)


def model_endpoint(settings: "Settings") -> Endpoint | None:
    """Which model is set, and where; None where none is."""
    spec = settings.model or (DEFAULT_MODEL if settings.api_key else "")
    return endpoint(spec, settings) if spec else None


def open_model(settings: "Settings", *, cache: bool = True, pause: Pause | None = None) -> Model | None:
    """The model that the settings name; None where none is to be used. Calls no server yet.
    MissingPackageError where the extra `llm` is not installed; SettingError where the mode is write and
    no model is set. `pause` waits between two tries, else the listener does."""
    if settings.mode == "quote":
        return None
    at = model_endpoint(settings)
    if at is None:
        if settings.mode == "write":
            raise SettingError("no model to write with; set ASK_MODEL=ollama:llama3.1 or OPENAI_API_KEY")
        return None
    require(WRITING)
    kept = ReplyCache(settings.cache / "replies") if cache else None
    return Model(
        EndpointChat(at, pause),
        at,
        context_tokens=settings.context_tokens,
        cache=kept,
        thinking=settings.thinking,
        prompt=settings.prompt,
    )
