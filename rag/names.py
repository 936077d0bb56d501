"""Which papers a message names, however the names are spelt.

In: papers' titles and texts at ingest, a message at question time. Out: the names in it, with
the papers that own them. Knows nothing of what is asked, and never opens a store.
"""

import math
import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

OWN = 0.8  # a name of at least this strength is the paper's own
WIDELY_MENTIONED = 4  # a name that more papers mention, and none owns, points nowhere
RUNS = 6  # the longest name looked up piece by piece, as in "lay out lm v 3"
MENTIONS = 10  # names that one paper merely mentions: the most that are kept

_COMMON = """
a about above accept across adopt after again against aim all allow almost along also always am among an and
another answer any anything apply are around art as ask at atlas author authors available away back based
basic be because become been before being below best better between big bit black both bridge bring build but
by call can cannot case cat center chat check child circle city clear clip close cloud clue code come common
company compare compared compass complete computer could count course court cover cross crystal cube current
dark data date day deep describe did differ difference different diffusion do does dog done down draw dream
drive drop drum each early east echo edge effect else encode end energy enough even ever every everything
exact example explain eye face fact fair falcon fall far fast field find fine fire first fit five flame flow
fly focus food for force form forward found four free from full fun fusion game gate gave gemini general
generate genius get give go going gold good got graph great ground group grow guess had half hand hard has
have he head health hello help her here high him his hold home hope hot hour hours house how human i idea if
image improve in include into is it its job join journey jump just keep key kind know lab land language large
last later law layer lead learn learning least left lens less let level life light like limit line link list
little live long look lost lot love made main make man many map mark mask master match may me mean measure
memory merge method methods mind mine mirror mode model models money month moon more mosaic most mouse move
much muse music must my myself name need network networks neural never new next nice night no none north not
note nothing now number of off offer often old on once one only open option or orca order other our out over
own page paint pair paper papers part pass past path people phase phone pick piece pilot place plan play
please point poor possible power present press prime primer prism process product prompt prop prove pull push
put quality question quick quite range rate ray reach read real really reason related result return right ring
river road rock room root round rule run safe said same saw say scale scope score sea search second see seed
seem self sense set seven several shape share she shift short should show side sight simple since single site
six size skill sky small snap so some something soon sound source space spark speed spin spring stage star
stars start state step still stop story stream street strong study such summary sun sure surf swift switch
table take talk tasks teach team tell ten test text than thank thanks that the their them then there these
they thing think this those though three through tiger time to today together told too took tool topic touch
toward train training tree trick tried true try turn two type under union until up us use used useful using
very via view vision voice volume wait walk want was water wave way we week well went were west what whats
when where which while white who whole whom whose why wide will wind wise wish with within without wonder word
words work works world would write year years yes yet you young your zero
"""
COMMON = frozenset(_COMMON.split())

FUNCTION = frozenset(
    (
        "a an and are as at be by can could did do does for from get give has have how i in into is it"
        " its list me of on "
        "or please show tell that the their there these they this those to was we were what when where"
        " which who whom "
        "why will with you your about explain describe compare versus vs than then so if not mean used use"
    ).split()
)
Buckets = dict[tuple[str, int], list[str]]
_Run = tuple[str, int, int]  # letters and digits, folded, and where they stand
_LATIN = r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"  # scripts without spaces run into names
_RUN = re.compile(rf"{_LATIN}+")
_PREFIXES = "pre|fine|few|zero|self|multi|co|re|non"  # "pre-training" is one word, as "pretraining" is
_WORD = re.compile(rf"(?:\b(?:{_PREFIXES})-)?{_LATIN}+", re.I)
_PREFIX, _ASCII = re.compile(rf"\b({_PREFIXES})-(?=[a-z0-9])"), re.compile("[a-z0-9]+")
_GAP = re.compile(r"(?:[^\S\n]?[-–+/.'’_&]?[^\S\n]?|[^\w\s,;?!]{1,4})")
_TOKEN = re.compile(r"(?:[A-Z]\^?\S?\^?)?[A-Za-z0-9][\w²³]*(?:[-+.](?=[\w])[\w²³]+)*\+*")
_INFLECTED = re.compile(r"(?:ing|ed|ly|ions?|ment|ness|able|ers?|ies)$")
_SIZE = re.compile(r"\d[\d.,]*[-A-Za-z]{0,2}|[A-Za-z]{1,2}\d?|\d+(?:-\w+)?")
_DEFINED = re.compile(r"((?:[\w'’-]+ ){1,9})\(([A-Za-z][\w²+.-]{1,15}?)s?\)")
_COINED = re.compile(  # what stands before a name that the paper gives
    r"\b(?:propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|presents?|presented|develop(?:s|ed)?"
    r"|releas(?:e|es|ed)"
    r"|calle?d?|named?|termed?|dubb?(?:ed)?|design(?:s|ed)?|builds?|built|creates?d?|denoted as|coin(?:ed)?)"
    r"(?:[ ,:]+(?!(?:on|with|using|than|over|from|against|to|for|in|by|of|and|that|upon"
    r"|based)\b)[\w'’-]+){0,5}[ ,:\"'`“]*$",
    re.I,
)
_FOR_SHORT = re.compile(r"\W{0,4}(?:for short|in short)\b|\W{0,4}\(short for\b")
_HEAD = re.compile(r"\s*(?::|\s[-–—]+\s|!\s|\?\s)\s*")
_REPOSITORY = re.compile(r"git(?:hub|lab)\.com/[\w.-]+/([\w.-]*\w)")
_REPORT = re.compile(r"\s+(?:technical report|report|tutorial|survey)$", re.I)
_QUOTED = re.compile(r"(?<!\w)['\"“‘«„`]+([^'\"“”„«»`]{4,200}?)['\"”’»`]+(?!\w)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a paper coins (strength 1) or merely mentions (0.3 to 0.6)."""

    display: str
    key: str
    paper_id: str
    strength: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a message that names papers; several papers are a clash of names."""

    text: str
    start: int
    end: int
    name: str
    paper_ids: tuple[str, ...]
    certainty: float
    exact: bool


def fold(text: str) -> str:
    """Letters and digits only, lower-case, without accents and compatibility forms."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFKC", "".join(c for c in plain if c.isalnum()))


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that at least two of the texts spell in lower case: plain language, not names."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w])", text)))
    return frozenset(word for word, papers in seen.items() if papers > 1)


def names_of(paper_id: str, title: str, text: str) -> list[Name]:
    """The names that lead to this paper, its own first; the whole title is one of them."""
    strengths: dict[str, tuple[float, str]] = {}
    for display, strength in [(title, 1.0), *_from_title(title), *_from_text(title, text)]:
        key = fold(display)
        if len(key) > 1 and strength > strengths.get(key, (0.0, ""))[0]:
            strengths[key] = (strength, strengths.get(key, (0.0, display))[1])
    names = [Name(display, key, paper_id, strength) for key, (strength, display) in strengths.items()]
    names.sort(key=lambda name: -name.strength)
    own = sum(name.strength >= OWN for name in names)
    return names[: own + MENTIONS]


def short_title(title: str) -> str:
    """The part of a title that people say: "GaLore" of "GaLore: Memory-Efficient ..."."""
    head = _REPORT.sub("", _HEAD.split(title, maxsplit=1)[0])
    first, comma, _ = head.partition(", ")
    return first if comma and " " not in first and _is_coined(first) else head


def _from_title(title: str) -> Iterator[tuple[str, float]]:
    head = short_title(title)
    if len(head.split()) <= 5:
        yield head, 1.0
    for inside in re.findall(r"\(([\w²+.-]+)\)", title):
        yield inside, 1.0
    for token in _TOKEN.findall(title):
        if _is_coined(token):
            yield (
                _base(token),
                1.0 if token in head.split() and len(head.split()) <= 3 and not head[-1].isdigit() else 0.6,
            )


def _from_text(title: str, text: str) -> Iterator[tuple[str, float]]:
    """Acronyms with their long forms, names after "we propose", repositories, then mere mentions."""
    title_words = set(re.findall(r"[a-z]{4,}", title.lower()))
    for match in _DEFINED.finditer(text):
        if long := _long_form(match[1], match[2]):
            own = bool(_COINED.search(text[max(0, match.start() - 80) : match.end(1) - len(long)]))
            shared = sum(word in title_words for word in re.findall(r"[a-z]{4,}", long.lower()))
            strength = 1.0 if own else 0.6 if shared >= 2 else 0.5
            yield _base(match[2]), strength
            if strength >= OWN:
                yield long, 0.9
    for repository in _REPOSITORY.findall(text):
        yield repository.removesuffix(".git"), 0.95
    tokens = [match for match in _TOKEN.finditer(text) if _is_coined(match.group())]
    counts = Counter(fold(match.group()) for match in tokens)
    for match in tokens:
        coined = _COINED.search(text[max(0, match.start() - 45) : match.start()]) or _FOR_SHORT.match(
            text[match.end() :]
        )
        yield _base(match.group()), 0.9 if coined else 0.5 if counts[fold(match.group())] > 2 else 0.4


def _long_form(words: str, acronym: str) -> str:
    """The words before "(ACRONYM)" that it abbreviates; nothing where it abbreviates none."""
    parts = words.split()
    letters = re.sub(r"[^a-z]", "", acronym.lower())
    for count in range(1, len(parts) + 1):
        long = " ".join(parts[-count:])
        initials = "".join(part[0] for part in re.findall(r"[A-Za-z]+", long.lower()))
        fits = letters and initials[0] == letters[0] and _is_within(letters, long.lower())
        if fits and count >= len(letters) / 3 and len(initials) >= min(len(letters), 4) - 2:
            return long
    return ""


def _base(token: str) -> str:
    """Without a plural's s or what a hyphen adds: "LLM" of "LLMs", "RoPE" of "RoPE-based"."""
    token = re.sub(r"-(?:based|style|like|trained|parameter|level|only|powered|driven|tuned)$", "", token)
    return re.sub(r"(?<=[A-Z])s$", "", token)


def _is_within(letters: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in letters)


def _is_coined(token: str) -> bool:
    """Inner capitals, or letters with digits: "LayoutLMv3", "GaLore"; not "3D", not "Pre-Training"."""
    if _SIZE.fullmatch(token) or len(token) < 3 or " " in token:
        return False
    parts = re.split(r"[-.+]", token)
    if any(re.search(r"[a-z0-9][A-Z]|[A-Z]{2}|[A-Za-z]\d", part) for part in parts):
        return not all(_SIZE.fullmatch(part) for part in parts)
    return False


class NameIndex:
    """The names of a library, ready to be looked up in a message."""

    def __init__(self, names: Iterable[Name] = (), *, ordinary: Iterable[str] = ()) -> None:
        """`ordinary`: plain words of the library (`ordinary_words`), which are no typos of a name."""
        self._names = list(names)
        self._ordinary = COMMON.union(ordinary)

    def is_plain(self, word: str) -> bool:
        """Whether a word, or what it is the plural of, is everyday language in this library."""
        return word in self._ordinary or word.removesuffix("s") in self._ordinary

    def lookup(self, text: str) -> list[Mention]:
        """The names in a message, in order of appearance; none overlaps another."""
        runs = [(fold(m.group()), m.start(), m.end()) for m in _RUN.finditer(text)]
        found = self._exact(text, runs)
        taken = [(mention.start, mention.end) for mention in found]
        free = [run for run in runs if not any(run[1] < end and start < run[2] for start, end in taken)]
        found += self._likely(text, free)
        found += self._titles.find(text)
        kept: list[Mention] = []
        for mention in sorted(found, key=lambda m: (m.certainty < 0.9, m.start - m.end, -m.certainty)):
            if not any(mention.start < other.end and other.start < mention.end for other in kept):
                kept.append(mention)
        return sorted(kept, key=lambda mention: mention.start)

    @cached_property
    def _chains(self) -> "tuple[dict[str, int], array[int]]":
        """For each key its last name, for each name the one before it: no list per key to build or keep."""
        last: dict[str, int] = {}
        before = array("l", bytes(array("l").itemsize * len(self._names)))
        for place, name in enumerate(self._names):
            before[place] = last.get(name.key, -1)
            last[name.key] = place
        return last, before

    def _called(self, key: str) -> list[Name]:
        last, before = self._chains
        names, place = [], last.get(key, -1)
        while place >= 0:
            names.append(self._names[place])
            place = before[place]
        return names[::-1]

    @cached_property
    def _own(self) -> Buckets:
        """Keys of papers' own names: what a typo may be meant to be."""
        own = {name.key for name in self._names if name.strength >= OWN and 4 <= len(name.key) <= 24}
        return _bucketed(own - self._ordinary)

    @cached_property
    def _plain(self) -> Buckets:
        return _bucketed(self._ordinary)

    @cached_property
    def _titles(self) -> "_Titles":
        return _Titles(self._names, self._ordinary)

    def _exact(self, text: str, runs: list[_Run]) -> list[Mention]:
        """Names spelt with the same letters and digits, the longest at each place."""
        found, place = [], 0
        plain = sum(run[0] not in FUNCTION for run in runs)
        while place < len(runs):
            step = 1
            for count in range(min(_joined(text, runs, place), RUNS), 0, -1):
                part = runs[place : place + count]
                names = self._called("".join(run[0] for run in part))
                if names and (mention := self._mention(text, part, names, plain=plain)):
                    found.append(mention)
                    step = count
                    break
            place += step
        return found

    def _mention(self, text: str, part: list[_Run], names: list[Name], *, plain: int) -> Mention | None:
        """What these names are worth as they were typed; nothing where it is only a plain word."""
        start, end = part[0][1], part[-1][2]
        typed, best = text[start:end], max(names, key=lambda name: name.strength)
        papers, certainty = _owners(names)
        if not papers or (len(best.key) < 3 and typed != best.display):
            return None
        if best.strength < OWN and (typed.islower() or len(best.key) < 5) and plain > 3:
            return None
        words = [run[0] for run in part]
        if all(word in self._ordinary for word in words) or (len(part) == 1 and best.key in self._ordinary):
            certainty *= self._as_plain_words(text, start, end, best.display, plain=plain)
        elif not any(typed == name.display for name in names):
            certainty *= (
                0.55 if typed.islower() and typed.isalpha() and len(typed) < 8 and plain > 4 else 0.95
            )
        return (
            Mention(typed, start, end, best.display, papers, certainty, exact=True) if certainty > 0 else None
        )

    def _as_plain_words(self, text: str, start: int, end: int, display: str, *, plain: int) -> float:
        typed = text[start:end]
        quoted = text[start - 1 : start] in set("'\"“‘«„`") and start > 0
        begins = not text[:start].rstrip() or text[:start].rstrip()[-1] in ".!?"
        if (
            quoted
            or (typed.isupper() and len(typed) > 2)
            or (typed == display and not typed.islower() and not begins)
        ):
            return 1.0
        if " " in display or "-" in display:
            capitals = sum(letter.isupper() for letter in typed)
            return (
                1.0
                if capitals > 1
                else 0.7
                if len(fold(display)) > 9
                else 0.5
                if typed.count("-") > 1
                else 0.0
            )
        article = re.search(r"\b(?:an?|the)\s+$", text[:start], re.I)
        inner = typed == display and bool(re.search(r"[a-z][A-Z]", typed))
        return 1.0 if inner else 0.7 if plain <= 2 and not article and fold(typed) not in FUNCTION else 0.0

    def _likely(self, text: str, runs: list[_Run]) -> list[Mention]:
        """Names a letter or two away; plain words and their typos are left alone."""
        found: list[Mention] = []
        for place, run in enumerate(runs):
            for count in (2, 1):
                part = runs[place : place + count]
                if len(part) == count and _joined(text, part, 0) == count and (key := self._nearest(part)):
                    papers, certainty = _owners(self._called(key))
                    name, end = self._called(key)[0].display, part[-1][2]
                    found.append(
                        Mention(text[run[1] : end], run[1], end, name, papers, certainty * 0.8, exact=False)
                    )
                    break
        return found

    def _nearest(self, part: list[_Run]) -> str | None:
        typed = "".join(run[0] for run in part)
        if len(typed) < 4 or typed.isdigit() or all(run[0] in self._ordinary for run in part):
            return None
        if len(part) > 1 and not part[1][0][-1].isdigit():
            return None
        most = 1 if len(typed) < 9 or _INFLECTED.search(typed) else 2
        near = _closest(typed, self._own, most)
        if (
            near is None
            or not _same_digits(typed, near[0])
            or (len(typed) < 5 and len(near[0]) != len(typed))
        ):
            return None
        if len(typed) < 5 and sorted(typed) != sorted(near[0]):
            return None
        word = _closest(typed, self._plain, near[1]) if len(part) == 1 else None
        return None if word else near[0]


class _Titles:
    """Titles by their words, for the ones that are typed whole, in part or in quotes."""

    def __init__(self, names: Iterable[Name], ordinary: frozenset[str]) -> None:
        long = (name for name in names if name.strength == 1 and " " in name.display)
        self._titles = [(words, name) for name in long if len(words := _words(name.display)) > 1]
        self._ordinary = ordinary
        self._postings: dict[str, list[int]] = defaultdict(list)
        for place, (words, _) in enumerate(self._titles):
            for word in set(words) - FUNCTION:
                self._postings[word].append(place)

    @cached_property
    def _spellings(self) -> Buckets:
        return _bucketed(self._postings)

    def find(self, text: str) -> list[Mention]:
        """Titles of which the message has nearly all, a telling beginning, or a quoted part."""
        runs = [(self._mended(fold(match.group())), *match.span()) for match in _WORD.finditer(text)]
        keys = [run[0] for run in runs]
        found = []
        for place, hits in self._candidates(keys):
            words, name = self._titles[place]
            first, last = min(hits), max(hits)
            matched = {keys[hit] for hit in hits}
            share = self._weight(matched) / self._weight(set(words) - FUNCTION)
            if len(matched) > 2 and share >= 0.8 and last - first < 2 * len(words) + 3:
                certainty = 0.95 * share
            elif self._begins(words, keys[first : last + 1]):
                certainty = 0.7
            else:
                continue
            start, end = runs[first][1], runs[last][2]
            found.append(
                Mention(text[start:end], start, end, name.display, (name.paper_id,), certainty, share == 1)
            )
        return found + self._quoted(text)

    def _mended(self, word: str) -> str:
        """The word of a title that this is a typo of; plain words stay as they are."""
        if len(word) < 6 or word in self._postings or word in self._ordinary:
            return word
        near = _closest(word, self._spellings, 1 if len(word) < 9 else 2)
        return near[0] if near else word

    def _candidates(self, keys: list[str]) -> Iterator[tuple[int, list[int]]]:
        """The titles that share most with the message, and where in the message they do."""
        common = 20 + len(self._titles) // 200
        hits: dict[int, list[int]] = defaultdict(list)
        for place, key in enumerate(keys[:200]):
            if 0 < len(self._postings.get(key, ())) <= common:
                for title in self._postings[key]:
                    hits[title].append(place)
        best = sorted(hits, key=lambda title: -self._weight({keys[place] for place in hits[title]}))[:30]
        for title in best:
            words = set(self._titles[title][0])
            low, high = min(hits[title]) - 12, max(hits[title]) + 12
            yield (
                title,
                [
                    p
                    for p, key in enumerate(keys)
                    if key in words and key not in FUNCTION and low <= p <= high
                ],
            )

    def _weight(self, words: set[str]) -> float:
        total = len(self._titles) + 1
        return sum(math.log(1 + total / (1 + len(self._postings.get(word, ())))) for word in words) or 1.0

    def _begins(self, words: list[str], typed: list[str]) -> bool:
        """Whether a run of words is the telling beginning of a title."""
        count = next((n for n, (a, b) in enumerate(zip(words, typed, strict=False)) if a != b), len(typed))
        telling = [word for word in words[:count] if word not in FUNCTION]
        rare = [word for word in telling if len(self._postings[word]) <= 2]
        odd = any(word.removesuffix("s") not in self._ordinary for word in rare)
        return odd and len(telling) > (1 if len(rare) == len(telling) else 2)

    def _quoted(self, text: str) -> list[Mention]:
        found = []
        for match in _QUOTED.finditer(text):
            keys, key = _words(match[1]), fold(match[1])
            for place, _ in self._candidates(keys) if len(keys) > 1 else ():
                name = self._titles[place][1]
                if key in name.key:
                    certainty = 1.0 if name.key.startswith(key) else 0.8
                elif (
                    fuzz.token_set_ratio(" ".join(keys), " ".join(self._titles[place][0])) >= 92
                    and len(keys) > 3
                ):
                    certainty = 0.8
                else:
                    continue
                found.append(
                    Mention(
                        match[1],
                        match.start(1),
                        match.end(1),
                        name.display,
                        (name.paper_id,),
                        certainty,
                        name.key == key,
                    )
                )
        return sorted(found, key=lambda mention: -mention.certainty)[:2]


def _words(text: str) -> list[str]:
    """The words of a title, as `_WORD` finds them; the quick way where it is plain ASCII."""
    if not text.isascii():
        return [fold(word) for word in _WORD.findall(text)]
    lower = text.lower()
    return _ASCII.findall(_PREFIX.sub(r"\1", lower) if "-" in lower else lower)


def _joined(text: str, runs: list[_Run], place: int) -> int:
    """How many runs from here on could be written as one name."""
    count = 1
    while place + count < len(runs) and _GAP.fullmatch(
        text[runs[place + count - 1][2] : runs[place + count][1]]
    ):
        count += 1
    return count


def _owners(names: list[Name]) -> tuple[tuple[str, ...], float]:
    """The papers a name leads to and how surely; none where it is common property."""
    ranked = sorted(names, key=lambda name: -name.strength)
    owners = [name for name in ranked if name.strength >= OWN]
    others = len({name.paper_id for name in ranked}) - len(owners)
    if not owners:
        return (tuple(name.paper_id for name in ranked), 0.5) if others <= WIDELY_MENTIONED else ((), 0.0)
    if (owners[0].strength < 0.95 or len(owners) > WIDELY_MENTIONED) and len(ranked) > 2 * WIDELY_MENTIONED:
        return (), 0.0
    return tuple(dict.fromkeys(name.paper_id for name in owners)), owners[0].strength / (
        1 + min(others, 20) / 30
    )


def _bucketed(keys: Iterable[str]) -> Buckets:
    """Keys by first letter and length, so that a typo is compared with few of them."""
    buckets: Buckets = defaultdict(list)
    for key in keys:
        buckets[key[0], len(key)].append(key)
    return buckets


def _closest(typed: str, buckets: Buckets, most: int) -> tuple[str, int] | None:
    """The nearest key with the same first letter, and how far it is: at most `most` edits."""
    best: tuple[str, int] | None = None
    for length in range(len(typed) - most, len(typed) + most + 1):
        cutoff = most if best is None else best[1] - 1
        if cutoff < 0:
            break
        near = process.extractOne(
            typed, buckets.get((typed[0], length), ()), scorer=OSA.distance, score_cutoff=cutoff
        )
        if near:
            best = (near[0], int(near[1]))
    return best


def _same_digits(one: str, other: str) -> bool:
    return re.findall(r"\d+", one) == re.findall(r"\d+", other)
