"""The language model behind one seam: messages in, text as it streams, then its usage.

In: settings, or any LlamaIndex LLM. Out: a Model, or what `ask doctor` says of the server. What
goes wrong is a ModelError of one line.

Which model: ASK_MODEL (`openai:gpt-4o-mini`, `ollama:llama3.1`, or a plain name at
ASK_BASE_URL); with a key and no name, DEFAULT_MODEL; with neither, none.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

from rag.encoders.endpoint import NO_KEY, PROVIDERS, Endpoint, client, endpoint, failure
from rag.generation.cache import ReplyCache
from rag.generation.stream import Meter, Usage, without_secret, without_thoughts
from rag.generation.tokens import count_tokens
from rag.model.errors import AskError, ModelError, SettingError
from rag.model.extras import WRITING, require

if TYPE_CHECKING:
    from rag.model.settings import Settings

DEFAULT_MODEL = "gpt-4o-mini"
REPLY_TOKENS = 1024  # an answer takes a third of that
PROBE_SECONDS = 3.0
SHOWN_MODELS = 8
_THINKING = ("o1", "o3", "o4", "gpt-5", "deepseek-r", "qwq")  # think on the same budget before they answer
Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user"]
    text: str


class _UnreadableError(ModelError):
    """The reply is empty or cannot be read: worth asking for once more."""


class Model:
    """A LlamaIndex LLM that streams, its failures as ModelErrors of one line, its replies cached. May be
    used from several threads."""

    def __init__(
        self, opened: Callable[[], Any], at: Endpoint, *, context_tokens: int, cache: ReplyCache | None = None
    ) -> None:
        """`opened` gives the LLM when it is first needed: importing one takes a second. `at` names
        model and server in errors, and has the key that is kept out of replies."""
        self._opened, self._at, self._cache = opened, at, cache
        self.name, self.context_tokens = at.model, context_tokens
        most = 4 * REPLY_TOKENS if at.model.startswith(_THINKING) else REPLY_TOKENS
        self.reply_tokens = min(most, context_tokens // 5)

    def __repr__(self) -> str:
        return f"Model({self.name!r} at {self._at.host})"

    def count(self, text: str) -> int:
        """Tokens of a text as this model counts them, or an estimate."""
        return count_tokens(text, self.name)

    def warm(self) -> None:
        """Open the LLM in the background: importing one takes a second. What fails is reported when it is
        asked."""

        def opened() -> None:
            with suppress(Exception):
                _ = self._llm

        Thread(target=opened, daemon=True).start()

    def stream(self, messages: Sequence[Message]) -> Iterator[str | Usage]:
        """Text as it streams, Usage last. ModelError when nothing more will come, ContextTooLongError where
        the prompt is too long; a reply that is empty or cannot be read from its first word on is asked
        for once more."""
        key = self._cache_key(messages)
        if self._cache and (kept := self._cache.get(key)):
            yield kept["text"]
            yield replace(Usage(**kept["usage"]), cached=True)
            return
        got: list[str] = []
        for piece in self._twice(messages):
            if isinstance(piece, str):
                got.append(piece)
            elif self._cache and piece.finish == "stop":
                self._cache.put(key, {"text": "".join(got), "usage": asdict(piece)})
            yield piece

    def _cache_key(self, messages: Sequence[Message]) -> dict[str, Any]:
        """All that goes into a reply."""
        sent = [asdict(message) for message in messages]
        return {
            "server": self._at.base_url,
            "model": self.name,
            "most": self.reply_tokens,
            "messages": sent,
        }

    def _twice(self, messages: Sequence[Message]) -> Iterator[str | Usage]:
        streamed = False
        try:
            for piece in self._once(messages):
                streamed = True
                yield piece
        except _UnreadableError:
            if streamed:
                raise
            yield from self._once(messages)

    def _once(self, messages: Sequence[Message]) -> Iterator[str | Usage]:
        meter, empty = Meter(self.reply_tokens, self.count), True
        for piece in without_secret(without_thoughts(meter.read(self._chunks(messages))), self._at.key):
            empty = empty and not piece.strip()
            yield from () if empty else (piece,)
        if empty:
            raise _UnreadableError(f"{self.name} at {self._at.host} sent an empty reply; ask again")
        yield meter.usage(sum(self.count(m.text) for m in messages))

    def _chunks(self, messages: Sequence[Message]) -> Iterator[Any]:
        from llama_index.core.base.llms.types import ChatMessage

        try:
            sent = [ChatMessage(content=m.text, role=m.role) for m in messages]
            yield from self._llm.stream_chat(sent, **_limit(self._llm, self.reply_tokens))
        except Exception as error:
            # What a server sends can make the libraries in between fail in any way; whatever it
            # is, there is no reply to use. Not chained: the error may hold what was sent.
            problem = failure(error, self._at)
            known = type(error).__module__.partition(".")[0] in ("openai", "httpx", "rag")
            raise problem if known else _UnreadableError(str(problem)) from None

    @cached_property
    def _llm(self) -> Any:
        return self._opened()


def _limit(llm: Any, tokens: int) -> dict[str, int]:
    """Our own LLM has its limit; one that was handed in is given it, if it has a field for it."""
    return {"max_tokens": tokens} if getattr(llm, "max_tokens", 0) is None else {}


def model_of(llm: Any, *, context_tokens: int = 0) -> Model:
    """A Model of any LlamaIndex LLM, for those who start the assistant from Python:
    `Assistant(reader, encoder, writer=Writer(model_of(llm), checker))`.

    `context_tokens` 0: as many as the LLM says it holds.
    """
    about = llm.metadata
    at = Endpoint(about.model_name or type(llm).__name__, f"llm://{type(llm).__name__}")
    return Model(lambda: llm, at, context_tokens=context_tokens or about.context_window)


def open_model(settings: "Settings", *, cache: bool = True, pause: Pause = time.sleep) -> Model | None:
    """The model that the settings name; None where none is to be used. Calls no server yet.
    MissingPackageError where the extra `llm` is not installed; SettingError where the mode is write and
    no model is set."""
    spec = settings.model or (DEFAULT_MODEL if settings.api_key else "")
    if settings.mode == "quote":
        return None
    if not spec:
        if settings.mode == "write":
            raise SettingError("no model to write with; set ASK_MODEL=ollama:llama3.1 or OPENAI_API_KEY")
        return None
    require(WRITING)
    at, context = endpoint(spec, settings), settings.context_tokens
    kept = ReplyCache(settings.cache / "replies") if cache else None
    made = Model(
        lambda: _open_llm(at, made.reply_tokens, context, pause), at, context_tokens=context, cache=kept
    )
    return made


def _open_llm(at: Endpoint, reply_tokens: int, context_tokens: int, pause: Pause) -> Any:
    from llama_index.llms.openai_like import OpenAILike

    made: Any = OpenAILike  # its generated signature hides http_client
    return made(
        model=at.model,
        api_base=at.base_url,
        api_key=NO_KEY,
        temperature=0.0,
        max_tokens=reply_tokens,
        context_window=context_tokens,
        is_chat_model=True,
        max_retries=0,  # the client tries again what helps
        timeout=at.timeout_seconds,
        additional_kwargs={"stream_options": {"include_usage": True}},
        http_client=client(at, pause=pause),
    )


def probe(settings: "Settings", *, ollama: str = PROVIDERS["ollama"]) -> list[str]:
    """Lines for `ask doctor`: whether the server answers and has the model; an Ollama that runs
    on this machine is mentioned, never used without being asked to."""
    spec = settings.model or (DEFAULT_MODEL if settings.api_key else "")
    lines, tried = [], ""
    try:
        if spec or settings.base_url:
            at = replace(endpoint(spec or "?", settings), timeout_seconds=PROBE_SECONDS)
            lines, tried = [_about(at)], at.base_url
        else:
            lines = ["no model is set; answers are quoted"]
    except AskError as error:
        lines = [str(error)]
    if tried != ollama and (names := _names(Endpoint("", ollama, timeout_seconds=PROBE_SECONDS / 3))):
        lines.append(f"Ollama runs here with {_listed(names)}; to use it: ASK_MODEL=ollama:{names[0]}")
    return lines


def _about(at: Endpoint) -> str:
    import httpx

    try:
        names = _listing(at)
    except (httpx.HTTPError, ValueError) as error:
        return str(failure(error, at))
    has = (
        "which it has" if at.model in names else "which it does not list; set ASK_MODEL to one that it lists"
    )
    wanted = "no model is set; set ASK_MODEL" if at.model == "?" else f"the model is {at.model}, {has}"
    return f"{at.host} answers with {_listed(names)}; {wanted}"


def _names(at: Endpoint) -> list[str]:
    """The models of a server, none where nobody answers."""
    import httpx

    try:
        return _listing(at)
    except (httpx.HTTPError, ValueError):
        return []


def _listing(at: Endpoint) -> list[str]:
    with client(at, pause=lambda _: None) as http:
        found = http.get(f"{at.base_url}/models").raise_for_status().json()
    if not isinstance(found, dict) or not isinstance(found.get("data"), list):
        raise ValueError("no list of models")
    return [str(row["id"]) for row in found["data"] if isinstance(row, dict) and "id" in row]


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN_MODELS]) or "no model"
    return f"{shown} and {len(names) - SHOWN_MODELS} more" if len(names) > SHOWN_MODELS else shown
