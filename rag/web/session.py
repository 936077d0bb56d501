"""What one browser session holds, and how changes to the page are written down.

In: what components and the page's script said. Out: values for rag/web/asking.py and
rag/web/browsing.py. Each method there is an event of the same name: it takes a `Held` and
what was said with the event, and gives changes by the name of the part of the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from rag.model.answer import Answer
from rag.retrieval.catalogue import Catalogue
from rag.web import shelf
from rag.web import theme as look
from rag.web.shelf import Wanted

Changes = dict[str, Any]
Said = Mapping[str, str]
PLAIN_TABLE = Wanted()


@dataclass(frozen=True, slots=True)
class Held:
    """What one browser session holds at the moment."""

    owner: str = ""
    talk: str = ""
    editing: int = -1
    wanted: Wanted = PLAIN_TABLE
    chosen: tuple[str, ...] = ()
    compared: Answer | None = None
    box: str = ""
    since: str = ""
    until: str = ""
    aspect: str = ""
    query: str = ""
    name: str = ""

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Held":
        """From the components' values, in the order of the fields; a value of another kind is none."""
        kept = {f.name: v for f, v in zip(fields(cls), values, strict=True) if _fits(v, f.default)}
        return cls(**kept)


def _fits(value: object, default: object) -> bool:
    return isinstance(value, Answer) if default is None else isinstance(value, type(default))


def said(data: object) -> Said:
    """What the page's script sent along with an event, as texts."""
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def number(said: Said, name: str) -> int:
    """A whole number from the page; -1 where it is none."""
    text = said.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1


def file(name: str, kind: str, text: str) -> Changes:
    """A file for the reader to keep."""
    return {"effects": {"name": name, "kind": kind, "text": text}}


def surroundings(catalogue: Catalogue) -> Changes:
    """What changes with the library."""
    return {"top": look.top_bar(shelf.sum_up(catalogue)), "years": shelf.years(catalogue)}
