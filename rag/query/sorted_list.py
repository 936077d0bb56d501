"""The list before in another order: "sort them by date".

In: a message, the turns before it. Out: the query of the list with the order, None where no list was told.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.model.conversation import Turn
from rag.model.query import Intent, Order, ParsedQuery
from rag.query.order import find_order
from rag.query.talked_of import LISTS, about
from rag.text.runs import runs

ORDERS = "A list can be put in order of date, of upvotes or of the number of authors."
_WORDS = {  # of an order that is named in no fixed phrase: "from old to new"
    Order.NEWEST: frozenset("new newest latest recent recently recency".split()),
    Order.OLDEST: frozenset("old oldest earliest chronological chronologically age".split()),
    Order.MOST_UPVOTED: frozenset("upvotes upvoted upvote popular popularity liked likes votes".split()),
    Order.MOST_AUTHORS: frozenset("authors coauthors".split()),
}
_DATES = frozenset("date dates year years month time publication published datum fecha".split())
_CHRONOLOGY = frozenset(("chronological", "chronologically"))
_REVERSED = frozenset("reverse reversed round other opposite inverse invert".split())
_TURNED = {Order.NEWEST: Order.OLDEST, Order.MOST_UPVOTED: Order.LEAST_UPVOTED}
_TURNED |= {other: one for one, other in _TURNED.items()}


def sorted_list(message: str, history: Sequence[Turn]) -> ParsedQuery | None:
    """The query that tells the latest list, or the papers compared last, in the order that is asked for; one
    that cannot be is told in the order that it had, with a note."""
    turn = next((turn for turn in reversed(history) if len(about(turn)) > 1), None)
    if turn is None:
        return None
    order = order_asked(message, turn.query.order)
    before = replace(turn.query, message=message, order=order, offset=0, notes=() if order else (ORDERS,))
    if before.intent in LISTS and before.act is None and not before.active_papers:
        listing = before.intent is Intent.CORPUS
        field = (str(order) if order else before.field) if listing else None
        return replace(before, intent=Intent.CORPUS if listing else Intent.LIST, field=field)
    told = replace(before, intent=Intent.CORPUS, field=str(order) if order else "list", search_text="")
    return replace(told, act=None, within=turn.paper_ids, besides=(), active_papers=(), asked_term=None)


def order_asked(message: str, before: Order | None) -> Order | None:
    """The order that a message asks for, the first that it names; None where it names none that there is."""
    asked, said = find_order(message)[0], runs(message.lower())
    if asked is None:
        named = ((said.index(word), order) for order, known in _WORDS.items() for word in known & set(said))
        asked = min(named, default=(0, None))[1]
    if asked is None and _DATES & set(said):
        asked = Order.NEWEST
    if not _REVERSED & set(said):
        return asked
    if asked is None:
        return _TURNED.get(before) if before else None
    return Order.NEWEST if _CHRONOLOGY & set(said) else asked  # "in reverse chronological order"
