"""Time and memory have bounds: long questions, deep pages, heads that drip, pipes."""

import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import numpy as np
import pytest

from eval.torture.faulty_server import FaultyServer
from eval.torture.server_faults import FAULTS
from rag.answering.assistant import CUT, Assistant
from rag.encoders.endpoint import Endpoint
from rag.encoders.no_encoder import NoEncoder
from rag.encoders.transport import LARGEST_ERROR, client
from rag.ingest.library import Library
from rag.ingest.pages import read_text
from rag.model.conversation import MESSAGE_CHARACTERS
from rag.model.errors import PageError
from store.derived import Derived
from store.snapshot import ROWS_AT_ONCE
from tests.conftest import Ask
from tests.fakes import P, items, snapshot
from tests.test_cli import finished, started

LONG = "What is AmberNet? " + "And what about the tides by night? " * 4000


def test_a_long_question_is_read_to_its_bound_and_says_so(ask: Ask, shelf: Path) -> None:
    assistant = Assistant(Library(shelf, NoEncoder()).reader, NoEncoder())
    for found in (assistant.ask(LONG), assistant.search(LONG, 3)):
        assert len(found.question) == MESSAGE_CHARACTERS
        assert CUT in found.notes
    assert CUT not in assistant.ask(LONG[:MESSAGE_CHARACTERS]).notes
    batch = ask("batch", "-", home=shelf, typed=f'{{"id": 1, "question": "{LONG}"}}\n').json
    assert (batch["notes"], len(batch["question"])) == ([CUT, *batch["notes"][1:]], MESSAGE_CHARACTERS)
    assert CUT in ask("search", LONG, "--json", home=shelf).json["notes"]


def test_tokens_compared_in_blocks_are_as_if_compared_at_once(derived: Derived) -> None:
    derived.add(items(*range(2 * ROWS_AT_ONCE + 5)), built_with="hash")
    found = snapshot(derived)
    query = np.random.default_rng(7).standard_normal((6, P)).astype(np.float32)
    at_once = found.nearest_tokens(found.rows, query)
    one_by_one = np.concatenate(
        [found.nearest_tokens(found.rows[n : n + 1], query) for n in range(len(found))]
    )
    np.testing.assert_allclose(at_once, one_by_one, atol=1e-5)
    assert at_once.shape == (len(found), 6)


@pytest.mark.parametrize(
    "inner", ["<div>", "<article><h3><a>t</a></h3><p>x", "<dl><dt>a<dd>", "<b>", "<ul><li>"]
)
def test_nested_pages_cost_no_more_than_long_ones(inner: str) -> None:
    """Four hundred kilobytes took minutes when each element was looked at from each around it."""
    deep = "<html><body>" + (inner * 250 + "</div></article></dl></b></ul>" * 250) * 20
    began = time.process_time()
    with suppress(PageError):  # whether there is a paper in it does not matter here
        read_text("deep.html", deep.encode())
    assert time.process_time() - began < 5


def test_a_page_that_is_too_deep_is_told(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="nested too deeply"):
        read_text("deep.html", ("<html><body>" + "<div>" * 90_000).encode())


class Dripping:
    """A server that sends a header every few milliseconds and never the last."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/v1"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._server.accept()
            threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    @staticmethod
    def _drip(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for number in range(100_000):
                connection.sendall(f"X-{number % 50}: moss\r\n".encode()[:8])
                time.sleep(0.02)
        except OSError:
            return


def test_a_head_that_drips_is_given_up_at_the_time_out() -> None:
    """It would drip for half an hour."""
    dripping = Dripping()
    began = time.monotonic()
    with (
        client(Endpoint("fake", dripping.url, timeout_seconds=0.3)) as http,
        pytest.raises(httpx.ReadTimeout),
    ):
        http.get(f"{dripping.url}/models")
    assert time.monotonic() - began < 60


def test_of_a_servers_error_the_beginning_is_read() -> None:
    with FaultyServer(FAULTS["400, very much"]) as server, client(Endpoint("m", server.url)) as http:
        assert len(http.post(f"{server.url}/chat/completions").content) <= LARGEST_ERROR


def test_a_reply_that_was_packed_unasked_is_not_unpacked() -> None:
    with (
        FaultyServer(FAULTS["a bomb of gzip"]) as server,
        client(Endpoint("m", server.url)) as http,
        pytest.raises(httpx.DecodingError, match="packed"),
    ):
        http.post(f"{server.url}/chat/completions")


def test_a_pipe_that_nobody_writes_into_yet_is_waited_for_with_a_word(tmp_path: Path) -> None:
    pipe, home = tmp_path / "pipe", tmp_path / "home"
    os.mkfifo(pipe)
    running = started("ingest", str(pipe), home=home)
    assert running.stderr is not None
    assert running.stderr.readline() == f"waiting for what is written into {pipe}\n".encode()
    pipe.write_text(
        '{"title": "Zed counts moss by night", "abstract": "Zed counts moss by night and by day."}\n'
    )
    ran = finished(running)
    assert (ran.code, ran.out.startswith("1 entry in 1 file: 1 added, 0 updated")) == (0, True)
