"""The intent of a question: what kind of answer it asks for, by a learnt classifier.

In: a question with its names masked, and its vector where the library's encoder is the one that the head was
fitted with. Out: its intent and, for metadata and the library as a whole, the field that it asks for. Where
the head is not sure, the question is a plain one: FACT. `python -m eval.learn_intent` fits it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.model.query import Intent, Mention, Order
from rag.query.intent_features import MASK, features, token
from rag.query.parameters import parameters
from rag.text.runs import runs

HEAD = Path(__file__).with_name("intent.npz")
FloatArray = npt.NDArray[np.float32]
_OF_NO_PAPER = (Intent.CORPUS, Intent.ABOUT)


@dataclass(frozen=True, slots=True, eq=False)
class IntentHead:
    """A multinomial logistic regression, its weights in whole numbers.

    labels: "metadata authors", "fact", ..., one a class; known: the words that are not masked; hashes:
    (n,) ascending, of the features that have weights; lexical: (n, classes), vector: (dimensions, classes),
    both int8, to be multiplied by scales (2, classes); bias: (2, classes), without and with a vector;
    worth: what a vector of length one is multiplied by; encoder: the name of the one that the vectors are of.
    """

    labels: tuple[str, ...]
    known: frozenset[str]
    hashes: npt.NDArray[np.uint32]
    lexical: npt.NDArray[np.int8]
    vector: npt.NDArray[np.int8]
    scales: FloatArray
    bias: FloatArray
    worth: float
    encoder: str

    def probabilities(self, question: str, vector: FloatArray | None) -> FloatArray:
        """How likely each label is; (classes,), summing to one."""
        logits = _by_words(self, question) + self.bias[int(vector is not None)]
        if vector is not None:
            logits = logits + self.worth * (vector @ self.vector) * self.scales[1]
        odds = np.exp(logits - logits.max())
        likely: FloatArray = (odds / odds.sum()).astype(np.float32)
        return likely


@lru_cache(maxsize=128)  # several stages of parsing look at the same question
def _by_words(using: IntentHead, question: str) -> FloatArray:
    """What the words say for each label, without the bias. (classes,)"""
    found = features(question, using.known)
    keys = np.array(sorted(found), np.uint32)
    places = np.searchsorted(using.hashes, keys) % len(using.hashes)
    here = using.hashes[places] == keys
    values = np.array([found[int(key)] for key in keys[here]], np.float32)
    logits: FloatArray = values @ using.lexical[places[here]] * using.scales[0]
    return logits


@cache
def _labelled(using: IntentHead) -> dict[str, npt.NDArray[np.bool_]]:
    """Which labels are of each intent. (classes,) each"""
    intents = np.array([label.split()[0] for label in using.labels])
    return {str(intent): intents == intent for intent in dict.fromkeys(intents.tolist())}


@cache
def head(path: Path = HEAD) -> IntentHead:
    """The head that the product uses."""
    with np.load(path, allow_pickle=False) as kept:
        return IntentHead(
            labels=tuple(str(kept["labels"]).split("\n")),
            known=frozenset(str(kept["known"]).split("\n")),
            hashes=kept["hashes"],
            lexical=kept["lexical"],
            vector=kept["vector"],
            scales=kept["scales"],
            bias=kept["bias"],
            worth=float(kept["worth"]),
            encoder=str(kept["encoder"]),
        )


def best_label(
    using: IntentHead,
    question: str,
    vector: FloatArray | None,
    *,
    several: float = 1.0,
    without: Sequence[str] = (),
) -> tuple[str, float]:
    """The likeliest label of the likeliest intent, and how likely that intent is, 0 to 1. `several`: how
    many times as likely a comparison is as the words alone say; `without`: intents that it is not."""
    chances = using.probabilities(question, vector)
    labelled = _labelled(using)
    chances = np.where(labelled.get(Intent.COMPARE.value, False), several, 1.0) * chances
    chances /= chances.sum()
    summed = {intent: float(chances[its].sum()) for intent, its in labelled.items()}
    best = max(summed.keys() - set(without), key=lambda intent: summed[intent])
    return using.labels[int(np.argmax(np.where(labelled[best], chances, -1)))], summed[best]


_WHO_WROTE = re.compile(
    r"\W*(?:and |so )?who (?:wrote|authored|published|is the author of|are the authors of) (?:the|that|this) "
    r"(?:\w+ )?(?:paper|article|study|preprint|work|one)\b",
    re.I,
)

_OF_ANOTHER = re.compile(  # what a study may have most of, and no paper is put in order by
    r"\b(?:\w+est|most|least)\s+(?:\w+\s+){0,2}?(?:data|data-?sets?|samples?|cohorts?|models?|networks?|errors?|effects?|gains?"
    r"|improvements?|accuracy|scores?|speed-?ups?|costs?|parameters?|tokens?|images?|patients?|subjects|participants?"
    r"|experiments?|corpus|corpora|areas?|distances?|energy|temperatures?)\b",
    re.I,
)


def intent_of(
    question: str, vector: FloatArray | None = None, *, several: bool = False
) -> tuple[Intent, str | None]:
    """The intent of a question, its names masked, and the field asked for. `several`: it is about more
    than one paper. Nothing but names asks what they are, and no word at all asks nothing."""
    if _WHO_WROTE.match(question):  # whatever the paper is about
        return Intent.METADATA, "authors"
    rest = runs(question.replace(MASK, " "))
    if not rest:
        return (Intent.EXPLAIN if MASK in question else Intent.FACT), None
    using = parameters()
    several_count = using.several_named if several else 1.0
    label, chance = best_label(head(), question, vector, several=several_count)
    strange = head().known.isdisjoint(token(run) for run in rest)  # no word of these is in any greeting
    if label.split()[0] in _OF_NO_PAPER and (strange or chance < using.sure_library):
        label, chance = best_label(
            head(), question, vector, several=several_count, without=[str(i) for i in _OF_NO_PAPER]
        )
    intent, _, field = label.partition(" ")
    by_another = field in (Order.MOST_AUTHORS, Order.FEWEST_AUTHORS) and _OF_ANOTHER.search(question)
    if chance < using.sure_intent or by_another:
        return Intent.FACT, None
    return Intent(intent), None if intent == Intent.LIST else field or None


def is_surely_about(question: str) -> bool:
    """Whether the words alone say that it is about the assistant itself: a greeting needs no paper, and so
    nothing that would have to be loaded to look for one."""
    if not runs(question):
        return False
    label, chance = best_label(head(), question, None)
    return label.split()[0] == Intent.ABOUT and chance >= parameters().sure_words


def masked(text: str, mentions: Sequence[Mention], mask: str = MASK) -> str:
    """The text with a mask in place of each name in it; of names within names the longer one's."""
    for name in sorted({mention.text for mention in mentions}, key=len, reverse=True):
        text = text.replace(name, mask)
    return text
