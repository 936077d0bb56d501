"""The values of a JSON text, though it be JSONL, cut short, or with a comma too many.

In: text. Out: each value with the place where it stands, and a Problem for each that is not JSON.
Which of the values are papers is seen in rag/ingest/formats/json_wrappings.py.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rag.ingest.formats.format import Problem

NOT_JSON, TOO_DEEP = "not valid JSON", "nested too deeply"
NOT_LOOKED_AT = "too much of it is not valid JSON; what stands below was not looked at"
OPEN_STRING = "JSON with a string that is not closed, before records of another format"
Titled = Callable[[Any], bool]
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*+[\]}])', re.DOTALL)
_OBJECT = re.compile(r'\{\s*"')
_AT_MARGIN = re.compile(r'^\{\s*"', re.MULTILINE)
_LONGEST_NUMBER = 300  # digits; Python reads no number of more than 4,300
_LOOKED_AT = 100  # lines
_IN_VAIN, _TIMES = (
    10_000_000,
    50,
)  # characters that may be read of what is broken, and so often the whole text
_DEEPEST = 10_000  # characters that are read of what is nested too deeply, or about so many
_COUNTING = 32  # times as fast as it is read, Python counts the lines before a fault


@dataclass(frozen=True, slots=True)
class Value:
    """One value and its line; `whole` where it is all that the file holds."""

    line: int
    content: Any
    whole: bool = False


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


_FAST = json.JSONDecoder(strict=False)
_CAREFUL = json.JSONDecoder(strict=False, parse_int=_number)
_STRICT = json.JSONDecoder(parse_int=_number)


def decoded(text: str) -> Any:
    """The value of a text; ValueError where it is not JSON or nested too deeply."""
    try:
        return _FAST.decode(text)
    except json.JSONDecodeError:
        raise
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except ValueError:  # a number of too many digits
        return _CAREFUL.decode(text)


def line_value(number: int, line: str) -> Value | Problem:
    """The value of one line of JSONL, which may end in the comma of an array."""
    try:
        return Value(number, decoded(line.strip().rstrip(",")))
    except json.JSONDecodeError:
        return Problem(f"line {number}", NOT_JSON)
    except (ValueError, RecursionError):
        return Problem(f"line {number}", TOO_DEEP)


def objects_at_margin(text: str, titled: Titled, *, nested: bool = False) -> Iterator[tuple[int, int, Any]]:
    """The objects with a title that begin lines of a text of any kind: where each begins and ends, and it.
    `nested`: those inside others too."""
    if not text.startswith("{") and "\n{" not in text:
        return
    at, left = 0, _patience(text)
    while left > 0 and (start := _AT_MARGIN.search(text, at)):
        at = start.end()
        try:
            value, end = _CAREFUL.raw_decode(text, start.start())
        except (ValueError, RecursionError) as error:
            left -= _read_in_vain(error, text, start.start())
            continue
        if titled(value):
            yield start.start(), end, value
            at = at if nested else end


def has_controls(text: str) -> bool:
    """Whether a string of an object has a line end or another sign in it that the rules of JSON forbid."""
    try:
        _STRICT.decode(text)
    except ValueError:
        return True
    return False


def values_in(text: str, titled: Titled, *, lines_before: int = 0) -> list[Value | Problem]:
    """The whole as one value, or its lines, or what can be had of a text that is broken. A text with
    lines before it is a part of a JSONL."""
    if lines_before:
        return _lines(text, lines_before + 1)
    try:
        return [Value(1, decoded(text), whole=True)]
    except json.JSONDecodeError:
        pass
    except (ValueError, RecursionError):
        return [Problem("line 1", TOO_DEEP)]
    if _is_lines(text):
        return _lines(text, 1)
    text = _STRING_OR_COMMA.sub(r"\1", text)
    try:
        return [Value(1, decoded(text), whole=True)]
    except ValueError:
        return list(_salvaged(text, titled))


def _lines(text: str, start: int) -> list[Value | Problem]:
    """Each line but those that only open or close an array."""
    numbered = ((number, line.strip()) for number, line in enumerate(text.split("\n"), start))
    return [line_value(number, line) for number, line in numbered if line.strip(" ,[]")]


def _is_lines(text: str) -> bool:
    """Whether one of the first lines is an object of its own, at the margin."""
    lines = (line for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT] if line.startswith("{"))
    return any(isinstance(found, Value) for found in (line_value(1, line) for line in lines))


def _salvaged(text: str, titled: Titled) -> Iterator[Value | Problem]:
    """The objects with a title that are whole, and a Problem for each place where one breaks off."""
    at, broken, left, any_found = 0, set[int](), _patience(text), False
    while left > 0 and (found := _OBJECT.search(text, at)):
        at = found.start() + 1
        try:
            value, end = _CAREFUL.raw_decode(text, found.start())
        except (json.JSONDecodeError, RecursionError) as error:
            place = error.pos if isinstance(error, json.JSONDecodeError) else found.start()
            if place not in broken:
                broken.add(place)
                yield Problem(f"line {text.count(chr(10), 0, place) + 1}", NOT_JSON)
            left -= _read_in_vain(error, text, found.start())
            continue
        if titled(value):
            yield Value(text.count("\n", 0, found.start()) + 1, value)
            at, any_found = end, True
    if left <= 0:
        yield Problem(f"line {text.count(chr(10), 0, at) + 1}", NOT_LOOKED_AT)
    if not broken and not any_found:
        yield Problem("line 1", NOT_JSON)


def _patience(text: str) -> int:
    """How many characters may be read of what is broken: each object is tried, and may reach to the end."""
    return _IN_VAIN + _TIMES * len(text)


def _read_in_vain(error: ValueError | RecursionError, text: str, start: int) -> int:
    """How many characters were read, at most, to see that what begins here is broken."""
    if not isinstance(error, json.JSONDecodeError):
        return _DEEPEST
    end = len(text) if error.msg.startswith("Unterminated") else error.pos
    return end - start + end // _COUNTING
