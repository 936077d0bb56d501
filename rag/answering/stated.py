"""Whether a paper states what is asked of it, whatever the question calls it.

In: a searcher, the row of a paper, the question looked up and its detail. Out: a verdict. What a paper lacks
is called by many names; a paper that praises itself uses words that are near to all of them.
"""

import re

from rag.retrieval.answerability import Answerability, judge_detail
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.searcher import Searcher

_DRAWBACKS = re.compile(
    r"\b(?:weak(?:ness(?:es)?| (?:point|spot|side)s?)|drawbacks?|disadvantages?|downsides?|shortcomings?)\b",
    re.I,
)


def plainly(text: str) -> str:
    """The text with drawbacks, by whatever name, under the plainest."""
    return _DRAWBACKS.sub("limitations", text)


def stated(searcher: Searcher, row: int, query: SearchQuery, detail: str) -> Answerability:
    """Whether a paper states the detail, as it is asked and under the plainest name."""
    verdict = judge_detail(searcher.catalogue, row, query, detail)
    if not verdict.stated or plainly(detail) == detail:
        return verdict
    return judge_detail(searcher.catalogue, row, searcher.query(plainly(query.text)), plainly(detail))
