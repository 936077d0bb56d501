"""The elements of an XML text, whatever its namespaces; no entity is expanded and nothing is fetched.

In: text. Out: the elements of some names, and what was wrong: where one is broken, the others are
still read.
"""

import html
import io
import re
from collections.abc import Iterator
from typing import Any

from rag.ingest.formats.format import Problem
from rag.ingest.formats.xml_scan import TITLES, key_of

_PROLOGUE = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_DECLARATION = re.compile(r"\A\s*<\?xml\b.*?\?>", re.DOTALL)
_ROOT = re.compile(r"<([\w.-]+:)?([\w.-]+)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
_STRAY = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_START = re.compile(r"<((?:[\w.-]+:)?[A-Za-z](?:[.-]*\w+)*+)\b[^<>]*>")
_NAME_AT_START = re.compile(r"<([\w.:-]+)")
_EMPTY = re.compile(r"<[^<>]*/>")
OWN_ENTITIES = "XML with entities of its own, which are not expanded"
_KEPT = frozenset(("sub", "sup"))  # what they mean is made of them in rag/ingest/clean.py


def root_name(text: str) -> str | None:
    """The name of the first element without its prefix; None where the text does not begin like XML."""
    at = 0
    while found := _PROLOGUE.match(text, at):
        at = found.end()
    root = _ROOT.match(text, at)
    return root[2] if root else None


def elements(text: str, *names: str) -> tuple[list[Any], list[Problem]]:
    """The elements of these names in order, of nested ones only the outer; without names the children of
    the root. Of a text that is broken those that are whole, and a Problem for each other."""
    found, problem = _elements(text, names)
    if problem is None:
        return found, []
    if problem.what == OWN_ENTITIES:
        return [], [problem]
    text = _mended(text)
    found, problem = _elements(text, names)
    return (found, []) if problem is None else _one_by_one(text, names, found, problem)


def _elements(text: str, names: tuple[str, ...]) -> tuple[list[Any], Problem | None]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    nested = False
    data = io.BytesIO(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))
    found: list[Any] = []
    depth = inside = 0
    try:
        for event, element in iterparse(data, events=("start", "end")):
            step = 1 if event == "start" else -1
            depth += step
            if local_name(element) in names:
                inside += step
            wanted = local_name(element) in names if names else depth == 1
            nested = nested or inside > 1
            if event == "end" and wanted and not inside:
                found.append(element)
    except ParseError as error:
        return found, Problem(f"line {error.position[0]}", "not valid XML")
    except DefusedXmlException:
        return found, Problem("line 1", OWN_ENTITIES)
    return [one for outer in found for one in _apart(outer)] if nested else found, None


def _apart(element: Any) -> Iterator[Any]:
    """An element and those of its name inside it that are records of their own, as where a closing tag was
    lost: both have a title. One that only wraps another is left as it is."""
    inner = [one for one in element.iter(element.tag) if one is not element]
    inside = {id(part) for one in inner for part in one.iter()}
    titles = {id(part) for part in element.iter() if key_of(local_name(part)) in TITLES}
    if titles & inside and titles - inside:
        for parent in list(element.iter()):
            for one in [child for child in parent if child.tag == element.tag]:
                parent.remove(one)
        yield from (element, *inner)
    else:
        yield element


def _one_by_one(
    text: str, names: tuple[str, ...], whole: list[Any], problem: Problem
) -> tuple[list[Any], list[Problem]]:
    """Each element by itself, in the namespaces of the root, so that one that is broken costs no other."""
    root = _START.search(text)
    name = "|".join(map(re.escape, names)) if names else r"[\w.-]+"
    about = "" if names else r"\s+rdf:about="
    begins = [found.start() for found in re.finditer(rf"<(?:[\w.-]+:)?(?:{name})(?=[\s>]){about}", text)]
    if root is None or not begins:
        return whole, [problem]
    parts = [text[begin:end] for begin, end in zip(begins, [*begins[1:], len(text)], strict=True)]
    line = text.count("\n", 0, begins[0]) + 1
    intact: list[Any] = []
    problems: list[Problem] = []
    for part in parts:
        tag = _NAME_AT_START.match(part)
        closing = f"</{tag[1]}>" if tag else ""
        if closing not in part and not _EMPTY.match(part):
            problems.append(Problem(f"line {line}", problem.what))
            line += part.count("\n")
            continue
        until = part.rfind(closing) + len(closing) if closing in part else len(part)
        found, wrong = _elements(f"{root[0]}{part[:until]}</{root[1]}>", ())
        intact += [] if wrong else found[:1]
        problems += [Problem(f"line {line}", wrong.what)] if wrong else []
        line += part.count("\n")
    return (intact, problems or [problem]) if len(intact) >= len(whole) else (whole, [problem])


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
