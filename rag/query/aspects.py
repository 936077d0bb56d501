"""What papers are to be compared on: "memory" of "compare LoRA and GaLore on memory".

In: a question with its slips of spelling mended, the names in it. Out: the words that are neither names nor
question words.
"""

import re
from collections.abc import Sequence

from rag.model.query import Mention
from rag.query.anaphora import SURE
from rag.query.intent import masked
from rag.query.topic import EMPTY
from rag.text.language import SMALL_WORDS
from rag.text.words import without_possessive, words

EARLIER = re.compile(  # what a work is set beside that is no other paper by name: "than its predecessor"
    r"(?:\b(?:in\s+)?(?:compar(?:ed|ison|ing)|relative|beside|against|versus|vs\.?|than|over|from|to|with)\s+){1,2}"
    r"(?:the\s+|its\s+|their\s+|an?\s+|any\s+|all\s+)?"
    r"(?:(?:first|previous|earlier|prior|original|old|older|preceding|existing|past|other|traditional|usual"
    r"|conventional|standard)\s+(?:\w+\s+)?"
    r"(?:versions?|works?|ones?|models?|methods?|approach(?:es)?|releases?|generations?|stud(?:y|ies)|systems?"
    r"|techniques?|papers?|literature|research)|predecessors?|baselines?|what came before)\b",
    re.I,
)


def aspects_of(question: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What to compare on: the words that are neither names nor question words."""
    rest = masked(
        EARLIER.sub(" ", question), [mention for mention in mentions if mention.certainty >= SURE], " "
    )
    asked = map(without_possessive, words(rest.lower()))
    small = EMPTY.union(*(listed.split() for listed in SMALL_WORDS.values()), COMPARING)
    aspects = (word for word in asked if word[0].isalpha() and len(word) > 1 and word not in small)
    return tuple(dict.fromkeys(aspects))


COMPARING = frozenset(  # words that a comparison is asked for with
    (
        "since before after until from year years date dates table tabular tabulate make"
        " draw build create please"
        " each two both either other more less better worse between against vs while want wants way ways"
        " much many main"
        " two three their methods method approach approaches models model regarding terms respect"
        " zwischen entre compare compares compared comparing comparison vs versus difference differences"
        " differ differs different contrast common similarity similarities unterschied unterschiede vergleich"
        " vergleiche différence différences comparer comparez comparaison compara comparación diferencia"
        " diferencias diferença differenza confronta verschil vergelijk pros cons"
    ).split()
)
