"""Where a question says in so many words that somebody is an author: "with Ng as an author", "that Ng wrote".

In: the words of a message. Out: places where names may stand. Who is meant decides rag/query/authors.py,
which knows the shorter ways ("by Ng", "Ng's papers") too.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rag.query.phrases import Word, stretch

MOST_WORDS = 12  # of several names together
SEVERAL = frozenset("papers works work studies articles publications research preprints".split())
PAPERS = SEVERAL | frozenset(
    """paper study article publication preprint literature anything something everything stuff all one ones
    those these""".split()
)
BETWEEN = frozenset(
    "that which who released made was were is are has have had been here there you together jointly".split()
)
WRITING = frozenset("publish write wrote written author coauthor co-author co-written".split())  # stems
AND, OR = frozenset("and & und et y e with".split()), frozenset("or oder ou".split())
AUTHORS = frozenset("author authors coauthor coauthors co-author co-authors".split())
_JOINING = frozenset("as among is are was were appears appear features".split())
_QUALIFYING = frozenset("a an the first last lead main senior corresponding sole one of its their".split())
_HAVING = frozenset("with having has have lists list listing names naming features featuring".split())
_RELATIVE = frozenset("where which that whose in and".split())
_INCLUDING = frozenset("is are was were include includes including named called".split())
_ACTIVE = frozenset("wrote authored coauthored co-authored co-wrote cowrote published".split())
_QUESTION = frozenset(
    """are can compare could describe did do does explain how is tell was were what when where which who
    why""".split()
)
_OF_NOTHING = frozenset(
    "what which do does have has i we you got is are there else here in my our the library stored of".split()
)
_NO_NAMES = frozenset("who what which unknown many more several".split())
_AUXILIARY = frozenset("do does did".split())
_SAYING = frozenset(  # stems of what somebody does in a paper, whatever it is about
    """say argu claim think believ conclud report find show writ write state suggest recommend explain
    describ mean note point discuss observ""".split()
)


class Takes(IntEnum):
    """Which unknown names are taken for authors' where they stand."""

    NONE = 0
    PERSONS = 1  # spelt as persons' names are: "Smith", not "ChatGPT" or "AI"
    CAPITALS = 2
    ALL = 3  # but everyday words


@dataclass(frozen=True, slots=True)
class Place:
    """Words from first to last (not included) that may be names, which the text says with what stands from
    `cut_start` to `cut_end`. `takes`: which names no paper has are yet taken for an author's."""

    first: int
    last: int
    cut_start: int
    cut_end: int
    takes: Takes


def said_of_authors(words: Sequence[Word]) -> Iterator[Place]:
    """The places where somebody is said to be an author, or to have written what is asked for."""
    for number, word in enumerate(words):
        if word.plain in AUTHORS:
            yield from _is_author(words, number)
            yield from _author_is(words, number)
        if word.plain in _ACTIVE and not word.opens:
            yield from _wrote(words, number)


def behind_subject(words: Sequence[Word]) -> Iterator[Place]:
    """ "ferry models by Ng", "papers on jam by Ng and Chen": somebody who has papers, behind a subject."""
    before = set[str]()
    for number, word in enumerate(words[:-1]):
        asked = not before.isdisjoint(SEVERAL) or words[0].plain not in _QUESTION
        if word.plain == "by" and number and words[number + 1].text[0].isupper():
            last = stretch(words, number + 1, most=MOST_WORDS, through=AND | OR)
            if before <= _OF_NOTHING:  # "what have I got by Ng?"
                yield Place(number + 1, last, words[0].start, words[last - 1].end, Takes.NONE)
            elif asked:
                yield Place(number + 1, last, word.start, words[last - 1].end, Takes.NONE)
        before.add(word.plain)


def who_says(words: Sequence[Word]) -> Iterator[Place]:
    """ "what did Ng say about jam?", "according to Ng and Chen, why ...": whose words are asked for."""
    for number, word in enumerate(words[:-2]):
        according = word.plain == "according" and words[number + 1].plain == "to"
        begin = number + 1 + according
        if not (according or word.plain in _AUXILIARY) or not words[begin].text[0].isupper():
            continue
        if according:
            last = stretch(words, begin, most=MOST_WORDS, through=AND)
            last = next((n for n in range(begin + 1, last) if words[n].comma), last)
            yield Place(begin, last, word.start, words[last - 1].end, Takes.NONE)
            continue
        verb = next((n for n in range(begin + 1, len(words)) if words[n].stem in _SAYING), None)
        if verb and all(w.text[0].isupper() or w.plain in AND for w in words[begin:verb]):
            yield Place(begin, verb, word.start, words[verb].end, Takes.NONE)


def who_is(words: Sequence[Word]) -> Iterator[Place]:
    """ "who is Andrea Ng?": all that a library can tell of her is what she wrote."""
    asks = [word.plain for word in words[:2]]
    if asks[:1] == ["who"] and asks[1:] in (["is"], ["was"], ["are"]) and len(words) > 2:
        last = stretch(words, 2, most=MOST_WORDS, through=AND)
        if last == len(words) and all(word.text[0].isupper() or word.plain in AND for word in words[2:]):
            yield Place(2, last, words[0].start, words[-1].end, Takes.NONE)


def _is_author(words: Sequence[Word], number: int) -> Iterator[Place]:
    """ "with Ng as an author", "where Ng and Chen are the first authors", "with Ng among the authors"."""
    last = _back(words, number, _QUALIFYING | _JOINING)
    if not any(word.plain in _JOINING for word in words[last:number]):
        return
    lead = next((n for n in range(last - 1, max(-1, last - MOST_WORDS), -1) if _leads(words[n])), None)
    if lead is None or lead + 1 >= last:
        return
    start = _back(words, lead, _RELATIVE | _HAVING)
    yield Place(lead + 1, last, words[start].start, words[number].end, Takes.PERSONS)


def _author_is(words: Sequence[Word], number: int) -> Iterator[Place]:
    """ "whose first author is Ng", "with authors including Ng", "with author Ng", "author: Ng"."""
    start = _back(words, number, _QUALIFYING | _RELATIVE | _HAVING | {"by"})
    said = {word.plain for word in words[start:number]}
    begin = number + 1
    while begin < len(words) and words[begin].plain in _INCLUDING:
        begin += 1
    if begin == len(words) or words[begin].plain in _NO_NAMES:
        return
    including, colon = begin > number + 1, words[begin].opens
    if including and not said & (_HAVING | {"where", "whose", "which"}):
        return
    last = stretch(words, begin, most=MOST_WORDS, through=AND | OR)
    takes = Takes.PERSONS if including else Takes.NONE
    if last > begin and (including or colon or said & (_HAVING | {"by"}) or not number):
        yield Place(begin, last, words[start].start, words[last - 1].end, takes)


def _wrote(words: Sequence[Word], number: int) -> Iterator[Place]:
    """ "papers that Ng wrote", "anything Ng and Chen published on jam"."""
    last = _back(words, number, frozenset(["have", "has", "had", "also", "both"]))
    before = range(last - 1, max(-1, last - MOST_WORDS), -1)
    lead = next((n for n in before if words[n].plain in PAPERS | {"that", "which"}), None)
    if lead is None or lead + 1 >= last or any(w.opens for w in words[lead + 1 : number]):
        return
    of_papers = bool({w.plain for w in words[max(0, lead - 1) : lead + 1]} & PAPERS)
    published = words[number].plain == "published"
    if of_papers or not published:  # not "models that Meta published"
        start = lead + (words[lead].plain in PAPERS)
        end = number + (number + 1 < len(words) and words[number + 1].plain == "together")
        takes = Takes.PERSONS if of_papers and not published else Takes.NONE
        yield Place(lead + 1, last, words[start].start, words[end].end, takes)


def _leads(word: Word) -> bool:
    """Whether the name of an author may begin behind this word."""
    return word.plain in _HAVING | (_RELATIVE - {"and"})


def _back(words: Sequence[Word], place: int, through: Collection[str]) -> int:
    """The first of the words before a place that are all among these."""
    while place and words[place - 1].plain in through and not words[place].opens:
        place -= 1
    return place
