"""Where a claim and its source disagree: what is denied, which way things go, how strongly it is put.

In: a clause of the claim and clauses of the source. Out: the disagreement in a few words, or "". Knows lists
of opposites and what stands near them, and no model: opposites outside the lists are not noticed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.verification.antonyms import EASED, MAYBE, STRONG_STEMS, UNIVERSAL, side
from rag.verification.clauses import STOP, Clause, Word, content, stem, stems_of, word_set
from rag.verification.parameters import ContradictionParameters


def negation(claim: Clause, source: Clause, sentence: Sequence[Clause], *, hollow: float) -> str:
    """A word that one clause denies and the other asserts, or nothing. `sentence` holds all clauses of the
    source clause's sentence; `hollow` is the overlap at which "was not found" denies the whole clause."""
    negated = frozenset().union(*(c.negated for c in sentence))
    asserted = frozenset().union(*(c.asserted for c in sentence))
    return (
        _clash(claim, source.asserted - negated, negated)
        or _clash(source, claim.asserted - claim.negated, claim.negated, asserted)
        or _hollow(claim, source, negated, hollow)
        or _hollow(source, claim, claim.negated, hollow)
    )


def _hollow(denier: Clause, other: Clause, negated: frozenset[str], overlap: float) -> str:
    """For "was not found": the first word of a clause that denies as a whole what the other says, nearly
    word for word."""
    if () not in denier.denied or negated or len(denier.stems & other.stems) < overlap * len(denier.stems):
        return ""
    return next((w.text for w in denier.words if w.stem in denier.stems & other.stems), "")


def never_asserted(claim: Clause, sources: Sequence[Clause]) -> str:
    """A word of the claim that the source only ever denies, or nothing."""
    asserted = frozenset().union(*(c.asserted for c in sources))
    found = (_clash(c, claim.asserted - claim.negated, claim.negated, asserted) for c in sources)
    return next((word for word in found if word), "")


def _clash(
    denier: Clause, asserted: frozenset[str], negated: frozenset[str], also_said: frozenset[str] = frozenset()
) -> str:
    """The first word a clause denies where the other side asserts it and does not deny what follows it."""
    for struck in denier.denied:
        if struck and struck[0] in asserted - denier.asserted - also_said and not set(struck) & negated:
            return struck[0]
    return ""


# --- direction ---
_PHRASE_ENDS = word_set("when if while on in at for with by to after before during under across whereas")
_THAN = word_set("than versus against over relative compared")
_TRANSITIVE = word_set(
    "outperform outperforms outperformed outperforming beats beat surpasses surpassed exceeds exceeded"
)
_TRANSITIVE |= word_set("underperforms above below")
_ACTING = word_set(
    "improves inhibits activates suppresses induces promotes increases decreases reduces enhances blocks "
    "prevents"
)


@dataclass(frozen=True, slots=True)
class DirectionWord:
    """A word of direction in a clause ("rises", "better"): its axis and sign, how many content words away
    each other stem is, and the content stems either side of it."""

    axis: str
    sign: int
    text: str
    steps: dict[str, int]
    left: frozenset[str]
    right: frozenset[str]


def direction_words(clause: Clause) -> list[DirectionWord]:
    """The words of direction in a clause, with what they are about."""
    found = []
    for i, word in enumerate(clause.words):
        axis, sign = side(word)
        if not axis:
            continue
        away: dict[str, int] = {}
        for other, steps in _steps(clause, i):
            for part in stems_of(other.text):
                away[part] = min(away.get(part, steps), steps)
        left, right = content(clause.words[:i]), _compared(clause, i)
        found.append(DirectionWord(axis, sign, word.text.lower(), away, left, right))
    return found


def _steps(clause: Clause, at: int) -> list[tuple[Word, int]]:
    """The other content words with how many of them lie between, plus one."""
    places = [j for j, w in enumerate(clause.words) if j != at and w.text.lower() not in STOP]
    before = sum(j < at for j in places)
    return [(clause.words[j], before - n if n < before else n - before + 1) for n, j in enumerate(places)]


def _compared(clause: Clause, at: int) -> frozenset[str]:
    """What stands after `than` or, for verbs such as outperforms, after the verb."""
    for j in range(at + 1, len(clause.words)):
        low = clause.words[j].text.lower()
        if side(clause.words[j])[0] and low not in _THAN:
            break
        if low in _THAN:
            return _phrase(clause, j + 1)
    return _phrase(clause, at + 1) if clause.words[at].text.lower() in _TRANSITIVE | _ACTING else frozenset()


def _phrase(clause: Clause, at: int) -> frozenset[str]:
    """The content of the next few words, as far as the next preposition or conjunction."""
    end = at
    while end < min(at + 6, len(clause.words)) and (
        end == at or clause.words[end].text.lower() not in _PHRASE_ENDS
    ):
        end += 1
    return content(clause.words[at:end])


def direction(
    claim: Clause, sources: Sequence[Clause], nearest: frozenset[int], using: ContradictionParameters
) -> str:
    """How the claim's direction differs from the source's, or nothing. Words are paired by what stands near
    them; those outside the nearest sentences count less."""
    mine = direction_words(claim)
    theirs = [(word, clause) for clause in sources for word in direction_words(clause)]
    pairs = sorted(
        (
            (_affinity(t, s, using) * (1.0 if clause.sentence in nearest else using.outside_window), i, j)
            for i, t in enumerate(mine)
            for j, (s, clause) in enumerate(theirs)
            if t.axis == s.axis
        ),
        reverse=True,
    )
    used_mine: set[int] = set()
    used_theirs: set[int] = set()
    found: dict[str, str] = {}
    for affinity, i, j in pairs:
        if i in used_mine or j in used_theirs or affinity < using.least_affinity:
            continue
        used_mine.add(i)
        used_theirs.add(j)
        if difference := _turned(mine[i], claim, *theirs[j]):
            found["dose" if mine[i].axis == "dose" else "effect"] = difference
    # Less of the cause with less of the effect is the same finding.
    return "" if len(found) == 2 else "".join(found.values())


def _turned(word: DirectionWord, claim: Clause, other: DirectionWord, clause: Clause) -> str:
    """How two paired words of direction disagree, or nothing."""
    crossed = _crossed(word, other)
    denied = _is_denied(word, claim) != _is_denied(other, clause)
    if not (word.sign != other.sign) ^ crossed ^ denied:
        return ""
    if crossed:
        return "the source compares them the other way round"
    return f"the source says {'not ' * denied}{other.text}, the claim {word.text}"


def _is_denied(word: DirectionWord, clause: Clause) -> bool:
    return any(struck[:1] == (stem(word.text),) for struck in clause.denied)


def _affinity(one: DirectionWord, two: DirectionWord, using: ContradictionParameters) -> float:
    """How much two words of direction are about the same thing, from 0 up."""

    def near(steps: int) -> float:
        return 1.0 / (1 + using.step_decay * steps)

    shared = sum(near(steps) * near(two.steps[s]) for s, steps in one.steps.items() if s in two.steps)
    return shared + (using.same_word if stem(one.text) == stem(two.text) and shared else 0.0)


def _crossed(one: DirectionWord, two: DirectionWord) -> bool:
    """Whether what is compared, or who acts on what, has changed sides."""
    if {one.text, two.text} & _ACTING and one.text != two.text:
        return False
    if one.right and two.right:
        left, other = one.left - two.left, two.left - one.left
        straight = len(one.right & two.right)
        return len(left & two.right) + len(one.right & other) > straight
    if one.right or two.right:
        if not two.left and not one.right:
            return False
        return bool(((one.right & two.left) | (one.left & two.right)) - (one.left & two.left))
    return False


# --- strength ---
def overclaim(claim: Clause, sources: Sequence[Clause], using: ContradictionParameters) -> str:
    """A word of the claim that is stronger than the source's, or nothing."""
    mine = {w.text.lower() for w in claim.words}
    theirs = {w.text.lower() for c in sources for w in c.words}
    stems = (
        frozenset().union(*({w.stem for w in c.words} - (c.negated - c.asserted) for c in sources)) | theirs
    )
    universal = sorted(
        mine & (UNIVERSAL - {"both", "each", "full", "whole"} - ({"any"} if claim.negated else set()))
    )
    if universal and not theirs & UNIVERSAL:
        return f"the source does not say {universal[0]}"
    for word in claim.words:
        if (
            word.stem in STRONG_STEMS
            and not stems & STRONG_STEMS[word.stem]
            and word.stem not in claim.negated
        ):
            return f"the source does not say {word.text.lower()}"
    hedges = sorted(theirs & MAYBE)
    if hedges and len(sources) == 1 and not mine & EASED:
        return f"the source says {hedges[0]}"
    return _levelled(claim, sources, using)


def _levelled(claim: Clause, sources: Sequence[Clause], using: ContradictionParameters) -> str:
    """A difference claimed where the source says that there is none."""
    theirs = [word for clause in sources for word in direction_words(clause)]
    level = [t for t in theirs if t.axis == "likeness" and t.sign > 0]
    for word in direction_words(claim):
        if word.axis in ("amount", "quality") and not any(
            t.axis == word.axis and _affinity(word, t, using) >= using.least_affinity for t in theirs
        ):
            for other in level:
                if _affinity(word, other, using) >= using.least_affinity:
                    return f"the source says {other.text}, the claim {word.text}"
    return ""


# --- one word in another's place ---
def swapped(claim: Clause, source: Clause, *, elsewhere: frozenset[str]) -> str:
    """A word that stands between the same neighbours as another in the source, which uses it only
    elsewhere, or nothing."""
    mine, theirs = _runs(claim), _runs(source)
    for (before, word, after), text in mine.items():
        if word in source.stems or word not in elsewhere or re.search(r"[a-z](?:s|ed|ing)$", text):
            continue  # verbs have synonyms
        for other_before, other, other_after in theirs:
            if (before, after) == (other_before, other_after) and other not in claim.stems and word != other:
                instead = theirs[other_before, other, other_after]
                if text[0].isupper() == instead[0].isupper() and len(instead) > 1:
                    return f"the source says {instead}, the claim {text}"
    return ""


def _runs(clause: Clause) -> dict[tuple[str, str, str], str]:
    """Each content word with its neighbours; its text as the value."""
    plain = [w for w in clause.words if w.text.lower() not in STOP]
    return {(a.stem, b.stem, c.stem): b.text for a, b, c in zip(plain, plain[1:], plain[2:], strict=False)}
