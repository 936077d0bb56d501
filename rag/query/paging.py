"""Going on with a list: "more", "show me the next 7", "the rest".

In: a message, the question before it. Out: the same question, a page further. A message of any other
word than those below asks something else.
"""

import re
from dataclasses import replace

from rag.model.query import Intent, ParsedQuery
from rag.query.ranked import in_its_place
from rag.text.numbers import NUMBER, number
from rag.text.runs import runs

MOST_REST = 100  # papers of "the rest" that get a sentence each
_LISTS = {Intent.LIST, Intent.COUNT, Intent.CORPUS}
_GOES_ON = frozenset("another continue else further more next others remaining rest".split())
_TOGETHER = ({"go", "on"}, {"keep", "going"}, {"other", "ones"}, {"other", "papers"})
_REST = frozenset(("remaining", "rest"))
_BESIDE = frozenset(
    """a all and any anything are articles can could entries few get give go going have i in is it items keep
    let list me of ok on one ones other page papers please results s see show some studies the them there
    these those to us want what which works would you your""".split()
)
_NUMBER = re.compile(rf"\b{NUMBER}\b", re.I)


def next_page(message: str, before: ParsedQuery, shown: int, *, goes_on: bool = False) -> ParsedQuery | None:
    """The question before, from where its list stopped; None where the message does not ask to go on.
    `shown`: how many papers the answer before cites; `goes_on`: it is known that the message asks for
    more."""
    if one := in_its_place(message, before, shown):
        return one
    typed = runs(message.lower())
    words = {word for word in typed if not _NUMBER.fullmatch(word)}
    listed = before.intent in _LISTS and bool(shown or before.offset)
    says_so = words & _GOES_ON or any(pair <= words for pair in _TOGETHER)
    if not listed or not words or not (goes_on or (says_so and words <= _GOES_ON | _BESIDE)):
        return None
    asked = _NUMBER.search(message)
    limit = number(asked[0].lower()) if asked else MOST_REST if words & _REST else None
    offset = before.offset + min(shown, before.shown_in_full)
    return replace(before, message=message, limit=limit, offset=offset)
