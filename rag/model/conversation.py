"""A turn of a conversation: what a follow-up question may refer to."""

import re
from dataclasses import dataclass

from rag.model.answer import Answer, RankedPaper
from rag.model.query import ParsedQuery, Span

MESSAGE_CHARACTERS = 4000  # what is read of a message, wherever it comes from
_LONG_GAP = re.compile(r"\s{9,}")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, the papers its answer cited, in order, and what it quoted of them;
    `found` are those that were ranked for it, cited or not."""

    query: ParsedQuery
    paper_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    answer: str = ""
    quoted: tuple[Span, ...] = ()
    found: tuple[RankedPaper, ...] = ()


def turn_of(answer: Answer) -> Turn:
    """The turn that an answer ended; of several questions in one message the last counts."""
    cited = dict.fromkeys((c.paper_id, c.title) for c in answer.citations)
    quoted = tuple(Span(c.paper_id, c.start, c.end) for c in answer.citations)
    titles = tuple(title for _, title in cited)
    return Turn(
        answer.parsed[-1], tuple(id_ for id_, _ in cited), titles, answer.answer, quoted, answer.papers
    )


def without_long_gaps(text: str) -> str:
    """Of nine blanks and more one is left, of lines among them an empty one: they say no more, and many
    expressions begin with blanks, so that each would be a place to begin from."""
    return _LONG_GAP.sub(
        lambda gap: "\n\n" if gap[0].count("\n") > 1 else "\n" if "\n" in gap[0] else " ", text
    )
