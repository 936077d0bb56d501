"""What a dialogue act is answered with: another form, references, the nearest papers, what was asked before.

In: a parsed query with an act, a searcher, the composer of the answer. Out: a part; None where the act
changes nothing about how the question is answered.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering import extractive
from rag.answering.asked_back import asked_back, asks_which
from rag.answering.citations import Composer, name_of, with_date
from rag.answering.doubted import in_brackets
from rag.answering.figure_asked import figure_asked
from rag.answering.held import held
from rag.answering.metadata import introducing, spoken_date
from rag.answering.more_of import more_of
from rag.answering.naming import detail_of, known_hits
from rag.answering.part import Part
from rag.answering.referenced import references_told
from rag.answering.reshaped import QUOTED_ONLY, Choice, asks_for_findings, reshaped, shortest
from rag.answering.same_authors import by_same_authors
from rag.answering.stated import untold
from rag.answering.which_of import fitting, picked_out
from rag.entities.aliases import short_title
from rag.model.answer import Status
from rag.model.paper import date_order
from rag.model.query import Act, Intent, Order, ParsedQuery, Span
from rag.query.acted import FORMS, RECALL, TRANSLATE
from rag.query.ages import order_of_ages
from rag.query.anaphora import LEAD, has_subject
from rag.query.described_paper import asked_as_a_whole
from rag.query.held import HELD
from rag.query.length_form import sentences_asked, without_length
from rag.query.subject import narrowed_to
from rag.query.topic import is_overview
from rag.query.which_of import asks_for_one, picks_by_subject
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.passages import score_sentences
from rag.retrieval.prefilter import Mask
from rag.retrieval.ranking import Evidence, Move, Ranking
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import Asked, leading, telling
from rag.text.prose import spoken_list

NEAREST = 5  # papers that are told where others like one are asked for
UNTRANSLATED = (
    "Without a model nothing is translated: answers quote the papers in the words, and the language, that "
    "they are written in. Questions may be asked in other languages. Where a model is set (see: ask doctor), "
    "answers come in "
    "the language of the question."
)
UNJUDGED = (
    "Whether another paper contradicts {name} is not judged here: abstracts seldom say so. Nearest to it, to "
    "be compared with it:"
)
_ASIDE = re.compile(r"\([^()]*\)")
_Answer = Callable[[ParsedQuery], Part]


def answered(
    searcher: Searcher, composer: Composer, query: ParsedQuery, ask: _Answer, allowed: Mask | None = None
) -> Part | None:
    """The answer to a message by its act; `ask` answers a query like any other. Others like a paper are
    looked for among the `allowed` rows."""
    catalogue = searcher.catalogue
    rows = [row for id_ in query.active_papers if (row := catalogue.row(id_)) is not None]
    if query.field == RECALL:
        said = query.question.split("\n")
        asked = "You asked first" if len(said) == 1 else "You asked"
        return Part(query, f"{asked}: " + "; ".join(f"“{one}”" for one in said), Status.ANSWERED)
    if query.field == TRANSLATE:
        return Part(query, UNTRANSLATED, Status.ANSWERED, known_hits(rows, ()))
    if query.act in FORMS:
        return _in_form(searcher, composer, query, rows, ask)
    if query.act is None and query.intent in (Intent.FACT, Intent.EXPLAIN) and sentences_asked(query.message):
        return _in_so_many(searcher, composer, query, ask)
    if query.act is Act.REFERENCE:
        return references_told(composer, query, rows)
    if query.field == HELD:
        return held(searcher, composer, query)
    if query.act is Act.BY_THEM and rows:
        return by_same_authors(composer, query, rows)
    if query.act in (Act.SIMILAR, Act.AGAINST) and query.besides:
        return _nearest(searcher, composer, query, allowed)
    if asks_which(query, rows):
        return asked_back(composer, query, rows)
    if query.act is Act.CHOOSE and query.within:
        return picked_out(searcher, composer, query, one=asks_for_one(query.message))
    if query.act is Act.CHOOSE and len(rows) > 1:
        return _chosen(searcher, composer, query, rows)
    return None


def _in_form(
    searcher: Searcher, composer: Composer, query: ParsedQuery, rows: Sequence[int], ask: _Answer
) -> Part:
    """What was quoted before in another form; a question that was not asked before is answered first."""
    assert query.act is not None
    most = sentences_asked(query.message)
    if query.quoted and query.act is Act.SHORTER and most > 1 and len(rows) == 1:
        text = _counted(searcher, composer, query, query.quoted, most)
        return Part(query, text, Status.ANSWERED if text else Status.NOT_ANSWERED, known_hits(rows, ()))
    if query.quoted:
        text = reshaped(composer, query.act, query.quoted, _answering(searcher, query))
        noted = replace(query, notes=(QUOTED_ONLY,)) if query.act is Act.SIMPLER else query
        return Part(noted, text, Status.ANSWERED if text else Status.NOT_ANSWERED, known_hits(rows, ()))
    before = len(composer.citations)
    part = ask(replace(query, act=None))
    if part.status is not Status.ANSWERED or len(composer.citations) == before:
        return part
    spans = [Span(c.paper_id, c.start, c.end) for c in composer.taken_back(before)]
    return replace(part, text=reshaped(composer, query.act, spans))


def _in_so_many(searcher: Searcher, composer: Composer, query: ParsedQuery, ask: _Answer) -> Part:
    """The answer in as many sentences as are asked for, where it is from one paper."""
    form = replace(query, message=without_length(query.message), question=without_length(query.question))
    form = replace(form, search_text=without_length(query.search_text))
    before = len(composer.citations)
    part = ask(replace(form, unfiltered=without_length(query.unfiltered)))
    spans = [Span(c.paper_id, c.start, c.end) for c in composer.citations[before:]]
    if part.status is not Status.ANSWERED or len({span.paper_id for span in spans}) != 1:
        return part
    composer.taken_back(before)
    text = _counted(searcher, composer, part.query, spans, sentences_asked(query.message))
    return replace(part, query=replace(part.query, message=query.message), text=text)


def _counted(
    searcher: Searcher, composer: Composer, query: ParsedQuery, spans: Sequence[Span], most: int
) -> str:
    """So many sentences of the one paper that the spans are of: its idea and result first where the paper as
    a whole is asked about, else those that answer best."""
    row = searcher.catalogue.row(spans[0].paper_id)
    if row is None:
        return ""
    found = score_sentences(searcher.catalogue, row, searcher.query(query.question))
    starts = {one.start for one in found if any(span.start <= one.start < span.end for span in spans)}
    quoted = [one for one in found if one.start in starts] or found
    whole = is_overview(query.question, alone=False) or not has_detail(query)
    first = shortest(quoted) if whole else _leading(searcher, query)(quoted) or quoted[0]
    if whole and not asks_for_findings(query.question):
        start = introducing(searcher.catalogue, row).start
        first = next((one for one in found if one.start == start), first)
    least = {Move.RESULT: 0, Move.IDEA: 1}
    rest = sorted(
        (one for one in found if one.start != first.start),
        key=lambda one: (one.start not in starts, whole and least.get(one.move, 2), -one.score),
    )
    return composer.passage(row, sorted([first, *rest[: most - 1]], key=lambda one: one.start))


def _answering(searcher: Searcher, query: ParsedQuery) -> Choice | None:
    """What chooses the sentence that answers, where something was asked that one sentence can answer."""
    if query.act is not Act.SHORTER or query.intent not in (Intent.FACT, Intent.EXPLAIN):
        return None
    if query.intent is Intent.EXPLAIN and not has_detail(query):
        return None
    return _leading(searcher, query)


def _leading(searcher: Searcher, query: ParsedQuery) -> Choice:
    """What chooses the sentence of those quoted of a paper that answers."""
    looked_up = searcher.query(query.question)

    def best(quoted: Sequence[Evidence]) -> Evidence | None:
        row, starts = quoted[0].row, {one.start for one in quoted}
        asked = Asked(looked_up.text, searcher.catalogue.own_names(row))
        found = [e for e in score_sentences(searcher.catalogue, row, looked_up) if e.start in starts]
        told = [e for e in found if figure_asked(looked_up.text, e.text)]
        return leading(told or found, asked, looked_up.using.passages)

    return best


def has_detail(query: ParsedQuery) -> bool:
    """Whether more is asked of a paper than what it is."""
    return not asked_as_a_whole(_ASIDE.sub("", detail_of(query))).asked


def _nearest(searcher: Searcher, composer: Composer, query: ParsedQuery, allowed: Mask | None) -> Part:
    """The papers nearest to the first that is left out, said to be no more than that."""
    catalogue = searcher.catalogue
    anchor = catalogue.row(query.besides[0])
    if anchor is None:
        return Part(query, "That paper is no longer in the library.", Status.NOT_ANSWERED)
    ranking = near(searcher, anchor, allowed)
    left_out = {catalogue.row(id_) for id_ in query.besides}
    hits = [
        hit for hit in ranking.top(NEAREST + len(left_out) + (query.limit or 0)) if hit.row not in left_out
    ]
    hits = hits[: query.limit or NEAREST]
    if not hits:
        limits = "" if query.filters.empty else f" ({', '.join(query.filters.describe())})"
        return Part(query, f"There is no other paper in the library{limits}.", Status.NOT_ANSWERED)
    name, against = name_of(catalogue.paper(anchor)), query.act is Act.AGAINST
    lines = [UNJUDGED.format(name=name) if against else f"Nearest to {name}:"]
    for hit in hits:
        found = score_sentences(catalogue, hit.row, ranking.query)
        asked = Asked(ranking.query.text, catalogue.own_names(hit.row))
        best = telling(found, asked, ranking.query.using.passages) or introducing(catalogue, hit.row)
        lines.append(f"- {with_date(catalogue.paper(hit.row))}: {composer.quote(best)}")
    status = Status.PARTLY if against else Status.ANSWERED
    return Part(query, "\n".join(lines), status, tuple(hits), ranking=ranking)


def near(searcher: Searcher, row: int, allowed: Mask | None = None) -> Ranking:
    """All papers, or those `allowed`, ranked by what they share with the title and the idea of one."""
    paper = searcher.catalogue.paper(row)
    return searcher.search(f"{paper.title}. {introducing(searcher.catalogue, row).text}", allowed=allowed)


def _chosen(searcher: Searcher, composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> Part | None:
    """Which of some papers it is: by their dates, or by what they say on what is asked."""
    if query.order:
        return _by_date(composer, query, rows)
    typed = LEAD.sub("", query.message).strip() or query.message
    allowed = searcher.catalogue.snapshot.alive & False
    allowed[list(rows)] = True
    ranking = searcher.search(typed, allowed=allowed)
    hits = ranking.top(len(rows))
    if not hits or not has_subject(typed):
        return Part(query, *extractive.comparison(composer, ranking.query, rows), known_hits(rows, hits))
    if verdict := more_of(composer, ranking.query, typed, [hit.row for hit in hits]):
        text, status = extractive.fact(composer, ranking.query, hits)
        return Part(query, f"{verdict}\n\n{text}", status, tuple(hits), ranking=ranking)
    silent = untold(searcher, [hit.row for hit in hits], typed)
    fits = fitting(searcher, narrowed_to(typed), rows) if picks_by_subject(typed) else {}
    if len(fits) == 1 and set(silent) == set(rows) - fits.keys():  # the others were not asked about
        hits, silent = tuple(hit for hit in hits if hit.row in fits), []
        id_ = searcher.catalogue.snapshot.id(hits[0].row)
        named = tuple(mention for mention in query.mentions if id_ in mention.paper_ids)
        query = replace(query, active_papers=(id_,), mentions=named)
    text, status = extractive.fact(composer, ranking.query, hits)
    if not silent:
        return Part(query, text, status, tuple(hits), ranking=ranking)
    names = spoken_list([name_of(searcher.catalogue.paper(row)) for row in silent])
    said = f"{names} {'does' if len(silent) == 1 else 'do'} not state this."
    told = f"{said} The nearest they say:\n\n{text}" if len(silent) == len(hits) else f"{text}\n\n{said}"
    return Part(query, told, Status.PARTLY, tuple(hits), ranking=ranking)


def _by_date(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> Part:
    """Which of some papers is the older, or the newer; where a date is not known, that it is not."""
    catalogue = composer.catalogue
    dated = [row for row in rows if catalogue.paper(row).published]
    newest = query.order is Order.NEWEST
    ordered = sorted(
        dated,
        key=lambda row: date_order(str(catalogue.paper(row).published), newest_first=newest),
        reverse=newest,
    )
    ordered += [row for row in rows if row not in dated]
    lines = [_dated_line(composer, query, row) for row in ordered]
    hits = known_hits(ordered, ())
    if len(dated) < len(rows):
        return Part(query, "\n".join(["Not every date is known:", *lines]), Status.PARTLY, hits)
    word = ("newer" if newest else "older") if len(rows) == 2 else ("newest" if newest else "oldest")
    if _same_day(catalogue, ordered):
        return Part(query, "\n".join(["They have the same date:", *lines]), Status.ANSWERED, hits)
    first = catalogue.paper(ordered[0])
    asked, is_it = order_of_ages(query.message) and len(rows) == 2, ordered[0] == rows[0]
    answer = ("Yes: the" if is_it else "No: the") if asked else "The"
    head = f"{answer} {word} is {name_of(first)}{in_brackets(query, first.paper_id)}:"
    return Part(query, "\n".join([head, *lines]), Status.ANSWERED, hits)


def _same_day(catalogue: Catalogue, rows: Sequence[int]) -> bool:
    return catalogue.paper(rows[0]).published == catalogue.paper(rows[1]).published


def _dated_line(composer: Composer, query: ParsedQuery, row: int) -> str:
    paper, marker = composer.catalogue.paper(row), composer.marker(introducing(composer.catalogue, row))
    when = spoken_date(paper.published) if paper.published else "no date"
    return f"- {short_title(paper.title)}: {when}{in_brackets(query, paper.paper_id)} {marker}"
