"""The page: the only door to gradio.

In: settings. Out: a page on a local address; what it shows and does is in rag/page. Every gr.HTML
keeps gradio's own template "${value}": with "{{value}}" the browser would run a value once more.
"""

import logging
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from functools import partial
from threading import Thread
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported; it would call home

import gradio as gr
from starlette.middleware import Middleware

from rag.answering.assistant import Assistant
from rag.answering.start import open_filled_library, open_writer
from rag.ingest.library import Library, Progress
from rag.model.errors import AskError
from rag.model.settings import Settings
from rag.web import serving, uploads
from rag.web import theme as look
from rag.web.asking import HINT, Asking
from rag.web.browsing import Browsing
from rag.web.controller import BROKEN, MESSAGE_CHARACTERS, Desk
from rag.web.conversations import Talks
from rag.web.html import esc, problem
from rag.web.session import PLAIN_TABLE, Changes, Held, said

QUOTING_AT_ONCE, WRITING_AT_ONCE = 3, 32  # quoting keeps the processor busy, writing waits for a model
DAILY = (3600, 86400)  # seconds: how often old uploads are looked for, how old they may be
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
BUTTON_EVENTS = (
    "again widen example edit keep open forget rate remark cite answer_json markdown bibtex halt "
    "sort page paper shelf choose about paper_bibtex remove cite_compared compared_bibtex"
).split()
# The parts an event may change, where it has to be quick: gradio looks at each with every piece.
PARTS = {
    "ask": "talk editing earlier latest sources past hint box".split(),
    "again": "talk editing earlier latest sources past".split(),
    "widen": "talk editing earlier latest sources past hint since until".split(),
    "example": "talk editing earlier latest sources past hint box room".split(),
    "halt": ["hint"],
}
STREAMING = ("ask", "again", "widen", "example")


def launch(
    settings: Settings,
    *,
    host: str,
    port: int,
    auth: str | None,
    no_auth: bool,
    open_browser: bool,
) -> None:
    """Open the page and serve it until it is interrupted. `auth` is NAME:PASSWORD."""
    login = serving.login(host, auth, no_auth=no_auth)
    library = open_filled_library(settings, _say, _watch)
    writer = open_writer(settings, _say)
    assistant = Assistant(library.reader, library.encoder, top_k=settings.top_k, writer=writer)
    page = serve(settings, assistant, library, host=host, port=port, login=login, open_browser=open_browser)
    _say(f"the page is open at {page.local_url} (Ctrl-C closes it)")
    page.block_thread()


def serve(
    settings: Settings,
    assistant: Assistant,
    library: Library,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    login: tuple[str, str] | None = None,
    open_browser: bool = False,
) -> gr.Blocks:
    """Serve the page from a thread; `port` 0 takes a free one, `local_url` of the page tells which."""
    files = settings.home / "page" / "files"
    files.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(files)
    desk = Desk(assistant, Talks(settings.home / "page" / "talks"))
    Thread(target=desk.warm_up, daemon=True).start()
    page = Page(Asking(settings, desk, date.today), Browsing(settings, desk, library, files)).build()
    writes = settings.model and settings.mode != "quote"
    page.queue(default_concurrency_limit=WRITING_AT_ONCE if writes else QUOTING_AT_ONCE, api_open=False)
    page.launch(
        server_name=host,
        server_port=port or None,
        auth=login,
        inbrowser=open_browser,
        theme=gr.themes.Base(font=look.SANS, font_mono=look.MONO).set(**look.THEME),
        head=look.head(),
        app_kwargs={"middleware": [Middleware(serving.Headers)]},
        **serving.options(settings.home),
    )
    return page


_say = partial(print, file=sys.stderr, flush=True)


def _watch(what: str, papers: int) -> Progress:
    if papers:
        _say(f"{what}: {papers:,} papers")
    return lambda done: None


def _html(id_: str, value: str = "") -> gr.HTML:
    return gr.HTML(value, elem_id=id_, js_on_load=None, apply_default_css=False)


class Page:
    """The components, and which reaction answers to which event."""

    def __init__(self, asking: Asking, browsing: Browsing) -> None:
        self.asking, self.browsing = asking, browsing
        self.parts: dict[str, Any] = {}

    def build(self) -> gr.Blocks:
        """The page, ready to be served."""
        parts = self.parts
        page: gr.Blocks
        with gr.Blocks(title="ask", analytics_enabled=False, fill_width=True, delete_cache=DAILY) as page:
            parts["owner"] = gr.BrowserState("", storage_key="ask-owner", secret="ask-owner")
            parts["talk"], parts["editing"] = gr.State(""), gr.State(-1)
            parts["wanted"], parts["chosen"] = gr.State(PLAIN_TABLE), gr.State(())
            parts["compared"] = gr.State(None)
            parts["effects"] = gr.HTML(
                {}, elem_id="effects", html_template="<i></i>", js_on_load=look.effects_script()
            )
            parts["top"] = _html("top")
            with gr.Tabs(elem_id="rooms") as parts["room"]:
                with gr.Tab("Ask", id="ask"):
                    self._ask_room()
                with gr.Tab("Library", id="library") as library:
                    self._library_room()
                with gr.Tab("Compare", id="compare") as compare:
                    self._compare_room()
                with gr.Tab("Evaluation", id="evaluation") as evaluation:
                    self._evaluation_room()
                with gr.Tab("Settings", id="settings") as settings:
                    self._settings_room()
            bridge = gr.HTML(look.TOLD, elem_id="bridge", js_on_load=look.page_script())
            self._wire(bridge)
            shown = "shelf", "compare", "evaluation", "settings_shown"
            for tab, event in zip((library, compare, evaluation, settings), shown, strict=True):
                self._on(tab.select, event)
            self._on(page.load, "arrive")
        return page

    def _ask_room(self) -> None:
        parts = self.parts
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="past"):
                self.new = gr.Button("New conversation", elem_id="new")
                parts["past"] = _html("past-list")
            with gr.Column(elem_id="middle"):
                with gr.Column(elem_id="transcript"):
                    parts["earlier"], parts["latest"] = _html("earlier"), _html("latest")
                with gr.Column(elem_id="composer"):
                    with gr.Row(elem_id="composer-row"):
                        parts["box"] = gr.Textbox(
                            label="Your question",
                            show_label=False,
                            placeholder="Ask about the papers",
                            elem_id="box",
                            lines=1,
                            max_lines=8,
                            max_length=MESSAGE_CHARACTERS,
                            container=False,
                            autofocus=True,
                            scale=1,
                        )
                        self.send = gr.Button("Ask", variant="primary", elem_id="send", scale=0)
                        self.stop = gr.Button("Stop", elem_id="stop", scale=0)
                    parts["hint"] = _html("composer-hint", f"<p>{HINT}</p>")
            with gr.Column(elem_id="beside"):
                parts["sources"] = _html("sources")

    def _library_room(self) -> None:
        parts = self.parts
        with gr.Column(elem_classes="room"):
            parts["query"] = gr.Textbox(
                label="Search the library",
                placeholder="Words of a title, an organisation, a subject",
                elem_id="query",
            )
            parts["report"] = _html("report")
            parts["paper"], parts["shelf"] = _html("paper"), _html("shelf")
            parts["years"] = _html("years")
            parts["upload"] = gr.File(
                label="Add papers: saved listing pages, JSONL, BibTeX or RIS",
                file_count="multiple",
                file_types=list(uploads.ENDINGS),
                height=150,
                elem_id="upload",
            )

    def _compare_room(self) -> None:
        parts = self.parts
        with gr.Column(elem_classes="room"):
            with gr.Row():
                parts["name"] = gr.Textbox(label="Add a paper", placeholder="Its name", elem_id="name")
                parts["aspect"] = gr.Textbox(
                    label="Compare them on", placeholder="Training cost, say", elem_id="aspect"
                )
            parts["comparison"], parts["cells"] = _html("comparison"), _html("cells")

    def _evaluation_room(self) -> None:
        with gr.Column(elem_classes="room"):
            gr.HTML("<h2>Evaluation</h2>", apply_default_css=False)
            self.parts["evaluation"] = _html("evaluation")

    def _settings_room(self) -> None:
        parts = self.parts
        with gr.Column(elem_classes="room"):
            gr.HTML("<h2>Settings</h2>", apply_default_css=False)
            with gr.Row():
                parts["since"] = gr.Textbox(label="Only papers since", placeholder="2024-03", elem_id="since")
                parts["until"] = gr.Textbox(label="Only papers until", placeholder="2025", elem_id="until")
            parts["settings"] = _html("settings")
            self.test = gr.Button("Test the installation and the model's address", elem_id="test")
            parts["findings"] = _html("findings")

    def _wire(self, bridge: gr.HTML) -> None:
        parts = self.parts
        for event in BUTTON_EVENTS:
            self._on(getattr(bridge, f"do_{event}"), event)
        for listen, event in (
            (parts["box"].submit, "ask"),
            (self.send.click, "ask"),
            (self.stop.click, "halt"),
            (self.new.click, "new"),
            (parts["name"].submit, "pick"),
            (parts["aspect"].submit, "compare"),
            (self.test.click, "test"),
        ):
            self._on(listen, event)
        for name, event in (("query", "search"), ("since", "limit"), ("until", "limit")):
            self._on(parts[name].change, event, "always_last")
        inputs = [*self._held(), parts["upload"]]
        parts["upload"].upload(self._adding, inputs, [*parts.values()], concurrency_limit=1, **QUIET)

    def _held(self) -> list[Any]:
        """The components that make up `Held`, in its order."""
        return [self.parts[f.name] for f in fields(Held)]

    def _on(self, listen: Callable[..., Any], event: str, mode: str = "multiple") -> None:
        """Let a reaction answer an event."""
        reaction = getattr(self.asking, event, None) or getattr(self.browsing, event)
        parts = PARTS.get(event, self.parts)

        def react(event_data: gr.EventData, *values: Any) -> list[Any]:
            return next(self._shown(lambda: [reaction(Held.of(values), said(event_data._data))], parts))

        def stream(event_data: gr.EventData, *values: Any) -> Iterator[list[Any]]:
            answering = partial(reaction, Held.of(values), said(event_data._data))
            yield from self._shown(answering, parts, {"latest": problem(BROKEN)})

        fn, mode = (stream, "once") if event in STREAMING else (react, mode)
        outputs = [self.parts[name] for name in parts]
        listen(fn, self._held(), outputs, trigger_mode=mode, **QUIET)

    def _adding(self, *values: Any) -> Iterator[list[Any]]:
        held, paths = Held.of(values[:-1]), [str(path) for path in values[-1] or ()]
        yield from self._shown(lambda: self.browsing.add(held, paths), self.parts)

    def _shown(
        self, react: Callable[[], Iterable[Changes]], parts: Iterable[str], broken: Changes | None = None
    ) -> Iterator[list[Any]]:
        """Changes as gradio takes them; what goes wrong is one line on the page, the rest in the log."""
        try:
            for changes in react():
                yield self._values(changes, parts)
        except AskError as error:
            gr.Warning(esc(error))
            yield self._values({}, parts)
        except Exception:
            logging.getLogger("ask.page").exception("the page failed")
            gr.Warning(esc(BROKEN))
            yield self._values(broken or {}, parts)

    def _values(self, changes: Changes, parts: Iterable[str]) -> list[Any]:
        """A value for each output; what did not change is skipped."""
        return [gr.skip() if name not in changes else self._value(name, changes[name]) for name in parts]

    @staticmethod
    def _value(name: str, value: Any) -> Any:
        if name == "room":
            return gr.Tabs(selected=value)
        if name == "effects":
            return {**value, "number": secrets.token_hex(4)}  # the same effect twice is two effects
        return value
