"""What is asked of papers as such: "limitations of these papers", "which datasets do they release?".

In: a message, the turns before it. Out: the thing that is asked for, and the message made to stand alone: of
each paper of the list that was told last, or of the library where none was. What papers are catalogued by
(their dates, authors, topics) is none of it, and neither is a list, a summary or a comparison of them.
"""

import re
from collections.abc import Sequence

from rag.model.conversation import Turn
from rag.query.anaphora import ASPECTS, LEAD
from rag.query.followup import Resolved
from rag.query.of_a_kind import of_a_kind
from rag.query.order import find_order
from rag.query.picked import Library
from rag.query.talked_of import last_ones
from rag.text.numbers import NUMBER
from rag.text.runs import runs

_NOUN = r"(?:papers|works|studies|articles|abstracts|publications|preprints)"
_PAPERS = (
    r"(?:(?:(?:all|each|both|any|every one)\s+(?:of\s+)?)?"
    rf"(?:the|these|those)\s+(?:{NUMBER}\s+)?(?P<papers>{_NOUN})"
    r"|(?:all\s+of\s+)?(?:them|these|those)|each(?:\s+of\s+them)?|they)(?:\s+(?:here|above|listed|shown))?"
)
_ASKS = (
    r"^\W*(?:(?:please|what|which|and|are|is|were|'s|list|show|give|tell|name|find|extract|collect|me|us|all|any"
    r"|the|of)\b\s*)*"
)
_THING = r"(?P<thing>[^\W\d_][\w'-]*(?:\s+[\w'-]+){0,4}?)"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_ASKS}{_THING}(?:\s+(?:that\s+)?(?:are\s+|were\s+)?\w+(?:ed|wn|en|de|lt|nt))?"
        rf"\s+(?:of|by|in|from|across)\s+{_PAPERS}\W*$",
        rf"^\W*(?:what|which)\s+{_THING}\s+(?:do|did|have|are|were)\s+{_PAPERS}\s+\w+(?:\s+\w+){{0,2}}\W*$",
        rf"^\W*(?:what\s+(?:are|were)|list|show|give|name)\s+(?:me\s+)?their\s+{_THING}\W*$",
    )
)
_NO_THINGS = frozenset(  # what is catalogued, forms of an answer, and words that make it another question
    """author authors writer writers date dates year years month months day days age ages title titles name
    names venue venues journal journals conference conferences organisation organisations organization
    organizations affiliation affiliations institution institutions company companies university
    universities lab labs country countries topic topics subject subjects theme themes field fields area
    areas category categories keyword keywords number count amount length lengths order upvote upvotes
    vote votes like likes link links url urls id ids doi dois pdf pdfs page pages file files source
    sources abstract abstracts text texts list table lists summary summaries summarise summarize
    overview overviews digest gist review bibtex reference references citation citations bibliography
    bib language languages format kind kinds type types sort difference differences similarity
    similarities comparison compare contrast relation relations relationship common agreement overlap
    one ones some none rest most least many much few half part more other others paper papers works work
    study studies article articles publications everything anything something each both who whom whose
    what which how why when where whether do does did is are was were can could has have had i you we it
    they not no without only about on explain describe discuss sum say read open drop remove keep first
    second third fourth fifth last next top best worst rank better newer newest older oldest latest earliest
    recent all let else origin
    origins provenance span period periods range site sites website websites form forms csv json ris
    markdown bibtext bibtexs pros cons contents content them see me""".split()
)


def asked_of_papers(message: str) -> str:
    """The thing that is asked for of papers, in the words of the message; empty where none is."""
    return _asked(message)[0]


def _asked(message: str) -> tuple[str, bool]:
    """The thing, and whether the message calls the papers so: not "they"."""
    plain = LEAD.sub("", message).strip() or message
    match = next((found for form in _FORMS if (found := form.match(plain))), None)
    if match is None or _NO_THINGS & set(runs(match["thing"].lower())) or find_order(plain)[0]:
        return "", False
    return match["thing"], bool(match.groupdict().get("papers"))


def of_papers(message: str, history: Sequence[Turn]) -> Resolved | None:
    """The message asked of the papers talked of last; where none were, a request for papers on the thing, if
    it is one that any paper may be asked for."""
    thing, called = _asked(message)
    papers = last_ones(history)
    if not thing or (len(papers) < 2 and not called) or not (papers or ASPECTS & set(runs(thing.lower()))):
        return None
    return Resolved(f"what are the {thing}?", papers) if papers else Resolved(f"papers on {thing}")


def of_papers_or_kind(message: str, history: Sequence[Turn], paper: Library) -> Resolved | None:
    """The same, or else the message asked of papers of a kind."""
    return of_papers(message, history) or of_a_kind(message, history, paper)
