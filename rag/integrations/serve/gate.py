"""The gate of the service: which requests come in.

In: a request, as ASGI gives it. Out: the service's answer, or a refusal in the shape of OpenAI's errors. The
page's rules for names and for other pages hold here too (rag/web/door.py); beyond them a token, a number of
requests in a minute, and a size. Pages of other origins may ask only where that is allowed.
"""

import hmac
import json
import secrets
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rag.integrations.serve.problems import RequestError
from rag.integrations.serve.rates import Rate
from rag.web.door import App, Message, Names, Receive, Send, Tries, client_of, is_own, length_in

LARGEST = 2_000_000  # bytes of a request's body
OPEN = ("/", "/health", "/openapi.json")  # say nothing of the papers: answered without a token
ANY = "*"

Headers = MutableMapping[bytes, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may ask, and how much. Without `tokens` anybody may; `origins` are those of pages that may ask
    beside none, or "*"; `per_minute` requests of each token, or of each address where there are none."""

    names: Names
    tokens: tuple[str, ...] = ()
    origins: frozenset[str] = frozenset()
    per_minute: int = 0
    largest: int = LARGEST


class Gate:
    """ASGI middleware before everything of the service."""

    def __init__(self, app: App, rules: Rules, *, tries: Tries | None = None) -> None:
        self.app, self.rules = app, rules
        self._tries, self._rate = tries or Tries(), Rate(rules.per_minute)
        self._tokens = [_digest(token) for token in rules.tokens]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        send = _with_headers(send, self._own_headers(headers))
        try:
            if self._let_in(scope, headers):
                receive = await _whole_body(receive, self.rules.largest)
                await self.app(scope, receive, send)
            else:
                await _send(send, 204, _preflight(headers), b"")
        except RequestError as refusal:
            body = json.dumps(refusal.to_json()).encode()
            more = {"Content-Type": "application/json", "Connection": "close", **refusal.headers}
            if refusal.status == 401:
                more["WWW-Authenticate"] = "Bearer"
            await _send(send, refusal.status, more, body)

    def _let_in(self, scope: Message, headers: Headers) -> bool:
        """Whether it goes on to the service; a question of a browser beforehand does not. RequestError where
        it is refused."""
        host = headers.get(b"host", "")
        if not self.rules.names.hold(host):
            raise RequestError(421, "not served under that name; see: ask serve --allow-host")
        allowed = self._allows(headers.get(b"origin", ""))
        if not (allowed or is_own(headers, host, self.rules.names) or _follows_link(scope, headers)):
            raise RequestError(403, "a page of another origin may not ask; see: ask serve --allow-origin")
        if scope["method"] == "OPTIONS" and allowed and b"access-control-request-method" in headers:
            return False
        client = client_of(scope) if scope["path"] in OPEN else self._known(scope, headers)
        if (wait := self._rate.wait(client)) > 0:
            line = f"more than {self.rules.per_minute} requests in a minute; try again in {wait:.0f} s"
            raise RequestError(429, line, "requests", "rate_limit_exceeded", wait=int(wait) + 1)
        if length_in(headers.get(b"content-length", "")) > self.rules.largest:
            raise _too_large(self.rules.largest)
        return True

    def _known(self, scope: Message, headers: Headers) -> str:
        """Who asks: a token, or an address where no tokens are asked for. RequestError where the token is
        not one of ours."""
        client = client_of(scope)
        if not self._tokens:
            return client
        if (wait := self._tries.wait(client)) > 0:
            line = f"too many wrong tokens; try again in {wait:.0f} s"
            raise RequestError(429, line, code="rate_limit_exceeded", wait=int(wait) + 1)
        scheme, _, given = headers.get(b"authorization", "").partition(" ")
        token = _digest(given.strip())
        known = [hmac.compare_digest(token, ours) for ours in self._tokens]  # all of them: no hint which
        if scheme.lower() != "bearer" or not any(known):
            self._tries.note(client, right=not given)
            line = "wrong token" if given else "a token is needed: Authorization: Bearer TOKEN"
            raise RequestError(401, line, code="invalid_api_key")
        self._tries.note(client, right=True)
        return token.hex()

    def _allows(self, origin: str) -> bool:
        return bool(origin) and not self.rules.origins.isdisjoint((origin, ANY))

    def _own_headers(self, headers: Headers) -> dict[str, str]:
        """What every answer has."""
        ours = {
            "X-Request-Id": f"req_{secrets.token_hex(8)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
        origin = headers.get(b"origin", "")
        if self.rules.origins:
            ours["Vary"] = "Origin"
        if self._allows(origin):
            ours["Access-Control-Allow-Origin"] = origin
            ours["Access-Control-Expose-Headers"] = "X-Request-Id, Retry-After"
        return ours


def _follows_link(scope: Message, headers: Headers) -> bool:
    """Whether a reader came by a link on another page to the page that says what there is."""
    return scope["path"] == "/" and scope["method"] == "GET" and headers.get(b"sec-fetch-mode") == "navigate"


def _preflight(headers: Headers) -> dict[str, str]:
    """What an allowed page's browser asks before it sends what the page asks."""
    wanted = headers.get(b"access-control-request-headers", "")
    return {
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": wanted or "authorization, content-type",
        "Access-Control-Max-Age": "600",
    }


async def _whole_body(receive: Receive, largest: int) -> Receive:
    """The same, the body read beforehand; RequestError where it is larger than it may be."""
    read: list[Message] = []
    size, more = 0, True
    while more:
        message = await receive()
        read.append(message)
        size += len(message.get("body", b""))
        if size > largest:
            raise _too_large(largest)
        more = message["type"] == "http.request" and bool(message.get("more_body"))

    async def again() -> Message:
        return read.pop(0) if read else await receive()

    return again


def _too_large(largest: int) -> RequestError:
    return RequestError(413, f"larger than {largest:,} bytes", code="request_too_large")


def _with_headers(send: Send, ours: dict[str, str]) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_encoded(ours)]
        await send(message)

    return sent


async def _send(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _encoded(headers)})
    await send({"type": "http.response.body", "body": body})


def _encoded(headers: dict[str, str]) -> Sequence[Any]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _digest(token: str) -> bytes:
    """Tokens are compared by digests of one length, in a time that says nothing of them."""
    return sha256(token.encode("utf-8", "replace")).digest()
