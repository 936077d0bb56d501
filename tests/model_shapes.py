"""The shapes in which servers give a reply: thoughts in fields, blocks, tags; endings of all kinds.

In: a mode, a request, the pieces of the answer. Out: deltas, and how the reply ends. A name in SHAPES is
a mode of tests/model_server.py.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from tests.model_replies import Sent

THOUGHT = (
    "The reader asks about moss. Source 9 might say that bananas are blue on Tuesdays [1]. Let me write it."
)
ENOUGH = 2000  # tokens of a reply, from which a model that thinks long gets to its answer
Deltas = Iterator[Mapping[str, Any]]


def _field(name: str, said: list[str]) -> Deltas:
    """Thoughts in a field of their own, as several servers have it."""
    for word in THOUGHT.split(" "):
        yield {name: f"{word} ", "content": None}
    yield from ({"content": piece} for piece in said)


def _blocks(said: list[str]) -> Deltas:
    """Mistral's reasoning models: content as a list."""
    yield {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]}]}
    yield from ({"content": [{"type": "text", "text": piece}]} for piece in said)


def _tags(before: str, after: str, said: list[str]) -> Deltas:
    """Thoughts in the text itself."""
    text = f"{before}{THOUGHT}{after}"
    yield from ({"content": text[at : at + 5]} for at in range(0, len(text), 5))
    yield from ({"content": piece} for piece in said)


def _second(said: list[str]) -> Deltas:
    """A thought in front, and another in the middle."""
    yield {"content": f"<think>{THOUGHT}</think>"}
    half = len(said) // 2
    whole = "".join(said)
    first, stop, rest = whole.partition(". ") if half else (whole, "", "")
    yield {"content": f"{first}{stop}\n<think>{THOUGHT}</think>\n{rest}"}


SHAPES: dict[str, Callable[[list[str]], Deltas]] = {
    "reasoning_content": partial(_field, "reasoning_content"),
    "reasoning": partial(_field, "reasoning"),
    "blocks": _blocks,
    "think": partial(_tags, "<think>\n", "\n</think>\n\n"),
    "think_unopened": partial(_tags, "", "\n</think>\n\n"),
    "think_unopened_plain": partial(_tags, "Moss is what is asked. ", "\n</think>\n\n"),
    "thinking": partial(_tags, "<thinking>", "</thinking>"),
    "think_square": partial(_tags, "[THINK]", "[/THINK]"),
    "think_diamond": partial(_tags, "◁think▷", "◁/think▷"),
    "channels": partial(
        _tags, "<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"
    ),
    "channels_bare": partial(_tags, "analysis", "assistantfinal"),
    "think_twice": _second,
}
# How a reply ends that does not end by itself.
ENDINGS = {"filtered": "content_filter", "loops": None, "thinks_long": None, "thinks_for_ever": "length"}


def deltas(mode: str, sent: Sent, said: list[str]) -> tuple[Deltas, str]:
    """The deltas of a reply, and its finish reason."""
    asked = sent.body.get("max_tokens") or sent.body.get("max_completion_tokens") or 0
    if mode == "thinks_for_ever" or (mode == "thinks_long" and asked < ENOUGH):
        return _field("reasoning_content", []), "length"
    if mode == "thinks_long":
        return _field("reasoning_content", said), "stop"
    if mode == "loops":
        return ({"content": piece} for _ in range(200) for piece in ("".join(said) + " ",)), "stop"
    plain = ({"content": piece} for piece in said)
    return SHAPES.get(mode, lambda _: plain)(said), ENDINGS.get(mode) or "stop"
