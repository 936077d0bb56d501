"""A word of a claim whose opposite stands in its place in the source: symmetric for asymmetric, even for odd.

In: a claim and a source. Out: the two words, or "". Knows pairs of opposites, prefixes that deny, and which
words stand near; antonyms.py and contradictions.py judge words that say which way things go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.verification.antonyms import side
from rag.verification.clauses import STOP, Clause, Word, stem, stems_of, word_set
from rag.verification.similarity import EncodedText

_PAIRS = """increase/decrease increasing/decreasing higher/lower high/low highest/lowest larger/smaller
large/small largest/smallest greater/less more/less most/least improve/worsen better/worse best/worst
faster/slower fast/slow quickly/slowly quick/time-consuming stronger/weaker strong/weak longer/shorter
long/short deeper/shallower deep/shallow deepen/flatten positive/negative positively/negatively
before/after early/late earlier/later first/last above/below rise/fall grow/shrink gain/loss gain/lose
enhance/suppress easy/difficult easier/harder easily/hardly
simple/complex efficient/inefficient effective/ineffective linear/nonlinear linear/quadratic even/odd
upper/lower finite/infinite bounded/unbounded supervised/unsupervised local/global dense/sparse
weakly/strongly well/poorly common/rare frequently/rarely often/seldom known/unknown
dependent/independent similar/different same/opposite hot/cold warm/cool bright/faint young/old
wide/narrow broad/narrow widen/narrow thick/thin heavy/light near/far close/distant inner/outer
maximum/minimum maximal/minimal maximize/minimize maximise/minimise attract/repel attraction/repulsion
continuous/discrete static/dynamic offline/online expensive/cheap costly/inexpensive robust/fragile
robust/vulnerable stable/fragile reduce/raise accelerate/slow succeed/fail advantage/drawback
benefit/harm strength/weakness with/without include/exclude inside/outside within/outside present/absent
presence/absence allow/prevent enable/prevent support/contradict confirm/refute agree/disagree
agreement/disagreement converge/diverge explicit/implicit theoretical/experimental analytic/numerical
analytical/numerical classical/quantum previously/subsequently always/never few/many fewer/more
both/neither all/none rapid/gradual rapidly/gradually coarse/fine public/private central/peripheral
necessary/superfluous cheaper/costlier tighter/looser tight/loose mild/severe open/closed active/passive
recall/precision destroy/preserve parallel/perpendicular along/perpendicular individual/collective
manual/automatic manually/automatically spatial/temporal square/cube exponential/polynomial exponential/linear
single/multiple single/double thousands/millions millions/billions hundreds/thousands tens/hundreds
dozens/hundreds encoder/decoder encode/decode sender/receiver client/server strongest/weakest nearest/farthest
nearest/furthest front/rear horizontal/vertical add/remove insert/delete parallel/serial parallel/sequential
labeled/unlabeled labelled/unlabelled overestimate/underestimate centralized/decentralized
centralised/decentralised synchronous/asynchronous high-dimensional/low-dimensional daily/weekly
weekly/monthly monthly/yearly deterministic/stochastic convex/concave indoor/outdoor indoors/outdoors
northern/southern eastern/western hardware/software slowest/fastest shortest/longest""".split()
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "a")
_DENIALS = word_set("not no never without neither nor cannot hardly none")
_COMPARES = word_set("than versus against over relative compared comparison")
_MINE, _THEIRS = 2, 3  # telling words either side that are near: of the claim's word, of the source's


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, two in (pair.split("/") for pair in _PAIRS):
        found.setdefault(stem(one), set()).add(stem(two))
        found.setdefault(stem(two), set()).add(stem(one))
    return {word: frozenset(others) for word, others in found.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """A word, the stems of the telling words around it, and whether a denial stands before it. `compared`: it
    says which way a comparison goes, which depends on what is named first."""

    word: Word
    near: frozenset[str]
    denied: bool
    compared: bool


def opposed(claim: EncodedText, source: EncodedText) -> str:
    """The source's word and the claim's, its opposite, where neither is denied; "" for none."""
    mine = [place for clause in claim.clauses for place in _places(clause.words, _MINE)]
    if any(place.denied for place in mine):
        return ""
    theirs = _known(source)
    said = {part for place in mine for part in stems_of(place.word.text)}
    for place in mine:
        against = _against(place.word) - said
        beside = [other for other in theirs if place.near & other.near] if against else []
        if any(other.word.stem == place.word.stem for other in beside):
            continue
        for other in beside:
            if other.word.stem in against and not (other.denied or place.compared or other.compared):
                return f"the source says {other.word.text}, the claim {place.word.text}"
    return ""


@lru_cache(maxsize=64)  # many claims are held against the same source
def _known(source: EncodedText) -> tuple[_Place, ...]:
    """The words of a source, each with what stands near it in its sentence."""
    return tuple(place for words in _sentences(source.clauses) for place in _places(words, _THEIRS))


def _against(word: Word) -> frozenset[str]:
    """The stems of a word's opposites, with and without a prefix that denies."""
    low = word.text.lower()
    found = set(_opposites().get(word.stem, ()))
    if len(low) > 5 and low not in STOP:
        found |= {stem(prefix + low) for prefix in _PREFIXES}
        found |= {stem(low.removeprefix(p)) for p in _PREFIXES if low.startswith(p) and len(low) > len(p) + 4}
    return frozenset(found - {word.stem})


def _sentences(clauses: Sequence[Clause]) -> Iterator[tuple[Word, ...]]:
    """The words of each sentence."""
    for number in sorted({clause.sentence for clause in clauses}):
        yield tuple(word for clause in clauses if clause.sentence == number for word in clause.words)


def _places(words: Sequence[Word], reach: int) -> Iterator[_Place]:
    compares = any(word.text.lower() in _COMPARES for word in words)
    telling = [i for i, word in enumerate(words) if word.text.lower() not in STOP]
    for i, word in enumerate(words):
        if word.text.lower() in STOP and word.stem not in _opposites():
            continue
        around = [j for j in telling if j < i][-reach:] + [j for j in telling if j > i][:reach]
        near = frozenset(part for j in around for part in stems_of(words[j].text))
        before = {w.text.lower() for w in words[max(0, i - 6) : i + 1]}
        denied = bool(before & _DENIALS) or any(low.endswith("n't") for low in before)
        yield _Place(word, near, denied, compares and side(word)[0] in ("amount", "quality", "speed"))
