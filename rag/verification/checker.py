"""Is a sentence borne out by the words of its sources?

In: a claim and the sources' texts. Out: a verdict, a score that ranks, the best span of the best source, and
why not. Meaning is measured by words and, with an encoder, by token vectors; figures, names, negation,
direction and strength can only lower the verdict. Knows nothing of papers or of models that write.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rag.encoders.minilm import FloatArray, MiniLM
from rag.text.sentences import Span
from rag.verification import claims, contrast, roles
from rag.verification.claims import Clause
from rag.verification.figures import Match, compare
from rag.verification.similarity import Nearness, Reading, nearness, read


class Verdict(StrEnum):
    """What a source does for a claim."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    NO_CLAIM = "no claim"


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict on one claim; `quote` is source[start:end] of the source with this index."""

    verdict: Verdict
    score: float
    source: int | None
    quote: str
    start: int
    end: int
    why: str


class SupportChecker:
    """Checks claims against sources; the last sources stay read, about 0.5 MB each with vectors."""

    def __init__(self, encoder: MiniLM | None, *, kept: int = 64) -> None:
        self._encoder, self._kept = encoder, kept
        self._readings: OrderedDict[str, Reading] = OrderedDict()

    def check(self, claim: str, sources: Sequence[str]) -> Support:
        """The best support that any source gives; no claim where there is nothing to check."""
        bare = plain(claim)
        if not is_claim(bare) or claim.lstrip().startswith("#"):
            return Support(Verdict.NO_CLAIM, 0.0, None, "", 0, 0, "")
        reading = read(bare, self._encoder)
        found = [judge(reading, self._read(text), i) for i, text in enumerate(sources) if text.strip()]
        if not found:
            return Support(Verdict.UNSUPPORTED, 0.0, None, "", 0, 0, "no source")
        return max(found, key=lambda s: (_ORDER[s.verdict], s.score))

    def _read(self, text: str) -> Reading:
        """A source's reading, from the last ones or anew."""
        found = self._readings.pop(text, None) or read(text, self._encoder)
        self._readings[text] = found
        while len(self._readings) > self._kept:
            self._readings.popitem(last=False)
        return found


_MARKER = re.compile(r"\s*(?:\[\d+(?:\s*[,–-]\s*\d+)*\]|【\d+[^】]*】)")
_MARKDOWN = re.compile(r"^\s*(?:[-*+>]\s+|#+\s+|\d+[.)]\s+)|\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_CHATTER = re.compile(
    r"(?:here (?:is|are)|i hope|let me|sure\b|certainly|of course|in (?:summary|short):?$|please|thank"
    r"|i (?:could|can|cannot|can't|am|do|don't|would)|the (?:sources|papers|documents) (?:do|provide)"
    r"|(?:this|the following) (?:answer|summary|section|list)|as (?:an ai|requested))",
    re.IGNORECASE,
)
# Words that only lead a reader through a text; some are what papers are about, so never of these subjects.
_TALK = frozenset(
    map(
        claims.stem,
        "answer ask begin below brief briefly closer course detail dive explain first firstly follow "
        "following give glad go good happy help hope i'll i'm know let let's list look main me mention my "
        "next note now ok okay overview point question quick right say see shortly start step sum summary "
        "summarise summarize take talk tell thing think try turn view walk want we'll well you'll".split(),
    )
)
_SUBJECT = claims.word_set("it they we method methods approach paper work study authors results")
_SUBJECT_FIRST = _SUBJECT | {"this", "these", "those"}


def plain(claim: str) -> str:
    """The claim without citation markers and Markdown."""
    return " ".join(_MARKDOWN.sub("", _LINK.sub(r"\1", _MARKER.sub("", claim))).split())


def is_claim(text: str) -> bool:
    """Whether a sentence states something: not a heading, a question, or talk about the answer."""
    inside = claims.words(text)
    if len(inside) < 3 or text.endswith(("?", ":")) or _CHATTER.match(text):
        return False
    stopped = text[-1:] in tuple(".!)\"'”’") or len(inside) > 5
    acts = any(w.text.lower() in claims.AUXILIARY or re.search(r"ed$|\d", w.text) for w in inside)
    return (stopped or acts) and len(claims.content(inside)) >= 2 and not _is_talk(inside)


def _is_talk(inside: Sequence[claims.Word]) -> bool:
    """Whether a sentence has no content word beyond those that lead through a text."""
    said = [word.text.lower() for word in inside]
    if said[0] in _SUBJECT_FIRST or not _SUBJECT.isdisjoint(said):
        return False
    return claims.content(inside) <= _TALK


# Logistic regression on 420 of SciFact's training claims: their own abstracts against three each of the 25
# others that BM25 ranks best. Over five folds of claims AUC 0.88; MaxSim alone has 0.85, words only 0.77. The
# shares of words found had weights below 0 beside MaxSim and were left out. It knows relevance only.
_WITH_VECTORS = np.array([0.0, 0.0, 0.95, 1.19, 1.54, 2.15, 3.26, 3.1])
_WORDS_ONLY = np.array([1.46, 2.12, 1.48])
_SHIFT = {len(_WITH_VECTORS): -5.66, len(_WORDS_ONLY): -2.54}
_SUPPORTED, _WEAK = 0.5, 0.3
_COUNTED = frozenset("one two three four five".split())  # a reader may have counted what the source lists


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that speaks against a claim: at most this verdict, the score times this, and why."""

    verdict: Verdict
    factor: float
    why: str


def judge(claim: Reading, source: Reading, index: int) -> Support:
    """What one source does for one claim."""
    near = nearness(claim, source)
    if place := _verbatim(claim.text, source):
        return Support(Verdict.SUPPORTED, 1.0, index, source.text[slice(*place)], *place, "")
    score = meaning(near.features)
    verdict, why = _by_meaning(score)
    for objection in (_figures(claim, source), _names(claim, source), *_contrasts(claim, source, near)):
        if objection:
            score *= objection.factor
            if _ORDER[objection.verdict] < _ORDER[verdict] or not why:
                verdict, why = min(verdict, objection.verdict, key=_ORDER.__getitem__), objection.why
    start, end = source.spans[near.first][0], source.spans[near.last][1]
    return Support(verdict, round(score, 4), index, source.text[start:end], start, end, why)


def _by_meaning(score: float) -> tuple[Verdict, str]:
    if score >= _SUPPORTED:
        return Verdict.SUPPORTED, ""
    if score >= _WEAK:
        return Verdict.WEAK, "only loosely related"
    return Verdict.UNSUPPORTED, "the source is about something else"


def _verbatim(claim: str, source: Reading) -> Span | None:
    """The source's sentence that is the claim word for word; a part of one may stand under a negation."""
    wanted = _bare(claim)
    return next(((a, b) for a, b in source.spans if _bare(source.text[a:b]) == wanted), None)


def _bare(sentence: str) -> str:
    return " ".join(sentence.rstrip(" .!").split()).lower()


def meaning(features: FloatArray) -> float:
    """How likely a source with these features is the claim's own, 0 to 1."""
    weights = _WITH_VECTORS if len(features) == len(_WITH_VECTORS) else _WORDS_ONLY
    return float(1 / (1 + np.exp(-(features @ weights + _SHIFT[len(features)]))))


def _names(claim: Reading, source: Reading) -> Objection | None:
    missing = claims.missing_names(claim.text, source.names)
    if not missing:
        return None
    why = f"name {missing[0]} not found"
    if all(re.sub(r"[\d-].*", "", name).lower() in source.names for name in missing):  # PIN for PIN1
        return Objection(Verdict.WEAK, 0.8, why)
    return Objection(Verdict.UNSUPPORTED, 0.7, why)


def _figures(claim: Reading, source: Reading) -> Objection | None:
    """The worst that the claim's numbers meet in the source."""
    worst: Objection | None = None
    for figure in claim.figures:
        found = [(compare(figure, other), other) for other in source.figures]
        best = max((match for match, _ in found), default=Match.DIFFERENT)
        if best is Match.DIFFERENT:
            why = f"number {figure.text} not found"
            if figure.text.lower() not in _COUNTED:
                return Objection(Verdict.UNSUPPORTED, 0.5, why)
            if figure.text.lower() != "one":
                worst = worst or Objection(Verdict.WEAK, 0.8, why)
        elif best is Match.NEAR:
            worst = worst or Objection(Verdict.WEAK, 0.8, f"number {figure.text} only roughly")
        elif all(
            roles.is_of_another(figure, other, claim, source)
            for match, other in found
            if match is Match.EQUAL
        ):
            return Objection(Verdict.UNSUPPORTED, 0.5, f"number {figure.text} belongs to something else")
    return worst


def _contrasts(claim: Reading, source: Reading, near: Nearness) -> list[Objection]:
    """Negation, direction and strength, clause by clause against the source's that share most words."""
    return [
        o
        for clause in claim.clauses
        if (aligned := _aligned(clause, source, near))
        for o in _against(clause, aligned, source, near)
    ]


def _against(clause: Clause, aligned: list[Clause], source: Reading, near: Nearness) -> Iterator[Objection]:
    """What the source holds against one clause of the claim."""
    places = frozenset(c.sentence for c in aligned) | frozenset(range(near.first, near.last + 1))
    here = [c for c in source.clauses if c.sentence in places]
    denied = [contrast.negation(clause, c, [d for d in here if d.sentence == c.sentence]) for c in aligned]
    word = denied[0] if all(denied) else contrast.never_asserted(clause, source.clauses)
    if word:
        yield Objection(
            Verdict.UNSUPPORTED,
            0.4,
            f"one says {_spelt(word, [clause, *source.clauses])}, the other denies it",
        )
    elsewhere = source.stems - frozenset().union(*(c.stems for c in here))
    if other := next((w for c in aligned if (w := contrast.swapped(clause, c, elsewhere=elsewhere))), ""):
        yield Objection(Verdict.UNSUPPORTED, 0.6, other)
    if turned := contrast.direction(clause, source.clauses, places):
        yield Objection(Verdict.UNSUPPORTED, 0.4, turned)
    if measured := roles.contradicted(clause, source):
        yield Objection(Verdict.UNSUPPORTED, 0.5, measured)
    if stronger := contrast.overclaim(clause, aligned):
        yield Objection(Verdict.WEAK, 0.7, stronger)


def _spelt(stem: str, places: Sequence[Clause]) -> str:
    """The word that a stem was made from."""
    return next((w.text for c in places for w in c.words if w.stem == stem), stem)


def _aligned(clause: Clause, source: Reading, near: Nearness) -> list[Clause]:
    """The source's clauses that share most with one of the claim; those in the nearest sentences first."""

    def worth(other: Clause) -> float:
        shared = sum(min(len(s), 8) for s in clause.stems & (other.stems | other.negated))
        return shared * (1.1 if near.first <= other.sentence <= near.last else 1.0)

    scored = [(worth(other), other) for other in source.clauses]
    best = max((value for value, _ in scored), default=0.0)
    enough = 0.3 * sum(min(len(s), 8) for s in clause.stems)
    return [other for value, other in scored if value >= max(0.85 * best, enough, 1.0)]


_ORDER = {Verdict.SUPPORTED: 2, Verdict.WEAK: 1, Verdict.UNSUPPORTED: 0, Verdict.NO_CLAIM: -1}
