"""The elements of an XML text, whatever its namespaces; no entity is expanded and nothing is fetched.

In: text. Out: the elements of some names, and what was wrong: where the text breaks off, those before
it are still read.
"""

import html
import io
import re
from collections.abc import Iterator
from typing import Any

from rag.ingest.formats.format import Problem

_PROLOGUE = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_DECLARATION = re.compile(r"\s*<\?xml\b.*?\?>", re.DOTALL)
_ROOT = re.compile(r"<([\w.-]+:)?([\w.-]+)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
_STRAY = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KEPT = frozenset(("sub", "sup"))  # what they mean is made of them in rag/ingest/clean.py


def root_name(text: str) -> str | None:
    """The name of the first element without its prefix; None where the text does not begin like XML."""
    at = 0
    while found := _PROLOGUE.match(text, at):
        at = found.end()
    root = _ROOT.match(text, at)
    return root[2] if root else None


def elements(text: str, *names: str) -> tuple[list[Any], list[Problem]]:
    """The elements of these names in order; of nested ones only the outer."""
    found, problem = _elements(text, names)
    if problem:
        again, still = _elements(_mended(text), names)
        if len(again) >= len(found):
            found, problem = again, still
    return found, [problem] if problem else []


def _elements(text: str, names: tuple[str, ...]) -> tuple[list[Any], Problem | None]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    data = io.BytesIO(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))
    found: list[Any] = []
    inside = 0
    try:
        for event, element in iterparse(data, events=("start", "end")):
            if local_name(element) in names:
                inside += 1 if event == "start" else -1
                if event == "end" and not inside:
                    found.append(element)
    except ParseError as error:
        return found, Problem(f"line {error.position[0]}", "not valid XML from here on")
    except DefusedXmlException:
        return found, Problem("line 1", "XML with entities of its own, which are not expanded")
    return found, None


def _mended(text: str) -> str:
    """Without what many programs leave in XML: HTML's entities, bare ampersands, control characters."""
    text = _NAMED.sub(lambda entity: html.escape(html.unescape(entity[0])), text)
    return _STRAY.sub("&amp;", _NOT_XML.sub("", text))


def local_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def children(element: Any, *names: str) -> Iterator[Any]:
    """The children of these names, whatever their namespace."""
    return (child for child in element if local_name(child) in names)


def below(element: Any, *names: str) -> Iterator[Any]:
    """The elements of these names anywhere inside."""
    return (inner for inner in element.iter() if local_name(inner) in names and inner is not element)


def shown(element: Any) -> str:
    """The text inside an element on one line; sub and sup keep their tags."""
    try:
        return " ".join(_inner(element).split())
    except RecursionError:
        return " ".join("".join(element.itertext()).split())


def _inner(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        name = local_name(child).lower()
        parts.append(f"<{name}>{_inner(child)}</{name}>" if name in _KEPT else _inner(child))
        parts.append(child.tail or "")
    return "".join(parts)


def texts(element: Any, *names: str) -> list[str]:
    """The texts of the children of these names that hold any."""
    return [text for child in children(element, *names) if (text := shown(child))]


def first(element: Any, *names: str) -> str | None:
    """The text of the first child, by the order of the names, that holds any."""
    return next((text for name in names for text in texts(element, name)), None)
