"""The people that a record names, one text for each.

In: what a record holds as its authors: a line of names, a list of them, or objects with the parts of
a name. Out: each name as it came ("Smith, Ann", "Ann Smith"); of objects always "Ann Smith". Which
word of a name is the family's, where no comma tells, is not known here.
"""

import json
import re
from ast import literal_eval
from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of

_LONGEST_LIST = 50_000  # letters
_INITIALS = re.compile(r"(?:\w\.?[\s-]?){1,4}")
_MORE = re.compile(r"(?:[,;]|(?<!\s))\s+(?:et\.? al\.?|and others)$", re.IGNORECASE)
_GIVEN = "given first firstname givenname givennames forename forenames initials".split()
_FAMILY = "family last lastname familyname surname keyname".split()
_PARTICLES = ("droppingparticle", "nondroppingparticle", "particle")
_WHOLE = (
    "literal", "name", "displayname", "fullname", "collectivename", "text", "preferredname", "authorname",
    "creatorname",
)  # fmt: skip
_GLUE = re.compile(r"(?<=[^\W\d_A-Z.])(?=[A-ZÀ-ÖØ-Þ])|(?<=[a-z]\.)(?=[A-ZÀ-ÖØ-Þ])")
_PREFIXES = frozenset(
    "mc mac de di la le du da del della van von fitz st al el ben ter ten dos des o".split()
)
_BODIES = ("literal", "collectivename")
_LISTED = ("author", "authors", "creator")  # of XML origin
_INSIDE = ("author", "person", "persname", "personname", "creator", "creatorname", "individinfo", "name")


def people_in(value: Any) -> tuple[str, ...]:
    """Each person or body named, in order; "et al." stays, as the last, and names nobody."""
    listed = printed(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
    return tuple(_people(listed))


def printed(text: str) -> Any:
    """The list or object that a text prints as JSON or Python does, as tables hold them; the text where it is
    none."""
    if not text.lstrip().startswith(("[", "{")) or len(text) > _LONGEST_LIST:
        return text
    try:
        value = literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
    return value if isinstance(value, list | dict) else text


def _people(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from split_names(value)
    elif isinstance(value, Mapping):
        name = _person(by_key(value)) or text_of(value.get("$"))
        if name:
            yield name
        elif listed := next((by_key(value)[one] for one in _LISTED if one in by_key(value)), None):
            yield from _people(listed)
    elif isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, str):
                yield from split_names(item) if ";" in item else filter(None, [text_of(item)])
            elif isinstance(item, list | tuple):
                yield from filter(None, [_from_parts(item)])
            else:
                yield from _people(item) if isinstance(item, Mapping) else ()


def _person(fields: Mapping[str, Any]) -> str | None:
    """One person of an object with the parts of the name, the whole of it, or the person inside."""
    given = next((text for name in _GIVEN if (text := text_of(fields.get(name)))), None)
    family = next((text for name in _FAMILY if (text := text_of(fields.get(name)))), None)
    if family:
        given = given or (text_of(fields.get("name")) if "surname" in fields else None)  # OpenAIRE
        middle = text_of(fields.get("middle")) or text_of(fields.get("middlename"))
        before = [text for name in _PARTICLES if (text := text_of(fields.get(name)))]
        return in_order(" ".join(filter(None, [given, middle])), " ".join([*before, family]), _suffix(fields))
    whole = next((text for name in _WHOLE if (text := text_of(fields.get(name)))), None)
    if whole:
        is_body = "," in whole and any(whole == text_of(fields.get(name)) for name in _BODIES)
        return f"{{{whole}}}" if is_body else whole  # BibTeX's braces: this comma tells no family from given
    inner = next((fields[name] for name in _INSIDE if isinstance(fields.get(name), Mapping)), None)
    named = _person(by_key(inner)) if inner else text_of(fields.get("creator"))
    return named or text_of(fields.get("rawauthorname"))  # OpenAlex: as printed, often without given names


def _suffix(fields: Mapping[str, Any]) -> str | None:
    return text_of(fields.get("suffix"))


def _from_parts(parts: list[Any] | tuple[Any, ...]) -> str | None:
    """arXiv's ["Family", "Given", "Jr."]."""
    texts = [text_of(part) or "" for part in parts[:3]] + ["", "", ""]
    return in_order(texts[1], texts[0], texts[2]) or None


def in_order(given: str | None, family: str | None, suffix: str | None = None) -> str:
    """ "Ann Smith", and "King, Jr., Martin L." where a comma is part of the name."""
    if family and suffix:
        return ", ".join(filter(None, [family, suffix, given]))
    return " ".join(filter(None, [given, family]))


def split_names(line: str) -> Iterator[str]:
    """The names of one line: "Ann Smith, Bo Jones and Cy Lee", "Smith, Ann; Jones, Bo", BibTeX's "and"."""
    whole = " ".join(line.split())
    line = _MORE.sub("", whole).strip(" ;,")
    if ";" in line:
        parts = line.split(";")
    elif "|" in line:
        parts = line.split("|")
    else:
        parts = re.split(r",?\s(?:and|&)\s", line)
        if len(parts) == 1 or not all(part.count(",") == 1 for part in parts):
            parts = [name for part in parts for name in _split_at_commas(part)]
    yield from (name.strip(" ,") for name in parts if name.strip(" ,"))
    if _MORE.search(whole):
        yield "et al."


def unglued(line: str) -> list[str]:
    """The names of a line in which nothing stands between them, as in SpringerLink's "Ann SmithBo Jones". A
    capital inside a word begins the next name where the one before has two words already."""
    if any(sign in line for sign in ",;|"):
        return [line]
    names, start = list[str](), 0
    for glue in _GLUE.finditer(line):
        before, after = line[start : glue.start()], line[glue.start() :]
        if " " in before.strip() and " " in after and before.rpartition(" ")[2].lower() not in _PREFIXES:
            names.append(before)
            start = glue.start()
    return [*names, line[start:]]


def _split_at_commas(line: str) -> list[str]:
    """Names in a row, or "Family, Given" in a row, which shows where every second part is initials or
    where there is but one person."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    initials = [bool(_INITIALS.fullmatch(part)) and part.upper() == part for part in parts]
    if len(parts) % 2 == 0 and all(initials[1::2]) and not any(initials[0::2]):
        return [f"{family}, {given}" for family, given in zip(parts[0::2], parts[1::2], strict=True)]
    if len(parts) == 2 and (" " not in parts[0] or (" " not in parts[1] and parts[0][:1].islower())):
        return [line]
    return parts
