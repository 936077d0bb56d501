"""Answers that are lists: the papers that fit a subject, or that filters leave of the library.

In: a parsed query, what finds papers and decides which of them fit. Out: a part of an answer. Which
papers fit is decided by `Fitting`, not here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answering import extractive, metadata
from rag.answering.citations import Composer, name_of
from rag.answering.parameters import Routing
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.retrieval.passages import score_sentences
from rag.retrieval.prefilter import Mask, prefilter
from rag.retrieval.ranking import Hit, Ranking, SearchQuery
from rag.text.prose import plural

WIDE = 120  # papers looked at for a list
LISTED_PAPERS = 20  # papers of a list that are shown with a sentence each

Find = Callable[[ParsedQuery, Mask | None], Ranking]
Fitting = Callable[[Ranking, Sequence[int]], tuple[tuple[Hit, ...], float]]  # those that fit, log odds


@dataclass(frozen=True, slots=True)
class Lister:
    """Tells lists; `find` ranks papers for a query, `fitting` decides which of a ranking fit."""

    composer: Composer
    using: Routing
    find: Find
    fitting: Fitting

    def on_subject(self, query: ParsedQuery, meant: Sequence[int], allowed: Mask | None) -> Part:
        """Every paper that fits."""
        ranking = self.find(query, allowed)
        fitting, logit = self.fitting(ranking, meant)
        undated, found = self._undated(query, meant), ranking.top(WIDE)
        if fitting:
            told = listing(self.composer, query, ranking.query, fitting, undated=undated)
            return Part(query, *told, fitting, found, ranking)
        text, status = extractive.refusal(self.composer, found, name_nearest=logit > self.using.near_list)
        if undated:
            text += f"\n\nOf papers without a date, {undated:,} would fit: leave the date out to see them."
        return Part(query, text, status, found, ranking=ranking)

    def of_library(self, query: ParsedQuery, allowed: Mask | None) -> Part:
        """About the library as a whole, or the part of it that filters and conversation leave."""
        snapshot = self.composer.catalogue.snapshot
        rows = [row for row in snapshot.rows.tolist() if allowed is None or allowed[row]]
        if query.active_papers:
            rows = [row for row in rows if snapshot.id(row) in query.active_papers]
        text, status, shown = metadata.corpus(self.composer, query, rows)
        return Part(query, text, status, tuple(Hit(row, 0.0, {}) for row in shown))

    def _undated(self, query: ParsedQuery, meant: Sequence[int]) -> int:
        """How many papers would be listed if their date were known."""
        if not (query.filters.since or query.filters.until):
            return 0
        free, catalogue = replace(query, filters=query.filters.without_dates()), self.composer.catalogue
        allowed = None if free.filters.empty else prefilter(catalogue, free.filters)
        fitting, _ = self.fitting(self.find(free, allowed), meant)
        return sum(not catalogue.columns[hit.row].get("published") for hit in fitting)


def listing(
    composer: Composer, asked: ParsedQuery, query: SearchQuery, hits: Sequence[Hit], *, undated: int = 0
) -> tuple[str, Status]:
    """Every paper that fits, one sentence each, and how many of how many; `undated` would
    fit if their date were known."""
    shown = hits[: asked.limit or LISTED_PAPERS]
    unknown = f"; {undated:,} more {'has' if undated == 1 else 'have'} no date" if undated else ""
    described = asked.filters.describe()
    filters = f" ({', '.join(described)}{unknown})" if described else ""
    total = plural(len(composer.catalogue), "paper")
    lines = [f"{len(hits):,} of {total} fit{'s' if len(hits) == 1 else ''}{filters}:"]
    for hit in shown:
        best = max(score_sentences(composer.catalogue, hit.row, query), key=lambda e: (e.score, -e.start))
        lines.append(f"- {name_of(composer.catalogue.paper(hit.row))}: {composer.quote(best)}")
    if len(hits) > len(shown):
        lines.append(
            f'… and {len(hits) - len(shown):,} more: ask search "{asked.search_text}" -k {len(hits)}'
        )
    return "\n".join(lines), Status.ANSWERED
