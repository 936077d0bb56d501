"""The reading path: a message and the conversation so far, to an answer.

In: a message. Out: an Answer, every sentence of it tied to a paper. Understands, looks
up, decides whether the papers answer, and lets the right kind of answer be put
together. Holds no state between two messages but the library it reads.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rag import fields, quote
from rag.answer import Answer, Ranked, Status
from rag.answerable import CERTAIN_NAME, judge_detail, on_topic, signals, word_matches
from rag.catalogue import Catalogue
from rag.compose import Composer
from rag.embed import Encoder
from rag.followup import Turn
from rag.kinds import Kind
from rag.question import Question, understand
from rag.retrieve import Found, Hit, Searcher
from store.snapshot import BoolArray, Reader

WIDE = 120  # papers looked at for a list
LIST_FLOOR, LIST_SHARE = 1.15, 0.62  # a paper is on a list from this score, and this share of the best
ALSO_SHARE = 0.86  # another paper may be the one that is meant when it scores this share of the best
NEAR_LINE = -3.0  # log odds from which the nearest papers are worth naming

GREETING = (
    "Ask about the papers in this library: what one says, how two compare, which ones treat a subject, "
    "what is new since a date. Every sentence is quoted from a paper; what the papers do not say, I say so."
)


@dataclass(frozen=True, slots=True)
class _Part:
    """The answer to one question of a message."""

    question: Question
    text: str
    status: Status
    hits: tuple[Hit, ...] = ()


class Assistant:
    """Answers from one library; open as long as one likes, it sees what is added meanwhile."""

    def __init__(
        self, reader: Reader, encoder: Encoder, *, papers: int = 8, today: Callable[[], date] = date.today
    ) -> None:
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

    def ask(self, message: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a message; `history` is the conversation before it."""
        began = time.perf_counter()
        searcher = self.searcher
        questions = self.understand(message, history)
        composer = Composer(searcher.catalogue)
        parts = [_Replier(searcher, composer, self._papers).reply(question) for question in questions]
        return Answer(
            question=message,
            understood="; ".join(dict.fromkeys(q.understood for q in questions)),
            status=_overall([p.status for p in parts]),
            answer="\n\n".join(dict.fromkeys(p.text for p in parts)),
            citations=tuple(composer.citations),
            papers=_ranked(searcher.catalogue, [h for p in parts for h in p.hits], self._papers),
            seconds=time.perf_counter() - began,
        )

    def understand(self, message: str, history: Sequence[Turn] = ()) -> tuple[Question, ...]:
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
        return Turn(question, tuple(i for i, _ in cited), tuple(t for _, t in cited))

    def search(self, text: str, k: int, *, allowed: BoolArray | None = None) -> Found:
        """Papers for a query as it stands, without an answer."""
        return self.searcher.search(
            text, k, allowed=allowed, named=_named(self.catalogue, self.catalogue.names.lookup(text))
        )


class _Replier:
    """Answers the questions of one message over one snapshot."""

    def __init__(self, searcher: Searcher, composer: Composer, papers: int) -> None:
        self.searcher, self.composer, self.papers = searcher, composer, papers
        self.catalogue = searcher.catalogue

    def reply(self, question: Question) -> _Part:
        rows, allowed = self._allowed(question)
        if question.kind is Kind.ABOUT:
            return _Part(question, GREETING, Status.ANSWERED)
        if question.kind is Kind.CORPUS or (question.kind in (Kind.LIST, Kind.COUNT) and not question.text):
            return _Part(question, *fields.corpus(self.composer, question, rows))
        meant = self._meant(question)
        if question.kind is Kind.METADATA and meant:
            return _Part(question, *fields.metadata(self.composer, question, meant))
        if question.kind in (Kind.LIST, Kind.COUNT):
            return self._list(question, allowed)
        if question.kind is Kind.COMPARE and len(meant) > 1:
            return self._compare(question, meant)
        return self._tell(question, meant, allowed)

    def _allowed(self, question: Question) -> tuple[list[int], BoolArray | None]:
        """The rows that pass the question's filters, and a mask where there are any."""
        everything = [int(r) for r in self.catalogue.snapshot.rows]
        if question.filters.empty:
            return everything, None
        columns = self.catalogue.columns
        names = ("published", "organisation", "upvotes", "author_count")
        rows = [r for r in everything if question.filters.accepts(*(columns[r].get(n) for n in names))]  # type: ignore[arg-type]
        mask = np.zeros(len(self.catalogue.snapshot.alive), np.bool_)
        mask[rows] = True
        return rows, mask

    def _meant(self, question: Question) -> list[int]:
        """The papers that the question names for certain, or that the conversation is about."""
        sure = [i for m in question.mentions if m.certainty >= CERTAIN_NAME for i in m.paper_ids]
        ids = dict.fromkeys([*question.focus, *sure])
        return [row for id_ in ids if (row := self.catalogue.row(id_)) is not None]

    def _find(self, question: Question, k: int, allowed: BoolArray | None) -> Found:
        named = _named(self.catalogue, question.mentions)
        named.update(
            dict.fromkeys((r for i in question.focus if (r := self.catalogue.row(i)) is not None), 1.0)
        )
        return self.searcher.search(question.text or question.asked, k, allowed=allowed, named=named)

    def _tell(self, question: Question, meant: list[int], allowed: BoolArray | None) -> _Part:
        """A fact or an explanation, from the paper that is meant or the best one found."""
        if question.focus:
            allowed = np.zeros(len(self.catalogue.snapshot.alive), np.bool_)
            allowed[meant] = True
        found = self._find(question, self.papers, allowed)
        if not found.hits:
            return _Part(question, *quote.refusal(self.composer, found, near=False))
        query = self.searcher.query(question.asked)
        odds = on_topic(signals(self.catalogue, found), several=False)
        if not meant and odds < 0:
            return _Part(question, *quote.refusal(self.composer, found, near=odds > NEAR_LINE), found.hits)
        best = found.hits[0]
        if best.row in meant:
            clashing = next(
                (m for m in question.mentions if len(m.paper_ids) > 1 and m.certainty >= CERTAIN_NAME), None
            )
            if clashing:
                return _Part(question, *quote.clash(self.composer, query, clashing.name, meant), found.hits)
            verdict = judge_detail(word_matches(self.catalogue, best.row, query, _detail(question)))
            if question.kind is Kind.FACT and not verdict.stated:
                return _Part(question, *quote.not_stated(self.composer, query, best, verdict), found.hits)
        hits = _likely(found.hits, meant)
        tell = quote.explain if question.kind is Kind.EXPLAIN and len(hits) == 1 else quote.fact
        return _Part(question, *tell(self.composer, query, hits), found.hits)

    def _list(self, question: Question, allowed: BoolArray | None) -> _Part:
        """Every paper that fits."""
        found = self._find(question, WIDE, allowed)
        total = len(self.catalogue)
        if not found.hits or on_topic(signals(self.catalogue, found), several=True) < 0:
            return _Part(question, *quote.refusal(self.composer, found, near=bool(found.hits)), found.hits)
        line = max(LIST_FLOOR, LIST_SHARE * found.hits[0].score)
        fitting = [h for h in found.hits if h.score >= line] or list(found.hits[:1])
        return _Part(
            question, *quote.listing(self.composer, question, found.query, fitting, total), tuple(fitting)
        )

    def _compare(self, question: Question, meant: list[int]) -> _Part:
        query = self.searcher.query(" ".join(question.aspect) or question.asked)
        hits = tuple(Hit(row, 1.0, {}) for row in meant)
        return _Part(question, *quote.compare(self.composer, query, meant, ()), hits)


def _named(catalogue: Catalogue, mentions: Sequence[object]) -> dict[int, float]:
    """Rows that a text names, with how certainly."""
    found: dict[int, float] = {}
    for mention in mentions:
        for paper_id in mention.paper_ids:  # type: ignore[attr-defined]
            row = catalogue.row(paper_id)
            if row is not None:
                found[row] = max(found.get(row, 0.0), mention.certainty)  # type: ignore[attr-defined]
    return found


def _likely(hits: Sequence[Hit], meant: Sequence[int]) -> list[Hit]:
    """The paper that is meant; where none was named, also those that nearly scored as well."""
    if hits[0].row in meant:
        return [h for h in hits if h.row in meant][:3]
    line = ALSO_SHARE * hits[0].score
    return [h for h in hits[:3] if h.score >= line]


def _detail(question: Question) -> str:
    """The question without the names in it: what is asked about the paper."""
    text = question.asked
    for mention in question.mentions:
        if mention.certainty >= CERTAIN_NAME:
            text = text.replace(mention.text, " ")
    return text


def _overall(statuses: Sequence[Status]) -> Status:
    if len(set(statuses)) == 1:
        return statuses[0]
    return Status.PARTLY


def _ranked(catalogue: Catalogue, hits: Sequence[Hit], k: int) -> tuple[Ranked, ...]:
    """The best of all parts' hits, each paper once."""
    best: dict[int, float] = {}
    for hit in hits:
        best[hit.row] = max(best.get(hit.row, 0.0), hit.score)
    rows = sorted(best, key=lambda r: -best[r])[: max(k, 1)]
    papers = [(catalogue.paper(r), best[r]) for r in rows]
    return tuple(Ranked(p.paper_id, p.title, s) for p, s in papers)
