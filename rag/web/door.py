"""The page's door: which requests come in.

In: a request, as ASGI gives it. Out: the page's answer to it, or a refusal in one line.

A name that leads here is not one of ours just because it leads here: with a name of their own, others' pages
would reach what listens on this machine ("DNS rebinding"). So only the names that the page was bound to are
answered, and what a browser sends for another page is refused, whatever it asks for. Routes of gradio that
the page does not use are shut.
"""

import ipaddress
import re
import socket
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANY = ("0.0.0.0", "::", "")
FREE_TRIES, LONGEST_WAIT, MOST_CLIENTS = 10, 60.0, 10_000  # wrong passwords; seconds; clients remembered
# What the page uses of gradio's routes; a path that ends in a slash or in "=" stands for all that begin so.
_OF_GRADIO = (
    *("queue/join", "queue/data", "upload", "upload_progress", "cancel", "reset", "reset/", "heartbeat/"),
    *("startup-events", "file=", "info", "info/", "theme.css", "user", "user/", "token", "token/"),
    *("login_check", "login_check/", "app_id", "app_id/", "custom_component/"),
)
OPEN_ROUTES = (
    *("/", "/config", "/config/", "/favicon.ico", "/theme.css", "/robots.txt", "/manifest.json"),
    *("/svelte/", "/static/", "/assets/", "/login", "/login/", "/logout"),
    *(f"/gradio_api/{name}" for name in _OF_GRADIO),
)
_UPLOAD = "/gradio_api/upload"


@dataclass(frozen=True, slots=True)
class Names:
    """The names under which the page may be asked for. `any_address`: it is bound to all of this machine's
    addresses, so that any address, which is no name, is one of ours."""

    names: frozenset[str]
    any_address: bool = False

    @classmethod
    def of(cls, host: str, allowed: Collection[str] = ()) -> "Names":
        """Those of an address that is bound, and what is allowed beside."""
        ours = {host.lower(), *(name.lower() for name in allowed)}
        if host in _ANY or host in LOOPBACK or _address(host, loopback=True):
            ours.update(LOOPBACK)
        if host in _ANY:
            ours.update((socket.gethostname().lower(), socket.getfqdn().lower()))
        return cls(frozenset(ours - set(_ANY)), any_address=host in _ANY)

    def hold(self, host: str) -> bool:
        """Whether a Host header is one of them; its port does not matter."""
        name = _name_in(host)
        return name in self.names or (self.any_address and _address(name))


@dataclass(slots=True)
class Tries:
    """Wrong passwords by client: after ten, each further one makes the client wait twice as long, at most a
    minute."""

    now: Callable[[], float] = time.monotonic
    _wrong: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str) -> float:
        """How many seconds this client has to wait before it may try again."""
        wrong, last = self._wrong.get(client, (0, 0.0))
        if wrong < FREE_TRIES:
            return 0.0
        pause: float = min(LONGEST_WAIT, 2.0 ** min(wrong - FREE_TRIES, 10))
        return max(0.0, last + pause - self.now())

    def note(self, client: str, *, right: bool) -> None:
        wrong, _ = self._wrong.pop(client, (0, 0.0))
        if not right:
            self._wrong[client] = (wrong + 1, self.now())
            while len(self._wrong) > MOST_CLIENTS:
                self._wrong.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered instead of the page."""

    status: int
    why: str
    wait: int = 0

    async def send(self, kind: str, send: Send) -> None:
        if kind == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": self.why[:100]})
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        if self.wait:
            headers.append((b"retry-after", str(self.wait).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": f"{self.why}\n".encode()})


class Door:
    """ASGI middleware before everything of the page. `room`: how many bytes of uploads there is room for now;
    `largest`: of one request's."""

    def __init__(
        self, app: App, names: Names, tries: Tries, room: Callable[[], int], *, largest: int
    ) -> None:
        self.app, self.names, self.tries, self.room, self.largest = app, names, tries, room, largest
        self._came = 0  # bytes of all uploads so far

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await refusal.send(scope["type"], send)
        elif scope["path"].rstrip("/") == "/login":
            await self.app(scope, receive, self._noting(scope, send))
        elif scope["path"] == _UPLOAD:
            await self.app(scope, self._bounded(receive), send)
        else:
            await _ended_in_order(self.app, scope, receive, send)

    def _refusal(self, scope: Message) -> Refusal | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, path = headers.get(b"host", ""), str(scope["path"])
        if not self.names.hold(host):
            return Refusal(421, "this page is not served under that name; see: ask ui --allow-host")
        if not (is_own(headers, host, self.names) or opens_page(headers, scope)):
            return Refusal(403, "another page may not ask for this")
        if not is_open(path):
            return Refusal(404, "not found")
        if path == _UPLOAD and length_in(headers.get(b"content-length", "")) > self._most():
            return Refusal(413, "larger than there is room for; add it with: ask ingest")
        wait = self.tries.wait(client_of(scope)) if path.rstrip("/") == "/login" else 0.0
        if wait > 0:
            return Refusal(429, f"too many wrong passwords; try again in {wait:.0f} s", wait=int(wait) + 1)
        return None

    def _most(self) -> int:
        """How many bytes one request may bring."""
        return min(self.largest, self.room())

    def _bounded(self, receive: Receive) -> Receive:
        """A body that ends, as if the client had gone, where it is larger than it may be, or there is no
        room for it beside those that others send meanwhile."""
        own, room = 0, self._came + self.room()

        async def received() -> Message:
            nonlocal own
            message = await receive()
            own += (size := len(message.get("body", b"")))
            self._came += size
            fits = own <= self.largest and self._came <= room
            return message if fits else {"type": "http.disconnect"}

        return received

    def _noting(self, scope: Message, send: Send) -> Send:
        """Look at the answer to a password."""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] == "POST":
                self.tries.note(client_of(scope), right=message["status"] < 400)
            await send(message)

        return noted


async def _ended_in_order(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """A stream that gradio breaks off by refusing it, as for a session that it does not know, ends: it has
    begun by then, and each would be a traceback in the log."""
    try:
        await app(scope, receive, send)
    except RuntimeError as error:
        if not hasattr(error.__cause__, "status_code"):
            raise
        await send({"type": "http.response.body", "body": b""})


def is_open(path: str) -> bool:
    """Whether the page uses this path."""
    return any(
        path == one or (one != "/" and one[-1] in "/=" and path.startswith(one)) for one in OPEN_ROUTES
    )


def is_own(headers: MutableMapping[bytes, str], host: str, names: Names) -> bool:
    """Whether the page itself, or nobody's page, asks: a browser says for whom it does."""
    if origin := headers.get(b"origin"):
        try:
            parts = urlsplit(origin)
        except ValueError:  # no address at all, such as "http://["
            return False
        return parts.netloc.lower() == host.lower() or (
            parts.scheme == "https" and names.hold(parts.netloc) and _name_in(parts.netloc) == _name_in(host)
        )
    return headers.get(b"sec-fetch-site", "none") in ("none", "same-origin")


def opens_page(headers: MutableMapping[bytes, str], scope: Message) -> bool:
    """Whether a reader came by a link on another page."""
    by_link = headers.get(b"sec-fetch-mode") == "navigate" and headers.get(b"sec-fetch-dest") == "document"
    return by_link and b"origin" not in headers and scope.get("method") == "GET" and scope["path"] == "/"


def _name_in(host: str) -> str:
    """The name in a Host header, without its port."""
    return re.sub(r":\d*$", "", host.strip().lower()).strip("[]").rstrip(".")


def _address(name: str, *, loopback: bool = False) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback or not loopback
    except ValueError:
        return False


def length_in(text: str) -> int:
    """A length in a header; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def client_of(scope: Message) -> str:
    """The address that a request comes from."""
    return str((scope.get("client") or ("unknown",))[0])
