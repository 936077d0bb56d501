"""Follow-ups: which papers, words and filters a question takes from what came before.

In: a question, the names in it, and the turns before it. Out: a question that stands alone,
the papers of the conversation that it is about, and the filters that still hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.entities.aliases import short_title
from rag.entities.parameters import parameters as naming
from rag.model.conversation import Turn
from rag.model.filters import NO_FILTERS, Filters
from rag.model.query import Act, Intent, Mention, Order, ParsedQuery
from rag.query.anaphora import (
    DEFINITION,
    IT,
    LEAD,
    PAPER,
    SEVERAL,
    SURE,
    THEY,
    content_words,
    is_anaphoric,
    is_elliptical,
)
from rag.query.corrected import without_denial
from rag.query.parameters import parameters
from rag.query.picked import Picked
from rag.query.talked_of import LISTS, is_choice, is_of_one
from rag.text.name_keys import name_key
from rag.text.runs import runs

_PARSING = parameters()
_SHOWING = frozenset("open show see display view read take".split())  # "open the second": what it is about
_BESIDE = frozenset(
    "me let please pls i want would like the one to and now ok just only what how about for in on of from"
    " with regarding concerning as meant mean no sorry rather actually instead wanted then too".split()
)
_PAUSE = re.compile(r"\s*[:;,.?!–—-]+\s+(?=\w)")
_ABOUT = re.compile(
    r"^(?:(?:what|how) about|for|what of|(?:the )?same(?: question| thing)? for|or)\b\s*", re.I
)
_WHICH = re.compile(
    r"^(?:please )?(?:(?:can you )?(?:list|show|name|give)(?: me)?"
    r" (?:them|these|those|all(?: of them)?|the papers|the (?:full |whole )?list|titles)(?: all)?(?: please)?"
    r"|which (?:ones|papers|are (?:they|those|these))|what are (?:they|those))\W*$",
    re.I,
)
_COUNTS_AGAIN = re.compile(
    r"^\W*(?:(?:so|and|ok|but)\W+)*how many(?: papers| of them| ones| results| hits)?"
    r"(?: (?:is|are|was|were) (?:that|those|these|they|left|left over|remaining|on the list))?"
    r"(?: in total| altogether| now)?\W*$",
    re.I,
)
_ANY_ON = re.compile(  # asks for papers, whatever was talked of
    r"^\W*(?:(?:and|but|so|ok)\W+)*(?:(?:are|is) there|do you have|have you(?: got)?)"
    r" (?:any|some|anything|something)(?: papers?| ones?| stud(?:y|ies)| work)?"
    r" (?:on|about|regarding|concerning|covering)\b",
    re.I,
)
_YEAR = r"\b(?:19|20)\d\d\b"
_HOW_MANY = re.compile(r"\bhow many(?: of (?:the|these|your))?\b", re.I)
_MORE = re.compile(
    r"^(?:(?:what|anything|any|who|which) (?:else|others?|more)|(?:any )?(?:more|others)"
    r"|show (?:me )?more|go on|continue)\b",
    re.I,
)
_ONLY = re.compile(r"^(?:(?:only|just|those|the ones|ones)\s+)+(?=\S)", re.I)
_MEANT = re.compile(r"^(?:i meant?|i was thinking of|rather)\b|^only\b", re.I)
_OPENS = re.compile(
    r"\b(?:which|what|any|other|all|list|find|show|recent|every|no|many) (?:\w+ ){0,3}(?:papers|works"
    r"|studies|research"
    r"|publications)\b|^(?:papers|works|anything|something|everything|research|list)\b|\bi(?: am"
    r"|'m) (?:looking|searching"
    r"|interested)\b|\bdo you (?:have|know)\b|\b(?:your|the|this) library\b|^(?:explain|describe"
    r"|summari[sz]e|tell me about)\b",
    re.I,
)
_OBJECT = re.compile(r"\b(?:on|than|for|to|with|against|over|from)(?: the)?\s+$", re.I)  # no new topic
_OF_PAPERS = (Intent.METADATA, Intent.FACT, Intent.EXPLAIN)
_WROTE_THAT = re.compile(  # "who else wrote that" asks no more than "who wrote it"
    r"^(who)(?: else| all)?( (?:wrote|made|did|published|authored|proposed|(?:is|are|was) behind))"
    r" (?:this|that|it)(?=\W*$)",
    re.I,
)
_OWN_WORLD = re.compile(r"\b(?:i|i'm|my|we|our|us)\b(?! (?:find|get|see|read|download))", re.I)


def asks_nothing(text: str) -> bool:
    """Whether a text, beside what it speaks of, asks nothing that could be answered: "and ... then?"."""
    return set(runs(text.lower())) <= _SHOWING | _BESIDE


def counted_again(message: str, before: Turn | None) -> ParsedQuery | None:
    """The list before, where it is asked how many its papers are, and nothing else: "how many is that?"."""
    listed = before is not None and before.query.intent in LISTS and _COUNTS_AGAIN.match(message)
    return replace(before.query, offset=0) if before and listed else None


def asks_for_the_list(message: str) -> bool:
    """Whether it asks for the papers that were counted or listed, and nothing else: "list them"."""
    return bool(_WHICH.match(message))


def asked_alone(query: ParsedQuery) -> ParsedQuery:
    """What is asked of the assistant itself, whatever was talked of."""
    alone = replace(query, question=query.message, unfiltered=query.message)
    return replace(alone, active_papers=(), mentions=())


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone; `filters` are those of the question before that still hold, `added` is
    what took the place of something in it."""

    question: str
    active_papers: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    added: str = ""


def resolve(
    question: str, mentions: Sequence[Mention], history: Sequence[Turn], one: Picked | None = None
) -> Resolved:
    """The question made to stand alone; `mentions` are the names in it, `one` is what it picks out of the
    papers talked of. One that does not refer to the conversation is returned as it is, without active
    papers."""
    if not history:
        return Resolved(question)
    before, plain = history[-1], LEAD.sub("", question).strip() or question
    plain = _WROTE_THAT.sub(r"\1\2 it", plain)
    if one:
        return _of_one(plain, one, history)
    if again := _asked_again(before.query, plain, mentions):
        return again
    alone = not (SEVERAL.search(plain) or THEY.search(plain))
    papers = _active_papers(before, alone=not SEVERAL.search(plain))
    leaning = IT.search(plain) or is_elliptical(plain)
    if leaning and alone and _is_of_fewer(before):
        papers = before.paper_ids[:1]  # the one that was found to be it is told first
    papers = papers[:1] if _is_best(before) and leaning and not SEVERAL.search(plain) else papers
    if _depends(question, plain, mentions, papers):
        named = tuple(paper for paper in papers if any(paper in m.paper_ids for m in mentions)) or papers
        return Resolved(filled(plain, named, history), named)
    return Resolved(question)


def _of_one(plain: str, one: Picked, history: Sequence[Turn]) -> Resolved:
    """What is asked of a paper that was picked; where nothing is, what was asked of the one before it, or
    what it is about."""
    leading, _, rest = plain.partition(one.said)
    leading, rest = without_denial(leading), without_denial(rest)
    said = set(runs(f"{leading} {rest}".lower()))
    if not asks_nothing(f"{leading} {rest}"):
        opens = set(runs(leading.lower())) <= _SHOWING | _BESIDE and _PAUSE.match(rest)
        asked = rest[opens.end() :] if opens else f"{leading}it{rest}" if one.said in plain else plain
        return Resolved(filled(asked, one.papers, history), one.papers)
    before, titles = history[-1].query, _known_titles(history)
    if len(before.active_papers) > 1 and before.intent in _OF_PAPERS and IT.search(before.message):
        return Resolved(filled(before.message, one.papers, history), one.papers)  # it was asked back
    old = [short_title(titles[paper]) for paper in before.active_papers if paper in titles]
    if not old:  # the paper before was named: "what is DCPT?"
        old = [m.text for m in before.mentions if m.certainty >= SURE and m.text in before.unfiltered]
    if len(old) == 1 and not said & _SHOWING and before.act is None and old[0] in before.unfiltered:
        new = "; ".join(short_title(titles[paper]) for paper in one.papers if paper in titles)
        return Resolved(before.unfiltered.replace(old[0], new), one.papers)
    return Resolved(filled("explain it", one.papers, history), one.papers)


def _asked_again(before: ParsedQuery, plain: str, mentions: Sequence[Mention]) -> Resolved | None:
    """The question before once more: for more of the same, of another name, within other filters."""
    asked = before.unfiltered.rstrip("?!. ")
    if _MORE.search(plain) and len(content_words(plain)) < 3:
        return Resolved(f"{asked} ({plain.rstrip('?!. ')})", (), before.filters)
    if before.intent in (Intent.COUNT, Intent.LIST) and asks_for_the_list(plain):
        return Resolved(_HOW_MANY.sub("which", before.unfiltered, count=1), (), before.filters)
    likely = [mention for mention in mentions if mention.certainty >= _PARSING.likely]
    if likely and _ABOUT.match(plain) and len(content_words(_ABOUT.sub("", plain))) <= len(likely) + 1:
        return Resolved(_swapped(before, likely[0]), (), before.filters)
    if _refines(plain, before):
        by = re.sub(rf"^(?={_YEAR})", "in ", _ONLY.sub("", _ABOUT.sub("", plain)))
        return Resolved(f"{asked} {by}", before.active_papers, before.filters)
    return None


def _depends(question: str, plain: str, mentions: Sequence[Mention], papers: Sequence[str]) -> bool:
    """Whether a question is about the active papers although it may not say so."""
    if not papers:
        return False
    if any(set(mention.paper_ids) & set(papers) for mention in mentions) or is_elliptical(plain):
        return True
    named = [mention for mention in mentions if mention.certainty >= SURE]
    words = len(content_words(plain))
    if named:
        objects = all(_OBJECT.search(question[: mention.start]) for mention in named)
        anaphoric = is_anaphoric(plain) or (objects and (plain != question or " the " in plain))
        return anaphoric and words < 2 * _PARSING.short
    if _OWN_WORLD.search(plain) and len(plain.split()) > _PARSING.short:
        return False
    if IT.search(plain) or SEVERAL.search(plain) or THEY.search(plain):
        return words < 2 * _PARSING.short
    if _OPENS.search(plain) or DEFINITION.match(plain) or _ANY_ON.match(plain):
        return False
    if plain != question:
        return words <= _PARSING.short + _PARSING.terse
    few = words <= _PARSING.short + _PARSING.terse
    return words <= _PARSING.terse or (few and bool(re.search(r"\b(?:the|did|was|were)\b", plain, re.I)))


def _active_papers(turn: Turn, *, alone: bool) -> tuple[str, ...]:
    """The papers a turn was about; of a list that was asked for nothing by name, all."""
    if is_choice(turn):
        return turn.paper_ids[:1]
    ordered = turn.query.order or turn.query.field in tuple(Order)
    one = turn.query.limit == 1 or turn.query.act is Act.CHOOSE  # "which is the newest?"
    if ordered and one and turn.paper_ids:
        return turn.paper_ids[:1]
    sure = [mention for mention in turn.query.mentions if mention.certainty >= SURE]
    if turn.query.active_papers and not any(mention.text in turn.query.message for mention in sure):
        return turn.query.active_papers  # "is it neural?" names what it was filled in with, and no more
    named = [paper for mention in sure for paper in mention.paper_ids]
    cited = [paper for paper in named if paper in turn.paper_ids]
    if named and (cited or len(sure) < 3):
        clashing = any(len(mention.paper_ids) > 1 for mention in sure)
        return tuple(dict.fromkeys(cited if cited and (clashing or len(sure) > 2) else named))
    if turn.query.active_papers:
        return turn.query.active_papers
    single = alone and turn.query.intent in {Intent.FACT, Intent.EXPLAIN, Intent.METADATA}
    return turn.paper_ids[:1] if single else turn.paper_ids


def _is_of_fewer(turn: Turn) -> bool:
    """Whether one of several papers was asked for, or they were asked and not all could tell."""
    query, told = turn.query, set(turn.paper_ids)
    fewer = len(query.active_papers) > 1 and told < set(query.active_papers)
    return bool(told) and (query.act is Act.CHOOSE or fewer)


def _is_best(turn: Turn) -> bool:
    """Whether "it" is the paper that the answer begins with: one was asked for, or the list has an order."""
    query = turn.query
    unnamed = not (query.active_papers or any(m.certainty >= SURE for m in query.mentions))
    return unnamed and (query.order is not None or is_of_one(turn))


def _refines(plain: str, before: ParsedQuery) -> bool:
    """Whether it only narrows the list asked for before: "since 2024", "only those by NVIDIA"."""
    if _MEANT.match(plain):
        return True
    lists = before.intent in {Intent.LIST, Intent.COUNT, Intent.CORPUS}
    words = [word for word in content_words(plain) if not word[0].isdigit()]
    narrows = re.match(
        r"(?:what about |and |only |just |those |the ones |published )*(?:since|from|in|before|after|by"
        r"|with|between|until|newer|older|last|this|(?:19|20)\d\d)\b",
        plain,
        re.I,
    )
    asks = re.search(r"\b(?:which|what|how many)\b", _ABOUT.sub("", plain), re.I)
    return lists and bool(narrows) and not asks and len(words) <= 3


def _swapped(before: ParsedQuery, mention: Mention) -> str:
    """The question before, asked of another name: "what about PROP?"."""
    sure = [old for old in before.mentions if old.certainty >= SURE]
    if len(sure) == 1 and sure[0].text in before.unfiltered:
        return before.unfiltered.replace(sure[0].text, mention.text)
    return f"{mention.text}: {before.unfiltered}"


def filled(plain: str, papers: tuple[str, ...], history: Sequence[Turn]) -> str:
    """The message with the papers' short names in place of what stood for them."""
    titles = _known_titles(history)
    names = [short_title(titles[paper]) for paper in papers if paper in titles]
    if not names or all(name_key(name) in name_key(plain) for name in names):
        return plain
    if len(names) == 1:
        for pattern, filled in ((_ITS, f"{names[0]}'s"), (_PRONOUN, names[0])):
            if pattern.search(plain):
                return pattern.sub(lambda _, filled=filled: filled, plain, count=1)  # type: ignore[misc]
    return f"{plain.rstrip('?!. ')} ({'; '.join(names)})" + ("?" if plain.rstrip().endswith("?") else "")


_ITS = re.compile(r"\bits\b", re.I)
_PRONOUN = re.compile(
    rf"\b(?:it|(?:this|that) {PAPER}|the (?:paper|study|article))\b(?! (?:is|was) (?:possible|true))", re.I
)


def _known_titles(history: Sequence[Turn]) -> dict[str, str]:
    titles: dict[str, str] = {}
    owned = naming().ownership.owned
    for turn in history:
        titles |= {one.paper_id: one.title for one in turn.found if one.paper_id not in titles}
        named = [mention for mention in turn.query.mentions if len(mention.paper_ids) == 1]
        titles |= {mention.paper_ids[0]: mention.name for mention in named if mention.certainty >= owned}
        titles |= dict(zip(turn.paper_ids, turn.titles, strict=False))
    return titles
