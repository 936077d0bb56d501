"""The authors of a BibTeX entry, each as one name: given names first.

In: the value of an `author` field. Out: its persons and bodies in order, and whether it says that there
are others. Follows BibTeX and biblatex, and the lists that publishers write in their place.
"""

import re

OTHERS = re.compile(r"\{?(?:others|et\.? ?al\.?)\}?", re.IGNORECASE)
MORE = re.compile(
    r"(?:[,;]|(?<!\s))\s+(?:et\.? ?al\b\.?|and\s+(?:co-?workers|colleagues))\s*$", re.IGNORECASE
)
SUFFIX = re.compile(r"(?:jr|sr|[iv]{1,4}|[2-5](?:nd|rd|th))\.?", re.IGNORECASE)
DEGREE = re.compile(
    r"(?:ph\.? ?d|m\.? ?d|m\.? ?sc|b\.? ?sc|dr|prof|mph|mba|facs|rn|phd|esq)\.?", re.IGNORECASE
)
PART = re.compile(r"\s*([a-z]+(?:-i)?)\s*=\s*(.*)", re.DOTALL)


def names_of(value: str) -> tuple[tuple[str, ...], bool]:
    """The names in a list of authors, and whether it ends with "and others"."""
    value = " ".join(value.split())
    whole = MORE.sub("", value)
    parts = _split(whole, r"(?i:\s+and\s+|^and\s+|\s+and$)")
    if len(parts) == 2 and (row := _in_a_row(*parts)):
        parts = row
    persons = [person for part in parts for person in _listed(part) if person]
    named = [person for person in persons if not OTHERS.fullmatch(person)]
    return tuple(name for name in map(_given_first, named) if name), whole != value or len(named) < len(
        persons
    )


def _in_a_row(first: str, last: str) -> list[str] | None:
    """The names of "Ada Fern, Bo Ash, and Cy Moss": given names first, apart by commas, the last one's "and"
    no separator of BibTeX's. "van der Berg, Anna Maria and Bo Ash" are two, and "Fern, Ada and Bo Ash"."""
    names = _split(first.rstrip(" ,"), r"\s*,\s*")
    whole = [name for name in (*names, last) if " " in name and name[:1].isupper() and "=" not in name]
    return whole if len(names) > 1 and "," not in last and len(whole) == len(names) + 1 else None


def _listed(part: str) -> list[str]:
    """One name, or the names of a list that is joined by semicolons or commas instead of "and"."""
    if len(several := _split(part, r"\s*;\s*")) > 1:
        return several
    parts = _split(part, r"\s*,\s*")
    if "=" in part or len(parts) < 3:
        return [part]
    plain = [one for one in parts if not SUFFIX.fullmatch(one) and not DEGREE.fullmatch(one)]
    if len(plain) > 2 and all(" " in one for one in plain):
        return plain
    if len(plain) > 3 and len(plain) == len(parts) and len(parts) % 2 == 0:
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [part]


def _split(text: str, separator: str) -> list[str]:
    """Split at separators that stand outside braces; braces that do not match hold nothing together."""
    depths, depth = [], 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        depths.append(depth)
    if depth or (depths and min(depths) < 0):
        depths = [0] * len(text)
    parts, start = [], 0
    for found in re.finditer(separator, text):
        if not depths[found.start()]:
            parts.append(text[start : found.start()])
            start = found.end()
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _given_first(name: str) -> str:
    """ "Given von Family, Suffix" of a name in any order that BibTeX knows; a body in braces as it is."""
    if re.fullmatch(r"\{[^{}]*\}", name):
        return name[1:-1].strip()
    parts = _split(name, r"\s*,\s*")
    found = [PART.fullmatch(part) for part in parts]
    if any(one and one[1] in ("family", "given") for one in found):
        return _extended({one[1]: one[2].strip('" ') for one in found if one})
    parts = [part for part in parts if not DEGREE.fullmatch(part)] or parts
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        family, given = parts
        return f"{family}, {given}" if SUFFIX.fullmatch(given) and " " in family else f"{given} {family}"
    family, *rest = parts
    suffix = next((part for part in rest if SUFFIX.fullmatch(part)), None)
    given = " ".join(part for part in rest if part is not suffix)
    return f"{given} {family}" + (f", {suffix}" if suffix else "")


def _extended(parts: dict[str, str]) -> str:
    """A name as biblatex lets one write it: family=..., given=..., prefix=..., suffix=..."""
    name = " ".join(filter(None, (parts.get("given"), parts.get("prefix"), parts.get("family"))))
    return f"{name}, {parts['suffix']}" if parts.get("suffix") else name
