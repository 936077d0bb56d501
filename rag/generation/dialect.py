"""What a server takes of OpenAI's protocol: the parameters that it refuses, dropped or moved.

In: messages and how long a reply may be. Out: the body of a request in this server's dialect; and from
what a server says of a request, the dialect in which to ask again. The rules are a table: what an
error says, and what is changed then.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

REFUSING = (400, 404, 405, 415, 422, 500, 501)  # statuses from which a request is looked at again
FEWEST = 16  # tokens of a reply: a server that names fewer means something else


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is sent: the name of the limit ("" for none), a temperature, the wish for usage, a system
    message, a stream, content as blocks; `most`: the longest reply in tokens that the server allows,
    0 where it named none."""

    limit: str = "max_tokens"
    temperature: bool = True
    usage: bool = True
    system: bool = True
    stream: bool = True
    blocks: bool = False
    most: int = 0

    def body(self, model: str, messages: Sequence[Message], most: int) -> dict[str, Any]:
        """A request for a reply of `most` tokens at most."""
        sent: dict[str, Any] = {"model": model, "messages": self._messages(messages), "stream": self.stream}
        if self.limit:
            sent[self.limit] = min(most, self.most or most)
        if self.temperature:
            sent["temperature"] = 0.0
        if self.usage and self.stream:
            sent["stream_options"] = {"include_usage": True}
        return sent

    def _messages(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        if not self.system:
            messages = [Message("user", "\n\n".join(m.text for m in messages))]
        return [
            {"role": m.role, "content": [{"type": "text", "text": m.text}] if self.blocks else m.text}
            for m in messages
        ]

    def after(self, status: int, text: str) -> "Dialect | None":
        """The dialect in which to ask again; None where the error is about something else."""
        if status not in REFUSING:
            return None
        for pattern, change in _RULES:
            if (match := pattern.search(text)) and (changed := change(self, match)) != self:
                return changed
        return None


_Change = Callable[[Dialect, re.Match[str]], Dialect]
_NAME = r"[`'\"]{0,2}"


def _shorter(now: Dialect, match: re.Match[str]) -> Dialect:
    most = int(next(group for group in match.groups() if group).replace(",", ""))
    return replace(now, most=most) if most >= FEWEST and (not now.most or most < now.most) else now


def _other_limit(now: Dialect, match: re.Match[str]) -> Dialect:
    """The other name of the limit; none where both were refused."""
    asks_for_other = re.search(
        rf"use {_NAME}max_completion_tokens|max_completion_tokens{_NAME} instead", match.string
    )
    if now.limit == "max_tokens":
        return replace(now, limit="max_completion_tokens")
    return now if asks_for_other else replace(now, limit="")


# In order: the first rule whose words are found, and which changes something.
_RULES: tuple[tuple[re.Pattern[str], _Change], ...] = tuple(
    (re.compile(pattern, re.I | re.S), change)
    for pattern, change in (
        # "the valid range of max_tokens is [1, 8192]"; "max_tokens: 21333 > 4096"; "at most 8"
        (
            r"max_(?:completion_)?tokens.{0,80}?(?:range.{0,30}?\[\s*\d+\s*,\s*(\d+)\s*\]|: \d+ > (\d+)"
            rf"|less than or equal to {_NAME}(\d+)|at most {_NAME}(\d+)|must be <= ?(\d+))",
            _shorter,
        ),
        (r"\bmax_completion_tokens\b|\bmax_tokens\b", _other_limit),
        (r"stream_options|include_usage", lambda now, _: replace(now, usage=False)),
        (r"\btemperature\b", lambda now, _: replace(now, temperature=False)),
        (
            r"system.{0,20}\brole|role.{0,60}\bsystem|system (?:message|prompt|instruction)"
            r"|roles must alternate|only user and (?:assistant|model) roles|developer instruction",
            lambda now, _: replace(now, system=False),
        ),
        (
            r"content.{0,60}\b(?:list|array|sequence)|valid (?:list|array)",
            lambda now, _: replace(now, blocks=True),
        ),
        (
            rf"\bstream(?:ing|ed)?{_NAME}(?:[^\w].{{0,80}})?(?:not |un)(?:supported|available"
            rf"|implemented|allowed)|(?:not|unsupported).{{0,40}}\bstream(?:ing)?\b|extra_forbidden.{{0,60}}{_NAME}stream{_NAME}\]"
            rf"|{_NAME}stream{_NAME} (?:must|should) be false",
            lambda now, _: replace(now, stream=False),
        ),
    )
)
