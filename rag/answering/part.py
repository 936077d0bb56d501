"""The answer to one question of a message, as a value."""

from dataclasses import dataclass

from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.retrieval.ranking import Hit, Ranking


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question of a message; `hits` are the papers it is about, `further` what
    else was found, `ranking` all that was scored where anything was looked up."""

    query: ParsedQuery
    text: str
    status: Status
    hits: tuple[Hit, ...] = ()
    further: tuple[Hit, ...] = ()
    ranking: Ranking | None = None
