"""What quoting found before a model is asked: what it may write from, and what it must not fall behind.

In: nothing; rag/answering/grounds.py makes one of these for each question. A model's answer takes the place
of the quotes only where it answers as they do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.model.answer import Citation
from rag.model.paper import Paper
from rag.text.sentences import Span


@dataclass(frozen=True, slots=True)
class Grounds:
    """`quoted`: the papers that the quotes are from. `best`: the sentences of a paper as offsets, the one
    that answers best first; none where that is not known. `answers(text, citations, closely)`: whether a
    text that rests on these spans answers what was asked; `closely`: it must also say most of what the
    best sentence says, and the figures that are asked for."""

    quoted: tuple[Paper, ...] = ()
    best: Callable[[Paper], Sequence[Span]] = field(default=lambda paper: ())
    answers: Callable[[str, Sequence[Citation], bool], bool] = field(
        default=lambda text, citations, closely: True
    )
