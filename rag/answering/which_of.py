"""Which papers of a list fit what they are picked by: "which one is about bees?".

In: a query that keeps to the papers of a list, with the topic of the list. Out: a part: those that fit, only
one where one is asked for; that none of them does, and then what fits outside the list. A paper fits where
it has the telling words of what is asked, or words very near to them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rag.answering.citations import Composer, with_date
from rag.answering.doing_without import doing_without
from rag.answering.doubted import dated
from rag.answering.extractive import COMPARED_SENTENCES, COMPARED_WORDS
from rag.answering.metadata import introducing
from rag.answering.naming import known_hits
from rag.answering.ordering import is_kind, names_kind
from rag.answering.parameters import parameters
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import IN_FULL, Intent, ParsedQuery
from rag.query.which_of import telling_words
from rag.retrieval.abstention import answered_logit, word_matches
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence, Ranking, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import Asked, answer_first, telling
from rag.text.prose import plural
from rag.text.terms import terms

FEW = 2  # telling words of which a paper must have all
MOST = 0.65  # share of more words, by their idf, that it must have
KIN = 6  # letters of a stem with which other words of its kind begin
_OUTSIDE = 3  # papers of the whole library that are looked at where none of the list fits

Fits = Mapping[int, float]  # rows that fit, with how many of the telling words their title has


def picked_out(searcher: Searcher, composer: Composer, query: ParsedQuery, *, one: bool) -> Part:
    """The papers of the list that fit; `one`: the best of them, where one is plainly the best."""
    catalogue = searcher.catalogue
    rows = [row for id_ in query.within if (row := catalogue.row(id_)) is not None]
    subject = query.search_text
    fits = fitting(searcher, subject, rows)
    if query.excluded:
        return doing_without(searcher, composer, query, rows, fits)
    if not fits:
        return _outside(searcher, composer, query, rows)
    ranking = _ranked(searcher, subject, list(fits))
    ordered = [hit.row for hit in ranking.top(len(fits))] or list(fits)
    ordered.sort(key=lambda row: -fits[row])
    chosen = [row for row in ordered if fits[row] == fits[ordered[0]]] if one else ordered
    chosen = chosen[:1] if one and not fits[ordered[0]] else chosen
    if query.intent is Intent.COUNT or len(chosen) > 1:
        lines = [f"{len(chosen):,} of these {plural(len(rows), 'paper')}:"]
        lines += [_line(composer, query, ranking.query, row, place) for place, row in enumerate(chosen)]
        return Part(query, "\n".join(lines), Status.ANSWERED, known_hits(chosen, ()), ranking=ranking)
    text = _told(composer, ranking.query, chosen[0])
    return Part(query, text, Status.ANSWERED, known_hits(chosen, ()), ranking=ranking)


def fitting(searcher: Searcher, subject: str, rows: Sequence[int]) -> Fits:
    """The rows that fit."""
    catalogue, words = searcher.catalogue, telling_words(subject)
    if names_kind(words) and (of_kind := [row for row in rows if is_kind(catalogue.paper(row), words)]):
        return dict.fromkeys(of_kind, 1.0)
    looked_up, keeps = searcher.query(words), parameters().routing.keeps
    found = {row: word_matches(catalogue, row, looked_up) for row in rows}
    if not any(found.values()):
        return {}
    places = range(len(next(iter(found.values()))))
    telling_ones = [p for p in places if not all(matches[p].present for matches in found.values())]
    counted = telling_ones or list(places)
    fits = {}
    for row, matches in found.items():
        said = set(terms(f"{catalogue.paper(row).title} {catalogue.paper(row).text}"))
        near = [
            (m.idf, m.present or m.similarity >= keeps or has_kin(m.word, said))
            for m in (matches[p] for p in counted)
        ]
        share = sum(idf for idf, has in near if has) / sum(idf for idf, _ in near)
        if share >= (1.0 if len(near) <= FEW else MOST):
            title = set(terms(catalogue.paper(row).title))
            fits[row] = float(sum(bool(title & set(terms(matches[p].word))) for p in counted))
    return fits


def has_kin(word: str, said: Collection[str]) -> bool:
    """Whether a word is said in another form than its plural: "dimensions" where "dimensional" stands."""
    stems = [stem for stem in terms(word) if len(stem) >= KIN]
    return any(other.startswith(stem) for stem in stems for other in said)


def _ranked(searcher: Searcher, text: str, rows: Sequence[int]) -> Ranking:
    """These rows by how near they are to the text."""
    allowed = searcher.catalogue.snapshot.alive & False
    allowed[list(rows)] = True
    return searcher.search(text, allowed=allowed)


def _outside(searcher: Searcher, composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> Part:
    """That none of the list fits; then the paper of the library that is about this and the list's topic."""
    catalogue, subject = searcher.catalogue, query.search_text
    said = f"None of these {plural(len(rows), 'paper')} fits “{subject}”."
    ranking = searcher.search(query.question)
    hits = [hit for hit in ranking.top(_OUTSIDE) if hit.row not in rows]
    fits = _fitting_both(searcher, query, [hit.row for hit in hits])
    if not fits or answered_logit(catalogue, ranking, searcher.background) < 0:
        return Part(query, said, Status.NOT_ANSWERED, known_hits(rows, ()), ranking=ranking)
    row = fits[0]
    other = f"{said} Another paper here does:\n\n{_told(composer, searcher.query(query.question), row)}"
    return Part(query, other, Status.PARTLY, known_hits([row], ()), ranking=ranking)


def _fitting_both(searcher: Searcher, query: ParsedQuery, rows: Sequence[int]) -> list[int]:
    """The rows that have the words of the question, and one of the topic of the list."""
    topic = set(terms(query.question.removeprefix(query.search_text)))
    fits = {row for one in rows for row in fitting(searcher, query.search_text, [one])}
    papers = ((row, searcher.catalogue.paper(row)) for row in rows if row in fits)
    return [row for row, paper in papers if topic & set(terms(f"{paper.title} {paper.text}"))]


def _told(composer: Composer, query: SearchQuery, row: int) -> str:
    """What the paper says on it, under its title."""
    using = replace(query.using.passages, words=COMPARED_WORDS, sentences=COMPARED_SENTENCES)
    asked = Asked(query.text, composer.catalogue.own_names(row))
    found = answer_first(score_sentences(composer.catalogue, row, query), asked, using)
    called = with_date(composer.catalogue.paper(row))
    return composer.passage(row, found or [introducing(composer.catalogue, row)], called=called)


def _line(composer: Composer, asked: ParsedQuery, query: SearchQuery, row: int, place: int) -> str:
    paper = composer.catalogue.paper(row)
    called = dated(asked, paper)
    if place >= IN_FULL:
        return f"- {called} {composer.marker(introducing(composer.catalogue, row))}"
    return f"- {called}: {composer.quote(_telling(composer, query, row))}"


def _telling(composer: Composer, query: SearchQuery, row: int) -> Evidence:
    found = score_sentences(composer.catalogue, row, query)
    asked = Asked(query.text, composer.catalogue.own_names(row))
    return telling(found, asked, query.using.passages) or introducing(composer.catalogue, row)
