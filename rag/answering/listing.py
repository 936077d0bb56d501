"""Answers that are lists: the papers that fit a subject, or that filters leave of the library.

In: a parsed query, what finds papers and decides which of them fit. Out: a part of an answer. Which
papers fit is decided by `Fitting`, how a list reads in rag/answering/list_text.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rag.answering import extractive
from rag.answering.citations import Composer
from rag.answering.corpus import corpus, none_of_these
from rag.answering.doubted import as_doubted, with_doubted
from rag.answering.extractive import COMPARED_SENTENCES, COMPARED_WORDS
from rag.answering.kept import having_added, kept
from rag.answering.left_out import left_out, naming
from rag.answering.list_text import PaperList, Telling, of_library, of_these, that_fit, told, without
from rag.answering.metadata import NOT_GIVEN, introducing
from rag.answering.ordering import (
    BEGIN_WITH,
    DATED,
    Ordered,
    down_to_sure,
    in_order,
    to_begin_a_library_with,
    to_begin_with,
    with_ties,
    with_titled,
)
from rag.answering.others import judged, no_others
from rag.answering.parameters import Routing
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import IN_FULL, Intent, Order, ParsedQuery
from rag.query.in_place import adds
from rag.query.order import asks_for_one, is_of_one_paper
from rag.retrieval.passages import score_sentences
from rag.retrieval.prefilter import Mask, prefilter
from rag.retrieval.ranking import Evidence, Hit, Ranking
from rag.retrieval.telling import Asked, answer_first, telling
from rag.retrieval.topics import JUDGED
from rag.text.prose import spoken_list

WIDE = JUDGED  # papers looked at for a list

Find = Callable[[ParsedQuery, Mask | None], Ranking]
Beyond = Callable[[ParsedQuery], str]  # what to say where papers would fit but for the limits
Fitting = Callable[[Ranking, Sequence[int]], tuple[tuple[Hit, ...], float]]  # those that fit, log odds


@dataclass(frozen=True, slots=True)
class Lister:
    """Tells lists; `find` ranks papers for a query, `fitting` decides which of a ranking fit."""

    composer: Composer
    using: Routing
    find: Find
    fitting: Fitting
    beyond: Beyond

    def on_subject(self, query: ParsedQuery, meant: Sequence[int], allowed: Mask | None) -> Part:
        """Every paper that fits, in the order that is asked for."""
        catalogue, find = self.composer.catalogue, partial(self.find, query)
        fit = lambda found: self.fitting(found, meant)  # noqa: E731
        ranking, every, logit = judged(catalogue, query, allowed, find, fit)
        if query.shown:
            every = self._shown(query, ranking, allowed)
        elif query.within:
            every = kept(self.composer.catalogue, ranking, least=self.using.keeps) or every
        every = as_doubted(self.composer.catalogue, query, every)
        if every and query.order in DATED and not query.within:
            every = with_titled(self.composer.catalogue, query.search_text, ranking, every)
        if every and query.added and not query.within:
            where = _says_where(
                query
            )  # "and in kidneys?" may be told in other words, "and malaria?" is another
            least = self.using.keeps if where else 1.0
            having = having_added(self.composer.catalogue, query, ranking, every, least)
            if not having:
                return self._without_added(query, ranking, meant, allowed)
            every = having
        undated, found = self._undated(query, meant), ranking.top(WIDE)
        if not every and query.within:
            return Part(query, none_of_these(query, undated), Status.NOT_ANSWERED, found, ranking=ranking)
        if not every and query.besides and logit >= 0 and query.filters.empty:
            told_of = no_others(catalogue, query.besides)
            return Part(query, told_of, Status.NOT_ANSWERED, found, ranking=ranking)
        if not every:
            return self._refused(query, ranking, undated, name_nearest=logit > self.using.near_list)
        out = self._left_out(query, [hit.row for hit in every]) | self._contrasted_rows(query, every)
        hits = self._without(query, every, out)
        if not hits:
            every_one = (
                "The one paper that fits is" if len(every) == 1 else f"All {len(every):,} papers that fit are"
            )
            text = f"{every_one} about {spoken_list(without(query))} too."
            return Part(query, text, Status.NOT_ANSWERED, found, ranking=ranking)
        counted = of_these(query, hits) if query.within else that_fit(catalogue, hits)
        telling, query = self._telling(ranking), with_doubted(catalogue, query, hits)
        if query.order is Order.READING:
            return self._reading(query, hits, ranking, counted)
        if query.offset >= len(hits):
            return self._beyond(query, ranking, hits, out)
        as_it_was = query.shown and query.order is None
        ordered = Ordered(hits) if as_it_was else in_order(catalogue, hits, query.order)
        if query.order in DATED and not (query.limit or query.offset) and is_of_one_paper(query.question):
            tied = with_ties(catalogue, ordered.hits, query.order, 1)
            query = replace(query, limit=down_to_sure(ordered.hits, tied))
        unsure, left_out = self._unsure(query, hits), len(every) - len(hits)
        paper_list = PaperList(query, counted, ordered, query.order, undated, left_out, unsure)
        if len(hits) == 1 and query.intent is Intent.LIST:
            telling = partial(self._told, ranking)
        text = told(self.composer, paper_list, telling)
        return Part(query, text, Status.ANSWERED, paper_list.page, found, ranking)

    def of_library(self, query: ParsedQuery, allowed: Mask | None) -> Part:
        """About the library as a whole, or the part of it that filters and conversation leave."""
        catalogue, snapshot = self.composer.catalogue, self.composer.catalogue.snapshot
        rows = [row for row in snapshot.rows.tolist() if allowed is None or allowed[row]]
        if query.active_papers:
            rows = [row for row in rows if snapshot.id(row) in query.active_papers]
        if not rows or not _asks_for_papers(query):
            text, status, shown = corpus(self.composer, query, rows)
            return Part(query, text, status, tuple(Hit(row, 0.0, {}) for row in shown))
        out = self._left_out(query, rows)
        every = as_doubted(catalogue, query, [Hit(row, 0.0, {}) for row in rows])
        hits = list(self._without(query, every, out))
        query, order = with_doubted(catalogue, query, hits), query.order or _order_of(query.field)
        if order is Order.READING:
            return self._library_reading(query, hits, of_library(query, every))
        ordered = in_order(catalogue, hits, order or Order.NEWEST)
        if order and ordered.lacking == len(hits):
            return Part(query, NOT_GIVEN, Status.NOT_ANSWERED)
        if order and not query.offset:
            wanted = query.limit or int(asks_for_one(query.question) and not query.within)
            limit = with_ties(catalogue, ordered.hits, order, wanted) if wanted else IN_FULL
            query = replace(query, limit=limit)
        whole = of_library(query, hits if query.within else every)
        counted = that_fit(catalogue, hits) if query.excluded and not query.within else whole
        unsure, left_out = self._unsure(query, hits), len(rows) - len(hits)
        paper_list = PaperList(query, counted, ordered, order, left_out=left_out, unsure=unsure)
        if not paper_list.page:
            return Part(query, f"{counted}: all were shown.", Status.PARTLY)
        text = told(self.composer, paper_list, self._introducing)
        return Part(query, text, Status.ANSWERED, paper_list.page)

    def _without_added(
        self, query: ParsedQuery, ranking: Ranking, meant: Sequence[int], allowed: Mask | None
    ) -> Part:
        """No paper of the list has what a message put into it: what is on that alone; where it only says
        where, that there is none."""
        if _says_where(query):
            text = f"No paper here on this speaks of “{query.added}”."
            return Part(query, text, Status.NOT_ANSWERED, ranking.top(WIDE), ranking=ranking)
        alone = replace(query, question=f"papers on {query.added}", unfiltered=query.added, added="")
        return self.on_subject(replace(alone, search_text=query.added), meant, allowed)

    def _shown(self, query: ParsedQuery, ranking: Ranking, allowed: Mask | None) -> tuple[Hit, ...]:
        """Those of the papers shown before that the limits leave, in the order that they had."""
        ranked = {hit.row: hit for hit in ranking.top(len(ranking.rows))}
        rows = (row for id_ in query.within if (row := self.composer.catalogue.row(id_)) is not None)
        return tuple(ranked.get(row) or Hit(row, 0.0, {}) for row in rows if allowed is None or allowed[row])

    def _introducing(self, row: int) -> Sequence[Evidence]:
        return [introducing(self.composer.catalogue, row)]

    def _telling(self, ranking: Ranking) -> Telling:
        """The sentence of a paper that tells most on the subject."""

        def sentence(row: int) -> Sequence[Evidence]:
            found = score_sentences(self.composer.catalogue, row, ranking.query)
            asked = Asked(ranking.query.text, self.composer.catalogue.own_names(row))
            best = telling(found, asked, ranking.query.using.passages)
            return [best] if best else self._introducing(row)

        return sentence

    def _told(self, ranking: Ranking, row: int) -> Sequence[Evidence]:
        """What the only paper of a list says on the subject: there is room for more than a sentence."""
        found = score_sentences(self.composer.catalogue, row, ranking.query)
        asked = Asked(ranking.query.text, self.composer.catalogue.own_names(row))
        using = replace(ranking.query.using.passages, words=COMPARED_WORDS, sentences=COMPARED_SENTENCES)
        return answer_first(found, asked, using) or self._introducing(row)

    def _refused(self, query: ParsedQuery, ranking: Ranking, undated: int, *, name_nearest: bool) -> Part:
        found = ranking.top(WIDE)
        text, status = extractive.refusal(self.composer, found, name_nearest=name_nearest)
        text = self.beyond(query) or text
        if undated:
            text += f"\n\nOf papers without a date, {undated:,} would fit: leave the date out to see them."
        return Part(query, text, status, found, ranking=ranking)

    def _reading(self, query: ParsedQuery, hits: Sequence[Hit], ranking: Ranking, counted: str) -> Part:
        """A few papers to begin with, and why."""
        reasons = to_begin_with(self.composer.catalogue, hits)
        by_row = {hit.row: hit for hit in hits}
        chosen = Ordered(tuple(by_row[row] for row in reasons))
        paper_list = PaperList(query, f"{counted}; to begin with", chosen, reasons=reasons)
        text = told(self.composer, paper_list, self._telling(ranking))
        return Part(query, text, Status.ANSWERED, chosen.hits, ranking.top(WIDE), ranking)

    def _library_reading(self, query: ParsedQuery, hits: Sequence[Hit], counted: str) -> Part:
        """The same where no subject is named."""
        reasons = to_begin_a_library_with(self.composer.catalogue, hits)
        by_row = {hit.row: hit for hit in hits}
        chosen = Ordered(tuple(by_row[row] for row in reasons))
        paper_list = PaperList(query, f"{counted}; to begin with", chosen, reasons=reasons)
        return Part(query, told(self.composer, paper_list, self._introducing), Status.ANSWERED, chosen.hits)

    def _beyond(self, query: ParsedQuery, ranking: Ranking, hits: Sequence[Hit], out: set[int]) -> Part:
        """More than fit: the next nearest, said to be no more than that."""
        fitting = {hit.row for hit in hits}
        rest = tuple(hit for hit in ranking.top(WIDE) if hit.row not in fitting | out)
        begin = query.offset - len(hits)
        nearest = rest[begin : begin + (query.limit or BEGIN_WITH)]
        paper_list = PaperList(replace(query, offset=0), "", Ordered(nearest))
        lines = told(self.composer, paper_list, self._telling(ranking)).partition("\n")[2]
        said = "The one paper that fits was" if len(hits) == 1 else f"All {len(hits):,} papers that fit were"
        text = f"{said} shown. The next nearest, which may not fit:\n{lines}" if nearest else f"{said} shown."
        return Part(query, text, Status.PARTLY, nearest, ranking=ranking)

    def _without(self, query: ParsedQuery, hits: Sequence[Hit], out: set[int]) -> tuple[Hit, ...]:
        """The papers without those left out; one that names what is left out perhaps should be."""
        named = naming(self.composer.catalogue, query, [hit.row for hit in hits])
        return tuple(
            replace(hit, doubtful=hit.doubtful or hit.row in named) for hit in hits if hit.row not in out
        )

    def _left_out(self, query: ParsedQuery, rows: Sequence[int]) -> set[int]:
        """Those of the rows that the query leaves out."""
        return left_out(self.composer.catalogue, query, self._fit, rows)

    def _contrasted_rows(self, query: ParsedQuery, hits: Sequence[Hit]) -> set[int]:
        """Those of the papers that fit what the list is contrasted with better than what it is about."""
        if not query.contrast:
            return set()
        asked = replace(query, question=query.contrast, search_text=query.contrast, active_papers=())
        mentions = tuple(self.composer.catalogue.names.lookup(query.contrast))
        fitting, _ = self.fitting(self.find(replace(asked, mentions=mentions), None), ())
        nearer = {hit.row: hit.score for hit in fitting}
        return {hit.row for hit in hits if nearer.get(hit.row, -1.0) > hit.score}

    def _fit(self, query: ParsedQuery, subject: str) -> list[int]:
        """The papers that fit another subject within the same limits."""
        mentions = tuple(self.composer.catalogue.names.lookup(subject))
        asked = replace(query, question=subject, search_text=subject, mentions=mentions, active_papers=())
        fitting, _ = self.fitting(self.find(asked, None), ())
        return [hit.row for hit in fitting]

    def _unsure(self, query: ParsedQuery, hits: Sequence[Hit]) -> int:
        """Of how many the date is too coarse to tell whether they are within the limits."""
        dates = (self.composer.catalogue.columns[hit.row].get("published") for hit in hits)
        return sum(not query.filters.surely_dated(str(date)) for date in dates if date)

    def _undated(self, query: ParsedQuery, meant: Sequence[int]) -> int:
        """How many papers would be listed if their date were known."""
        if not (query.filters.since or query.filters.until):
            return 0
        if query.shown:
            rows = (self.composer.catalogue.row(id_) for id_ in query.within)
            return sum(not self.composer.catalogue.columns[r].get("published") for r in rows if r is not None)
        free, catalogue = replace(query, filters=query.filters.without_dates()), self.composer.catalogue
        allowed = None if free.filters.empty else prefilter(catalogue, free.filters)
        fitting, _ = self.fitting(self.find(free, allowed), meant)
        return sum(not catalogue.columns[hit.row].get("published") for hit in fitting)


def _says_where(query: ParsedQuery) -> bool:
    """Whether a message adds where, or with what, and no other subject: "and in mice?"."""
    match = adds(query.message)
    return bool(match and match["prep"])


def _order_of(field: str | None) -> Order | None:
    """The order that a field of the library asks for."""
    return Order(field) if field in set(Order) else None


def _asks_for_papers(query: ParsedQuery) -> bool:
    """Whether the papers themselves are asked for, and not something of the library."""
    if query.order or query.excluded or query.offset or _order_of(query.field):
        return True
    if query.field == "count":
        return not query.filters.empty
    return query.field == "list" or (
        query.field is None and (query.intent is not Intent.CORPUS or not query.filters.empty)
    )
