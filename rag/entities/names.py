"""Which papers a message names, however the names are spelt.

In: papers' titles and texts at ingest, a message at question time. Out: the names in it, with
the papers that own them.
"""

import re
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache
from itertools import groupby

from rag.entities.identifiers import Identifier, identifiers
from rag.entities.parameters import parameters
from rag.entities.titles import Titles, common_in
from rag.entities.words import Alias, LetterRun
from rag.model.query import Mention
from rag.text.common_words import COMMON, FUNCTION_WORDS
from rag.text.name_keys import name_key
from rag.text.runs import run_spans
from rag.text.spelling import Buckets, bucketed, closest, nearest
from store.name_table import Name, NameTable

_OWNERSHIP, _CERTAINTY = parameters().ownership, parameters().certainty
MOST_NEAR = 20_000  # names up to which every one is compared for something to offer a person
MOST_RUNS = 6  # the longest name looked up piece by piece, as in "lay out lm v 3"
_GAP = re.compile(r"(?:[^\S\n]?[-–+/.'’_&]?[^\S\n]?|[^\w\s,;?!]{1,4})")
_INFLECTED = re.compile(r"(?:ing|ed|ly|ions?|ment|ness|able|ers?|ies)$")


Identified = Callable[[Identifier], tuple[str, str] | None]


class NameIndex:
    """The names of a library, looked up in a message. Threads may share it."""

    def __init__(
        self,
        names: NameTable | Iterable[Alias] = (),
        *,
        ordinary: Iterable[str] = (),
        identified: Identified = lambda identifier: None,
    ) -> None:
        """`ordinary`: plain words of the library (`ordinary_words`); they are not typos of a name.
        `identified` gives the id and the short title of the paper that an identifier leads to."""
        self._names = names if isinstance(names, NameTable) else _table(names)
        self._identified, self._ordinary = identified, COMMON.union(ordinary)
        self._titles = Titles(self._names, self._ordinary)
        self._mentions = lru_cache(maxsize=64)(self._find)  # several stages ask for those of one message

    def is_plain(self, word: str) -> bool:
        """Whether a word, or what it is the plural of, is everyday language in this library."""
        return word in self._ordinary or word.removesuffix("s") in self._ordinary

    def near(self, typed: str) -> str | None:
        """The name that is spelt most like what was typed, where one is near enough to be meant."""
        most = max(1, len(typed) // 3)
        if self._names.names <= MOST_NEAR:
            return nearest(typed, [name.display for name in self._names.every()], most, any_case=True)
        found = self.spelt_like(typed)
        return nearest(typed, found, most, any_case=True)

    def lookup(self, text: str) -> list[Mention]:
        """The names in a message, in order of appearance; none overlaps another."""
        return list(self._mentions(text))

    def _find(self, text: str) -> tuple[Mention, ...]:
        runs = [(name_key(run), start, end) for run, start, end in run_spans(text)]
        found = self._exact(text, runs)
        taken = [(mention.start, mention.end) for mention in found]
        free = [run for run in runs if not any(run[1] < end and start < run[2] for start, end in taken)]
        found += self._likely(text, free)
        found += self._titles.find(text)
        for one in identifiers(text):
            if one.ids or one.address.startswith("10."):  # a paper's, whose letters are no name: "arXiv"
                found = [m for m in found if m.end <= one.start or one.end <= m.start]
            if named := self._identified(one):
                id_, title = named
                found.append(Mention(one.text, one.start, one.end, title, (id_,), 1.0, exact=True))
        kept: list[Mention] = []
        for mention in sorted(found, key=lambda m: (m.certainty < 0.9, m.start - m.end, -m.certainty)):
            if not any(mention.start < other.end and other.start < mention.end for other in kept):
                kept.append(mention)
        return tuple(sorted(kept, key=lambda mention: mention.start))

    def prior(self, name: str) -> float:
        """How likely a name is one that a paper gives to its own work, by the likeliest paper; 0 where none
        has it."""
        return max((alias.weight for alias in self._called(name_key(name))), default=0.0)

    def spelt_like(self, text: str) -> list[str]:
        """The papers' own names spelt most like the text, up to two letters in five away: something to
        offer a person, too far off to act on."""
        typed = name_key(text)
        most = max(1, 2 * len(typed) // 5)
        lengths = range(max(1, len(typed) - most), len(typed) + most + 1)
        own = self._own(self._names.own_starting_with(typed[0], lengths)) if typed else {}
        near = closest(typed, own, most) if typed else None
        return list(dict.fromkeys(name.display for name in self._called(near[0]))) if near else []

    def _called(self, key: str) -> list[Name]:
        return self._names.called([key]).get(key, [])

    def _own(self, keys: Collection[str]) -> Buckets:
        """Those of the keys that are papers' own names and no plain words: what a typo may be meant to be."""
        called = self._names.called([key for key in keys if key not in self._ordinary])
        owned = (key for key in called if any(name.weight >= _OWNERSHIP.owned for name in called[key]))
        return bucketed(owned)

    @cached_property
    def _plain(self) -> Buckets:
        return bucketed(self._ordinary)

    def _exact(self, text: str, runs: list[LetterRun]) -> list[Mention]:
        """Names spelt with the same letters and digits, the longest at each place."""
        found, place = [], 0
        plain = sum(run[0] not in FUNCTION_WORDS for run in runs)
        most = [_joined(text, runs, at) for at in range(len(runs))]
        called = self._names.called(
            [_key(runs[at : at + n + 1]) for at, m in enumerate(most) for n in range(m)]
        )
        while place < len(runs):
            step = 1
            for count in range(most[place], 0, -1):
                part = runs[place : place + count]
                names = called.get(_key(part))
                if names and (mention := self._mention(text, part, names, plain=plain)):
                    found.append(mention)
                    step = count
                    break
            place += step
        return found

    def _mention(self, text: str, part: list[LetterRun], names: list[Name], *, plain: int) -> Mention | None:
        """What these names are worth as they were typed; nothing where it is only a plain word."""
        start, end = part[0][1], part[-1][2]
        typed, best = text[start:end], max(names, key=lambda name: name.weight)
        papers, certainty = _owners(names)
        key = _key(part)
        if not papers or (len(key) < 3 and typed != best.display):
            return None
        unsure = certainty < _OWNERSHIP.sole and best.weight < _OWNERSHIP.owned
        if unsure and (typed.islower() or len(key) < 5) and plain > 3:
            return None
        words = [run[0] for run in part]
        if all(word in self._ordinary for word in words) or (len(part) == 1 and key in self._ordinary):
            certainty *= self._as_plain_words(text, start, end, best.display, plain=plain)
            if len(words) > 1 and all(
                self._names.frequency(w) > common_in(self._names.titles) for w in words
            ):
                certainty *= _CERTAINTY.long_phrase  # "Large Language Models", whoever is called so
        elif not any(typed == name.display for name in names):
            short = typed.islower() and typed.isalpha() and len(typed) < 8 and plain > 4
            certainty *= _CERTAINTY.short_lower_case if short else _CERTAINTY.other_case
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
                else _CERTAINTY.long_phrase
                if len(name_key(display)) > 9
                else _CERTAINTY.hyphens
                if typed.count("-") > 1
                else 0.0
            )
        article = re.search(r"\b(?:an?|the)\s+$", text[:start], re.I)
        inner = typed == display and bool(re.search(r"[a-z][A-Z]", typed))
        return (
            1.0
            if inner
            else _CERTAINTY.alone
            if plain <= 2 and not article and name_key(typed) not in FUNCTION_WORDS
            else 0.0
        )

    def _likely(self, text: str, runs: list[LetterRun]) -> list[Mention]:
        """Names a letter or two away; plain words and their typos are left alone."""
        found: list[Mention] = []
        for place, run in enumerate(runs):
            for count in (2, 1):
                part = runs[place : place + count]
                if len(part) == count and _joined(text, part, 0) == count and (key := self._nearest(part)):
                    papers, certainty = _owners(self._called(key))
                    name, end = self._called(key)[0].display, part[-1][2]
                    if not _same_acronyms(text[run[1] : end], name):
                        break
                    certainty *= _CERTAINTY.slip
                    found.append(
                        Mention(text[run[1] : end], run[1], end, name, papers, certainty, exact=False)
                    )
                    break
        return found

    def _nearest(self, part: list[LetterRun]) -> str | None:
        typed = _key(part)
        if len(typed) < 4 or typed.isdigit() or all(run[0] in self._ordinary for run in part):
            return None
        if len(part) > 1 and not part[1][0][-1].isdigit():
            return None
        most = 1 if len(typed) < 9 or _INFLECTED.search(typed) else 2
        near = closest(typed, self._own(self._names.own_spelt_like(typed, most)), most)
        if (
            near is None
            or not _same_digits(typed, near[0])
            or (len(typed) < 5 and len(near[0]) != len(typed))
        ):
            return None
        if len(typed) < 5 and sorted(typed) != sorted(near[0]):
            return None
        word = closest(typed, self._plain, near[1]) if len(part) == 1 else None
        return None if word else near[0]


def _joined(text: str, runs: list[LetterRun], place: int) -> int:
    """How many runs from here on, MOST_RUNS at most, could be written as one name."""
    count = 1
    while (
        count < MOST_RUNS
        and place + count < len(runs)
        and _GAP.fullmatch(text[runs[place + count - 1][2] : runs[place + count][1]])
    ):
        count += 1
    return count


def _key(part: Iterable[LetterRun]) -> str:
    """The key of a name that these runs are."""
    return "".join(run[0] for run in part)


def _table(aliases: Iterable[Alias]) -> NameTable:
    rows = groupby(aliases, key=lambda alias: alias.paper_id)
    return NameTable.of((id_, [(alias.display, alias.prior) for alias in some]) for id_, some in rows)


def _owners(names: list[Name]) -> tuple[tuple[str, ...], float]:
    """The papers a name leads to and how surely; none where it is common property."""
    ranked = sorted(names, key=lambda name: -name.weight)
    owners = [name for name in ranked if name.weight >= _OWNERSHIP.owned]
    others = len({name.id for name in ranked}) - len(owners)
    if not owners:
        if others == 1 and ranked[0].weight >= _OWNERSHIP.repeated:
            return (ranked[0].id,), _OWNERSHIP.sole
        if others > _OWNERSHIP.widely_mentioned:
            return (), 0.0
        return tuple(name.id for name in ranked), _CERTAINTY.common_property
    if (owners[0].weight < 0.95 or len(owners) > 1) and len(ranked) > 2 * _OWNERSHIP.widely_mentioned:
        return (), 0.0
    if owners[0].display.isupper() and len(owners) + others <= _OWNERSHIP.shared:
        owners += [name for name in ranked if _OWNERSHIP.repeated <= name.weight < _OWNERSHIP.owned]
    return tuple(dict.fromkeys(name.id for name in owners)), owners[0].weight / (
        1 + min(others, 20) / _CERTAINTY.crowd
    )


def _same_acronyms(typed: str, name: str) -> bool:
    """Whether letters of the one's acronyms may be slips for the other's: "SketchRAG" is no "SketchRL"."""
    if typed.isupper():
        return True
    one, other = (re.findall(r"[A-Z]{2,}", text) for text in (typed, name))
    return not one or [len(part) for part in one] == [len(part) for part in other]


def _same_digits(one: str, other: str) -> bool:
    return re.findall(r"\d+", one) == re.findall(r"\d+", other)
