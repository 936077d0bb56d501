"""One message to its parsed queries: intent, filters, names and stand-alone text of each question.

In: a message, the names and organisations of the library, the conversation. Out: parsed queries. Asks no
model.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.entities.identifiers import identifiers
from rag.entities.names import NameIndex
from rag.model.conversation import Turn
from rag.model.filters import Filters
from rag.model.query import Asked, AskedTerm, Intent, Mention, Order, ParsedQuery
from rag.query.anaphora import SURE, is_anaphoric
from rag.query.authors import Known, find_authors
from rag.query.dates import find_dates
from rag.query.decomposition import questions_in
from rag.query.exclusion import find_exclusion
from rag.query.filters import find_explicit_dates, find_filters, tidy
from rag.query.followup import Resolved, resolve
from rag.query.intent import COMPARE, fields_in, intent_of, without_names
from rag.query.library_questions import MANY, NOUN
from rag.query.mentions import find_mentions
from rag.query.order import find_order
from rag.query.paging import next_page
from rag.query.parameters import parameters
from rag.query.terms_asked import asked_term
from rag.text.common_words import FUNCTION_WORDS
from rag.text.language import SMALL_WORDS, language_of
from rag.text.numbers import NUMBER, is_number, number
from rag.text.runs import runs
from rag.text.spelling import nearest
from rag.text.words import without_possessive, words


@dataclass(frozen=True, slots=True)
class ParsingContext:
    """What a message may refer to: the names, organisations and authors of a library; dates count from
    `today`."""

    names: NameIndex
    organisations: Collection[str]
    today: date
    is_author: Callable[[str], bool] = lambda name: False


def parse(message: str, context: ParsingContext, history: Sequence[Turn] = ()) -> tuple[ParsedQuery, ...]:
    """The questions of a message, in order; never empty."""
    before = history[-1] if history else None
    if before and (further := next_page(message, before.query, len(before.paper_ids))):
        return (further,)
    found: list[ParsedQuery] = []
    questions = questions_in(message, context.names)
    stories = "\n".join(story for _, story in questions)
    limits, told = find_explicit_dates(stories, context.today)  # they hold for every question
    told = "" if set(runs(told.lower())) <= _EMPTY else told
    notes = find_dates(stories, context.today, explicit=True).notes
    for asked, story in questions:
        mentions = context.names.lookup(asked)
        resolved = _resolved(asked, mentions, context, history)
        query = _parsed(message, resolved, told if story else "", context)
        query = replace(query, filters=query.filters.within(limits), notes=(*query.notes, *notes))
        fields = [query.field]
        if query.intent is Intent.METADATA:
            fields = list(fields_in(_corrected(resolved.question, context.names)))
        found += [replace(query, field=field) for field in fields or [None]]
    return tuple(found)


def _parsed(message: str, resolved: Resolved, story: str, context: ParsingContext) -> ParsedQuery:
    names, question = context.names, resolved.question
    filters, unfiltered = _filters(resolved, context)
    mentions = tuple(names.lookup(f"{question}\n{story}" if story else question))
    sure = [mention for mention in mentions if mention.certainty >= SURE and mention.start < len(question)]
    plain = _corrected(question, names)
    order, wanted = find_order(_corrected(unfiltered, names, keep_case=True))
    excluded, wanted = find_exclusion(wanted)
    topic = tidy(_LEADS.sub(" ", wanted)).rstrip("?.! ")
    bare = not story and _says_nothing(_FILLED.sub("", topic) if resolved.active_papers else topic)
    intent, field = intent_of(
        plain, sure, active_papers=resolved.active_papers, filtered=not filters.empty, bare=bare
    )
    if (filters.author or filters.mentions) and intent not in _LISTS:
        intent, field = Intent.LIST, None
    intent, field = _ordered(intent, field, order, bare=bare)
    if intent not in _LISTS:
        filters, unfiltered = _explicit_dates(resolved, context)
        topic, order, excluded = unfiltered, None, ()
    elif story:
        story = tidy(_LEADS.sub(" ", story))
    return ParsedQuery(
        message=message,
        question=question,
        unfiltered=tidy(unfiltered),
        search_text="" if intent in _LISTS and (bare or field in _NO_TEXT) else tidy(f"{topic} {story}"),
        intent=intent,
        filters=filters,
        mentions=tuple(m for m in mentions if not any(m.text in subject for subject in excluded)),
        field=field,
        aspects=_aspects(names, question, mentions) if intent is Intent.COMPARE else (),
        limit=_limit(plain) if intent in (Intent.LIST, Intent.CORPUS) else None,
        language=language_of(f"{question} {story}", names.is_plain),
        active_papers=resolved.active_papers,
        order=order,
        excluded=excluded,
        asked_term=_asked_term(question, mentions, alone=not resolved.active_papers),
        notes=find_dates(question, context.today, explicit=intent not in _LISTS).notes,
    )


def _explicit_dates(resolved: Resolved, context: ParsingContext) -> tuple[Filters, str]:
    """The dates that limit a question that is no list, and its words without them."""
    own, unfiltered = find_explicit_dates(resolved.question, context.today)
    return Filters(since=resolved.filters.since, until=resolved.filters.until).within(own), unfiltered


def _says_nothing(subject: str) -> bool:
    """Whether nothing is left of a question but words that any question for papers has."""
    return {run for run in runs(subject.lower()) if not is_number(run)} <= _EMPTY | _OF_A_LIBRARY


def _ordered(
    intent: Intent, field: str | None, order: Order | None, *, bare: bool
) -> tuple[Intent, str | None]:
    """The intent and field of a question that asks for papers in an order."""
    if order and intent in _MAY_BE_A_LIST:
        return (Intent.CORPUS, str(order)) if bare else (Intent.LIST, None)
    return intent, field


def _limit(plain: str) -> int | None:
    """How many papers are asked for; a number beyond the most is a year."""
    wanted = _NUMBER_ASKED_FOR.search(plain)
    limit = number(wanted[1] or wanted[2]) if wanted else 0
    return limit if 1 < limit <= parameters().most_listed else None


def _resolved(
    asked: str, mentions: Sequence[Mention], context: ParsingContext, history: Sequence[Turn]
) -> Resolved:
    """The question made to stand alone; one for papers that mention something is about all papers, unless it
    says "which of them"."""
    words, _ = find_mentions(asked)
    return Resolved(asked) if words and not is_anaphoric(asked) else resolve(asked, mentions, history)


def _asked_term(question: str, mentions: Sequence[Mention], *, alone: bool) -> AskedTerm | None:
    """The term that a question asks about; one that leans on the conversation asks of a paper's citations."""
    if not any(mention.certainty >= SURE for mention in mentions):
        unknown = next((one for one in identifiers(question) if one.sure), None)
        if unknown:
            return AskedTerm(Asked.IDENTIFIER, (*unknown.ids, unknown.text)[0])
    found = asked_term(question)
    return found if found and (alone or found.asked is Asked.CITATIONS) else None


def _filters(resolved: Resolved, context: ParsingContext) -> tuple[Filters, str]:
    """The filters that a question sets, on top of those that still hold, and its words without them;
    dates take the place of dates."""
    own, unfiltered = find_filters(resolved.question, context.today, context.organisations)
    own, unfiltered = _with_names(own, unfiltered, context)
    held = resolved.filters.without_dates() if own.since or own.until else resolved.filters
    return held.within(own), unfiltered


def _with_names(filters: Filters, text: str, context: ParsingContext) -> tuple[Filters, str]:
    """The filters with the authors and the words that papers are to have, and the text without them."""
    known = Known(
        context.is_author,
        lambda name: any(mention.certainty >= SURE for mention in context.names.lookup(name)),
        context.organisations,
    )
    authors, organisations, text = find_authors(text, known)
    mentions, text = find_mentions(text)
    organisations = filters.organisation or organisations
    return replace(filters, author=authors, mentions=mentions, organisation=organisations), tidy(text)


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
_LISTS = {Intent.LIST, Intent.COUNT, Intent.CORPUS}
_MAY_BE_A_LIST = {Intent.LIST, Intent.CORPUS, Intent.FACT, Intent.EXPLAIN}  # where words ask for an order
_EMPTY = FUNCTION_WORDS | frozenset(
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
_NUMBER_ASKED_FOR = re.compile(
    rf"\b(?:top|best|newest|latest|oldest|last|first|recent) ({NUMBER})\b"
    rf"|\b({NUMBER}) (?:\w+ ){{0,2}}?{MANY}\b"
)
_LEADS = re.compile(
    rf"^\W*(?:(?:hi|hello|hey|please|so|and|ok)\b\W*)*"
    rf"(?:(?:can|could|would) you |i (?:want|need|would like|am looking for|was looking for) "
    rf"|i'm (?:looking for|interested in|after) |looking for )?"
    rf"(?:to (?:see|know|find) )?(?:(?:list|name|show|give|find|get|tell|recommend|suggest|search"
    rf"|count)(?: me| us)?(?: for| of)? )?"
    rf"(?:what (?:have you|do you have|has been|is there|are there|is|was|are|were|came out)(?: got)? "
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


def _corrected(text: str, names: NameIndex, *, keep_case: bool = False) -> str:
    """The text with slips in question words corrected: "wich papres" becomes "which papers"."""

    def correct(match: re.Match[str]) -> str:
        word = match.group().lower()
        if len(word) < 3 or names.is_plain(word):
            return match.group()
        return nearest(word, _ASKING, 1) or match.group()

    corrected = re.sub(r"(?<![\w-])[a-z]+(?![\w-])", correct, text.replace("’", "'"), flags=re.I)
    return tidy(corrected if keep_case else corrected.lower())


def _aspects(names: NameIndex, question: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What to compare on: the words that are neither names nor question words."""
    alone = _corrected(question, names, keep_case=True)
    rest = without_names(alone, [mention for mention in mentions if mention.certainty >= SURE])
    asked = map(without_possessive, words(rest.lower()))
    small = _EMPTY.union(*(listed.split() for listed in SMALL_WORDS.values()), _NOT_ASPECTS)
    aspects = (word for word in asked if word[0].isalpha() and len(word) > 1 and word not in small)
    return tuple(dict.fromkeys(word for word in aspects if not COMPARE.search(word)))


_NOT_ASPECTS = frozenset(
    (
        "each two both either other more less better worse between against vs while want wants way ways"
        " much many main"
        " two three their methods method approach approaches models model regarding terms respect"
        " zwischen entre"
    ).split()
)
