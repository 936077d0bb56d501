"""A text as words, clauses and names.

In: a text and its sentences. Out: its clauses with what each denies, its names, and which names of a claim it
lacks. Knows word lists, capitals and word order; no model and no grammar.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.text import stemming
from rag.text.terms import STOP_WORDS, fold
from rag.text.words import without_possessive, word_spans


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, its stem, and its place."""

    text: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence that says one thing. `denied` holds the one or two stems each negation
    strikes first, `negated` all that are under one, `asserted` all that stand outside."""

    start: int
    end: int
    sentence: int
    words: tuple[Word, ...]
    stems: frozenset[str]
    denied: tuple[tuple[str, ...], ...]
    negated: frozenset[str]
    asserted: frozenset[str]


def word_set(listed: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(listed.split())


_LINKING = word_set(  # English that joins and compares; the index keeps these words, here they weigh nothing
    "across after again against although another before between compared down during even few further hence "
    "however least less never onto respectively shall still thus until versus well whereas without"
)
_REPORTING = word_set(  # how papers speak of themselves
    "approach authors based called find finds found introduce introduced introduces method methods named "
    "paper present presented presents propose proposed proposes report reported reports respectively result "
    "results showed showing shown study work"
)
# What weighs nothing in a claim. "uses" does, as in "A uses less memory than B" (eval/LOG.md).
STOP = (STOP_WORDS - {"uses"}) | _LINKING | _REPORTING
_BREAK = re.compile(
    r"[;:()—]|\s–\s|,(?=\s)"
    r"|\s(?=(?:while|whereas|although|though|but|because|unless|and|which|compared|against|versus|instead)\b)"
)

_NEG_PREDICATE = word_set(
    "not never cannot neither nobody fail fails failed failing unable incapable hardly barely absent"
)
_NEG_PREDICATE |= word_set("unlikely impossible inapplicable")
AUXILIARY = word_set(
    "is are was were be been am do does did has have had can could will would may might shall should must"
)
_NEG_PHRASE = word_set("no without lack lacks lacked nor none unlike non absence zero")
_NEG_PAIRS = {("rather", "than"), ("instead", "of"), ("free", "of"), ("other", "than")}
# These agree with a denial but are none themselves: "the gap vanishes" does not contradict "the gap is
# removed".
_ABSENCE = word_set(
    "vanish vanishes vanished disappear disappears disappeared nothing lacking deleting deletion"
)
_ABSENCE |= word_set("deficiency deficient knockdown depletion null")
_LIGHT = word_set("effect effects impact difference differences change changes association role")
_PASSED_OVER = word_set("longer evidence significant significantly")  # "no evidence that X" denies X
_PREFIX = re.compile(
    r"^(?:(?:un|non-?)(?=[a-z]{4})|in(?=(?:efficien|effecti|sufficien|accura|correct|consisten|significan|valid|activ|stab))"
    r"|im(?=(?:balanc|perfect|practic))|dis(?=(?:agree|similar|continu|connect)))"
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a word in any case, without accents and possessive ending."""
    return stemming.stem(fold(without_possessive(word)))


@lru_cache(maxsize=65_536)
def stems_of(text: str) -> tuple[str, ...]:
    """A word's stem, and those of the parts of a hyphenated one."""
    parts = [p for p in re.split(r"[-/]", text) if p]
    return (stem(text), *(stem(p) for p in parts)) if len(parts) > 1 else (stem(text),)


def words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words between two offsets."""
    found = word_spans(text, start, end, technical=True)
    return tuple(Word(word, stem(word), first, last) for word, first, last in found)


def content(some: Iterable[Word]) -> frozenset[str]:
    """The stems that carry meaning, hyphenated words whole and in parts."""
    return frozenset(
        s for w in some if w.text.lower() not in STOP for s in stems_of(w.text) if s and s not in STOP
    )


def clauses(text: str, sentences: Sequence[tuple[int, int]]) -> tuple[Clause, ...]:
    """The clauses of each sentence. A piece without two words of its own joins the one before."""
    found: list[Clause] = []
    for number, (start, end) in enumerate(sentences):
        cuts = [start, *(m.start() for m in _BREAK.finditer(text, start + 1, end)), end]
        pieces: list[tuple[int, int]] = []
        for a, b in pairwise(cuts):
            if pieces and sum(w.text.lower() not in STOP for w in words(text, a, b)) < 2:
                pieces[-1] = (pieces[-1][0], b)
            else:
                pieces.append((a, b))
        found += [_clause(text, a, b, number) for a, b in pieces]
    return tuple(found)


def _clause(text: str, start: int, end: int, sentence: int) -> Clause:
    inside = words(text, start, end)
    denied, negated, under = _negated(inside)
    outside = content(w for i, w in enumerate(inside) if i not in under)
    return Clause(start, end, sentence, inside, content(inside), denied, negated, outside)


def _negated(inside: tuple[Word, ...]) -> tuple[tuple[tuple[str, ...], ...], frozenset[str], set[int]]:
    """Stems each negation strikes, all stems under one, and their places: `not` denies its clause, `no` what
    follows."""
    denied: list[tuple[str, ...]] = []
    negated: set[str] = set()
    under: set[int] = set()
    for i, word in enumerate(inside):
        low, following = word.text.lower(), inside[i + 1].text.lower() if i + 1 < len(inside) else ""
        if low == "not" and following in ("only", "just", "merely"):
            continue
        aside = low == "not" and (not i or inside[i - 1].text.lower() not in AUXILIARY)
        whole = low in _NEG_PREDICATE or low.endswith("n't") or (low, following) == ("no", "longer")
        if (whole and not aside) or low in _ABSENCE:
            under |= set(range(len(inside)))
        elif aside or low in _NEG_PHRASE or (low, following) in _NEG_PAIRS:
            under |= set(range(i, min(i + 6, len(inside))))
        else:
            if bare := _PREFIX.sub("", low) if _PREFIX.match(low) else "":
                negated.add(stem(bare))
                denied.append((stem(bare),))
            continue
        if low not in _ABSENCE:
            denied.append(_struck(inside, i, before=low in ("absent", "none")))
    return tuple(denied), frozenset(negated | content(inside[i] for i in under)), under


def _struck(inside: tuple[Word, ...], at: int, *, before: bool) -> tuple[str, ...]:
    """The first content stems after a negation, at most two; before it for `X is absent`."""
    side = reversed(inside[:at]) if before else inside[at + 1 :]
    found = [w for w in side if w.text.lower() not in STOP | _PASSED_OVER][:2]
    if found and found[0].text.lower() in _LIGHT:  # "no effect on X" says nothing against a sentence about X
        found = found[:1]
    return tuple(w.stem for w in found)


_NO_NAME = word_set("i ii iii iv vs ok usa pdf url html")


def names(text: str) -> tuple[Word, ...]:
    """Methods, data sets, models, places: mixed case, acronyms, digits in a word, capitals inside a
    sentence."""
    found = []
    for i, word in enumerate(words(text)):
        inner = word.text[1:]
        first = i == 0 or text[: word.start].rstrip()[-1:] in tuple(".!?:")
        odd = any(c.isupper() for c in inner) or (
            any(c.isdigit() for c in word.text) and any(c.isupper() for c in word.text)
        )
        plain = (
            len(word.text) < 2
            or word.text.lower() in STOP
            or word.text.lower() in _NO_NAME
            or word.text[0].isdigit()
        )
        if not plain and (odd or (word.text[0].isupper() and not first)):
            found.append(word)
    return tuple(found)


def squash(text: str) -> str:
    """A name without case, accents, hyphens and the like, so that GPT-4o, gpt 4o and GPT4o are one."""
    return "".join(c for c in fold(without_possessive(text)) if c.isalnum())


def known_names(some: Sequence[Word]) -> frozenset[str]:
    """Every word of a text squashed: alone, in parts, joined with the next one or two, and as initials of a
    run."""
    found: set[str] = set()
    plain = [squash(w.text) for w in some]
    for i, word in enumerate(plain):
        found |= {word, word.removesuffix("s"), *(squash(p) for p in re.split(r"[-/@.]", some[i].text))}
        found |= {word + "".join(plain[i + 1 : i + 2]), word + "".join(plain[i + 1 : i + 3])}
    parts = [squash(p) for w in some if w.text.lower() not in _GLUE for p in re.split(r"[-/]", w.text) if p]
    for size in (2, 3, 4, 5):
        found |= {"".join(p[:1] for p in parts[i : i + size]) for i in range(len(parts) - size + 1)}
    return frozenset(found)


_GLUE = word_set("of the and for in on with to a an by")


def missing_names(claim: str, known: frozenset[str]) -> list[str]:
    """The claim's names that the source does not hold."""
    found = []
    every = words(claim)
    for word in names(claim):
        name = squash(word.text)
        parts = [squash(p) for p in re.split(r"[-/]", word.text)]
        before, after = (
            squash("".join(claim[: word.start].split()[-1:])),
            squash("".join(claim[word.end :].split()[:1])),
        )
        forms = {name, name.removesuffix("s"), before + name, name + after}
        spelt_out = name in known_names(
            [w for w in every if w != word]
        )  # "eye disease (ED)" brings its own words
        if not (forms & known or spelt_out or all(p in known for p in parts) or _ends_one(name, known)):
            found.append(word.text)
    return found


def _ends_one(name: str, known: frozenset[str]) -> bool:
    """RNA is there where mRNA is."""
    return len(name) == 3 and any(other[1:] == name or other[2:] == name for other in known if len(other) < 6)
