"""Papers that fit beside those that were told before: "are there others using lidar?".

In: a list's query with the papers that it leaves out, a mask of the rows that are allowed, what finds papers
and decides which fit. Out: those found, those that fit, the log odds that any does; a line where no other
does.
"""

from collections.abc import Callable, Sequence

from rag.answering.citations import name_of
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.prefilter import Mask
from rag.retrieval.ranking import Hit, Ranking
from rag.text.prose import spoken_list

NAMED = 3  # papers told before that are named where no other fits

Judged = tuple[Ranking, tuple[Hit, ...], float]


def judged(
    catalogue: Catalogue,
    query: ParsedQuery,
    allowed: Mask | None,
    find: Callable[[Mask | None], Ranking],
    fit: Callable[[Ranking], tuple[tuple[Hit, ...], float]],
) -> Judged:
    """The papers found, those that fit, the log odds that any does. The papers that were told before are left
    out when that is decided: without the best paper on vaccines, the next nearest are no papers on them."""
    told = [row for id_ in query.besides if (row := catalogue.row(id_)) is not None]
    if not told or query.within or allowed is None:
        ranking = find(allowed)
        return ranking, *fit(ranking)
    with_them = allowed.copy()
    with_them[told] = True
    ranking = find(with_them)
    every, logit = fit(ranking)
    others = ranking.among([row for row in ranking.rows.tolist() if row not in told])
    return others, tuple(hit for hit in every if hit.row not in told), logit


def no_others(catalogue: Catalogue, told: Sequence[str]) -> str:
    """That nothing fits beside the papers that were told before."""
    rows = [row for id_ in told if (row := catalogue.row(id_)) is not None]
    names = spoken_list([name_of(catalogue.paper(row)) for row in rows])
    said = names if len(rows) <= NAMED else f"the {len(rows):,} papers that were told"
    return f"No paper here beside {said} fits this."
