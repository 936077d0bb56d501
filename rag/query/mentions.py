"""Find the words that papers are to mention: "How many papers mention ImageNet?", "Which evaluate on GLUE?"

In: a message without its other filters. Out: the words, joined as `Filters.mentions` has them, and the
message without them. Where a verb says less than "mention" does ("use", "evaluate on"), only what is spelt
like a name counts: "papers that use contrastive learning" is a question about a subject.
"""

import re
from collections.abc import Sequence

from rag.query.phrases import Word, cut, stretch, words_of
from rag.text.terms import STOP_WORDS

MOST_WORDS = 8  # of all that is to be mentioned
LONGEST = 5  # words of one name
_SEVERAL = frozenset(  # who mentions; of one paper alone, it is described and not asked whether it does
    """papers works studies articles publications preprints abstracts ones those these which many any
    them who""".split()
)
_ONE, _EVERY = (
    frozenset("paper work study article abstract text".split()),
    frozenset("every each any".split()),
)
_SAYS = frozenset("mention refer contain".split())  # stems of verbs, and of those that say less
_DOES = frozenset(
    """evalu test train pretrain pre-train finetun fine-tun benchmark experi measur report use appli compar
    reli build built base work start""".split()
)
_OBJECTS = frozenset(
    "results result numbers performance experiments models their the a both word term phrase to".split()
)
_PREPOSITIONS = frozenset("on with over against for upon from to by".split())
_BETWEEN = frozenset(
    "that which who here also explicitly do does did you have are were is has been there".split()
)
_BARE = frozenset("use appli".split())  # stems of verbs that need no preposition
_KINDS = frozenset(
    "dataset datasets data benchmark benchmarks corpus corpora suite model models family architecture".split()
)
_AND, _OR = frozenset("and &".split()), frozenset(["or"])
_CLAUSES = frozenset("that how whether why what when where who if it them this no any".split())
_IN_BRACKETS = re.compile(r"\s*\(([^()]+)\)")
_WORDS = r"(?:the\s+(?:words?|terms?|phrase)\s+)?[\"“‘'«]*(?P<words>[\w+-]+(?:\s+[\w+-]+){0,4}?)[\"”’'»]*"
_IN_TITLE = tuple(  # "with kelp in the title", "whose titles contain the word kelp"
    re.compile(form, re.I)
    for form in (
        rf"\b(?:with|(?:(?:that|which) )?ha(?:ve|s)|having|(?:contain|mention)(?:s|ing)?|us(?:e|ing))\s+"
        rf"{_WORDS}\s+in (?:the|its|their) titles?\b",
        r"\b(?:whose|where the|that have the|with the|with|in the|have|which|what) titles?\s+(?:that\s+)?"
        rf"(?:(?:contain|includ|mention)\w*|ha(?:s|ve)|says?|with)\s+{_WORDS}"
        r"(?=\s*(?:[?.!,;]|$|\b(?:since|from|in|by|published|before|after)\b))",
    )
)
_QUOTES = "\"“«„`'‘"


def find_in_title(text: str) -> tuple[str | None, str]:
    """The words that titles are to have (see `Filters.in_title`), and the text without them."""
    for form in _IN_TITLE:
        if match := form.search(text):
            words = words_of(match["words"])
            joined = " or " if any(word.plain in _OR for word in words) else " and "
            if named := joined.join(_terms(match["words"], words)):
                return named, cut(text, *match.span())
    return None, text


def find_mentions(text: str) -> tuple[str | None, str]:
    """The words that papers are to mention (see `Filters.mentions`), and the text without them."""
    words = words_of(text)
    for number, word in enumerate(words):
        if not (says := word.stem in _SAYS) and word.stem not in _DOES:
            continue
        lead = number
        while lead and words[lead - 1].plain in _BETWEEN and not words[lead].opens:
            lead -= 1
        first = number + 1
        if _joins_a_verb(words, first):  # "uses or names"
            first, says = first + 2, True
        while first < len(words) and words[first].plain in _OBJECTS | _PREPOSITIONS:
            first += 1
        led = says or word.stem in _BARE or any(w.plain in _PREPOSITIONS for w in words[number + 1 : first])
        several = words[lead].plain in _SEVERAL or (lead > 0 and _are_several(words, lead - 1))
        if not led or not several:
            continue
        last = stretch(words, first, most=MOST_WORDS, through=_AND | _OR)
        found = _terms(text, words[first:last])
        quoted = first < len(words) and text[words[first].start - 1] in _QUOTES
        if found and all(_counts(term, says=says or quoted) for term in found):
            either = any(w.plain in _OR for w in words[first:last])
            if lead and words[lead].plain not in _SEVERAL and words[lead - 1].plain in _ONE:
                lead -= 2  # with "every abstract" before it
            lead += words[lead].plain in _SEVERAL
            end = words[last - 1].end
            long_form = _IN_BRACKETS.match(text, end)  # "GRPO (group relative policy optimization)"
            if long_form and _initials(long_form[1]) == found[-1].lower():
                end = long_form.end()
                found, either = [*found, long_form[1]], True
            return (" or " if either else " and ").join(found), cut(text, words[lead].start, end)
    return None, text


def _are_several(words: Sequence[Word], place: int) -> bool:
    """Whether the word is for several papers: "papers", "every abstract"."""
    every = place > 0 and words[place - 1].plain in _EVERY and words[place].plain in _ONE
    return every or words[place].plain in _SEVERAL


def _joins_a_verb(words: Sequence[Word], place: int) -> bool:
    """Whether "or names", "or mention" stands here."""
    two = words[place : place + 2]
    return len(two) == 2 and two[0].plain in _AND | _OR and two[1].stem in _SAYS | {"name"}


def _initials(text: str) -> str:
    return "".join(word.plain[0] for word in words_of(text))


def _terms(text: str, words: Sequence[Word]) -> list[str]:
    """What is to be found, parted by "and", "or" and commas, without the words for the kind of thing."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.comma or word.plain in _AND | _OR:
            parts.append([])
        if word.plain not in _AND | _OR:
            parts[-1].append(word)
    for part in parts:
        while len(part) > 1 and part[-1].plain in _KINDS:
            part.pop()
    return [text[part[0].start : part[-1].end] for part in parts if part]


def _counts(term: str, *, says: bool) -> bool:
    """Whether these can be the exact words that are meant."""
    words = term.split()
    if len(words) > LONGEST or words[0].lower() in _CLAUSES or all(w.lower() in STOP_WORDS for w in words):
        return False
    return says or is_name(term)


def is_name(term: str) -> bool:
    """Whether a term is spelt like a name: "GLUE", "ImageNet", "GPT-4", "Natural Questions"."""
    words = term.split()
    return bool(re.search(r"[A-Z]", term)) and all(re.search(r"[A-Z\d]", word) for word in words)
