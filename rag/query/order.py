"""The order that a list is asked for: newest first, most upvoted first, what to read first.

In: a question. Out: the order, and the question without the words that ask for it. A superlative
counts only where it stands before a word for papers in the first phrase of the question, or at its end:
in "papers on the oldest stars" it belongs to the subject.
"""

import re

from rag.model.query import Order
from rag.query.library_questions import MANY, NOUN
from rag.text.numbers import NUMBER

_SUPERLATIVES = {
    Order.NEWEST: r"newest|latest|most recent(?:ly (?:published|added|released))?|most up-to-date"
    r"|last(?! (?:year|month|week|day|decade|quarter|layer))",
    Order.OLDEST: r"oldest|earliest|(?:very )?first(?: ever| published)?(?! \d)",
    Order.MOST_AUTHORS: r"most-authored",
    Order.MOST_UPVOTED: r"(?:most|highest|top|best)[ -](?:up-?voted|voted|liked|popular)|most-loved",
    Order.LEAST_UPVOTED: r"(?:least|lowest|fewest)[ -](?:up-?voted|voted|liked|popular)",
}
_VOTES = r"(?:up-?votes?|votes|likes)"
_MEASURES = {
    Order.MOST_AUTHORS: r"(?:the )?(?:most|(?:highest|largest|biggest) number of) (?:co-?)?authors"
    r"|(?:the )?(?:largest|biggest) (?:author )?(?:team|list)|(?:the )?longest (?:author list|list of authors)",
    Order.FEWEST_AUTHORS: r"(?:the )?(?:fewest|least|(?:lowest|smallest) number of) (?:co-?)?authors"
    r"|(?:the )?smallest (?:author )?team|(?:the )?shortest (?:author list|list of authors)",
    Order.MOST_UPVOTED: rf"(?:the )?(?:most|highest|top|(?:highest|largest) number of) {_VOTES}",
    Order.LEAST_UPVOTED: rf"(?:the )?(?:fewest|least|lowest|(?:lowest|smallest) number of) {_VOTES}",
}
_BY = {
    Order.NEWEST: r"(?:by|in(?: the)? order of) (?:their )?(?:publication )?(?:date|recency|year|time|age)"
    r"|(?:newest|latest|most recent)(?: ones?)? first|(?:in )?reverse chronological(?:ly)?(?: order)?",
    Order.OLDEST: r"(?:oldest|earliest)(?: ones?)? first|(?:in )?chronological(?:ly)?(?: order)?",
    Order.MOST_UPVOTED: rf"(?:by|in(?: the)? order of) (?:their )?(?:number of )?(?:{_VOTES}|popularity)"
    rf"|(?:most|highest)[ -](?:{_VOTES}|upvoted|popular)(?: ones?)? first",
    Order.MOST_AUTHORS: r"by (?:their )?(?:number of authors|author count)",
}
_READING = re.compile(
    r"\b(?:should|could|do|would|can|must|to) (?:i|we|one|you recommend)? ?(?:to )?(?:read|start|begin)\b[^?]*?\bfirst\b"
    r"|^\W*(?:so )?where (?:should|could|do|would|can) (?:i|we|one|a \w+) (?:start|begin)\b(?: (?:reading|learning))?"
    r"|^\W*what (?:should|could|do|would|can|must) (?:i|we|one) (?:start|begin) (?:reading|with)(?: first)?"
    r"|\b(?:good|best|right) (?:starting|entry) points?\b|\breading list\b|\bmust-reads?\b"
    r"|\b(?:good|best|nice|gentle) (?:papers?|first papers?|introductions?) to (?:read|start with|begin with)\b",
    re.I,
)
_LEAD = (
    r"^\W*(?:(?:what(?:'s| is| are| was| were)?|which(?: is| are| was| were)?|who|show|give|find|list|tell|get"
    r"|name|me|us|i|want|need|please|can|could|you|do|have|we|to|see|know|the|a|your|our|is|are|of|all|and|ok"
    rf"|{NUMBER})\b\W*)*?(?:the )?(?:{NUMBER} )?"
)
_NEWS = r"(?:ones?|developments?|advances?|progress|findings?|results?|news|insights|things?|methods?|approach(?:es)?)"
_AFTER = rf"(?=(?: [\w-]+){{0,4}}? (?:{NOUN}|ones?)\b|(?: {NUMBER})?(?: (?:on|in|about|for|regarding|with|from)\b|\W*$))"
_NEWS_OF = rf"(?: {_NEWS} (?:on|in|about|for|regarding)\b)"
_AT_END = r"(?P<order>\b(?:is|are|was|were)(?: the)? (?:{0}))\W*$"
_CAME = {
    Order.NEWEST: r"\b(?:came|come|was|were|appeared)(?: (?:out|published|released))? (?:last|latest|most recently)\W*$",
    Order.OLDEST: r"\b(?:came|come|was|were|appeared)(?: (?:out|published|released))? (?:first|earliest)\W*$",
}
_SEVERAL = re.compile(rf"\b{MANY}\b|\bwhich are\b|\b(?:rank|sort|order|arrange)\w*\b|\bones\b", re.I)
_SORT = (
    r"(?:\b(?:sort|sorted|rank|ranked|order|ordered|arrange|arranged)\b(?: (?:it|them|these|those|all)\b)?)"
)


def find_order(text: str) -> tuple[Order | None, str]:
    """The order that a question asks for, if any, and the question without the words that ask for it."""
    if match := _READING.search(text):
        return Order.READING, _without(text, *match.span())
    for order, pattern in _PATTERNS:
        if match := pattern.search(text):
            start, end = match.span("order") if "order" in pattern.groupindex else match.span()
            left = _without(text, start, end)
            return order, _without_sorting(left) if pattern in _SORTS else left
    return None, text


def asks_for_one(text: str) -> bool:
    """Whether a question in the singular asks for one paper: "which of these is the newest?"."""
    return not _SEVERAL.search(text)


def _without(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[:start]} {text[end:]}".split())


def _without_sorting(text: str) -> str:
    """Without the verb: "rank the papers", once "by upvotes" is gone."""
    return " ".join(re.sub(_SORT, " ", text, count=1, flags=re.I).split())


def _compiled() -> tuple[list[tuple[Order, re.Pattern[str]]], set[re.Pattern[str]]]:
    sorts = [(order, re.compile(rf"\b(?:{by})\b", re.I)) for order, by in _BY.items()]
    measures = [
        (order, re.compile(rf"\b(?:that |which )?(?:has|have|had|with|got|gets?|received) (?:{how})\b", re.I))
        for order, how in _MEASURES.items()
    ]
    measures += [(o, re.compile(rf"{_LEAD}(?P<order>{how})\b", re.I)) for o, how in _MEASURES.items()]
    first = [
        (order, re.compile(rf"{_LEAD}(?P<order>(?:{word})\b(?:{_NEWS_OF}|{_AFTER}))", re.I))
        for order, word in _SUPERLATIVES.items()
    ]
    last = [(order, re.compile(_AT_END.format(word), re.I)) for order, word in _SUPERLATIVES.items()]
    came = [(order, re.compile(pattern, re.I)) for order, pattern in _CAME.items()]
    return [*sorts, *measures, *came, *last, *first], {pattern for _, pattern in sorts}


_PATTERNS, _SORTS = _compiled()
