"""The way to a model's server: an HTTP client that leads there and nowhere else.

In: an Endpoint, and who listens. Out: an httpx client, which tries again what may pass, waits while a
model is loaded, bounds every reply, and is cut off at once when nobody listens any more. The key is
added here, last, and taken out of every error that comes back: nothing else in this program holds it.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Timer
from typing import Any

import httpx

from rag.encoders.endpoint import CONNECT_SECONDS, Endpoint
from rag.encoders.failures import is_loading, retry_after
from rag.encoders.network import proxy_for, trusted
from rag.encoders.too_long import too_long
from rag.model.listener import Listener

NO_KEY = "none"  # what the openai client is given; the real key never gets that far
ATTEMPTS = 3
FIRST_WAIT, LONGEST_WAIT = 0.3, 20.0  # seconds between attempts; a longer Retry-After is not waited for
LOADING_SECONDS = 120  # how long a model may take to be loaded
SLACK_SECONDS = 1.0  # beyond the time-out, which is of one wait, for the head of a reply as a whole
LONGEST_REPLY = 10  # times the time-out: what one reply may take in all
LARGEST_REPLY = 32_000_000  # bytes
LARGEST_EVENT = (
    1_000_000  # bytes of one event of a stream: whoever reads it copies it with each piece that comes
)
BLANK_LINES = (b"\n\n", b"\r\r", b"\r\n\r\n")  # what ends an event
ENDLESS = "the reply does not end"
LARGEST_ERROR = 64_000  # bytes of an error that are read: what it is about stands at its beginning
_PASSING = (408, 429, 500, 502, 503, 504, 529)
Pause = Callable[[float], None]


def client(
    to: Endpoint, listener: Listener | None = None, *, pause: Pause | None = None, read_seconds: float = 0.0
) -> httpx.Client:
    """An HTTP client for this endpoint only: it follows no redirects, and uses no proxy to reach this
    machine. With a `listener` each request has a connection of its own, which is cut when they stop;
    `read_seconds`: how long nothing may come, the time-out where it is 0. Safe to use from several
    threads. SettingError where a proxy or certificates are named that cannot be used."""
    timeout = httpx.Timeout(to.timeout_seconds, read=read_seconds or to.timeout_seconds)
    return httpx.Client(transport=_Door(to, listener, pause), timeout=timeout, follow_redirects=False)


class _Door(httpx.BaseTransport):
    """Adds the key; tries again what may pass; bounds how long and how large a reply can be."""

    def __init__(self, to: Endpoint, listener: Listener | None, pause: Pause | None) -> None:
        self._to, self._listener = to, listener or Listener()
        self._pause, self._line = pause or self._listener.wait, _Line()
        kept = 0 if listener else None
        self._inner = httpx.HTTPTransport(
            verify=trusted(to), proxy=proxy_for(to), limits=httpx.Limits(max_keepalive_connections=kept)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._prepare(request)
        with self._listener.closing(self._line.cut):
            response = self._when_loaded(request)
        if response.status_code >= 400:
            return response
        deadline = time.monotonic() + LONGEST_REPLY * max(self._to.timeout_seconds, self._to.patience)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            response.close()  # not asked for: packed, a few bytes hold more than there is memory for
            raise httpx.DecodingError("the reply is packed", request=request)
        response.stream = _Bounded(response, deadline, self._listener)
        return response

    def close(self) -> None:
        self._inner.close()

    def _prepare(self, request: httpx.Request) -> None:
        request.headers["accept-encoding"] = "identity"
        named = "authorization" in request.headers and "@" in str(self._to.base_url)
        if not named:
            request.headers.pop("authorization", None)
        if self._to.key:
            bearer = "Bearer " if self._to.key_header == "authorization" else ""
            request.headers[self._to.key_header] = f"{bearer}{self._to.key}"
        if self._to.query:
            added = dict(httpx.QueryParams(self._to.query))
            request.url = request.url.copy_merge_params(added)
        times = request.extensions.setdefault("timeout", {})
        times["connect"] = min(times.get("connect") or CONNECT_SECONDS, CONNECT_SECONDS)

    def _when_loaded(self, request: httpx.Request) -> httpx.Response:
        """The reply, once the model is loaded; the listener sees the time run down."""
        for left in range(LOADING_SECONDS, -1, -1):
            response: httpx.Response = self._retrying()(self._attempt, request)
            if (
                not left
                or self._listener.stopped
                or not is_loading(response.status_code, response_text(response))
            ):
                break
            self._listener.tell(f"{self._to.host} is loading its model; waiting up to {left} s more")
            self._pause(1.0)
        self._listener.tell("")
        return response

    def _attempt(self, request: httpx.Request) -> httpx.Response:
        if self._listener.stopped:
            raise httpx.RequestError("nobody listens any more")
        response = self._head_in_time(request)
        return response if response.status_code < 400 else self._without_key(response)

    def _head_in_time(self, request: httpx.Request) -> httpx.Response:
        """The head of a reply; ReadTimeout where it is not whole in time, also when something of it comes
        all the while. A connection that was kept is not told of, and not watched."""
        line, late = _Line(), Event()

        def note(event: str, info: Any) -> None:
            self._line.note(event, info)
            line.note(event, info)

        def give_up() -> None:
            late.set()
            line.cut()

        request.extensions["trace"] = note
        wait = request.extensions["timeout"].get("read") or self._to.timeout_seconds
        timer = Timer(wait + SLACK_SECONDS, give_up)
        timer.daemon = True
        timer.start()
        try:
            return self._inner.handle_request(request)
        except httpx.TransportError as error:
            if late.is_set():
                raise httpx.ReadTimeout("the head of the reply does not end") from error
            raise
        finally:
            timer.cancel()

    def _retrying(self) -> Any:
        from tenacity import Retrying, retry_if_exception_type, retry_if_result

        lost = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
        return Retrying(
            stop=lambda state: (
                state.attempt_number >= ATTEMPTS or self._listener.stopped or _asks_for_too_long(state)
            ),
            wait=lambda state: _wait(state.outcome, state.attempt_number),
            retry=retry_if_exception_type(lost) | retry_if_result(_may_pass),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
            before_sleep=self._tell_wait,
            sleep=self._pause,
        )

    def _tell_wait(self, state: Any) -> None:
        if state.next_action and state.next_action.sleep >= 1:
            self._listener.tell(f"{self._to.host} is busy; asking again in {state.next_action.sleep:.0f} s")

    def _without_key(self, response: httpx.Response) -> httpx.Response:
        """The error as it came, but for the key, which some servers repeat in it."""
        deadline = time.monotonic() + self._to.timeout_seconds
        body = b""
        try:
            for part in _Bounded(response, deadline, self._listener):
                body += part
                if len(body) > LARGEST_ERROR:
                    break
        finally:
            response.close()
        headers = {k: v for k, v in response.headers.items() if k in ("content-type", "retry-after")}
        if self._to.key:
            body = body.replace(self._to.key.encode(), b"[key]")
        return httpx.Response(response.status_code, headers=headers, content=body[:LARGEST_ERROR])


class _Line:
    """The connection of the request that is under way. Cutting it wakes whoever waits for it."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def note(self, event: str, info: Any) -> None:
        """Told by httpcore of what it does; keeps the latest connection, plain or encrypted."""
        found = getattr(info.get("return_value"), "get_extra_info", None)
        if event.endswith(".complete") and found:
            self._socket = found("socket")

    def of(self, response: httpx.Response) -> "_Line":
        """The same, of the connection that a reply comes by."""
        self._socket = response.extensions["network_stream"].get_extra_info("socket")
        return self

    def cut(self) -> None:
        """End it now, from any thread; closing the file alone would leave a reader waiting."""
        if self._socket is not None:
            with suppress(OSError, ValueError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Bounded(httpx.SyncByteStream):
    """A body that ends in an error when it takes too long, never ends, or nobody listens any more. At the
    deadline its connection is cut: what frames a body may drip for ever without a byte of the body."""

    def __init__(self, response: httpx.Response, deadline: float, listener: Listener) -> None:
        self._inner: Any = response.stream
        self._line, self._deadline, self._listener = _Line().of(response), deadline, listener
        is_stream = "event-stream" in response.headers.get("content-type", "")
        self._largest_event = LARGEST_EVENT if is_stream else LARGEST_REPLY

    def __iter__(self) -> Iterator[bytes]:
        late = Event()

        def give_up() -> None:
            late.set()
            self._line.cut()

        timer = Timer(max(0.0, self._deadline - time.monotonic()), give_up)
        timer.daemon = True
        timer.start()
        try:
            with self._listener.closing(self._line.cut):
                yield from self._parts()
        except httpx.TransportError as error:
            if late.is_set():
                raise httpx.ReadTimeout(ENDLESS) from error
            raise
        finally:
            timer.cancel()
        if late.is_set():  # cut off, which is how some bodies end
            raise httpx.ReadTimeout(ENDLESS)

    def _parts(self) -> Iterator[bytes]:
        size = event = 0
        tail = b""
        for part in self._inner:
            size += len(part)
            read = tail + part
            ends = max(read.rfind(blank) for blank in BLANK_LINES)
            event = len(read) - ends if ends >= 0 else event + len(part)
            tail = read[-3:]
            if time.monotonic() > self._deadline or size > LARGEST_REPLY or event > self._largest_event:
                raise httpx.ReadTimeout(ENDLESS)
            yield part

    def close(self) -> None:
        self._inner.close()


def response_text(response: httpx.Response) -> str:
    """The text of an error; "" of a reply, which is read as it streams."""
    return response.text if response.status_code >= 400 else ""


def _may_pass(response: httpx.Response) -> bool:
    """Whether the same request may be answered a moment later."""
    status, text = response.status_code, response_text(response)
    told = too_long(status, text) is not None or is_loading(status, text) or "role" in text.lower()
    return status in _PASSING and not told


def _wait(outcome: Any, attempt: int) -> float:
    """Seconds before the next attempt: what the server asks for, else 0.3, 0.6, ..."""
    asked: float = 0.0 if outcome is None or outcome.failed else retry_after(outcome.result())
    return max(asked, FIRST_WAIT * 2.0 ** (attempt - 1))


def _asks_for_too_long(state: Any) -> bool:
    return not state.outcome.failed and retry_after(state.outcome.result()) > LONGEST_WAIT
