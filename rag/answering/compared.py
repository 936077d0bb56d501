"""What a comparison lacks: names that no paper has, and papers that say nothing on what is compared.

In: a parsed query, a searcher. Out: names, and lines for the reader. A name that is not known adds no paper.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.citations import name_of
from rag.answering.parameters import Routing
from rag.answering.part import Part
from rag.entities.aliases import short_title
from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.query.anaphora import SURE, content_words, is_anaphoric
from rag.query.aspects import COMPARING, EARLIER
from rag.query.mentions import is_name
from rag.retrieval.abstention import unknown_entities, word_matches
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.kinds_of_answer import compares
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import names_one
from rag.text.prose import spoken_list
from rag.text.runs import runs
from rag.text.terms import terms

# What is compared stands before the aspect: "A and B on memory".
_ASPECT = re.compile(
    r"\b(?:on|in terms of|with (?:respect|regard) to|regarding|concerning|for|by|in|when)\b", re.I
)
_BESIDE = re.compile(r"\b(?:to|with|than|from|vs\.?|versus|against|and|or)\s+\S", re.I)
_SETS_BESIDE = re.compile(  # "is it skill or luck?" asks what is so, and calls nothing by a name
    r"\b(?:compar\w+|contrast\w*|differ\w*|versus|vs|between|than|better|worse|best|worst|beats?|outperforms?"
    r"|similar(?:ly|ity|ities)?|common|alike|same|table|more|less|fewer|most|least|prefer\w*|instead)\b"
    r"|\b(?:which|what)(?: one)?\b",
    re.I,
)
_THAN = tuple(  # the side of a comparison that is no paper by name
    re.compile(form, re.I)
    for form in (
        r"\bthan\s+(?P<other>[^?.!;,]+)",
        r"\bor\s+(?P<other>[^?.!;,]+?)\s*[,:;?–-]",
        r"^\W*(?P<other>[^?.!;,]+?)\s+or\b",
    )
)
_SIDE = re.compile(r",|\b(?:vs\.?|versus|and|or|with|to|than|against|from|of|between)\s", re.I)


def absent_names(query: ParsedQuery, looked_up: SearchQuery) -> list[str]:
    """What is to be compared and is called by a name that no paper has, under any spelling near enough; where
    nothing is compared, only what is spelt like a name."""
    entities = unknown_entities(query.message, looked_up)
    if not _SETS_BESIDE.search(query.message):
        return entities
    compared = _ASPECT.split(EARLIER.sub(" ", query.message))[0]

    def nowhere(word: str) -> bool:
        return bool(stems := terms(word)) and all(t in looked_up.unknown for t in stems)

    sides = ([w for w in content_words(side) if w.lower() not in COMPARING] for side in _SIDE.split(compared))
    unknown = [word for side in sides if all(map(nowhere, side)) for word in side]  # not "plain U-Net"
    return list(dict.fromkeys([*entities, *unknown]))


def set_beside(catalogue: Catalogue, query: ParsedQuery, described: Sequence[int]) -> list[int]:
    """Those of the papers that a comparison may mean beside the one that is named or talked of: papers that
    have what it calls by a name; none where nothing is set beside it ("by what factor did they differ?")."""
    if query.active_papers and not _BESIDE.search(query.message):
        return []
    named = [set(terms(name)) for name in _lone_names(query)]
    papers = ((row, catalogue.paper(row)) for row in described)
    return [
        row for row, one in papers if all(name <= set(terms(f"{one.title} {one.text}")) for name in named)
    ]


def tells_of_both(searcher: Searcher, query: ParsedQuery, row: int) -> bool:
    """Whether the one paper that is named compares both sides itself: "does Kestrel need less memory than
    dropout?" of a paper that says so. No other paper is set beside it then."""
    paper = searcher.catalogue.paper(row)
    other = next((m["other"] for form in _THAN if (m := form.search(query.question))), "")
    wanted = set(terms(" ".join(word for word in content_words(other) if word.lower() not in COMPARING)))
    if not wanted or not wanted <= set(terms(f"{paper.title} {paper.text}")):
        return False
    looked_up = searcher.query(query.question)
    told = score_sentences(searcher.catalogue, row, looked_up)
    names = [*searcher.catalogue.own_names(row), short_title(paper.title)]
    return any(compares(one.text) and names_one(one.text, names) for one in told)


def with_lone_name(catalogue: Catalogue, query: ParsedQuery, told: Part, rows: Sequence[int]) -> Part:
    """The part of one paper, and that none is about what is called by a name that only others use; a word
    that the paper itself has in small letters is no name, and a paper that the question does not set beside
    the name tells itself of both sides."""
    names = _lone_names(query)
    if len(rows) != 1 or not names or told.status is Status.NOT_ANSWERED:
        return told
    paper = catalogue.paper(rows[0])
    small = {run for run in runs(f"{paper.title} {paper.text}") if run.islower()}
    names = [name for name in names if not (name.istitle() and name.lower() in small)]
    if not _is_set_beside(query, paper.paper_id):
        has = set(terms(f"{paper.title} {paper.text}"))
        names = [name for name in names if not set(terms(name)) <= has]
    if not names:
        return told
    said = f"No paper here is about {spoken_list(names)} itself."
    return replace(told, text=f"{told.text}\n\n{said}", status=Status.PARTLY)


def _is_set_beside(query: ParsedQuery, paper_id: str) -> bool:
    """Whether the paper is itself one side of the comparison: by its name, or as what was talked of."""
    named = any(paper_id in m.paper_ids and m.certainty >= SURE for m in query.mentions)
    return (named and paper_id not in query.active_papers) or is_anaphoric(query.message)


def _lone_names(query: ParsedQuery) -> list[str]:
    """Names that are compared and that no paper goes by."""
    own = set(query.active_papers)
    sure = [m for m in query.mentions if m.certainty >= SURE and not set(m.paper_ids) <= own]
    known = " ".join(mention.text for mention in sure)
    return [word for word in content_words(query.message) if is_name(word) and word not in known]


def without_names(aspects: Sequence[str], absent: Sequence[str]) -> tuple[str, ...]:
    """What is compared, without names that no paper has."""
    names = {name.lower() for name in absent}
    return tuple(aspect for aspect in aspects if aspect.lower() not in names)


def said_absent(catalogue: Catalogue, absent: Sequence[str]) -> str:
    """That no paper is called so, and which names are near; empty where nothing is absent."""
    if not absent:
        return ""
    near = [name for one in absent if (name := catalogue.names.near(one))]
    meant = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"No paper here is called {' or '.join(absent)}.{meant}"


def silent_on(searcher: Searcher, aspects: Sequence[str], rows: Sequence[int], using: Routing) -> list[int]:
    """The papers that say nothing on any of the aspects: neither in their words nor in words near to them."""
    if not aspects:
        return []
    looked_up = searcher.query(" ".join(aspects))
    found = {row: word_matches(searcher.catalogue, row, looked_up) for row in rows}
    return [
        row
        for row, matches in found.items()
        if matches and not any(m.present or m.similarity >= using.new_subject for m in matches)
    ]


def said_silent(catalogue: Catalogue, aspects: Sequence[str], rows: Sequence[int]) -> str:
    """That these papers do not state it; empty where all do."""
    if not rows:
        return ""
    names = spoken_list([name_of(catalogue.paper(row)) for row in rows])
    return f"Nothing is stated on “{' '.join(aspects)}” by {names}."
