"""The reading path: a message and the conversation so far, to an answer.

In: a message. Out: an Answer, every sentence of it tied to a paper. Holds no state
between two messages but the library it reads; what is added to that meanwhile is seen.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from rag.answering.citations import Composer
from rag.answering.router import Part, Replier, named_rows
from rag.encoders.encoder import Encoder
from rag.model.answer import Answer, Ranked, Status
from rag.model.filters import Filters
from rag.model.paper import Paper
from rag.model.query import ParsedQuery, Turn
from rag.query.anaphora import SURE, is_dangling
from rag.query.parse import understand
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.passages import choose, evidence
from rag.retrieval.prefilter import passing
from rag.retrieval.searcher import Hit, Searcher
from store.snapshot import Reader

if TYPE_CHECKING:
    from rag.generation.context import Exchange
    from rag.generation.writer import Writer

NO_LIMITS = Filters()
MANY_SIDED = 3  # question marks from which a message that was taken for one question is doubted


class Assistant:
    """Answers from one library; open as long as one likes, it sees what is added meanwhile."""

    def __init__(
        self,
        reader: Reader,
        encoder: Encoder,
        *,
        papers: int = 8,
        today: Callable[[], date] = date.today,
        writer: "Writer | None" = None,
    ) -> None:
        self._writer = writer
        self._reader, self._encoder, self._papers, self._today = reader, encoder, papers, today
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
        self.understand("What is asked first?")
        self.search("what is asked first", 1)

    def ask(self, message: str, history: Sequence[Turn] = (), *, limits: Filters = NO_LIMITS) -> Answer:
        """Answer a message; `history` is the conversation before it, `limits` narrow the papers."""
        *_, answer = self.stream(message, history, limits=limits)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, message: str, history: Sequence[Turn] = (), *, limits: Filters = NO_LIMITS
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text as they come, then the Answer."""
        began = time.perf_counter()
        quoted, papers = self._quoted(message, history, limits)
        if self._writer is None or not papers:
            yield quoted.answer
            yield replace(quoted, seconds=time.perf_counter() - began)
            return
        asked = (message, quoted.understood)
        for piece in self._writer.stream(papers, asked, _exchanges(history), fallback=lambda: quoted):
            if isinstance(piece, Answer):
                piece = replace(piece, papers=quoted.papers, seconds=time.perf_counter() - began)
            yield piece

    def _asked(self, message: str, history: Sequence[Turn]) -> tuple[ParsedQuery, ...]:
        """The questions of a message. A model is asked what it means only where our own rules are
        at a loss: it leans on the conversation and no paper was found for it, or asks several
        things that were not told apart. Where the model fails too, they stay as they are."""
        questions = self.understand(message, history)
        if self._writer is None:
            return questions
        if history and is_dangling(message) and not any(_has_papers(q) for q in questions):
            alone = self._writer.stand_alone(message, _exchanges(history))
            if alone != message:
                return self.understand(alone)
        if len(questions) == 1 and message.count("?") >= MANY_SIDED:
            parts = self._writer.parts(message)
            questions = tuple(q for part in parts for q in self.understand(part, history))
        return questions

    def _quoted(self, message: str, history: Sequence[Turn], limits: Filters) -> tuple[Answer, list[Paper]]:
        """The answer by quoting, and the papers that a model may write from: none where it is refused."""
        searcher = self.searcher
        questions = [_limited(q, limits) for q in self._asked(message, history)]
        composer = Composer(searcher.catalogue)
        parts = [Replier(searcher, composer).reply(question) for question in questions]
        answer = Answer(
            question=message,
            understood="; ".join(dict.fromkeys(_understood(p.question) for p in parts)),
            status=_overall([p.status for p in parts]),
            answer="\n\n".join(dict.fromkeys(p.text for p in parts)),
            citations=tuple(composer.citations),
            papers=self._ranked(parts),
        )
        answered = [p.hits[: self._papers] for p in parts if p.status is Status.ANSWERED]
        rows = dict.fromkeys(hit.row for hits in answered for hit in hits)
        return answer, [searcher.catalogue.paper(row) for row in rows]

    def search(self, text: str, k: int, *, limits: Filters = NO_LIMITS) -> Answer:
        """Papers ranked for a query, each with the passages that made it rank; nothing is answered."""
        began = time.perf_counter()
        searcher = self.searcher
        catalogue, composer = searcher.catalogue, Composer(searcher.catalogue)
        allowed = None if limits.empty else passing(catalogue, limits)[1]
        found = searcher.search(
            text, k, allowed=allowed, named=named_rows(catalogue, catalogue.names.lookup(text))
        )
        for hit in found.hits:
            for sentence in choose(evidence(catalogue, hit.row, found.query), words=50, most=1):
                composer.marker(sentence)
        return Answer(
            question=text,
            understood=" · ".join([text, *limits.describe()]),
            status=Status.ANSWERED if found.hits else Status.NOT_ANSWERED,
            answer="",
            citations=tuple(composer.citations),
            papers=_shown(catalogue, found.hits),
            mode="search",
            seconds=time.perf_counter() - began,
        )

    def _ranked(self, parts: Sequence[Part]) -> tuple[Ranked, ...]:
        """The papers of all parts, each part's best before any part's second; then what else
        retrieval found, as many as were asked for."""
        searcher = self.searcher
        best: dict[int, Hit] = {}
        for found in ([p.hits for p in parts], [p.further for p in parts]):
            for hit in (h for level in zip_longest(*found) for h in level if h is not None):
                best.setdefault(hit.row, hit)
        for part in parts:
            if len(best) < self._papers:
                for hit in Replier(searcher, Composer(searcher.catalogue)).rank(part.question, self._papers):
                    best.setdefault(hit.row, hit)
        return _shown(searcher.catalogue, list(best.values())[: self._papers])

    def understand(self, message: str, history: Sequence[Turn] = ()) -> tuple[ParsedQuery, ...]:
        """The questions of a message, made to stand alone."""
        catalogue = self.catalogue
        return understand(
            message,
            catalogue.names,
            today=self._today(),
            organisations=catalogue.organisations,
            history=history,
        )

    def turn(self, answer: Answer, history: Sequence[Turn] = ()) -> Turn:
        """What the next question needs to know of this one."""
        question = self.understand(answer.question, history)[-1]
        cited = dict.fromkeys((c.paper_id, c.title) for c in answer.citations)
        return Turn(question, tuple(i for i, _ in cited), tuple(t for _, t in cited), answer.answer)


def _exchanges(history: Sequence[Turn]) -> list["Exchange"]:
    """The conversation as a model is told of it."""
    from rag.generation.context import Exchange

    return [Exchange(t.question.asked, t.answer, t.titles) for t in history]


def _has_papers(question: ParsedQuery) -> bool:
    """Whether it is known which papers the question is about."""
    return bool(question.focus) or any(m.certainty >= SURE for m in question.mentions)


def _overall(statuses: Sequence[Status]) -> Status:
    if len(set(statuses)) == 1:
        return statuses[0]
    return Status.PARTLY


def _shown(catalogue: Catalogue, hits: Sequence[Hit]) -> tuple[Ranked, ...]:
    papers = [(catalogue.paper(h.row), h.score) for h in hits]
    return tuple(Ranked(p.paper_id, p.title, score) for p, score in papers)


def _limited(question: ParsedQuery, limits: Filters) -> ParsedQuery:
    """The question with limits from outside on top of its own."""
    given = {name: value for name, value in asdict(limits).items() if value is not None}
    return replace(question, filters=replace(question.filters, **given)) if given else question


def _understood(question: ParsedQuery) -> str:
    described = [d for d in question.filters.describe() if d not in question.understood]
    return " · ".join([question.understood, *described])
