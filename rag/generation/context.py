"""Fit question, sources and conversation into a model's context.

In: papers best first, earlier exchanges, a question, the room in tokens. Out: the messages
to send, and which papers are in them. Papers are dropped from the bottom, cut only
between sentences. The conversation is shortened, never the rules.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.generation.dialect import Message
from rag.generation.markers import printable
from rag.generation.parameters import parameters
from rag.generation.prompts import fill
from rag.generation.reply_reader import NO_ANSWER
from rag.model.errors import ContextTooLongError
from rag.model.paper import Paper
from rag.text.sentences import sentences

LEFT_OUT = 10  # tokens of the line that says how many questions were left out
FRAME = 24  # tokens that a chat's own format takes
_TUNED = parameters().context
_FENCE = 8


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question, its answer, and the titles of the papers that the answer cited."""

    question: str
    answer: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FittedPrompt:
    """What is sent, and the papers that are in it, in the order of their numbers."""

    messages: tuple[Message, ...]
    papers: tuple[Paper, ...]


def fit_prompt(
    papers: Sequence[Paper],
    history: Sequence[Exchange],
    asked: tuple[str, str],
    *,
    room: int,
    count: Callable[[str], int],
) -> FittedPrompt:
    """`asked` is the question as typed and as understood; `room` tokens are for all messages
    together. ContextTooLongError when not even a sentence of the first paper fits."""
    system = fill("answer", no_answer=NO_ANSWER)
    left = int(_TUNED.margin * room) - FRAME - count(system) - count(_request("", "", asked))
    for share in (_TUNED.history_share, 0.0):
        conversation = recalled(history, room=int(share * left), count=count)
        blocks = _sources(papers, left - count(conversation), count)
        if blocks:
            request = _request(conversation, "\n\n".join(blocks), asked)
            messages = (Message("system", system), Message("user", request))
            return FittedPrompt(messages, tuple(papers[: len(blocks)]))
    raise ContextTooLongError("the question is too long for the model; ask in fewer words")


def _request(conversation: str, sources: str, asked: tuple[str, str]) -> str:
    question, understood = (printable(text) for text in asked)
    return fill(
        "question", conversation=conversation, sources=sources, question=question, understood=understood
    )


def _sources(papers: Sequence[Paper], room: int, count: Callable[[str], int]) -> list[str]:
    """As many papers as there is room for, the last one cut to whole sentences."""
    blocks: list[str] = []
    for number, paper in enumerate(papers, start=1):
        ends = [len(paper.text), *(b for _, b in reversed(sentences(paper.text)[:-1]))]
        fitting = (
            block for end in ends if count(block := source(number, paper, paper.text[:end])) + 2 <= room
        )
        block = next(fitting, "")
        if not block:
            break
        blocks.append(block)
        room -= count(block) + 2
    return blocks


def source(number: int, paper: Paper, text: str) -> str:
    """A paper as the model is shown it. The fence is drawn from the paper itself: no text can
    hold its own hash, so none can pretend to end its source and begin another."""
    whole = f"{paper.title}\n{text}"
    return fill(
        "source",
        number=str(number),
        fence=hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_FENCE],
        title=_line(paper.title),
        published=paper.published or "unknown",
        kind=paper.text_kind,
        text=printable(text),
    )


def recalled(history: Sequence[Exchange], *, room: int, count: Callable[[str], int]) -> str:
    """The conversation as a model is shown it; empty where nothing fits."""
    lines = recalled_lines(history, room=room - count(fill("conversation", turns="")), count=count)
    return fill("conversation", turns="\n".join(lines)) + "\n" if lines else ""


def recalled_lines(history: Sequence[Exchange], *, room: int, count: Callable[[str], int]) -> list[str]:
    """Latest last: recent answers by their beginning, older ones by their question alone, the
    oldest left out and counted."""
    lines: list[str] = []
    left = room - LEFT_OUT
    for age, exchange in enumerate(reversed(history)):
        line = _recalled(exchange, whole=age < _TUNED.recent)
        left -= count(line) + 1
        if left < 0:
            break
        lines.insert(0, line)
    missing = len(history) - len(lines)
    return [f"({missing} earlier questions are left out)", *lines] if lines and missing else lines


def _recalled(exchange: Exchange, *, whole: bool) -> str:
    about = f" (papers: {'; '.join(_cut(t, 60) for t in exchange.titles[:4])})" if exchange.titles else ""
    asked = f"Reader: {_cut(exchange.question, _TUNED.recalled)}"
    return f"{asked}\nAnswer{about}: {_cut(exchange.answer, _TUNED.recalled)}" if whole else asked + about


def _cut(text: str, most: int) -> str:
    """The first sentences that fit, or as many words."""
    text = _line(text)
    if len(text) <= most:
        return text
    ends = [b for _, b in sentences(text) if b <= most]
    return text[: ends[-1]] if ends else text[:most].rpartition(" ")[0] + " …"


def _line(text: str) -> str:
    return " ".join(printable(text).split())
