"""What a dialogue act makes of a message: which papers it is about, and what is wanted of them.

In: an act, a question of the message, the turns before it. Out: the question made to stand alone, before it
is parsed (`resolved`), and the parsed query with what the act adds to it (`finished`). Nothing is looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.model.conversation import Turn
from rag.model.filters import NO_FILTERS, Filters
from rag.model.query import Act, Intent, Mention, Order, ParsedQuery
from rag.query.act import LANGUAGE
from rag.query.anaphora import LEAD, SURE
from rag.query.corrected import corrected
from rag.query.followup import Resolved, filled
from rag.query.in_place import adds
from rag.query.picked import Picked, is_rest
from rag.query.referenced import referenced
from rag.query.sorted_list import sorted_list
from rag.query.subject import narrowed_to, other_subject
from rag.query.talked_of import LISTS, about, chosen_places, found_none, is_of_a_topic, last_ones, to_compare
from rag.query.which_of import WhichOf, asks_for_one, which_of
from rag.text.runs import runs

OF_SEVERAL = frozenset((Act.CHOOSE, Act.COMPARE, Act.MORE, Act.RECALL))  # pick no single paper
_PLAIN = frozenset((Act.SORT, Act.BY_THEM, Act.AGAINST))  # say nothing that a paper is to be looked up by
FORMS = frozenset((Act.SHORTER, Act.SIMPLER, Act.BULLETS, Act.DOUBT))
RECALL, TRANSLATE = "recall", "translate"  # fields of what is asked for
_DROPS = re.compile(
    r"^\W*(?:i (?:do not|don't|dont) (?:want|need|mean)|(?:all|everything) (?:but|except)"
    r"|drop|exclud|leave out|remov|throw out|skip|without|not\b|nothing|no\b|filter out|ignor|except|minus)",
    re.I,
)
_OLDER = re.compile(r"\b(?:older|oldest|earlier|earliest|first|before (?:the other|that))\b", re.I)
_NEWER = re.compile(r"\b(?:newer|newest|younger|later|latest|last|recent)\b", re.I)
_OF_DATES = frozenset(
    """who which what one ones of the two both is are was were came come out appeared appear published written
    released paper papers more most them these those or and so first older oldest earlier earliest newer
    newest younger later latest last recent before other that it has been did a
    whichs whos whats s 1 2""".split()
)
_ALL = re.compile(r"\b(?:all|list|every|each|so far|questions)\b", re.I)
_OTHERS = re.compile(
    r"\b(?:others?|else|more|further|another|additional|similar\w*|related|alike|like (?:it|this|that)"
    r"|besides|apart from|neighbou?r\w*|comparable|along (?:the|these|those) \w*\s?lines)\b",
    re.I,
)
_OF_THOSE = re.compile(r"\b(?:only|just|those|these|them|ones?)\b", re.I)
_PAIR = re.compile(r"\b(?:two|both|pair|either)\b|\bfirst (?:ones?|\w+ papers)\b", re.I)
_LAST = re.compile(r"\b(?:last|previous|before)\b", re.I)


def resolved(
    act: Act | None, asked: str, mentions: Sequence[Mention], history: Sequence[Turn]
) -> Resolved | None:
    """The question made to stand alone, where the act decides how; None where it does not."""
    if not history:
        return None
    plain, before = LEAD.sub("", asked).strip() or asked, history[-1]
    if act is Act.CORRECT and (meant := corrected(plain, mentions, before.query)):
        return Resolved(meant, (), before.query.filters)
    if act is Act.CHOOSE and (which := which_of(asked, history)):
        return Resolved(which.subject)
    if act is Act.NARROW and (len(about(before)) > 1 or is_of_a_topic(before) or found_none(before)):
        return Resolved(narrowed_to(plain))
    if act in _PLAIN:
        return Resolved(plain)
    if act is Act.SIMILAR and (subject := other_subject(plain, mentions)):
        return Resolved(f"papers about {subject}")
    if act is Act.CHOOSE and order_between(plain) and len(papers := _to_choose_from(plain, history)) > 1:
        return Resolved(plain, papers)
    if act in (Act.COMPARE, Act.CHOOSE) and not _names_several(mentions):
        papers = to_compare(plain, history)
        return Resolved(filled(plain, papers, history), papers) if len(papers) > 1 else None
    return None


def finished(
    query: ParsedQuery, act: Act, asked: str, history: Sequence[Turn], one: Picked | None = None
) -> ParsedQuery:
    """The query with what the act adds; as it was where there is nothing for the act to be about. `one`: the
    paper that the message picks out of those talked of."""
    picked = one.papers if one else ()
    if act is Act.RECALL and history:
        return _recall(query, asked, history)
    if act is Act.TRANSLATE:
        papers = last_ones(history)[:1]
        return replace(query, intent=Intent.ABOUT, field=TRANSLATE, act=act, active_papers=papers)
    if act is Act.REFERENCE:
        papers = _named(query, asked) or chosen_places(asked, history) or picked
        return referenced(query, asked, history, papers)
    if act in FORMS and picked:
        return replace(query, intent=Intent.EXPLAIN, field=None, act=act)
    if act in FORMS:
        return _reshaped(query, act, history)
    if act is Act.SORT:
        return sorted_list(query.message, history) or query
    if act in (Act.BY_THEM, Act.AGAINST):
        return _of_anchors(query, act, asked, history, picked)
    if act is Act.SIMILAR:
        return _similar(query, asked, history, picked)
    if act is Act.NARROW and picked and leaves_out(asked):
        return _without(query, history, chosen_places(asked, history) or picked)
    last = history[-1] if history else None
    if act is Act.NARROW and last and (len(about(last)) > 1 or is_of_a_topic(last) or found_none(last)):
        return _narrowed(query, asked, last)
    if act is Act.CHOOSE and (which := which_of(asked, history)):
        return _out_of_list(query, which)
    if act is Act.COMPARE and len(query.active_papers) > 1:
        return replace(query, intent=Intent.COMPARE, field=None, act=act, order=None)
    if act is Act.CHOOSE and len(query.active_papers) > 1:
        return replace(query, intent=Intent.FACT, field=None, act=act, order=order_between(asked))
    if act is Act.CORRECT and history and history[-1].query.intent in LISTS and query.intent not in LISTS:
        return replace(query, intent=Intent.LIST, field=None, act=act)
    return replace(query, act=act) if act in (Act.CORRECT, Act.RETURN, Act.SWITCH) else query


def chooses(act: Act | None, asked: str, history: Sequence[Turn]) -> Act | None:
    """The act; one that picks out of a list by what its papers are about is a choice, however it is read."""
    picks = act in (None, Act.NARROW, Act.CHOOSE, Act.MORE, Act.SIMILAR)
    picks |= act is Act.COMPARE and asks_for_one(asked)  # "which of these compares several measures?"
    if picks and which_of(asked, history):
        return Act.CHOOSE
    if history and act and act is not Act.SWITCH and is_rest(asked):
        return None
    added = adds(asked) if history and act in (Act.TRANSLATE, Act.NARROW, Act.CORRECT, Act.SIMILAR) else None
    return None if added and not LANGUAGE.search(asked) else act


def side_by_side(query: ParsedQuery, one: Picked | None) -> ParsedQuery:
    """The query; what is asked of the rest of a list is told of each paper of it."""
    several = one is not None and len(one.papers) > 1 and is_rest(one.said)
    if not several or query.intent not in (Intent.FACT, Intent.EXPLAIN, Intent.LIST, Intent.CORPUS):
        return query
    return replace(query, intent=Intent.COMPARE, field=None, act=Act.COMPARE, order=None)


def _out_of_list(query: ParsedQuery, which: WhichOf) -> ParsedQuery:
    """The query for those papers of a list that fit; of limits alone, for those that they leave."""
    form = replace(query, within=which.papers, active_papers=(), field=None, order=None, asked_term=None)
    if not query.filters.empty:
        listed = Intent.LIST if query.search_text else Intent.CORPUS
        return replace(form, act=Act.NARROW, intent=listed, field=None if query.search_text else "list")
    asked = f"{which.subject} {which.topic}".strip()
    return replace(form, act=Act.CHOOSE, intent=Intent.LIST, search_text=which.subject, question=asked)


def without_last(query: ParsedQuery, asked: str, history: Sequence[Turn]) -> ParsedQuery:
    """The query; without the papers talked of last where it asks for others in whatever words."""
    others = query.intent is Intent.LIST and query.order is None and history and _OTHERS.search(asked)
    if not others or len(last := last_ones(history)) > 1:
        return query
    return replace(query, besides=last, active_papers=())


def leaves_out(asked: str) -> bool:
    """Whether what is told in a message is to be left out: "not the one from Benin"."""
    return bool(_DROPS.search(LEAD.sub("", asked)))


def _to_choose_from(plain: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """All papers of the list before, of which the oldest may be any."""
    listed = history[-1].query.intent in LISTS and not _PAIR.search(plain)
    return about(history[-1]) if listed else to_compare(plain, history)


def order_between(asked: str) -> Order | None:
    """Whether the older or the newer of some papers is asked for; None where something else is asked."""
    if not set(runs(asked.lower())) <= _OF_DATES:
        return None
    return Order.NEWEST if _NEWER.search(asked) else Order.OLDEST if _OLDER.search(asked) else None


def _names_several(mentions: Sequence[Mention]) -> bool:
    return len({m.paper_ids for m in mentions if m.certainty >= SURE}) > 1


def _named(query: ParsedQuery, asked: str) -> tuple[str, ...]:
    """The papers that the message itself names."""
    sure = (m for m in query.mentions if m.certainty >= SURE and m.text in asked)
    return tuple(dict.fromkeys(id_ for m in sure for id_ in m.paper_ids))


def _recall(query: ParsedQuery, asked: str, history: Sequence[Turn]) -> ParsedQuery:
    """What was asked first, last, or all along; `question` is that."""
    said = [turn.query.message for turn in history]
    chosen = said if _ALL.search(asked) else said[-1:] if _LAST.search(asked) else said[:1]
    question = "\n".join(chosen)
    return replace(
        query, intent=Intent.ABOUT, field=RECALL, act=Act.RECALL, question=question, active_papers=()
    )


def _of_anchors(
    query: ParsedQuery, act: Act, asked: str, history: Sequence[Turn], picked: tuple[str, ...]
) -> ParsedQuery:
    """Of which papers the authors, or what speaks against, is asked for."""
    papers = _named(query, asked) or picked or last_ones(history)
    if not papers:
        return query
    form = replace(query, intent=Intent.LIST, field=None, act=act, order=None, asked_term=None)
    return replace(form, active_papers=papers if act is Act.BY_THEM else (), besides=papers, search_text="")


def _without(query: ParsedQuery, history: Sequence[Turn], dropped: tuple[str, ...]) -> ParsedQuery:
    """The latest list that has these papers, without them."""
    turn = next((t for t in reversed(history) if len(about(t)) > 1 and set(dropped) & set(about(t))), None)
    if turn is None:
        return query
    before = turn.query
    if before.intent in LISTS and before.act is None:
        return replace(before, message=query.message, besides=(*before.besides, *dropped), offset=0, notes=())
    scoped = replace(query, intent=Intent.CORPUS, field="list", act=Act.NARROW, search_text="")
    return replace(
        scoped, within=about(turn), besides=dropped, active_papers=(), mentions=(), filters=NO_FILTERS
    )


def _reshaped(query: ParsedQuery, act: Act, history: Sequence[Turn]) -> ParsedQuery:
    """The answer before in another form; a paper that the message itself names is explained in that form."""
    last = history[-1] if history else None
    named = _named(query, query.message)
    if named and not (last and set(named) & set(last.paper_ids)):
        return replace(query, act=act) if act is not Act.DOUBT else query
    if last is None or not last.quoted:
        return query
    papers = tuple(dict.fromkeys(span.paper_id for span in last.quoted))
    return replace(
        last.query, message=query.message, act=act, quoted=last.quoted, active_papers=papers, notes=()
    )


def _similar(query: ParsedQuery, asked: str, history: Sequence[Turn], picked: tuple[str, ...]) -> ParsedQuery:
    """Others than the paper that was talked of; on another subject where the message has one."""
    named = _named(query, asked)
    anchor = named or picked or last_ones(history)
    if not anchor:
        return query
    if history and other_subject(asked, query.mentions):
        return replace(
            query, intent=Intent.LIST, field=None, act=None, besides=last_ones(history), order=None
        )
    besides = anchor if named else tuple(dict.fromkeys((*anchor[:1], *last_ones(history))))
    return replace(
        query, intent=Intent.LIST, field=None, act=Act.SIMILAR, besides=besides, active_papers=(), order=None
    )


def _narrowed(query: ParsedQuery, asked: str, before: Turn) -> ParsedQuery:
    """The list before with more limits; or those of its papers that treat a subject, or do not."""
    drops, filters = leaves_out(asked), query.filters
    if drops:
        filters = _complement(filters)
    subject, asked_before = query.search_text, before.query
    if len(about(before)) < 2:  # a topic, of which the papers that fit best were quoted
        topic = " ".join((asked_before.search_text, subject)).strip()
        merged = _limited(asked_before.filters, filters)
        return replace(
            query, intent=Intent.LIST, field=None, search_text=topic, filters=merged, active_papers=()
        )
    if not subject and before.query.intent in LISTS and not filters.empty:
        held, both = _limited(before.query.filters, filters), before.query.filters.within(filters)
        of_those = held == both and _OF_THOSE.search(asked)  # "and since 2020?" looks in the whole library
        return replace(
            before.query,
            message=query.message,
            filters=held,
            offset=0,
            limit=query.limit,
            within=about(before) if of_those else before.query.within,
        )
    scoped = replace(
        query, act=Act.NARROW, within=about(before), active_papers=(), filters=filters, field=None
    )
    if drops and subject:
        return replace(scoped, intent=Intent.CORPUS, field="list", excluded=(subject,), search_text="")
    if not subject:
        return replace(scoped, intent=Intent.CORPUS, field="list")
    return replace(scoped, intent=Intent.COUNT if query.intent is Intent.COUNT else Intent.LIST)


def _limited(held: Filters, more: Filters) -> Filters:
    """Both; where they leave no day, "before 2005" after "since 2015", the dates that were said last."""
    both = held.within(more)
    none = both.since and both.until and both.since > both.until
    return held.without_dates().within(more) if none else both


def _complement(filters: Filters) -> Filters:
    """The days outside a range that is open at one end."""
    day = timedelta(days=1)
    if filters.until and not filters.since and len(filters.until) == len("2020-12-31"):
        return replace(filters, until=None, since=(date.fromisoformat(filters.until) + day).isoformat())
    if filters.since and not filters.until and len(filters.since) == len("2020-01-01"):
        return replace(filters, since=None, until=(date.fromisoformat(filters.since) - day).isoformat())
    return filters
