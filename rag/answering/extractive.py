"""The extractive answerers: answers by quoting, without a model.

In: a query, the papers found for it. Out: text and status; the composer keeps the citations.
One function for each form of answer. Which of them is called, and whether the papers answer
at all, is decided in rag/answering/router.py.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.citations import Composer, kind_of, name_of
from rag.answering.figure_asked import figure_asked
from rag.answering.metadata import introducing
from rag.model.answer import Status
from rag.retrieval.answerability import Answerability
from rag.retrieval.kinds_of_answer import is_of_kind
from rag.retrieval.parameters import PassageParameters
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence, Hit, Move, SearchQuery
from rag.retrieval.telling import Asked, answer_first, in_order, leading, names_one, telling
from rag.text.cohesion import leans
from rag.text.prose import plural, spoken_list

NEAREST = 3
_LOOKS_INTO = re.compile(  # "We investigate how ...", "We report the results of a study comparing ..."
    r"^(?:\w+, )?(?:here,? |herein,? |in this (?:paper|work|study|article|report|letter),? )?"
    r"(?:we|this (?:paper|work|study|article|report|letter)|the authors) (?:\w+ly |also |then )?"
    r"(?:investigat|examin|stud(?:y|ied|ies)\b|analy[sz]|explor|compar|look(?:s|ed)? (?:at|into)"
    r"|test(?:s|ed)?\b|measur|evaluat|ask(?:s|ed)?\b|report(?:s|ed)? (?:on |the results of ))",
    re.I,
)
_CAME_OF_IT = re.compile(
    r"\bwe (?:\w+ly |also )?(?:find|found|show|showed|observe|observed|demonstrate|demonstrated|conclude)\b"
    r"|^(?:our |the )?(?:results?|findings?|experiments?|analysis)\b|\breveal(?:s|ed)?\b"
    r"|\bit (?:is|was) (?:found|shown)\b|\bsignificant(?:ly)?\b",
    re.I,
)
COMPARED_WORDS, COMPARED_SENTENCES = 80, 3  # of each paper where several stand side by side


def fact(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """The sentences of the best paper that answer, under the figure alone where one is asked for; one
    sentence of each other paper that may be meant."""
    row, using = hits[0].row, query.using.passages
    asked = Asked(query.text, composer.catalogue.own_names(row))
    found = score_sentences(composer.catalogue, row, query)
    told = with_findings(found, answer_first(found, asked, using))
    passages = [composer.passage(row, told)]
    passages += [composer.passage(hit.row, _telling(composer, query, hit.row)) for hit in hits[1:]]
    if told and (figure := figure_asked(query.text, told[0].text)):
        passages.insert(0, f"{figure} {composer.marker(told[0])}")
    return "\n\n".join(passages), Status.ANSWERED


def with_findings(found: Sequence[Evidence], told: Sequence[Evidence]) -> list[Evidence]:
    """The sentences; behind one that only says what was looked into, the next one where it says what came of
    it."""
    spoken: list[Evidence] = []
    for sentence in told:
        place = next(n for n, other in enumerate(found) if other.start == sentence.start)
        behind = found[place + 1] if place + 1 < len(found) else None
        spoken.append(sentence)
        if (
            behind
            and behind not in told
            and _LOOKS_INTO.search(sentence.text)
            and _CAME_OF_IT.search(behind.text)
        ):
            spoken.append(behind)
    return spoken


def _telling(composer: Composer, query: SearchQuery, row: int) -> list[Evidence]:
    """The one sentence of a paper that tells most."""
    found = score_sentences(composer.catalogue, row, query)
    best = telling(found, Asked(query.text, composer.catalogue.own_names(row)), query.using.passages)
    return [best] if best else []


def ways(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """Of each paper the one or two sentences that fit best."""
    using = replace(query.using.passages, sentences=2)
    passages = []
    for hit in hits:
        asked = Asked(query.text, composer.catalogue.own_names(hit.row))
        found = score_sentences(composer.catalogue, hit.row, query)
        passages.append(composer.passage(hit.row, answer_first(found, asked, using)))
    return "\n\n".join(passages), Status.ANSWERED


def explanation(
    composer: Composer,
    query: SearchQuery,
    hits: Sequence[Hit],
    *,
    what_it_is: bool = False,
    most: int = 0,
    defining: Sequence[int] = (),
) -> tuple[str, Status]:
    """What it is and what came of it, or the reason where that is asked, then the next best that fit; the
    problem first where that is asked.
    `what_it_is`: nothing else is asked, so the sentence that says it is told whatever else is; so are those
    that begin at `defining`. `most`: how many sentences, that one among them; 0 where no number is set."""
    row, using = hits[0].row, query.using.passages
    found = score_sentences(composer.catalogue, row, query)
    asked = Asked(query.text, composer.catalogue.own_names(row))
    of_kind = [e for e in found if is_of_kind(query.text, e.text)]
    moves = (Move.IDEA, Move.RESULT, *((Move.PROBLEM,) if asked.asks_motive else ()))
    best = [leading(of_kind, asked, using)] if of_kind else [_best(found, m, asked, using) for m in moves]
    if not (of_kind or what_it_is):
        best = [leading(found, asked, using), best[0]]
    if what_it_is:
        start = introducing(composer.catalogue, row).start
        said = [e for e in found if e.start == start or e.start in defining]
        best = [*said, *(e for e in best if e and not leans(e.text))]
        more = sum(len(e.text.split()) for e in said)  # they take no room from the rest
        sentences = most or using.sentences + len(said)
        using = replace(using, words=using.words + more, sentences=sentences)
    chosen = with_findings(found, in_order(found, [e for e in best if e], asked, using))
    return composer.passage(row, chosen), Status.ANSWERED


def _best(found: Sequence[Evidence], move: Move, asked: Asked, using: PassageParameters) -> Evidence | None:
    """The best sentence of a move."""
    of_move = (e for e in found if e.move is move)
    return max(of_move, key=lambda e: asked.worth(e, using), default=None)


def ambiguous_name(
    composer: Composer, query: SearchQuery, name: str, rows: Sequence[int]
) -> tuple[str, Status]:
    """Several papers share the name that was used: say so, and answer for each."""
    head = f"{plural(len(rows), 'paper')} here use the name {name}:"
    return "\n\n".join([head, *_side_by_side(composer, query, rows, called=True)]), Status.ANSWERED


def comparison(composer: Composer, query: SearchQuery, rows: Sequence[int]) -> tuple[str, Status]:
    """Each paper's sentences on what is compared, one under the other."""
    return "\n\n".join(_side_by_side(composer, query, rows)), Status.ANSWERED


def _side_by_side(
    composer: Composer, query: SearchQuery, rows: Sequence[int], *, called: bool = False
) -> list[str]:
    """For each paper the sentence with its idea, so that a reader knows what is compared, the one that sets
    it beside another of them, and the sentences that fit the question. `called`: the title stands before
    each, for the papers share a name."""
    passages, using = [], replace(query.using.passages, words=COMPARED_WORDS, sentences=COMPARED_SENTENCES)
    own = {row: composer.catalogue.own_names(row) for row in rows}
    for row in rows:
        asked = Asked(query.text, own[row])
        found = score_sentences(composer.catalogue, row, query)
        idea = _best(found, Move.IDEA, asked, using)
        others = {name for other in rows for name in own[other] if other != row} - {*own[row]}
        beside = max((e for e in found if names_one(e.text, [*others])), key=lambda e: e.score, default=None)
        chosen = with_findings(found, in_order(found, [e for e in (idea, beside) if e], asked, using))
        title = composer.catalogue.paper(row).title if called else None
        passages.append(composer.passage(row, chosen, called=title))
    return passages


def viewpoints(composer: Composer, query: SearchQuery, hits: Sequence[Hit]) -> tuple[str, Status]:
    """Papers that may disagree, side by side, introduced as several viewpoints."""
    head = f"{plural(len(hits), 'paper')} here speak to this, each for its own setting:"
    return "\n\n".join([head, *_side_by_side(composer, query, [h.row for h in hits])]), Status.ANSWERED


def not_stated(
    composer: Composer, query: SearchQuery, hit: Hit, verdict: Answerability
) -> tuple[str, Status]:
    """The paper does not state the detail, or not in plain words where the verdict is not sure: say so, and
    quote what comes nearest."""
    paper, using = composer.catalogue.paper(hit.row), query.using.passages
    asked = Asked(query.text, composer.catalogue.own_names(hit.row))
    nearest = answer_first(score_sentences(composer.catalogue, hit.row, query), asked, using)
    about = f" (nothing on {spoken_list([f'“{w}”' for w in verdict.missing])})" if verdict.missing else ""
    plainly = "" if verdict.sure else " plainly"
    head = f"{kind_of(paper)} of {name_of(paper)} does not state this{plainly}{about}. The nearest it says:"
    return f"{head}\n\n{composer.passage(hit.row, nearest, called='')}", Status.PARTLY


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
