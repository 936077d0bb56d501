"""The order that a list is asked for: newest first, most upvoted first, what to read first.

In: a question. Out: the order, and the question without the words that ask for it. A superlative
counts only in the first phrase of the question, before a word for papers, or at its end: in "papers on
the oldest stars" it belongs to the subject.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.model.query import Intent, Order
from rag.query.fixed_phrases import Tokens, at, phrases, tokens
from rag.query.newcomer import without_newcomer
from rag.text.numbers import is_number

_Phrases = tuple[tuple[str, ...], ...]
_PLURAL = frozenset("papers works studies articles publications preprints ones documents abstracts".split())
_PAPERS = _PLURAL | frozenset("paper work study article publication preprint research literature one".split())
_SINGULAR = frozenset("paper study article publication preprint one".split())
_ABOUT = frozenset("on in about for regarding concerning with from to".split())
_IS = frozenset("is are was were came come out appeared published released the".split())
_HAS = frozenset("has have had with got gets received".split())
_LEAD = frozenset(
    """a all and are can could do find get give have i is list me name need of ok our please see show tell the
    to us want was we were what what's whats which who you your know here""".split()
)
_NEWS = frozenset(
    "advances approaches developments findings insights methods news progress results thing things".split()
)
_ASKED = frozenset("what where which".split())
_OF_SEVERAL = frozenset("these those them one two both".split())
_MAY_BE_A_LIST = {Intent.LIST, Intent.CORPUS, Intent.FACT, Intent.EXPLAIN}  # where words ask for an order
_BETWEEN = 4  # words of a subject before the word for papers: "newest text to image papers"


def _table(**lines: str) -> dict[Order, _Phrases]:
    return {Order(order): phrases(line.split(", ")) for order, line in lines.items()}


_SUPERLATIVES = _table(
    newest="newest, latest, most recent, most recently published, most recently added, last, last added",
    oldest="oldest, earliest, first, very first, first ever, first published",
    most_upvoted="most upvoted, most voted, most popular, most liked, top voted, highest voted, top upvoted",
    least_upvoted="least upvoted, least popular, least liked, lowest voted",
)
# "which of these is older?"
_COMPARATIVES = _table(newest="newer, more recent, later", oldest="older, earlier")
_MOST, _FEWEST = "most largest biggest longest highest greatest", "fewest smallest shortest lowest least"
_COUNTED = "{0}, number of {0}, count of {0}, list of {0}, team of {0}, group of {0}"
_AUTHORS = ", ".join(_COUNTED.format(word) for word in ("authors", "coauthors", "co-authors"))
_AUTHORS += (
    ", author list, author lists, author team, author count, author number, authors list, team, authorship"
)
_VOTES = ", ".join(_COUNTED.format(word) for word in ("upvotes", "votes", "likes"))


def _measures(superlatives: str, counted: str) -> str:
    """ "largest number of authors, biggest author list, ..."."""
    return ", ".join(f"{how} {what}" for how in superlatives.split() for what in counted.split(", "))


_MEASURES = _table(
    most_upvoted=_measures(_MOST, _VOTES),
    least_upvoted=_measures(_FEWEST, _VOTES),
    most_authors=_measures(_MOST, _AUTHORS),
    fewest_authors=_measures(_FEWEST, _AUTHORS),
)
_SORTED = _table(
    newest="by date, by publication date, by recency, by year, newest first, latest first, most recent first",
    oldest="oldest first, earliest first, in chronological order, chronologically",
    most_upvoted="by upvotes, by number of upvotes, by votes, by likes, by popularity, most upvoted first, "
    "most popular first",
    most_authors="by number of authors",
)
_SORT = frozenset("sort sorted rank ranked order ordered arrange arranged".split())
_READING = phrases(
    (
        "should i read first, should i start with, should i begin with, should i start, should i begin, "
        "should we read first, to read first, should one read first, do i read first, do i start, "
        "can i start, do i begin, can i begin, where to start, where to begin, to get started, get started, "
        "good first read, first read, good introduction, good intro, gentle introduction, "
        "would you read first, should i read, good starting point, best starting point, starting point, "
        "reading list, entry point, to start with, to begin with, must reads, must-reads, must-read papers"
    ).split(", ")
)

_READ_LAST = phrases("which paper first, which papers first, which one first, what first".split(", "))
_SCRAPS = re.compile(  # are left of "..., what is a good starting point"
    r"(?<=\w)[\s,;:–-]{1,3}(?:(?:what|which|where|how|is|are|was|would|could|be|the|an?)(?:['’]s)?(?:\s|$)){1,5}\W{0,3}$",
    re.I,
)
_AGAIN = frozenset("over again afresh anew".split())  # "how do I start over?"


def find_order(text: str) -> tuple[Order | None, str]:
    """The order that a question asks for, if any, and the question without the words that ask for it."""
    found = tokens(text)
    for place in range(len(found.words)):
        length = at(found.words, place, _READING)
        length = length or (at(found.words, place, _READ_LAST) if _is_last(found, place) else 0)
        if length and not _AGAIN & set(found.words[place + length : place + length + 1]):
            start = place - (place > 0 and found.words[place - 1] in _ASKED)
            rest = found.without(start, found.skip(place + length, _ABOUT))
            return Order.READING, _SCRAPS.sub("", without_newcomer(rest))
    for order, start, end in (*_sorted(found), *_measured(found), *_superlative(found), *_comparative(found)):
        left = tokens(found.without(start, end))
        verb = left.skip(0, ("please",))
        return order, left.without(verb, left.skip(verb, _SORT))
    return None, text


def _is_last(found: Tokens, place: int) -> bool:
    """Whether no clause follows what begins here: "which paper first?", not "which paper first found X"."""
    return found.skip(place + at(found.words, place, _READ_LAST), "?.!") == len(found.words)


def asks_for_one(text: str) -> bool:
    """Whether a question in the singular asks for one paper: "which of these is the newest?"."""
    return not (_PLURAL | _SORT) & set(tokens(text).words)


def is_of_one_paper(text: str) -> bool:
    """Whether a question speaks of a paper, and not of papers: "the oldest paper on kites"."""
    return asks_for_one(text) and bool(_SINGULAR & set(tokens(text).words))


def _places(found: Tokens, table: Mapping[Order, _Phrases]) -> Iterator[tuple[Order, int, int]]:
    for place in range(len(found.words)):
        for order, choices in table.items():
            if length := at(found.words, place, choices):
                yield order, place, place + length


def _sorted(found: Tokens) -> Iterator[tuple[Order, int, int]]:
    """ "sorted by date"; the verb goes with it where it stands beside it."""
    for order, start, end in _places(found, _SORTED):
        yield order, start - (start > 0 and found.words[start - 1] in _SORT), end


def _measured(found: Tokens) -> Iterator[tuple[Order, int, int]]:
    """ "that has the most upvotes", and at the beginning "most upvotes"."""
    for order, start, end in _places(found, _MEASURES):
        begin = start - (start > 0 and found.words[start - 1] == "the")
        if begin and found.words[begin - 1] in _HAS:
            yield order, begin - 1, end
        elif _leads(found, begin):
            yield order, start, end


def _superlative(found: Tokens) -> Iterator[tuple[Order, int, int]]:
    words = found.words
    for order, start, end in _places(found, _SUPERLATIVES):
        behind = found.skip(end, "?.!")
        if behind == len(words) and start and words[start - 1] in _IS:
            yield order, _before_is(words, start), end
        elif (_leads(found, start) and "first" not in words[start:end]) or _is_first_paper(found, start, end):
            if words[end : end + 1] and words[end] in _NEWS and set(words[end + 1 : end + 2]) & _ABOUT:
                yield order, start, end + 2
            elif _is_of_papers(found, end):
                yield order, start, end


def _comparative(found: Tokens) -> Iterator[tuple[Order, int, int]]:
    words = found.words
    for order, start, end in _places(found, _COMPARATIVES):
        of_these = words[:1] == ("which",) and set(words[1:4]) & _OF_SEVERAL
        if of_these and words[start - 1] in _IS and found.skip(end, "?.!") == len(words):
            yield order, _before_is(words, start), end


def _before_is(words: Sequence[str], start: int) -> int:
    """Where "is the" begins that stands before this place."""
    while start and words[start - 1] in _IS:
        start -= 1
    return start


def _leads(found: Tokens, end: int) -> bool:
    """Whether only words that lead to the subject stand before."""
    return all(word in _LEAD or is_number(word) for word in found.words[:end])


def _is_first_paper(found: Tokens, start: int, end: int) -> bool:
    """ "the first paper on", not "the first 5 papers"."""
    return _leads(found, start) and bool(set(found.words[end : end + 1]) & _PAPERS)


def _is_of_papers(found: Tokens, end: int) -> bool:
    """Whether a word for papers follows in the same phrase, or nothing but the subject."""
    rest = found.words[found.skip(end, "?.!") :]
    if not rest or rest[0] in _ABOUT or (is_number(rest[0]) and (len(rest) == 1 or rest[1] in _ABOUT)):
        return True
    near = rest[: _BETWEEN + 1]
    return any(word in _PAPERS and not set(near[:n]) & _ABOUT for n, word in enumerate(near))


def ordered(
    intent: Intent, field: str | None, order: Order | None, *, bare: bool
) -> tuple[Intent, str | None]:
    """The intent and field of a question that asks for papers in an order; `bare`: of no subject."""
    if order and (intent in _MAY_BE_A_LIST or order is Order.READING or bare):
        return (Intent.CORPUS, str(order)) if bare else (Intent.LIST, None)
    return intent, field
