"""The words that leave something out of a list: "but not", "excluding", "that do not use", "other than".

In: the words of a question, a place among them. Out: where that begins which is left out, 0 where nothing
is. A negation that describes the subject itself leaves nothing out: "methods that are not robust". Where the
words alone do not tell ("graphs without attention"), what the papers say decides: rag/query/exclusion.py.
"""

from collections.abc import Callable

from rag.query.fixed_phrases import Tokens, at, phrases
from rag.query.topic import KINDS

PAPERS = frozenset(
    """anything articles everything literature one ones paper papers publications research studies study those
    work works""".split()
)
ABOUT = frozenset("about concerning covering for from in of on regarding using with".split())
MENTIONING = frozenset("contain containing contains mention mentioned mentioning mentions".split())
_WRITTEN, WHOSE = frozenset("made published released written".split()), frozenset(["by", "from"])
_MANNER = frozenset("all always as every just limited merely necessarily only restricted so too yet".split())
_IS = frozenset("are is was were aren't isn't wasn't weren't".split())
_DOES = frozenset("did do does didn't doesn't don't".split())
_AUXILIARIES = _IS | _DOES
_NOT = frozenset(word for word in _AUXILIARIES if "'" in word) | {"not", "never"}
_JOINS = frozenset(", and but ( ; .".split())
_NOT_APART = frozenset(  # before a "not" that denies what is said of a subject
    """can could had has have if may might must or should that to which who whether why will would""".split()
)
_PLACED = frozenset(("in", "for", "with"))
_HERE = frozenset("it my our that the these this those your".split())
_PLURALS = frozenset("bacteria children criteria data mice people phenomena".split())
_OF_RECORDS = frozenset(  # what is said of a paper's record, not of its subject
    """abstract abstracts author authors available cite cited code date dated dates doi english exist free
    here included known link links listed new old open older newer peer published read recent tagged title
    titles upvotes venue""".split()
)
_VERBS = phrases(
    """about, on, deal with, dealing with, use, using, involve, involving, cover, covering, mention,
    mentioning, concern, concerned with, concerning, focus on, focused on, focusing on, address, addressing,
    study, studying, consider, considering, discuss, discussing, include, including, rely on, relying on,
    work on, work with, related to, relate to, based on, treat, target, talk about, need, needing, require,
    requiring, employ, employing, apply, applying, contain, assume, assuming, exploit, exploiting, feature,
    have, depend on, depending on, look at, looking at""".split(",")
)
_BUT_NOT = phrases(
    f"{one} {other}"
    for one in ("but", "and", "just", "only", ",")
    for other in ("not", "no", "none", "nothing")
)
_EXCEPT = phrases(
    """except,except for,excepting,excluding,leaving out,leaving aside,leave out,with the exception of,
    barring,save for""".split(",")
)
_SAID_APART = phrases(  # only where a clause begins: "ignoring noise" is a subject
    """exclude,omit,omitting,skip,skipping,drop,dropping,ignore,ignoring,minus,not counting,not including,
    not including any,disregard,disregarding""".split(",")
)
_NOTHING_ON = phrases(f"{one} {other}" for one in ("nothing", "none") for other in sorted(ABOUT))
_UNRELATED = phrases("nothing to do with,unrelated to,not related to".split(","))
OTHER_THAN = phrases("other than, apart from, aside from, besides".split(", "))
_WITHOUT = phrases(
    """without,with no,with none of,sans,minus,lacking,not using,not involving,not requiring,not needing,
    not employing,not relying on,not based on""".split(",")
)
_LEFT_OUT = phrases("excluded,left out,left aside,omitted".split(","))
_SOUGHT = frozenset(  # what an alternative is one of: "methods other than backpropagation"
    """algorithms anything approaches architectures functions languages losses means method methods metrics
    modalities models optimizers something techniques things ways""".split()
)
_NP = 6  # words of what is "left out" or "excluded" behind its name

AGAIN = (*_EXCEPT, *phrases("not,no,without".split(",")))  # behind "and", what else is left out

Says = Callable[[str, str], bool]  # whether papers say of a subject that it is without something


def begins(found: Tokens, place: int) -> int:
    """Where the subject begins that an exclusion at this place leaves out; 0 where there is none."""
    words, before = found.words, found.words[place - 1] if place else ""
    if length := at(words, place, _UNRELATED):
        return place + length
    if words[place] in _NOT and (begin := _whose(found, place) or _what_papers_are_not(words, place)):
        return begin
    if length := at(words, place, _BUT_NOT):
        manner = words[place + length : place + length + 1]
        return 0 if not manner or manner[0] in _MANNER else place + length
    if words[place] == "neither" and "nor" in words[place:]:
        return place + 1
    if words[place] == "without" and not MENTIONING.isdisjoint(words[:place]):
        return place + 1
    if before not in ABOUT and (length := at(words, place, _EXCEPT)):
        return place + length
    if before in _JOINS | {"", "please"} and (length := at(words, place, _SAID_APART)):
        return place + length
    if before in _JOINS | {"with", "though"} and (length := at(words, place, _NOTHING_ON)):
        return place + length
    if before not in _SOUGHT and (length := at(words, place, OTHER_THAN)):
        return place + length
    if before == "(" and words[place] in ("not", "no"):  # "pruning (not distillation)"
        return 0 if set(words[place + 1 : place + 2]) & _MANNER else place + 1
    if words[place] == "without":
        papers = found.skip(place + 1, ("all", "any", "the"))
        if set(words[papers : papers + 1]) & PAPERS and set(words[papers + 1 : papers + 2]) & ABOUT:
            return papers + 2
    return place + 1 if _is_no_kind(words, place) else 0


def perhaps_begins(found: Tokens, place: int) -> int:
    """The same where it may be part of the subject as well: "robots without drones", "learning without
    labels"."""
    words, length = found.words, at(found.words, place, _WITHOUT)
    after = words[place + length : place + length + 2]
    if not length or not after or not place or words[place - 1] == "or":
        return 0  # of nothing; "with or without"
    return 0 if after[0].endswith("ing") and len(after) > 1 else place + length  # "without losing speed"


def is_surely_apart(words: tuple[str, ...], place: int) -> bool:
    """Whether what stands here cannot describe the word before it: "papers without X", ", without X"."""
    return not place or words[place - 1] in PAPERS | _JOINS


def is_of_records(subject: str) -> bool:
    """Whether a subject is one of a paper's record: "papers without code"."""
    words = subject.lower().split()
    return words[0] in _OF_RECORDS or words[-1] in _OF_RECORDS


def named_before(found: Tokens, place: int) -> int:
    """Where "with drones left out" or ", drones excluded" begins, of which the end stands at `place`; -1
    where it is neither."""
    words, length = found.words, at(found.words, place, _LEFT_OUT)
    after = words[place + length : place + length + 1]
    if not length or (after and after[0] not in _JOINS | {"?", ")", "please"}):
        return -1
    starts = (n for n in range(place - 1, max(-1, place - 1 - _NP), -1) if words[n] in _JOINS | {"with"})
    start = next(starts, -1)
    return start if start + 1 < place else -1


def left_out_after(found: Tokens, place: int) -> int:
    """Where "left out" ends that stands at `place`."""
    return place + at(found.words, place, _LEFT_OUT)


def _whose(found: Tokens, place: int) -> int:
    """Where "by Meta" or "from Meta" begins behind a "not"; 0 where neither follows."""
    after = found.skip(place + 1, _WRITTEN)
    follows = found.words[after : after + 1]
    return after if follows == ("by",) or (follows == ("from",) and _is_of_papers(found.words, place)) else 0


def _what_papers_are_not(words: tuple[str, ...], place: int) -> int:
    """Where that begins which papers are not, or do not do, behind a "not"; 0 where it is said of others."""
    if length := at(words, place + 1, _VERBS):
        of_papers = words[place + 1] == "about" or _is_of_papers(words, place)
        return place + 1 + length if of_papers else 0
    auxiliary = words[place] if words[place] in _AUXILIARIES else words[place - 1] if place else ""
    after = words[place + 1 : place + 2]
    if words[place] == "not" and auxiliary not in _AUXILIARIES:
        return _bare(words, place)
    if not after or after[0] in _MANNER | _OF_RECORDS or auxiliary not in _AUXILIARIES:
        return 0
    return place + 1 if _is_of_papers(words, place, plainly=True) else 0


def _bare(words: tuple[str, ...], place: int) -> int:
    """The same behind a "not" alone: "papers not neural", "papers on crowds not spammers"."""
    before, after = words[:place], words[place + 1 : place + 3]
    if PAPERS.isdisjoint(before) or before[-1] in _NOT_APART or not after:
        return 0
    if after[0] in _PLACED and before[-1] in PAPERS and after[1:] and after[1] not in _HERE:
        return place + 2
    if before[-1] not in PAPERS and after[0].endswith(("able", "ible", "ed", "ing")):
        return 0  # "problems not solvable by hand"
    return 0 if after[0] in _MANNER | _OF_RECORDS | ABOUT | {"a", "an", "the", "to"} else place + 1


def _is_of_papers(words: tuple[str, ...], place: int, *, plainly: bool = False) -> bool:
    """Whether it is papers that do not: "papers that do not use X", not "models that do not use X";
    `plainly`: the word before "that" must be no other that could be meant."""
    auxiliary = ""
    while place and words[place - 1] in _AUXILIARIES:
        place, auxiliary = place - 1, words[place - 1]
    if not place or words[place - 1] in PAPERS | {",", "and", "but", "("}:
        return True
    if words[place - 1] not in ("that", "which", "who"):
        return False
    of = words[place - 2] if place > 1 else ""
    if not plainly or of in PAPERS:
        return of not in _SOUGHT
    plural = (auxiliary or words[place]).removesuffix("n't") in ("are", "do", "were")
    return plural and not of.endswith("s") and of not in _PLURALS | _SOUGHT


def _is_no_kind(words: tuple[str, ...], place: int) -> bool:
    """ "without surveys", "no surveys", "that are not a survey"."""
    if words[place] not in _NOT | {"no", "without"}:
        return False
    rest = [word for word in words[place + 1 : place + 3] if word != "a"]
    return bool(rest) and rest[0] in KINDS
