"""Find the authors whose papers a message asks for: "papers by Jörg Müller", "What has Andrea Ng published?"

In: a message without its other filters, and what the library knows. Out: the names, joined as
`Filters.author` has them, and the message without them. "by Meta" may be anybody: a name that no paper has
is taken for one where it is spelt like one, so that the answer can say that nobody here is called so.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from rag.query.author_places import (
    AND,
    AUTHORS,
    BETWEEN,
    MOST_WORDS,
    OR,
    PAPERS,
    SEVERAL,
    WRITING,
    Place,
    Takes,
    behind_subject,
    said_of_authors,
    who_is,
    who_says,
)
from rag.query.phrases import Word, cut, stretch, words_of
from rag.text.common_words import COMMON
from rag.text.language import SMALL_WORDS
from rag.text.runs import runs
from rag.text.terms import STOP_WORDS, fold

_ASKS = frozenset("what which who".split())
LONG_NAME = 5  # letters of a name that opens a question: "Li on graphene" is of lithium
_BY = frozenset("by from with".split())  # "written with Ng"
_RELATIVE = frozenset("that which who whose".split())
_OF = frozenset("von de par por di da".split())  # names behind these must be authors' that the papers have
_ABROAD = frozenset(
    """arbeiten artikel veroffentlichungen publikationen paper papers articles article travaux articulos
    trabajos articoli lavori artigos publications publicaciones""".split()
)
_AUXILIARY = frozenset("has have had did does do".split())
_DOING = WRITING | frozenset("releas contribut work have".split())
_SORTING = frozenset("sort rank order group arrang count".split())
_SMALL = frozenset(fold(word) for words in SMALL_WORDS.values() for word in words.split())
_POSSESSIVE = ("'s", "’s")
_LEADS = frozenset("the author authors researcher researchers prof professor dr mr ms".split())
_PRONOUNS = frozenset("you we they i it he she this that anyone anybody any someone there authors".split())
_NO_NAMES = frozenset(  # what papers may be by without anybody's having written them
    """academia category citations citation company companies default domain experts hand humans industry
    likes people popularity recency relevance researchers students title upvote upvotes votes""".split()
)
_FULL_NAME = 4  # words
_ALSO_NAMES = frozenset("he she you an so do may".split())  # family names, behind another: "kaiming he"
_PART = r"[A-ZÀ-ÖØ-Þ][\w’'-]{0,60}?"
_TEAM = r"(?:group|lab|labs|laboratory|team|crew)"
_GROUP = re.compile(
    rf"(?P<of>\b(?:of|by|from|out of|at|in)\s+)?\b(?:[Tt]he\s+)?(?P<name>{_PART}(?:\.?\s+{_PART}){{0,2}})"
    rf"(?P<its>['’]s?)?\s+(?:(?:own|research)\s+)?{_TEAM}\b(?P<owned>['’]s|(?=[\s:,]+(?:papers|works?|studies|articles)\b))?"
)
_AROUND = re.compile(
    rf"\b(?P<name>{_PART})\s*(?:,|\band\b|&|\+)+\s*(?:(?:his|her|their|the|other|all)\s+)*"
    rf"(?:colleagues?|co-?workers?|collaborators?|co-?authors?|students|{_TEAM}|al\.?)(?=\W*$|[\s:,.?!])"
)
_ORDINARY = COMMON | STOP_WORDS | _NO_NAMES


@dataclass(frozen=True, slots=True)
class Known:
    """What a library knows: whether a name is an author's, whether it is a paper's, its organisations, and
    whether a name is an author's family name."""

    is_author: Callable[[str], bool]
    is_paper: Callable[[str], bool]
    organisations: Collection[str]
    is_family: Callable[[str], bool] = lambda name: False


def find_authors(text: str, known: Known) -> tuple[str | None, str | None, str]:
    """Authors, organisations (as `Filters` has them) and the text without the words that name them."""
    text = _without_groups(text.replace(" et al.", "").replace(" et al", ""), known)
    words = words_of(text)
    for place in _places(words):
        names = _names(text, words[place.first : place.last])
        organisations = [_organisation(name, known.organisations) for name in names]
        if names and all(organisations):
            joined = " or ".join(dict.fromkeys(filter(None, organisations)))
            return None, joined, cut(text, place.cut_start, place.cut_end)
        if names and all(_is_meant(name, place, known) for name in names):
            either = any(word.plain in OR for word in words[place.first : place.last])
            return (
                (" or " if either else " and ").join(names),
                None,
                cut(text, place.cut_start, place.cut_end),
            )
    return None, None, text


def author_alone(text: str, known: Known) -> str:
    """The author whose name is all that a text says: "Friston", "Karl Friston?"; empty where it says more, or
    where no family is called so."""
    words = words_of(text)
    name = text.strip(" \t\n?.!,;:")
    if not 0 < len(words) <= _FULL_NAME or any(w.comma or w.opens for w in words[1:]):
        return ""
    everyday = all(word.plain in _ORDINARY for word in words)
    if everyday or len(name) < LONG_NAME or not known.is_family(name) or known.is_paper(name):
        return ""
    return name


def _without_groups(text: str, known: Known) -> str:
    """The text with authors for those around them: "by Ng's group", "the Ng lab", "Ng and colleagues"."""

    def alone(match: re.Match[str]) -> str:
        name, before = match["name"], words_of(text[: match.start()])[-1:]
        lead = before[0].plain if before else ""
        prep = (match["of"] or "").strip().lower()
        said = match["its"] or (prep and prep != "of") or (prep and lead in PAPERS) or lead in _AUXILIARY
        if not said or not known.is_author(name):
            return match[0]  # "representations of the Lie group"
        by = "by " if prep == "of" else (match["of"] or "")
        return f"{by}{name}{'’s' if match['owned'] is not None else ''}"

    def first(match: re.Match[str]) -> str:
        return match["name"] if known.is_author(match["name"]) else match[0]

    return _GROUP.sub(alone, _AROUND.sub(first, text))


def is_only_papers_abroad(text: str) -> bool:
    """Whether a text in another language says no more than "papers"."""
    return all(word.plain in _ABROAD | _SMALL for word in words_of(text))


def _places(words: Sequence[Word]) -> Iterator[Place]:
    """Where names of authors may stand, the surest first."""
    yield from said_of_authors(words)
    yield from _writers(words)
    for number, word in enumerate(words):
        if (
            word.plain in _BY
            and number + 1 < len(words)
            and (said := _said_before(words, number)) is not None
        ):
            if word.plain == "from" and words[number - 1].plain in AUTHORS:
                continue  # "with authors from Chile"
            if word.plain == "with" and not _is_written(words[max(0, number - 2) : number]):
                continue
            papers = said == 0 or words[said - 1].plain in PAPERS | _ASKS
            last = stretch(words, number + 1, most=MOST_WORDS, through=AND | OR)
            if last == len(words) - 1 > number + 1 and _is_family_name(words[last - 1 :]):
                last += 1
            alone = word.plain == "by" and last == len(words) and last - number < 4
            sorting = any(w.stem in _SORTING for w in words[:number])
            described = last < len(words) and words[last].plain in _RELATIVE  # "by teams that took part"
            surely = (said < number or (alone and not sorting)) and not described
            takes = Takes.ALL if surely else Takes.CAPITALS
            if word.plain == "with":
                takes = Takes.NONE
            elif not papers:  # "papers on X written by Smith", "detect text written by ChatGPT"
                takes = Takes.PERSONS if any(w.plain in SEVERAL for w in words[:said]) else Takes.NONE
            yield Place(number + 1, last, words[said].start, words[last - 1].end, takes)
        if word.plain in _OF and number and words[number - 1].plain in _ABROAD:
            last = stretch(words, number + 1, most=MOST_WORDS, through=AND | OR)
            if last > number + 1:
                yield Place(number + 1, last, word.start, words[last - 1].end, Takes.NONE)
        if word.text.endswith(_POSSESSIVE) and any(
            w.plain in SEVERAL for w in words[number + 1 : number + 3]
        ):
            for first in range(max(0, number - 2), number + 1):
                yield Place(first, number + 1, words[first].start, word.end, Takes.NONE)
    yield from behind_subject(words)
    yield from who_is(words)
    yield from who_says(words)
    yield from _opening(words)


def _opening(words: Sequence[Word]) -> Iterator[Place]:
    """ "Ng on jam": somebody who has papers, before a subject."""
    last = next((n for n, word in enumerate(words[:4]) if not word.text[0].isupper()), 0)
    if last and words[last].plain in ("on", "about") and len(words[last - 1].text) >= LONG_NAME:
        yield Place(0, last, words[0].start, words[last - 1].end, Takes.NONE)


def _is_family_name(words: Sequence[Word]) -> bool:
    """Whether the last of two words that close a text is a family name, though it is a small word too."""
    first, last = words
    named = first.plain not in _ORDINARY and not first.comma
    return named and last.plain in _ALSO_NAMES and not (last.opens or last.comma)


def _is_written(words: Sequence[Word]) -> bool:
    """ "written", "coauthored together": whether these last words before a "with" tell of writing."""
    return words[-1].stem in WRITING or (
        words[-1].plain in ("together", "jointly") and words[0].stem in WRITING
    )


def _writers(words: Sequence[Word]) -> Iterator[Place]:
    """ "has Andrea Ng published", "did Ng write": between an auxiliary and a verb of writing."""
    for number, word in enumerate(words):
        if word.plain not in _AUXILIARY or number + 2 >= len(words) or words[number + 1].plain in _PRONOUNS:
            continue
        last = stretch(words, number + 1, most=MOST_WORDS, through=AND | OR)
        verb = next((w for w in words[last : last + 2] if w.stem in _DOING), None)
        inside = next((n for n in range(number + 2, last) if words[n].stem in _DOING), None)
        if inside is not None:
            last, verb = inside, words[inside]
        working = words[0].plain == "how" and verb and verb.stem == "work"  # "how does Adam work?"
        if verb and last > number + 1 and not working:
            takes = Takes.ALL if verb.stem in WRITING else Takes.NONE
            yield Place(number + 1, last, word.start, verb.end, takes)


def _said_before(words: Sequence[Word], number: int) -> int | None:
    """Where "that were written" begins, before the word at `number`; None where neither writing nor a word
    for papers stands before it."""
    start = number
    while start and (words[start - 1].plain in BETWEEN or words[start - 1].stem in WRITING):
        start -= 1
    written = any(w.stem in WRITING and w.stem != "publish" for w in words[start:number])
    return start if written or (start and words[start - 1].plain in PAPERS) else None


def _names(text: str, words: Sequence[Word]) -> list[str]:
    """The names among words of a text, parted by "and", "or" and commas."""
    names: list[list[Word]] = [[]]
    for word in words:
        if word.comma or word.plain in AND | OR:
            names.append([])
        if word.plain not in AND | OR and (names[-1] or word.plain not in _LEADS):
            names[-1].append(word)
    found = (text[name[0].start : name[-1].end] for name in names if name)
    return [name.removesuffix("'s").removesuffix("’s") for name in found]


def _is_meant(name: str, place: Place, known: Known) -> bool:
    """Whether a name is an author's: one that a paper has, or one that is spelt like a person's."""
    words = name.split()
    given = words[:-1] if len(words) > 1 and words[-1] in _ALSO_NAMES else words
    plain = any(word.islower() and word in _ORDINARY for word in given)
    if len(words) > 5 or all(word.lower() in STOP_WORDS for word in words):
        return False
    if known.is_author(name):
        return place.takes is Takes.ALL or not plain
    if plain or known.is_paper(name) or place.takes is Takes.NONE:
        return False
    if place.takes is Takes.PERSONS:
        return all(word.istitle() for word in words)
    return place.takes is Takes.ALL or all(word[0].isupper() for word in words)


def _organisation(name: str, organisations: Collection[str]) -> str | None:
    """The organisation that is called so, in full or in a part of its name."""
    wanted = runs(name.lower())
    for organisation in organisations:
        given = runs(organisation.lower())
        if any(given[start : start + len(wanted)] == wanted for start in range(len(given))):
            return organisation
    return None
