"""What a dialogue act makes of a message: which papers it is about, and what is wanted of them.

In: an act, a question of the message, the turns before it. Out: the question made to stand alone, before it
is parsed (`resolved`), and the parsed query with what the act adds to it (`finished`). Nothing is looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.model.conversation import Turn
from rag.model.query import Act, Intent, Mention, ParsedQuery
from rag.query.act import LANGUAGE
from rag.query.ages import order_of_ages, two_of
from rag.query.anaphora import LEAD, SURE
from rag.query.corrected import corrected
from rag.query.followup import Resolved, asks_nothing, filled
from rag.query.in_place import adds
from rag.query.length_form import sentences_asked
from rag.query.narrowed import as_shown, is_part_of_a_list, leaves_out, narrowed, only_leaves_out, without
from rag.query.of_papers import asked_of_papers
from rag.query.picked import Picked, is_rest
from rag.query.referenced import referenced
from rag.query.sorted_list import order_between, order_of_shown, sorted_list
from rag.query.subject import narrowed_to, other_subject
from rag.query.table_form import asks_for_table, is_only_table
from rag.query.talked_of import (
    LISTS,
    MOST_COMPARED,
    about,
    chosen_places,
    found_none,
    is_choice,
    is_of_a_topic,
    last_list,
    last_ones,
    to_compare,
)
from rag.query.which_of import WhichOf, asks_for_one, which_of

_PERHAPS_OF_A_LIST = (None, Act.NARROW, Act.SORT, Act.MORE, Act.DOUBT, Act.SIMILAR)
OF_SEVERAL = frozenset((Act.CHOOSE, Act.COMPARE, Act.MORE, Act.RECALL))  # pick no single paper
_PLAIN = frozenset((Act.SORT, Act.BY_THEM, Act.AGAINST))  # say nothing that a paper is to be looked up by
FORMS = frozenset((Act.SHORTER, Act.SIMPLER, Act.BULLETS, Act.DOUBT))
RECALL, TRANSLATE = "recall", "translate"  # fields of what is asked for
_ALL = re.compile(r"\b(?:all|list|every|each|so far|questions)\b", re.I)
_OTHERS = re.compile(
    r"\b(?:others?|else|more|further|another|additional|similar\w*|related|alike|like (?:it|this|that)"
    r"|besides|apart from|neighbou?r\w*|comparable|along (?:the|these|those) \w*\s?lines)\b",
    re.I,
)
_PAIR = re.compile(r"\b(?:two|both|pair|either)\b|\bfirst (?:ones?|\w+ papers)\b", re.I)
_DATED = re.compile(r"\b(?:(?:19|20)\d\d|since|before|after|until|(?:this|last|past) (?:year|month))\b", re.I)
_FIRST = re.compile(r"\b(?:newest|latest|most recent|oldest|earliest)(?: ones?| papers?)? first\b", re.I)
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
    if act is Act.NARROW and _may_be_narrowed(before, asked):
        return Resolved(narrowed_to(plain))
    if act in _PLAIN:
        return Resolved(plain)
    if act is Act.SIMILAR and (subject := other_subject(plain, mentions)):
        return Resolved(f"papers about {subject}")
    if act is Act.CHOOSE and (two := two_of(asked, history)):
        return Resolved(plain, two)
    if act is Act.CHOOSE and order_between(plain) and len(papers := _to_choose_from(plain, history)) > 1:
        return Resolved(plain, papers)
    if act in (Act.COMPARE, Act.CHOOSE) and not _names_several(mentions):
        papers = to_compare(plain, history)
        if act is Act.CHOOSE and len(papers) < 2:
            papers = last_list(history)[:MOST_COMPARED]
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
    if act in FORMS and (picked or _is_of_the_chosen(query, history)):
        counted = act is Act.SHORTER and sentences_asked(query.message) > 0
        return replace(query, intent=Intent.EXPLAIN, field=None, act=None if counted else act)
    if act in FORMS:
        return _reshaped(query, act, history)
    if act is Act.SORT:
        return sorted_list(query.message, history) or query
    if act in (Act.BY_THEM, Act.AGAINST):
        return _of_anchors(query, act, asked, history, picked)
    if act is Act.SIMILAR:
        return _similar(query, asked, history, picked)
    dropped = (chosen_places(asked, history) or picked) if act is Act.NARROW and leaves_out(asked) else ()
    if dropped:
        return without(query, history, dropped)
    last = history[-1] if history else None
    if act is Act.NARROW and last and is_only_table(asked):
        return replace(as_shown(last), message=query.message)
    if act is Act.NARROW and last and _may_be_narrowed(last, asked):
        return narrowed(query, asked, last)
    if act is Act.CHOOSE and (which := which_of(asked, history)):
        return _out_of_list(query, which)
    if act is Act.COMPARE and len(query.active_papers) > 1:
        return replace(query, intent=Intent.COMPARE, field=None, act=act, order=None)
    if act is Act.CHOOSE and len(query.active_papers) > 1:
        order = order_between(asked) or order_of_ages(asked)
        return replace(query, intent=Intent.FACT, field=None, act=act, order=order)
    if act is Act.CORRECT and history and history[-1].query.intent in LISTS and query.intent not in LISTS:
        return replace(query, intent=Intent.LIST, field=None, act=act)
    return replace(query, act=act) if act in (Act.CORRECT, Act.RETURN, Act.SWITCH) else query


def _is_of_the_chosen(query: ParsedQuery, history: Sequence[Turn]) -> bool:
    """Whether it is about the one paper that was found to be the oldest or newest."""
    return bool(history) and is_choice(history[-1]) and len(query.active_papers) == 1


def _may_be_narrowed(turn: Turn, asked: str) -> bool:
    """Whether a message may narrow what a turn told: papers, of which one may be left out of one too."""
    of_one = turn.query.intent in LISTS and bool(turn.paper_ids) and leaves_out(asked)
    of_several = len(about(turn)) > 1 or is_of_a_topic(turn) or is_part_of_a_list(turn)
    dated = turn.query.intent in LISTS and bool(turn.query.search_text) and bool(_DATED.search(asked))
    return of_several or of_one or dated or found_none(turn)


def chooses(act: Act | None, asked: str, history: Sequence[Turn]) -> Act | None:
    """The act; one that picks out of a list by what its papers are about is a choice, however it is read."""
    picks = act in (None, Act.NARROW, Act.CHOOSE, Act.MORE, Act.SIMILAR)
    picks |= act is Act.COMPARE and asks_for_one(asked)  # "which of these compares several measures?"
    if picks and which_of(asked, history):
        return Act.CHOOSE
    if history and asked_of_papers(asked):
        return None
    if history and order_of_ages(asked):  # named or described papers are looked up as two sides
        return Act.CHOOSE if two_of(asked, history) else None
    if history and act and act is not Act.SWITCH and is_rest(asked):
        return None
    if asks_for_table(asked) and len(chosen_places(asked, history)) > 1:
        return Act.COMPARE
    if history and is_only_table(asked) and (len(about(history[-1])) > 1 or is_part_of_a_list(history[-1])):
        return Act.NARROW if history[-1].query.intent in LISTS else Act.COMPARE
    if history and act in _PERHAPS_OF_A_LIST and (of_it := _of_shown(act, asked, history)):
        return of_it
    added = adds(asked) if history and act in (Act.TRANSLATE, Act.NARROW, Act.CORRECT, Act.SIMILAR) else None
    return None if added and not LANGUAGE.search(asked) else act


def _of_shown(act: Act | None, asked: str, history: Sequence[Turn]) -> Act | None:
    """What is done with the list that was told last, where a message says nothing but what is left out of it,
    or in which order it is to be."""
    last, (order, most) = history[-1], order_of_shown(asked)
    if is_choice(last) and order:  # "and the newest?", of the same papers
        return Act.SORT if most or _FIRST.search(asked) else Act.CHOOSE
    if order and last.query.intent not in LISTS and len(last_list(history)) > 1:
        return Act.CHOOSE  # "the oldest?", of the list that the paper is from
    if last.query.intent not in LISTS:
        return None
    if act is not Act.DOUBT and _may_be_narrowed(last, asked) and only_leaves_out(asked):
        return Act.NARROW
    if order is None or not (len(about(last)) > 1 or is_part_of_a_list(last)):
        return None
    return Act.SORT if most or len(about(last)) == 1 or _FIRST.search(asked) else Act.CHOOSE


def side_by_side(query: ParsedQuery, one: Picked | None, asked: str) -> ParsedQuery:
    """The query; what is asked of the rest of a list is told of each paper of it. Where nothing is asked, the
    rest is told as a list."""
    several = one is not None and len(one.papers) > 1 and is_rest(one.said)
    if one is not None and several and asks_nothing(asked.replace(one.said, " ")):
        form = replace(query, intent=Intent.CORPUS, field="list", act=Act.NARROW, order=None, asked_term=None)
        return replace(form, within=one.papers, search_text="", active_papers=(), mentions=(), excluded=())
    if not several or query.intent not in (Intent.FACT, Intent.EXPLAIN, Intent.LIST, Intent.CORPUS):
        return query
    return replace(query, intent=Intent.COMPARE, field=None, act=Act.COMPARE, order=None)


def _out_of_list(query: ParsedQuery, which: WhichOf) -> ParsedQuery:
    """The query for those papers of a list that fit; of limits alone, for those that they leave."""
    form = replace(query, within=which.papers, active_papers=(), field=None, order=None, asked_term=None)
    if not query.filters.empty:
        listed = Intent.LIST if query.search_text else Intent.CORPUS
        return replace(form, act=Act.NARROW, intent=listed, field=None if query.search_text else "list")
    asked, out = f"{which.subject} {which.topic}".strip(), (which.subject,) if which.without else ()
    form = replace(form, act=Act.CHOOSE, intent=Intent.LIST, search_text=which.subject)
    return replace(form, question=asked, excluded=out)


def with_talked_of(query: ParsedQuery, history: Sequence[Turn]) -> ParsedQuery:
    """The query; one that leans on nothing may be about the papers before it all the same."""
    sure = any(mention.certainty >= SURE for mention in query.mentions)
    if query.active_papers or sure or query.intent not in (Intent.FACT, Intent.EXPLAIN):
        return query
    return replace(query, talked_of=last_ones(history))


def without_last(query: ParsedQuery, asked: str, history: Sequence[Turn]) -> ParsedQuery:
    """The query; without the papers talked of last where it asks for others in whatever words."""
    others = query.intent is Intent.LIST and query.order is None and history and _OTHERS.search(asked)
    if not others or len(last := last_ones(history)) > 1:
        return query
    return replace(query, besides=last, active_papers=())


def _to_choose_from(plain: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """All papers of the list before, of which the oldest may be any."""
    listed = history[-1].query.intent in LISTS and not _PAIR.search(plain)
    papers = about(history[-1]) if listed else to_compare(plain, history)
    return papers if len(papers) > 1 else last_list(history)


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


def _reshaped(query: ParsedQuery, act: Act, history: Sequence[Turn]) -> ParsedQuery:
    """The answer before in another form; a paper that the message itself names is explained in that form."""
    last = history[-1] if history else None
    named = _named(query, query.message)
    if named and not (last and set(named) & set(last.paper_ids)):
        return replace(query, act=act) if act is not Act.DOUBT else query
    if last is None or not last.quoted:
        return query
    if act is Act.BULLETS:
        last = _before_it_was_short(last, history)
    papers = tuple(dict.fromkeys(span.paper_id for span in last.quoted))
    return replace(
        last.query, message=query.message, act=act, quoted=last.quoted, active_papers=papers, notes=()
    )


def _before_it_was_short(last: Turn, history: Sequence[Turn]) -> Turn:
    """The answer that was made shorter, where one quote is left of it: of that no list can be made."""
    for turn in reversed(history):
        last = turn if set(last.paper_ids) <= set(turn.paper_ids) and turn.quoted else last
        if last is not turn or turn.query.act is not Act.SHORTER or len(turn.quoted) > 1:
            break
    return last


def _similar(query: ParsedQuery, asked: str, history: Sequence[Turn], picked: tuple[str, ...]) -> ParsedQuery:
    """Others than the paper that was talked of; on another subject where the message has one."""
    named = _named(query, asked)
    anchor = named or picked or last_ones(history)
    if not anchor:
        return query
    if history and other_subject(asked, query.mentions):
        told = dict.fromkeys((*last_ones(history), *history[-1].query.besides))
        return replace(query, intent=Intent.LIST, field=None, act=None, besides=tuple(told), order=None)
    besides = anchor if named else tuple(dict.fromkeys((*anchor[:1], *last_ones(history))))
    return replace(
        query, intent=Intent.LIST, field=None, act=Act.SIMILAR, besides=besides, active_papers=(), order=None
    )
