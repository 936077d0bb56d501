"""Answerability: does a paper state the detail that is asked of it?

In: the paper that is meant, the question, its words without the paper's name. Out: a
verdict, and the words the paper has nothing on. Knows nothing of how the paper was found.

An abstract is short: most of what can be asked of a paper, it does not say. One threshold
on one similarity does not notice; what helps is whether one sentence comes near all words
of the detail, whether what is counted stands next to a number, whether the words stand
together as they do in the question (eval/LOG.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from rag.retrieval.abstention import WordMatch, word_matches
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.parameters import log_odds
from rag.retrieval.passages import asks_for_figure, has_figure, score_sentences
from rag.retrieval.quantities import gives_measure, unit_asked
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.signals import DetailSignals
from rag.text.common_words import COMMON
from rag.text.numbers import NUMBER, is_number
from rag.text.terms import terms
from rag.text.words import words
from store.item import FloatArray

_COUNTED = re.compile(
    r"\b(?:how many|number of|nr of|amount of)\s+((?:[\w-]+\s+){0,3}?[\w-]+?)"
    r"(?=\s+(?:do(?:es)?|did|is|are|was|were|ha[sd]|have|can|could|will|of|in|for|on|to|took|take|it|they|the"
    r"|used?|make)\b|[?.,]|$)"
)
# Words that ask for a kind of thing, and how an abstract shows such a thing without the word.
_KINDS_OF_ANSWER = [
    (
        r"data ?-?sets?|benchmarks?|corp(us|ora)|data",
        r"\b(?i:on|over|across|from|using|like|include\w*) (?i:the )?[A-Z][\w-]*",
    ),
    (r"code|link|repo\w*|github|website|homepage|url|download", r"https?://|github\.com|www\."),
    (
        r"gpus?|hardware|accelerators?|chips?|devices?",
        r"\b(GPUs?|TPUs?|CPUs?|[AHV]100|RTX|A6000)\b",
    ),
    (
        r"percent|percentage|share|fraction|accuracy|score",
        r"\d\s*(%|points?\b|percent)|\b(half|thirds?|quarters?|fifths?|majority)\b",
    ),
    (r"stands?|abbreviat\w*|acronyms?", r"\((?:[A-Z]+[\w-]*|(?:\w+[ -])+\w+)\)"),
    (r"sizes?|parameters?", r"(?<![\w.])\d+(?:\.\d+)?\s?[MBK]\b|\b\d+ ?(?:m|b)illion\b"),
    (
        r"countr(?:y|ies)|regions?|places?|cit(?:y|ies)",
        r"\b(?:in|from|across|with|by) (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:,| and| or|[.;)])",
    ),
    (
        r"languages?",
        r"\b(?:written|implement\w*|coded|programmed|developed|built) (?:\w+ly )?in (?:the )?[A-Z]"
        r"|\b(?i:python|fortran|java|javascript|matlab|haskell|rust|julia|scala)\b|\bC\+\+"
        r"|\b(?:Engl|Span|Turk|Pol|Finn|Swed|Dan)ish\b|\b[A-Z][a-z]+(?:nese|ench|man|ian|abic|ndi|rdu)\b",
    ),
    (
        r"os|oses|platforms?|operating",
        r"\b(?:Android|iOS|Windows|Linux|Unix|macOS|Mac OS|Ubuntu|Symbian|FreeBSD|Raspberry)\b",
    ),
    (  # "how was it evaluated?"
        r"evaluat(?:ed|ions?)|validat(?:ed|ion)|assessed",
        r"\b(?i:experiments?|evaluat(?:ed|ions?)|tested|validat\w+|simulations?|user stud(?:y|ies))\b",
    ),
    (  # "what does it take as input?"
        r"inputs?",
        r"\b(?i:signals?|images?|videos?|frames|recordings?|texts?|sentences|point clouds?|speech|audio"
        r"|streams?|scans?|time series|spectrograms?|measurements|readings)\b",
    ),
    (r"years?|dates?", r"(?<!\d)(1[5-9]|20)\d\d(?!\d)"),
    (
        r"speed-?ups?|faster|slower|factor|times",
        r"\d\s*(x\b|×|times|-?fold)|\b\w{3,}fold\b|\b(?:twice|thrice|halv(?:es|ed|ing)|times as)\b",
    ),
]
_EVERYDAY = frozenset(term for word in COMMON for term in terms(word))
_HOLDERS = frozenset(  # nouns that stand for the answer: "the three things that it is tested on"
    f"{noun}{end}"
    for noun in "thing aspect feature factor criterion characteristic kind sort way item point".split()
    for end in ("", "s")
) | frozenset(  # "any limitations mentioned?": what every answer does
    """property properties criteria mention mentions mentioned discussed described reported stated noted
    listed""".split()
)
_DIGIT = re.compile(r"\d")
_JOINED = re.compile(
    rf"(?<![\w-])({NUMBER}|\d+)-(?=[a-z]{{3}})", re.I
)  # "a three-stage plan" has three stages
SHOWN = 3
READ = 4  # sentences that are read beside the question
CLEAR = 1.5  # log odds of the other signals from which reading changes nothing (eval/LOG.md)
SURE = -1.0  # log odds up to which one denial in eleven is wrong; above, more than a third (eval/LOG.md)


@dataclass(frozen=True, slots=True)
class Answerability:
    """Whether the paper states the detail; `missing` are the question's words it has nothing on; `sure`:
    whether few denials with signals as plain are wrong."""

    stated: bool
    missing: tuple[str, ...] = ()
    sure: bool = True


def judge_detail(catalogue: Catalogue, row: int, query: SearchQuery, detail: str) -> Answerability:
    """Whether the paper states what `detail`, the question less the names in it, asks."""
    matches = detail_matches(catalogue, row, query, detail)
    if not matches:
        return Answerability(stated=True)
    seen = detail_signals(catalogue, row, query, detail)
    odds = stated_odds(query, seen)
    if odds < CLEAR:
        odds = stated_odds(query, replace(seen, read=read_together(catalogue, row, query)))
    far = query.using.signals.far
    missing = tuple(
        m.word for m in matches if not m.present and m.similarity < far and not _is_everyday(m.word)
    )
    return Answerability(odds >= 0, missing[:SHOWN], sure=not SURE < odds < 0)


def stated_odds(query: SearchQuery, seen: DetailSignals) -> float:
    """The log odds that the detail is stated; by other weights where both were read together."""
    using = query.using
    return log_odds(using.answerability_read if seen.read else using.answerability, seen)


def detail_matches(catalogue: Catalogue, row: int, query: SearchQuery, detail: str) -> list[WordMatch]:
    """The detail's words against the paper, those of its title left out: they tell nothing."""
    paper = catalogue.paper(row)
    title, present = set(terms(paper.title)), query.using.signals.present
    matches = [m for m in word_matches(catalogue, row, query, detail) if not set(terms(m.word)) <= title]
    matches = [m for m in matches if m.word.lower() not in _HOLDERS] or matches
    return [
        _at_least(m, 1.0) if _shown(m.word, paper.text) else _at_least(m, present * m.present)
        for m in matches
    ]


def _is_everyday(word: str) -> bool:
    """Whether it is an everyday word, in whatever form: not worth naming as missing."""
    return word.lower() in COMMON or bool(set(terms(word)) & _EVERYDAY)


def _at_least(match: WordMatch, similarity: float) -> WordMatch:
    """The match, its word counted as found where `similarity` says so."""
    return replace(
        match, similarity=max(match.similarity, similarity), present=match.present or similarity >= 1
    )


def _shown(word: str, text: str) -> bool:
    """Whether the text shows a thing of the kind that the word asks for: of a unit, a number in it."""
    unit = unit_asked(f"how many {word}")
    if unit and unit.search(text):
        return True
    asked = [there for kind, there in _KINDS_OF_ANSWER if re.fullmatch(kind, word, re.I)]
    return any(re.search(there, text) for there in asked)


def detail_signals(catalogue: Catalogue, row: int, query: SearchQuery, detail: str) -> DetailSignals:
    """See DetailSignals; the detail has at least one word that is not in the title."""
    matches = detail_matches(catalogue, row, query, detail)
    near = np.array([m.similarity for m in matches] or [1.0])
    ranked = sorted(score_sentences(catalogue, row, query), key=lambda e: -e.score)
    scores = [e.score for e in ranked] or [0.0]
    text = catalogue.paper(row).text
    figures = any(has_figure(e.text, query.text) or _DIGIT.search(e.text) for e in ranked[:SHOWN])
    return DetailSignals(
        least=float(near.min()),
        mean=float(near.mean()),
        together=_together(catalogue, row, query, matches),
        counted=_counted(query.text, text),
        apart=_apart(detail, text),
        no_figure=float(asks_for_figure(query.text) and not figures),
        measure=gives_measure(query.text, text),
        ahead=scores[0] - float(np.mean(scores)),
        cosine=max([0.0, *(e.cosine for e in ranked)]),
        maxsim=max([0.0, *(e.maxsim for e in ranked)]),
    )


def read_together(catalogue: Catalogue, row: int, query: SearchQuery) -> float:
    """The log odds that the question goes with the paper's best sentences, 0 where nothing reads both."""
    best = sorted(score_sentences(catalogue, row, query), key=lambda e: -e.score)[:READ]
    return query.read(query.text, " ".join(e.text for e in sorted(best, key=lambda e: e.start))) or 0.0


def _together(catalogue: Catalogue, row: int, query: SearchQuery, matches: Sequence[WordMatch]) -> float:
    """The best sentence's similarity to all the words at once, by idf."""
    vectors = query.vectors
    if not matches or not vectors.tokens.size:
        return 1.0 if all(m.present for m in matches) else 0.0
    near = catalogue.snapshot.sentence_token_similarities(row, vectors.tokens)[1:]  # (m, t), no heading
    columns: list[FloatArray] = []
    for match in matches:
        start = query.text.find(match.word)
        inside = (vectors.spans[:, 0] >= start) & (vectors.spans[:, 0] < start + len(match.word))
        if (match.present and not inside.any()) or match.similarity == 1.0:
            columns.append(np.ones(len(near), np.float32))
        else:
            columns.append(near[:, inside].mean(axis=1) if inside.any() else np.zeros(len(near), np.float32))
    idf = np.array([m.idf for m in matches])
    return float((np.stack(columns, axis=1) @ idf / idf.sum()).max(initial=0.0))


def _counted(question: str, text: str) -> float:
    """Whether what is counted stands within four words of a number in the text."""
    match = _COUNTED.search(question.lower())
    if not match:
        return 0.0
    noun = set(terms(match[1].split()[-1]))
    written = words(_JOINED.sub(r"\1 ", text), technical=True)
    numbers = [is_number(w) for w in written]
    for place, word in enumerate(written):
        if noun & set(terms(word)) and any(
            (*numbers[max(0, place - 4) : place], *numbers[place + 1 : place + 2])
        ):
            return 1.0
    return -1.0


def _apart(detail: str, text: str) -> float:
    """How many neighbouring words of the detail are no neighbours in the text."""
    stems = " ".join(["", *terms(text), ""])
    asked = [terms(word) for word in words(detail)]
    pairs = [f" {a[-1]} {b[0]} " for a, b in pairwise(asked) if a and b]
    return float(sum(pair not in stems for pair in pairs))
