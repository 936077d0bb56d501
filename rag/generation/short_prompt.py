"""The short form of the prompt, for small models: few rules, an example, few sentences, the question last.

In: what quoting found, the question. Out: the messages to send, and which papers are in them. Rules and
example never change, so that a server has read them before. A source is two lines, whatever it holds: no
text can end itself and begin another. The model is asked for no numbers: each sentence gets those of the
papers that support it. Earlier exchanges are left out: the question is sent as it was understood.
"""

from collections.abc import Callable, Sequence

from rag.generation.context import FRAME, FittedPrompt
from rag.generation.dialect import Message
from rag.generation.grounds import Grounds
from rag.generation.markers import printable
from rag.generation.parameters import parameters
from rag.generation.prompts import fill
from rag.model.errors import ContextTooLongError
from rag.model.paper import Paper


def fit_short(
    papers: Sequence[Paper], grounds: Grounds, question: str, *, room: int, count: Callable[[str], int]
) -> FittedPrompt:
    """`papers`, best first, are those that may be used; those that were quoted are enough.
    ContextTooLongError where there is no room for one."""
    using = parameters().form
    system, shown = fill("short"), list(grounds.quoted or papers)[: using.papers]
    left = int(parameters().context.margin * room) - FRAME - count(system)
    while shown:
        blocks = [_source(paper, grounds, using.sentences) for paper in shown]
        request = fill("short_question", sources="\n\n".join(blocks), question=_line(question))
        if count(request) <= left:
            return FittedPrompt((Message("system", system), Message("user", request)), tuple(shown))
        shown.pop()
    raise ContextTooLongError("the question is too long for the model; ask in fewer words")


def _source(paper: Paper, grounds: Grounds, most: int) -> str:
    """Its title, and below it the sentences that answer best, in the order of the text."""
    spans = sorted(list(grounds.best(paper))[:most])
    text = " ".join(paper.text[start:end] for start, end in spans) or paper.text
    return fill("short_source", title=_line(paper.title), text=_line(text))


def _line(text: str) -> str:
    return " ".join(printable(text).split())
