"""Antonyms: lists of words with opposite directions, and of words that claim much or little.

In: a word. Out: its axis and side ("amount", 1). Words with several senses are left out.
"""

from rag.verification.clauses import Word, stem, word_set

_AXES = {
    "amount": (
        "increase rise rises rose raise higher more greater larger bigger grow grew grown elevate promote "
        "enhance induce stimulate activate activates activated boost longer lengthen stronger augment "
        "exceed above upregulate encourage provoke expand lift lifted highest largest longest heavier "
        "accumulate",
        "decrease reduce reduction lower fewer less smaller decline fall falls fell drop drops dropped "
        "shrink diminish suppress inhibit inhibits inhibited block blocks blocked prevent impede attenuate "
        "shorter shorten weaker below cut cuts repress downregulate discourage lowest smallest shortest "
        "lighter limits abolish hinder",
    ),
    "quality": (
        "improve improvement better best outperform beat beats surpass superior strengthen benefit help "
        "helps helped protect easier rescue repair ameliorate alleviate restore",
        "degrade worsen worse worst harm hurt hurts underperform inferior deteriorate suffer impair damage "
        "damages weaken harder exacerbate aggravate",
    ),
    "dose": (
        "activation overexpression induction stimulation agonist agonists",
        "inhibition inhibitor inhibitors blockade blocking deletion knockdown knockout deficiency depletion "
        "loss lack silencing absence",
    ),
    "extreme": ("most", "least"),
    "speed": ("faster quicker accelerate speeds fastest quickly rapid", "slower slow slows slowest slowly"),
    "time": ("early earlier before first beginning", "late later after last end"),
    "likeness": (
        "similar same equal comparable equivalent stable constant unchanged",
        "different differ differs differed difference",
    ),
    "presence": ("with present", "without absent lacking lacks unlike"),
    "sign": ("positive positively", "negative negatively inversely"),
    "cost": ("cheap cheaper inexpensive", "costly expensive dearer"),
}
_SIDES = {
    word: (axis, sign)
    for axis, pair in _AXES.items()
    for sign, side in ((1, pair[0]), (-1, pair[1]))
    for word in side.split()
}
# Other forms of the verbs go by their stem; the stems of these would take in too much (active, first,
# general).
_EXACT = word_set(
    "activate activates activated blocks blocked blocking cut cuts limits inhibits inhibited present end "
    "last first"
)
_EXACT |= word_set(
    "before after late best better most least loss lack absence fall falls drop drops differ difference"
)
_BY_STEM = {
    stem(word): side
    for word, side in _SIDES.items()
    if word not in _EXACT and side[0] in ("amount", "quality", "speed")
}


def side(word: Word) -> tuple[str, int]:
    """The axis and sign of a word, ("", 0) for most."""
    return _SIDES.get(word.text.lower()) or _BY_STEM.get(word.stem, ("", 0))


UNIVERSAL = word_set(
    "all every always any each both whatever regardless exception throughout entire whole everything "
    "everyone full"
)
# A strong word and the stems of the source that support it.
_STRONG = {
    "guarantee": "guarante ensur",
    "eliminate": "elimin remov",
    "solve": "solv",
    "prove": "prove proof",
    "cure": "cure",
    "perfect": "perfect",
    "completely": "complet entir full",
    "entirely": "complet entir full",
    "fully": "complet entir full",
    "only": "onli just singl alon sole one confin exclus limit",
    "never": "never no not neither none without",
    "best": "best highest most lowest superior outperform state-of-the-art",
}
STRONG_STEMS = {stem(word): word_set(allowed) for word, allowed in _STRONG.items()}
MAYBE = word_set("may might could")
EASED = MAYBE | word_set(
    "possibly perhaps potentially can some sometimes likely suggest suggests appear appears seem seems partly"
)
