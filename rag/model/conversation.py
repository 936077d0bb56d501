"""A turn of a conversation: what a follow-up question may refer to."""

from dataclasses import dataclass

from rag.model.answer import Answer
from rag.model.query import ParsedQuery

MESSAGE_CHARACTERS = 4000  # what is read of a message, wherever it comes from


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, and the papers its answer cited, in order."""

    query: ParsedQuery
    paper_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    answer: str = ""


def turn_of(answer: Answer) -> Turn:
    """The turn that an answer ended; of several questions in one message the last counts."""
    cited = dict.fromkeys((c.paper_id, c.title) for c in answer.citations)
    return Turn(answer.parsed[-1], tuple(i for i, _ in cited), tuple(t for _, t in cited), answer.answer)
