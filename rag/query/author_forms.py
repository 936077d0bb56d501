"""The short forms in which researchers name papers by who wrote them: "Ng 2019", "Ng et al. (2019)",
"the Ng paper", "papers of Ng".

In: a message; whether a name is an author's of the library, and which papers some authors wrote. Out: the
message with such a form written out, as the paper's title or as "papers by Ng", so that whoever reads names
and authors need not know it. A word that no paper has as an author's stays what it is: "GPT 4", "the kelp
papers".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rag.query.author_places import PAPERS, SEVERAL, WRITING
from rag.query.phrases import Word, words_of
from rag.text.common_words import COMMON
from rag.text.terms import STOP_WORDS

IsAuthor = Callable[[str], bool]
Wrote = Callable[[Sequence[str], str | None], Sequence[str]]  # titles of the papers by all, of a year

_YEAR = re.compile(
    r"\s*,?\s*(?:[(\[]\s*(?P<within>(?:19|20)\d\d)[a-z]?\s*[)\]]|(?P<bare>(?:19|20)\d\d)[a-z]?\b)"
)
_OTHERS = re.compile(r"\s*,?\s*(?:et|and)\s+(?:al\b\.?|alii\b|colleagues\b|co-?workers\b)", re.I)
_JOINS = re.compile(r"\s*(?:,|&|\band\b)\s*")
_OWNED = re.compile(r"['’]s?$")
_ONE = frozenset("paper article study work preprint publication".split())
_SINGLE, _SHORTEST = 3, 4  # words of one name; letters of one that opens a message or is not in capitals
_TIMES = frozenset(  # "May 2019" is no paper of May's
    """january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec spring summer autumn fall winter""".split()
)
_OF_AUTHORS = frozenset("by from of author authors with".split())
_ASKING = frozenset(
    """show list find give get me us all any some the those these please see display open read search for
    look up i want need do you we have are there what which about""".split()
)


def by_title(message: str, is_author: IsAuthor, wrote: Wrote) -> str:
    """The message with papers by their titles where it cites them, "Ng 2019", "Ng (2019)", "Ng et al.",
    and each is one paper of the library; "papers by Ng" where such a form, or names, are all that it says."""
    words = words_of(message)
    if _are_names(message, words, is_author):
        return f"papers by {' and '.join(word.text for word in words)}"
    done, at = "", 0
    for first, last in _authors(message, words, is_author, partial(_is_cited, words)):
        start, end = words[first].start, words[last - 1].end
        if start < at:
            continue
        names, ends = _with_others(message, message[start:end], end, is_author)
        others = _OTHERS.match(message, ends[-1])
        year = _YEAR.match(message, others.end() if others else ends[-1])
        whole = year.end() if year else others.end() if others else ends[-1]
        when = (year["within"] or year["bare"]) if year else None
        if not words_of(message[:start] + message[whole:]) and (len(names) > 1 or others or year):
            titles = wrote(names, when) if others or year else ()
            by = f"papers by {' and '.join(names)}" + (f" in {when}" if when else "")
            return f"“{titles[0]}”" if len(titles) == 1 else by
        if (others or year) and len(titles := wrote(names, when)) == 1:
            done, at = f"{done}{message[at:start]}“{titles[0]}”", whole
            continue
        written = (first and words[first - 1].plain in _OF_AUTHORS) or any(w.stem in WRITING for w in words)
        several = range(len(names), 1, -1) if not written else ()
        told = next(((n, found[0]) for n in several if len(found := wrote(names[:n], None)) == 1), None)
        if told:
            done, at = f"{done}{message[at:start]}“{told[1]}”", ends[told[0] - 1]
        elif len(names) > 1:
            done, at = f"{done}{message[at:start]}{' and '.join(names)}", ends[-1]
    return done + message[at:]


def _are_names(message: str, words: Sequence[Word], is_author: IsAuthor) -> bool:
    """Whether a message is nothing but family names of several, "Ng Chen", and no name of one."""
    if not 1 < len(words) <= _SINGLE or any(not w.text[0].isupper() or w.comma or w.opens for w in words):
        return False
    alone = all(w.plain not in COMMON and is_author(w.text) for w in words)
    return alone and not is_author(message[words[0].start : words[-1].end])


def by_papers(message: str, is_author: IsAuthor) -> str:
    """The message with "papers by Ng" for "Ng papers", "the Ng paper", "Ng's paper", "papers of Ng"."""
    words = words_of(message)
    for first, last in _authors(message, words, is_author, partial(_has_papers, words)):
        if found := _of_papers(message, words, first, last):
            return found
    return message


def _authors(
    message: str, words: Sequence[Word], is_author: IsAuthor, fits: Callable[[str, int, int], bool]
) -> Iterator[tuple[int, int]]:
    """From which word to which (not included) authors' names stand that fit there, in order, the longest at
    each place."""
    after = 0
    for first in range(len(words)):
        if first < after:
            continue
        for last in range(min(first + _SINGLE, len(words)), first, -1):
            if not _may_be_one(words, first, last) or not fits(message, first, last):
                continue
            if is_author(_name(message, words, first, last)):
                yield first, last
                after = last
                break


def _is_cited(words: Sequence[Word], message: str, first: int, last: int) -> bool:
    """Whether a year, "et al." or another name stands behind words that may be a name."""
    end = words[last - 1].end
    joined = _JOINS.match(message, end)
    another = message[joined.end() : joined.end() + 1].isupper() if joined else False
    return another or bool(_OTHERS.match(message, end) or _YEAR.match(message, end))


def _has_papers(words: Sequence[Word], message: str, first: int, last: int) -> bool:
    """Whether a word for papers stands beside words that may be a name."""
    behind, before = words[last : last + 1], words[max(0, first - 2) : first]
    return any(word.plain in _ONE | SEVERAL for word in behind) or [w.plain for w in before[1:]] == ["of"]


def _name(message: str, words: Sequence[Word], first: int, last: int) -> str:
    return _OWNED.sub("", message[words[first].start : words[last - 1].end])


def _may_be_one(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether words may be one name: all spelt as names are, or all small; a word alone that is small or
    opens the message, only where it is no everyday word."""
    name = words[first:last]
    if any(w.plain in STOP_WORDS | _TIMES or not w.text[0].isalpha() for w in name):
        return False
    if any(w.opens or w.comma for w in name[1:]) or len({w.text[0].isupper() for w in name}) > 1:
        return False
    alone = len(name) == 1 and (first == 0 or name[0].text[0].islower())
    return not alone or (name[0].plain not in COMMON and len(name[0].plain) >= _SHORTEST)


def _with_others(message: str, name: str, end: int, is_author: IsAuthor) -> tuple[list[str], list[int]]:
    """The names that stand joined from a first one on, "Ng and Chen", "Ng & Chen", and where each ends."""
    names, ends = [name], [end]
    while (joined := _JOINS.match(message, ends[-1])) and (behind := words_of(message[joined.end() :])):
        typed = behind[0]
        if typed.start or not typed.text[0].isupper() or not is_author(typed.text):
            break
        names.append(typed.text)
        ends.append(joined.end() + typed.end)
    return names, ends


def _of_papers(message: str, words: Sequence[Word], first: int, last: int) -> str:
    """The message with the form at a name written out; empty where there is none."""
    name, before, behind = _name(message, words, first, last), words[:first], words[last : last + 1]
    owned = bool(_OWNED.search(words[last - 1].text))
    spoken_of = owned or bool(before and before[-1].plain == "the")  # one paper: "the Ng paper"
    called = behind and not behind[0].opens and behind[0].plain in (_ONE | SEVERAL if spoken_of else SEVERAL)
    if called and (owned or all(word.plain in _ASKING for word in before)):
        start = before[-1].start if before and before[-1].plain == "the" else words[first].start
        return f"{message[:start]}papers by {name}{message[behind[0].end :]}"
    of = len(before) > 1 and before[-1].plain == "of" and before[-2].plain in PAPERS
    if of and not owned and not behind and words[first].text[0].isupper():
        return f"{message[: before[-1].start]}by {name}"
    return ""
