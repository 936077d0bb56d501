"""What one browser session holds, and how changes to the page are written down.

In: values of components and the data of events. Out: values for rag/web/asking.py and
rag/web/browsing.py. Each method there is an event of the same name: it takes a `SessionState` and
what came with the event, and gives changes by the name of the part of the page.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from rag.answering.assistant import Assistant
from rag.answering.literature import LiteratureTable
from rag.answering.start import open_library
from rag.ingest.reembedding import reembedding_of
from rag.model.answer import Answer
from rag.model.settings import Settings
from rag.web import shelf, theme
from rag.web.shelf import TableState

Changes = dict[str, Any]
EventData = Mapping[str, str]
FIRST_TABLE = TableState()
TOLD_TO_FEW = ("upload", "address", "model", "key", "writes", "in_keyring", "writer")  # see Event.reads
FOCUS = {"focus": "#box textarea"}  # an effect: the next key goes into the box


@dataclass(frozen=True, slots=True)
class Choices:
    """What a picker offers, and what is chosen in it."""

    offered: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class SessionState:
    """What one browser session holds at the moment."""

    owner: str = ""
    conversation: str = ""
    editing: int = -1
    table: TableState = FIRST_TABLE
    chosen: tuple[str, ...] = ()
    compared: Answer | None = None
    box: str = ""
    since: str = ""
    until: str = ""
    dates_kept: tuple[str, ...] = ()  # those two, as this browser keeps them
    aspect: str = ""
    query: str = ""
    name: str = ""
    ids: str = ""
    tabled: LiteratureTable | None = None
    questions: str = ""
    picked: tuple[str, ...] = ()  # ids of the papers that are selected in the library
    upload: tuple[str, ...] = ()  # files dropped on the page
    address: str = ""
    model: str = ""
    key: str = ""
    writes: str = ""
    in_keyring: bool = False
    writer: str = ""  # what the picker under the question box says
    window: str = ""  # gradio's name for the page as it is open in one window

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "SessionState":
        """From the components' values, by the names of the fields; one that is missing or of another kind is
        as at first."""
        plain = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
        known = (f for f in fields(cls) if f.name in plain)
        kept: dict[str, Any] = {f.name: plain[f.name] for f in known if _fits(plain[f.name], f.default)}
        return cls(**kept)


def _fits(value: object, default: object) -> bool:
    return (
        isinstance(value, Answer | LiteratureTable) if default is None else isinstance(value, type(default))
    )


def event_data(data: object) -> EventData:
    """What the page's script sent along with an event, as texts."""
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def whole_number(data: EventData, name: str) -> int:
    """A whole number from the page; -1 where it is none."""
    text = data.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1


def file(name: str, kind: str, content: str | bytes) -> Changes:
    """A file for the reader to keep."""
    if isinstance(content, bytes):
        return {"effects": {"name": name, "kind": kind, "base64": b64encode(content).decode("ascii")}}
    return {"effects": {"name": name, "kind": kind, "text": content}}


def surroundings(assistant: Assistant, settings: Settings) -> Changes:
    """What changes with the library; how far it is embedded anew, where an earlier version built it."""
    told, reembedding = shelf.library_summary(assistant), reembedding_of(open_library(settings))
    if reembedding:
        told += f" · embedded anew: {reembedding.done:,} of {reembedding.papers:,}"
    return {"top": theme.top_bar(told), "years": shelf.years(assistant)}
