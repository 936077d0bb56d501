"""Answer one question: look up, decide whether the papers answer, choose the kind of answer.

In: a parsed query, a searcher over one snapshot. Out: a text, its status, the papers it rests
on; the composer keeps the citations. Does not see the other questions of a message, or models.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from rag.answering import acted, asked, attributed, compared, extractive, foreign, limits, metadata, resources
from rag.answering.both_sides import with_sides
from rag.answering.citations import Composer
from rag.answering.defined import defining
from rag.answering.described import better_described
from rag.answering.fitting import fitting
from rag.answering.instances import in_its_words
from rag.answering.itself import WHICH_PAPER, about_a_subject, examples_of, lacks_a_paper, of_itself
from rag.answering.listing import WIDE, Lister
from rag.answering.naming import (
    ambiguous_mention,
    detail_of,
    is_sure,
    known_hits,
    likely_hits,
    named_rows,
    stands_out,
    with_it,
)
from rag.answering.narrowing import narrowed
from rag.answering.new_subject import unfocused
from rag.answering.of_each import of_each
from rag.answering.originators import originators
from rag.answering.parameters import Routing, parameters
from rag.answering.part import Part
from rag.answering.referenced import known_words, with_described
from rag.answering.respelt import respelt
from rag.answering.scope import in_scope
from rag.answering.second_try import tried_again
from rag.answering.stated import plainly, stated
from rag.answering.tabled import of_list, table
from rag.answering.wording import asks_detail, asks_for_views
from rag.encoders.no_encoder import NoEncoder
from rag.model.answer import Status
from rag.model.filters import NO_FILTERS
from rag.model.query import Intent, ParsedQuery
from rag.query.aspects import EARLIER
from rag.query.described_paper import asked_as_a_whole
from rag.query.kind_of_answer import asks_who_did_it
from rag.query.table_form import asks_for_table
from rag.query.topic import asks_for_ways
from rag.retrieval import abstention
from rag.retrieval.lacks import asks_for_lacks
from rag.retrieval.prefilter import Mask, prefilter
from rag.retrieval.ranking import Hit, Ranking
from rag.retrieval.searcher import Searcher

CONSIDERED = 20  # papers found for a fact
WAYS = 5  # papers quoted where several methods are asked for


class Router:
    """Answers the questions of one message over one snapshot."""

    def __init__(self, searcher: Searcher, composer: Composer, using: Routing | None = None) -> None:
        """`using`: other numbers than the product's, to fit them or to see what they do."""
        self.searcher, self.composer, self.using = searcher, composer, using or parameters().routing
        self.catalogue = searcher.catalogue
        beyond = partial(self._beyond, several=True)
        self.lists = Lister(composer, self.using, self._find, self._fitting, beyond)

    def answer(self, query: ParsedQuery) -> Part:
        """The answer to one question, in the form that its intent asks for."""
        query = about_a_subject(self.catalogue, with_described(query, self._referred))
        query = with_sides(self.searcher, better_described(self.searcher, query))
        allowed = self._allowed(query)
        if told := acted.answered(self.searcher, self.composer, query, self.answer, allowed):
            return told
        if query.intent is Intent.ABOUT:
            return Part(query, of_itself(query, examples_of(self.catalogue)), Status.ANSWERED)
        if lacks_a_paper(query):
            return Part(query, WHICH_PAPER, Status.NOT_ANSWERED)
        query, allowed = asked.with_introducer(self.catalogue, query, self.using), self._allowed(query)
        if told := asked.answered(self.searcher, self.composer, query, allowed):
            return foreign.noted(told)
        listing = query.intent in (Intent.LIST, Intent.COUNT)
        if query.intent is Intent.CORPUS or (listing and not query.search_text):
            return attributed.noted(self.catalogue, self._shown(query, self.lists.of_library(query, allowed)))
        shared = foreign.in_shared_words(self.searcher, query)
        if shared is None:
            refused = extractive.refusal(self.composer, (), name_nearest=False, english=False)
            return Part(query, *refused)
        if shared.asked_term != query.asked_term and (
            told := asked.answered(self.searcher, self.composer, shared, allowed)
        ):
            return foreign.noted(told)
        meant = respelt(self.searcher, shared)
        whole = unfocused(self.searcher, meant, self.using)
        part = of_each(self.searcher, self.composer, whole, allowed)
        part = part or self._answered(narrowed(self.searcher, whole, self.using.first_is), allowed)
        part = foreign.noted(part)
        if part.status is Status.NOT_ANSWERED:
            again = lambda other: foreign.noted(self._answered(other, self._allowed(other)))  # noqa: E731
            part = tried_again(self.searcher, part, meant, again)
        return attributed.noted(self.catalogue, part) if listing else part

    def _answered(self, query: ParsedQuery, allowed: Mask | None) -> Part:
        """The answer to a question about papers."""
        if query.intent in (Intent.LIST, Intent.COUNT):
            return self._shown(query, self.lists.on_subject(query, self.meant(query), allowed))
        named = self.meant(query)
        meant = [row for row in named if allowed is None or allowed[row]]
        left_out = [row for row in named if row not in meant]
        outside = limits.outside(self.catalogue, query, left_out) if left_out else ""
        if outside and not meant:
            return Part(query, outside, Status.NOT_ANSWERED, ranking=self._find(query, allowed))
        tell = {Intent.METADATA: self._metadata, Intent.COMPARE: self._compare}.get(query.intent, self._tell)
        if meant and resources.asks_for_code(detail_of(query, self.using)):
            tell = self._metadata
        part = tell(query, meant, allowed)
        if not outside:
            return part
        status = Status.PARTLY if part.status is Status.ANSWERED else part.status
        return replace(part, text=f"{part.text}\n\n{outside}", status=status)

    def _shown(self, query: ParsedQuery, part: Part) -> Part:
        """A list as a table where one is asked for."""
        tabled = asks_for_table(query.message)
        return of_list(self.searcher, self.composer, part, self.using) if tabled else part

    def rank(self, query: ParsedQuery) -> Ranking:
        """All papers that are scored for the question, whatever kind of answer it gets; by words alone where
        it asks for none, so that nothing is loaded for it."""
        if query.intent is Intent.ABOUT:
            return Searcher(self.catalogue, NoEncoder(), self.searcher.using).search(query.question)
        return self._find(query, self._allowed(query))

    def meant(self, query: ParsedQuery) -> list[int]:
        """The papers that the question names for certain, or that the conversation is about."""
        sure = [i for m in query.mentions if is_sure(m, query, self.using) for i in m.paper_ids]
        ids = dict.fromkeys([*query.active_papers, *sure])
        return [row for id_ in ids if (row := self.catalogue.row(id_)) is not None]

    def _allowed(self, query: ParsedQuery) -> Mask | None:
        """A mask of the rows that pass the question's filters, where it has any. (n,)"""
        limits = None if query.filters.empty else prefilter(self.catalogue, query.filters)
        return in_scope(self.catalogue, query, limits)

    def _find(self, query: ParsedQuery, allowed: Mask | None) -> Ranking:
        named = named_rows(self.catalogue, query.mentions, self.using)
        active = (self.catalogue.row(i) for i in query.active_papers)
        named.update(dict.fromkeys((row for row in active if row is not None), 1.0))
        wide = {"candidates": WIDE} if query.intent in (Intent.LIST, Intent.COUNT) else {}
        text = query.search_text or query.question
        return self.searcher.search(text, allowed=allowed, named=named, **wide)

    def _tell(self, query: ParsedQuery, meant: list[int], allowed: Mask | None) -> Part:
        """A fact or an explanation, from the paper that is meant or the best one found."""
        everything = self._find(query, allowed)
        ranking = everything.among(meant) if query.active_papers else everything
        hits = ranking.top(CONSIDERED)
        logit = self._logit(ranking) if hits else -np.inf
        if not hits or (not meant and logit < 0):
            if beyond := self._beyond(query, several=False):
                return Part(query, beyond, Status.NOT_ANSWERED, hits, ranking=everything)
            near, english = logit > self.using.near, query.language == "en"
            told = extractive.refusal(self.composer, hits, name_nearest=near, english=english)
        else:
            told = self._ways(query, ranking, meant) or self._told(query, hits, meant)
        return Part(query, *told, hits, ranking=everything)

    def _ways(self, query: ParsedQuery, ranking: Ranking, meant: Sequence[int]) -> tuple[str, Status] | None:
        """A sentence or two of each paper that fits, where several methods are asked for."""
        if meant or query.language != "en" or not asks_for_ways(query.question):
            return None
        fitting, _ = self.lists.fitting(ranking, ())
        looked_up = self.searcher.query(query.search_text or query.question)
        return extractive.ways(self.composer, looked_up, fitting[:WAYS]) if len(fitting) > 1 else None

    def _told(self, query: ParsedQuery, hits: Sequence[Hit], meant: Sequence[int]) -> tuple[str, Status]:
        """What the papers say; the best of them is on the subject."""
        composer, best = self.composer, hits[0]
        words = partial(in_its_words, text=self.catalogue.paper(best.row).text)
        looked_up = self.searcher.query(words(with_it(query, self.using) if meant else query.question))
        clash = ambiguous_mention(query, self.using) if best.row in meant else None
        if clash and not stands_out([h for h in hits if h.row in meant], self.using.plainly):
            return extractive.ambiguous_name(composer, looked_up, clash.name, meant)
        detailed = asks_detail(plainly(query.question)) or asks_for_lacks(query.question)
        intent = Intent.FACT if detailed else query.intent
        if not meant and asks_for_views(query.message):
            several = [h for h in hits[: self.using.views] if h.score >= self.using.list_share * best.score]
            if len(several) > 1:
                return extractive.viewpoints(composer, looked_up, several)
        likely = likely_hits(hits, meant, self.using.also_share)
        if intent is Intent.FACT and (best.row in meant or not meant) and query.language == "en":
            detail = words(detail_of(query, self.using))
            verdicts = (stated(self.searcher, h.row, looked_up, detail, own=h.row in meant) for h in likely)
            of_best = next(verdicts)
            stating = 0 if of_best.stated else next((n for n, v in enumerate(verdicts, 1) if v.stated), None)
            if stating is None:
                return extractive.not_stated(composer, looked_up, best, of_best)
            likely.insert(0, likely.pop(stating))
        said = defining(self.catalogue, query.question, likely[0].row)
        if not said and (intent is not Intent.EXPLAIN or len(likely) > 1):
            return extractive.fact(composer, looked_up, likely)
        whole = asked_as_a_whole(detail_of(query, self.using), self.catalogue.paper(likely[0].row).title)
        most, is_it = whole.most, bool(said) or whole.asked
        return extractive.explanation(composer, looked_up, likely, what_it_is=is_it, most=most, defining=said)

    def _fitting(self, ranking: Ranking, meant: Sequence[int]) -> tuple[tuple[Hit, ...], float]:
        """The papers of a list, none where the papers do not answer, and the logit that decides."""
        return fitting(self.searcher, ranking, meant)

    def _logit(self, ranking: Ranking) -> float:
        """The log odds that the papers answer; none does where the best has nothing of the question."""
        if ranking.scores.max() <= 0:
            return -np.inf
        return abstention.answered_logit(self.catalogue, ranking, self.searcher.background)

    def _beyond(self, query: ParsedQuery, *, several: bool) -> str:
        """What to say where papers would answer but for the limits; undated ones of a list are told apart."""
        if query.filters.empty:
            return ""
        free = replace(query, filters=NO_FILTERS)
        ranking, meant = self._find(free, self._allowed(free)), self.meant(free)
        found, _ = self._fitting(ranking, meant) if several else (ranking.top(1), 0.0)
        if not several and self._logit(ranking) < 0:
            return ""
        dated = self.catalogue.columns
        rows = [hit.row for hit in found if not several or dated[hit.row].get("published")]
        return limits.without_limits(self.catalogue, query, rows) if rows else ""

    def _compare(self, query: ParsedQuery, meant: list[int], allowed: Mask | None) -> Part:
        """The papers that are meant; where fewer than two were recognised, the likeliest others."""
        ranking = self._find(query, allowed)
        hits = ranking.top(CONSIDERED)
        absent = compared.absent_names(query, ranking.query)
        lacking = 0 if EARLIER.search(query.question) else max(0, 2 - len(meant) - len(absent))
        described = self._described(detail_of(query, self.using), meant, allowed) if lacking else []
        rows = [*meant, *compared.set_beside(self.catalogue, query, described)[:lacking]]
        if len(meant) == 1 and not absent and compared.tells_of_both(self.searcher, query, meant[0]):
            return self._tell(replace(query, intent=Intent.FACT), meant, allowed)
        either = not meant and asks_for_views(query.message)
        if absent and not rows:
            said = compared.said_absent(self.catalogue, absent)
            return Part(query, said, Status.NOT_ANSWERED, hits, ranking=ranking)
        if len(rows) + len(absent) < 2 or either:
            return compared.with_lone_name(self.catalogue, query, self._tell(query, meant, allowed), rows)
        query = replace(query, aspects=compared.without_names(query.aspects, absent))
        looked_up = self.searcher.query(" ".join([detail_of(query, self.using), *query.aspects]))
        silent = compared.silent_on(self.searcher, query.aspects, rows, self.using)
        tabled = asks_for_table(query.message)
        said = "" if tabled or len(meant) < 2 else compared.said_silent(self.catalogue, query.aspects, silent)
        lacks = (compared.said_absent(self.catalogue, absent), said)
        if tabled:
            text = table(self.searcher, self.composer, query, rows, self.using)
        else:
            text, _ = extractive.comparison(self.composer, looked_up, rows)
        status = Status.PARTLY if absent or len(silent) == len(rows) else Status.ANSWERED
        text = "\n\n".join(filter(None, (text, *lacks)))
        return Part(query, text, status, known_hits(rows, hits), hits, ranking)

    def _described(self, text: str, meant: Sequence[int], allowed: Mask | None) -> list[int]:
        """The papers that a text is about beyond doubt, best first, without those that are `meant`."""
        ranking = self.searcher.search(text, allowed=allowed)
        hits = ranking.top(CONSIDERED)
        if not hits or (self._logit(ranking) < 0 and self._fitting(ranking, ())[1] < 0):
            return []
        return [
            h.row for h in hits if h.row not in meant and h.score >= self.using.list_share * hits[0].score
        ]

    def _referred(self, query: ParsedQuery, several: bool) -> tuple[str, ...]:
        """The ids of the papers that a request for references describes: one, or where `several` a list."""
        allowed, text = self._allowed(query), known_words(self.searcher, query.search_text)
        rows = self._described(text, (), allowed)[:1]
        if several:
            wide = self.searcher.search(text, allowed=allowed, candidates=WIDE)
            rows = [hit.row for hit in self._fitting(wide, ())[0]]
        return tuple(self.catalogue.snapshot.id(row) for row in rows)

    def _metadata(self, query: ParsedQuery, meant: list[int], allowed: Mask | None) -> Part:
        """Fields of the papers that are meant; where none is, of the one that is described."""
        ranking = self._find(query, allowed)
        hits = ranking.top(CONSIDERED)
        named, did = meant, asks_who_did_it(query.question)
        if not meant and not (did and self._logit(ranking) < 0):
            meant = self._described(query.search_text or query.question, (), allowed)[:1]
        if did and not any(self.catalogue.paper(row).authors for row in meant):  # what was done, then
            query, meant = replace(query, intent=Intent.FACT, field=None), []
        if not meant:
            return self._tell(query, named, allowed)
        code = query.field == "url" or resources.asks_for_code(detail_of(query, self.using))
        told = resources.told(self.composer, query.question, meant) if code else None
        if made := originators(self.searcher, self.composer, query.question, query.field, meant):
            told = made, Status.ANSWERED
        told = told or metadata.metadata(self.composer, query, meant)
        return Part(query, *told, known_hits(meant, hits), hits, ranking)
