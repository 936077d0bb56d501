"""The page: with rag/web/rooms.py the only door to gradio.

In: settings. Out: a page on a local address; what it shows and does is in rag/web.
"""

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported; it would call home

import gradio as gr
from starlette.middleware import Middleware

from rag.answering.assistant import Assistant
from rag.answering.start import open_filled_library, open_writer
from rag.model.settings import Settings
from rag.web import rooms, serving, theme
from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.collecting import Collecting
from rag.web.configuring import Configuring
from rag.web.controller import Controller
from rag.web.door import Door, Names, Tries
from rag.web.evaluating import Evaluating
from rag.web.events import EVENTS, SIGNALS, Event
from rag.web.faults import BROKEN, told
from rag.web.html import esc, problem
from rag.web.patience import Patience
from rag.web.queueing import QUOTING_AT_ONCE
from rag.web.running import UNREAD_SECONDS
from rag.web.session import FIRST_TABLE, TOLD_TO_FEW, Changes, Choices, SessionState, event_data
from rag.web.tabling import Tabling

if TYPE_CHECKING:
    from rag.ingest.library import Library

MOST_THREADS = 200  # a question that waits keeps one of them for moments only
DAILY = (3600, 86400)  # seconds: how often old uploads are looked for, how old they may be
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def launch(
    settings: Settings,
    *,
    host: str,
    port: int,
    auth: str | None,
    no_auth: bool,
    open_browser: bool,
    allow_hosts: Sequence[str] = (),
    root_path: str = "",
) -> None:
    """Open the page and serve it until it is interrupted. `auth` is NAME:PASSWORD; `allow_hosts` are names
    under which it may be asked for, beside the address that it listens on; `root_path` is where a reverse
    proxy has it."""
    login = serving.login(host, auth, no_auth=no_auth)
    library = open_filled_library(settings, _notify, _start_progress)
    writer = open_writer(settings, _notify)
    assistant = Assistant(library.reader, library.encoder, top_k=settings.top_k, writer=writer)
    page = serve(
        settings,
        assistant,
        library,
        host=host,
        port=serving.free_port(host, port, _notify),
        login=login,
        open_browser=open_browser,
        allow_hosts=allow_hosts,
        root_path=root_path,
    )
    _notify(f"the page is open at {page.local_url} (Ctrl-C closes it)")
    page.block_thread()


def serve(
    settings: Settings,
    assistant: Assistant,
    library: "Library",
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    login: tuple[str, str] | None = None,
    open_browser: bool = False,
    allow_hosts: Sequence[str] = (),
    root_path: str = "",
    unread: float = UNREAD_SECONDS,
) -> gr.Blocks:
    """Serve the page from a thread; `port` 0 takes a free one, `local_url` of the page tells which. `unread`:
    how many seconds an answer goes on that nobody reads."""
    conversations, files = serving.private_folders(settings.home, _notify)
    serving.sweep(files, time.time())
    os.environ["GRADIO_TEMP_DIR"] = str(files)
    controller = Controller(assistant, conversations, unread=unread)
    Thread(target=controller.warm_up, daemon=True).start()
    browsing = Browsing(settings, controller, library, files)
    editable = login is not None or (serving.is_local(host) and not allow_hosts)
    configuring = Configuring(settings, controller, library, editable=editable)
    evaluating = Evaluating(settings.home, editable=editable)
    more = Collecting(browsing), Tabling(controller), configuring, evaluating
    page = WebPage(
        Asking(settings, controller, date.today), browsing, *more, editable=editable, guarded=bool(login)
    ).build()
    page.queue(default_concurrency_limit=QUOTING_AT_ONCE, api_open=False)
    room = partial(serving.room_in, files)
    door = Middleware(
        Door, names=Names.of(host, allow_hosts), tries=Tries(), room=room, largest=serving.LARGEST_UPLOAD
    )
    below = Middleware(serving.Below, root_path=root_path)
    page.launch(
        server_name=host,
        server_port=port or None,
        max_threads=MOST_THREADS,
        auth=login,
        inbrowser=open_browser,
        theme=gr.themes.Base(font=theme.SANS, font_mono=theme.MONO).set(**theme.THEME),
        head=theme.head(),
        root_path=root_path or None,
        app_kwargs={"middleware": [below, Middleware(Patience), Middleware(serving.Headers), door]},
        **serving.options(settings.home),
    )
    return page


_notify = partial(print, file=sys.stderr, flush=True)


def _start_progress(what: str, papers: int) -> Callable[[int], None]:
    if papers:
        _notify(f"{what}: {papers:,} papers")
    return lambda done: None


class WebPage:
    """The components, and what answers their events."""

    def __init__(self, *answering: object, editable: bool = True, guarded: bool = False) -> None:
        """`answering`: one of each class that has the handlers of rag/web/events.py; `editable`: whether the
        settings of the model are on the page; `guarded`: whether one logs in, and so may log out."""
        self.answering, self.editable, self.guarded = answering, editable, guarded
        self.parts: dict[str, Any] = {}

    def build(self) -> gr.Blocks:
        """The page, ready to be served."""
        parts = self.parts
        page: gr.Blocks
        with gr.Blocks(title="ask", analytics_enabled=False, fill_width=True, delete_cache=DAILY) as page:
            parts["owner"] = gr.BrowserState("", storage_key="ask-owner", secret="ask-owner")
            parts["dates_kept"] = gr.BrowserState([], storage_key="ask-dates", secret="ask-dates")
            parts["conversation"], parts["editing"] = gr.State(""), gr.State(-1)
            parts["table"] = gr.State(FIRST_TABLE)
            for name in ("chosen", "picked"):
                parts[name] = gr.State(())
            parts["compared"], parts["tabled"] = gr.State(None), gr.State(None)
            parts["effects"] = gr.HTML(
                {}, elem_id="effects", html_template="<i></i>", js_on_load=theme.effects_script()
            )
            parts["top"] = rooms.html("top")
            with gr.Tabs(elem_id="rooms") as parts["room"]:
                with gr.Tab("Ask", id="ask"):
                    rooms.ask_room(parts, editable=self.editable)
                with gr.Tab("Library", id="library") as parts["library_room"]:
                    rooms.library_room(parts)
                with gr.Tab("Compare", id="compare") as parts["compare_room"]:
                    rooms.compare_room(parts)
                with gr.Tab("Evaluation", id="evaluation") as parts["evaluation_room"]:
                    rooms.evaluation_room(parts)
                with gr.Tab("Settings", id="settings") as parts["settings_room"]:
                    rooms.settings_room(parts, editable=self.editable, guarded=self.guarded)
            script = theme.page_script(SIGNALS)
            parts["bridge"] = gr.HTML(str(theme.STATUS_LINE), elem_id="bridge", js_on_load=script)
            parts["page"] = page
            self._wire()
        return page

    def _wire(self) -> None:
        """Let every event of the table be answered."""
        for event in EVENTS:
            handler = next(partial(event.handler, one) for one in self.answering if event.is_of(one))
            for name in event.raised_by:
                part, _, listener = name.partition(".")
                self._on(getattr(self.parts[part], listener), event, handler)
            if event.from_script:
                self._on(getattr(self.parts["bridge"], event.signal), event, handler)

    def _on(self, listen: Callable[..., Any], event: Event, handler: Callable[..., Any]) -> None:
        told = (f.name for f in fields(SessionState) if f.name != "window")
        held = [name for name in told if name in event.reads or name not in TOLD_TO_FEW]

        def react(raised: gr.EventData, request: gr.Request, *values: Any) -> Any:
            state = SessionState.of({**dict(zip(held, values, strict=True)), "window": request.session_hash})
            data = event_data(raised._data)
            return next(self._shown(event, lambda: [handler(state, data)]))

        def stream(raised: gr.EventData, request: gr.Request, *values: Any) -> Iterator[Any]:
            state = SessionState.of({**dict(zip(held, values, strict=True)), "window": request.session_hash})
            data = event_data(raised._data)
            yield from self._shown(event, lambda: handler(state, data))

        listen(
            stream if event.streams else react,
            [self.parts[name] for name in held],
            [self.parts[name] for name in event.changes],
            trigger_mode=event.trigger_mode,
            concurrency_limit=1 if event.one_at_a_time else None if event.waits else "default",
            **QUIET,
        )

    def _shown(self, event: Event, react: Callable[[], Iterable[Changes]]) -> Iterator[Any]:
        """Changes as gradio takes them; what goes wrong is one line on the page, the rest in the log."""
        try:
            for changes in react():
                yield self._values(changes, event)
        except Exception as error:
            gr.Warning(str(esc(line := told(error))))
            broken = line == BROKEN and event.streams and "latest" in event.changes
            yield self._values({"latest": problem(BROKEN)} if broken else {}, event)

    def _values(self, changes: Changes, event: Event) -> Any:
        """A value for each output; what did not change is skipped. A list of one would be taken for
        the value itself."""
        if unknown := changes.keys() - set(event.changes):
            raise ValueError(f"{event.name} changed {sorted(unknown)}, which the table does not say")
        given = event.changes
        values = [self._value(name, changes[name]) if name in changes else gr.skip() for name in given]
        return values[0] if len(values) == 1 else values

    def _value(self, name: str, value: Any) -> Any:
        if name == "room":
            return gr.Tabs(selected=value)
        if name == "effects":
            return {**value, "number": secrets.token_hex(4)}  # the same effect twice is two effects
        if isinstance(value, Choices):
            return gr.update(choices=list(value.offered), value=value.chosen)
        if isinstance(self.parts[name], gr.HTML):
            return str(esc(value))  # the edge: gradio shows a str as it is, so text is escaped here
        return value
