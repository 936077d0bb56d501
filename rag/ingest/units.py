r"""Quantities that LaTeX's siunitx writes: \SI{5}{\micro\second} is 5 µs.

In: what its macros hold. Out: the number and the unit as they are printed. An abbreviation that it does not
know keeps its name.
"""

import re

QUANTITY = re.compile(
    r"\\(?P<name>SI|qty|SIrange|qtyrange|si|unit|num|ang)\s?(?:\[[^\]]{0,500}\])?\s?\{(?P<first>[^{}]*)\}"
    r"(?:\s?\{(?P<second>[^{}]*)\})?(?:\s?\{(?P<third>[^{}]*)\})?"
)
_MACRO = re.compile(r"\\([A-Za-z]+)\s*")
_PREFIXES = {
    **{"pico": "p", "nano": "n", "micro": "µ", "milli": "m", "centi": "c", "deci": "d", "hecto": "h"},
    **{"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "femto": "f", "atto": "a"},
}
_UNITS = {
    **{"second": "s", "metre": "m", "meter": "m", "gram": "g", "kilogram": "kg", "hertz": "Hz", "volt": "V"},
    **{"watt": "W", "joule": "J", "kelvin": "K", "ampere": "A", "mole": "mol", "mol": "mol", "litre": "L"},
    **{"liter": "L", "pascal": "Pa", "newton": "N", "ohm": "Ω", "tesla": "T", "farad": "F", "henry": "H"},
    **{
        "electronvolt": "eV",
        "byte": "B",
        "bit": "bit",
        "hour": "h",
        "minute": "min",
        "day": "d",
        "bar": "bar",
    },
    **{"celsius": "°C", "degreeCelsius": "°C", "degree": "°", "percent": "%", "decibel": "dB", "tonne": "t"},
    **{"angstrom": "Å", "dalton": "Da", "molar": "M", "lumen": "lm", "lux": "lx", "becquerel": "Bq"},
}
_POWERS = {"squared": "²", "cubed": "³"}
_BEFORE = {"square": "²", "cubic": "³"}  # of the unit that comes next


def with_unit(found: re.Match[str]) -> str:
    """The quantity as it is printed."""
    name, first, second, third = found["name"], found["first"], found["second"] or "", found["third"] or ""
    if name in ("si", "unit"):
        return _unit(first) + found[0][found.end("first") + 1 - found.start() :]
    if name in ("num", "ang"):
        rest = found[0][found.end("first") + 1 - found.start() :]
        return _number(first) + ("°" if name == "ang" else "") + rest
    if name.endswith("range"):
        return f"{_number(first)} to {_number(second)} {_unit(third)}"
    rest = found[0][found.end("second") + 1 - found.start() :] if second else ""
    unit = _unit(second)
    return f"{_number(first)}{'' if unit in ('%', '°', '') else ' '}{unit}{rest}"


def _number(text: str) -> str:
    text = re.sub(r"(?<=\d)e(?=[+-]?\d)", "×10^", text.strip())
    return re.sub(r"(?:(?<!\s)\s+)?(?:\+-|\\pm)\s*", " ± ", text)


def _unit(text: str) -> str:
    """The names of prefixes and units as their signs; plain text as it is."""
    made, power = "", ""
    for part in re.findall(r"\\[A-Za-z]+\s*|[^\\]+", text.strip()):
        macro = _MACRO.fullmatch(part)
        name = macro[1] if macro else ""
        if not macro:
            made += part.strip()
        elif name == "per":
            made += "/"
        elif name in _BEFORE:
            power = _BEFORE[name]
        elif name in _PREFIXES:
            made += _gap(made) + _PREFIXES[name]
        elif name in _POWERS:
            made += _POWERS[name]
        else:
            joined = (
                made and made[-1] in "".join(_PREFIXES.values()) and made.endswith(tuple(_PREFIXES.values()))
            )
            made += ("" if joined else _gap(made)) + _UNITS.get(name, name) + power
            power = ""
    return made


def _gap(before: str) -> str:
    return " " if before and before[-1] not in "/ " else ""
