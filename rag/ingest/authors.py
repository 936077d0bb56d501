"""Authors as files write them, all in one form: "Given Family".

In: the names of one record, each one person or body as it came. Out: the names to show, filter by and
search: "Ann Smith", "Martin L. King, Jr.", a body as it calls itself. "and others" names nobody.
"""

import re
from collections.abc import Iterator, Sequence

from rag.ingest.clean import clean

_OTHERS = re.compile(r"\W*(?:and\s+|&\s*)?(?:others|et\.?\s*al\.?|\.\.\.|…)\W*", re.IGNORECASE)
_MORE = re.compile(r"[,;]?\s+(?:et\.?\s*al\.?|and others)\s*$", re.IGNORECASE)
_NOTES = re.compile(
    r"\s*\((?=[^)]*[\d@*†‡])[^)]*\)|\s*<[^>]*@[^>]*>|\s*\b\S+@\S+\.\w+|[*†‡§¶]+|\s*\d{4}-\d{4}-\d{4}-\d{3}[\dX]"
)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|2nd|3rd|4th", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:ph\.?\s?d|m\.?\s?d|m\.?\s?sc|b\.?\s?sc|dr\.?\s?ph|mph|mba|d\.?\s?phil|m\.?\s?phil|dds|dvm|frcp|frcs"
    r"|facp|facs|rn|esq|pharm\.?\s?d|sc\.?\s?d|ed\.?\s?d|psy\.?\s?d|m\.?\s?a|m\.?\s?s|b\.?\s?a)\.?",
    re.IGNORECASE,
)  # fmt: skip
_OF_A_BODY = frozenset(
    "inc inc. ltd ltd. llc llc. gmbh corp corp. co. plc s.a. university institute department college center "
    "centre laboratory laboratories school society association committee consortium collaboration foundation "
    "agency ministry council group team project network office organization organisation".split()
)
_EXTENDED = re.compile(
    r"\s*(family|given|prefix|suffix|useprefix|given-i|family-i|prefix-i|suffix-i)\s*=\s*(.*)"
)


def names_of(authors: Sequence[str]) -> tuple[str, ...]:
    """Each person or body once, in order."""
    return tuple(dict.fromkeys(name for author in authors for name in _names(author)))


def leaves_some_out(authors: Sequence[str]) -> bool:
    """Whether the record says that there are more authors than it names."""
    return any(_OTHERS.fullmatch(author) or _MORE.search(author) for author in authors)


def one_form(name: str) -> str:
    """One name, its given part first."""
    if extended := _extended(name):
        return extended
    parts = [part.strip() for part in name.split(",") if part.strip()]
    while len(parts) > 1 and _DEGREE.fullmatch(parts[-1]):
        parts.pop()
    if len(parts) < 2 or _is_body(parts):
        return ", ".join(parts)
    if len(parts) == 2 and _SUFFIX.fullmatch(parts[1]):
        return ", ".join(parts)
    family, given = parts[0], parts[1:]
    suffix = next((part for part in given if _SUFFIX.fullmatch(part)), "")
    given = [part for part in given if part != suffix]
    if len(given) > 1:  # more commas than a name has
        return ", ".join(parts)
    return ", ".join(filter(None, [" ".join([*given, family]), suffix]))


def _names(author: str) -> Iterator[str]:
    whole = re.fullmatch(r"\s*\{([^{}]*)\}\s*", author)  # BibTeX's way to say that it is one name
    if whole:
        yield from filter(None, [_tidy(whole[1])])
        return
    for part in author.split(";"):
        name = _tidy(_MORE.sub("", part))
        if name and not _OTHERS.fullmatch(part):
            yield one_form(name)


def _tidy(name: str) -> str:
    return " ".join(_NOTES.sub("", clean(name)).split()).strip(" ,;")


def _extended(name: str) -> str | None:
    """biblatex's `family=Berg, given=Anna, prefix=van der`."""
    found = [_EXTENDED.fullmatch(part) for part in name.split(",")]
    fields = {match[1]: match[2].strip().strip('"{}') for match in found if match}
    if "family" not in fields or not all(found):
        return None
    name = " ".join(fields[part] for part in ("given", "prefix", "family") if fields.get(part))
    return ", ".join(filter(None, [name, fields.get("suffix")]))


def _is_body(parts: Sequence[str]) -> bool:
    """Whether a comma is part of what a body calls itself: "Moss, Inc.", "University of Fern, Ferntown"."""
    words = {word.lower() for part in parts for word in part.split()}
    return not words.isdisjoint(_OF_A_BODY)
