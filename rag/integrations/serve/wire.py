"""Chat completions as OpenAI writes them: one whole, or as a stream of chunks.

In: text, annotations, counts of tokens. Out: JSON as dicts, and the lines of an event stream.
"""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.model.answer import Answer

ALIVE = ": one moment\n\n"  # a comment, which clients skip
DONE = "data: [DONE]\n\n"
_BESIDE = ("understood", "status", "mode", "model", "seconds", "notes", "papers")  # of an answer's JSON


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of the conversation and of the reply."""

    prompt: int
    completion: int

    def to_json(self) -> dict[str, int]:
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
        }


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply of the model `model`; all its chunks have the same id."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(
        self, content: str, marks: Sequence[Mapping[str, Any]], usage: Usage, answer: Answer
    ) -> dict[str, Any]:
        """The reply in one piece; `ask` holds what OpenAI's format has no field for."""
        message = {"role": "assistant", "content": content, "refusal": None, "annotations": list(marks)}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": usage.to_json(),
            "ask": beside(answer),
        }

    def chunk(self, delta: Mapping[str, Any], *, finish: str | None = None, **more: Any) -> str:
        """A piece of the reply, as a line of the stream."""
        choice = {"index": 0, "delta": dict(delta), "finish_reason": finish, "logprobs": None}
        return event({**self._head("chat.completion.chunk"), "choices": [choice], **more})

    def counted(self, usage: Usage) -> str:
        """The last chunk, where usage was asked for."""
        return event({**self._head("chat.completion.chunk"), "choices": [], "usage": usage.to_json()})

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def beside(answer: Answer) -> dict[str, Any]:
    """What is known of an answer beside its text and citations."""
    told = answer.to_json()
    return {name: told[name] for name in _BESIDE}


def event(value: Mapping[str, Any]) -> str:
    """One event of a stream."""
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def model_row(name: str, created: int) -> dict[str, Any]:
    """A model as the list of models has it."""
    return {"id": name, "object": "model", "created": created, "owned_by": "ask"}
