"""What a term is, who introduced it, who cites or mentions it: answered from the papers' own words.

In: a parsed query with a term that it asks about, or with words that papers are to mention. Out: a part of
the answer; None where the question is answered in another way. A paper that is merely near in meaning never
answers for a term: it is introduced here, used here, or not here at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answering import attributed
from rag.answering.citations import Composer, with_date
from rag.answering.defined import defined, expanding, ranked, spelt_out
from rag.answering.naming import is_sure
from rag.answering.parameters import Routing, parameters
from rag.answering.part import Part
from rag.entities.aliases import NAMING_PHRASE, repositories, short_title
from rag.entities.parameters import parameters as naming
from rag.model.answer import Status
from rag.model.filters import alternatives
from rag.model.paper import Paper
from rag.model.query import Asked, Intent, Mention, ParsedQuery
from rag.query.acronyms import acronym_asked
from rag.query.mentions import is_name
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import mentioning, phrase_of, places
from rag.retrieval.passages import score_sentences
from rag.retrieval.prefilter import Mask
from rag.retrieval.ranking import Hit, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.text.name_keys import name_key
from rag.text.prose import plural
from rag.text.runs import runs
from rag.text.sentences import sentences
from rag.text.terms import terms
from rag.text.words import words

DESCRIBED = 4  # papers that use a term, quoted where none introduces it
QUOTED = 12  # papers of a list that are quoted; of the others the titles are named
TOGETHER = 5  # papers found of which one may say it in other words
_BEFORE = 60  # characters in front of a term that may say that the paper introduces it
_CLOSES = re.compile(  # what follows a name that is introduced; another noun makes it another name
    r"\W*$|\s*[,.;:()–—]|\s+(?:an?|the|which|that|to|for|in|and|or|by|with|as|is|are|on|where|whose|from|using)\b"
)
_GIVES = (
    r"(?:propos|introduc|present|develop|design|defin|deriv|describ|discuss|implement|construct|discover|demonstrat"
    r"|devis|identif|creat|buil[dt]|invent|formulat|formali)\w*"
)
_NEW = re.compile(r"\b(?:novel|new)(?: [\w-]+){0,7} \(?$", re.I)  # "the novel long form (X)"
_OF_ITS_OWN = re.compile(  # before a term in its sentence: "we implemented two new attacks: X"
    r"\b(?:we|this (?:paper|work|study|article|report)|(?:the )?authors)\b[^.;]{0,30}?"
    rf"\b{_GIVES}[^.]*$|\b(?:is|are|was|were) (?:\w+ly )?{_GIVES}[^.]{{0,40}}[:,][^.]*$",
    re.I,
)
_IS_GIVEN = re.compile(  # behind it: "X is proposed"
    rf"^[^.;]{{0,40}}?\b(?:is|are|was|were|(?:has|have) been) (?:\w+ly |first |also |then |here )?{_GIVES}",
    re.I,
)
_WHO = re.compile(r"\bwho(?:m|se)?\b|\bauthors?\b", re.I)
_ACRONYM = re.compile(r"\s*\(([A-Za-z][\w-]*)\)")
Places = Sequence[tuple[int, int]]


def with_introducer(catalogue: Catalogue, query: ParsedQuery, using: Routing) -> ParsedQuery:
    """The query; where papers introduce the term it names them, and nothing else is asked of the term."""
    asked = None if acronym_asked(query.question) else query.asked_term
    if asked is None or asked.asked not in (Asked.MEANING, Asked.ORIGIN):
        return query
    inside = [m for m in query.mentions if name_key(m.text) and name_key(m.text) in name_key(asked.term)]
    others = tuple(m for m in query.mentions if m not in inside)
    certain = any(m.certainty >= using.certain_name for m in query.mentions)
    coined = catalogue.names.prior(asked.term) >= naming().priors.near_title
    if certain or (coined and any(is_sure(m, query, using) for m in inside)):
        sure = [replace(m, certainty=max(m.certainty, using.certain_name)) for m in inside]
        ids = tuple(id_ for mention in sure for id_ in mention.paper_ids)
        return replace(_about_its_paper(catalogue, query, ids), mentions=(*others, *sure))
    found = mentioning(catalogue, asked.term)
    papers = {row: catalogue.paper(row) for row in found}
    owners = [paper for row, paper in papers.items() if introduces(paper, asked.term, found[row])]
    if not owners and len(papers) == 1 and is_name(asked.term):  # nobody else has "A SICA model of moss"
        owners = [paper for paper in papers.values() if places(paper.title, phrase_of(asked.term))]
    if not owners:
        slip = any(not m.exact for m in inside) and not found
        return replace(query, asked_term=None) if slip else query
    start = max(0, query.question.find(asked.term))
    ids = tuple(paper.paper_id for paper in owners)
    named = Mention(asked.term, start, start + len(asked.term), asked.term, ids, 1.0, exact=True)
    return replace(_about_its_paper(catalogue, query, ids), mentions=(*others, named))


def _about_its_paper(catalogue: Catalogue, query: ParsedQuery, ids: Sequence[str]) -> ParsedQuery:
    """The query where papers introduce the term: "who proposed X?" asks for their authors, "which paper
    proposed X?" for their titles too; answered by what they say where the authors are not known."""
    origin = query.asked_term and query.asked_term.asked is Asked.ORIGIN
    rows = (catalogue.row(id_) for id_ in ids)
    if origin and any(row is not None and catalogue.paper(row).authors for row in rows):
        field = "authors" if _WHO.search(query.question) else "paper"
        return replace(query, asked_term=None, intent=Intent.METADATA, field=field)
    explain = origin or query.intent is Intent.METADATA
    return replace(query, asked_term=None, intent=Intent.EXPLAIN if explain else query.intent)


def introduces(paper: Paper, term: str, found: Places) -> bool:
    """Whether a paper says that the term is its own: in its title, or with "we propose"."""
    head, phrase = short_title(paper.title), phrase_of(term)
    if name_key(head) == name_key(term) or name_key(term) in map(name_key, repositories(paper.text)):
        return True
    if any(paper.title[end : end + 1] == ")" for _, end in places(paper.title, phrase)):
        return True
    found = [at for at in found if _digits(paper.text[slice(*at)]) == _digits(term)]  # not "CLIP2Point"
    acronyms = (_ACRONYM.match(paper.text[end:]) for _, end in found)
    if any(acronym and name_key(acronym[1]) == name_key(head) for acronym in acronyms):
        return True
    return any(
        _is_named_by(paper.text[max(0, start - _BEFORE) : start], term) and _CLOSES.match(paper.text[end:])
        for start, end in found
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_named_by(before: str, term: str) -> bool:
    """Whether "we propose" stands before a term, and no other name than what the term is short for: "we
    propose Group Sparse LoRA" is not about "LoRA", "we propose Low-Rank Adaptation, or LoRA" is."""
    named = NAMING_PHRASE.search(before)
    if not named:
        return False
    between = [run for run in runs(named.group())[1:] if not run.islower()]
    letters = iter(term.lower())
    return all(run[0].lower() in letters for run in between)


def answered(searcher: Searcher, composer: Composer, query: ParsedQuery, allowed: Mask | None) -> Part | None:
    """The answer to what is asked of a term, of authors or of words; None where nothing such is asked."""
    if told := spelt_out(searcher, composer, query):
        return told
    term = query.asked_term
    if term and term.asked is Asked.IDENTIFIER:
        said = f"No paper here has the identifier {term.term}."
        return Part(query, f"{said} Add its paper from a file with: ask ingest FILE", Status.NOT_ANSWERED)
    if term and term.asked is Asked.CITATIONS:
        return _citing(searcher, composer, query)
    if term and (told := _term(searcher, composer, query, allowed)):
        return told
    if query.filters.author and (nobody := attributed.unknown(composer.catalogue, query.filters)):
        return Part(query, nobody, Status.NOT_ANSWERED)
    if query.filters.venue and (nowhere := attributed.unknown_venue(composer.catalogue, query.filters)):
        return Part(query, nowhere, Status.NOT_ANSWERED)
    mentioned = query.filters.mentions and not query.search_text and not query.excluded
    if mentioned and allowed is not None:
        return _mentioning(searcher, composer, query, allowed)
    return None


def _term(searcher: Searcher, composer: Composer, query: ParsedQuery, allowed: Mask | None) -> Part | None:
    """A term that no paper introduces: what those say that use it, or that none does."""
    assert query.asked_term
    term, origin = query.asked_term.term, query.asked_term.asked is Asked.ORIGIN
    found = mentioning(searcher.catalogue, term)
    respelt = _respelt(searcher, term)
    if not found and respelt != term:
        term, found = respelt, mentioning(searcher.catalogue, respelt)
    found = {row: at for row, at in found.items() if allowed is None or allowed[row]}
    if not found:
        return _unknown_term(searcher, composer, query, allowed)
    named = is_name(term) or any(_is_named(searcher.catalogue.paper(row), at) for row, at in found.items())
    if origin and not named:
        return None
    if not origin and (part := defined(searcher, composer, query, term, found)):
        return part
    expands = {row: expanding(searcher.catalogue.paper(row), at) for row, at in found.items()}
    hits = tuple(sorted(ranked(searcher, term, found), key=lambda hit: not expands[hit.row]))
    mention = "mentions" if len(found) == 1 else "mention"
    total = plural(len(searcher.catalogue), "paper")
    papers = {row: searcher.catalogue.paper(row) for row in found}
    own = any(_may_be_its_own(papers[row], at) for row, at in found.items())
    head = f"No paper here introduces {term}. {len(found):,} of {total} {mention} it:"
    head = f"{len(found):,} of {total} {mention} {term}:" if own else head
    looked_up, shown = searcher.query(query.question), hits[:DESCRIBED]
    quoted = [_quote(composer, looked_up, h.row, expands[h.row] or found[h.row]) for h in shown]
    return Part(query, "\n\n".join([head, *quoted]), Status.PARTLY, shown, hits)


def _may_be_its_own(paper: Paper, found: Places) -> bool:
    """Whether the title has the term, or a sentence has it behind "we" or as what is given there: that the
    paper does not introduce it would be no more than a guess."""
    if any([*places(paper.title, phrase_of(paper.text[start:end]))] for start, end in found):
        return True
    return any(
        _OF_ITS_OWN.search(paper.text[begin:start])
        or _NEW.search(paper.text[begin:start])
        or _IS_GIVEN.search(paper.text[end:last])
        for start, end in found
        for begin, last in sentences(paper.text)
        if begin <= start < last
    )


def _respelt(searcher: Searcher, term: str) -> str:
    """The term with slips mended; capitals or digits inside a word make that word a name, which has none."""
    for word in words(term):
        if all(letter.islower() for letter in word[1:]) and len(word) > 1:
            mended = searcher.respelt(term if len(words(term)) == 1 else word)
            term = term.replace(word, mended.lower() if word.islower() else mended)
    return term


def _is_named(paper: Paper, found: Places) -> bool:
    """Whether a paper uses a term as a name: in capitals, or with its acronym behind it."""
    return any(is_name(paper.text[start:end]) or _ACRONYM.match(paper.text[end:]) for start, end in found)


def _unknown_term(
    searcher: Searcher, composer: Composer, query: ParsedQuery, allowed: Mask | None
) -> Part | None:
    """No paper has the words side by side: said, unless a sentence that was found has them all."""
    assert query.asked_term
    term, wanted = query.asked_term.term, set(terms(query.asked_term.term))
    ranking = searcher.search(query.search_text or query.question, allowed=allowed)
    hits = ranking.top(TOGETHER)
    if len(wanted) > 1 and any(
        wanted <= set(terms(e.text))
        for h in hits
        for e in score_sentences(searcher.catalogue, h.row, ranking.query)
    ):
        return None
    if query.asked_term.asked is Asked.ORIGIN and not is_name(term):
        return None
    return Part(query, f"No paper here mentions {term}.", Status.NOT_ANSWERED, hits, ranking=ranking)


def _citing(searcher: Searcher, composer: Composer, query: ParsedQuery) -> Part:
    """Abstracts hold no references: said, with the papers whose text has the name."""
    assert query.asked_term
    kinds = searcher.catalogue.columns.counted("text_kind")
    kind = "abstracts" if "abstract" in kinds else "our summaries"
    head = f"The papers here are {kind} without reference lists: who cites whom cannot be told from them."
    term = query.asked_term.term
    sure = [m for m in query.mentions if m.certainty >= parameters().routing.certain_name]
    own = {id_ for m in sure if name_key(m.text) == name_key(term) for id_ in m.paper_ids}
    found = mentioning(searcher.catalogue, term) if term else {}
    found = {row: at for row, at in found.items() if searcher.catalogue.snapshot.id(row) not in own}
    if not found:
        none = f" No other paper here mentions {term}." if term else ""
        return Part(query, head + none, Status.NOT_ANSWERED)
    others = f"{plural(len(found), 'other paper')} here mention{'s' if len(found) == 1 else ''} {term}:"
    hits = ranked(searcher, term, found)
    lines = _lines(composer, searcher.query(query.question), hits, found)
    return Part(query, "\n".join([f"{head} {others}", *lines]), Status.PARTLY, hits, hits)


def _mentioning(searcher: Searcher, composer: Composer, query: ParsedQuery, allowed: Mask) -> Part:
    """The papers whose text has the words, each with a sentence that has them."""
    catalogue, words = searcher.catalogue, query.filters.mentions or ""
    found: dict[int, Places] = {}
    for one in (one for together in alternatives(words) for one in together):
        for row, at in mentioning(catalogue, one).items():
            if allowed[row] and (
                not query.active_papers or catalogue.snapshot.id(row) in query.active_papers
            ):
                found[row] = [*found.get(row, ()), *at]
    total = len(query.active_papers) or len(catalogue)
    verb = "mentions" if len(found) == 1 else "mention"
    others = [text for text in query.filters.describe() if not text.startswith("mentioning ")]
    limits = f" ({', '.join(others)})" if others else ""
    head = f"{len(found):,} of {plural(total, 'paper')} {verb} {words}{limits}"
    if not found:
        return Part(query, f"No paper here mentions {words}{limits}.", Status.NOT_ANSWERED)
    hits = _newest(catalogue, found)
    lines = _lines(composer, searcher.query(words), hits[: query.limit], found)
    return Part(query, "\n".join([f"{head}:", *lines]), Status.ANSWERED, hits, hits)


def _lines(
    composer: Composer, query: SearchQuery, hits: Sequence[Hit], found: Mapping[int, Places]
) -> list[str]:
    """A line for each paper, the first dozen with the sentence that has the words."""
    lines = [f"- {_quote(composer, query, hit.row, found[hit.row], titled=True)}" for hit in hits[:QUOTED]]
    return lines + [f"- {with_date(composer.catalogue.paper(hit.row))}" for hit in hits[QUOTED:]]


def _quote(composer: Composer, query: SearchQuery, row: int, found: Places, *, titled: bool = False) -> str:
    """The paper's name, or its title and date, and its best sentence that has the words."""
    said = score_sentences(composer.catalogue, row, query)
    having = [e for e in said if any(e.start <= start < e.end for start, _ in found)]
    best = sorted(having or said, key=lambda e: (-e.score, e.start))[:1]
    called = with_date(composer.catalogue.paper(row)) if titled else None
    return composer.passage(row, best, called=called)


def _newest(catalogue: Catalogue, found: Mapping[int, Places]) -> tuple[Hit, ...]:
    """The papers found, the newest first, those without a date last."""
    rows = sorted(found, key=lambda row: str(catalogue.columns[row].get("published") or ""), reverse=True)
    return tuple(Hit(row, 0.0, {}) for row in rows)
