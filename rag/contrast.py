"""Where a claim and its source part: what is denied, which way things go, how strongly it is put.

In: a clause of the claim and clauses of the source. Out: the disagreement in a few words, or "". Knows lists of
opposites and what stands near them; has no model, so opposites outside the lists go unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims import STOP, Clause, content, stem, stems_of, word_set


def negation(claim: Clause, source: Clause) -> str:
    """A word that one clause denies and the other asserts, or nothing."""
    for one, two in ((claim, source), (source, claim)):
        clash = (one.denied - one.asserted) & two.asserted - two.negated
        if clash and not one.negated & two.negated:
            return max(clash, key=lambda s: (len(s), s))
    return ""


# --- direction -------------------------------------------------------------------------------------------------------
_AXES = {
    "amount": (
        "increase increases increased increasing rise rises rose raise raises raised higher more greater larger bigger grow "
        "grows grew growing gain gains gained elevate elevates elevated promote promotes promoted enhance enhances enhanced "
        "enhancing induce induces induced stimulate stimulates activate activates activated activation boost boosts longer "
        "lengthen lengthens lengthened stronger augment augments exceed exceeds above upregulate upregulates upregulated "
        "upregulation encourage encourages expand lift lifts lifted highest largest longest heavier",
        "decrease decreases decreased decreasing reduce reduces reduced reducing reduction lower lowers lowered fewer less "
        "smaller decline declines declined fall falls fell drop drops dropped shrink shrinks diminish diminishes diminished "
        "suppress suppresses suppressed inhibit inhibits inhibited inhibition block blocks blocked prevent prevents prevented "
        "impede impedes attenuate attenuates attenuated shorter shorten shortens shortened weaker below cut cuts "
        "downregulate downregulates downregulated downregulation discourage lowest smallest shortest lighter limit limits",
    ),
    "quality": (
        "improve improves improved improving improvement better best outperform outperforms outperformed beat beats surpass "
        "surpasses superior strengthen strengthens benefit benefits help helps helped protect protects protected easier",
        "degrade degrades degraded worsen worsens worsened worse worst harm harms harmed hurt hurts underperform underperforms "
        "inferior deteriorate deteriorates suffer suffers impair impairs impaired damage damages weaken weakens harder",
    ),
    "speed": ("faster quicker accelerate accelerates speeds fastest quickly rapid", "slower slows slow slowest slowly"),
    "time": ("early earlier before first beginning", "late later after last end"),
    "likeness": ("similar same equal comparable equivalent stable constant unchanged", "different differ differs differed difference"),
    "presence": ("with present presence", "without absent absence lacking lacks unlike"),
    "sign": ("positive positively", "negative negatively inversely"),
    "cost": ("cheap cheaper inexpensive", "costly expensive dearer"),
}
_DIRECTION = {
    word: (axis, sign) for axis, pair in _AXES.items() for sign, side in ((1, pair[0]), (-1, pair[1])) for word in side.split()
}
_CLOSE = 0.45  # least affinity of two words of direction that are held against each other
_THAN = word_set("than versus against over relative compared")
_TRANSITIVE = word_set("outperform beat surpass exceed underperform improv inhibit activ suppress induc promot abov below")


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
        for j, other in enumerate(clause.words):
            if j != i and other.text.lower() not in STOP:
                for part in stems_of(other.text):
                    near[part] = max(near.get(part, 0.0), 1.0 / (1 + 0.25 * abs(i - j)))
        left, right = content(clause.words[:i]), _compared(clause, i)
        found.append(Turn(axis, sign, word.text.lower(), near, left - right, right))
    return found


def _compared(clause: Clause, at: int) -> frozenset[str]:
    """What stands after `than` or, for verbs such as outperforms, after the verb."""
    for j in range(at + 1, len(clause.words)):
        low = clause.words[j].text.lower()
        if low in _DIRECTION and low not in _THAN:
            break
        if low in _THAN:
            return content(clause.words[j + 1 : j + 5])
    return content(clause.words[at + 1 : at + 5]) if clause.words[at].stem in _TRANSITIVE else frozenset()


def direction(claim: Clause, sources: Sequence[Clause]) -> str:
    """How the claim's direction differs from the source's, or nothing. Words are paired by what stands near them."""
    mine = turns(claim)
    theirs = [(turn, clause) for clause in sources for turn in turns(clause)]
    pairs = sorted(
        ((_affinity(t, s), i, j) for i, t in enumerate(mine) for j, (s, _) in enumerate(theirs) if t.axis == s.axis),
        reverse=True,
    )
    used_mine: set[int] = set()
    used_theirs: set[int] = set()
    for affinity, i, j in pairs:
        if i in used_mine or j in used_theirs or affinity < _CLOSE:
            continue
        used_mine.add(i)
        used_theirs.add(j)
        turn, (other, clause) = mine[i], theirs[j]
        crossed = _crossed(turn, other)
        denied = (stem(turn.text) in claim.negated) != (stem(other.text) in clause.negated)
        if (turn.sign != other.sign) ^ crossed ^ denied:
            if crossed:
                return "the source compares them the other way round"
            return f"the source says {other.text}, the claim {turn.text}"
    return ""


def _affinity(one: Turn, two: Turn) -> float:
    """How much two words of direction are about the same thing."""
    shared = sum(weight * two.near[s] for s, weight in one.near.items() if s in two.near)
    return shared + (0.5 if stem(one.text) == stem(two.text) and shared else 0.0)


def _crossed(one: Turn, two: Turn) -> bool:
    """Whether what is compared has changed sides."""
    if one.right & two.right or not (one.right or two.right):
        return False
    return bool(one.left & two.right) and (not two.left or not (one.left & two.left) or bool(one.right)) or bool(
        one.right & two.left
    )


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
    stems = {w.stem for c in sources for w in c.words}
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
        if turn.axis in ("amount", "quality") and not any(t.axis == turn.axis for t in theirs):
            for other in level:
                if _affinity(turn, other) >= _CLOSE:
                    return f"the source says {other.text}, the claim {turn.text}"
    return ""


# --- one word in another's place -------------------------------------------------------------------------------------
def swapped(claim: Clause, source: Clause, elsewhere: frozenset[str]) -> str:
    """A word that stands between the same neighbours as another in the source, which uses it elsewhere, or nothing."""
    mine, theirs = _runs(claim), _runs(source)
    for (before, word, after), text in mine.items():
        if word in source.stems or word not in elsewhere:
            continue
        for other_before, other, other_after in theirs:
            if (before, after) == (other_before, other_after) and other not in claim.stems and word != other:
                return f"the source says {theirs[other_before, other, other_after]}, the claim {text}"
    return ""


def _runs(clause: Clause) -> dict[tuple[str, str, str], str]:
    """Each content word with its neighbours, "^" at the clause's beginning; its text as the value."""
    plain = [w for w in clause.words if w.text.lower() not in STOP]
    stems = ["^", *(w.stem for w in plain)]
    return {(a, w.stem, c): w.text for a, w, c in zip(stems, plain, stems[2:], strict=False)}
