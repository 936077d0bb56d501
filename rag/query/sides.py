"""The two sides that a question sets beside each other: "which is older, the kite paper or the wasp one?".

In: a question. Out: both sides as they were typed, and what is asked of them; None where it sets no two
things beside each other. Which papers they are is looked up where it is answered. Of a conversation: the
paper talked of and the one that a message picks out beside it, and the two that "both" means.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.model.conversation import Turn
from rag.model.query import Act, Intent, ParsedQuery
from rag.query.ages import begins_with, order_of_ages
from rag.query.anaphora import IT, LEAD, content_words
from rag.query.aspects import COMPARING, EARLIER
from rag.query.date_words import MONTH_OF
from rag.query.followup import filled
from rag.query.picked import Picked
from rag.query.talked_of import last_ones, to_compare
from rag.text.common_words import FUNCTION_WORDS
from rag.text.numbers import NUMBER, number

_ASKED = r"(?P<asked>(?:which|what|who|whose)\b.+?)"
_STOP = r"\s*(?:[,:;?]|\s[-–—]+\s)\s*"
_ONE, _OTHER = r"(?P<one>.+?)", r"(?P<other>.+?)"
_ON = r"(?:,?\s+(?:on|in terms of|regarding|concerning|with (?:respect|regard) to)\s+(?P<on>.+?))?\W*$"
_DATES = (
    r"(?P<asked>older|newer|earlier|later|more recent|published (?:before|after|earlier|later)|before|after)"
)
_OUT = r"(?:(?:come|came|appear(?:ed)?)(?: out)?|released|submitted|written|out)"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"^{_ASKED}{_STOP}(?:is it |in )?{_ONE}\s+(?:or|vs\.?|versus)\s+{_OTHER}\W*$",
        rf"^(?:which|what|who)(?: (?:one|paper|study))? of {_ONE}\s+and\s+{_OTHER}\s+"
        r"(?P<asked>(?:is|was|has|had|have|came|uses?|used|reports?)\b.+?)\W*$",
        rf"^{_ONE}\s+(?:or|vs\.?|versus|and)\s+{_OTHER}{_STOP}{_ASKED}\W*$",
        rf"^(?:does|do|did|is|was|has)\s+{_ONE}\s+or\s+{_OTHER}\s+"
        r"(?P<asked>(?:have|use|come|appear|need|take|report|require|perform|get|older|newer|published)\b.*?)\W*$",
        rf"^(?:is|was|did)\s+{_ONE}\s+(?:{_OUT} )?{_DATES}\s+(?:than\s+)?{_OTHER}\W*$",
        r"^(?:.*\b)?(?:compar(?:e|ing)|contrast(?:ing)?|table (?:of|with|for|listing|showing))\s+"
        rf"{_ONE}\s+(?:to|with|against|and|vs\.?|versus)\s+{_OTHER}{_ON}",
        rf"^how\s+(?:does|do|is|are|did)\s+{_ONE}\s+(?:compared?|differ(?:ent)?|relate[ds]?)\s+"
        rf"(?:to|with|against|from|than)\s+{_OTHER}{_ON}",
        rf"^how\s+(?:do|are|did)\s+{_ONE}\s+and\s+{_OTHER}\s+(?:differ(?:ent)?|compare|relate[ds]?){_ON}",
        rf"\b(?:differences?|distinction|contrast|comparison)\s+(?:between|of)\s+{_ONE}\s+and\s+{_OTHER}{_ON}",
        rf"^{_ONE}\s+(?:vs\.?|versus)\s+{_OTHER}(?:{_STOP}(?P<on>.+?))?\W*$",
        rf"^(?P<one>(?:versus|vs\.?|against|compared (?:to|with)))\s+{_OTHER}\W*$",
    )
)
_AROUND = re.compile(
    r"^\W*(?:(?:the|a|an|that|this|those|these|both)\s+)*|\s+(?:paper|study|article|work|one|ones)s?\W*$"
    r"|^(?:paper|study|article|work)\s+(?:on|about|by|with)\s+",
    re.I,
)
_NOUN = re.compile(r"\b(?:paper|study|article|work|one)\b", re.I)
_BESIDE = re.compile(
    r"\b(?:compar\w+|differ\w*|contrast\w*|versus|vs|than|better|worse|older|newer|agree\w*|contradict\w*"
    r"|in common|similar(?:ly|ity)?)\b",
    re.I,
)
_BOTH = re.compile(
    r"\b(?:both|neither|either|the two)(?: of (?:them|these|those|the two))?(?: papers| studies| works)?\b"
    r"(?!\s+[\w-]+(?:\s+[\w-]+)?\s+(?:and|or|nor)\b)",
    re.I,
)
_IT = re.compile(r"(?:it|its|this|that|versus|vs\.?|against|compared (?:to|with))?", re.I)
_POSSESSIVE = re.compile(r"(?:its|their|his|her|our|my|other|others|existing|any|all|most|many)\b", re.I)
MOST_WORDS = 12  # of one side
_PAPERS = r"(?:papers|studies|articles|works|publications|preprints)"
_COUNTED = rf"(?:(?:the|all|of|these|those|both)\s+)*(?P<count>{NUMBER}\s+)?(?:(?:the|of)\s+)*"
_TAIL = (
    r"(?:,?\s+(?:(?:on|in terms of|regarding|concerning|with (?:respect|regard) to)\s+(?P<on>.+?)"
    r"|(?:in|as|with|using) an? (?:\w+ )?table|side by side|to each other|with each other|please))*\W*$"
)
_OF_A_SUBJECT = tuple(
    re.compile(
        rf"^(?:(?:please|can|could|you|make|give|me|a|table|to)\s+)*(?:compar(?:e|ing)|contrast(?:ing)?"
        rf"|comparison of|differences? between|what (?:are|is) the differences? between)\s+(?P<both>both\s+)?"
        rf"{_COUNTED}{form}{_TAIL}",
        re.I,
    )
    for form in (
        rf"{_PAPERS}\s+(?:on|about|that use|that are about|using|with|of|for)\s+(?P<subject>[^,]+?)",
        rf"(?P<subject>[^,]+?)\s+{_PAPERS}",
    )
)
_JOINED = re.compile(r"\b(?:and|or|vs\.?|versus|to|with|against)\b", re.I)


@dataclass(frozen=True, slots=True)
class OfSubject:
    """Papers on a subject that are to be compared: how many, 0 where no number is said, and on what."""

    subject: str
    count: int = 0
    on: str = ""


def of_a_subject(question: str) -> OfSubject | None:
    """What the papers are about that a question compares without naming them: "compare the two kite papers";
    None where it names two sides."""
    typed = LEAD.sub("", question).strip()
    match = next((found for form in _OF_A_SUBJECT if (found := form.match(typed))), None)
    if match is None or _JOINED.search(match["subject"]) or not _says_something(match["subject"]):
        return None
    count = number(match["count"].strip().lower()) if match["count"] else 2 if match["both"] else 0
    return OfSubject(match["subject"].strip(), count, (match["on"] or "").strip(" ?!."))


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides without what stands around them, "" for the paper talked of; `asked`: what is asked of them,
    `on`: what they are compared on; `one_each`: whether each is spoken of as one paper."""

    sides: tuple[str, str]
    asked: str = ""
    on: str = ""
    one_each: bool = False


def sides_of(question: str) -> Sides | None:
    """The two sides of a question."""
    if EARLIER.search(question):
        return None
    typed = LEAD.sub("", question).strip()
    for form in _FORMS:
        if not (match := form.search(typed)):
            continue
        found = match.groupdict()
        sides = [_bare(found["one"]), _bare(found["other"])]
        if bool(_IT.fullmatch(sides[0])) != bool(_IT.fullmatch(sides[1])):
            sides = ["" if _IT.fullmatch(side) else side for side in sides]
        differ = sides[0].lower() != sides[1].lower()
        said = [not side or _says_something(side) for side in sides]
        if differ and (all(said) or (any(said) and all(map(_may_be_named, sides)))):
            spoken = bool(_NOUN.search(found["one"])) or bool(_NOUN.search(found["other"]))
            asked = (found.get("asked") or "").strip(" ,:;?!.")
            return Sides((sides[0], sides[1]), asked, (found.get("on") or "").strip(" ?!."), spoken)
    return None


def _bare(side: str) -> str:
    before = ""
    while side != before:
        before, side = side, _AROUND.sub("", side).strip(" ,:;?!.")
    return side


def _says_something(side: str) -> bool:
    words = [word for word in content_words(side) if word.lower() not in COMPARING and not _is_date(word)]
    of_one = _POSSESSIVE.match(side)  # "its competitors" are no paper
    return bool(words) and not of_one and len(side.split()) <= MOST_WORDS


def _may_be_named(side: str) -> bool:
    """Whether a side may be a name, if an everyday word: "ant and STAR"."""
    small = side.lower() in FUNCTION_WORDS | COMPARING or _is_date(side)
    return _says_something(side) or (len(side.split()) == 1 and not small)


def _is_date(word: str) -> bool:
    """Whether it is part of a date, which is no paper: "is it from before May 2025?"."""
    return word.isdecimal() or word.lower() in MONTH_OF


def beside_it(query: ParsedQuery, asked: str, one: Picked | None, history: Sequence[Turn]) -> ParsedQuery:
    """The query; of the paper talked of too where a message sets the one that it picks beside "it", and of
    the two last where it speaks of both."""
    if not history or query.act is not None or query.intent is Intent.ABOUT:
        return query
    it = last_ones(history)[:1]
    if one and len(one.papers) == 1 and it and it != one.papers and _BESIDE.search(asked):
        rest = asked.replace(one.said, " ")
        if not (IT.search(rest) or _IT.fullmatch(_bare(LEAD.sub("", rest)))):
            return query
        papers = (*it, *one.papers)
        if order := order_of_ages(asked):
            papers = papers[::-1] if begins_with(asked, one) else papers
            form = replace(query, intent=Intent.FACT, field=None, active_papers=papers)
            return replace(form, act=Act.CHOOSE, order=order, asked_term=None)
        question = filled(rest, papers, history)
        return replace(
            query, intent=Intent.COMPARE, act=Act.COMPARE, active_papers=papers, aspects=(), question=question
        )
    if not query.active_papers and (found := sides_of(asked)) and "" in found.sides:
        return replace(query, talked_of=it)
    if one is None and len(query.active_papers) < 2 and _BOTH.search(asked):
        papers = to_compare("both", history)
        if len(papers) == 2 and set(query.active_papers) <= set(papers):
            return replace(query, active_papers=papers, question=filled(asked, papers, history))
    return query
