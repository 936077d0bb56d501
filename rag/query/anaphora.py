"""Anaphora: words that refer to something said before, such as "it", "those papers", "there".

In: a text. Out: whether it has any, and its content words.
"""

import re

from rag.query.parameters import parameters
from rag.text.common_words import COMMON
from rag.text.words import words

SURE = parameters().sure  # a mention at least this certain is what the message is about
PAPER = r"(?:papers?|works?|stud(?:y|ies)|articles?|methods?|models?|approach(?:es)?|ones?)"
IT = re.compile(
    rf"\b(?:it|its|itself|(?:this|that|the same) {PAPER}|the (?:paper|study|article|authors?|same"
    rf"|approach|method)(?! (?:on|about|by|that|with|from|of|called)))\b"
    r"|\b(?:does|is|did|do|was|about|of|with|like|than|to|for|in|on) (?:this|that)\b(?! \w+(?:s|ed|ing"
    r"|e)\b)|^(?:this|that)\b",
    re.I,
)
SEVERAL = re.compile(
    rf"\b(?:(?:these|those|both)(?: {PAPER})?|each(?: of them)?|all of them|either|of the two)\b"
    rf"|\bthe two(?: {PAPER}\b|(?= (?:do|does|did|is|are|were|have|use|compare|differ|agree)\b)|\W*$)",
    re.I,
)
THEY = re.compile(
    r"\b(?:they|their|theirs|them|he|she|his|her|then|(?<!is )(?<!are )there(?! (?:is|are|any)))\b", re.I
)
LEAD = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|but|so|well|hm+|cool|great|nice|thanks?|thank you|yes|no|right|alright"
    r"|also|now|oh)\b[\s,.!]*)+",
    re.I,
)
_ANTECEDENT = 2  # content words ahead of a pronoun, from which it may refer to them
_AUXILIARY = re.compile(r"\b(?:do|does|did|is|are|was|were|have|has|had|can|could|will|would)\s*$", re.I)
_RELATIVE = re.compile(r"\b(?:who|that|which|where)\b\s+\w", re.I)
_WHO = re.compile(r"\s+(?:who|that|which|whose)\b", re.I)
DEFINITION = re.compile(
    r"^(?:what(?:'s| is| are)|who is|define) (?!the |used |its )(?:[\w'-]+ ?){1,4}\W*$", re.I
)
ASPECTS = frozenset(  # what can be asked of any paper
    """ablation ablations accuracy advantage advantages application applications approach architecture
    baseline baselines benchmark benchmarks budget caveat caveats code conclusion conclusions
    contribution contributions cost costs data dataset datasets details difference drawback
    drawbacks evaluated evaluation evaluations example examples experiment experiments explanation
    fifth figures finding findings first fourth future gain gains goal hardware implementation
    improvement improvements innovation intuition last latency limit limitation limitations limits
    link loss memory metric metrics model models motivation novelty numbers objective objectives
    performance problem results second setup short shortcoming shortcomings sizes speed speedup
    summarise summarize summary task tasks technique tested third trained trick tried weaknesses""".split()
)


def content_words(text: str) -> list[str]:
    """The content words of a message: those that are not everyday words."""
    typed = (re.sub(r"['’]\w+$", "", word) for word in words(text))
    return [word for word in typed if word.lower() not in COMMON]


def is_anaphoric(text: str) -> bool:
    """Whether it refers to something said before: "it", "those papers", "there"."""
    return any(pattern.search(text) for pattern in (IT, SEVERAL, THEY))


def points_back(text: str) -> bool:
    """Whether a word of it refers to something said before, and not to what the text itself names ahead of
    it: "people by the way they type" and "those who sail" do not."""
    plain = LEAD.sub("", text)
    found = (match for pattern in (IT, SEVERAL, THEY) for match in pattern.finditer(plain))
    return any(not _explained(plain, match) for match in found)


def _explained(plain: str, pronoun: re.Match[str]) -> bool:
    """Whether the text itself says what a pronoun in it stands for."""
    ahead = plain[: pronoun.start()]
    named = len(content_words(ahead)) >= _ANTECEDENT and not _AUXILIARY.search(ahead)
    clause = THEY.fullmatch(pronoun[0]) or _RELATIVE.search(ahead)
    return bool((named and clause) or _WHO.match(plain, pronoun.end()))


def has_subject(text: str) -> bool:
    """Whether it says itself what it is about: "results?" and "the third one" do not."""
    return any(word.lower() not in ASPECTS and not word[0].isdigit() for word in content_words(text))


_PREPOSITION = r"(?:on|with|for|at|in|by|from|to|of|over|under|against|across|using|through)"
_ELLIPTICAL = re.compile(
    r"^\W*(?:(?:and|but|so|ok)\W+)*"
    r"(?:how (?:many|much)(?! papers| of| stud)(?: [\w-]+){1,2}\W*$"
    rf"|{_PREPOSITION} (?:which|what|how|whom|whose)\b"
    r"|(?:[a-z]{2,}(?:ing|ed|en|wn)|given|built|drawn|run|made|put|set|sent|relative|due|prior|compared)"
    rf"(?: {_PREPOSITION})? (?:which|what|how|whom|whose|who|where)\b)",
    re.I,
)
_MOST_ELLIPTICAL = 5  # words


def is_elliptical(message: str) -> bool:
    """Whether a message leaves out what was talked of: "on which model?", "how many users?"."""
    return bool(_ELLIPTICAL.match(message)) and len(message.split()) <= _MOST_ELLIPTICAL
