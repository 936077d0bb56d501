"""The way of a question: a message and the conversation so far, to an answer.

In: a message. Out: an Answer, every sentence of it tied to a paper. Between two messages the
only state is the library; papers that are added meanwhile are seen.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from rag.answering import two_questions
from rag.answering.citations import Composer
from rag.answering.naming import named_rows
from rag.answering.parsing_context import parsing_context
from rag.answering.part import Part
from rag.answering.retracted import with_retractions
from rag.answering.router import Router
from rag.encoders.encoder import Encoder, encoder_of
from rag.model.answer import Answer, RankedPaper, Status
from rag.model.conversation import MESSAGE_CHARACTERS, Turn, turn_of, without_long_gaps
from rag.model.filters import NO_FILTERS, Filters
from rag.model.listener import Listener
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.query.anaphora import SURE, is_anaphoric
from rag.query.intent import FloatArray, head
from rag.query.parse import parse
from rag.retrieval.catalogue import Catalogue, Snapshots
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.prefilter import prefilter
from rag.retrieval.ranking import Hit
from rag.retrieval.searcher import Searcher

if TYPE_CHECKING:
    from rag.generation.context import Exchange
    from rag.generation.grounds import Grounds
    from rag.generation.writer import Writer

CUT = f"Only the first {MESSAGE_CHARACTERS:,} characters of the question were read."
MANY_SIDED = 3  # question marks from which a model is asked whether a message is several questions


class Assistant:
    """Answers from one library. It can stay open: papers that are added meanwhile are seen. May be used
    from several threads; the conversation is the caller's, as `history`."""

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

    def written_by(self, writer: "Writer | None") -> "Assistant":
        """The same assistant with another model, or none; answers that are begun go on as they are."""
        other = copy(self)
        other._writer = writer
        return other

    @property
    def searcher(self) -> Searcher:
        """The search over the library as it is now."""
        snapshot = self._reader.now()
        if snapshot is not self._searcher.catalogue.snapshot:
            self._searcher = Searcher(Catalogue(snapshot), self._encoder)
        return self._searcher

    @property
    def catalogue(self) -> Catalogue:
        """The papers of the library as it is now, by row and by name."""
        return self.searcher.catalogue

    def warm_up(self) -> None:
        """Load now what the first question would have to wait for."""
        if self._writer is not None:
            self._writer.warm()
        self.parse("What is asked first?")
        self.search("what is asked first", 1)
        _ = self.searcher.background

    def measure_background(self) -> None:
        """Begin to measure what unrelated questions score in the library as it is now, in a thread; whoever
        has changed it says so, so that no question waits for that."""
        self.searcher.measured.begin()

    def ask(self, message: str, history: Sequence[Answer] = (), *, filters: Filters = NO_FILTERS) -> Answer:
        """Answer a message. `history`: the answers before it in the conversation, oldest first; `filters`:
        applied on top of those that the message sets."""
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
        listener: Listener | None = None,
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text as they come, then the Answer; a model that fails is a note in it. The
        `listener` is told what is waited for, and may stop.

        `parsed` is what the message asks where that is known already, as when an answer's own query is
        asked again with other filters."""
        began = time.perf_counter()
        message, cut = without_long_gaps(message[:MESSAGE_CHARACTERS]), len(message) > MESSAGE_CHARACTERS
        turns = self._turns(history)
        queries = [query.limited_to(filters) for query in parsed or self._parsed(message, turns)]
        quoted, papers, parts = self._quoted(message, queries, turns, filters)
        quoted = replace(quoted, notes=(*((CUT,) if cut else ()), *quoted.notes))
        if self._writer is None or not papers:
            yield quoted.answer
            yield self._marked(replace(quoted, seconds=time.perf_counter() - began))
            return
        asked = (message, quoted.understood)
        exchanges = _exchanges(turns)
        found = self._grounds(parts, quoted)
        pieces = self._writer.stream(
            papers, asked, exchanges, fallback=lambda: quoted, grounds=found, listener=listener
        )
        for piece in pieces:
            if isinstance(piece, Answer):
                seconds = time.perf_counter() - began
                notes = tuple(dict.fromkeys((*quoted.notes, *piece.notes)))
                piece = replace(
                    piece, papers=quoted.papers, parsed=quoted.parsed, notes=notes, seconds=seconds
                )
                piece = self._marked(piece)
            yield piece

    def _marked(self, answer: Answer) -> Answer:
        """The answer, with a note where it cites papers that were retracted."""
        catalogue = self.catalogue
        return with_retractions(
            answer, lambda id_: None if (row := catalogue.row(id_)) is None else catalogue.paper(row)
        )

    def _parsed(self, message: str, turns: Sequence[Turn]) -> tuple[ParsedQuery, ...]:
        """The questions of a message. A model is asked what it means only where our own rules do not
        tell: it refers to the conversation and no paper was found for it, or asks several things that
        were not separated. Where the model fails too, they stay as they are."""
        queries = self.parse(message, turns)
        if self._writer is None:
            return queries
        if turns and is_anaphoric(message) and not any(_has_papers(query) for query in queries):
            alone = self._writer.stand_alone(message, _exchanges(turns))
            if alone != message:
                return self.parse(alone)
        if len(queries) == 1 and message.count("?") >= MANY_SIDED:
            parts = self._writer.parts(message)
            queries = tuple(query for part in parts for query in self.parse(part, turns))
        return queries

    def _grounds(self, parts: Sequence[Part], quoted: Answer) -> "Grounds":
        from rag.answering.grounds import grounds

        return grounds(self.searcher, parts, quoted.citations)

    def quoted(
        self, message: str, history: Sequence[Answer] = (), *, filters: Filters = NO_FILTERS
    ) -> Answer:
        """The answer by quoting, whether or not there is a model; none is asked for it."""
        turns = self._turns(history)
        queries = [query.limited_to(filters) for query in self.parse(message, turns)]
        return self._quoted(message, queries, turns, filters)[0]

    def _quoted(
        self, message: str, queries: Sequence[ParsedQuery], turns: Sequence[Turn], filters: Filters
    ) -> tuple[Answer, list[Paper], Sequence[Part]]:
        """The answer by quoting, the papers that a model may write from (none where it is refused, or where
        fields and counts are told, which are known exactly), and its parts."""
        searcher = self.searcher

        def limited(text: str, before: Sequence[Turn]) -> list[ParsedQuery]:
            return [query.limited_to(filters) for query in self.parse(text, before)]

        router, parts = two_questions.answered(searcher, message, queries, turns, limited)
        answer = Answer(
            question=message,
            understood="; ".join(dict.fromkeys(p.query.understood for p in parts)),
            status=_overall([p.status for p in parts]),
            answer="\n\n".join(_once([p.text for p in parts])),
            citations=tuple(router.composer.citations),
            papers=self._ranked(router, parts),
            notes=tuple(dict.fromkeys(note for p in parts for note in p.query.notes)),
            parsed=tuple(p.query for p in parts),
        )
        written = self._writer is not None and all(
            self._writer.may_answer(p.query.intent) for p in parts if p.status is Status.ANSWERED
        )
        answered = [p.hits[: self._top_k] for p in parts if written and p.status is Status.ANSWERED]
        rows = dict.fromkeys(hit.row for hits in answered for hit in hits)
        return answer, [searcher.catalogue.paper(row) for row in rows], parts

    def search(self, text: str, k: int, *, filters: Filters = NO_FILTERS) -> Answer:
        """The k best papers for a query, each cited with the sentence that answers best; nothing is answered.
        Scores are weighted sums of component scores, see rag/retrieval/searcher.py."""
        began = time.perf_counter()
        text, cut = without_long_gaps(text[:MESSAGE_CHARACTERS]), len(text) > MESSAGE_CHARACTERS
        searcher = self.searcher
        catalogue, composer = searcher.catalogue, Composer(searcher.catalogue)
        allowed = None if filters.empty else prefilter(catalogue, filters)
        ranking = searcher.search(
            text, allowed=allowed, named=named_rows(catalogue, catalogue.names.lookup(text))
        )
        hits = ranking.top(k) if _has_words(text) else []
        for hit in hits:
            found = score_sentences(catalogue, hit.row, ranking.query)
            for sentence in choose(found, ranking.query.using.passages, most=1):
                composer.marker(sentence)
        answer = Answer(
            question=text,
            understood=" · ".join([text, *filters.describe()]),
            status=Status.ANSWERED if hits else Status.NOT_ANSWERED,
            answer="",
            citations=tuple(composer.citations),
            papers=_listed(catalogue, hits),
            mode="search",
            seconds=time.perf_counter() - began,
            notes=(CUT,) if cut else (),
        )
        return self._marked(answer)

    def _ranked(self, router: Router, parts: Sequence[Part]) -> tuple[RankedPaper, ...]:
        """The papers of all parts, each part's best before any part's second; then what else
        retrieval found, as many as were asked for."""
        parts = [part for part in parts if _has_words(part.query.understood)]
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
        """The questions of a message, made to stand alone; never empty."""
        context = parsing_context(self.catalogue, self._today(), self._vector)
        return parse(message, context, turns)

    def _vector(self, question: str) -> FloatArray | None:
        """The question's vector, as the search needs it too, where the intent head can read it."""
        searcher = self.searcher
        encoder = encoder_of(searcher.catalogue.snapshot.manifest.built_with, self._encoder)
        return searcher.query(question).vectors.pooled if encoder.name == head().encoder else None

    def _turns(self, history: Sequence[Answer]) -> list[Turn]:
        """The conversation as turns; the question of an answer that was cut off before it was parsed is
        parsed now."""
        turns: list[Turn] = []
        for answer in history:
            whole = answer if answer.parsed else replace(answer, parsed=self.parse(answer.question, turns))
            turns.append(turn_of(whole))
        return turns


def _exchanges(turns: Sequence[Turn]) -> list["Exchange"]:
    """The conversation as a model is shown it."""
    from rag.generation.context import Exchange

    return [Exchange(t.query.question, t.answer, t.titles) for t in turns]


def _has_papers(query: ParsedQuery) -> bool:
    """Whether it is known which papers the question is about."""
    return bool(query.active_papers) or any(m.certainty >= SURE for m in query.mentions)


def _has_words(text: str) -> bool:
    """Whether there is something to look up: a letter or a figure in any script."""
    return any(map(str.isalnum, text))


def _overall(statuses: Sequence[Status]) -> Status:
    return statuses[0] if len(set(statuses)) == 1 else Status.PARTLY


def _listed(catalogue: Catalogue, hits: Sequence[Hit]) -> tuple[RankedPaper, ...]:
    papers = [(catalogue.paper(h.row), h.score) for h in hits]
    return tuple(RankedPaper(p.paper_id, p.title, score) for p, score in papers)


def _once(texts: Sequence[str]) -> list[str]:
    """The texts without those that an earlier one holds."""
    return [text for n, text in enumerate(texts) if not any(text in earlier for earlier in texts[:n])]
