"""Answer one question: look up, decide whether the papers answer, choose the kind of answer.

In: a question that stands alone, a searcher over one snapshot. Out: a text, its status,
the papers it rests on; the composer keeps the citations. Knows nothing of messages with
several questions, or of models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering import extractive as quote
from rag.answering import metadata as fields
from rag.answering.citations import Composer
from rag.entities.names import Mention
from rag.model.answer import Status
from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import has_subject, is_dangling
from rag.retrieval.abstention import CERTAIN_NAME, LOOKED_AT, on_topic, signals, strange_names, word_matches
from rag.retrieval.answerability import judge_detail
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.prefilter import passing
from rag.retrieval.searcher import Found, Hit, Query, Searcher
from rag.text.terms import terms
from store.snapshot import BoolArray

CONSIDERED = LOOKED_AT  # papers found for a fact
WIDE = 120  # papers looked at for a list
LIST_FLOOR, LIST_SHARE = 1.25, 0.7  # a paper is on a list from this score, and this share of the best
ALSO_SHARE = 0.92  # another paper may be the one that is meant when it scores this share of the best
_ASKS_DETAIL = re.compile(  # "what is the learning rate of X", but not "what is the idea of X"
    r"^\W*(what|which)(?:'s| is| are| was| were) the (?!(?:\w+ )?(idea|goal|aim|purpose|contribution"
    r"|difference|motivation|point|concept|paper|method|approach|problem|abstract)s?\b).*\b(of|in|for|on|by|with)\b",
    re.I,
)
_NAME_ASKED = re.compile(
    r"\b(explain|define|mean\w*|stands? for|tell|describe|papers?|acronym|who uses)\b", re.I
)
VIEWS = 3  # papers set side by side where a question suspects that they disagree
_VIEWS = re.compile(
    r"\b(disagree|conflict|contradict|controver|mixed (results|findings|evidence)|debate|opposite)\w*"
    r"|\b(good or bad|help or hurt|or not)\b|\bor\b[^.?!]*\b(better|best|first|ones?|instead|repeat|once)\b",
    re.I,
)
DOUBTED = 0.2  # how far a name counts that may be a plain word, or that many papers mention
PLAINLY = 0.35  # of two papers of one name, the one that scores so much better is the one that is meant
NEW_SUBJECT = 0.42  # mean nearness of a question's words below which it is not about the papers before
CERTAIN_SCORE = 1.6  # from here on a paper that was not named is surely the one that is meant
NEAR_LINE = -3.0  # log odds from which the nearest papers are worth naming
NEAR_LIST_LINE = -6.0  # the same for a list

GREETING = (
    "Ask about the papers in this library: what one says, how two compare, which ones treat a subject, "
    "what is new since a date. Every sentence is quoted from a paper; what the papers do not say, I say so."
)


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question of a message; `hits` are the papers it is about, `further` what
    else was found."""

    question: ParsedQuery
    text: str
    status: Status
    hits: tuple[Hit, ...] = ()
    further: tuple[Hit, ...] = ()


class Replier:
    """Answers the questions of one message over one snapshot."""

    def __init__(self, searcher: Searcher, composer: Composer) -> None:
        self.searcher, self.composer = searcher, composer
        self.catalogue = searcher.catalogue

    def reply(self, question: ParsedQuery) -> Part:
        rows, allowed = self._allowed(question)
        listing = question.kind in (Intent.LIST, Intent.COUNT)
        if question.kind is Intent.ABOUT:
            return Part(question, GREETING, Status.ANSWERED)
        if question.kind is Intent.CORPUS or (listing and not question.text):
            if question.focus:
                rows = [row for row in rows if self.catalogue.snapshot.id(row) in question.focus]
            text, status, shown = fields.corpus(self.composer, question, rows)
            return Part(question, text, status, tuple(Hit(row, 0.0, {}) for row in shown))
        question = self._unfocused(self._respelt(question))
        meant = self.meant(question)
        if listing:
            return self._list(question, meant, allowed)
        if allowed is not None:
            meant = [row for row in meant if allowed[row]]
        if question.kind is Intent.METADATA:
            return self._metadata(question, meant, allowed)
        if question.kind is Intent.COMPARE:
            return self._compare(question, meant, allowed)
        return self._tell(question, meant, allowed)

    def _unfocused(self, question: ParsedQuery) -> ParsedQuery:
        """Without the papers of the conversation, where the question does not lean on anything said
        before and its words are far from all of theirs: a new subject."""
        typed = question.original
        leans = is_dangling(typed) or not has_subject(typed)
        if not question.focus or leans or question.kind is Intent.METADATA:
            return question
        query = self.searcher.query(typed)
        rows = [row for id_ in question.focus if (row := self.catalogue.row(id_)) is not None]
        found = [[m.nearness for m in word_matches(self.catalogue, row, query)] for row in rows]
        near = [float(np.mean(matches)) for matches in found if matches]
        if not near or max(near) >= NEW_SUBJECT:
            return question
        mentions = tuple(m for m in question.mentions if m.text in typed)
        return replace(question, focus=(), mentions=mentions, asked=typed, text=typed, understood=typed)

    def rank(self, question: ParsedQuery, k: int) -> tuple[Hit, ...]:
        """The k best papers for the question, whatever kind of answer it gets."""
        return self._find(question, k, self._allowed(question)[1]).hits

    def _respelt(self, question: ParsedQuery) -> ParsedQuery:
        """The question with slips of spelling mended; names are looked up as they were typed."""
        asked = self.searcher.respelt(question.asked)
        if asked == question.asked:
            return question
        return replace(question, asked=asked, text=self.searcher.respelt(question.text or question.asked))

    def _allowed(self, question: ParsedQuery) -> tuple[list[int], BoolArray | None]:
        """The rows that pass the question's filters, and a mask where there are any."""
        if question.filters.empty:
            return self.catalogue.snapshot.rows.tolist(), None
        return passing(self.catalogue, question.filters)

    def meant(self, question: ParsedQuery) -> list[int]:
        """The papers that the question names for certain, or that the conversation is about."""
        sure = [i for m in question.mentions if _is_sure(m, question) for i in m.paper_ids]
        ids = dict.fromkeys([*question.focus, *sure])
        return [row for id_ in ids if (row := self.catalogue.row(id_)) is not None]

    def _find(self, question: ParsedQuery, k: int, allowed: BoolArray | None) -> Found:
        named = named_rows(self.catalogue, question.mentions)
        named.update(
            dict.fromkeys((r for i in question.focus if (r := self.catalogue.row(i)) is not None), 1.0)
        )
        return self.searcher.search(question.text or question.asked, k, allowed=allowed, named=named)

    def _tell(self, question: ParsedQuery, meant: list[int], allowed: BoolArray | None) -> Part:
        """A fact or an explanation, from the paper that is meant or the best one found."""
        if question.focus:
            allowed = np.zeros(len(self.catalogue.snapshot.alive), np.bool_)
            allowed[meant] = True
        found = self._find(question, CONSIDERED, allowed)
        outside = not meant and bool(self.meant(question))  # the paper it names is not within its limits
        if not found.hits or outside:
            return Part(question, *quote.refusal(self.composer, found, near=False))
        query = self.searcher.query(question.asked)
        odds = on_topic(signals(self.catalogue, found), several=False)
        if not meant and odds < 0:
            told = quote.refusal(
                self.composer, found, near=odds > NEAR_LINE, english=question.language == "en"
            )
            return Part(question, *told, found.hits)
        best = found.hits[0]
        if best.row in meant:
            clashing = next(
                (m for m in question.mentions if len(m.paper_ids) > 1 and _is_sure(m, question)), None
            )
            if clashing and not _stands_out([h for h in found.hits if h.row in meant]):
                return Part(question, *quote.clash(self.composer, query, clashing.name, meant), found.hits)
        kind = Intent.FACT if _ASKS_DETAIL.search(question.asked) else question.kind
        certain = best.row in meant or best.score >= CERTAIN_SCORE
        if kind is Intent.FACT and certain and question.language == "en":
            verdict = judge_detail(self.catalogue, best.row, query, detail_of(question))
            if not verdict.stated:
                return Part(question, *quote.not_stated(self.composer, query, best, verdict), found.hits)
        if not meant and _VIEWS.search(question.original):
            several = [h for h in found.hits[:VIEWS] if h.score >= LIST_SHARE * best.score]
            if len(several) > 1:
                return Part(question, *quote.views(self.composer, query, several), found.hits)
        hits = _likely(found.hits, meant)
        tell = quote.explain if kind is Intent.EXPLAIN and len(hits) == 1 else quote.fact
        return Part(question, *tell(self.composer, query, hits), found.hits)

    def _list(self, question: ParsedQuery, meant: list[int], allowed: BoolArray | None) -> Part:
        """Every paper that fits."""
        found = self._find(question, WIDE, allowed)
        total = len(self.catalogue)
        odds = on_topic(signals(self.catalogue, found), several=True) if found.hits else -np.inf
        if not meant and odds < 0:
            text, status = quote.refusal(self.composer, found, near=odds > NEAR_LIST_LINE)
            if undated := self._undated(question):
                text += (
                    f"\n\nOf papers without a date, {undated:,} would fit: leave the date out to see them."
                )
            return Part(question, text, status, found.hits)
        line = max(LIST_FLOOR, LIST_SHARE * found.hits[0].score)
        fitting = [h for h in found.hits if h.score >= line] or list(found.hits[:1])
        told = quote.listing(
            self.composer, question, found.query, fitting, total, undated=self._undated(question)
        )
        return Part(question, *told, tuple(fitting), found.hits)

    def _undated(self, question: ParsedQuery) -> int:
        """How many papers would be listed if their date were known."""
        if not (question.filters.since or question.filters.until):
            return 0
        free = replace(question, filters=replace(question.filters, since=None, until=None))
        part = Replier(self.searcher, Composer(self.catalogue)).reply(free)
        hits = part.hits if part.status is Status.ANSWERED else ()
        return sum(not self.catalogue.columns[hit.row].get("published") for hit in hits)

    def _compare(self, question: ParsedQuery, meant: list[int], allowed: BoolArray | None) -> Part:
        """The papers that are meant; where fewer than two were recognised, the likeliest others."""
        found = self._find(question, CONSIDERED, allowed)
        likely = [h.row for h in found.hits if h.row not in meant and h.score >= LIST_FLOOR]
        absent = _absent(question, found.query)
        rows = [*meant, *likely[: max(0, 2 - len(meant) - len(absent))]]
        if len(rows) + len(absent) < 2 or not rows:
            return self._tell(question, meant, allowed)
        query = self.searcher.query(" ".join([detail_of(question), *question.aspect]))
        return Part(
            question,
            *quote.compare(self.composer, query, rows, absent),
            _known(rows, found.hits),
            found.hits,
        )

    def _metadata(self, question: ParsedQuery, meant: list[int], allowed: BoolArray | None) -> Part:
        """Fields of the papers that are meant, or of the one that is described beyond doubt."""
        found = self._find(question, CONSIDERED, allowed)
        best = found.hits[0] if found.hits else None
        if best and best.row not in meant and best.score >= (CERTAIN_SCORE if meant else LIST_FLOOR):
            meant = [best.row, *meant]
        if not meant:
            return self._tell(question, meant, allowed)
        told = fields.metadata(self.composer, question, meant)
        return Part(question, *told, _known(meant, found.hits), found.hits)


def _stands_out(hits: Sequence[Hit]) -> bool:
    """Whether the words of the question, the name left aside, are plainly about the first of these."""
    return len(hits) > 1 and hits[0].score - hits[1].score > PLAINLY


def _is_sure(mention: Mention, question: ParsedQuery) -> bool:
    """Whether a name leads to its papers for certain: as it stands, or as all that is asked about."""
    if mention.certainty >= CERTAIN_NAME:
        return True
    return mention.text.isupper() and not terms(
        _NAME_ASKED.sub(" ", question.asked.replace(mention.text, " "))
    )


def named_rows(catalogue: Catalogue, mentions: Sequence[Mention]) -> dict[int, float]:
    """Rows that a text names, with how certainly."""
    found: dict[int, float] = {}
    for mention in mentions:
        worth = mention.certainty * (1.0 if mention.certainty >= CERTAIN_NAME else DOUBTED)
        for paper_id in mention.paper_ids:
            row = catalogue.row(paper_id)
            if row is not None:
                found[row] = max(found.get(row, 0.0), worth)
    return found


def _absent(question: ParsedQuery, query: Query) -> list[str]:
    """Words of the question that are spelt like names and that no paper has."""
    return strange_names(question.original, query)


def _known(rows: Sequence[int], hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """These rows' hits; one of no score for a row that was not found."""
    found = {h.row: h for h in hits}
    return tuple(found.get(row, Hit(row, 0.0, {})) for row in dict.fromkeys(rows))


def _likely(hits: Sequence[Hit], meant: Sequence[int]) -> list[Hit]:
    """The paper that is meant; where none was named, also those that nearly scored as well."""
    if hits[0].row in meant:
        return [h for h in hits if h.row in meant][:3]
    line = ALSO_SHARE * hits[0].score
    return [h for h in hits[:3] if h.score >= line]


def detail_of(question: ParsedQuery) -> str:
    """The question without the names in it: what is asked about the paper."""
    text = question.asked
    for mention in question.mentions:
        if mention.certainty >= CERTAIN_NAME:
            text = text.replace(mention.text, " ")
    return text
