"""The services that papers are fetched from, as one server of our own on loopback.

In: papers, faults. Out: replies in each service's shape (docs/fetching.md says where each was seen), and a
record of what was asked. A fault is taken in place of the next reply: a name of FAULTS, or a status.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from rag.model.settings import Settings
from tests.paper_shapes import REPLIES
from tests.paper_values import PORTAL, Reply, Shown

SERVICES = (
    "arxiv",
    "huggingface",
    "crossref",
    "datacite",
    "openalex",
    "semantic_scholar",
    "openreview",
    "acl",
)
FAULTS = ("portal", "away", "cut", "short", "malformed", "empty", "changed", "hang_up", "loop", "busy")
RETRY_AFTER = 20  # seconds that a busy service asks one to wait
Fault = str | int


@dataclass(frozen=True)
class Asked:
    """One request: the service, the path below it, its parameters, its headers in lower case."""

    service: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass
class PaperServices:
    """A running server of all services; `papers` are what each of them knows."""

    papers: list[Shown] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # one for each of the next requests; "" for none
    headers: dict[str, str] = field(default_factory=dict)  # sent with every reply
    fault_of: Callable[[Asked], Fault] = lambda asked: ""
    asked: list[Asked] = field(default_factory=list)
    fewer: bool = False  # whether arXiv lists fewer papers than it is asked for
    tagged: bool = False  # whether replies have an ETag, and are answered with 304 where it is sent back

    def __enter__(self) -> "PaperServices":
        handler = type("Bound", (_Handler,), {"services": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        Thread(target=lambda: self._http.serve_forever(poll_interval=0.02), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def addresses(self) -> dict[str, str]:
        """The settings that lead to this server."""
        return {f"{name}_url": f"{self.url}/{name}" for name in SERVICES}

    def settings(self, **more: Any) -> Settings:
        return Settings(**{**self.addresses, **more})

    @property
    def names(self) -> list[str]:
        """The services that were asked, in order."""
        return [one.service for one in self.asked]


class _Handler(BaseHTTPRequestHandler):
    services: PaperServices
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each reply waits 40 ms for the other side to say that its head came

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer({"ids": ",".join(sent["ids"])})

    def do_GET(self) -> None:
        self._answer({})

    def _answer(self, sent: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        _, service, path = (*parts.path.split("/", 2), "", "")[:3]
        params = {**{name: values[0] for name, values in parse_qs(parts.query).items()}, **sent}
        heads = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(service, unquote(path), params, heads)
        self.services.asked.append(asked)
        fault = self.services.faults.pop(0) if self.services.faults else self.services.fault_of(asked)
        if fault:
            self._fail(fault)
            return
        if self.services.fewer and "max_results" in params:
            params["max_results"] = str(max(1, int(params["max_results"]) * 2 // 3))
        reply = REPLIES[service](self.services.papers, asked.path, params)
        tag = f'"{hash(reply.body):x}"'
        if self.services.tagged and heads.get("if-none-match") == tag:
            self._send(Reply(b"", status=304), {"ETag": tag})
        else:
            self._send(reply, {"ETag": tag} if self.services.tagged else {})

    def _fail(self, fault: Fault) -> None:
        if isinstance(fault, int):
            self._send(Reply(b'{"error": "no"}', status=fault), {})
        elif fault == "busy":
            self._send(Reply(b"Rate exceeded.", "text/plain", 429), {"Retry-After": str(RETRY_AFTER)})
        elif fault == "portal":
            self._send(Reply(PORTAL, "text/html"), {})
        elif fault == "away":
            self._send(Reply(b"", status=302), {"Location": "http://login.portal.example/?from=x"})
        elif fault == "loop":
            self._send(Reply(b"", status=302), {"Location": self.path})
        elif fault == "cut":
            self._send(Reply(b'{"title": "half of i', cut=True), {})
        elif fault == "short":
            self._send(Reply(b'<feed xmlns="x"><entry><title>A net'), {})
        elif fault == "changed":
            self._send(Reply(b'{"version": 9, "result": {"headline_of_work": "x"}}'), {})
        elif fault == "hang_up":
            self.close_connection = True
        else:
            self._send(Reply(b"" if fault == "empty" else b'{"title": "a net",,'), {})

    def _send(self, reply: Reply, more: dict[str, str]) -> None:
        self.send_response(reply.status)
        length = len(reply.body) + (100 if reply.cut else 0)
        for name, value in {"Content-Type": reply.kind, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        for name, value in (*self.services.headers.items(), *more.items()):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        if reply.cut:
            self.close_connection = True
