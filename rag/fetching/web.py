"""The only way to the services: one request at a time, paced, bounded, tried again where that may help.

In: a Request, settings, a clock. Out: the body of the reply, which begins and ends like what the service
speaks; a FetchError of one line otherwise. Nothing is asked before `get` is called, and nothing at all while
`offline` is set. Redirects are followed only within a service: a network that wants a login sends one away.
"""

import json
import re
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

import httpx

from rag.encoders.endpoint import CONNECT_SECONDS, Endpoint
from rag.encoders.network import proxy_for, trusted
from rag.fetching import problems
from rag.fetching.pacing import Clock, Pacing
from rag.fetching.replies import Replies, Reply
from rag.fetching.service import BIBTEX, JSON, Request, Service
from rag.model.errors import FetchError, SettingError
from rag.model.settings import Settings

ATTEMPTS = 3
FIRST_WAIT = 2.0  # seconds before the second attempt, twice as long before the third
LONGEST_WAIT = 60.0  # a longer Retry-After is not waited for, but told
LONGEST_SECONDS = 30.0  # that nothing may come; of the setting the lesser
LONGEST_REPLY = 4  # times that: what a reply may take in all
LARGEST_REPLY = 32_000_000  # bytes
MOST_REDIRECTS = 5
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)


class Web:
    """The services, as far as the settings let one ask them. `tell` gets a line while something is waited
    for, "" when that is over."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, tell: Callable[[str], None] = lambda line: None
    ) -> None:
        self._settings, self._clock, self._tell = settings, clock or Clock(), tell
        self._seconds = min(settings.timeout_seconds, LONGEST_SECONDS)
        folder = settings.cache / "fetched"
        self._pacing, self._replies = Pacing(folder, self._clock), Replies(folder)
        self._clients: dict[str, httpx.Client] = {}

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def get(self, request: Request) -> bytes:
        """The reply's body. NotFoundError where the service does not know what is asked for, FetchError
        where it does not answer as it should, SettingError where its address is none."""
        if self._settings.offline:
            raise FetchError(
                "nothing is fetched while ASK_OFFLINE is on; unset it, or read saved files: ask ingest"
            )
        kept, wait = None if request.ids else self._replies.of(self._address(request)), FIRST_WAIT
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._attempt(request, kept)
            except _PassingError as passing:
                if attempt == ATTEMPTS or passing.wait > LONGEST_WAIT:
                    raise passing.problem from passing.__cause__
                self._wait(request.service, max(wait, passing.wait))
                wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, service: Service, seconds: float) -> None:
        self._tell(f"{service.name} is asked again in {seconds:.0f} s")
        self._clock.pause(seconds)
        self._tell("")

    def _address(self, request: Request) -> str:
        """The whole address, without a key."""
        service = request.service
        base = str(getattr(self._settings, service.setting)).rstrip("/")
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", base):
            raise SettingError(
                f"{service.setting} must be an address such as https://example.org, not {base!r}"
            )
        if request.earlier:
            base = base.replace("//api2.", "//api.", 1)
        return str(httpx.URL(base + request.path, params=dict(request.params) or None))

    def _attempt(self, request: Request, kept: Reply | None) -> bytes:
        service, address = request.service, self._address(request)
        host = urlsplit(address).netloc.rpartition("@")[2]
        with self._pacing.turn(service):
            try:
                status, headers, body = self._sent(request, dict(kept.conditions) if kept else {})
            except httpx.HTTPError as error:
                raise _PassingError(problems.failed(service, host, error, self._seconds)) from error
        if status == 304 and kept:
            return kept.body
        if status != 200:
            wait = problems.retry_after(headers.get("retry-after"), self._clock.now())
            problem = problems.refused(service, status, wait, has_key=bool(self._key(service)))
            raise _PassingError(problem, wait) if status in _PASSING else problem
        if wrong := problems.wrong_kind(service, body):
            raise _PassingError(wrong)
        if not _is_whole(service, body):
            raise _PassingError(FetchError(f"{service.name} {problems.CUT}; {problems.LATER}"))
        if not request.ids:
            self._replies.keep(address, headers, body)
        return body

    def _sent(self, request: Request, conditions: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the reply at the end of all redirects."""
        service, address = request.service, self._address(request)
        url, key = httpx.URL(address), self._key(service)
        method, sent = ("POST", {"ids": list(request.ids)}) if request.ids else ("GET", None)
        headers = conditions
        if key and service.key_name.startswith("?"):
            url = url.copy_merge_params({service.key_name[1:]: key})
        elif key:
            headers = {**headers, service.key_name: key}
        client, deadline = self._client(address), time.monotonic() + LONGEST_REPLY * self._seconds
        for _ in range(MOST_REDIRECTS):
            with client.stream(method, url, headers=headers, json=sent) as response:
                target = response.headers.get("location") if response.status_code in _MOVED else None
                if target is None:
                    return response.status_code, dict(response.headers), _body(response, deadline)
            moved = url.join(target)
            if not _same_service(url, moved):
                raise problems.elsewhere(service, moved.host)
            url = moved
        raise problems.elsewhere(service, url.host)

    def _key(self, service: Service) -> str:
        return str(getattr(self._settings, service.key)) if service.key else ""

    def _client(self, address: str) -> httpx.Client:
        parts = urlsplit(address)
        base = f"{parts.scheme}://{parts.netloc}"
        if base not in self._clients:
            to = Endpoint("", base)
            self._clients[base] = httpx.Client(
                verify=trusted(to),
                proxy=proxy_for(to),
                trust_env=False,
                timeout=httpx.Timeout(self._seconds, connect=min(self._seconds, CONNECT_SECONDS)),
                headers={"user-agent": _user_agent(self._settings.contact), "accept": "*/*"},
            )
        return self._clients[base]


class _PassingError(Exception):
    """A problem that may be over when the same is asked again, after so many seconds."""

    def __init__(self, problem: FetchError, wait: float = 0.0) -> None:
        super().__init__(str(problem))
        self.problem, self.wait = problem, wait


def _body(response: httpx.Response, deadline: float) -> bytes:
    """All of it, if it is neither too large nor too slow."""
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > LARGEST_REPLY or time.monotonic() > deadline:
            raise httpx.ReadTimeout("the reply does not end")
    return bytes(body)


def _same_service(url: httpx.URL, moved: httpx.URL) -> bool:
    """Whether a redirect stays with its service: its host or a sister of that, never back to plain http."""
    if moved.scheme not in ("http", "https") or (url.scheme == "https" and moved.scheme == "http"):
        return False
    if re.fullmatch(r"[\d.]+|.*:.*", url.host):
        return url.host == moved.host
    return url.host.split(".")[-2:] == moved.host.split(".")[-2:]


def _is_whole(service: Service, body: bytes) -> bool:
    """Whether a body ends as it began."""
    if service.speaks == JSON:
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            return False
        return True
    if service.speaks == BIBTEX:
        return body.rstrip().endswith(b"}")
    root: Any = re.search(rb"<([A-Za-z][\w.:-]*)", re.sub(rb"<[?!][^>]*>", b"", body[:2000]))
    return bool(root) and body.rstrip().endswith((b"</" + root[1] + b">", b"/>"))


def _user_agent(contact: str) -> str:
    try:
        number = version("ask-papers")
    except PackageNotFoundError:
        number = "0"
    return f"ask-papers/{number}" + (
        f" (mailto:{contact})" if re.fullmatch(r"[!-?A-~]+@[!-~]+", contact) else ""
    )
