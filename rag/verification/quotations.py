"""Whole sentences that a claim quotes from its source, and claims that are a sentence made shorter.

In: a claim and a source with its sentences. Out: where the first quoted sentence stands in the source, and
what the claim says beside its quotes. A quoted part of a sentence is no such quote: in the source it may
stand under a negation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.text.sentences import Span, sentences
from rag.verification.claims import strip_markup
from rag.verification.clauses import STOP, Word, clauses, names, word_set, words
from rag.verification.similarity import EncodedText

_OPEN, _CLOSE = re.compile(r"[“„«\"]"), re.compile(r"[”“»\"]")
_LEAST_WORDS = 4  # fewer are a name or a term
_LEAST_TELLING = 3  # words that tell enough without a name
_DISOWNS = word_set(
    "wrong wrongly false falsely untrue incorrect incorrectly mistaken refuted refutes denies denied"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a claim says beside its quotes, and where the first of them stands in the source."""

    rest: str
    place: Span

    @property
    def disowned(self) -> bool:
        """Whether the words beside the quotes deny them."""
        said = clauses(self.rest, [(0, len(self.rest))])
        return any(c.denied for c in said) or any(w.text.lower() in _DISOWNS for c in said for w in c.words)


def quotation(claim: str, source: str, spans: Sequence[Span]) -> Quotation | None:
    """The quotes of a claim that are whole sentences of the source; None where there are none."""
    if not _OPEN.search(claim):
        return None
    places = {plain(source[a:b]): (a, b) for a, b in reversed(spans)}
    rest, first = claim, None
    while found := next(_quotes(rest, places), None):
        (a, b), place = found
        rest, first = f"{rest[:a].rstrip()} {rest[b:].lstrip()}", first or place
    return Quotation(rest.strip(" .:;,"), first) if first else None


def shortens(claim: EncodedText, source: EncodedText) -> bool:
    """Whether the claim's telling words all stand in one sentence of the source, in the same order: then it
    leaves out, and says nothing of its own. A name may stand elsewhere, as for "it", beside enough words."""
    said = _telling(claim.text, 0, len(claim.text))
    named = {name.text for name in names(claim.text)}
    rest = [w for w in said if w.text not in named]
    spans = [_telling(source.text, a, b) for a, b in source.spans]
    if any(_in_order(said, sentence) for sentence in spans):
        return bool(said)
    return len(rest) >= _LEAST_TELLING and any(_in_order(rest, sentence) for sentence in spans)


def _telling(text: str, start: int, end: int) -> list[Word]:
    return [w for w in words(text, start, end) if w.text.lower() not in STOP]


def _in_order(some: Sequence[Word], all_: Sequence[Word]) -> bool:
    left = iter([w.stem for w in all_])
    return all(one.stem in left for one in some)


def plain(sentence: str) -> str:
    """A sentence without markup, capitals and the stop behind it."""
    return strip_markup(sentence).rstrip(" .!").lower()


def _quotes(claim: str, places: Mapping[str, Span]) -> Iterator[tuple[Span, Span]]:
    """Where a claim quotes, marks and all, and where the first quoted sentence stands; the longest first."""
    closing = [m.start() for m in _CLOSE.finditer(claim)]
    for opened in _OPEN.finditer(claim):
        for end in reversed([c for c in closing if c > opened.end()]):
            inside = claim[opened.end() : end]
            quoted = [plain(inside[a:b]) for a, b in sentences(inside)]
            if len(words(inside)) >= _LEAST_WORDS and quoted and all(q in places for q in quoted):
                yield (opened.start(), end + 1), places[quoted[0]]
