"""Numbers in prose, with their units.

In: a text. Out: its figures (value in base units, unit, bound, place). Reads 1,000, 7B, 17.5x, 50 percent,
three, a dozen, a third, doubled, two orders of magnitude, ranges. Digits in a name (GPT-4) are not figures,
sizes in it (-7B) may be. Which figures say the same is told by comparing.py.
"""

import re
from dataclasses import dataclass, replace

from rag.text.numbers import CARDINALS, DIGITS, SCALES, TENS, number


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: value in base units (seconds, bytes, ...), unit ("" for a bare one), bound ("<", ">", "~", ""
    or "?" for `over`), the words as they stand, and the word after it in lower case."""

    value: float
    unit: str
    bound: str
    text: str
    start: int
    end: int
    noun: str = ""
    factor: float = 1.0  # what the unit multiplied the number with: 0.001 for ms
    named: bool = False  # part of a name, as in Anvil-7B


_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PARTS |= {"seventh": 7, "ninth": 9, "hundredth": 100, "thousandth": 1000}
_TIMES = {"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "thrice": 3, "triple": 3}
_TIMES |= {"triples": 3, "tripled": 3, "tripling": 3, "quadruple": 4, "quadruples": 4, "quadrupled": 4}
_SCALES = SCALES | {"dozen": 12}
_HALVES = r"halves|halved|halving|half"
_MONTH = 2_629_800.0
_MOST_ORDERS = 100  # of magnitude; more are a slip
# unit, factor to the base unit, how it is written (a regular expression)
_UNITS = (
    ("points", 1, r"(?:%|percentage|percent|absolute)[- ]points?|pp\b|points?\b"),
    ("%", 1, r"\\?%|per ?cent\b|pct\b"),
    ("x", 1, r"[x×](?![\w])|times\b|fold\b"),
    ("fps", 1, r"fps\b|FPS\b|frames per second\b"),
    ("s", 1e-9, r"ns\b|nanoseconds?\b"),
    ("s", 1e-6, r"[uµμ]s\b|microseconds?\b"),
    ("s", 1e-3, r"ms\b|msec\b|milliseconds?\b"),
    ("s", 60, r"mins?\b|minutes?\b"),
    ("s", 3600, r"h\b|hrs?\b|hours?\b"),
    ("s", 86_400, r"d\b|days?\b"),
    ("s", 604_800, r"wks?\b|weeks?\b"),
    ("s", _MONTH, r"months?\b"),
    ("s", 12 * _MONTH, r"yrs?\b|years?\b"),
    ("s", 1, r"s\b|secs?\b|seconds?\b"),
    ("byte", 1e3, r"[kK]B\b|kilobytes?\b"),
    ("byte", 1e6, r"MB\b|megabytes?\b"),
    ("byte", 1e9, r"GB\b|gigabytes?\b"),
    ("byte", 1e12, r"TB\b|terabytes?\b"),
    ("byte", 2.0**20, r"MiB\b"),
    ("byte", 2.0**30, r"GiB\b"),
    ("Hz", 1e3, r"kHz\b"),
    ("Hz", 1e6, r"MHz\b"),
    ("Hz", 1e9, r"GHz\b"),
    ("Hz", 1, r"Hz\b|hertz\b"),
    ("g", 1e-6, r"[uµμ]g\b|mcg\b|micrograms?\b"),
    ("g", 1e-3, r"mg\b|milligrams?\b"),
    ("g", 1e3, r"kg\b|kilograms?\b|kilos?\b"),
    ("g", 1, r"g\b|grams?\b"),
    ("l", 1e-3, r"m[lL]\b|millilit(?:re|er)s?\b"),
    ("l", 1, r"[lL]\b|lit(?:re|er)s?\b"),
    ("m", 1e-9, r"nm\b|nanomet(?:re|er)s?\b"),
    ("m", 1e-6, r"[µμ]m\b|micromet(?:re|er)s?\b"),
    ("m", 1e-3, r"mm\b|millimet(?:re|er)s?\b"),
    ("m", 1e-2, r"cm\b|centimet(?:re|er)s?\b"),
    ("m", 1e3, r"km\b|kilomet(?:re|er)s?\b"),
    ("m", 1, r"m\b|met(?:re|er)s?\b"),
    ("°C", 1, r"°\s?C\b|degrees? Celsius\b"),
    ("K", 1, r"K\b|kelvins?\b"),
    ("IU", 1, r"IU\b"),
    ("W", 1, r"W\b|watts?\b"),
    ("W", 1e3, r"kW\b"),
)
_UNIT = re.compile(r"[\s-]?(?:" + "|".join(f"(?P<u{i}>{u[2]})" for i, u in enumerate(_UNITS)) + ")")
_CARDINAL = "|".join((*CARDINALS, *TENS))
_NUMBER = re.compile(
    r"(?:(?<![\w.@])(?<![A-Za-z]-)(?<![A-Za-z]\d-)|(?<=\d[x×]))(?P<glue>(?:sim|leq|geq|approx|times)?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e-?\d+)?|\.\d+)(?P<letter>[kKMBbT](?![\w]))?"
    rf"|\b(?P<part>(?:a|{'|'.join(DIGITS)}) (?:{'|'.join(_PARTS)})s?)\b(?!-| (?:of the way|time|party))"
    rf"|\b(?P<scales>half a dozen|an? (?:{'|'.join(_SCALES)})(?!-(?!fold)| times? of))\b"
    r"|\b(?P<order>an order[ -]of[ -]magnitude)\b"
    rf"|\b(?P<word>(?:{'|'.join(TENS)})(?:-| (?=\w+\b(?!-)))(?:{'|'.join(DIGITS)})|{_CARDINAL})(?=\b|fold)"
    rf"|\b(?P<times>{'|'.join(_TIMES)})\b"
    rf"|(?<!first )(?<!second )\b(?P<half>{_HALVES})\b(?!-li|-hour| hour)",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"(?<=[A-Za-z]-)(\d+(?:\.\d+)?)([KMBT])\b")
_SCALE = re.compile(rf"[\s-]({'|'.join(_SCALES)})s?\b", re.IGNORECASE)
_ORDERS = re.compile(r"[\s-]{1,9}+orders?[\s-]of[\s-]magnitude\b", re.IGNORECASE)
_ADDED = re.compile(rf"(?: and)? ((?:{_CARDINAL})(?:-(?:{'|'.join(DIGITS)}))?)\b", re.IGNORECASE)
_NEXT = re.compile(r"[\s-]+(?:of\s+(?:the\s+|its\s+|all\s+)?)?([A-Za-z][\w-]*)")
_RANGE = re.compile(r"\s*(?:-|–|—|to|and|or|versus|vs\.?|against|/|,)\s*")
_BOUNDS = (
    (
        ">",
        r"(?:more|greater|larger|higher|no fewer) than|above|beyond|exceed(?:s|ed|ing)?|at least|just over"
        r"|well over|a (?:little|bit|good) over|a good|>=?|≥|\\?geq",
    ),
    (
        "<",
        r"(?:less|fewer|lower|smaller|no more) than|below|under|at most|up to|as \w+ as|short of"
        r"|<=?|≤|\\?leq",
    ),
    ("~", r"about|around|roughly|approximately|approx\.?|some|nearly|almost|circa|close to|~|≈|\\?sim"),
)
_BOUND = re.compile(
    "(?:" + "|".join(rf"(?P<b{i}>{b[1]})" for i, b in enumerate(_BOUNDS)) + r")[\s$]*$", re.IGNORECASE
)
# "over 20 tasks" is across them as often as more than them
_ACROSS = re.compile(r"\bover[\s$]*$", re.IGNORECASE)


def figures(text: str, *, names: bool = False) -> tuple[Figure, ...]:
    """The figures of a text, in order; with `names` also the sizes that stand in names (Anvil-7B)."""
    found: list[Figure] = []
    for match in _NUMBER.finditer(text):
        figure = _read(text, match)
        after = text[figure.end : figure.end + 2].rstrip(" ,.;:)")
        is_name = match["digits"] and after.isalpha() and text[figure.end].isalpha() and after != "s"
        if not is_name and (not found or match.start() >= found[-1].end):
            found.append(figure)
    found = _share_units(text, found)
    if names:
        found += [
            Figure(float(m[1]) * _LETTERS[m[2].lower()], "", "", m[0], m.start(), m.end(), named=True)
            for m in _IN_NAME.finditer(text)
        ]
    return tuple(found)


def _share_units(text: str, found: list[Figure]) -> list[Figure]:
    """In `3 to 5 ms` the first number has the second's unit."""
    following = [*found[1:], None][: len(found)]
    return [
        replace(one, unit=two.unit, value=_in_unit_of(one.value, two), noun=two.noun)
        if two and two.unit and not one.unit and _RANGE.fullmatch(text, one.end, two.start)
        else one
        for one, two in zip(found, following, strict=True)
    ]


def _in_unit_of(value: float, other: Figure) -> float:
    return 10.0**value if _ORDERS.search(other.text) and value <= _MOST_ORDERS else value * other.factor


def _read(text: str, match: re.Match[str]) -> Figure:
    """One figure from where its number was found, with scale, unit, bound and the word after it."""
    value, unit, end, factor = *_number(match), match.end(), 1.0
    value, end = _scaled(text, value, end, worded=bool(match["word"]))
    if not unit and (found := _unit(text, end, value, has_letter=bool(match["letter"]))):
        unit, factor, end = found
        value *= factor
    before = text[max(0, match.start() - 24) : match.start()]
    if not unit and re.search(r"\bfactor of\s*$", before):
        unit = "x"
    if not unit and value <= _MOST_ORDERS and (orders := _ORDERS.match(text, end)):
        value, unit, end = 10.0**value, "x", orders.end()
    following = _NEXT.match(text, end)
    noun = following[1].lower() if following else ""
    bound = _bound(before, match["glue"])
    return Figure(value, unit, bound, text[match.start() : end], match.start(), end, noun, factor)


def _scaled(text: str, value: float, end: int, *, worded: bool) -> tuple[float, int]:
    """What a number comes to with the scales behind it and, where it is `worded`, more numbers, as in
    `two thousand one hundred and five`; and where that ends."""
    whole = 0.0
    while scale := _SCALE.match(text, end):
        value, end = value * _SCALES[scale[1].lower()], scale.end()
        added = _ADDED.match(text, end) if worded else None
        if not added:
            break
        if value >= 1000:
            whole, value = whole + value, 0.0
        value, end = value + number(added[1]), added.end()
    return whole + value, end


def _unit(text: str, at: int, value: float, *, has_letter: bool) -> tuple[str, float, int] | None:
    """Unit, factor and end of what follows a number. In `1990s` and `40K K` there is none."""
    found = _UNIT.match(text, at)
    if not found or (has_letter and found[0] == "K") or (found[0] == "s" and 1900 <= value < 2100):
        return None
    unit, factor, _ = _UNITS[int(str(found.lastgroup)[1:])]
    return unit, factor, found.end()


def _number(match: re.Match[str]) -> tuple[float, str]:
    """The value, and the unit where the word holds it (twice, a third)."""
    if match["digits"]:
        scale = _LETTERS[match["letter"].lower()] if match["letter"] else 1.0
        return float(match["digits"].replace(",", "")) * scale, ""
    if match["order"]:
        return 10.0, "x"
    if match["scales"]:
        few = match["scales"].lower().split()
        return float(_SCALES[few[-1]]) / (2 if few[0] == "half" else 1), ""
    if match["times"]:
        return float(_TIMES[match["times"].lower()]), "x"
    if match["half"]:
        return 50.0, "%"
    if match["part"]:
        count, part = match["part"].lower().split()
        return 100.0 * CARDINALS.get(count, 1) / _PARTS[part if part in _PARTS else part.rstrip("s")], "%"
    return float(number(match["word"].replace(" ", "-"))), ""


def _bound(before: str, glue: str | None) -> str:
    if glue and glue != "times":
        return {"leq": "<", "geq": ">"}.get(glue, "~")
    if _ACROSS.search(before):
        return "?"
    found = _BOUND.search(before)
    return _BOUNDS[int(str(found.lastgroup)[1:])][0] if found else ""
