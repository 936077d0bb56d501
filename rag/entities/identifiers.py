"""Identifiers of papers in a message: arXiv ids and links, DOIs, addresses, ids as `ask papers` shows them.

In: a text. Out: where identifiers stand in it, and what to look each up by. Whether a paper has one is not
known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ADDRESS = r"(?:https?://|www\.)[^\s<>\"'“”]+|\b[\w-]+(?:\.[\w-]+)+/[^\s<>\"'“”]+"
_ARXIV = r"(?:[a-z]{1,12}(?:-[a-z]{1,12}){0,3}(?:\.[a-z]{2})?/\d{7}|\d\d(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?"
_DOI = r"10\.\d{4,9}/[^\s<>\"'“”]+"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+){3,}"
_IDENTIFIER = re.compile(
    rf"(?P<address>{_ADDRESS})|(?<![\w.])(?:doi:\s*)?(?P<doi>{_DOI})"
    rf"|(?<![\w./-])(?:arxiv(?::\s*|\s+))?(?P<arxiv>{_ARXIV})(?![\w-]|\.\d)|(?<![\w-])(?P<slug>{_SLUG})(?![\w-])",
    re.I,
)
_INSIDE = re.compile(rf"(?<![\d.])({_ARXIV})(?![\d-])", re.I)
_HOST = re.compile(r"https?://|www\.", re.I)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier where it stands. ids: what a paper may be known by; address: what the address of a paper
    ends in, in lower case. `sure`: nothing but an identifier is spelt so."""

    text: str
    start: int
    end: int
    ids: tuple[str, ...] = ()
    address: str = ""
    sure: bool = True


def identifiers(text: str) -> Iterator[Identifier]:
    """The identifiers in a text, in order."""
    for match in _IDENTIFIER.finditer(text):
        typed = match[0].rstrip(".,;:!?)]}'’")
        start, end = match.start(), match.start() + len(typed)
        if match["slug"]:
            yield Identifier(typed, start, end, (typed.lower(),), sure=False)
        elif match["arxiv"]:
            yield Identifier(typed, start, end, _ids(match["arxiv"]))
        elif match["doi"]:
            inside = _INSIDE.search(_without_arxiv(typed))
            ids = _ids(inside[1]) if inside else ()
            yield Identifier(typed, start, end, ids, typed[typed.find("10.") :].lower())
        else:
            inside, doi = _INSIDE.search(_without_arxiv(typed)), re.search(_DOI, typed)
            address = doi[0] if doi else _HOST.sub("", typed).partition("#")[0].rstrip("/")
            known = bool(inside or doi or _HOST.match(typed))
            yield Identifier(
                typed, start, end, _ids(inside[1]) if inside else (), address.lower(), sure=known
            )


def _without_arxiv(typed: str) -> str:
    """The DOIs that arXiv gives hold its ids: 10.48550/arXiv.2403.99991."""
    return re.sub(r"/arxiv\.(?=\d)", "/", typed, flags=re.I)


def _ids(arxiv: str) -> tuple[str, ...]:
    """An arXiv id without its version; an old one also without its subject class: math.AG/0511080."""
    plain = re.sub(r"v\d+$", "", arxiv, flags=re.I)
    archive, slash, number = plain.partition("/")
    short = f"{archive.partition('.')[0].lower()}/{number}" if slash else plain
    return tuple(dict.fromkeys((plain, short)))


def without_identifiers(text: str) -> str:
    """The text without arXiv ids, DOIs and links, which are in no language."""
    for one in reversed(list(identifiers(text))):
        text = text[: one.start] + text[one.end :]
    return text
