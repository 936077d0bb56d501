"""One message to its parsed queries: intent, filters, names and stand-alone text of each question.

In: a message, the names and organisations of the library, the conversation. Out: parsed queries. Asks no
model.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from rag.entities.identifiers import without_identifiers
from rag.entities.names import NameIndex
from rag.model.conversation import Turn
from rag.model.query import Act, Intent, Mention, Order, ParsedQuery
from rag.query.act import act_in
from rag.query.acted import OF_SEVERAL, chooses, finished, side_by_side, with_talked_of, without_last
from rag.query.acted import resolved as resolved_by_act
from rag.query.anaphora import SEVERAL, SURE, is_anaphoric
from rag.query.aspects import EARLIER, aspects_of
from rag.query.author_forms import Wrote, by_papers, by_title
from rag.query.authors import Known, author_alone, is_only_papers_abroad
from rag.query.by_author import by_author, papers_by_somebody
from rag.query.corrected import denied, without_denial
from rag.query.dated_act import but_for_dates, limits_of_others
from rag.query.dates import find_dates
from rag.query.dates_said import FILLED, dates_said
from rag.query.decomposition import questions_in
from rag.query.doubted import with_doubts
from rag.query.examples import without_examples
from rag.query.exclusion import find_contrast, find_exclusion
from rag.query.exclusion_forms import Says
from rag.query.fields import fields_of
from rag.query.filters import find_explicit_dates, tidy
from rag.query.followup import Resolved, asked_alone, counted_again, resolve
from rag.query.held import HELD, pasted
from rag.query.in_place import in_place
from rag.query.intent import FloatArray
from rag.query.kind_asked import named_in
from rag.query.kind_of_answer import asks_what_it_is_like, kind_of_answer
from rag.query.lifted import lifted
from rag.query.limits import find_limits
from rag.query.mentions import find_mentions
from rag.query.narrowed import leaves_out, listed_last, lists_told
from rag.query.newcomer import without_newcomer
from rag.query.newer import newer_ones
from rag.query.of_papers import of_papers_or_kind
from rag.query.openings import opened, with_is
from rag.query.order import find_order, ordered
from rag.query.paging import next_page
from rag.query.parameters import parameters
from rag.query.people import subject_of_people
from rag.query.picked import Library, Picked, by_rest, picked
from rag.query.sides import beside_it
from rag.query.slips import corrected as slips_corrected
from rag.query.spelled_out import with_long_forms
from rag.query.table_form import without_table
from rag.query.terms_asked import asked_of
from rag.query.topic import (
    EMPTY,
    asks_for_papers,
    is_bare,
    is_empty,
    is_only_papers,
    is_overview,
    on_a_subject,
    papers_asked_for,
    topic_of,
)
from rag.query.uncompared import uncompared
from rag.query.versions import family_of, with_version, with_versions
from rag.text.language import language_of
from rag.text.runs import runs


@dataclass(frozen=True, slots=True)
class ParsingContext:
    """What a message may refer to: the names, organisations, authors and venues of a library; dates count
    from `today`.

    vector: a question's vector, (dimensions,), where the library's encoder is the one that the intent head
    was fitted with; None otherwise.
    """

    names: NameIndex
    organisations: Collection[str]
    today: date
    is_author: Callable[[str], bool] = lambda name: False
    vector: Callable[[str], FloatArray | None] = lambda question: None
    is_venue: Callable[[str], bool] = lambda name: False
    paper: Library = lambda paper_id: None
    says: Says = lambda before, without: True
    wrote: Wrote = lambda names, year: ()
    is_family: Callable[[str], bool] = lambda name: False
    is_known: Callable[[str], bool] = lambda word: True

    @property
    def known(self) -> Known:
        """What tells a name of somebody from another."""
        return Known(self.is_author, self._is_paper, self.organisations, self.is_family)

    def _is_paper(self, name: str) -> bool:
        return any(mention.certainty >= SURE for mention in self.names.lookup(name))


def parse(message: str, context: ParsingContext, history: Sequence[Turn] = ()) -> tuple[ParsedQuery, ...]:
    """The questions of a message, in order; never empty."""
    if text := pasted(message):
        asked_of = _parsed(message, Resolved(text), "", context)
        return (replace(asked_of, intent=Intent.METADATA, field=HELD, search_text=text),)
    message = by_title(message, context.is_author, context.wrote)
    listed = len(listed_last(history)) > 1
    said, plainly = history, partial(act_in, names=context.names, vector=context.vector, listed=listed)
    read = but_for_dates(plainly, context.today, listed=listed)
    rest = opened(message, history, context.names, read)
    asked_now, history = without_table(with_is(rest.message), context.names.lookup), rest.history
    asked_now = with_version(asked_now, history, context.names)
    asked_now = with_long_forms(asked_now, history, context.paper, context.is_known)
    meant = read(asked_now)
    whole = meant is Act.NARROW or bool(SEVERAL.search(asked_now))
    history = history if meant in _OF_ANSWERS else lists_told(history, whole=whole)
    before, act = history[-1] if history else None, chooses(meant, message, history)
    shown, on = len(before.paper_ids) if before else 0, act is Act.MORE
    others = by_rest(asked_now, history)  # of a list that was narrowed: what it was narrowed from
    if again := lifted(asked_now, history) or counted_again(asked_now, before):
        return (replace(again, message=message),)
    if before and not others and (further := next_page(asked_now, before.query, shown, goes_on=on)):
        return (replace(further, message=message),)
    found: list[ParsedQuery] = []
    questions = [(asked_now, "")] if act in _WHOLE else questions_in(asked_now, context.names)
    stories = "\n".join(story for _, story in questions)
    limits, told = find_explicit_dates(stories, context.today)  # they hold for every question
    told = "" if set(runs(told.lower())) <= EMPTY else told
    notes = find_dates(stories, context.today, explicit=True).notes
    for asked, story in questions:
        mentions = context.names.lookup(asked)
        own = act if act or asked == asked_now else chooses(read(asked), message, history)
        one = None if own in OF_SEVERAL else _picked((asked, story), mentions, context, history)
        corrects = one is not None and one.said in without_denial(asked) and bool(denied(asked))
        drops = own is Act.NARROW and leaves_out(asked) and not corrects
        own = None if one and own in (Act.NARROW, Act.CORRECT) and not drops else own
        by_act = None if one and not drops else resolved_by_act(own, asked, mentions, history)
        if own is Act.CHOOSE and (by_somebody := papers_by_somebody(asked, context.known)):
            by_act = Resolved(by_somebody)
        typed = message if len(questions) == 1 else asked  # with the "and" it opens with
        anew = None if by_act or one else in_place(typed, mentions, history, context.paper)
        anew = anew or (None if by_act or one else of_papers_or_kind(asked, history, context.paper))
        resolved = by_act or anew or _resolved(asked, mentions, history, one, context.paper)
        if people := "" if by_act or one else subject_of_people(asked):
            resolved = Resolved(f"papers on {people}")
        who = "" if by_act or one or anew else author_alone(asked, context.known)
        resolved = Resolved(f"papers by {who}") if who else resolved
        query = _parsed(message, resolved, told if story else "", context)
        query = replace(query, intent=Intent.LIST, field="authors") if people else query
        query = query if by_act or people else _of_what_is_asked(query, asked, context)
        query = beside_it(side_by_side(query, one, asked), asked, one, history)
        within = query.filters.within(limits)
        query = replace(query, added=resolved.added, filters=within, notes=(*query.notes, *notes))
        if (doing := own or chooses(rest.act, message, history)) is None:
            query = with_talked_of(without_last(query, asked, history), history)
        else:
            query = finished(query, doing, asked, said if doing is Act.RECALL else history, one)
            if query.act is Act.SIMILAR:
                more = limits_of_others("" if one else asked, query.besides[:1], context.paper, context.today)
                query = replace(query, filters=query.filters.within(more))
        if query.act in _WHOLE or query.act is Act.SIMILAR or query.intent is Intent.ABOUT:
            found.append(query if query.act or query.intent is not Intent.ABOUT else asked_alone(query))
            continue
        if len(fields := fields_of(query)) > 1:
            query = replace(query, intent=Intent.METADATA)
        found += [replace(query, field=field) for field in fields]
    return tuple(with_doubts(query, said) for query in found)


def _picked(
    texts: Sequence[str], mentions: Sequence[Mention], context: ParsingContext, history: Sequence[Turn]
) -> Picked | None:
    """What a question, or else what was told before it, picks out of the papers talked of; a name that it
    denies is none that it names."""
    wrong = denied(texts[0])
    mentions = [mention for mention in mentions if mention.text not in wrong]
    texts = tuple(dict.fromkeys((without_denial(texts[0]), *texts)))
    found = (picked(text, mentions, history, context.paper, context.today) for text in texts if text)
    if one := next(filter(None, found), None):
        return one
    named = any(mention.certainty >= SURE for mention in mentions)
    return None if named else by_author(texts[0], history, context.paper)


def _of_what_is_asked(query: ParsedQuery, asked: str, context: ParsingContext) -> ParsedQuery:
    """The query; about the library as a whole where the question is, whatever was talked of. What is counted
    in one paper, or asked of it for a yes or no, is a fact of it."""
    of_a_kind = query.intent is Intent.METADATA and asks_what_it_is_like(asked)
    if query.active_papers and _YES_OR_NO.match(asked) and (query.intent is Intent.EXPLAIN or of_a_kind):
        return replace(query, intent=Intent.FACT, field=None)
    if not query.active_papers or query.intent not in _LISTS or query.order:
        return query
    alone = _parsed(query.message, Resolved(asked), "", context)
    whole = alone.intent is Intent.CORPUS and alone.field not in ("list", *Order)
    whole = whole and bool(_HELD.search(asked))
    if whole and not is_anaphoric(_LIBRARY.sub("", asked)):
        return alone
    counted = query.intent is Intent.COUNT or query.field == "count"
    one = len(query.active_papers) == 1 and (counted or not asks_for_papers(EARLIER.sub(" ", asked)))
    return replace(query, intent=Intent.FACT, field=None) if one else query


def _parsed(message: str, resolved: Resolved, story: str, context: ParsingContext) -> ParsedQuery:
    resolved = replace(resolved, question=by_papers(resolved.question, context.is_author))
    names, question = context.names, resolved.question
    filters, unfiltered = find_limits(resolved, context.known, context.is_venue, context.today)
    active, found = set(resolved.active_papers), named_in(f"{question}\n{story}".rstrip("\n"), names)
    mentions = tuple(
        m for m in found if m.exact or not active or m.text in message or active & {*m.paper_ids}
    )
    sure = [mention for mention in mentions if mention.certainty >= SURE and mention.start < len(question)]
    intent, field = kind_of_answer(resolved, story, sure, context.names, context.vector)
    asked = FILLED.sub("", unfiltered) if resolved.active_papers else unfiltered
    intent, field = on_a_subject(intent, field, asked)
    order, wanted = find_order(slips_corrected(asked, names))
    wanted = wanted if order else slips_corrected(unfiltered, names)
    excluded, wanted = find_exclusion(wanted, says=context.says)
    contrast, wanted = find_contrast(wanted)
    examples, wanted = without_examples(wanted, mentions if intent in _LISTS else ())
    topic = family_of(tidy(topic_of(wanted))) if sure else tidy(topic_of(wanted))
    bare = not story and is_empty(FILLED.sub("", topic) if resolved.active_papers else topic)
    of_somebody = (filters.organisation or filters.venue) and not (sure or resolved.active_papers)
    if (filters.author or filters.mentions or filters.in_title or of_somebody) and intent not in _LISTS:
        intent, field = Intent.LIST, None
    language = language_of(without_identifiers(f"{question} {story}"), names.is_plain)
    by_somebody = filters.author is not None and language != "en" and field != "count"
    only_limits = not filters.empty and is_only_papers(unfiltered) and intent is not Intent.COUNT
    dated = bare and not (sure or resolved.active_papers) and bool(filters.since or filters.until)
    only_limits |= dated and intent not in (Intent.COUNT, Intent.CORPUS, Intent.COMPARE)
    if only_limits or (by_somebody and intent is Intent.CORPUS):
        intent, field = Intent.CORPUS, "list"  # its other words are the filters', or no English ones
    of_part = intent in _LISTS and not filters.empty and is_overview(topic)
    if of_part or (intent is Intent.CORPUS and is_overview(question, alone=False)):
        intent, field = Intent.CORPUS, "topics"
    bare = bare or (by_somebody and is_only_papers_abroad(topic))
    intent, field = ordered(intent, field, order, bare=bare)
    intent = Intent.LIST if excluded and intent in _OF_PAPERS and is_bare(question) else intent
    if intent not in _LISTS:
        compared = intent is Intent.COMPARE
        filters, unfiltered = dates_said(resolved, context.names, context.today, compared=compared)
        topic, order, excluded, contrast = unfiltered, None, (), None
    else:
        mentions = with_versions(topic, mentions, names)
    if story and intent in _LISTS:
        story = tidy(topic_of(without_newcomer(story) if order is Order.READING else story))
    limit = papers_asked_for(unfiltered) if intent in (Intent.LIST, Intent.CORPUS) else 0
    without_text = intent is Intent.CORPUS or (intent in _LISTS and bare)
    dates = find_dates(question, context.today, explicit=intent not in _LISTS)
    named = any(mention.certainty >= SURE for mention in mentions)
    aside = (*excluded, contrast or "", examples)
    return ParsedQuery(
        message=message,
        question=question,
        unfiltered=tidy(unfiltered),
        search_text="" if without_text else tidy(f"{topic} {story}"),
        intent=intent,
        filters=filters,
        mentions=tuple(m for m in mentions if not any(m.text in subject for subject in aside)),
        field=field,
        aspects=aspects_of(slips_corrected(unfiltered, names), mentions) if intent is Intent.COMPARE else (),
        limit=limit if 1 < limit <= parameters().most_listed else None,
        language=language,
        active_papers=resolved.active_papers,
        order=order,
        excluded=excluded,
        contrast=contrast,
        asked_term=None if order else asked_of(question, sure=named, alone=not resolved.active_papers),
        notes=(*dates.notes, *(uncompared(topic) if intent in _LISTS else ())),
    )


def _resolved(
    asked: str, mentions: Sequence[Mention], history: Sequence[Turn], one: Picked | None, paper: Library
) -> Resolved:
    """The question made to stand alone; one for papers that mention something is about all papers, unless it
    says "which of them"."""
    words, _ = find_mentions(asked)
    if words and not is_anaphoric(asked):
        return Resolved(asked)
    newer = None if one else newer_ones(asked, history, paper)
    return newer or resolve(asked, mentions, history, one)


_LIBRARY = re.compile(r"\b(?:this|the|your|that) (?:collection|library|corpus|database|archive)\b", re.I)
_HELD = re.compile(
    r"\b(?:papers?|library|collection|corpus|database|archive|abstracts?|articles?|stud(?:y|ies)|works?|topics?"
    r"|publications?|documents?|entries|you|your|here)\b",
    re.I,
)
_YES_OR_NO = re.compile(r"^\W*(?:(?:and|but|so|ok)\W+)*(?:is|are|was|were|do|does|did|has|have|had)\b", re.I)
_OF_ANSWERS = (Act.DOUBT, Act.RECALL, Act.CORRECT)  # of the last one, whatever it told
_WHOLE = frozenset(set(Act) - {Act.SIMILAR, Act.RETURN, Act.SWITCH})  # asked by the message as a whole
_LISTS, _OF_PAPERS = {Intent.LIST, Intent.COUNT, Intent.CORPUS}, {Intent.FACT, Intent.EXPLAIN, Intent.COMPARE}
