"""What a model's answer must not fall behind: the sentences that quoting found best.

In: the parts of an answer by quoting, the papers that it cites. Out: Grounds for rag/generation. A question
is taken as answered where the answer rests on a sentence that quoting would choose too; of papers that are
compared, on one of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.part import Part
from rag.generation.grounds import Grounds
from rag.generation.parameters import parameters
from rag.model.answer import Citation, Status
from rag.model.paper import Paper
from rag.model.query import Intent
from rag.retrieval.passages import asks_for_figure, score_sentences
from rag.retrieval.ranking import Evidence, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.text.numbers import is_number
from rag.text.sentences import Span
from rag.text.terms import terms


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One paper that a question must be answered from: the sentences that answer, the best first."""

    question: str
    paper_id: str
    chosen: tuple[Evidence, ...]


def grounds(searcher: Searcher, parts: Sequence[Part], citations: Sequence[Citation]) -> Grounds:
    """`citations`: those of the answer by quoting, in its order."""
    quoted = list(dict.fromkeys(citation.paper_id for citation in citations))
    answered = [part for part in parts if part.status is Status.ANSWERED]
    queries = [(part, searcher.query(part.query.question)) for part in answered]
    wanted = [one for part, query in queries for one in _wanted(searcher, part, query, quoted)]

    def best(paper: Paper) -> list[Span]:
        row = searcher.catalogue.row(paper.paper_id)
        found = [e for _, query in queries for e in score_sentences(searcher.catalogue, row or 0, query)]
        ranked = sorted(found, key=lambda e: (-e.score, e.start)) if row is not None else []
        return list(dict.fromkeys((e.start, e.end) for e in ranked))

    papers = [searcher.catalogue.paper(row) for i in quoted if (row := searcher.catalogue.row(i)) is not None]
    return Grounds(
        tuple(papers),
        best,
        lambda text, cited, closely: all(_is_answered(one, text, cited, closely=closely) for one in wanted),
    )


def _wanted(searcher: Searcher, part: Part, query: SearchQuery, quoted: Sequence[str]) -> list[_Wanted]:
    """The papers that were quoted for a question: all that are compared, else the first."""
    rows = {searcher.catalogue.snapshot.id(hit.row): hit.row for hit in part.hits}
    here = [id_ for id_ in quoted if id_ in rows]
    found = []
    for id_ in here if part.query.intent is Intent.COMPARE else here[:1]:
        ranked = sorted(
            score_sentences(searcher.catalogue, rows[id_], query), key=lambda e: (-e.score, e.start)
        )
        chosen = [e for e in ranked if e.score >= ranked[0].score - query.using.passages.behind]
        found.append(_Wanted(query.text, id_, tuple(chosen)))
    return [one for one in found if one.chosen]


def _is_answered(wanted: _Wanted, text: str, cited: Sequence[Citation], *, closely: bool) -> bool:
    spans = [(c.start, c.end) for c in cited if c.paper_id == wanted.paper_id]
    if not any(a < e.end and e.start < b for a, b in spans for e in wanted.chosen):
        return False
    return not closely or _says(text, wanted.chosen[0].text, wanted)


def _says(text: str, best: str, wanted: _Wanted) -> bool:
    """Whether a text has most of what the best sentence adds to the question, and all its figures where
    one is asked for."""
    new, said = _new(best, wanted), set(terms(text))
    if asks_for_figure(wanted.question) and not {term for term in new if is_number(term)} <= said:
        return False
    return len(new & said) >= parameters().form.kept * len(new)


def _new(sentence: str, wanted: _Wanted) -> set[str]:
    return set(terms(sentence)) - set(terms(wanted.question))
