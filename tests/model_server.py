"""A model server of our own on loopback that speaks OpenAI's wire format.

In: HTTP requests. Out: replies as real servers send them, good and bad, and a record of
all that was sent. `mode` says how it behaves; MODES lists them. By hand:

    python -m tests.model_server --port 8099 --mode well
    ASK_BASE_URL=http://127.0.0.1:8099/v1 ASK_MODEL=fake ask "..."
"""

import argparse
import json
import re
import selectors
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import MSG_PEEK
from threading import Event, Thread
from typing import Any

from rag.generation.tokens import count_tokens
from tests.model_refusals import REFUSALS, refusal
from tests.model_replies import SAYS, Sent, embedded, well
from tests.model_shapes import ENDINGS, SHAPES, deltas

FAILS = (
    "unauthorised no_model busy busy_long failing failing_once slow cut cut_early empty empty_once malformed"
    " html endless whitespace too_long too_long_once error_event no_finish redirect tool_call echo_key"
    " hang_up"
).split()
MODES = (*SAYS, *FAILS, *REFUSALS, *SHAPES, *ENDINGS, "unstreamed", "too_many_texts")
MOST_TEXTS = 16  # texts that one request may hold, in the mode of that name


@dataclass
class ModelServer:
    """A running server; `sent` grows with every request, `first_token` is when one last went out, `left`
    when a reader was last seen to have hung up, at the gate or before it."""

    mode: str = "well"
    port: int = 0
    models: tuple[str, ...] = ("fake", "other")
    pause: float = 0.0  # seconds before each piece
    text: str = ""  # said instead of what the mode would say
    piece: int = 0  # characters of each piece; 0: a word
    gate: Event | None = None  # waited for before the last piece
    tells_usage: bool = True
    counted: int = 0  # tokens of the prompt that it says it read
    sent: list[Sent] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)  # what the list says of each model
    beside: dict[str, Any] = field(default_factory=dict)  # other paths, and what is there
    first_token: float = 0.0
    left: float = 0.0

    def __enter__(self) -> "ModelServer":
        handler = type("Bound", (_Handler,), {"server_of": self, "disable_nagle_algorithm": True})
        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        Thread(target=lambda: self._http.serve_forever(poll_interval=0.02), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def chats(self) -> list[Sent]:
        return [s for s in self.sent if s.path.endswith("/chat/completions")]

    def pieces(self, sent: Sent) -> Iterator[str]:
        text = self.text or SAYS.get(self.mode, well)(sent)
        if self.piece:
            yield from (text[i : i + self.piece] for i in range(0, len(text), self.piece))
        else:
            yield from re.findall(r"\S+\s*|\s+", text)


class _Handler(BaseHTTPRequestHandler):
    server_of: ModelServer
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with suppress(ConnectionError):  # the reader has hung up
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""

    def do_GET(self) -> None:
        self.server_of.sent.append(Sent(self.path, self._heads(), {}))
        if self._refused():
            return
        if self.path in self.server_of.beside:
            self._json(200, self.server_of.beside[self.path])
            return
        if not self.path.split("?")[0].endswith("/models"):
            self._error(404, "File Not Found")
            return
        rows = [{"id": name, "object": "model", **self.server_of.about} for name in self.server_of.models]
        self._json(200, {"object": "list", "data": rows})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        sent = Sent(self.path, self._heads(), body)
        self.server_of.sent.append(sent)
        if self._refused():
            return
        if self.path.split("?")[0].endswith("/embeddings"):
            self._embeddings(body["input"])
        elif not body.get("stream") or self.server_of.mode == "unstreamed":
            message = {"role": "assistant", "content": "".join(self.server_of.pieces(sent))}
            self._json(200, {"object": "chat.completion", "choices": [{"index": 0, "message": message}]})
        else:
            self._stream(sent)

    def _heads(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _refused(self) -> bool:
        """Errors that come instead of a reply."""
        mode, first = self.server_of.mode, sum(bool(s.body) for s in self.server_of.sent) == 1
        asked = self.server_of.sent[-1]
        if asked.body.get("messages") and (answer := refusal(mode, asked, len(self.server_of.chats) - 1)):
            self._json(*answer)
            return True
        key = self.headers.get("Authorization", "")
        errors: dict[str, tuple[int, str, dict[str, str]]] = {
            "unauthorised": (401, f"Incorrect API key provided: {key}", {}),
            "echo_key": (400, f"bad header {key}", {}),
            "no_model": (404, "model not found", {}),
            "busy": (429, "slow down", {"Retry-After": "1"}),
            "busy_long": (429, "slow down", {"Retry-After": "90"}),
            "failing": (500, "boom", {}),
            "redirect": (307, "", {"Location": "http://192.0.2.1/v1/chat/completions"}),
        }
        if mode == "failing_once" and first:
            mode = "failing"
        if mode == "too_long" or (mode == "too_long_once" and first):
            self._error(
                400, "This model's maximum context length is 2048 tokens", code="context_length_exceeded"
            )
        elif mode == "slow":
            time.sleep(3)
            self.close_connection = True
        elif mode == "hang_up":
            self.close_connection = True
        elif mode in errors:
            status, message, headers = errors[mode]
            self._error(status, message, headers)
        else:
            return False
        return True

    def _error(
        self, status: int, message: str, headers: Mapping[str, str] | None = None, code: str = ""
    ) -> None:
        error = {"message": message, "type": "invalid_request_error", "code": code}
        self._json(status, {"error": error}, headers or {})

    def _json(self, status: int, content: object, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        fixed = {"Content-Type": "application/json", "Content-Length": str(len(data))}
        for name, value in {**fixed, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _embeddings(self, texts: str | list[str]) -> None:
        many = [texts] if isinstance(texts, str) else texts
        if self.server_of.mode == "too_many_texts" and len(many) > MOST_TEXTS:
            self._error(422, f"batch size {len(many)} > maximum allowed batch size {MOST_TEXTS}")
            return
        rows = [{"object": "embedding", "index": i, "embedding": embedded(t)} for i, t in enumerate(many)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        self._json(200, {"object": "list", "data": rows, "model": "fake", "usage": usage})

    def _stream(self, sent: Sent) -> None:
        self.send_response(200)
        html = self.server_of.mode == "html"
        self.send_header("Content-Type", "text/html" if html else "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for data in _events(self.server_of, sent):
                if not data and not self._waits():
                    return
                self._chunk(data) if data else None
            if self.server_of.mode not in ("cut", "cut_early"):
                self.wfile.write(b"0\r\n\r\n")
        except OSError:  # the reader has had enough
            self.server_of.left = time.perf_counter()
        self.close_connection = self.close_connection or self.server_of.mode in ("cut", "cut_early")

    def _waits(self) -> bool:
        """Hold the reply back at the gate; whether its reader is still there after that."""
        server = self.server_of
        while server.gate and not server.gate.wait(0.01):
            if self._has_come() and self._has_left():
                server.left = time.perf_counter()
                return False
        return True

    def _has_left(self) -> bool:
        """Whether the reader hung up; one who left pieces unread resets the connection instead."""
        try:
            return not self.connection.recv(1, MSG_PEEK)
        except ConnectionResetError:
            return True

    def _has_come(self) -> bool:
        """Whether something of the reader can be read, its end included, whatever number its socket has."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.connection, selectors.EVENT_READ)
            return bool(waiting.select(0))

    def _chunk(self, data: str) -> None:
        raw = data.encode()
        self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self.wfile.flush()


def _event(delta: Mapping[str, Any], *, finish: str | None = None, **more: object) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": [choice]}
    return f"data: {json.dumps({**chunk, **more})}\n\n"


def _events(server: ModelServer, sent: Sent) -> Iterator[str]:
    """The stream of one reply, as text."""
    mode, again = server.mode, len(server.chats) > 1
    if mode == "html":
        yield "<html><body>Sign in to the proxy</body></html>"
    elif mode == "malformed":
        yield 'data: {"choices": [{"delta": {"content": "Hel\n\n'
    elif mode in ("endless", "whitespace"):
        while True:
            yield _event({"content": "and so on " if mode == "endless" else " \n"})
    elif mode == "tool_call":
        call = {"index": 0, "id": "t", "type": "function", "function": {"name": "shell", "arguments": "{}"}}
        yield _event({"tool_calls": [call]}, finish="tool_calls")
    elif mode not in ("empty", "cut_early") and not (mode == "empty_once" and not again):
        yield from _speech(server, sent)
    if mode in ("cut", "cut_early"):
        return
    if mode == "error_event":
        yield 'data: {"error": {"message": "the GPU fell over"}}\n\n'
    yield "data: [DONE]\n\n"


def _speech(server: ModelServer, sent: Sent) -> Iterator[str]:
    """The events of a reply that says something; an empty one is where the gate is."""
    yield _event({"role": "assistant", "content": ""})
    pieces = list(server.pieces(sent))
    if server.mode in ("cut", "error_event"):
        pieces = pieces[: max(1, 2 * len(pieces) // 3)]
    parts, finish = deltas(server.mode, sent, pieces)
    for number, part in enumerate(parts):
        time.sleep(server.pause)
        if server.gate and number == len(pieces) - 1:
            yield ""
        if number == 0:
            server.first_token = time.perf_counter()
        yield _event(part)
    if server.mode in ("cut", "error_event", "no_finish"):
        return
    yield _event({}, finish=finish)
    if server.tells_usage:
        told = server.counted or max(101, count_tokens(sent.prompt))
        count = {"prompt_tokens": told, "completion_tokens": 42, "total_tokens": told + 42}
        head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
        yield f"data: {json.dumps({**head, 'choices': [], 'usage': count})}\n\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake model server on loopback.")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--mode", choices=MODES, default="well")
    parser.add_argument("--pause", type=float, default=0.03, help="seconds between two words")
    chosen = parser.parse_args()
    with ModelServer(mode=chosen.mode, port=chosen.port, pause=chosen.pause) as server:
        print(
            f"ASK_BASE_URL={server.url} ASK_MODEL=fake   (mode {server.mode}; stop with Ctrl-C)", flush=True
        )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print(f"{len(server.sent)} requests")


if __name__ == "__main__":
    main()
