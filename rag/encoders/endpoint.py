"""The connection to a model server: where it is, what the key is, how failures are handled.

In: settings. Out: an Endpoint, an httpx client that leads to it and nowhere else, and one
line for whatever went wrong. The key is added here, last, and taken out of every error
that comes back: nothing else in this program holds it.
"""

import socket
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from rag.model.errors import ContextTooLongError, ModelError, SettingError

if TYPE_CHECKING:
    from rag.model.settings import Settings

PROVIDERS = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://127.0.0.1:11434/v1",
    "lmstudio": "http://127.0.0.1:1234/v1",
    "vllm": "http://127.0.0.1:8000/v1",
    "llamacpp": "http://127.0.0.1:8080/v1",
}
NO_KEY = "none"  # what the openai client is given; the real key never gets that far
ATTEMPTS = 3
FIRST_WAIT, LONGEST_WAIT = 0.3, 20.0  # seconds between attempts; a longer Retry-After is not waited for
CONNECT_SECONDS = 10.0
SLACK_SECONDS = 1.0  # beyond the time-out, which is of one wait, for the head of a reply as a whole
LONGEST_REPLY = 10  # times the time-out: what one reply may take in all
LARGEST_REPLY = 32_000_000  # bytes
_PASSING = (408, 429, 500, 502, 503, 504, 529)
_TOO_LONG = ("context_length", "context length", "context window", "maximum context", "too many tokens")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks OpenAI's protocol, and the model that is asked for."""

    model: str
    base_url: str
    key: str = field(default="", repr=False)
    timeout_seconds: float = 60.0

    @property
    def host(self) -> str:
        """The server as it may be shown: without a name or password that the address holds."""
        parts = urlsplit(self.base_url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}"

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        name = urlsplit(self.base_url).hostname or ""
        try:
            return name == "localhost" or ip_address(name).is_loopback
        except ValueError:
            return False


def endpoint(spec: str, settings: "Settings") -> Endpoint:
    """What `provider:name` or a plain name means; a base URL that is set beats the provider's."""
    provider, colon, name = spec.partition(":")
    if not colon or provider not in PROVIDERS:  # llama3.1:8b is a name
        provider, name = "openai", spec
    base = settings.base_url or PROVIDERS[provider]
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"base_url must be an address such as {PROVIDERS['ollama']}, not {base!r}")
    if parts.path in ("", "/"):
        base = base.rstrip("/") + "/v1"
    key = settings.api_key if settings.base_url or provider == "openai" else ""
    if not key and base == PROVIDERS["openai"]:
        raise SettingError(
            f"{spec} needs a key: set OPENAI_API_KEY; for a server of your own set ASK_BASE_URL, "
            "or name one as in ASK_MODEL=ollama:llama3.1"
        )
    return Endpoint(name.strip(), base, key, settings.timeout_seconds)


def client(to: Endpoint, *, pause: Callable[[float], None] = time.sleep) -> httpx.Client:
    """An HTTP client for this endpoint only: it follows no redirects, and uses no proxy to reach this
    machine. Safe to use from several threads."""
    return httpx.Client(transport=_Door(to, pause), timeout=to.timeout_seconds, follow_redirects=False)


class _Door(httpx.BaseTransport):
    """Adds the key; tries again what may pass; bounds how long and how large a reply can be."""

    def __init__(self, to: Endpoint, pause: Callable[[float], None]) -> None:
        self._to, self._pause = to, pause
        # a connection for each request: one that is kept would not tell of itself when it is used again
        self._inner = httpx.HTTPTransport(proxy=_proxy(to), limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._to.key:
            request.headers["authorization"] = f"Bearer {self._to.key}"
        else:
            request.headers.pop("authorization", None)
        times = request.extensions.setdefault("timeout", {})
        times["connect"] = min(times.get("connect") or CONNECT_SECONDS, CONNECT_SECONDS)
        response: httpx.Response = self._retrying()(self._answered, request)
        if response.status_code >= 400:
            return self._without_key(response)
        deadline = time.monotonic() + LONGEST_REPLY * self._to.timeout_seconds
        response.stream = _Bounded(response.stream, deadline)
        return response

    def close(self) -> None:
        self._inner.close()

    def _answered(self, request: httpx.Request) -> httpx.Response:
        """The head of an answer; ReadTimeout where it is not there within the time-out, also when something
        of it comes all the time."""
        watch = _Watch()
        request.extensions["trace"] = watch.note
        timer = Timer(self._to.timeout_seconds + SLACK_SECONDS, watch.give_up)
        timer.daemon = True
        timer.start()
        try:
            return self._inner.handle_request(request)
        except httpx.TransportError as error:
            if watch.gave_up:
                raise httpx.ReadTimeout("the head of the reply does not end") from error
            raise
        finally:
            timer.cancel()

    def _retrying(self) -> Any:
        from tenacity import Retrying, retry_if_exception_type, retry_if_result

        lost = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
        return Retrying(
            stop=lambda state: state.attempt_number >= ATTEMPTS or _asks_for_too_long(state),
            wait=lambda state: _wait(state.outcome, state.attempt_number),
            retry=retry_if_exception_type(lost) | retry_if_result(lambda r: r.status_code in _PASSING),
            before_sleep=_hang_up,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
            sleep=self._pause,
        )

    def _without_key(self, response: httpx.Response) -> httpx.Response:
        """The error as it came, but for the key, which some servers repeat in it."""
        try:
            body = b"".join(_Bounded(response.stream, time.monotonic() + self._to.timeout_seconds))
        finally:
            response.close()
        headers = {k: v for k, v in response.headers.items() if k in ("content-type", "retry-after")}
        if self._to.key:
            body = body.replace(self._to.key.encode(), b"[key]")
        return httpx.Response(response.status_code, headers=headers, content=body)


class _Watch:
    """The connection of one request, to be broken off from outside."""

    def __init__(self) -> None:
        self.gave_up = False
        self._stream: Any = None

    def note(self, event: str, about: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = about["return_value"]

    def give_up(self) -> None:
        self.gave_up = True
        found = self._stream and self._stream.get_extra_info("socket")
        if found:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)


class _Bounded(httpx.SyncByteStream):
    """A body that ends in an error when it takes too long or never ends."""

    def __init__(self, inner: Any, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._inner:
            size += len(part)
            if time.monotonic() > self._deadline or size > LARGEST_REPLY:
                raise httpx.ReadTimeout("the reply does not end")
            yield part

    def close(self) -> None:
        self._inner.close()


def failure(error: Exception, to: Endpoint) -> ModelError:
    """One line: what happened and what to do. Of the server's own words nothing is repeated."""
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APIStatusError | httpx.HTTPStatusError):
        return _refused(error, to)
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        advice = "use a smaller model or raise ASK_TIMEOUT_SECONDS"
        return ModelError(f"{to.host} did not answer within {to.timeout_seconds:g} s; {advice}")
    if isinstance(error, openai.APIConnectionError | httpx.ConnectError):
        return ModelError(f"no model server answers at {to.host}; start it, or see: ask doctor")
    if isinstance(error, httpx.TransportError):
        return ModelError(f"{to.host} broke off the connection; ask again")
    if isinstance(error, openai.APIError) and _is_too_long(error):
        return ContextTooLongError(_TOO_LONG_LINE.format(to.model))
    if isinstance(error, openai.APIError):
        return ModelError(f"{to.host} reported an error in the middle of its reply; ask again")
    return ModelError(f"{to.host} sent a reply that cannot be read ({type(error).__name__}); ask again")


_TOO_LONG_LINE = "the question and its sources are too long for {}; set ASK_CONTEXT_TOKENS to what it holds"


def _refused(error: Any, to: Endpoint) -> ModelError:
    status, at = error.response.status_code, to.host
    if status in (400, 413, 422) and _is_too_long(error):
        return ContextTooLongError(_TOO_LONG_LINE.format(to.model))
    if status in (401, 403):
        return ModelError(f"{at} does not accept the key ({status}); set OPENAI_API_KEY or ASK_API_KEY")
    if status == 404:
        return ModelError(f"{at} has no model called {to.model!r} (404); see those it has with: ask doctor")
    if status == 429:
        wait = _retry_after(error.response)
        when = f"in {wait:.0f} s" if wait else "later"
        return ModelError(f"{at} is busy or its quota is used up (429); ask again {when}")
    if status >= 500:
        return ModelError(f"{at} failed ({status}); ask again later, or see: ask doctor")
    return ModelError(f"{at} refused the request ({status}); check ASK_MODEL and ASK_BASE_URL")


def _is_too_long(error: Any) -> bool:
    message = f"{error} {getattr(error, 'code', '')}".lower()
    return any(words in message for words in _TOO_LONG)


def _wait(outcome: Any, attempt: int) -> float:
    """Seconds before the next attempt: what the server asks for, else 0.3, 0.6, ..."""
    asked: float = 0.0 if outcome is None or outcome.failed else _retry_after(outcome.result())
    return max(asked, FIRST_WAIT * 2.0 ** (attempt - 1))


def _asks_for_too_long(state: Any) -> bool:
    return not state.outcome.failed and _retry_after(state.outcome.result()) > LONGEST_WAIT


def _hang_up(state: Any) -> None:
    """A reply that is not read must be closed before the next attempt."""
    if not state.outcome.failed:
        state.outcome.result().close()


def _retry_after(response: httpx.Response) -> float:
    """Seconds; 0 where the header is absent or a date, which servers of models do not send."""
    try:
        seconds = float(response.headers.get("retry-after", "0"))
        return max(0.0, seconds)
    except ValueError:
        return 0.0


def _proxy(to: Endpoint) -> str | None:
    """The proxy of the environment for this address; never one for this machine."""
    parts = urlsplit(to.base_url)
    if to.local or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    found = urllib.request.getproxies()
    return found.get(parts.scheme) or found.get("all")
