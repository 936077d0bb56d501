"""What a term is and what letters stand for, in the words of the papers that say it.

In: a parsed query, a searcher, the places of a term. Out: a part of the answer; None where no paper says it,
but for letters, of which it is said that none does. A term that a paper introduces itself is told elsewhere.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rag.answering.citations import Composer
from rag.answering.naming import known_hits
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Asked, ParsedQuery
from rag.query.acronyms import acronym_asked
from rag.query.terms_asked import asked_term
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.defining import EXPANDS, SAYS, definitions, long_form
from rag.retrieval.mentions import mentioning, phrase_of, places
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence, Hit, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.text.abbreviations import spelled_out
from rag.text.prose import plural
from rag.text.runs import runs
from rag.text.sentences import sentences
from rag.text.terms import terms

Places = Sequence[tuple[int, int]]
_DOES = re.compile(  # behind a term: "has shown that", "aims to"
    r"s?(?:\s*\([^()]+\))?\s+(?:(?:has|have) (?:\w+ly )?(?:shown|demonstrated|revealed) that"
    r"|(?:aims?|tr(?:y|ies)|seeks?) to|allows?|enables?|lets?|exploits?|extracts?|consists? (?:of|in)"
    r"|works? by|can be (?:used|seen))\b",
    re.I,
)
_WITHIN = re.compile(
    r"^\W*what(?:['’]?s| is| are) (?:an? |the )?(?P<term>[\w-]+(?: [\w-]+){0,3}?)"
    r" (?:in|of|from|according to) ",
    re.I,
)
_SHORT = re.compile(r"\s*\((\w*[A-Z]\w*)\)")
DEFINED = 2  # papers that say what a term is, of those that say it most plainly


def defined(
    searcher: Searcher, composer: Composer, query: ParsedQuery, term: str, found: Mapping[int, Places]
) -> Part | None:
    """What the papers say that define a term which is not their own."""
    catalogue = searcher.catalogue
    told = {row: definitions(catalogue.paper(row).text, at)[:1] for row, at in found.items()}
    most = max((one.plainly for best in told.values() for one in best), default=0)
    plainest = {row: best[0] for row, best in told.items() if best and best[0].plainly == most}
    if most <= EXPANDS:
        return None
    looked_up = searcher.query(query.question)
    hits = ranked(searcher, term, plainest)[:DEFINED]
    quoted = []
    for hit in hits:
        at = plainest[hit.row]
        said = score_sentences(catalogue, hit.row, looked_up)
        quoted.append(composer.passage(hit.row, [e for e in said if at.start <= e.start < at.end]))
    others = len(found) - len(hits)
    if others:
        quoted.append(f"{plural(others, 'other paper')} here mention{'s' * (others == 1)} {term}.")
    return Part(query, "\n\n".join(quoted), Status.ANSWERED, hits)


def expanding(paper: Paper, found: Places) -> Places:
    """The places where the text gives the acronym of a term, or its long form, or says what it is; where it
    has none of these, what it does."""
    told = definitions(paper.text, found)
    expanded = [at for at in found if any(one.start <= at[0] < one.end for one in told)]
    return expanded or [at for at in found if _DOES.match(paper.text, at[1])]


def defining(catalogue: Catalogue, question: str, row: int) -> tuple[int, ...]:
    """Where the sentences of a paper begin that say what the term is that a question asks about; none where
    it asks of no term."""
    asked, text = asked_term(question), catalogue.paper(row).text
    if asked and asked.asked is not Asked.MEANING:
        return ()
    within = None if asked else _WITHIN.match(question)  # "what is the drift index in the paper on kelp?"
    term = asked.term if asked else within["term"] if within else ""
    found = list(places(text, phrase_of(term))) if term else []
    letters = {short[1] for _, end in found if (short := _SHORT.match(text, end))}
    found += [at for short in sorted(letters) for at in places(text, phrase_of(short))]
    every = [one for one in definitions(text, found) if asked or one.plainly == SAYS]
    best = [one for one in every if one.plainly == every[0].plainly][: 1 + bool(letters)]
    return tuple(
        a for a, _ in sentences(text) for one in best if one.start <= a < one.end and one.plainly > EXPANDS
    )


def spelt_out(searcher: Searcher, composer: Composer, query: ParsedQuery) -> Part | None:
    """What letters stand for, each long form once, those of the papers that are meant first; where no paper
    has one, that none does."""
    letters = acronym_asked(query.question)
    catalogue, meant = searcher.catalogue, {*query.active_papers}
    found = mentioning(catalogue, letters) if letters else {}
    if not found:
        return None
    meant |= {id_ for mention in query.mentions for id_ in mention.paper_ids}
    hits = ranked(searcher, letters, found)
    hits = tuple(sorted(hits, key=lambda hit: catalogue.snapshot.id(hit.row) not in meant))
    looked_up = searcher.query(query.question)
    for find, verb in ((long_form, "stands for"), (spelled_out, "probably stands for")):
        forms = _forms(searcher, looked_up, hits, partial(find, letters))
        if forms:
            told = [
                f"{letters} {verb} {form}:\n\n{composer.passage(row, [sentence])}"
                for row, (form, sentence) in forms.items()
            ]
            return Part(query, "\n\n".join(told), Status.ANSWERED, known_hits([*forms], hits))
    if any(letters in catalogue.paper(row).title for row in found) and "mean" in query.question:
        return None  # what it is may be said, though not what its letters are
    nearest, count = hits[:DEFINED], plural(len(catalogue), "paper")
    mention = "mentions" if len(found) == 1 else "mention"
    head = f"What {letters} stands for is not stated. {len(found):,} of {count} {mention} it:"
    lines = [composer.passage(h.row, _having(looked_up, catalogue, h.row, found[h.row])) for h in nearest]
    return Part(query, "\n\n".join([head, *lines]), Status.PARTLY, nearest)


def _forms(
    searcher: Searcher, query: SearchQuery, hits: Sequence[Hit], find: Callable[[str], str]
) -> dict[int, tuple[str, Evidence]]:
    """A few long forms that are not the same words, by the rows of papers, each with its sentence."""
    forms: dict[int, tuple[str, Evidence]] = {}
    seen = set[tuple[str, ...]]()
    for hit in hits:
        said = score_sentences(searcher.catalogue, hit.row, query)
        form, sentence = next(((f, e) for e in said if (f := find(e.text))), ("", None))
        key = tuple(terms(" ".join(runs(form))))
        if sentence and key not in seen and len(forms) < DEFINED:
            seen.add(key)
            forms[hit.row] = (form, sentence)
    return forms


def _having(query: SearchQuery, catalogue: Catalogue, row: int, found: Places) -> list[Evidence]:
    """The first sentence of a paper that has the term."""
    said = score_sentences(catalogue, row, query)
    return [e for e in said if any(e.start <= start < e.end for start, _ in found)][:1] or list(said[:1])


def ranked(searcher: Searcher, text: str, found: Mapping[int, object]) -> tuple[Hit, ...]:
    """The papers found, those first that are nearest to the text."""
    mask = searcher.catalogue.snapshot.alive & False
    mask[list(found)] = True
    return searcher.search(text, allowed=mask).top(len(found))
