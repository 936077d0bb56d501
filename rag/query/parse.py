"""What is being asked: kind, filters, names and stand-alone text of each question in a message.

In: a message, the names of the library, today's date, the conversation. Out: questions. Knows
nothing of papers' contents, retrieval or answers, and asks no model.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz.distance import OSA

from rag.entities.names import NameIndex
from rag.model.filters import Filters
from rag.model.query import Intent, Mention, ParsedQuery, Turn
from rag.query.anaphora import SURE
from rag.query.decomposition import questions_in
from rag.query.filters import find_filters, tidy
from rag.query.followup import resolve
from rag.query.intent import COMPARE, fields_in, kind_of, without_names
from rag.query.library_questions import MANY, NOUN
from rag.text.common_words import FUNCTION
from rag.text.language import STOP_WORDS, language_of
from rag.text.numbers import NUMBER, number

__all__ = ["understand"]


def understand(
    message: str,
    names: NameIndex,
    *,
    today: date,
    organisations: Collection[str] = (),
    history: Sequence[Turn] = (),
) -> tuple[ParsedQuery, ...]:
    """The questions of a message, in order; never empty."""
    found: list[ParsedQuery] = []
    for asked, context in questions_in(message, names):
        alone, focus = resolve(asked, history, names)
        limits, without = find_filters(alone, today, organisations)
        question = _read(alone, context, names, focus=focus, limited=(limits, without))
        fields = fields_in(_spelt(alone, names)) if question.kind is Intent.METADATA else [question.field]
        found += [replace(question, original=message, field=field) for field in fields or [None]]
    return tuple(found)


def _read(
    alone: str, context: str, names: NameIndex, *, focus: tuple[str, ...], limited: tuple[Filters, str]
) -> ParsedQuery:
    limits, without = limited
    mentions = tuple(names.lookup(f"{alone}\n{context}" if context else alone))
    sure = [mention for mention in mentions if mention.certainty >= SURE and mention.start < len(alone)]
    plain = _spelt(alone, names)
    topic = tidy(_LEADS.sub(" ", _spelt(without, names, keep_case=True))).rstrip("?.! ")
    subject = _FILLED.sub("", topic) if focus else topic
    bare = not context and set(re.findall(r"[^\W\d_]+", subject.lower())) <= _EMPTY | _OF_A_LIBRARY
    kind, field = kind_of(plain, sure, focus=focus, limited=not limits.empty, bare=bare)
    if kind not in _LISTS:
        limits, without, topic = Filters(), alone, alone
    elif context:
        context = tidy(_LEADS.sub(" ", context))
    wanted = _WANTED.search(plain) if kind in (Intent.LIST, Intent.CORPUS) else None
    limit = number(wanted[1] or wanted[2]) if wanted else 0
    return ParsedQuery(
        original=alone,
        text="" if kind in _LISTS and (bare or field in _NO_TEXT) else tidy(f"{topic} {context}"),
        kind=kind,
        filters=limits,
        mentions=mentions,
        field=field,
        aspect=_aspect(_spelt(alone, names, keep_case=True), mentions) if kind is Intent.COMPARE else (),
        limit=limit if 1 < limit <= MOST else None,
        language=language_of(f"{alone} {context}"),
        understood=" · ".join([tidy(without), *limits.describe()]),
        focus=focus,
        asked=alone,
    )


_NO_TEXT = {
    "topics",
    "list",
    "date_range",
    "months",
    "organisations",
    "author_counts",
    "undated",
    "kinds",
    "sources",
}
_FILLED = re.compile(r" ?\([^()]*\)$")  # the papers that a follow-up is about, as they were put in
MOST = 50  # more papers than this are not asked for by number; "2025 papers" is a year
_LISTS = {Intent.LIST, Intent.COUNT, Intent.CORPUS}
_EMPTY = FUNCTION | frozenset(
    (
        "papers paper library dated published publication publish collection corpus everything anything"
        " something list date"
        " covered recent newest latest oldest earliest new upvotes upvoted popular author authors"
        " highest largest number care"
        " things going by here there only so far one ones most please ve got s works work research"
        " studies second third added"
    ).split()
)
_OF_A_LIBRARY = frozenset(
    (
        "these those them know hold holds contain total altogether overall indexed size"
        " fewest least lowest liked likes"
        " first last come source sources files"
    ).split()
)
_WANTED = re.compile(
    rf"\b(?:top|best|newest|latest|oldest|last|first|recent) ({NUMBER})\b"
    rf"|\b({NUMBER}) (?:\w+ ){{0,2}}?{MANY}\b"
)
_LEADS = re.compile(
    rf"^\W*(?:(?:hi|hello|hey|please|so|and|ok)\b\W*)*"
    rf"(?:(?:can|could|would) you |i (?:want|need|would like|am looking for|was looking for) "
    rf"|i'm (?:looking for|interested in|after) |looking for )?"
    rf"(?:to (?:see|know|find) )?(?:(?:list|name|show|give|find|get|tell|recommend|suggest|search"
    rf"|count)(?: me| us)?(?: for| of)? )?"
    rf"(?:what (?:have you|do you have|has been|is there|are there|is|was|came out)(?: got)? "
    rf"|what's (?:there )?|do you have |have you(?: got)? "
    rf"|are there |is there |was |how many (?:of )?|which |what |any |who (?:has )?work(?:s|ed) (?:on"
    rf"|with) )?"
    rf"(?:(?:all|the|an?|every|any|some|other|newest|latest|(?:most )?recent|new|top|best"
    rf"|{NUMBER}) (?:of )?(?:the |your )?)*(?:{NOUN}|anything|something|everything)?\b\s*"
    rf"(?:you have |you've got |in here |are there |(?:is|are|were|was) )?(?:(?:that "
    rf"|which )?(?:deals? with|are on|is on|are about|tackle|discuss"
    rf"|talk about|cover|address|concern|have to do with|work on|focus on)|about|on|in|of|regarding"
    rf"|concerning|that|which|with)?\b"
    rf"|\s*[-–,:]?\s*\b(?:which|what|any|the)?\s*(?:papers?|anything)(?: (?:do you have|are there"
    rf"|please|have you got|in (?:your|the) library))?\W*$"
    rf"|\b(?:in|from) (?:your|the|this) (?:library|collection|corpus)\b|\bin here\b|\bplease\b",
    re.I,
)
_ASKED_WITH = (
    "what which when where explain compare difference describe summarize papers paper authors published list"
    " between about does many there tell show"
)
_ASKING = tuple(_ASKED_WITH.split())


def _spelt(text: str, names: NameIndex, *, keep_case: bool = False) -> str:
    """With the words that questions are made of spelt right: "wich papres" is "which papers"."""

    def mend(match: re.Match[str]) -> str:
        word = match.group().lower()
        if len(word) < 3 or names.is_plain(word):
            return match.group()
        return next(
            (right for right in _ASKING if OSA.distance(word, right, score_cutoff=1) <= 1), match.group()
        )

    mended = re.sub(r"(?<![\w-])[a-z]+(?![\w-])", mend, text.replace("’", "'"), flags=re.I)
    return tidy(mended if keep_case else mended.lower())


def _aspect(alone: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What to compare on: the words that are neither names nor question words."""
    rest = without_names(alone, [mention for mention in mentions if mention.certainty >= SURE])
    words = re.findall(r"[^\W\d_][\w-]+", rest.lower())
    small = _EMPTY.union(*(words.split() for words in STOP_WORDS.values()), _NOT_ASPECTS)
    return tuple(dict.fromkeys(word for word in words if word not in small and not COMPARE.search(word)))


_NOT_ASPECTS = frozenset(
    (
        "each two both either other more less better worse between against vs while want wants way ways"
        " much many main"
        " two three their methods method approach approaches models model regarding terms respect"
        " zwischen entre"
    ).split()
)
