"""Two questions in one sentence, the second about what the first found: "What is X, and who made it?".

In: a sentence whose answer as a whole leaves something open. Out: the answers of its halves, the second asked
as the next turn of the conversation; None where the whole says more. Asks no model.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.citations import Composer
from rag.answering.part import Part
from rag.answering.router import Router
from rag.model.answer import Answer, Status
from rag.model.conversation import Turn, turn_of
from rag.model.query import Intent, ParsedQuery
from rag.retrieval.searcher import Searcher

Parse = Callable[[str, Sequence[Turn]], Sequence[ParsedQuery]]
_OPEN = (Intent.FACT, Intent.EXPLAIN, Intent.METADATA)

_LEAST = 3  # words of a half that can be a question
_BETWEEN = re.compile(
    r",?\s+(?:and|plus|also)\s+(?=(?:(?:on|in|by|with|at|for|to|of|from) )?(?:which|what|how|who|whose|when"
    r"|where|why|is|are|was|were|does|do|did|has|have|can)\b)",
    re.I,
)
_TOGETHER = re.compile(r"\b(?:compare|compared|vs|versus|differ\w*|difference|both|between|each)\b", re.I)


def halves_of(message: str) -> tuple[str, str] | None:
    """Two questions that "and" joins; None where it joins two words of one question."""
    found = list(_BETWEEN.finditer(message))
    if len(found) != 1 or _TOGETHER.search(message):
        return None
    one, other = message[: found[0].start()].strip(" ,"), message[found[0].end() :].strip()
    if min(len(one.split()), len(other.split())) < _LEAST:
        return None
    return f"{one.rstrip('?.')}?", other


def answered(
    searcher: Searcher, message: str, queries: Sequence[ParsedQuery], turns: Sequence[Turn], parse: Parse
) -> tuple[Router, list[Part]]:
    """The answers to the questions of a message and who gave them; two in one sentence are asked one after
    the other where that answers more."""
    found = _told(searcher, queries)
    halves = _halves(searcher, message, found[1][0], turns, parse) if len(queries) == 1 else []
    return _told(searcher, halves) if halves else found


def _told(searcher: Searcher, queries: Sequence[ParsedQuery]) -> tuple[Router, list[Part]]:
    router = Router(searcher, Composer(searcher.catalogue))
    return router, [router.answer(query) for query in queries]


def _halves(
    searcher: Searcher, message: str, whole: Part, turns: Sequence[Turn], parse: Parse
) -> list[ParsedQuery]:
    """The queries of the two halves, where they answer what the whole does not: fields of a paper beside what
    it says, or more of the same paper."""
    halves = halves_of(message)
    if halves is None or whole.query.intent not in _OPEN:
        return []
    queries, parts, history = [], [], list(turns)
    for half in halves:
        asked = list(parse(half, history))
        if len(asked) != 1 or asked[0].intent not in _OPEN:
            return []
        router, (part,) = _told(searcher, asked)
        cited = tuple(router.composer.citations)
        if not cited or part.status is Status.NOT_ANSWERED:
            return []
        queries.append(replace(asked[0], message=message))
        parts.append(part)
        history.append(turn_of(Answer(half, "", part.status, part.text, cited, parsed=(asked[0],))))
    return queries if _more(parts, whole) else []


def _more(halves: Sequence[Part], whole: Part) -> bool:
    """Whether the halves, of one paper, say more together than the whole."""
    one, other = halves
    if one.status is not Status.ANSWERED or not other.query.active_papers:
        return False
    if len({half.query.intent is Intent.METADATA for half in halves}) == 2:
        return True
    same = bool(whole.hits and one.hits) and whole.hits[0].row == one.hits[0].row
    return whole.status is not Status.ANSWERED and same and other.status is not Status.NOT_ANSWERED
