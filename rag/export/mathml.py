"""A formula in LaTeX as MathML, which browsers draw without a script or a font from anywhere.

In: LaTeX without its dollars. Out: elements. What is beyond this part of LaTeX (environments, macros that
nobody here knows) is shown as it was written.
"""

import re
from dataclasses import dataclass, replace

from rag.export import math_signs as signs

DEEPEST = 40  # levels of braces; beyond that a formula is shown as written
LONGEST = 2000  # characters
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([0-9]+(?:[.,][0-9]+)*)|([^\s])", re.DOTALL)
_WORDS = re.compile(r"\s*\{([^{}\\$]*(?:\\[_%&#][^{}\\$]*)*)\}")
_DRAWN = {"-": "−", "'": "′", "*": "∗"}


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name, its text or its children, its attributes."""

    name: str
    text: str = ""
    children: tuple["Element", ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


class UnknownLatexError(Exception):
    """Something that is not read here."""


def mathml(latex: str) -> Element:
    """A math element with the formula, whose alttext is the LaTeX; where it cannot be read, a code element
    with the LaTeX between dollars."""
    try:
        row = _Reader(latex).whole()
    except UnknownLatexError:
        return Element("code", f"${latex}$")
    return Element("math", children=(_row(row),), attributes=(("alttext", latex),))


def _row(elements: list[Element]) -> Element:
    return elements[0] if len(elements) == 1 else Element("mrow", children=tuple(elements))


class _Reader:
    """Reads one sign after another."""

    def __init__(self, latex: str) -> None:
        self.latex, self.at, self.depth = latex, 0, 0

    def whole(self) -> list[Element]:
        """All of it, which must be short enough and leave nothing over."""
        found = self.row() if len(self.latex) <= LONGEST else []
        if not found or self._peeked():
            raise UnknownLatexError(self.latex)
        return found

    def row(self) -> list[Element]:
        """Everything up to a closing brace or the end."""
        found: list[Element] = []
        while (sign := self._peeked()) not in ("", "}"):
            if sign in ("_", "^"):
                found.append(self._scripts(found.pop() if found else Element("mrow")))
            elif (one := self._one()) is not None:
                found.append(one)
        return found

    def _peeked(self) -> str:
        return self.latex[self.at :].lstrip()[:1]

    def _next(self) -> re.Match[str]:
        found = _TOKEN.search(self.latex, self.at)
        if not found:
            raise UnknownLatexError(self.latex)
        self.at = found.end()
        return found

    def _scripts(self, base: Element) -> Element:
        """The base with what stands below and above it."""
        parts: dict[str, Element] = {}
        while (sign := self._peeked()) in ("_", "^"):
            if sign in parts:
                raise UnknownLatexError(self.latex)
            self._next()
            parts[sign] = self._argument()
        under = base.text in signs.LARGE.values() or base.text in signs.LIMITS
        below, above = ("munder", "mover") if under else ("msub", "msup")
        if len(parts) == 2:
            both = "munderover" if under else "msubsup"
            return Element(both, children=(base, parts["_"], parts["^"]))
        return Element(above if "^" in parts else below, children=(base, *parts.values()))

    def _argument(self) -> Element:
        found = self._one()
        return Element("mrow") if found is None else found

    def _one(self) -> Element | None:
        """The next element; None for what is not drawn."""
        token = self._next()
        if token[1]:
            return self._macro(token[1])
        if token[2]:
            return Element("mn", token[2])
        if token[3] == "{":
            return self._group()
        if token[3] in "}&#%\\":
            raise UnknownLatexError(self.latex)
        name = "mi" if token[3].isalpha() else "mo"
        return Element(name, _DRAWN.get(token[3], token[3]))

    def _group(self) -> Element:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnknownLatexError(self.latex)
        inside = self.row()
        self._next()  # the closing brace, without which it is an error
        self.depth -= 1
        return _row(inside)

    def _macro(self, name: str) -> Element | None:
        if name in signs.LETTERS:
            return Element("mi", signs.LETTERS[name])
        if sign := signs.OPERATORS.get(name) or signs.LARGE.get(name):
            return Element("mo", sign)
        if name in signs.NAMES:
            return Element("mo", name, attributes=(("lspace", ".17em"), ("rspace", ".17em")))
        if name in signs.WORDS:
            return self._words()
        if name in signs.ALPHABETS:
            return _moved(self._argument(), name)
        if name in signs.SPACES:
            return Element("mspace", attributes=(("width", signs.SPACES[name]),))
        if name in signs.SIZES:
            self._size(name)
            return None
        return self._built(name)

    def _built(self, name: str) -> Element:
        """What is built of arguments, or a sign that is written with a backslash."""
        if name in ("frac", "dfrac", "tfrac"):
            return Element("mfrac", children=(self._argument(), self._argument()))
        if name == "sqrt" and self._peeked() != "[":
            return Element("msqrt", children=(self._argument(),))
        if name in signs.ACCENTS:
            accent = Element("mo", signs.ACCENTS[name])
            return Element("mover", children=(self._argument(), accent), attributes=(("accent", "true"),))
        if name in "{}%#&_$":
            return Element("mo", name)
        raise UnknownLatexError(self.latex)

    def _size(self, name: str) -> None:
        """Nothing is drawn for it, nor for the point that stands for a bracket left out."""
        if name in ("left", "right") and self._peeked() == ".":
            self._next()

    def _words(self) -> Element:
        """Words within a formula, as they are."""
        found = _WORDS.match(self.latex, self.at)
        if not found:
            raise UnknownLatexError(self.latex)
        self.at = found.end()
        words = re.sub(r"\\(.)", r"\1", found[1])
        return Element("mtext", words.replace(" ", "\u00a0"))


def _moved(element: Element, alphabet: str) -> Element:
    """The element with its letters in an alphabet."""
    text = "".join(signs.in_alphabet(letter, alphabet) for letter in element.text)
    return replace(element, text=text, children=tuple(_moved(child, alphabet) for child in element.children))
