"""The reading path: a message and the conversation so far, to an answer.

In: a message. Out: an Answer, every sentence of it tied to a paper. Holds no state
between two messages but the library it reads; what is added to that meanwhile is seen.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from rag.answering.citations import Composer
from rag.answering.router import Part, Router, named_rows
from rag.encoders.encoder import Encoder
from rag.model.answer import Answer, RankedPaper, Status
from rag.model.conversation import Turn, turn_of
from rag.model.filters import NO_FILTERS, Filters
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.query.anaphora import SURE, is_dangling
from rag.query.parse import ParsingContext, parse
from rag.retrieval.catalogue import Catalogue, Snapshots
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.prefilter import prefilter
from rag.retrieval.ranking import Hit
from rag.retrieval.searcher import Searcher

if TYPE_CHECKING:
    from rag.generation.context import Exchange
    from rag.generation.writer import Writer

MANY_SIDED = 3  # question marks from which a message that was taken for one question is doubted


class Assistant:
    """Answers from one library; open as long as one likes, it sees what is added meanwhile."""

    def __init__(
        self,
        reader: Snapshots,
        encoder: Encoder,
        *,
        top_k: int = 8,
        today: Callable[[], date] = date.today,
        writer: "Writer | None" = None,
    ) -> None:
        self._writer = writer
        self._reader, self._encoder, self._top_k, self._today = reader, encoder, top_k, today
        self._searcher = Searcher(Catalogue(reader.now()), encoder)

    @property
    def searcher(self) -> Searcher:
        """Over the library as it is now."""
        snapshot = self._reader.now()
        if snapshot is not self._searcher.catalogue.snapshot:
            self._searcher = Searcher(Catalogue(snapshot), self._encoder)
        return self._searcher

    @property
    def catalogue(self) -> Catalogue:
        return self.searcher.catalogue

    def warm_up(self) -> None:
        """Load what the first question would wait for."""
        if self._writer is not None:
            self._writer.warm()
        self.parse("What is asked first?")
        self.search("what is asked first", 1)

    def ask(self, message: str, history: Sequence[Answer] = (), *, filters: Filters = NO_FILTERS) -> Answer:
        """Answer a message; `history` are the answers before it, `filters` narrow the papers further."""
        *_, answer = self.stream(message, history, filters=filters)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        message: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters = NO_FILTERS,
        parsed: Sequence[ParsedQuery] = (),
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text as they come, then the Answer. `parsed` is what the message asks
        where that is known already, as when an answer's own query is asked again within other filters."""
        began = time.perf_counter()
        turns = self._turns(history)
        queries = [_narrowed(query, filters) for query in parsed or self._parsed(message, turns)]
        quoted, papers = self._quoted(message, queries)
        if self._writer is None or not papers:
            yield quoted.answer
            yield replace(quoted, seconds=time.perf_counter() - began)
            return
        asked = (message, quoted.understood)
        for piece in self._writer.stream(papers, asked, _exchanges(turns), fallback=lambda: quoted):
            if isinstance(piece, Answer):
                seconds = time.perf_counter() - began
                piece = replace(piece, papers=quoted.papers, parsed=quoted.parsed, seconds=seconds)
            yield piece

    def _parsed(self, message: str, turns: Sequence[Turn]) -> tuple[ParsedQuery, ...]:
        """The questions of a message. A model is asked what it means only where our own rules are
        at a loss: it leans on the conversation and no paper was found for it, or asks several
        things that were not told apart. Where the model fails too, they stay as they are."""
        queries = self.parse(message, turns)
        if self._writer is None:
            return queries
        if turns and is_dangling(message) and not any(_has_papers(query) for query in queries):
            alone = self._writer.stand_alone(message, _exchanges(turns))
            if alone != message:
                return self.parse(alone)
        if len(queries) == 1 and message.count("?") >= MANY_SIDED:
            parts = self._writer.parts(message)
            queries = tuple(query for part in parts for query in self.parse(part, turns))
        return queries

    def _quoted(self, message: str, queries: Sequence[ParsedQuery]) -> tuple[Answer, list[Paper]]:
        """The answer by quoting, and the papers that a model may write from: none where it is refused."""
        searcher = self.searcher
        router = Router(searcher, Composer(searcher.catalogue))
        parts = [router.answer(query) for query in queries]
        answer = Answer(
            question=message,
            understood="; ".join(dict.fromkeys(p.query.understood for p in parts)),
            status=_overall([p.status for p in parts]),
            answer="\n\n".join(dict.fromkeys(p.text for p in parts)),
            citations=tuple(router.composer.citations),
            papers=self._ranked(router, parts),
            parsed=tuple(p.query for p in parts),
        )
        answered = [p.hits[: self._top_k] for p in parts if p.status is Status.ANSWERED]
        rows = dict.fromkeys(hit.row for hits in answered for hit in hits)
        return answer, [searcher.catalogue.paper(row) for row in rows]

    def search(self, text: str, k: int, *, filters: Filters = NO_FILTERS) -> Answer:
        """Papers ranked for a query, each with the passages that made it rank; nothing is answered."""
        began = time.perf_counter()
        searcher = self.searcher
        catalogue, composer = searcher.catalogue, Composer(searcher.catalogue)
        allowed = None if filters.empty else prefilter(catalogue, filters)
        ranking = searcher.search(
            text, allowed=allowed, named=named_rows(catalogue, catalogue.names.lookup(text))
        )
        hits = ranking.top(k)
        for hit in hits:
            found = score_sentences(catalogue, hit.row, ranking.query)
            for sentence in choose(found, ranking.query.using.passages, most=1):
                composer.marker(sentence)
        return Answer(
            question=text,
            understood=" · ".join([text, *filters.describe()]),
            status=Status.ANSWERED if hits else Status.NOT_ANSWERED,
            answer="",
            citations=tuple(composer.citations),
            papers=_listed(catalogue, hits),
            mode="search",
            seconds=time.perf_counter() - began,
        )

    def _ranked(self, router: Router, parts: Sequence[Part]) -> tuple[RankedPaper, ...]:
        """The papers of all parts, each part's best before any part's second; then what else
        retrieval found, as many as were asked for."""
        best: dict[int, Hit] = {}
        for found in ([p.hits for p in parts], [p.further for p in parts]):
            for hit in (h for level in zip_longest(*found) for h in level if h is not None):
                best.setdefault(hit.row, hit)
        for part in parts:
            if len(best) < self._top_k:
                ranking = part.ranking or router.rank(part.query)
                for hit in ranking.top(self._top_k):
                    best.setdefault(hit.row, hit)
        return _listed(router.catalogue, list(best.values())[: self._top_k])

    def parse(self, message: str, turns: Sequence[Turn] = ()) -> tuple[ParsedQuery, ...]:
        """The questions of a message, made to stand alone."""
        catalogue = self.catalogue
        return parse(message, ParsingContext(catalogue.names, catalogue.organisations, self._today()), turns)

    def _turns(self, history: Sequence[Answer]) -> list[Turn]:
        """The conversation as a question leans on it; an answer that was cut off before its question
        was parsed is parsed now."""
        turns: list[Turn] = []
        for answer in history:
            whole = answer if answer.parsed else replace(answer, parsed=self.parse(answer.question, turns))
            turns.append(turn_of(whole))
        return turns


def _exchanges(turns: Sequence[Turn]) -> list["Exchange"]:
    """The conversation as a model is told of it."""
    from rag.generation.context import Exchange

    return [Exchange(t.query.question, t.answer, t.titles) for t in turns]


def _has_papers(query: ParsedQuery) -> bool:
    """Whether it is known which papers the question is about."""
    return bool(query.active_papers) or any(m.certainty >= SURE for m in query.mentions)


def _overall(statuses: Sequence[Status]) -> Status:
    if len(set(statuses)) == 1:
        return statuses[0]
    return Status.PARTLY


def _listed(catalogue: Catalogue, hits: Sequence[Hit]) -> tuple[RankedPaper, ...]:
    papers = [(catalogue.paper(h.row), h.score) for h in hits]
    return tuple(RankedPaper(p.paper_id, p.title, score) for p, score in papers)


def _narrowed(query: ParsedQuery, filters: Filters) -> ParsedQuery:
    """The query with filters from outside on top of its own."""
    return query if filters.empty else replace(query, filters=query.filters.within(filters))
