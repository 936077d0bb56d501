"""Alias extraction: which names a paper gives to its own work, and which it merely mentions.

In: the title and the text of one paper. Out: aliases with their priors.
"""

import re
from collections import Counter
from collections.abc import Iterator

from rag.entities.parameters import parameters
from rag.entities.words import Alias
from rag.text.abbreviations import long_form_before
from rag.text.common_words import COMMON
from rag.text.name_keys import name_key
from rag.text.runs import runs

MENTIONS = 10  # names that one paper merely mentions: the most that are kept
_PRIORS, _OWNERSHIP = parameters().priors, parameters().ownership
# What could be a name, with the signs in it ("E^2Moss", "C++"): shapes, which are no words of rag/text.
_TOKEN = re.compile(r"(?:[A-Z]\^?\S?\^?)?[A-Za-z0-9]\w*(?:[-+.]\w+)*\+*")
_SIZE = re.compile(r"\d[\d.,]*[-A-Za-z]{0,2}|[A-Za-z]{1,2}\d?|\d+(?:-\w+)?")
_SIGNS = re.compile(r"[-.+]")
_SHAPE = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}|[A-Za-z]\d")
_DEFINED = re.compile(r"((?:[\w'’-]{1,80} ){1,9})\(([A-Za-z][\w²+.-]{1,15}?)s?\)")
NAMING_PHRASE = re.compile(  # what stands before a name that the paper gives
    r"\b(?:propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|presents?|presented|develop(?:s|ed)?"
    r"|releas(?:e|es|ed)"
    r"|calle?d?|named?|termed?|dubb?(?:ed)?|design(?:s|ed)?|builds?|built|creates?d?|denoted as|coin(?:ed)?)"
    r"(?:[ ,:]+(?!(?:on|with|using|than|over|from|against|to|for|in|by|of|and|that|upon"
    r"|based)\b)[\w'’-]+){0,5}[ ,:\"'`“]*$",
    re.I,
)
# A name that is spelt like any word: "We present Zeus, a monitor", "a monitor called Zeus that".
_PLAIN_NAME = re.compile(
    r"(?<![\w-])(?:"
    r"(?:propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|present(?:s|ed|ing)?|develop(?:s|ed|ing)?"
    r"|releas(?:e|es|ed|ing)|design(?:s|ed|ing)?|buil(?:d|ds|t)|creat(?:e|es|ed|ing))"
    r" (?P<presented>[A-Z][a-z]{2,30})(?=\s?[,:(–—])"
    r"|(?:called|named|termed|dubbed|coined) [\"“'‘`]{0,2}(?P<called>[A-Z][a-z]{2,30})"
    r"(?=[\"”'’]{0,2}(?:\s?[,.:;()–—]|\s(?:that|which|to|for|is|and)\b)))"
)
_FOR_SHORT = re.compile(r"\W{0,4}(?:for short|in short)\b|\W{0,4}\(short for\b")
_HEAD = re.compile(r"\s*(?::|\s[-–—]+\s|!\s|\?\s)\s*")
_REPOSITORY = re.compile(r"git(?:hub|lab)\.com/[\w.-]+/([\w.-]*\w)")
_REPORT = re.compile(r"\s+(?:technical report|report|tutorial|survey)$", re.I)


def aliases_of(paper_id: str, title: str, text: str) -> list[Alias]:
    """The names that lead to this paper, its own first; the whole title is one of them."""
    priors: dict[str, tuple[float, str]] = {}
    for display, prior in [(title, 1.0), *_from_title(title), *_from_text(title, text)]:
        key = name_key(display)
        if len(key) > 1 and prior > priors.get(key, (0.0, ""))[0]:
            priors[key] = (prior, priors.get(key, (0.0, display))[1])
    head = short_title(title)
    for display, (prior, spelt) in list(priors.items()):
        before = head.removesuffix(f"-{spelt}")
        if before != head and (before[-1:].isalnum() or before[-1:] == "_"):  # no "PROP" for "B-PROP"
            priors[display] = (min(prior, _PRIORS.part_of_name), spelt)
    names = [Alias(display, key, paper_id, prior) for key, (prior, display) in priors.items()]
    names.sort(key=lambda name: -name.prior)
    own = sum(name.prior >= _OWNERSHIP.owned for name in names)
    return names[: own + MENTIONS]


def short_title(title: str) -> str:
    """The part of a title that people say: "GaLore" of "GaLore: Memory-Efficient ..."."""
    head = _REPORT.sub("", _HEAD.split(title, maxsplit=1)[0])
    first, comma, _ = head.partition(", ")
    return first if comma and " " not in first and _looks_like_name(first) else head


def named_by_title(title: str, name: str) -> bool:
    """Whether a title gives its paper this very name: it begins with it ("GaLore: ...") or has it in brackets
    ("Video PreTraining (VPT): ..."); a name that merely stands in it ("PreTraining") is not given."""
    given = (title, short_title(title), *re.findall(r"\(([^()]+)\)", title))
    return name_key(name) in map(name_key, given)


def _from_title(title: str) -> Iterator[tuple[str, float]]:
    head = short_title(title)
    if len(head.split()) <= 5:
        yield head, 1.0
    for inside in re.findall(r"\(([\w²+.-]+)\)", title):
        yield inside, 1.0
    for token in _TOKEN.findall(title):
        if _looks_like_name(token):
            yield (
                _base(token),
                1.0
                if token in head.split() and len(head.split()) <= 3 and not head[-1].isdigit()
                else _PRIORS.in_title,
            )


def _from_text(title: str, text: str) -> Iterator[tuple[str, float]]:
    """Acronyms with their long forms, names after "we propose", repositories, then mere mentions."""
    title_words = {run for run in runs(title.lower()) if len(run) > 3}
    for match in _DEFINED.finditer(text):
        if long := long_form_before(match[2], match[1]):
            own = bool(NAMING_PHRASE.search(text[max(0, match.start() - 80) : match.end(1) - len(long)]))
            shared = sum(run in title_words for run in runs(long.lower()))
            prior = 1.0 if own else _PRIORS.near_title if shared >= 2 else _PRIORS.acronym
            yield _base(match[2]), prior
            if prior >= _OWNERSHIP.owned:
                yield long, _PRIORS.long_form
    for repository in repositories(text):
        yield repository, _PRIORS.repository
    for plain in _plain_names(text):
        yield plain, _PRIORS.coined
    tokens = [match for match in _TOKEN.finditer(text) if _looks_like_name(match.group())]
    counts = Counter(name_key(match.group()) for match in tokens)
    for match in tokens:
        is_named = NAMING_PHRASE.search(text[max(0, match.start() - 45) : match.start()]) or _FOR_SHORT.match(
            text[match.end() :]
        )
        yield (
            _base(match.group()),
            _PRIORS.coined
            if is_named
            else _OWNERSHIP.repeated
            if counts[name_key(match.group())] > 2
            else _PRIORS.mentioned,
        )


def _plain_names(text: str) -> Iterator[str]:
    """The names that look like any word, which a text gives and says again, always with a capital."""
    written = Counter(runs(text))
    for match in _PLAIN_NAME.finditer(text):
        name = match["presented"] or match["called"]
        if written[name] > 1 and not written[name.lower()] and name.lower() not in COMMON:
            yield name


def repositories(text: str) -> list[str]:
    """The names of the repositories that a text links to."""
    return [found.removesuffix(".git") for found in _REPOSITORY.findall(text)]


def _base(token: str) -> str:
    """Without a plural's s or what a hyphen adds: "LLM" of "LLMs", "RoPE" of "RoPE-based"."""
    token = re.sub(r"-(?:based|style|like|trained|parameter|level|only|powered|driven|tuned)$", "", token)
    return re.sub(r"(?<=[A-Z])s$", "", token)


def _looks_like_name(token: str) -> bool:
    """Inner capitals, or letters with digits: "LayoutLMv3", "GaLore"; not "3D", not "Pre-Training"."""
    if token.isalpha() and token[1:].islower():  # most words: nothing below fits one
        return False
    if _SIZE.fullmatch(token) or len(token) < 3 or " " in token:
        return False
    parts = _SIGNS.split(token)
    if any(map(_SHAPE.search, parts)):
        return not all(_SIZE.fullmatch(part) for part in parts)
    return False
