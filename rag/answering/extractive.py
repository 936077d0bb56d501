"""The extractive answerers: answers by quoting, without a model.

In: a query, the papers found for it. Out: text and status; the composer keeps the citations.
One function for each form of answer. Which of them is called, and whether the papers answer
at all, is decided in rag/answering/router.py.
"""

from collections.abc import Sequence

from rag.answering.citations import Composer, name_of
from rag.model.answer import Status
from rag.retrieval.answerability import Answerability
from rag.retrieval.parameters import PassageParameters
from rag.retrieval.passages import alike, answering, choose, score_sentences
from rag.retrieval.ranking import Evidence, Hit, Move, SearchQuery
from rag.text.prose import plural, spoken_list

NEAREST = 3


def fact(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """The sentences of the best paper that answer; one of each other paper that may be meant."""
    first = score_sentences(composer.catalogue, hits[0].row, query)
    using = query.using.passages
    passages = [composer.passage(hits[0].row, answering(first, query.text, using))]
    for hit in hits[1:]:
        sentences = score_sentences(composer.catalogue, hit.row, query)
        chosen = choose(sentences, using, most=1)
        passages.append(composer.passage(hit.row, chosen))
    return "\n\n".join(passages), Status.ANSWERED


def ways(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """Of each paper the one or two sentences that fit best."""
    using = query.using.passages
    passages = [
        composer.passage(hit.row, choose(score_sentences(composer.catalogue, hit.row, query), using, most=2))
        for hit in hits
    ]
    return "\n\n".join(passages), Status.ANSWERED


def explanation(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """Problem, idea, result: the best sentence of each, then the next best that fit."""
    found = score_sentences(composer.catalogue, hits[0].row, query)
    chosen: list[Evidence] = []
    for move in (Move.IDEA, Move.RESULT, Move.PROBLEM):
        of_move = [e for e in found if e.move is move]
        if of_move:
            chosen.append(max(of_move, key=lambda e: e.score))
    using = query.using.passages
    left = using.words - sum(len(e.text.split()) for e in chosen)
    rest = _others(found, chosen, using)
    if rest:
        extra = choose(rest, using, words=left, most=2)
        chosen += [e for e in extra if len(e.text.split()) <= left]
    return composer.passage(hits[0].row, sorted(chosen, key=lambda e: e.start)), Status.ANSWERED


def _others(
    found: Sequence[Evidence], chosen: Sequence[Evidence], using: PassageParameters
) -> list[Evidence]:
    """The sentences that do not say again what is chosen already."""
    return [e for e in found if not any(alike(e, other, using) for other in chosen)]


def ambiguous_name(
    composer: Composer, query: SearchQuery, name: str, rows: Sequence[int]
) -> tuple[str, Status]:
    """Several papers share the name that was used: say so, and answer for each."""
    head = f"{plural(len(rows), 'paper')} here use the name {name}:"
    return "\n\n".join([head, *_side_by_side(composer, query, rows)]), Status.ANSWERED


def comparison(composer: Composer, query: SearchQuery, rows: Sequence[int]) -> tuple[str, Status]:
    """Each paper's sentences on what is compared, one under the other."""
    return "\n\n".join(_side_by_side(composer, query, rows)), Status.ANSWERED


def _side_by_side(composer: Composer, query: SearchQuery, rows: Sequence[int]) -> list[str]:
    """For each paper the sentence with its idea, so that a reader knows what is compared, and the sentences
    that fit the question."""
    passages, using = [], query.using.passages
    for row in rows:
        found = score_sentences(composer.catalogue, row, query)
        ideas = [e for e in found if e.move is Move.IDEA]
        chosen = [max(ideas, key=lambda e: e.score)] if ideas else []
        left = using.words - sum(len(e.text.split()) for e in chosen)
        rest = _others(found, chosen, using)
        for sentence in choose(rest, using, words=max(left, 1), most=using.sentences - 1):
            if not chosen or len(sentence.text.split()) <= left:
                chosen.append(sentence)
        passages.append(composer.passage(row, sorted(chosen, key=lambda e: e.start)))
    return passages


def viewpoints(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """Papers that may disagree, side by side, introduced as several viewpoints."""
    head = f"{plural(len(hits), 'paper')} here speak to this, each for its own setting:"
    return "\n\n".join([head, *_side_by_side(composer, query, [h.row for h in hits])]), Status.ANSWERED


def not_stated(
    composer: Composer, query: SearchQuery, hit: Hit, verdict: Answerability
) -> tuple[str, Status]:
    """The paper does not state the detail: say so, and quote what comes nearest."""
    paper = composer.catalogue.paper(hit.row)
    nearest = choose(score_sentences(composer.catalogue, hit.row, query), query.using.passages)
    about = f" (nothing on {spoken_list([f'“{w}”' for w in verdict.missing])})" if verdict.missing else ""
    head = f"The {paper.text_kind} of {name_of(paper)} does not state this{about}. The nearest it says:"
    return f"{head}\n\n{composer.passage(hit.row, nearest)}", Status.PARTLY


def refusal(
    composer: Composer, hits: Sequence[Hit], *, name_nearest: bool, english: bool = True
) -> tuple[str, Status]:
    """The papers do not answer; the titles of the nearest follow where `name_nearest`."""
    text = "The papers here do not answer this."
    if not english:
        text += " They are in English, and so must a question be that names no paper."
    if name_nearest and hits:
        titles = [f"- {composer.catalogue.paper(h.row).title}" for h in hits[:NEAREST]]
        text += "\n\nThe nearest they come:\n" + "\n".join(titles)
    return text, Status.NOT_ANSWERED
