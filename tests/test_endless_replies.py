"""Model servers that never end: a chunk, the line before it, a line of a stream, an event, thoughts. They
are given up at the whole time-out, or before, with bounded memory; the quotes then answer, with a line."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import httpx
import pytest

from eval.torture.faulty_server import Fault, FaultyServer, Step, head
from eval.torture.server_faults import SAYS, START, STOP, WORDS, chunk, event
from rag.answering.assistant import Assistant
from rag.answering.start import measure_background
from rag.encoders.endpoint import Endpoint
from rag.encoders.no_encoder import NoEncoder
from rag.encoders.transport import LARGEST_EVENT, LONGEST_REPLY, client
from rag.generation.dialect import Message
from rag.generation.models import open_model
from rag.generation.stream import Usage
from rag.generation.writer import Writer
from rag.ingest.library import Library
from rag.model.answer import Answer
from rag.model.settings import Settings
from rag.verification.checker import SupportChecker
from tests.fakes import papers

CHUNKED = head(200, "text/event-stream", "Transfer-Encoding: chunked")
PLAIN = head(200, "application/json")
TIMEOUT = 0.3  # seconds; LONGEST_REPLY times that is what a reply may take
DRIP = 0.02


def for_ever(*first: bytes, again: bytes, pause: float = DRIP) -> Fault:
    def steps() -> Iterator[Step]:
        yield from first
        for piece in repeat(again):
            yield piece
            if pause:
                yield pause

    return steps


def chunked(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


TOLD = "I wonder about moss. "
THOUGHT, EMPTY, BLANK = (event(chunk(reasoning_content=told)) for told in (TOLD, "", " "))
NEVER_ENDS = {
    "a chunk that is announced and drips": for_ever(CHUNKED, b"ffffff\r\n" + START, again=b" "),
    "a chunk in tiny events": for_ever(CHUNKED, b"ffffff\r\n", again=b": moss\n\n"),
    "the size of a chunk": for_ever(CHUNKED, chunked(START), again=b"0"),
    "what stands behind the size": for_ever(CHUNKED, chunked(START), b"5;", again=b"a"),
    "the trailers": for_ever(CHUNKED, chunked(START), b"0\r\n", again=b"X-Moss: 1\r\n"),
    "a trailer without an end": for_ever(CHUNKED, chunked(START), b"0\r\nX-Moss: ", again=b"a"),
    "the line of an event": for_ever(head(), START, b"data: ", again=b"x"),
    "the lines of an event": for_ever(head(), START, again=b"data: x\n"),
    "a body without a length": for_ever(head(), START, again=b" ", pause=0.15),
    "comments": for_ever(head(), START, again=b": moss\n\n"),
    "empty thoughts": for_ever(head(), START, again=EMPTY),
    "blank thoughts": for_ever(head(), START, again=BLANK),
    "JSON": for_ever(PLAIN, b'{"choices": [', again=b" "),
    "an error": for_ever(head(400, "application/json"), again=b" "),
    "an error's chunk": for_ever(
        head(400, "application/json", "Transfer-Encoding: chunked"), b"5;", again=b"a"
    ),
}


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("endless") / "ask", NoEncoder())
    library.ingest(papers(6))
    measure_background(library)
    return library


def assistant_at(url: str, library: Library) -> Assistant:
    settings = Settings(
        home=library.home, model="m", base_url=url, timeout_seconds=TIMEOUT, first_token_seconds=TIMEOUT
    )
    model = open_model(settings, cache=False, pause=lambda _: None)
    assert model
    return Assistant(library.reader, NoEncoder(), writer=Writer(model, SupportChecker(None)))


@pytest.fixture(scope="module")
def given_up(shelved: Library) -> dict[str, tuple[Answer, float]]:
    """What each that never ends is answered with, and after how many seconds; eight are asked at once."""

    def asked(name: str) -> tuple[Answer, float]:
        with FaultyServer(NEVER_ENDS[name]) as server:
            assistant = assistant_at(server.url, shelved)
            assistant.warm_up()
            began = time.monotonic()
            return assistant.ask("What is AmberNet?"), time.monotonic() - began

    asked("an error")  # what is imported is not their time
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(NEVER_ENDS, pool.map(asked, NEVER_ENDS), strict=True))


@pytest.mark.parametrize("name", NEVER_ENDS)
def test_the_whole_time_out_holds_whatever_drips(
    given_up: dict[str, tuple[Answer, float]], name: str
) -> None:
    answer, took = given_up[name]
    assert took < 2 * LONGEST_REPLY * TIMEOUT + 20, "a busy machine is given 20 s"
    assert "counts tides from sound" in answer.answer
    assert answer.mode == "quote"
    assert sum("Answered by quoting instead" in note for note in answer.notes) == 1, answer.notes


def test_a_connection_that_was_kept_is_cut_too() -> None:
    """Without a listener the connection is used again."""

    def cut_after(name: str) -> float:
        with (
            FaultyServer(NEVER_ENDS[name]) as server,
            client(Endpoint("m", server.url, timeout_seconds=0.2)) as http,
        ):
            began = time.monotonic()
            with pytest.raises(httpx.ReadTimeout, match="does not end"):
                http.post(f"{server.url}/chat/completions")
            return time.monotonic() - began

    names = (
        "what stands behind the size",
        "a trailer without an end",
        "the size of a chunk",
        "a body without a length",
    )
    with ThreadPoolExecutor(len(names)) as pool:  # at once: each is waited for
        for name, took in zip(names, pool.map(cut_after, names), strict=True):
            assert took < LONGEST_REPLY * 0.2 + 10, name


@pytest.mark.parametrize(
    "body", [b"data: " + b"x" * 500, b"data: x\n" * 60], ids=["a line", "lines without a blank one"]
)
def test_an_event_without_an_end_is_given_up_at_its_bound(body: bytes) -> None:
    """Thirty-two megabytes in small pieces, each of which copies all before it, would be hours."""
    read = 0

    def take() -> None:
        nonlocal read
        with http.stream("POST", f"{server.url}/chat/completions") as reply:
            for part in reply.iter_raw():
                read += len(part)

    with (
        FaultyServer(for_ever(head(), START, again=body, pause=0.0)) as server,
        client(Endpoint("m", server.url)) as http,
        pytest.raises(httpx.ReadTimeout, match="does not end"),
    ):
        take()
    assert LARGEST_EVENT / 2 < read < 2 * LARGEST_EVENT


@pytest.mark.parametrize("blank", [b"\n\n", b"\r\r", b"\r\n\r\n"])
def test_a_long_stream_of_short_events_is_read_however_its_lines_end(blank: bytes) -> None:
    pieces = [b"data: " + b"x" * 9_000 + blank[:1], blank[1:]] * 200  # a blank line may come in two parts
    sizes = b"".join(map(chunked, pieces)) + b"0\r\n\r\n"
    with (
        FaultyServer(lambda: (CHUNKED, sizes)) as server,
        client(Endpoint("m", server.url)) as http,
        http.stream("POST", f"{server.url}/chat/completions") as reply,
    ):
        read = sum(map(len, reply.iter_raw()))
    assert read == sum(map(len, pieces)) > LARGEST_EVENT


def peak_megabytes() -> int:
    """Of this program alone: what `resource` tells begins with what the one that started it had."""
    (line,) = (x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


no_status = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system tells no peak")
FLOODED = """
import sys
from pathlib import Path
from tests.test_endless_replies import *
library = Library(Path(sys.argv[1]), NoEncoder())
library.ingest(papers(6))
for name, flood in FLOODS.items():
    with FaultyServer(for_ever(head(), START, again=flood, pause=0.0)) as server:
        answer = assistant_at(server.url, library).ask("What is AmberNet?")
    grown = peak_megabytes()
    print(name, len(answer.thoughts) <= 20_000, len(answer.notes) < 6, grown < 450, sep=", ")
print(grown, file=sys.stderr)
"""
FLOODS = {
    "thoughts": THOUGHT,
    "large thoughts": event(chunk(reasoning_content="moss " * 50_000)),
    "text": event(chunk(content="Moss " + "moss " * 9_000)),
    "a line": b"x" * 60_000,
    "comments": b": " + b"m" * 9_000 + b"\n\n",
}


@no_status
def test_memory_stays_bounded_while_a_reply_floods(home: Path) -> None:
    """In megabytes of the whole process, libraries among them; one after the other."""
    command = [sys.executable, "-c", FLOODED, str(home)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [f"{name}, True, True, True" for name in FLOODS], ran.stderr


def test_an_answer_is_taken_where_the_thoughts_do_end(shelved: Library) -> None:
    body = START + THOUGHT * 5 + WORDS + STOP + b"data: [DONE]\n\n"
    with FaultyServer(lambda: (CHUNKED, chunked(body), b"0\r\n\r\n")) as server:
        model = open_model(Settings(home=shelved.home, model="m", base_url=server.url), cache=False)
        assert model
        *said, usage = model.stream([Message("user", "What is moss?")])
    assert "".join(map(str, said)) == SAYS
    assert isinstance(usage, Usage)
    assert usage.thoughts == (TOLD * 5).strip()
