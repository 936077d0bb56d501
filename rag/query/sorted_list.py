"""The list before in another order, or the first of it in that order: "sort them by date", "the 2 newest".

In: a message, the turns before it. Out: the query of the list with the order, None where no list was told.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.model.conversation import Turn
from rag.model.query import Intent, Order, ParsedQuery
from rag.query.narrowed import is_part_of_a_list
from rag.query.order import find_order
from rag.query.talked_of import LISTS, about
from rag.text.numbers import NUMBER, number
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
_OLDER = re.compile(r"\b(?:older|oldest|earlier|earliest|first|before (?:the other|that))\b", re.I)
_NEWER = re.compile(r"\b(?:newer|newest|younger|youngest|later|latest|last|recent)\b", re.I)
_COMPARATIVE = re.compile(
    r"\b(?:which|what|who)\b.*\b(?:older|earlier|newer|younger|later|more recent)\b", re.I
)
_PLACES = frozenset(("first", "last"))  # "the last two" are the two that were told last
_OF_DATES = frozenset(
    """who which what one ones of the two both is are was were came come out appeared appear published written
    released paper papers more most them these those or and so first older oldest earlier earliest newer
    newest younger youngest later latest last recent before other that it has been did a
    whichs whos whats s 1 2""".split()
)
_ASIDE = frozenset("top just only please pls show give list tell name me us now then ok".split())
_POINTING = frozenset("these those them two both ones one".split())
_ASKING = frozenset("which whichs what whats who whos of".split())
_NUMBER = re.compile(rf"{NUMBER}\Z", re.I)
_MOST = 100  # papers that may be asked for by number


def order_between(asked: str) -> Order | None:
    """Whether the older or the newer of some papers is asked for; None where something else is asked."""
    if not set(runs(asked.lower())) <= _OF_DATES:
        return None
    return Order.NEWEST if _NEWER.search(asked) else Order.OLDEST if _OLDER.search(asked) else None


def compares_ages(asked: str) -> bool:
    """Whether nothing is asked but which of two papers is the older or newer: "which is more recent?"."""
    return order_of_shown(asked)[0] is not None and bool(_COMPARATIVE.search(asked))


def order_of_shown(asked: str) -> tuple[Order | None, int]:
    """The order in which a message asks for papers of the list that was told, and how many of them: "the 2
    newest", "newest of these"; 0 where one is asked for. No order where it speaks of papers, which may be any
    of the library, or of places alone."""
    said = [word for word in runs(asked.lower()) if word not in _ASIDE]
    numbers = [word for word in said if _NUMBER.match(word)]
    words = [word for word in said if word not in numbers]
    order = order_between(" ".join(words))
    speaks = {"paper", "papers"} & set(words) and not _POINTING & set(words)
    year = any(number(word) > _MOST for word in numbers)
    picks = "one" in numbers and _ASKING.isdisjoint(words)  # "the newest one" is a paper
    if not order or speaks or year or picks or (_PLACES & set(words) and numbers):
        return None, 0
    several = [count for word in numbers if 1 < (count := number(word)) <= _MOST]
    if several or "ones" in words:
        return order, several[0] if several else _MOST
    return order, 0


def sorted_list(message: str, history: Sequence[Turn]) -> ParsedQuery | None:
    """The query that tells the latest list, or the papers compared last, in the order that is asked for; one
    that cannot be is told in the order that it had, with a note."""
    lists = (t for t in reversed(history) if len(about(t)) > 1 or (t is history[-1] and is_part_of_a_list(t)))
    turn = next(lists, None)
    if turn is None:
        return None
    first, most = order_of_shown(message)
    order = first or order_asked(message, turn.query.order)
    before = replace(turn.query, message=message, order=order, offset=0, notes=() if order else (ORDERS,))
    if most:
        before = replace(before, limit=most if most < _MOST else None)
    if before.intent in LISTS and before.act is None and not before.active_papers:
        listing = before.intent is Intent.CORPUS
        field = (str(order) if order else before.field) if listing else None
        return replace(before, intent=Intent.CORPUS if listing else Intent.LIST, field=field)
    told = replace(before, intent=Intent.CORPUS, field=str(order) if order else "list", search_text="")
    return replace(
        told, act=None, within=turn.paper_ids, excluded=(), besides=(), active_papers=(), asked_term=None
    )


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
