"""Query rewriting by a model: a message made to stand alone, or split into its questions.

In: a message, the conversation. Out: the message rewritten, or its parts. What a model writes
is used as words to search for, never shown as an answer; where it fails or writes too much,
the message stays as it was.
"""

from collections.abc import Sequence

from rag.generation.context import Exchange, recalled_lines
from rag.generation.markers import printable
from rag.generation.models import Model
from rag.generation.prompts import fill
from rag.model.errors import ModelError

LONGEST_QUESTION = 400  # characters that one question may grow to
MOST_PARTS = 4  # parts of a question


def stand_alone(model: Model, message: str, history: Sequence[Exchange]) -> str:
    """The message as it would be asked without the conversation before it."""
    if not history:
        return message
    turns = "\n".join(recalled_lines(history, room=model.context_tokens // 4, count=model.count))
    lines = _lines(model, fill("rewrite", turns=turns, message=message))
    return lines[0] if len(lines) == 1 and _is_sound(lines[0], message) else message


def split(model: Model, question: str) -> tuple[str, ...]:
    """The separate questions of a many-sided one; itself where it is one."""
    lines = _lines(model, fill("split", question=question, most=str(MOST_PARTS)))
    sound = 0 < len(lines) <= MOST_PARTS and all(_is_sound(line, question) for line in lines)
    return tuple(dict.fromkeys(lines)) if sound else (question,)


def _lines(model: Model, prompt: str) -> list[str]:
    """The lines of the reply; none when the model fails."""
    try:
        reply, _ = model.reply(prompt)
    except ModelError:
        return []
    return [line.strip() for line in printable(reply).splitlines() if line.strip()]


def _is_sound(line: str, message: str) -> bool:
    """A question and not an essay, and no address in it."""
    return len(line) <= max(LONGEST_QUESTION, 2 * len(message)) and "://" not in line
