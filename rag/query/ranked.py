"""A place in an order: "the second newest", "and the one before that?".

In: a message, the question before it. Out: the list before, from the place that is asked for, one paper of
it. A place in a list as it was told ("the second one") is none: that paper was shown.
"""

import re
from dataclasses import replace

from rag.model.query import Intent, Order, ParsedQuery
from rag.query.anaphora import LEAD
from rag.query.order import asks_for_one, find_order
from rag.query.places import ORDINALS

_NOUN = r"(?:one|paper|study|article|work)"
_OPENS = r"^\W*(?:(?:please|what|which|who|how|about|and|is|was|'s|are|show|give|tell|me|now|then)\b\W*)*"
_BESIDE = re.compile(
    rf"{_OPENS}(?:the\s+)?{_NOUN}\s+(?:that\s+)?(?:(?:is|was|came|comes|appeared|published|out|directly|right|just"
    rf"|immediately)\s+)*(?P<side>before|after|preceding|following)\s+(?:that|it|this)(?:\s+{_NOUN})?\W*$"
    rf"|{_OPENS}(?:the\s+)?(?P<which>previous|preceding|prior|following|next)\s+{_NOUN}\W*$",
    re.I,
)
_BACK = ("before", "preceding", "previous", "prior")
_RANK = re.compile(
    rf"\b(?:the\s+)?(?P<place>{'|'.join(ORDINALS)}|next)(?:\s+|-)(?=(?:most|least|fewest|\w+est)\b)", re.I
)


def rank_asked(message: str) -> tuple[int, str]:
    """The place in an order that a message asks for, from 0, and the message without it: of "the third newest
    paper" 2; 0 where it asks for none."""
    match = _RANK.search(message)
    if match is None or not find_order(rest := f"{message[: match.start()]}{message[match.end() :]}")[0]:
        return 0, message
    return ORDINALS.get(match["place"].lower(), 1), rest


def in_its_place(message: str, before: ParsedQuery, shown: int) -> ParsedQuery | None:
    """The list before, one paper of it: that of the place in an order that a message asks for, or the one
    beside what was told; None where it asks for neither. `shown`: how many papers the answer before cites."""
    if before.intent not in (Intent.LIST, Intent.COUNT, Intent.CORPUS) or not (shown or before.offset):
        return None
    plain = LEAD.sub("", message).strip() or message
    place, rest = rank_asked(plain)
    order, left = find_order(rest)
    if (
        place > 0
        and order
        and re.fullmatch(rf"{_OPENS}(?:{_NOUN}|of|them|these|those|all|the|\W)*", left, re.I)
    ):
        return _at(message, before, order, place)
    beside, order = _BESIDE.match(plain), before.order
    alone = shown == 1 or asks_for_one(before.question)
    if beside is None or order is None or order is Order.READING or not alone:
        return None
    back = (beside["side"] or beside["which"]).lower() in _BACK
    further = (
        back if order is Order.NEWEST else not back
    )  # what came before the newest follows it in the list
    if beside["which"] and beside["which"].lower() == "next":
        further = True
    place = before.offset + max(shown, 1) if further else before.offset - 1
    return _at(message, before, order, place) if place >= 0 else None


def _at(message: str, before: ParsedQuery, order: Order, place: int) -> ParsedQuery:
    listing = before.intent is Intent.CORPUS
    intent, field = (Intent.CORPUS, str(order)) if listing else (Intent.LIST, None)
    return replace(before, message=message, intent=intent, field=field, order=order, offset=place, limit=1)
