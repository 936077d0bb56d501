"""Is a claim supported by the words of its sources?

In: a claim and the sources' texts. Out: a verdict, a score that ranks, the best span of the best source, and
why not. Relevance is measured by words and, with an encoder, by token vectors; figures, names, negation,
direction and strength lower the verdict. With a reader of pairs all of it is weighed, and what it says.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import exp, log

from rag.encoders.minilm import MiniLM
from rag.encoders.pair_reader import PairReader
from rag.text.sentences import Span
from rag.verification.claims import is_claim, says_nothing, strip_markup
from rag.verification.objections import Objection, objections
from rag.verification.parameters import Levels, Parameters, parameters
from rag.verification.passages import passage
from rag.verification.quotations import plain, quotation, shortens
from rag.verification.similarity import EncodedText, encode_text, similarity
from rag.verification.substance import says_too_little
from rag.verification.verdict import ORDER, Verdict

_OTHERWISE = "the source does not say that"


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict on one claim, and its score from 0 to 1; `quote` is source[start:end] of the source with
    this index, None where there is none. `why` says in a few words why the claim is not supported."""

    verdict: Verdict
    score: float
    source: int | None
    quote: str
    start: int
    end: int
    why: str


class SupportChecker:
    """Checks claims against sources; the last `kept` sources stay encoded, about 0.5 MB each with vectors.

    `encoder` None: by words alone; `reader` None: claim and source are not read together. Safe from several
    threads; at worst a source is encoded twice.
    """

    def __init__(
        self,
        encoder: MiniLM | None,
        reader: PairReader | None = None,
        *,
        kept: int = 64,
        using: Parameters | None = None,
    ) -> None:
        self._encoder, self._reader, self._kept = encoder, reader, kept
        self._parameters = using or parameters()
        self._sources: OrderedDict[str, EncodedText] = OrderedDict()

    def check(self, claim: str, sources: Sequence[str]) -> Support:
        """The best support that any source gives; "no claim" where there is nothing to check."""
        bare = strip_markup(claim)
        if not is_claim(bare) or claim.lstrip().startswith("#"):
            return Support(Verdict.NO_CLAIM, 0.0, None, "", 0, 0, "")
        encoded = encode_text(bare, self._encoder, self._parameters.similarity)
        found = [
            self._judge(encoded, self._encoded(text), i) for i, text in enumerate(sources) if text.strip()
        ]
        if not found:
            return Support(Verdict.UNSUPPORTED, 0.0, None, "", 0, 0, "no source")
        return max(found, key=lambda s: (ORDER[s.verdict], s.score))

    def _judge(self, claim: EncodedText, source: EncodedText, index: int) -> Support:
        """One source's support; where the claim quotes it in whole sentences, of what stands beside them."""
        quoted = quotation(claim.text, source.text, source.spans)
        if quoted and not quoted.disowned:
            rest = f"{quoted.rest}."
            if not is_claim(rest) or says_nothing(rest):
                place = quoted.place
                return Support(Verdict.SUPPORTED, 1.0, index, source.text[slice(*place)], *place, "")
            claim = encode_text(rest, self._encoder, self._parameters.similarity)
        odds = None if quoted or shortens(claim, source) else self._odds(claim, source)
        found = judge(claim, source, index, self._parameters, odds)
        if found.score < 1.0 and says_nothing(claim.text):
            return Support(Verdict.NO_CLAIM, 0.0, None, "", 0, 0, "")
        likely = found.verdict is Verdict.SUPPORTED and found.score < 1.0 and not quoted
        if likely and says_too_little(claim, source):
            return replace(found, verdict=Verdict.UNSUPPORTED, why="too little of it is in the source")
        return found

    def _odds(self, claim: EncodedText, source: EncodedText) -> float | None:
        """What the reader of pairs says, where there is one. It is not asked of a sentence made shorter: in
        what it learnt from, many of the paper's words meant little. Nor of what stands beside a quote."""
        if self._reader is None or not (beside := passage(claim, source)):
            return None
        return self._reader.read(claim.text, beside)

    def _encoded(self, text: str) -> EncodedText:
        """A source as it was encoded for an earlier claim, or encoded now."""
        found = self._sources.pop(text, None) or encode_text(text, self._encoder, self._parameters.similarity)
        self._sources[text] = found
        while len(self._sources) > self._kept:
            self._sources.popitem(last=False)
        return found


def judge(
    claim: EncodedText, source: EncodedText, index: int, using: Parameters, odds: float | None = None
) -> Support:
    """How far one source supports one claim. `index` is the source's, for the result; `odds` what the reader
    of pairs says, None where it was not asked."""
    window = similarity(claim, source, using.similarity)
    if place := _verbatim(claim.text, source):
        return Support(Verdict.SUPPORTED, 1.0, index, source.text[slice(*place)], *place, "")
    score, objected = relevance(window.features, using), list(objections(claim, source, window, using))
    judged = _by_rules(score, objected, using) if odds is None else _weighed(score, objected, odds, using)
    start, end = source.spans[window.first][0], source.spans[window.last][1]
    return Support(judged.verdict, judged.score, index, source.text[start:end], start, end, judged.why)


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: Verdict
    score: float
    why: str


def _by_rules(score: float, objected: Sequence[Objection], using: Parameters) -> _Judged:
    """By relevance, and no better than the worst objection."""
    verdict, why = _by_relevance(score, using.levels)
    for objection in objected:
        score *= getattr(using.factors, objection.kind)
        if ORDER[objection.verdict] < ORDER[verdict] or not why:
            verdict, why = min(verdict, objection.verdict, key=ORDER.__getitem__), objection.why
    return _Judged(verdict, round(score, 4), why)


def _weighed(score: float, objected: Sequence[Objection], odds: float, using: Parameters) -> _Judged:
    """By all that is known, each for what it counts; a number or a name that is not there decides alone."""
    weights = using.weighed
    relevant = min(4.0, max(-4.0, log(max(score, 1e-6) / max(1 - score, 1e-6))))
    total = weights.bias + weights.relevance * relevant + weights.pairs * odds
    total += sum(getattr(weights, kind, 0.0) for kind in {one.kind for one in objected})
    likely = round(1 / (1 + exp(-total)), 4)
    verdict = Verdict.WEAK if total >= weights.weak else Verdict.UNSUPPORTED
    verdict = Verdict.SUPPORTED if total >= weights.supported else verdict
    alone = [one for one in objected if not hasattr(weights, one.kind)]
    verdict = min([verdict, *(one.verdict for one in alone)], key=ORDER.__getitem__)
    if verdict is Verdict.SUPPORTED:
        return _Judged(verdict, likely, "")
    told = min([*alone, *objected], key=lambda one: ORDER[one.verdict], default=None)
    return _Judged(verdict, likely, told.why if told else _OTHERWISE)


def relevance(features: Mapping[str, float], using: Parameters) -> float:
    """How likely a source with these features is the claim's own, 0 to 1. It is blind to who
    did what to whom."""
    weights = asdict(using.relevance_with_vectors if "maxsim" in features else using.relevance_by_words)
    return 1 / (
        1 + exp(-sum((w * features[name] for name, w in weights.items() if name != "bias"), weights["bias"]))
    )


def _by_relevance(score: float, levels: Levels) -> tuple[Verdict, str]:
    if score >= levels.supported:
        return Verdict.SUPPORTED, ""
    if score >= levels.weak:
        return Verdict.WEAK, "only loosely related"
    return Verdict.UNSUPPORTED, "the source is about something else"


def _verbatim(claim: str, source: EncodedText) -> Span | None:
    """The source's sentence that is the claim word for word; a part of one may stand under a negation."""
    wanted = plain(claim)
    return next(((a, b) for a, b in source.spans if plain(source.text[a:b]) == wanted), None)
