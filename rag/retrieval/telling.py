"""Which sentences of a paper are told to a question, and in which order: the result first, then how.

In: the scored sentences of one paper, the question, the names that the paper calls its work by. Out: a choice
of them that reads as one text. What only motivates the work, or is an aside, is left out unless it is asked
for; a sentence that leans on the one before it is told behind it, or not at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from rag.retrieval.kinds_of_answer import is_of_kind
from rag.retrieval.parameters import PassageParameters
from rag.retrieval.passages import alike, asks_for_figure, has_figure
from rag.retrieval.quantities import gives_measure, unit_asked
from rag.retrieval.ranking import Evidence, Move
from rag.text.cohesion import connects, is_aside, refers
from rag.text.terms import terms

_LONGEST_CHAIN = 3  # sentences of which each leans on the one before it
_ASKS_MOTIVE = re.compile(
    r"\b(why|problems?|challeng\w+|motivat\w+|reasons?|issues?|gaps?|drawbacks?|shortcomings?|limit\w*|lack\w*"
    r"|difficult\w*|hard|need\w*|existing|previous|prior|traditional\w*|earlier|background|context|weakness\w*)\b",
    re.I,
)
_ASKS_ASIDE = re.compile(
    r"\b(code|github|repositor\w+|open[- ]?sourced?|available|availability|released?|download\w*|software"
    r"|data\s?sets?|corpus|future|where)\b",
    re.I,
)
_SPEAKS = re.compile(
    r"\b(we|our|ours|us|this (?:paper|work|study|article|thesis|survey|report|letter))\b", re.I
)
_IS_A = re.compile(
    r"(?:the |an? )?(?P<subject>(?:[\w-]+ ){1,6}?)(?:\([\w-]+\) )?(?:is|are) (?:an?|the|one of)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the names by which the paper that answers it calls its own work."""

    text: str
    names: Sequence[str] = ()

    def worth(self, sentence: Evidence, using: PassageParameters) -> float:
        """How well a sentence answers as it will be read: better where it is of the kind that is asked for,
        worse where it only motivates or is an aside."""
        motive = self.is_motive(sentence) and not (self.asks_motive or self._gives_figure(sentence))
        aside = is_aside(sentence.text) and not _ASKS_ASIDE.search(self.text)
        of_kind = using.measure * is_of_kind(self.text, sentence.text)
        return sentence.score + of_kind - using.motive * motive - using.aside * aside

    def _gives_figure(self, sentence: Evidence) -> bool:
        return asks_for_figure(self.text) and has_figure(sentence.text, self.text)

    @property
    def asks_motive(self) -> bool:
        """Whether it is asked what the work is for, or what stood before it."""
        return bool(_ASKS_MOTIVE.search(self.text))

    def is_motive(self, sentence: Evidence) -> bool:
        """Whether it tells what others do or lack: neither "we" nor the paper's name stands in it."""
        if sentence.move is not Move.PROBLEM:
            return False
        return not (self.behind_its_name(sentence) or self._says_what_it_is(sentence))

    def _says_what_it_is(self, sentence: Evidence) -> bool:
        """Whether it says what something is that the question asks of: "The kite meter (KM) is a ..."."""
        subject = _IS_A.match(sentence.text)
        return subject is not None and not set(terms(subject["subject"])).isdisjoint(terms(self.text))

    def behind_its_name(self, sentence: Evidence) -> str:
        """What the sentence says behind "we" or the paper's name; empty where neither stands in it."""
        names = "|".join(map(re.escape, self.names))
        found = [_SPEAKS.search(sentence.text)]
        found += [re.search(rf"(?<!\w)(?:{names})(?!\w)", sentence.text, re.I)] if names else []
        return max((sentence.text[match.start() :] for match in found if match), key=len, default="")


def names_one(text: str, names: Sequence[str]) -> bool:
    """Whether one of the names stands in the text as a word of its own."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I) for name in names)


def answer_first(found: Sequence[Evidence], asked: Asked, using: PassageParameters) -> list[Evidence]:
    """The sentence that answers with what it leans on, then what belongs around it in the order of the
    text; less of that where a figure was asked for and the best sentence has one. Where others answer nearly
    as well, all of them in the order of the text. None of none."""
    lead = leading(found, asked, using)
    if lead is None:
        return []
    wants_figure = asks_for_figure(asked.text) and has_figure(lead.text)
    if wants_figure:
        using = replace(using, behind=using.figure_behind)
    chosen = _filled(_chain(found, lead), found, asked, using)
    before = [_leading(e, asked, using) for e in chosen if e.start < lead.start]
    near = bool(before) and _leading(lead, asked, using) - max(before) < using.ahead
    opens_well = asked.asks_motive or chosen[0].move is not Move.PROBLEM or chosen[0] in _chain(found, lead)
    measured = gives_measure(asked.text, lead.text) > 0
    if near and opens_well and not wants_figure and not measured:
        return list(dropwhile(lambda e: e is not lead and connects(e.text), chosen))
    head = [*_chain(found, lead), *_leaning_on(found, lead, chosen)]
    return [*head, *(e for e in chosen if e not in head)]


def leading(found: Sequence[Evidence], asked: Asked, using: PassageParameters) -> Evidence | None:
    """The one sentence that answers best, whether it stands alone or not, one with the unit that is asked for
    where there is any; None of none."""
    if unit := unit_asked(asked.text):
        found = [sentence for sentence in found if unit.search(sentence.text)] or found
    return max(found, key=lambda e: (_leading(e, asked, using), -e.start), default=None)


def _leading(sentence: Evidence, asked: Asked, using: PassageParameters) -> float:
    """How well a sentence begins an answer: better where it gives the measure or the reason that is asked."""
    gives = gives_measure(asked.text, sentence.text) > 0 or is_of_kind(asked.text, sentence.text)
    return asked.worth(sentence, using) + using.measure * gives


def in_order(
    found: Sequence[Evidence], firsts: Sequence[Evidence], asked: Asked, using: PassageParameters
) -> list[Evidence]:
    """These sentences and what fits beside them, all in the order of the text."""
    chosen: list[Evidence] = []
    for first in firsts:
        chosen += [e for e in _chain(found, first) if e not in chosen]
    return _filled(chosen, found, asked, using)


def _filled(
    begun: Sequence[Evidence], found: Sequence[Evidence], asked: Asked, using: PassageParameters
) -> list[Evidence]:
    """With the best that fit beside those that are chosen, each with what it leans on; none twice, and
    none that is far behind the best."""
    chosen = list(begun)
    if not found:
        return chosen
    left = using.words - sum(map(_length, chosen))
    ranked = sorted(found, key=lambda e: (-asked.worth(e, using), e.start))
    least = asked.worth(ranked[0], using) - using.behind
    for sentence in (e for e in ranked if asked.worth(e, using) >= least):
        unit = [e for e in _chain(found, sentence) if e not in chosen]
        length = sum(map(_length, unit))
        room = length <= left and len(chosen) + len(unit) <= using.sentences
        if unit and room and not any(alike(e, other, using) for e in unit for other in chosen):
            chosen += unit
            left -= length
    return sorted(chosen, key=lambda e: e.start)


def telling(found: Sequence[Evidence], asked: Asked, using: PassageParameters) -> Evidence | None:
    """The one sentence of a paper that tells most where it stands alone; None of none."""

    def alone(sentence: Evidence) -> float:
        leans = refers(sentence.text) or connects(sentence.text)
        return asked.worth(sentence, using) - using.leaning * leans

    return max(found, key=lambda e: (alone(e), -e.start), default=None)


def _chain(found: Sequence[Evidence], sentence: Evidence) -> list[Evidence]:
    """A sentence behind those that it leans on."""
    place = list(found).index(sentence)
    first = place
    while first and place - first + 1 < _LONGEST_CHAIN and refers(found[first].text):
        first -= 1
    return list(found[first : place + 1])


def _leaning_on(found: Sequence[Evidence], lead: Evidence, chosen: Sequence[Evidence]) -> list[Evidence]:
    """The chosen sentences right behind the lead of which each leans on the one before it."""
    behind = list(found)[list(found).index(lead) + 1 :]
    leaning: list[Evidence] = []
    for sentence in behind:
        if sentence not in chosen or not (refers(sentence.text) or connects(sentence.text)):
            break
        leaning.append(sentence)
    return leaning


def _length(sentence: Evidence) -> int:
    return len(sentence.text.split())
