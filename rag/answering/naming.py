"""Which papers a question names, and which of those that were found it may mean.

In: a parsed query, a catalogue, the hits of a ranking. Out: rows, hits, and the question without the names
in it. Decides nothing about the answer.
"""

import re
from collections.abc import Sequence

from rag.answering.parameters import Routing, parameters
from rag.model.query import Mention, ParsedQuery
from rag.query.aspects import EARLIER
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Hit
from rag.text.name_keys import name_key
from rag.text.terms import terms

_NAME_ASKED = re.compile(
    r"\b(explain|define|mean\w*|stands? for|tell|describe|papers?|acronym|who uses)\b", re.I
)

LONG_NAME = 3  # words


def ambiguous_mention(query: ParsedQuery, using: Routing) -> Mention | None:
    """The first name of the question that several papers go by."""
    return next((m for m in query.mentions if len(m.paper_ids) > 1 and is_sure(m, query, using)), None)


def stands_out(hits: Sequence[Hit], margin: float) -> bool:
    """Whether the words of the question, the name left aside, are plainly about the first of these."""
    return len(hits) > 1 and hits[0].score - hits[1].score > margin


def is_sure(mention: Mention, query: ParsedQuery, using: Routing) -> bool:
    """Whether a name leads to its papers for certain: as it stands, or as all that is asked about."""
    if mention.certainty >= using.certain_name:
        return True
    return mention.text.isupper() and not terms(
        _NAME_ASKED.sub(" ", query.question.replace(mention.text, " "))
    )


def named_rows(
    catalogue: Catalogue, mentions: Sequence[Mention], using: Routing | None = None
) -> dict[int, float]:
    """Rows that a text names, with how certainly."""
    using = using or parameters().routing
    found: dict[int, float] = {}
    for mention in mentions:
        worth = mention.certainty * (1.0 if mention.certainty >= using.certain_name else using.doubted)
        for paper_id in mention.paper_ids:
            if (row := catalogue.row(paper_id)) is not None:
                found[row] = max(found.get(row, 0.0), worth)
    return found


def known_hits(rows: Sequence[int], hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """These rows' hits; one of no score for a row that was not found."""
    found = {h.row: h for h in hits}
    return tuple(found.get(row, Hit(row, 0.0, {})) for row in dict.fromkeys(rows))


def likely_hits(hits: Sequence[Hit], meant: Sequence[int], share: float) -> list[Hit]:
    """The paper that is meant; where none was named, the best and those that nearly scored as well."""
    if hits[0].row in meant:
        return [h for h in hits if h.row in meant][:3]
    best, *others = hits[:3]
    return [best, *(h for h in others if h.score >= share * best.score)]


def with_it(query: ParsedQuery, using: Routing) -> str:
    """The question with "it" for each long name in it: the words of a title find those sentences of its paper
    that repeat them, whatever is asked (eval/LOG.md)."""
    text = query.question
    for mention in query.mentions:
        long = mention.certainty >= using.certain_name and len(mention.text.split()) >= LONG_NAME
        said, name = name_key(mention.text), name_key(mention.name)
        if long and (said in name or name in said):  # not "does salt make bread rise"
            text = text.replace(mention.text, "it")
    return text


def detail_of(query: ParsedQuery, using: Routing | None = None) -> str:
    """The question without the names in it, and without the earlier work that it sets the paper beside: what
    is asked about the paper."""
    using = using or parameters().routing
    text = EARLIER.sub(" ", query.question)
    for mention in sorted(query.mentions, key=lambda mention: -len(mention.text)):
        if mention.certainty >= using.certain_name:
            text = text.replace(mention.text, " ")
    return text
