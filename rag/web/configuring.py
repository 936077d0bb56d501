"""Settings on the page: the model that writes, where it is, its key; tried with a real question, then kept.

In: the session's state, the event's data. Out: changes, a generator of them while a model is asked. Nothing
of the model is tried or changed where the page is open to others without a password. A key is held in memory,
or in the computer's keyring; it is never written into a file and never sent to the page.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from rag.answering.doctor import examine, model_findings
from rag.answering.model_choice import models_offered
from rag.answering.start import open_writer
from rag.ingest.library import Library
from rag.model.errors import AskError, SettingError
from rag.model.key_store import IN_KEYRING, store_key
from rag.model.settings import Settings, is_address
from rag.model.settings_file import save_settings
from rag.web import tables
from rag.web.controller import Controller
from rag.web.html import Markup, problem, tag
from rag.web.session import Changes, Choices, EventData, SessionState

CLOSED = "This page is open to others without a password, so its settings cannot be changed here."
WRITES = {"Quote the papers, no model": "quote", "Let the model write, each sentence checked": "auto"}
QUOTES, ANOTHER = "Quoted, no model", "Choose a model …"  # in the picker under the question box
EXAMPLE = "http://127.0.0.1:11434/v1"
_SAVED = ("base_url", "model", "mode")


class Configuring:
    """The events of the settings; one of these serves all sessions."""

    def __init__(
        self, settings: Settings, controller: Controller, library: Library, *, editable: bool
    ) -> None:
        self.settings, self.controller, self.library, self.editable = settings, controller, library, editable

    def settings_shown(self, state: SessionState, data: EventData) -> Changes:
        """What is in effect, and what can be changed as it is now."""
        encoder = self.library.built_with or self.library.encoder.name
        papers = len(self.controller.assistant.catalogue)
        shown: Changes = {
            "settings": tables.settings_view(self.settings, papers, encoder, whole=self.editable)
        }
        if not self.editable:
            return shown
        writes = "quote" if self.settings.mode == "quote" or not self.settings.may_write else "auto"
        offered = Choices((self.settings.model,) if self.settings.model else (), self.settings.model)
        typed = {"address": self.settings.base_url, "model": offered, "key": "", "writes": writes}
        return {**shown, **typed, **self._writer()}

    def writer_shown(self, state: SessionState, data: EventData) -> Changes:
        """What writes the answers, in the picker under the question box; no server is asked."""
        return self._writer() if self.editable else {}

    def writers(self, state: SessionState, data: EventData) -> Changes:
        """What may write them: the models that the server offers as well, if there is one."""
        if not self.editable:
            return {}
        return self._writer(tuple(models_offered(self.settings)) if self.settings.base_url else ())

    def write_with(self, state: SessionState, data: EventData) -> Changes:
        """From now on, and after a restart, as it was picked; a server that is not known yet is set up in the
        settings."""
        if not self.editable:
            raise AskError(CLOSED)
        if state.writer == ANOTHER:
            return {**self._writer(), "room": "settings"}
        quoted = state.writer == QUOTES
        model = self.settings.model if quoted else state.writer
        self._keep(replace(self.settings, model=model, mode="quote" if quoted else "auto"), {}, [])
        return self._writer()

    def _writer(self, offered: tuple[str, ...] = ()) -> Changes:
        """The picker: quotes, the models, the way to the settings."""
        models = dict.fromkeys((*filter(None, [self.settings.model]), *offered))
        writes = self.settings.may_write and self.settings.mode != "quote"
        return {"writer": Choices((QUOTES, *models, ANOTHER), self.settings.model if writes else QUOTES)}

    def test(self, state: SessionState, data: EventData) -> Changes:
        """What `ask doctor` finds; of the model only where that may be seen."""
        found = examine(self.settings)
        shown = found if self.editable else [one for one in found if one.what != "model"]
        return {"findings": tables.findings_view(shown)}

    def models(self, state: SessionState, data: EventData) -> Changes:
        """The models of the server that was typed."""
        try:
            typed = self._typed(state)
        except SettingError as error:
            return {"model_told": problem(str(error))}
        offered = models_offered(typed)
        told = f"{len(offered)} models there" if len(offered) != 1 else "1 model there"
        line = told if offered else "No list of models came from this address; a name can still be typed."
        return {"model": Choices(tuple(offered), typed.model), "model_told": tag("p", line, class_="hint")}

    def try_model(self, state: SessionState, data: EventData) -> Iterator[Changes]:
        """One real question to the model that was typed; nothing is saved."""
        try:
            typed = replace(self._typed(state), mode="auto")
        except AskError as error:
            yield {"model_told": problem(str(error))}
            return
        name = typed.model or "the model"
        yield {"model_told": tag("p", f"Asking {name} one question …", class_="report", role="status")}
        yield {"model_told": tables.findings_view(list(model_findings(typed)))}

    def save_model(self, state: SessionState, data: EventData) -> Changes:
        """Write with it from now on, and after a restart."""
        told: list[str] = []
        try:
            typed = self._typed(state)
        except SettingError as error:
            return {"model_told": problem(str(error))}
        kept: dict[str, str] = {}
        if state.key.strip() and state.in_keyring:
            if store_key(typed.api_key):
                kept["api_key"] = IN_KEYRING
            else:
                told.append("the keyring did not take the key; it is held in memory")
        elif state.key.strip():
            told.append("the key is held in memory, and gone when the page is closed down")
        file = self._keep(typed, kept, told)
        shown = self.settings_shown(state, data)
        return {**shown, "model_told": _saved(f"Saved in {file}.", told)}

    def _keep(self, chosen: Settings, more: dict[str, str], told: list[str]) -> Path:
        """Write with them from now on and save them, `more` as well; what there is to say goes to `told`."""
        writer = open_writer(chosen, told.append)
        kept = {**{name: str(getattr(chosen, name)) for name in _SAVED}, **more}
        file = save_settings(chosen.home, kept)
        over = [name for name in _SAVED if chosen.origins.get(name) in ("environment", "option")]
        told += [f"{name} is also set outside {file.name}, which counts at the next start" for name in over]
        self.settings = replace(chosen, origins={**chosen.origins, **dict.fromkeys(kept, file.name)})
        self.controller.assistant = self.controller.assistant.written_by(writer)
        return file

    def _typed(self, state: SessionState) -> Settings:
        """The settings with what was typed. A key goes nowhere but where it was given for: at another address
        it must be typed again. AskError where settings cannot be changed here, or the address is none."""
        if not self.editable:
            raise AskError(CLOSED)
        address, mode = state.address.strip(), state.writes
        if address and not is_address(address):
            raise SettingError(f"{address[:60]!r} is no address of a server; write it like {EXAMPLE}")
        same = urlsplit(address).netloc == urlsplit(self.settings.base_url).netloc
        key = state.key.strip() or (self.settings.api_key if same else "")
        return replace(
            self.settings,
            base_url=address,
            model=state.model.strip(),
            api_key=key,
            mode=mode if mode in WRITES.values() else self.settings.mode,
        )


def _saved(line: str, more: list[str]) -> Markup:
    lines = (tag("p", f"{one[:1].upper()}{one[1:]}.") for one in more)
    return tag("div", tag("p", line), *lines, class_="report done", role="status")
