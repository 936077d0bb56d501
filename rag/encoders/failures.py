"""One line for whatever goes wrong with a model's server: what happened and what to do.

In: an exception of httpx or openai, the endpoint. Out: a ModelError. Of the server's own words
nothing is repeated: they are only looked at, by the tables below.
"""

import re
from typing import Any

import httpx

from rag.encoders.endpoint import CONNECT_SECONDS, Endpoint
from rag.encoders.too_long import too_long
from rag.model.errors import AskError, ContextTooLongError, ModelError

# What an error of the connection holds, and the line for it; {at} is the server.
_CONNECTION = tuple(
    (re.compile(pattern, re.I), line)
    for pattern, line in (
        (
            r"hostname mismatch|doesn't match|not valid for",
            "the certificate of {at} is for another name; set ASK_BASE_URL to that name",
        ),
        (
            r"certificate has expired|not yet valid",
            "the certificate of {at} is out of date, by this computer's clock; set the clock, or renew "
            "the certificate there",
        ),
        (
            r"certificate[ _]verify[ _]failed|self.signed",
            "{at} shows a certificate that nobody here vouches for; set SSL_CERT_FILE to a .pem file that "
            "holds it",
        ),
        (
            r"wrong version number|record layer|http request|packet length too long|unexpected_eof"
            r"|unknown protocol",
            "{at} does not speak https; write http:// in its address",
        ),
        (
            r"name or service not known|nodename nor servname|name resolution|getaddrinfo"
            r"|no address associated|name has no usable address",
            "no server is called {at}; check the address that is set, and the network",
        ),
        (r"network is unreachable|no route to host", "there is no way to {at} from here; check the network"),
        (r"peer closed|incomplete", "{at} broke off the connection; ask again"),
        (
            r"disconnected without sending|connection reset|illegal request line",
            "{at} closed the connection without a reply; if it wants https, write https:// in its address",
        ),
        (r"", "no model server answers at {at}; start it, or see: ask doctor"),
    )
)
# What a refusal holds, from which statuses, and the line for it.
_REFUSED = tuple(
    (re.compile(pattern, re.I), statuses, line)
    for pattern, statuses, line in (
        (r"plain http request|http request to an https|client sent an http", (400, 497),
         "{at} speaks https; write https:// in its address"),
        (r"", (401, 403), "{at} does not accept the key ({status}); set OPENAI_API_KEY or ASK_API_KEY"),
        (r"", (402,), "{at} asks to be paid first ({status}); see your account there"),
        (r"model.{0,80}(?:not found|not exist|unknown|not supported|no such)|unknown model|no such model"
         r"|model_not_found|pull(?:ing)? it first", (400, 404, 422, 500),
         "{at} has no model called {model!r} ({status}); see those it has with: ask doctor"),
        (r"", (404, 405),
         "{at} has nothing at {path} ({status}); check ASK_BASE_URL, which mostly ends in /v1"),
        (r"content.?filter|content management policy|safety", (400, 403, 422, 451),
         "{at} refuses to answer this by its own rules ({status}); ask it in other words"),
    )
)  # fmt: skip


def failure(error: Exception, to: Endpoint) -> ModelError:
    """One line: what happened and what to do."""
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error, AskError):
        return ModelError(str(error))
    if isinstance(error, openai.APIStatusError | httpx.HTTPStatusError):
        return refused(error.response.status_code, text_of(error), to, retry_after(error.response))
    if isinstance(error, openai.APIConnectionError) and isinstance(error.__cause__, Exception):
        return failure(error.__cause__, to)
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return _timed_out(error, to)
    if isinstance(error, httpx.ProxyError):
        return ModelError(
            f"the proxy that is set does not lead to {to.host}; check HTTPS_PROXY, or add it to NO_PROXY"
        )
    if isinstance(error, openai.APIConnectionError | httpx.ConnectError | httpx.RemoteProtocolError):
        return _unconnected(error, to)
    if isinstance(error, httpx.TransportError):
        return ModelError(f"{to.host} broke off the connection; ask again")
    if isinstance(error, openai.APIError):
        return refused(0, text_of(error), to)
    return ModelError(f"{to.host} sent a reply that cannot be read ({type(error).__name__}); ask again")


def refused(status: int, text: str, to: Endpoint, wait: float = 0.0) -> ModelError:
    """The line for an error that a server sent; `status` 0: in the middle of its reply."""
    if sizes := too_long(status, text):
        advice = "set ASK_CONTEXT_TOKENS to what it holds"
        line = f"the question and its sources are too long for {to.model}; {advice}"
        return ContextTooLongError(line, limit=sizes[0], sent=sizes[1])
    if not status:
        return ModelError(f"{to.host} reported an error in the middle of its reply; ask again")
    known = {"at": to.host, "status": status, "model": to.model, "path": httpx.URL(to.base_url).path}
    for pattern, statuses, line in _REFUSED:
        if status in statuses and pattern.search(text):
            return ModelError(line.format(**known))
    if status == 429:
        when = f"in {wait:.0f} s" if wait else "later"
        return ModelError(f"{to.host} is busy or its quota is used up (429); ask again {when}")
    if is_loading(status, text):
        return ModelError(f"{to.host} is still loading its model ({status}); ask again in a minute")
    if status >= 500:
        return ModelError(f"{to.host} failed ({status}); ask again later, or see: ask doctor")
    return ModelError(f"{to.host} refused the request ({status}); check ASK_MODEL and ASK_BASE_URL")


def is_loading(status: int, text: str) -> bool:
    """Whether a server says that its model is not there yet."""
    return status == 503 and "loading" in text.lower()


def text_of(error: Any) -> str:
    """All that a server said of an error, to be looked at and never shown."""
    response, said = getattr(error, "response", None), f"{error} {getattr(error, 'body', '')}"
    if response is None or not response.is_closed:
        return said
    return f"{said} {response.text}"


def _timed_out(error: Exception, to: Endpoint) -> ModelError:
    cause = error.__cause__ or error
    if isinstance(cause, httpx.ConnectTimeout):
        return ModelError(f"{to.host} accepted no connection within {CONNECT_SECONDS:g} s; check its address")
    waited, setting = (
        to.patience,
        "ASK_FIRST_TOKEN_SECONDS" if to.first_token_seconds else "ASK_TIMEOUT_SECONDS",
    )
    return ModelError(f"{to.host} did not answer within {waited:g} s; use a smaller model or raise {setting}")


def _unconnected(error: Exception, to: Endpoint) -> ModelError:
    said = f"{error} {error.__cause__ or ''} {error.__context__ or ''}"
    line = next(line for pattern, line in _CONNECTION if pattern.search(said))
    return ModelError(line.format(at=to.host))


def retry_after(response: httpx.Response) -> float:
    """Seconds; 0 where the header is absent or a date, which servers of models do not send."""
    try:
        return max(0.0, float(response.headers.get("retry-after", "0")))
    except ValueError:
        return 0.0
