"""One question asked of several papers that were talked of: "does sleep help, according to them?".

In: a searcher, a query with the papers before it. Out: the sentences of those that state it, and which do
not; None where it is no such question, or no word of it tells whether a paper does. A comparison puts each
paper's idea beside the others'; here only what is asked counts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answering.cells import role_of
from rag.answering.citations import Composer, name_of
from rag.answering.leaning import LEAST, share_of_words
from rag.answering.naming import known_hits
from rag.answering.part import Part
from rag.answering.resources import given_by
from rag.answering.roles import roles
from rag.answering.stated import stated
from rag.model.answer import Status
from rag.model.query import Act, Intent, ParsedQuery
from rag.query.anaphora import LEAD, SEVERAL, has_subject
from rag.query.of_papers import asked_of_papers
from rag.query.table_form import asks_for_table
from rag.retrieval.answerability import Answerability
from rag.retrieval.lacks import asks_for_lacks, tells_lack
from rag.retrieval.parameters import PassageParameters
from rag.retrieval.passages import score_sentences
from rag.retrieval.prefilter import Mask
from rag.retrieval.ranking import Evidence, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import Asked, answer_first
from rag.text.prose import spoken_list

SENTENCES = 2  # of each paper
NAMED = 4  # papers that do not state it, by name; more are counted
_OF_PAPERS = (Intent.FACT, Intent.EXPLAIN, Intent.COMPARE)
_THEM = re.compile(r"\b(?:they|them|their)\b", re.I)
_BESIDE = re.compile(  # what sets one paper against another, or asks for one of them
    r"\b(?:compar(?:e[sd]?|ing|isons?)|differ(?:s|ed|ing|ences?|ent|ently)?|versus|vs|between|contrast(?:s|ed|ing)?"
    r"|similar(?:ly|ity|ities)?|in common|alike|same|relate[sd]?|than|(?:dis)?agree(?:s|d|ments?)?"
    r"|better|worse|best|worst|pros|cons|which (?:one|of)|one of)\b",
    re.I,
)
_SAYING = re.compile(
    r"\b(?:according to (?:them|these|those|the authors)"
    r"|(?:do|did|have) (?:they|these|those|the authors)(?: papers)? (?:say|said|mention|tell|write)(?: us)?"
    r"(?: about| on)?"
    r"|what (?:do|did|have) (?:they|these|those|the authors)(?: papers)? (?:find|found|concluded?|report|show"
    r"|argue|learn|discover)(?: out)?(?: about| on)?"
    r"|mentioned|(?:any|all|each|both|either) of (?:them|these|those))\b",
    re.I,
)
_WHICHEVER = re.compile(  # "does either use it?": the papers, and no word that one of them must have
    r"^(\W*(?:does|do|did|is|are|was|were|has|have|had|can|could)\s+)"
    r"(?:either|neither|both|any|each|all|one)(?:\s+(?:one|papers?|stud(?:y|ies)|works?))?"
    r"(?:\s+of\s+(?:them|these|those|the\s+(?:two|three|papers?|studies))(?:\s+papers)?)?(?=\s+\w)",
    re.I,
)


def is_of_each(query: ParsedQuery) -> bool:
    """Whether a question about the papers talked of asks the same of each, and compares nothing."""
    text = query.message
    thing = asked_of_papers(text)
    asks = thing or query.intent is Intent.COMPARE or SEVERAL.search(text) or _THEM.search(text)
    beside = query.act is Act.COMPARE or _BESIDE.search(text) or asks_for_table(text)
    return (
        len(query.active_papers) > 1
        and query.intent in _OF_PAPERS
        and bool(asks)
        and not beside
        and bool(thing or has_subject(_SAYING.sub(" ", text)))
    )


def of_each(searcher: Searcher, composer: Composer, query: ParsedQuery, allowed: Mask | None) -> Part | None:
    """What those of the papers say that state it, then which do not."""
    if not is_of_each(query):
        return None
    catalogue = searcher.catalogue
    rows = [row for id_ in query.active_papers if (row := catalogue.row(id_)) is not None]
    rows = [row for row in rows if allowed is None or allowed[row]]
    detail = _WHICHEVER.sub(r"\1", LEAD.sub("", query.message))
    detail = asked_of_papers(query.message) or _SAYING.sub(" ", detail).strip() or query.message
    looked_up = searcher.query(detail)
    if thing := asked_of_papers(query.message):
        told = {row: _on_thing(searcher, row, thing, query.message) for row in rows}
        if any(told.values()):
            telling = {row: found[:SENTENCES] for row, found in told.items() if found}
            return _by_some(composer, query, telling, rows)
    shares = {row: share_of_words(searcher, row, looked_up, detail) for row in rows}

    def judged(some: Sequence[int]) -> dict[int, Answerability]:
        return {row: stated(searcher, row, looked_up, detail, own=True) for row in some}

    verdicts = judged([row for row in rows if shares[row] >= LEAST])  # one that lacks the words is not read
    stating = [row for row, verdict in verdicts.items() if verdict.stated]
    if not stating:
        verdicts |= judged([row for row in rows if row not in verdicts])
        return _by_none(composer, query, looked_up, verdicts, shares)
    short = replace(looked_up.using.passages, sentences=SENTENCES)
    return _by_some(
        composer, query, {row: _telling(composer, looked_up, row, short) for row in stating}, rows
    )


def _on_thing(searcher: Searcher, row: int, thing: str, message: str) -> Sequence[Evidence]:
    """The sentences of a paper that have the role that is asked for, tell what it lacks, or give out what is
    asked for; none where something else is asked."""
    paper, role = searcher.catalogue.paper(row), role_of(thing)
    if (given := given_by(row, paper, message)) is not None:
        return given
    if not role and not asks_for_lacks(thing):
        return ()
    found = score_sentences(searcher.catalogue, row, searcher.query(thing))
    if role:
        said = roles(found, name_of(paper)).get(role)
        return [said] if said else []
    return [one for one in found if tells_lack(one.text)]


def _by_some(
    composer: Composer, query: ParsedQuery, telling: Mapping[int, Sequence[Evidence]], rows: Sequence[int]
) -> Part:
    """What those of the papers say that state it, and which do not."""
    passages = [composer.passage(row, list(found)) for row, found in telling.items()]
    silent = [name_of(composer.catalogue.paper(row)) for row in rows if row not in telling]
    passages += [_said_silent(silent)] if silent else []
    return Part(query, "\n\n".join(passages), Status.ANSWERED, known_hits([*telling], ()))


def _by_none(
    composer: Composer,
    query: ParsedQuery,
    looked_up: SearchQuery,
    verdicts: Mapping[int, Answerability],
    shares: Mapping[int, float],
) -> Part | None:
    """That none of the papers states it, and what the one with most of its words says."""
    if not verdicts:
        return None
    first, *others = verdicts.values()
    missing = [word for word in first.missing if all(word in other.missing for other in others)]
    about = f" (nothing on {spoken_list([f'“{word}”' for word in missing])})" if missing else ""
    plainly = "" if all(verdict.sure for verdict in verdicts.values()) else " plainly"
    none = "Neither paper states" if len(verdicts) == 2 else f"None of these {len(verdicts)} papers states"
    nearest = max(shares, key=lambda row: shares[row])
    passage = composer.passage(nearest, _telling(composer, looked_up, nearest, looked_up.using.passages))
    text = f"{none} this{plainly}{about}. The nearest that they come:\n\n{passage}"
    return Part(query, text, Status.PARTLY, known_hits([nearest], ()))


def _telling(composer: Composer, query: SearchQuery, row: int, using: PassageParameters) -> list[Evidence]:
    asked = Asked(query.text, composer.catalogue.own_names(row))
    return answer_first(score_sentences(composer.catalogue, row, query), asked, using)


def _said_silent(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"The other {len(names)} papers do not state it."
    return f"{spoken_list(names)} {'does' if len(names) == 1 else 'do'} not state it."
