"""The list shown before with less in it: of some dates, on a subject, without a subject, without some papers.

In: a parsed query whose act is to narrow, the message, the turn before it. Out: the query of what is left. A
list that was shown is never searched for anew where all of it stands in the turn: its own papers are looked
through, so that a limit can add none and what was left out before stays out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.model.conversation import Turn
from rag.model.filters import NO_FILTERS, Filters
from rag.model.query import Act, Intent, ParsedQuery
from rag.query.act import NO
from rag.query.anaphora import LEAD
from rag.query.exclusion import find_exclusion
from rag.query.subject import narrowed_to, without_tail
from rag.query.talked_of import LISTS, about, is_choice

_DROPS = re.compile(
    r"^\W*(?:i (?:do not|don't|dont) (?:want|need|mean)|(?:all|everything) (?:but|except)"
    r"|drop|exclud|leave out|remov|throw out|skip|without|not\b|nothing|no\b|filter out|ignor|except|minus)",
    re.I,
)
_SAYS_NONE = re.compile(r"(?:and |but )?(?:no|none|nothing)\b", re.I)
_NO_SUBJECTS = frozenset(  # "no idea" leaves out nothing
    "chance clue comment doubt good hurry idea luck matter more need one point problem problems question"
    " questions reason result results rush thank thanks way wonder worries worry".split()
)
_OF_THOSE = re.compile(r"\b(?:only|just|those|these|them|ones?)\b", re.I)


def leaves_out(asked: str) -> bool:
    """Whether what is told in a message is to be left out: "not the one from Benin"."""
    return bool(NO.match(asked) or _DROPS.search(LEAD.sub("", asked)) or only_leaves_out(asked))


def only_leaves_out(asked: str) -> tuple[str, ...]:
    """The subjects that a message leaves out; none where it asks for anything else: "not about ants", "no
    surveys", but not "papers on bees, not on ants"."""
    plain = without_tail(asked if NO.match(asked) else LEAD.sub("", asked).strip())
    subjects, rest = find_exclusion(plain)
    if not subjects and _SAYS_NONE.match(plain):
        subjects, rest = find_exclusion(f"papers, {plain}")
    telling = all(not (subject.isdigit() or subject.lower() in _NO_SUBJECTS) for subject in subjects)
    return subjects if telling and not narrowed_to(rest) else ()


def lists_told(history: Sequence[Turn], *, whole: bool = False) -> tuple[Turn, ...]:
    """The turns without the last ones that narrowed a list to nothing: the list is still talked of. `whole`:
    without those, too, that told which of its papers is the newest, as all of them are talked of."""
    turns = tuple(history)
    while whole and len(turns) > 1 and is_choice(turns[-1]) and _lists(turns[:-1], turns[-1]):
        turns = turns[:-1]
    while turns and turns[-1].query.within and not turns[-1].paper_ids and turns[-1].query.intent in LISTS:
        turns = turns[:-1]
    return turns


def _lists(turns: Sequence[Turn], chosen: Turn) -> bool:
    """Whether the turn before told the papers that one was chosen from."""
    return is_choice(turns[-1]) or set(chosen.query.active_papers) <= set(turns[-1].paper_ids)


def listed_last(history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers of the list that was told last, if nothing else was told since."""
    turns = lists_told(history)
    return turns[-1].paper_ids if turns and turns[-1].query.intent in LISTS else ()


def is_part_of_a_list(turn: Turn) -> bool:
    """Whether a turn told what was left of an earlier list, if it was only one paper."""
    query = turn.query
    return query.intent in LISTS and bool(query.within or query.excluded) and bool(turn.paper_ids)


def narrowed(query: ParsedQuery, asked: str, before: Turn) -> ParsedQuery:
    """The list before with more limits; or those of its papers that treat a subject, or do not."""
    drops, filters = leaves_out(asked), query.filters
    if drops:
        filters = complement(filters)
    out = only_leaves_out(asked)
    subject, asked_before = "" if out else query.search_text, before.query
    of_one = drops and asked_before.intent in LISTS and len(before.paper_ids) == 1
    if len(about(before)) < 2 and not (
        is_part_of_a_list(before) or of_one
    ):  # a topic, of which the best were quoted
        topic = " ".join((asked_before.search_text, subject)).strip()
        merged = _limited(asked_before.filters, filters)
        return replace(
            query,
            intent=Intent.LIST,
            field=None,
            search_text=topic,
            filters=merged,
            active_papers=(),
            excluded=(*asked_before.excluded, *out),
        )
    if not subject and not out and asked_before.intent in LISTS and not filters.empty:
        return _dated(query, asked, before, filters)
    if drops and (out or subject):
        held = _limited(asked_before.filters, filters)
        return replace(as_shown(before), message=query.message, excluded=out or (subject,), filters=held)
    scoped = replace(
        query, act=Act.NARROW, within=about(before), active_papers=(), filters=filters, field=None
    )
    if not subject:
        return replace(scoped, intent=Intent.CORPUS, field="list")
    return replace(scoped, intent=Intent.COUNT if query.intent is Intent.COUNT else Intent.LIST)


def _dated(query: ParsedQuery, asked: str, before: Turn, filters: Filters) -> ParsedQuery:
    """The list within more limits; where they widen it, or only a page of it was told, it is asked for
    anew."""
    listed = before.query
    held, both = _limited(listed.filters, filters), listed.filters.within(filters)
    in_part = listed.limit or listed.offset
    if held == both and (_OF_THOSE.search(asked) or not in_part):
        return replace(as_shown(before), message=query.message, filters=held, limit=query.limit)
    within = () if listed.shown else listed.within
    return replace(
        listed, message=query.message, filters=held, offset=0, limit=query.limit, within=within, shown=False
    )


def as_shown(turn: Turn) -> ParsedQuery:
    """The query that tells the papers of a turn once more, all of them, in the order that they had."""
    query, papers = turn.query, about(turn)
    form = replace(query, within=papers, besides=(), active_papers=(), asked_term=None, excluded=(), notes=())
    form = replace(form, act=Act.NARROW, offset=0, limit=None, contrast=None, order=None)
    if query.intent in (Intent.LIST, Intent.COUNT) and query.search_text:
        return replace(form, intent=Intent.LIST, field=None, shown=True)
    return replace(form, intent=Intent.CORPUS, field="list", search_text="")


def without(query: ParsedQuery, history: Sequence[Turn], dropped: tuple[str, ...]) -> ParsedQuery:
    """The latest list that has these papers, without them."""
    turn = next((t for t in reversed(history) if len(about(t)) > 1 and set(dropped) & set(about(t))), None)
    if turn is None:
        return query
    before = turn.query
    if before.intent in LISTS and not (before.limit or before.offset):
        return replace(as_shown(turn), message=query.message, besides=dropped)
    if before.intent in LISTS and before.act is None:
        return replace(before, message=query.message, besides=(*before.besides, *dropped), offset=0, notes=())
    scoped = replace(query, intent=Intent.CORPUS, field="list", act=Act.NARROW, search_text="")
    return replace(
        scoped, within=about(turn), besides=dropped, active_papers=(), mentions=(), filters=NO_FILTERS
    )


def _limited(held: Filters, more: Filters) -> Filters:
    """Both; where they leave no day, "before 2005" after "since 2015", the dates that were said last."""
    both = held.within(more)
    none = both.since and both.until and both.since > both.until
    return held.without_dates().within(more) if none else both


def complement(filters: Filters) -> Filters:
    """The days outside a range that is open at one end."""
    day = timedelta(days=1)
    if filters.until and not filters.since and len(filters.until) == len("2020-12-31"):
        return replace(filters, until=None, since=(date.fromisoformat(filters.until) + day).isoformat())
    if filters.since and not filters.until and len(filters.since) == len("2020-01-01"):
        return replace(filters, since=None, until=(date.fromisoformat(filters.since) - day).isoformat())
    return filters
