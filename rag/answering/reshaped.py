"""What was quoted, in another form: shorter, in plainer sentences, as a list, word for word.

In: the spans that an answer quoted, or its own citations. Out: a text that quotes the same papers; the
composer keeps the citations. Nothing is reworded: without a model, plainer is the plainest of what a paper
says.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from rag.answering.citations import Composer, kind_of, name_of
from rag.answering.metadata import introducing, says_what_is
from rag.model.query import Act, Span
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.passages import move_of
from rag.retrieval.ranking import Evidence, Move
from rag.text.common_words import COMMON
from rag.text.sentences import sentences
from rag.text.words import words

MOST_TOLD = 3  # papers that keep a sentence each; of more the titles are told
PLAIN = 2  # of the plainest sentences of a paper
SHORT = 25  # words up to which a sentence is easily read
LEAST = 6  # words of a clause that stands for its sentence
_ADDED = re.compile(r"; |,? \((?=[^)]*\)\W*$)|, (?:which|who|whose|where|including|such as|with)\b")
_FINDS = re.compile(
    r"\b(?:find|finds|found|findings?|show|shows|showed|shown|results?|outcomes?|conclu\w+|learn(?:ed|t)?"
    r"|discover\w*|achiev\w+)\b",
    re.I,
)
Choice = Callable[[Sequence[Evidence]], Evidence | None]
QUOTED_ONLY = "Without a model nothing is reworded: these are the plainest sentences of the abstract."


def reshaped(composer: Composer, act: Act, spans: Sequence[Span], answering: Choice | None = None) -> str:
    """What the spans say, in the form that the act asks for; empty where their papers are gone. `answering`
    chooses the sentence of a paper that a shorter answer keeps; without it, it is the one that tells most."""
    by_paper = [
        (id_, list(group)) for id_, group in groupby(_in_order(spans), key=lambda span: span.paper_id)
    ]
    told = []
    for id_, group in by_paper:
        if (row := composer.catalogue.row(id_)) is not None:
            quoted = [one for span in group for one in _sentences(composer, row, span)]
            kept = answering(quoted) if answering and len(quoted) > 1 else None
            quoted = [kept] if kept else quoted
            many = len(by_paper) > MOST_TOLD
            told.append(_one_paper(composer, act, row, quoted, many=many, answered=answering is not None))
    return ("\n" if len(by_paper) > MOST_TOLD else "\n\n").join(told)


def _one_paper(
    composer: Composer, act: Act, row: int, quoted: Sequence[Evidence], *, many: bool, answered: bool
) -> str:
    paper, name = composer.catalogue.paper(row), name_of(composer.catalogue.paper(row))
    if act is Act.SHORTER:
        said = None if answered else what_it_is(composer.catalogue, row, quoted)
        best = (said or shortest(quoted)) if len(quoted) > 1 else _shortened(quoted[0])
        return f"- {paper.title} {composer.marker(best)}" if many else composer.passage(row, [best])
    if act is Act.SIMPLER:
        every = _all(composer, row)
        said = what_it_is(composer.catalogue, row, every)
        return composer.passage(row, plainest(every, [said] if said else []) or quoted)
    if act is Act.BULLETS:
        return "\n".join([f"{name}:", *(f"- {composer.quote(one)}" for one in quoted)])
    dated = f" ({paper.published})" if paper.published else ""
    exactly = "" if paper.text_kind == "digest" else ", word for word"
    return composer.passage(row, quoted, called=f"{kind_of(paper)} of {paper.title}{dated} says{exactly}")


def shortest(quoted: Sequence[Evidence]) -> Evidence:
    """The one sentence that tells most: the idea, else the result, else the shortest."""
    for move in (Move.IDEA, Move.RESULT):
        if fitting := [one for one in quoted if one.move is move]:
            return min(fitting, key=_length)
    return min(quoted, key=_length)


def what_it_is(catalogue: Catalogue, row: int, told: Sequence[Evidence]) -> Evidence | None:
    """The sentence of those told that says what the paper's work is, "Kestrel is a ...", or else the one that
    introduces it; None where none does, or where one is plainly its idea."""
    if any(one.move is Move.IDEA for one in told):
        return None
    names = catalogue.own_names(row)
    said = next((one for one in told if says_what_is(names, one.text)), None)
    start = introducing(catalogue, row).start
    return said or next((one for one in told if one.start == start), None)


def asks_for_findings(question: str) -> bool:
    """Whether it is asked what came of the work, and not what it is."""
    return bool(_FINDS.search(question))


def main_clause(sentence: Evidence) -> Evidence:
    """A sentence without what is added behind its first clause: ", which ..." or "(...)"; else all of it."""
    added = next(
        (m for m in _ADDED.finditer(sentence.text) if len(words(sentence.text[: m.start()])) >= LEAST), None
    )
    if added is None:
        return sentence
    text = sentence.text[: added.start()]
    return replace(sentence, end=sentence.start + len(text), text=text)


def plainest(told: Sequence[Evidence], what_it_is: Sequence[Evidence] = ()) -> list[Evidence]:
    """The sentences of a paper that are easiest to read, its idea or result among them, in their order; of
    a paper without a sentence that is plainly its idea the one that says what it is."""
    telling = [one for one in told if one.move in (Move.IDEA, Move.RESULT)] or list(told)
    ideas = any(one.move is Move.IDEA for one in told)
    chosen = sorted(telling, key=difficulty)[:1] if ideas or not what_it_is else list(what_it_is[:1])
    rest = sorted((one for one in told if one not in chosen), key=difficulty)
    chosen += [one for one in rest if _length(one) <= SHORT][: PLAIN - len(chosen)]
    return sorted(chosen, key=lambda one: one.start)


def difficulty(sentence: Evidence) -> float:
    """How hard a sentence is to read: its length, and the share of its words that are not everyday ones."""
    found = words(sentence.text)
    rare = sum(word.lower() not in COMMON for word in found) / max(len(found), 1)
    return len(found) / SHORT + 2 * rare


def _shortened(sentence: Evidence) -> Evidence:
    """The main clause, unless it loses the only figures."""
    clause = main_clause(sentence)
    return sentence if _has_figure(sentence.text) and not _has_figure(clause.text) else clause


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def _length(sentence: Evidence) -> int:
    return len(sentence.text.split())


def _in_order(spans: Sequence[Span]) -> list[Span]:
    """Without what is said twice, the spans of a paper together, papers in the order of their first."""
    papers = list(dict.fromkeys(span.paper_id for span in spans))
    return sorted(dict.fromkeys(spans), key=lambda span: (papers.index(span.paper_id), span.start))


def _evidence(composer: Composer, row: int, span: Span) -> Evidence:
    paper = composer.catalogue.paper(row)
    text = paper.text[span.start : span.end]
    place = span.start / max(len(paper.text), 1)
    return Evidence(row, paper.paper_id, span.start, span.end, text, 0.0, move_of(text, place))


def _sentences(composer: Composer, row: int, span: Span) -> list[Evidence]:
    """The sentences of a span."""
    quoted = composer.catalogue.paper(row).text[span.start : span.end]
    spans = ((span.start + a, span.start + b) for a, b in sentences(quoted))
    return [_evidence(composer, row, Span(span.paper_id, a, b)) for a, b in spans]


def _all(composer: Composer, row: int) -> list[Evidence]:
    """Every sentence of a paper."""
    paper = composer.catalogue.paper(row)
    return _sentences(composer, row, Span(paper.paper_id, 0, len(paper.text)))
