"""Words, names and how they are folded and compared.

In: texts. Out: folded words, everyday words, the nearest of many spellings. Knows nothing of
questions or of an index.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

OWN = 0.8  # a name of at least this strength is the paper's own
REPEATED = 0.7  # a name that a paper comes back to: its own as long as no other paper has it
WIDELY_MENTIONED = 4  # a name that more papers mention, and none owns, points nowhere
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
Run = tuple[str, int, int]  # letters and digits, folded, and where they stand
_LATIN = r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"  # scripts without spaces run into names
RUN = re.compile(rf"{_LATIN}+")
_PREFIXES = "pre|fine|few|zero|self|multi|co|re|non"  # "pre-training" is one word, as "pretraining" is
WORD = re.compile(rf"(?:\b(?:{_PREFIXES})-)?{_LATIN}+", re.I)
_PREFIX = re.compile(  # the hyphen stands first in the pattern, so that little else is looked at
    rf"-(?=[a-z0-9])(?:{'|'.join(rf'(?<=[^a-z0-9_]{p}-)|(?<=^{p}-)' for p in _PREFIXES.split('|'))})"
)
_ASCII = re.compile("[a-z0-9]+")
_NEITHER = bytes(c for c in range(128) if not chr(c).isalnum())


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a paper coins (strength 1) or merely mentions (0.3 to 0.7)."""

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
    if text.isascii():  # some forty times as fast, for the hundreds of thousands of names of a library
        return text.lower().encode().translate(None, _NEITHER).decode()
    plain = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFKC", "".join(c for c in plain if c.isalnum()))


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that at least two of the texts spell in lower case: plain language, not names."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w])", text)))
    return frozenset(word for word, papers in seen.items() if papers > 1)


def title_words(text: str) -> list[str]:
    """The words of a title, as `WORD` finds them; the quick way where it is plain ASCII."""
    if not text.isascii():
        return [fold(word) for word in WORD.findall(text)]
    lower = text.lower()
    return _ASCII.findall(_PREFIX.sub("", lower) if "-" in lower else lower)


def bucketed(keys: Iterable[str]) -> Buckets:
    """Keys by first letter and length, so that a typo is compared with few of them."""
    buckets: Buckets = defaultdict(list)
    for key in keys:
        buckets[key[0], len(key)].append(key)
    return buckets


def closest(typed: str, buckets: Buckets, most: int) -> tuple[str, int] | None:
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
