"""Formulas in one way of writing: `\\alpha`, `α` and "alpha" are one sign, as are `\\leq` and `≤`.

In: a text, perhaps with LaTeX or Unicode's mathematical letters. Out: the same text with Greek letters by
name, relations as one sign each and without LaTeX's fonts, sizes and spaces; words stay as they are.
"""

import re
import unicodedata
from functools import lru_cache

_NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau
upsilon phi chi psi omega""".split()
GREEK = "(?:" + "|".join(name.capitalize() + "|" + name for name in _NAMES) + ")"
_SIGNS = {
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "ll": "≪", "gg": "≫", "sim": "~", "approx": "~",
    "simeq": "~", "in": "∈", "to": "→", "rightarrow": "→", "neq": "≠", "ne": "≠", "propto": "∝",
    "times": "*", "cdot": "*", "circ": "∘", "pm": "±", "ell": "l", "mid": "|", "equiv": "=",
    "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta",
}  # fmt: skip
_WRITTEN = {
    "<=": "≤", ">=": "≥", "<<": "≪", ">>": "≫", "->": "→", "≃": "~", "≈": "~", "∼": "~", "≡": "=",
    "×": "*", "·": "*", "⋅": "*", "−": "-", "√": "sqrt", "∑": "sum", "∥": "|", "‖": "|", "∣": "|", "′": "'",
}  # fmt: skip
_WRITING = re.compile("|".join(map(re.escape, _WRITTEN)))
_LOOKS = re.compile(r"\\(?:left|right|[bB]igg?[lr]?|tilde|hat|bar|vec|rm|bf|it|em)(?![A-Za-z])|\\[,;!: ]")
_DRESSED = re.compile(
    r"\\(?:math\w+|text\w*|operatorname|tilde|hat|bar|vec|wide\w+|overline)\*?\s?\{([^{}]*)\}"
)
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_SET = re.compile("[⁰¹²³⁴-⁹⁺-ⁿ]+|[₀-₎ₐ-ₜᵢ-ᵥ]+")
_COMMAND = re.compile(r"\\([A-Za-z]+)")


@lru_cache(maxsize=256)  # many claims are held against the same source
def in_plain_signs(text: str) -> str:
    """The text with every sign of a formula written in one way."""
    if "\\" in text:
        text = _FRACTION.sub(r"\1/\2", _DRESSED.sub(r"\1", _LOOKS.sub("", text)))
        text = _COMMAND.sub(lambda m: _SIGNS.get(m[1], m[1]), text)
    text = _WRITING.sub(lambda m: _WRITTEN[m[0]], text)
    if text.isascii():
        return text
    return "".join(map(_plain, unicodedata.normalize("NFKC", _SET.sub(_placed, text))))


def _placed(match: re.Match[str]) -> str:
    """A raised or lowered sign in the plain way of writing it."""
    return ("^" if unicodedata.decomposition(match[0][0]).startswith("<super>") else "_") + match[0]


def _plain(sign: str) -> str:
    """A Greek letter by its name; other signs without accents."""
    if sign.isascii():
        return sign
    named = re.match(r"GREEK (CAPITAL|SMALL) LETTER (?:FINAL )?(\w+)$", unicodedata.name(sign, ""))
    if named:
        name = named[2].lower().replace("lamda", "lambda")
        return name.capitalize() if named[1] == "CAPITAL" else name
    return _WRITTEN.get(sign) or unicodedata.normalize("NFKD", sign)[0]
