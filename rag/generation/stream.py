"""A model's reply as it streams: counted, stopped when too long, thoughts and secrets removed.

In: what a LlamaIndex LLM streams. Out: pieces of text, each passed on as soon as it is certain.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

_OPEN, _CLOSE = "<think>", "</think>"
TOKEN_SLACK = 1.25  # a server's tokens may be fewer than ours

SHORTEST_SECRET = 8  # characters


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of a prompt and its reply, counted here where the server does not report them. `finish` is
    "stop", "length" (cut at the limit) or "cut" (it ended without saying so)."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False
    cached: bool = False
    finish: str = "stop"

    def to_json(self) -> dict[str, int]:
        """Whole numbers only; a reply from the cache took no call."""
        counts = {k: int(v) for k, v in asdict(self).items() if k != "finish"}
        total = self.prompt_tokens + self.completion_tokens
        return {**counts, "total_tokens": total, "calls": 0 if self.cached else 1}


class Meter:
    """Reads what a LlamaIndex LLM streams, up to `most` tokens, and has the usage afterwards."""

    def __init__(self, most: int, count: Callable[[str], int]) -> None:
        self._most, self._count = most, count
        self._counted, self._prompt, self._reply = 0, 0, 0
        self._finish, self._has_finish = "", False

    def read(self, chunks: Iterable[Any]) -> Iterator[str]:
        """The texts of the chunks, until there are too many tokens."""
        for chunk in chunks:
            choices = getattr(chunk.raw, "choices", None)
            self._has_finish = self._has_finish or choices is not None
            self._finish = (choices and choices[0].finish_reason) or self._finish
            usage = chunk.additional_kwargs or {}
            self._prompt = usage.get("prompt_tokens") or self._prompt
            self._reply = usage.get("completion_tokens") or self._reply
            if chunk.delta:
                self._counted += self._count(chunk.delta)
                yield chunk.delta
            if self._counted > TOKEN_SLACK * self._most:
                self._finish = "length"
                return

    def usage(self, prompt: int) -> Usage:
        """`prompt` is our own count of its tokens, for servers that do not report it."""
        finish = self._finish or ("cut" if self._has_finish else "stop")
        return Usage(
            self._prompt or prompt,
            self._reply or self._counted,
            estimated=not self._reply,
            finish=finish if finish in ("length", "cut") else "stop",
        )


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Without the thoughts that some models put between <think> and </think> before they answer."""
    held, state = "", "start"
    for piece in pieces:
        if state == "answer":
            yield piece
            continue
        held += piece
        if state == "start" and not _OPEN.startswith(held.lstrip()[: len(_OPEN)]):
            state = "answer"
            yield held
        elif state == "start" and held.lstrip().startswith(_OPEN):
            state = "thought"
        if state == "thought" and _CLOSE in held:
            state, held = "answer", held.partition(_CLOSE)[2]
            yield held
    if state == "start" and held:
        yield held


def without_secret(pieces: Iterable[str], secret: str) -> Iterator[str]:
    """With the secret replaced, wherever the pieces cut it; nothing else is held back. A short one
    ("ollama", "EMPTY") is a placeholder for servers that want none, and a word like any other."""
    held = ""
    for piece in pieces:
        if len(secret) < SHORTEST_SECRET:
            yield piece
            continue
        held = (held + piece).replace(secret, "[key]")
        keep = next(
            (n for n in range(min(len(secret) - 1, len(held)), 0, -1) if secret.startswith(held[-n:])), 0
        )
        if ready := held[: len(held) - keep]:
            yield ready
        held = held[len(held) - keep :]
    if held:
        yield held
