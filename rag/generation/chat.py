"""One request to a chat model and its reply, whatever form a server gives them.

In: messages, how long the reply may be, who listens. Out: deltas: text, thoughts, how the reply ended
and what it took. A server that refuses a parameter is asked again without it, and that is remembered;
one that does not stream, or sends its content in blocks, is read all the same.
"""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rag.encoders.endpoint import Endpoint
from rag.encoders.failures import failure, refused, text_of
from rag.encoders.transport import NO_KEY, Pause, client
from rag.generation.dialect import Dialect, Message
from rag.model.errors import ModelError, StoppedError
from rag.model.listener import Listener

MOST_CHANGES = 6  # parameters that one server may refuse before it is given up
LONGEST_PIECE = 100_000  # characters of one event; what is longer is no answer
THINKING = ("reasoning_content", "reasoning", "thinking", "thought")  # fields that hold thoughts


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a reply; `finish` and the tokens come with its last pieces."""

    text: str = ""
    thought: str = ""
    finish: str = ""
    prompt_tokens: int = 0
    reply_tokens: int = 0


class UnreadableError(ModelError):
    """The reply is empty or cannot be read: worth asking for once more."""


class Chat(Protocol):
    """Something that replies to messages. ModelError where it does not."""

    def stream(
        self, messages: Sequence[Message], most: int, listener: Listener
    ) -> Generator[Delta, None, None]:
        """The reply to messages, of `most` tokens at most."""


class EndpointChat:
    """The model at an endpoint. May be used from several threads."""

    def __init__(self, at: Endpoint, pause: Pause | None = None) -> None:
        self._at, self._pause = at, pause
        self.dialect = Dialect()

    def stream(
        self, messages: Sequence[Message], most: int, listener: Listener
    ) -> Generator[Delta, None, None]:
        """Deltas as they come. ModelError of one line, ContextTooLongError where the prompt is too long,
        StoppedError where nobody listens any more."""
        for _ in range(MOST_CHANGES):
            used, problem = self.dialect, None
            try:
                yield from self._sent(used.body(self._at.model, messages, most), listener)
                return
            except Exception as error:
                # What a server sends can make the libraries in between fail in any way; whatever it
                # is, there is no reply to use. Not chained: the error may hold what was sent.
                if listener.stopped:
                    raise StoppedError("stopped") from None
                problem = self._problem(error, used)
            if problem is not None:
                raise problem from None
        raise ModelError(f"{self._at.host} refuses one parameter after another; check ASK_BASE_URL")

    def _problem(self, error: Exception, used: Dialect) -> ModelError | None:
        """What is to be said; None where the request is to be sent again, in another dialect."""
        status = getattr(error, "status_code", 0) or _status(getattr(error, "body", None))
        if status and (changed := used.after(status, text_of(error))):
            if self.dialect == used:
                self.dialect = changed
            return None
        if isinstance(error, _SaidError):
            return refused(status, str(error), self._at)
        known = type(error).__module__.partition(".")[0] in ("openai", "httpx", "rag")
        problem = failure(error, self._at)
        return problem if known else UnreadableError(str(problem))

    def _sent(self, body: dict[str, Any], listener: Listener) -> Generator[Delta, None, None]:
        import openai

        with client(self._at, listener, pause=self._pause, read_seconds=self._at.patience) as http:
            api = openai.OpenAI(api_key=NO_KEY, base_url=self._at.base_url, http_client=http, max_retries=0)
            raw = api.chat.completions.with_raw_response.create(**body, timeout=http.timeout)
            if body["stream"] and "json" not in raw.headers.get("content-type", ""):
                for chunk in raw.parse():
                    yield from _deltas(chunk.to_dict(warnings=False) if hasattr(chunk, "to_dict") else chunk)
            else:
                raw.http_response.read()
                yield from _deltas(json.loads(raw.http_response.content))
                yield Delta(finish="stop")


class _SaidError(Exception):
    """An error that came in what should have been a reply; `body` is what it says."""

    def __init__(self, body: Any) -> None:
        super().__init__(json.dumps(body, default=str))
        self.body = body


def _deltas(sent: Any) -> Iterator[Delta]:
    """What an event of a stream, or a whole reply, holds."""
    if isinstance(sent, list) and len(sent) == 1:  # Gemini wraps its errors
        sent = sent[0]
    if not isinstance(sent, Mapping):
        raise UnreadableError("not an object")
    if sent.get("error") or sent.get("object") == "error":
        raise _SaidError(sent.get("error") or sent)
    for choice in (sent.get("choices") or ())[:1]:
        part = choice.get("delta") or choice.get("message") or {}
        text, thought = _content(part.get("content"))
        fields = [part[name] for name in THINKING if isinstance(part.get(name), str)]
        yield Delta(
            (text or str(choice.get("text") or ""))[:LONGEST_PIECE],
            (thought or "".join(fields[:1]))[:LONGEST_PIECE],
            str(choice.get("finish_reason") or ""),
        )
    if isinstance(usage := sent.get("usage"), Mapping):
        counts = (usage.get(name) for name in ("prompt_tokens", "completion_tokens"))
        prompt, reply = (count if isinstance(count, int) else 0 for count in counts)
        yield Delta(prompt_tokens=prompt, reply_tokens=reply)


def _content(content: Any) -> tuple[str, str]:
    """Text and thought: a string, or a list of blocks of several kinds."""
    if isinstance(content, str):
        return content, ""
    text, thought = "", ""
    for block in content if isinstance(content, list) else ():
        if isinstance(block, str):
            text += block
        elif isinstance(block, Mapping) and (inner := _thought_of(block)) is not None:
            thought += inner
        elif isinstance(block, Mapping):
            text += str(block.get("text") or "")
    return text, thought


def _thought_of(block: Mapping[str, Any]) -> str | None:
    """What a block of thoughts holds; None of another."""
    kind = str(block.get("type", ""))
    if not kind.startswith(("think", "reason", "redacted")):
        return None
    inner = next(
        (block[name] for name in ("thinking", "reasoning", "text", "summary", "content") if block.get(name)),
        "",
    )
    return inner if isinstance(inner, str) else _content(inner)[0]


def _status(body: Any) -> int:
    """The status that an error names in its body; 0 where it names none."""
    code = body.get("code") or body.get("status") if isinstance(body, Mapping) else 0
    return int(str(code)) if str(code).isdecimal() else 0
