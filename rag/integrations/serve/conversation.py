"""A conversation as a client sends it back, word for word, to the answers that were given in it.

In: messages with their roles. Out: the message to be answered, and the answers before it, as the page has
them. What was answered here is kept for a while and known again by its words; what is not known is asked
anew, by quoting. What a client puts into an assistant's mouth is never a source of anything.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from rag.answering.assistant import Assistant
from rag.model.answer import Answer
from rag.model.filters import Filters

MEMORY = 6  # turns that a message may lean on
MOST_KEPT = 2000  # answers


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that is over: what was asked, and the reply as the client has it; "" where there was none."""

    question: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is asked now, after what was said."""

    message: str
    said: tuple[Said, ...] = ()


def conversation_of(messages: Sequence[tuple[str, str]]) -> Conversation | None:
    """The conversation in (role, text) pairs; None where the last to speak is not the user. What others than
    user and assistant say (a system's instructions, tools) is left out."""
    heard = [(role, text) for role, text in messages if role in ("user", "assistant")]
    if not heard or heard[-1][0] != "user":
        return None
    said: list[Said] = []
    for role, text in heard[:-1]:
        if role == "user":
            said.append(Said(text))
        elif said:
            before = said[-1]
            said[-1] = Said(before.question, f"{before.reply}\n{text}" if before.reply else text)
    return Conversation(heard[-1][1], tuple(said))


class Remembered:
    """Answers that were given, by all that was said up to and with them. May be used from several threads."""

    def __init__(self, quoting: Assistant, *, most: int = MOST_KEPT) -> None:
        self._quoting, self._most = quoting, most
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def history(self, said: Sequence[Said], filters: Filters) -> list[Answer]:
        """The answers of the last turns, oldest first."""
        history: list[Answer] = []
        for turn in range(max(0, len(said) - MEMORY), len(said)):
            kept = self._find(_key(said[: turn + 1], filters))
            history.append(kept or self._quoting.ask(said[turn].question, history, filters=filters))
        return history

    def keep(self, said: Sequence[Said], filters: Filters, answer: Answer) -> None:
        """Note the answer to the last of what was said."""
        with self._lock:
            self._kept[_key(said, filters)] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _find(self, key: str) -> Answer | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)


def _key(said: Sequence[Said], filters: Filters) -> str:
    """The same for the same words, however they are spaced."""
    words = [[" ".join(s.question.split()), " ".join(s.reply.split())] for s in said]
    told = json.dumps([words, filters.describe()])
    return hashlib.sha256(told.encode()).hexdigest()
