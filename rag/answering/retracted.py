"""That a cited paper was retracted, said beside the answer.

In: an answer, the papers of the library. Out: the same answer with one more note, where it cites a paper that
is known to be retracted. Nothing of the answer changes: what the paper said, it said.
"""

from collections.abc import Callable
from dataclasses import replace

from rag.model.answer import Answer
from rag.model.paper import Paper

MOST_NAMED = 5


def with_retractions(answer: Answer, find: Callable[[str], Paper | None]) -> Answer:
    """The answer, and in its notes which of its papers were retracted."""
    cited = {one.number: one for one in reversed(answer.citations) if one.retracted}
    if not cited:
        return answer
    named = [
        f"[{number}] “{one.title}”{_notice(find(one.paper_id))}" for number, one in sorted(cited.items())
    ]
    more = [f"{len(named) - MOST_NAMED:,} more"] if len(named) > MOST_NAMED else []
    return replace(answer, notes=(*answer.notes, f"Retracted: {'; '.join([*named[:MOST_NAMED], *more])}"))


def _notice(paper: Paper | None) -> str:
    notice = paper.retraction_notice if paper else None
    return f" (https://doi.org/{notice})" if notice else ""
