"""One line for whatever goes wrong with a service: what happened and what to do.

In: a service, an exception of httpx, a status, the beginning of a body. Out: a FetchError. Of a service's own
words nothing is repeated.
"""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

import httpx

from rag.fetching.service import BIBTEX, JSON, Service
from rag.model.errors import FetchError, NotFoundError

LATER = "nothing is lost; run this again later"
LOGIN = "log in to this network if it asks for that"
CUT = "sent a reply that is cut off or malformed"
_CERTIFICATE = re.compile(r"certificate|self.signed|hostname mismatch", re.IGNORECASE)
_OUT_OF_DATE = re.compile(r"certificate has expired|not yet valid", re.IGNORECASE)
_UNKNOWN_HOST = re.compile(r"name or service|nodename|name resolution|getaddrinfo|no address", re.IGNORECASE)
_BEGINS = {JSON: b"{[", BIBTEX: b"@%"}  # what a reply begins with; XML with "<"
_PAGE = re.compile(
    rb"\s*+(?:<!--(?:(?!-->).){0,500}-->\s*+)*+<(?:!doctype\s+html|html|head|body|script|meta)\b", re.I | re.S
)


def failed(service: Service, host: str, error: httpx.HTTPError, seconds: float) -> FetchError:
    """A request that got no reply, or not all of it. `seconds`: how long was waited."""
    said = f"{error} {error.__cause__ or ''} {error.__context__ or ''}"
    if isinstance(error, httpx.ProxyError):
        return FetchError(
            f"the proxy that is set does not lead to {host}; check HTTPS_PROXY, or add {host} to NO_PROXY"
        )
    if isinstance(error, httpx.TimeoutException):
        return FetchError(f"{service.name} ({host}) did not answer within {seconds:g} s; {LATER}")
    if _OUT_OF_DATE.search(said):
        when = f"by this computer's clock, which says {date.today()}"
        return FetchError(
            f"the certificate of {host} is out of date {when}; set the clock, or {LOGIN}; {LATER}"
        )
    if _CERTIFICATE.search(said):
        vouch = "set SSL_CERT_FILE to a .pem file that vouches for it"
        return FetchError(f"the certificate of {host} is not trusted here; {LOGIN}, or {vouch}")
    if _UNKNOWN_HOST.search(said):
        return FetchError(f"there is no way to {service.name} ({host}); check the network; {LATER}")
    if isinstance(error, httpx.ConnectError):
        return FetchError(f"{service.name} cannot be reached at {host}; check the network; {LATER}")
    return FetchError(f"{service.name} {CUT}; {LATER}")


def refused(service: Service, status: int, wait: float, *, has_key: bool) -> FetchError:
    """A reply that is an error; `wait`: the seconds that it asks for, 0 where it does not."""
    name = service.name
    if status in (404, 410):
        return NotFoundError(f"{name} does not know it")
    if status in (401, 403, 429):
        key = "" if has_key or not service.key else f", or set ASK_{service.key.upper()} to a key of yours"
        if status == 429:
            when = f"in {wait:.0f} s" if wait else "later"
            return FetchError(f"{name} wants no more requests for now (429); run this again {when}{key}")
        return FetchError(f"{name} does not let us in ({status}); try again later{key}")
    if status == 511:
        return FetchError(f"this network wants a login before one gets to {name} (511); log in; {LATER}")
    if status >= 500:
        return FetchError(f"{name} is out of order ({status}); {LATER}")
    return FetchError(f"{name} did not take the request ({status}); {LATER}, or update ask", status=status)


def elsewhere(service: Service, host: str) -> FetchError:
    """A reply that leads to another's address."""
    away = f"{service.name} was not reached: the way leads to {host or 'nowhere'} instead"
    return FetchError(f"{away}; {LOGIN}; {LATER}")


def wrong_kind(service: Service, body: bytes) -> FetchError | None:
    """Why a body is not what this service speaks; None where it begins like it."""
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _PAGE.match(start):
        return FetchError(f"a web page came in place of what {service.name} sends; {LOGIN}; {LATER}")
    if b"rate exceeded" in start[:100].lower():
        return refused(service, 429, 0.0, has_key=True)
    if start[:1] and start[:1] in _BEGINS.get(service.speaks, b"<"):
        return None
    return FetchError(f"{service.name} {CUT}; {LATER}")


def unknown_form(service: Service) -> FetchError:
    """A whole reply in which nothing is where it was."""
    return FetchError(f"{service.name} answers in a form that is not known here; update ask; nothing is lost")


def retry_after(value: str | None, now: float) -> float:
    """The seconds of a Retry-After header, which may be a date; 0 where there is none. `now`: seconds since
    1970."""
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.fromtimestamp(now, UTC)).total_seconds())
