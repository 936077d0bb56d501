"""The sentences of an abstract that tell its problem, its approach, its result and its numbers.

In: the sentences of a paper, what it calls its work. Out: for each role the sentence that fits, if any does.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import product

from rag.answering.parameters import RoleWeights, parameters
from rag.retrieval.ranking import Evidence, Move

SENTENCES_CONSIDERED = 20  # sentences; an abstract has some ten
# "12", "3.5", "100K", "7B", but not years, "(1)" or the digits of names ("T5", "GPT-4", "UL2 2")
_FIGURE = re.compile(
    r"(?<![\w.(-])(?!(?:19|20)\d\d\b)(?:\d+[.,]\d+|\d{2,}|\d+(?=\s?(?:[KMBT]\b|[mb]illion)))(?![\w-]*-bit)"
)
_MEASURED = re.compile(r"\d\s?(?:%|x\b|×|times\b|points?\b|percent)|\b(?:half|twice|double|triple)\b", re.I)
_DOES = re.compile(
    r"\b(?:us(?:es?|ing)|combin\w+|adopts?|adds?|casts?|learns?|builds?|replac\w+|optimi[sz]\w+|consists?"
    r"|components?|framework|method|modules?|stages?|introduc\w+|propos\w+|by \w+ing)\b",
    re.I,
)
_ASIDE = re.compile(r"https?:|\b(?:code|checkpoints?|released?|available|hoped?|future work)\b", re.I)


class Role(StrEnum):
    """What a reader compares papers on."""

    PROBLEM = "Problem"
    APPROACH = "Approach"
    RESULT = "Result"
    NUMBERS = "Numbers"


def roles(sentences: Sequence[Evidence], name: str, using: RoleWeights | None = None) -> dict[Role, Evidence]:
    """The sentences for each role that together fit best; `name` is what the paper calls its work."""
    sentences, using = sentences[:SENTENCES_CONSIDERED], using or parameters().roles
    if not sentences:
        return {}
    places = [n / max(1, len(sentences) - 1) for n in range(len(sentences))]
    fits = {
        role: [_fit(role, s, p, name, using) for s, p in zip(sentences, places, strict=True)] for role in Role
    }
    narrative = (Role.PROBLEM, Role.APPROACH, Role.RESULT)
    best = max(
        product(range(len(sentences)), repeat=len(narrative)),
        key=lambda chosen: (
            sum(fits[r][n] for r, n in zip(narrative, chosen, strict=True))
            - using.twice * (len(chosen) - len(set(chosen)))
        ),
    )
    chosen = dict(zip(narrative, best, strict=True))
    counted = [fit - using.twice / 2 * (n in best) for n, fit in enumerate(fits[Role.NUMBERS])]
    chosen[Role.NUMBERS] = counted.index(max(counted))
    return {role: sentences[n] for role, n in chosen.items() if fits[role][n] >= using.least}


def _fit(role: Role, sentence: Evidence, place: float, name: str, using: RoleWeights) -> float:
    """How well a sentence tells what the role asks for; 0 is not at all. `place`: 0 first, 1 last."""
    figures = len(set(_FIGURE.findall(sentence.text)))
    measured = len(_MEASURED.findall(sentence.text))
    aside = using.aside * bool(_ASIDE.search(sentence.text))
    if role is Role.PROBLEM:
        is_problem = sentence.move is Move.PROBLEM
        return is_problem + using.problem_early * (1 - place) - using.problem_measured * bool(measured)
    if role is Role.APPROACH:
        named = using.approach_named * (name.casefold() in sentence.text.casefold())
        does = using.approach_does * bool(_DOES.search(sentence.text))
        does = does - using.approach_measured * bool(measured) - aside
        near = using.approach_near_place * (1 - abs(place - using.approach_place))
        return using.approach_idea * (sentence.move is Move.IDEA) + named + does + near
    if role is Role.RESULT:
        is_result = sentence.move is Move.RESULT
        return is_result + using.result_late * place + using.result_measured * bool(measured) - aside
    most = using.numbers_most
    told = min(most, measured) + using.numbers_figure * min(most, figures) - aside
    return told if figures or measured else 0.0
