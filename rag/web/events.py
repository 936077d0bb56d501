"""Every event of the page: what answers it, which parts it may change, what raises it.

An event is written here and nowhere else: the wiring (ui.py) and the page's script (page.js) take it
from this table. A part is named as in ui.py; gradio looks at each part of an event with every piece of
an answer, so an event names only those it changes. `raised_by` holds "part.listener" of gradio; what
`from_script` raises is a button of the page with the event's name in data-act, or page.js itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.collecting import Collecting
from rag.web.configuring import Configuring
from rag.web.evaluating import Evaluating
from rag.web.tabling import Tabling

_CONVERSATION = ("conversation", "editing", "earlier", "latest", "sources", "past")
_LIBRARY = ("shelf", "table", "top", "years")
_COMPARISON = ("chosen", "comparison", "compared", "cells")


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `handler` is a method of Asking or another such class and gives its name. A handler that
    `streams` gives changes as they come; `one_at_a_time` holds for all sessions together; what `waits`
    does so in a line of its own (rag/web/queueing.py); `reads` are fields of SessionState that only those
    events are told which name them."""

    handler: Callable[..., Any]
    changes: tuple[str, ...]
    raised_by: tuple[str, ...] = ()
    from_script: bool = False
    streams: bool = False
    trigger_mode: Literal["once", "multiple", "always_last"] = "multiple"
    one_at_a_time: bool = False
    waits: bool = False
    reads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.handler.__name__

    def is_of(self, one: object) -> bool:
        """Whether it is one of the object's class that answers this event."""
        return getattr(type(one), self.name, None) is self.handler

    @property
    def signal(self) -> str:
        """What the page's script triggers; no listener of gradio begins like this."""
        return f"do_{self.name}"


def _script(handler: Callable[..., Any], *changes: str) -> Event:
    return Event(handler, changes, from_script=True)


def _listener(handler: Callable[..., Any], raised_by: str, *changes: str) -> Event:
    return Event(handler, changes, (raised_by,))


def _answer(handler: Callable[..., Any], *more: str, raised_by: tuple[str, ...] = ()) -> Event:
    """An event that writes an answer piece by piece."""
    return Event(
        handler,
        (*_CONVERSATION, *more),
        raised_by,
        from_script=not raised_by,
        streams=True,
        trigger_mode="once",
        waits=True,
    )


ASKING = (
    _listener(Asking.arrive, "page.load", "owner", *_CONVERSATION, "top", "years", "since", "until", "hint"),
    _answer(Asking.ask, "hint", "box", raised_by=("box.submit", "send.click")),
    _script(Asking.suggest, "latest"),
    _answer(Asking.example, "hint", "box", "room"),
    _answer(Asking.again),
    _answer(Asking.widen, "hint", "since", "until"),
    _script(Asking.only, "hint", "room", "effects"),
    _script(Asking.every, "hint"),
    _script(Asking.edit, "box", "editing", "hint", "effects"),
    _script(Asking.keep, "box", "editing", "hint"),
    Event(Asking.halt, (), ("stop.click",), from_script=True),
    _listener(Asking.new, "new.click", *_CONVERSATION, "hint", "effects"),
    Event(Asking.open, (*_CONVERSATION, "hint"), from_script=True, streams=True, waits=True),
    _script(Asking.forget, *_CONVERSATION, "hint"),
    _script(Asking.restore, *_CONVERSATION, "hint"),
    _script(Asking.rename, "past"),
    _script(Asking.pin, "past"),
    _script(Asking.cite, "sources"),
    _script(Asking.rate, "earlier", "latest"),
    _script(Asking.remark, "earlier", "latest", "hint"),
    _script(Asking.answer_json, "effects"),
    _script(Asking.export_answer, "effects"),
    _script(Asking.export_conversation, "effects"),
    Event(Asking.dates, ("hint", "dates_kept"), ("since.change", "until.change"), trigger_mode="always_last"),
)
BROWSING = (
    Event(Browsing.shelf, ("paper", *_LIBRARY), ("library_room.select",), from_script=True),
    Event(Browsing.search, ("paper", "shelf", "table"), ("query.change",), trigger_mode="always_last"),
    _script(Browsing.sort, "shelf", "table"),
    _script(Browsing.page, "shelf", "table"),
    _script(Browsing.narrow, "shelf", "table", "effects"),
    _script(Browsing.paper, "paper", "shelf", "room"),
    _script(Browsing.bring, "paper", "room", "effects"),
    _script(Browsing.go, "room"),
    _script(Browsing.about, "box", "editing", "room", "effects"),
    _script(Browsing.export_paper, "effects"),
    _script(Browsing.export_shelf, "effects"),
    _script(Browsing.remove, "paper", "report", *_LIBRARY),
    _script(Browsing.put_back, "paper", "report", *_LIBRARY),
    _script(Browsing.year, "query"),
    Event(
        Browsing.add,
        ("report", "paper", *_LIBRARY, "upload"),
        ("upload.upload",),
        streams=True,
        reads=("upload",),
        one_at_a_time=True,  # files dropped meanwhile wait; "once" would lose them
    ),
    Event(
        Browsing.fetch,
        ("report", "paper", *_LIBRARY, "ids"),
        ("ids.submit",),
        streams=True,
        one_at_a_time=True,
    ),
    _script(Browsing.choose, *_COMPARISON, "paper", "shelf"),
    _listener(Browsing.pick, "name.submit", *_COMPARISON, "name"),
    Event(Browsing.compare, _COMPARISON, ("aspect.submit", "compare_room.select")),
    _script(Browsing.cite_compared, "cells", "effects"),
    _script(Browsing.export_compared, "effects"),
)
_PICKED = ("picked", "selection", "shelf", "table")
COLLECTING = (
    Event(Collecting.mark, ("picked", "selection"), from_script=True, one_at_a_time=True),  # each on the last
    _script(Collecting.mark_all, *_PICKED),
    _script(Collecting.unmark_all, *_PICKED),
    _script(Collecting.tag, *_PICKED, "paper"),
    _script(Collecting.untag, *_PICKED, "paper"),
    _script(Collecting.tagged, *_PICKED),
    _script(Collecting.compare_picked, *_COMPARISON, "room"),
    _script(Collecting.export_picked, "effects"),
)
_TABLE = ("literature", "tabled", "tabled_card")
TABLING = (
    Event(Tabling.tabulate, _TABLE, from_script=True, streams=True),
    Event(Tabling.halt_table, (), from_script=True),
    _script(Tabling.close_table, *_TABLE),
    _script(Tabling.cite_table, "tabled_card", "effects"),
    _script(Tabling.export_table, "effects"),
)
_MODEL = ("address", "model", "key", "writes", "in_keyring")  # what is typed of it
CONFIGURING = (
    Event(
        Configuring.settings_shown,
        ("settings", "address", "model", "key", "writes", "writer"),
        ("settings_room.select",),
    ),
    _listener(Configuring.writer_shown, "page.load", "writer"),
    _listener(Configuring.writers, "writer.focus", "writer"),
    Event(Configuring.write_with, ("writer", "room"), ("writer.input",), reads=("writer",)),
    _listener(Configuring.test, "test.click", "findings"),
    Event(Configuring.models, ("model", "model_told"), ("address.submit", "list_models.click"), reads=_MODEL),
    Event(Configuring.try_model, ("model_told",), ("try_model.click",), streams=True, reads=_MODEL),
    Event(
        Configuring.save_model,
        ("settings", "address", "model", "key", "writes", "writer", "model_told"),
        ("save_model.click",),
        reads=_MODEL,
    ),
)
EVALUATING = (
    _listener(Evaluating.evaluation, "evaluation_room.select", "evaluation"),
    Event(Evaluating.evaluate, ("evaluation",), from_script=True, streams=True),
    Event(Evaluating.halt_evaluation, (), from_script=True),
)
EVENTS = (*ASKING, *BROWSING, *COLLECTING, *TABLING, *CONFIGURING, *EVALUATING)
SIGNALS = tuple(event.signal for event in EVENTS if event.from_script)
