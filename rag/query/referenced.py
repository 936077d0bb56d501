"""Of which papers references are asked for, and in which form: "MLA for the wasp paper", "cite it".

In: a parsed query, the message, the turns before it, the papers that the message names or picks. Out: the
query with those papers, or with what describes them as its search text; with neither where it asks for all.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.model.conversation import Turn
from rag.model.query import Act, Intent, ParsedQuery
from rag.query.anaphora import IT, SEVERAL, THEY
from rag.query.reference_form import described, form_of, lacking_style, speaks_of_references
from rag.query.talked_of import LISTS, is_choice, last_ones
from rag.query.topic import asks_for_papers

_EVERYTHING = re.compile(
    r"\b(?:all|every|whole|entire|complete)\b(?:\s+\w+){0,2}?\s+(?:papers?|library|collection|entries)\b|\beverything\b",
    re.I,
)
_OWN = re.compile(r"\b(?:my|our|his|her)\b(?:\s\w+)?", re.I)  # "for my paper"


def referenced(
    query: ParsedQuery, asked: str, history: Sequence[Turn], papers: tuple[str, ...]
) -> ParsedQuery:
    """The query of references; as it was where there is nothing that they could be of."""
    form = replace(query, intent=Intent.METADATA, field=form_of(asked), act=Act.REFERENCE, order=None)
    form = replace(form, search_text="", active_papers=papers, asked_term=None, unfiltered=asked)
    if lacking := lacking_style(asked):
        form = replace(form, notes=(*form.notes, f"{lacking} is none of the styles here: {STYLES}."))
    several = bool(SEVERAL.search(asked) or THEY.search(asked))
    if papers or (_EVERYTHING.search(asked) and not several):
        return form
    if subject := _described(query, asked, history):
        return replace(form, search_text=subject)
    talked_of = _talked_of(asked, history, several=several) if history else ()
    return replace(form, active_papers=talked_of) if talked_of or speaks_of_references(asked) else query


def _described(query: ParsedQuery, asked: str, history: Sequence[Turn]) -> str:
    """What describes the papers, where it is not said of those talked of."""
    leans = IT.search(asked) or SEVERAL.search(asked) or THEY.search(asked)
    if not speaks_of_references(asked) or (history and (leans or not asks_for_papers(_OWN.sub("", asked)))):
        return ""
    return described(query.unfiltered)


def _talked_of(asked: str, history: Sequence[Turn], *, several: bool) -> tuple[str, ...]:
    """The papers of the turn before: all of a list, the one that it begins with where "it" has an order."""
    last = history[-1]
    if not several and (is_choice(last) or (last.query.order and IT.search(asked))):
        return last.paper_ids[:1]
    listed = several or last.query.intent in LISTS
    return (last.paper_ids if listed else ()) or last_ones(history)


STYLES = "APA, IEEE, Chicago and MLA"
