"""A model's server that does everything wrong that a server can, asked again and again.

In: a plan. Out: one row. Each question must end within ten seconds in an answer; where the model gave none,
in the quotes and one line that says so. No traceback, in no thread; the key is never shown.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from eval.torture.faulty_server import FaultyServer
from eval.torture.kills import invented, opened
from eval.torture.kind import SECONDS, Plan, Row, peak, until
from eval.torture.server_faults import FAULTS, SECRET
from rag.answering.assistant import Assistant
from rag.answering.start import open_writer
from rag.encoders.no_encoder import NoEncoder
from rag.model.answer import Answer
from rag.model.settings import Settings

if TYPE_CHECKING:
    from rag.generation.writer import Writer

QUESTION = "What is Counter7, and how does it count?"
PAPERS = 20
LONGEST_NOTE = 600  # characters that are still a line
SOUND = 0.5  # seconds that a sound reply takes at most on an idle machine
PATIENCE = 0.8  # seconds that a server may be silent here


def torture(plan: Plan) -> Iterator[Row]:
    """`tries` faults at most, `only` those of a name. Each is asked by a model that remembers no other."""
    wanted = [name for name in FAULTS if plan.wants(name)][: plan.tries]
    end, failures, slowest, written, tried = until(plan.minutes), list[str](), 0.0, 0, 0
    with (
        tempfile.TemporaryDirectory() as folder,
        FaultyServer(FAULTS["as it should be"]) as server,
        _Threads() as threads,
    ):
        settings = _settings(Path(folder), server)
        assistant = _assistant(settings)
        _asked(assistant.written_by(_writer(settings)))  # loads what the first question waits for
        for name in wanted:
            if time.monotonic() > end:
                break
            server.fault, tried = FAULTS[name], tried + 1
            answer, wrong, seconds = _timed(assistant, settings)
            if seconds > SECONDS and not wrong:
                answer, wrong, seconds = _again(assistant, settings, server)
            slowest, written = max(slowest, seconds), written + bool(answer and answer.model)
            if wrong := wrong or threads.said():
                failures.append(f"{name}: {wrong}")
    note = f"{written} written, {tried - written - len(failures)} quoted"
    yield Row("faults of a server", tried, tuple(failures), slowest, peak(), note)


def _settings(home: Path, server: FaultyServer) -> Settings:
    return Settings(
        home=home,
        embedding="none",
        model="moss",
        base_url=server.url,
        api_key=SECRET,
        timeout_seconds=PATIENCE,
        first_token_seconds=PATIENCE,
        reply_cache=False,
    )


def _assistant(settings: Settings) -> Assistant:
    library = opened(settings.home)
    library.ingest(invented(PAPERS))
    return Assistant(library.reader, NoEncoder())


def _timed(assistant: Assistant, settings: Settings) -> tuple[Answer | None, str, float]:
    """The answer of a fresh writer, what is wrong with it, and the seconds that it took."""
    began = time.monotonic()
    answer, wrong = _asked(assistant.written_by(_writer(settings)))
    return answer, wrong, time.monotonic() - began


def _again(
    assistant: Assistant, settings: Settings, server: FaultyServer
) -> tuple[Answer | None, str, float]:
    """The same once more, between two sound replies: where those take as many times longer than on an idle
    machine, it is the machine that is slow, and no fault of a server."""
    fault, sound = server.fault, FAULTS["as it should be"]
    server.fault = sound
    before = _timed(assistant, settings)[2]
    server.fault = fault
    answer, wrong, seconds = _timed(assistant, settings)
    server.fault = sound
    slower = max(1.0, before / SOUND, _timed(assistant, settings)[2] / SOUND)
    server.fault = fault
    return answer, wrong or (f"{seconds:.0f} seconds" if seconds > SECONDS * slower else ""), seconds


def _writer(settings: Settings) -> "Writer | None":
    return open_writer(settings, lambda line: None)


def _asked(assistant: Assistant) -> tuple[Answer | None, str]:
    """The answer, and what is wrong with it."""
    try:
        answer = assistant.ask(QUESTION)
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
    return answer, wrong(answer)


def wrong(answer: Answer) -> str:
    """What an answer must not be; empty where it is none of it."""
    lines = (answer.answer, answer.thoughts, *answer.notes)
    if not answer.answer.strip():
        return "no answer"
    if not answer.model and not answer.notes:
        return "quoted without a word why"
    if any(SECRET in line for line in lines):
        return "the key is shown"
    if any("Traceback" in line or "\x1b" in line or "\0" in line for line in lines):
        return "a traceback or control characters are shown"
    if any("\n" in note or len(note) > LONGEST_NOTE for note in answer.notes):
        return f"a note is no line: {answer.notes!r}"
    return ""


class _Threads:
    """Notes what ends a thread meanwhile."""

    def __enter__(self) -> "_Threads":
        self._before, self._said = threading.excepthook, list[str]()
        threading.excepthook = lambda raised: self._said.append(f"a thread ended with {raised.exc_value!r}")
        return self

    def __exit__(self, *_: object) -> None:
        threading.excepthook = self._before

    def said(self) -> str:
        """What was noted since it was asked last."""
        lines, self._said = self._said, []
        return "; ".join(lines)
