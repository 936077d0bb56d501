"""Where a claim and its source part: what is denied, which way things go, how strongly it is put.

In: a clause of the claim and clauses of the source. Out: the disagreement in a few words, or "". Knows lists of
opposites and what stands near them; has no model, so opposites outside the lists go unseen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims import STOP, Clause, Word, content, stem, stems_of, word_set


def negation(claim: Clause, source: Clause, sentence: Sequence[Clause]) -> str:
    """A word that one clause denies and the other asserts, or nothing. `sentence` holds all of the source clause's."""
    negated = frozenset().union(*(c.negated for c in sentence))
    asserted = frozenset().union(*(c.asserted for c in sentence))
    return _clash(claim, source.asserted - negated, negated) or _clash(source, claim.asserted - claim.negated, claim.negated, asserted)


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


# --- direction -------------------------------------------------------------------------------------------------------
_AXES = {
    "amount": (
        "increase increases increased increasing rise rises rose raise raises raised higher more greater larger bigger grow "
        "grows grew growing elevate elevates elevated promote promotes promoted enhance enhances enhanced "
        "enhancing induce induces induced stimulate stimulates activate activates activated boost boosts longer "
        "lengthen lengthens lengthened stronger augment augments exceed exceeds above upregulate upregulates upregulated "
        "upregulation encourage encourages expand lift lifts lifted highest largest longest heavier",
        "decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions lowers lowering lower lowers lowered fewer less "
        "smaller decline declines declined fall falls fell drop drops dropped shrink shrinks diminish diminishes diminished "
        "suppress suppresses suppressed inhibit inhibits inhibited block blocks blocked prevent prevents prevented "
        "impede impedes attenuate attenuates attenuated shorter shorten shortens shortened weaker below cut cuts "
        "downregulate downregulates downregulated downregulation discourage lowest smallest shortest lighter limit limits",
    ),
    "quality": (
        "improve improves improved improving improvement better best outperform outperforms outperformed beat beats surpass "
        "surpasses superior strengthen strengthens benefit benefits help helps helped protect protects protected easier",
        "degrade degrades degraded worsen worsens worsened worse worst harm harms harmed hurt hurts underperform underperforms "
        "inferior deteriorate deteriorates suffer suffers impair impairs impaired damage damages weaken weakens harder",
    ),
    "dose": (
        "activation overexpression induction stimulation agonist agonists",
        "inhibition inhibitor inhibitors blockade blocking deletion knockdown knockout deficiency depletion loss lack silencing absence",
    ),
    "extreme": ("most", "least"),
    "speed": ("faster quicker accelerate accelerates speeds fastest quickly rapid", "slower slows slow slowest slowly"),
    "time": ("early earlier before first beginning", "late later after last end"),
    "likeness": ("similar same equal comparable equivalent stable constant unchanged", "different differ differs differed difference"),
    "presence": ("with present", "without absent lacking lacks unlike"),
    "sign": ("positive positively", "negative negatively inversely"),
    "cost": ("cheap cheaper inexpensive", "costly expensive dearer"),
}
_DIRECTION = {
    word: (axis, sign) for axis, pair in _AXES.items() for sign, side in ((1, pair[0]), (-1, pair[1])) for word in side.split()
}
_FAR = 0.75
_CLOSE = 0.45  # least affinity of two words of direction that are held against each other
_THAN = word_set("than versus against over relative compared")
_TRANSITIVE = word_set("outperform outperforms outperformed outperforming beats beat surpasses surpassed exceeds exceeded")
_TRANSITIVE |= word_set("underperforms improves inhibits activates suppresses induces promotes above below")


@dataclass(frozen=True, slots=True)
class Turn:
    """A word of direction in a clause: its axis and sign, and the content stems either side of it."""

    axis: str
    sign: int
    text: str
    near: dict[str, float]
    left: frozenset[str]
    right: frozenset[str]


def turns(clause: Clause) -> list[Turn]:
    """The words of direction in a clause, with what they are about."""
    found = []
    for i, word in enumerate(clause.words):
        axis, sign = _DIRECTION.get(word.text.lower(), ("", 0))
        if not axis:
            continue
        near: dict[str, float] = {}
        for other, steps in _steps(clause, i):
            for part in stems_of(other.text):
                near[part] = max(near.get(part, 0.0), 1.0 / (1 + 0.25 * steps))
        left, right = content(clause.words[:i]), _compared(clause, i)
        found.append(Turn(axis, sign, word.text.lower(), near, left - right, right))
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
        if low in _DIRECTION and low not in _THAN:
            break
        if low in _THAN:
            return content(clause.words[j + 1 : j + 5])
    return content(clause.words[at + 1 : at + 5]) if clause.words[at].text.lower() in _TRANSITIVE else frozenset()


def direction(claim: Clause, sources: Sequence[Clause], nearest: frozenset[int]) -> str:
    """How the claim's direction differs from the source's, or nothing. Words are paired by what stands near them;
    those outside the nearest sentences count less."""
    mine = turns(claim)
    theirs = [(turn, clause) for clause in sources for turn in turns(clause)]
    pairs = sorted(
        (
            (_affinity(t, s) * (1.0 if clause.sentence in nearest else _FAR), i, j)
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
        if i in used_mine or j in used_theirs or affinity < _CLOSE:
            continue
        used_mine.add(i)
        used_theirs.add(j)
        if said := _turned(mine[i], claim, *theirs[j]):
            found["dose" if mine[i].axis == "dose" else "effect"] = said
    # Less of the cause with less of the effect is the same finding.
    return "" if len(found) == 2 else "".join(found.values())


def _turned(turn: Turn, claim: Clause, other: Turn, clause: Clause) -> str:
    """How two paired words of direction disagree, or nothing."""
    crossed = _crossed(turn, other)
    denied = _is_denied(turn, claim) != _is_denied(other, clause)
    if not (turn.sign != other.sign) ^ crossed ^ denied:
        return ""
    if crossed:
        return "the source compares them the other way round"
    return f"the source says {'not ' * denied}{other.text}, the claim {turn.text}"


def _is_denied(turn: Turn, clause: Clause) -> bool:
    return any(struck[:1] == (stem(turn.text),) for struck in clause.denied)


def _affinity(one: Turn, two: Turn) -> float:
    """How much two words of direction are about the same thing."""
    shared = sum(weight * two.near[s] for s, weight in one.near.items() if s in two.near)
    return shared + (0.5 if stem(one.text) == stem(two.text) and shared else 0.0)


def _crossed(one: Turn, two: Turn) -> bool:
    """Whether what is compared has changed sides."""
    if one.right and two.right:
        left, other = one.left - two.left, two.left - one.left
        straight = len(one.right & two.right)
        return len(left & two.right) + len(one.right & other) > straight
    if one.right or two.right:
        far = (one.right & two.left) | (one.left & two.right)
        return bool(far) and not (one.left & two.left) - far
    return False


# --- strength --------------------------------------------------------------------------------------------------------
_UNIVERSAL = word_set("all every always any each both whatever regardless exception throughout entire whole everything everyone full")
_STRONG = {
    "guarantee": "guarante ensur", "eliminate": "elimin remov", "solve": "solv", "prove": "prove proof", "cure": "cure",
    "perfect": "perfect", "completely": "complet entir full", "entirely": "complet entir full", "fully": "complet entir full",
    "only": "onli just singl alon sole one confin exclus limit", "never": "never no not neither none without", "best": "best highest most lowest superior outperform state-of-the-art",
}  # fmt: skip
_STRONG_STEMS = {stem(word): word_set(allowed) for word, allowed in _STRONG.items()}
_MAYBE = word_set("may might could possibly perhaps potentially")
_EASED = _MAYBE | word_set("can some sometimes likely suggest suggests appear appears seem seems partly")


def overclaim(claim: Clause, sources: Sequence[Clause]) -> str:
    """A word of the claim that is stronger than the source's, or nothing."""
    mine = {w.text.lower() for w in claim.words}
    theirs = {w.text.lower() for c in sources for w in c.words}
    stems = frozenset().union(*(c.asserted for c in sources)) | theirs
    universal = sorted(mine & (_UNIVERSAL - {"both", "each", "full", "whole"} - ({"any"} if claim.negated else set())))
    if universal and not theirs & _UNIVERSAL:
        return f"the source does not say {universal[0]}"
    for word in claim.words:
        if word.stem in _STRONG_STEMS and not stems & _STRONG_STEMS[word.stem] and word.stem not in claim.negated:
            return f"the source does not say {word.text.lower()}"
    hedges = sorted(theirs & _MAYBE)
    if hedges and len(sources) == 1 and not mine & _EASED:
        return f"the source says {hedges[0]}"
    return _levelled(claim, sources)


def _levelled(claim: Clause, sources: Sequence[Clause]) -> str:
    """A difference claimed where the source says that there is none."""
    theirs = [turn for clause in sources for turn in turns(clause)]
    level = [t for t in theirs if t.axis == "likeness" and t.sign > 0]
    for turn in turns(claim):
        if turn.axis in ("amount", "quality") and not any(
            t.axis == turn.axis and _affinity(turn, t) >= _CLOSE for t in theirs
        ):
            for other in level:
                if _affinity(turn, other) >= _CLOSE:
                    return f"the source says {other.text}, the claim {turn.text}"
    return ""


# --- one word in another's place -------------------------------------------------------------------------------------
def swapped(claim: Clause, source: Clause, elsewhere: frozenset[str]) -> str:
    """A word that stands between the same neighbours as another in the source, which uses it elsewhere, or nothing."""
    mine, theirs = _runs(claim), _runs(source)
    for (before, word, after), text in mine.items():
        if word in source.stems or word not in elsewhere or re.search(r"[a-z](?:s|ed|ing)$", text):
            continue  # verbs have synonyms
        for other_before, other, other_after in theirs:
            if (before, after) == (other_before, other_after) and other not in claim.stems and word != other:
                said = theirs[other_before, other, other_after]
                if text[0].isupper() == said[0].isupper():
                    return f"the source says {said}, the claim {text}"
    return ""


def _runs(clause: Clause) -> dict[tuple[str, str, str], str]:
    """Each content word with its neighbours; its text as the value."""
    plain = [w for w in clause.words if w.text.lower() not in STOP]
    return {(a.stem, b.stem, c.stem): b.text for a, b, c in zip(plain, plain[1:], plain[2:], strict=False)}
