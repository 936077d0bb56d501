"""Authors' names in one form: "Given Family", "Given Family, Jr.", or a body as it calls itself.

In: names as files write them, each one person or body. Out: the names in that form, without "and others",
degrees and footnote marks. Which strings are names is the readers' business.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.ingest.clean import BLANK, clean

_OTHERS = re.compile(r"(?:and\s+)?others|et\.?\s*al(?:ii)?\.?|\.{3}|…", re.IGNORECASE)
_DEGREES = frozenset(
    "phd md msc mscs bsc ba bs ma ms mph mba mbbs mbchb dphil dsc scd edd psyd pharmd jd dds dvm dnp rn bsn"
    " msn frcp frcs frcpc facs facp fcp mrcp mres llm meng beng".split()
)
_SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "2nd": "II", "3rd": "III"}
_INITIALS_TOO = ("JR", "SR")  # PubMed's "Smith JR" is J. R. Smith
_DOTTED = re.compile(r"(?:[A-Z]\.[ -]?){2,4}")
_FIRMS = frozenset("inc ltd llc llp gmbh corp co ag sa plc bv pty".split())
_BODIES = re.compile(
    r"\b(?:university|universit\w+|institut\w*|department|laborator\w+|labs?|college|school|cent(?:er|re)|agency"
    r"|ministry|committee|consortium|collaboration|(?:working|study|research) group|team|council|society"
    r"|association|foundation|organi[sz]ation|commission|network|initiative|project|office|bureau|academy)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*∗†‡§¶#⁰¹²³⁴-⁹]+|(?<=[^\W\d])\d+(?:\s*,\s*\d+)*$")
_NAMESAKE = re.compile(r"(?<=[^\W\d_]) 0\d{3}$")  # DBLP tells persons of one name apart by numbers
_CONTACT = re.compile(  # an e-mail address or an ORCID, in brackets or not
    r"(?:[(<\[]|(?<!\s))\s*(?:\S{1,80}@[\w.-]{1,80}\.\w+|(?:https?://)?(?:orcid(?:\.org/|:?\s*))?\d{4}-\d{4}-\d{4}-\d{3}[\dX])\s*[)>\]]?",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(  # "Ann Smith (University of Moss)*", "Smith, Ann [Oak Lab] (ORCID:...)"
    r"(?<=\w)(?:\s+(?:\([^()]{3,100}\)|\[[^\[\]]{3,200}\]))+\*?\s*$"
)
_EXTENDED = re.compile(r"\b(family|given|prefix|suffix)(?:-i)?\s*=\s*(\"[^\"]*\"|[^,]*)", re.IGNORECASE)
_INITIALS = re.compile(
    r"(?P<family>[^\W\d_].*[^\W\d_A-Z].*?|[^\W\d_]{2,})\s(?P<initials>[A-Z]{1,3}|[A-Z](?:-?[A-Z]){1,2})"
)
_NO_INITIALS = frozenset("AI ML II III IV US UK EU".split())  # what a body or a family name may end in
LONGEST = 200  # letters of a name whose parts are told apart
LONGEST_NAME = 2_000  # characters; what is longer is no name, and is left as it is
MOST_INITIALS = 0.8  # of the names of a page; from there on it writes "Smith AB"


@dataclass(frozen=True, slots=True)
class Authors:
    """Names in one form, and whether the file says that there are others."""

    names: tuple[str, ...] = ()
    others: bool = False


def authors_of(names: Sequence[str], *, family_first: bool = False) -> Authors:
    """Names as a file writes them; `family_first` where it writes "Smith AB" for A. B. Smith."""
    apart = [one for name in names for one in _apart(name)]
    known = [one for one in apart if not _OTHERS.fullmatch(one.strip(" ,{}"))]
    found = [one_name(name, family_first=family_first) for name in known]
    return Authors(tuple(name for name in found if name), len(known) < len(apart))


def one_name(name: str, *, family_first: bool = False) -> str:
    """ "Ann Smith" of "Smith, Ann", "Smith,Ann,PhD" and "family=Smith, given=Ann"; "" where there is none."""
    name = BLANK.sub(" ", name)
    if len(name) > LONGEST_NAME:
        return clean(name)
    if _is_braced(name):
        return clean(name.strip()[1:-1]).strip()
    if extended := _of_extended(name):
        return extended
    whole_name = (
        name if _BODIES.search(re.split(r"[(\[]", name, maxsplit=1)[0]) else _AFFILIATION.sub("", name)
    )
    plain = (
        " ".join(_MARKS.sub("", clean(_NAMESAKE.sub("", _CONTACT.sub("", whole_name).strip()))).split())
        .strip(" ,;")
        .removeprefix("- ")
    )
    parts = [part.strip() for part in plain.split(",") if any(sign.isalnum() for sign in part)]
    kept = [part for place, part in enumerate(parts) if not _is_degree(parts, place)]
    if not kept:
        return ""
    if family_first and len(kept) == 1:
        return _initials_first(plain)
    if len(kept) == 1 or _is_body(kept):
        return kept[0] if len(kept) == 1 else plain
    last = {part for part in kept[1:] if _is_suffix(part) and (len(kept) > 2 or part not in _INITIALS_TOO)}
    suffix = next((_SUFFIXES[_letters(part)] for part in kept if part in last), None)
    family, *given = [part for part in kept if part not in last] or kept
    if not suffix and given and (cut := family.rpartition(" "))[0] and _letters(cut[2]) in _SUFFIXES:
        family, suffix = cut[0], _SUFFIXES[_letters(cut[2])]
    whole = " ".join((*given, family)) if len(given) < 2 else " ".join((given[0], family))
    return f"{whole}, {suffix}" if suffix else whole


def writes_family_first(names: Sequence[str]) -> bool:
    """Whether a file writes its authors as "Smith AB": nearly all of the names that have no comma."""
    plain = [name for name in names if "," not in name and " " in name.strip()]
    said = [name for name in plain if _has_initials(name)]
    return len(plain) > 1 and len(said) >= MOST_INITIALS * len(plain)


def _has_initials(name: str) -> bool:
    found = _INITIALS.fullmatch(name.strip(" .")) if len(name) <= LONGEST else None
    return bool(found and found["initials"] not in _NO_INITIALS)


def _initials_first(name: str) -> str:
    found = _INITIALS.fullmatch(name.strip(" .")) if len(name) <= LONGEST else None
    if not found:
        return name
    letters = [f"{letter}." for letter in found["initials"] if letter.isalpha()]
    return " ".join((*letters, found["family"]))


def _apart(name: str) -> list[str]:
    return [name] if _is_braced(name) else [one for one in name.split(";") if one.strip()]


def _is_braced(name: str) -> bool:
    """Whether braces hold all of it: what BibTeX writes for the name of a body."""
    name = name.strip()
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for at, letter in enumerate(name):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return at == len(name) - 1
    return False


def _of_extended(name: str) -> str | None:
    """The name in biblatex's way: "family=Berg, given=Anna, prefix=van der"."""
    parts = {m[1].lower(): clean(m[2].strip(' "')) for m in _EXTENDED.finditer(name) if "-i" not in m[0][:12]}
    if "family" not in parts:
        return None
    whole = " ".join(parts[key] for key in ("given", "prefix", "family") if parts.get(key))
    return (
        f"{whole}, {_SUFFIXES.get(_letters(parts['suffix']), parts['suffix'])}"
        if parts.get("suffix")
        else whole
    )


def _is_degree(parts: Sequence[str], place: int) -> bool:
    """ "PhD" of "Smith, Ann, PhD" and "Ann Smith, PhD"; Ma of "Ma, Yi" is a family."""
    written = sum(letter.isupper() for letter in parts[place]) > 1 and _letters(parts[place]) in _DEGREES
    return written and (place > 1 or (place == 1 and " " in parts[0]))


def _is_suffix(part: str) -> bool:
    """Whether it is "Jr" or "III"; "J.R." are the initials of a person, "Ii" is a given name."""
    is_name = part.istitle() and part.isalpha() and part[0] == "I"
    return _letters(part) in _SUFFIXES and not _DOTTED.fullmatch(part) and not is_name


def _is_body(parts: Sequence[str]) -> bool:
    named = " " in parts[0] and _BODIES.search(parts[0])
    return bool(named) or any(map(_is_firm, parts[1:]))


def _is_firm(part: str) -> bool:
    """Whether it says what kind of firm: "Inc", "Co.", "AG"; "Co" and "Sa" are given names."""
    is_given = len(part) == 2 and part.istitle()
    return _letters(part) in _FIRMS and not is_given


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
