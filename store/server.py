"""A Chroma server over HTTP: rows into its collections and out of them. The only door to a server.

In: an address; rows as `store.vectors` has them. Out: the same rows; ServerAwayError where nobody answers,
ServerRefusedError where the server answers and does not do it. Every call may be repeated: what was sent
twice is there once. Measured on Chroma 1.5.9: 5,461 rows and 40 MB a call, a metadata value that is no
number makes the call fail, `add` leaves a row that is there as it is, `upsert` keeps metadata that is not
named."""

import http.client
import json
import math
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from store.vectors import Row

ROWS_PER_CALL, BYTES_PER_CALL = 500, 8_000_000
_BYTES_PER_NUMBER = 22  # of a vector, as JSON
_PASSING = (429, 500, 502, 503, 504)  # the server, or what stands before it, may do it later
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0  # seconds between two tries
_TELL_EVERY = 10.0  # seconds
_CONNECTING = 3.0  # seconds, after which nobody is there


class ServerAwayError(Exception):
    """Nobody answers at the address; the message says what happened."""


class ServerRefusedError(Exception):
    """The server answers and refuses; `status` of its reply."""

    def __init__(self, line: str, status: int) -> None:
        super().__init__(line)
        self.status = status


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is: `url` with http or https, a token for what stands before it (or Chroma Cloud), a
    file of certificates that it may be known by, and whose database is meant."""

    url: str
    token: str = field(default="", repr=False)
    certificates: str = ""
    tenant: str = "default_tenant"
    database: str = "default_database"

    @property
    def shown(self) -> str:
        """Without a name and a password in it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


class Server:
    """Calls to one server, over one connection that is kept; threads may share it. `timeout` is for each
    reply. A call that nobody answers is repeated for `patience` seconds, of which `tell` hears."""

    def __init__(
        self,
        address: Address,
        *,
        timeout: float = 60.0,
        patience: float = 0.0,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.address, self.timeout, self.patience, self.tell = address, timeout, patience, tell
        self.outages = 0  # how many calls had to wait
        self._parts, self._lock = urlsplit(address.url), threading.Lock()
        self._connection: http.client.HTTPConnection | None = None

    def with_patience(self, patience: float, timeout: float) -> "Server":
        """The same server over a connection of its own."""
        return Server(self.address, timeout=timeout, patience=patience, tell=self.tell)

    @property
    def version(self) -> str:
        """What the server says of its version."""
        return str(self.call("GET", "/version"))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """What the server replies, from JSON."""
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        begun, told, pause = time.monotonic(), 0.0, _FIRST_PAUSE
        while True:
            try:
                return self._reply(method, path, sent)
            except ServerAwayError as error:
                waited = time.monotonic() - begun
                if waited + pause > self.patience:
                    raise
                self.outages += 1
                if not told or waited > told + _TELL_EVERY:
                    told = max(waited, 0.001)
                    self.tell(f"waiting for the server, {waited:.0f} s so far ({error})")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _reply(self, method: str, path: str, sent: bytes | None) -> Any:
        with self._lock:
            try:
                status, read = self._exchange(method, path, sent)
            except (OSError, http.client.HTTPException) as error:
                self._drop()
                reason = str(error) or type(error).__name__
                raise ServerAwayError(f"{self.address.shown}: {reason}") from error
        if status in _PASSING:
            raise ServerAwayError(f"{self.address.shown} answers {status}")
        found: Any
        try:
            found = json.loads(read) if read else None
        except ValueError:
            found = read.decode("utf-8", "replace")[:200]
            status = status if status >= 400 else 502  # whatever answers, it is no Chroma server
        if status >= 400:
            reason = found.get("message", found) if isinstance(found, dict) else found
            raise ServerRefusedError(f"{self.address.shown} refuses ({status}): {reason}", status)
        return found

    def _exchange(self, method: str, path: str, sent: bytes | None) -> tuple[int, bytes]:
        """One request; once more where the server had closed a connection that was kept."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.address.token:
            headers |= {"Authorization": f"Bearer {self.address.token}", "X-Chroma-Token": self.address.token}
        kept = self._connection is not None
        connection = self._connection or self._connect()
        try:
            connection.request(method, f"{self._parts.path.rstrip('/')}/api/v2{path}", sent, headers)
            reply = connection.getresponse()
        except (ConnectionError, http.client.HTTPException):
            self._drop()
            if not kept:
                raise
            return self._exchange(method, path, sent)
        return reply.status, reply.read()

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        found: http.client.HTTPConnection
        if self._parts.scheme == "https":
            trusted = ssl.create_default_context(cafile=self.address.certificates or None)
            found = http.client.HTTPSConnection(host, port, timeout=_CONNECTING, context=trusted)
        else:
            found = http.client.HTTPConnection(host, port, timeout=_CONNECTING)
        found.connect()
        found.sock.settimeout(self.timeout)
        self._connection = found
        return found

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


class Collection:
    """A collection of a server, by name; its id is looked up once, and again when the server forgot it."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name, self._id = server, name, ""
        where = server.address
        self._base = f"/tenants/{quote(where.tenant)}/databases/{quote(where.database)}/collections"

    def create(self) -> None:
        """Make it, where it is not there yet."""
        wanted = {"name": self.name, "get_or_create": True, "configuration": {"hnsw": {"space": "cosine"}}}
        self._id = str(self.server.call("POST", self._base, wanted)["id"])

    def count(self) -> int:
        """How many rows there are; none where there is no such collection."""
        return int(self._call("GET", "count") or 0)

    def get(self, include: Sequence[str] = (), **asked: Any) -> dict[str, Any]:
        """The rows that `ids`, `where`, `limit` and `offset` ask for; none where there is no such
        collection."""
        return self._call("POST", "get", {**asked, "include": list(include)}) or {"ids": []}

    def add(self, row: Row) -> None:
        """Add a row; where its id is there already, that stays as it is."""
        self._call("POST", "add", _body([row]), made=True)

    def update(self, row: Row) -> None:
        """Change the metadata of a row; one that is not there does nothing."""
        self._call("POST", "update", {"ids": [row.id], "metadatas": [dict(row.metadata)]})

    def upsert(self, rows: Sequence[Row]) -> None:
        """Add or replace rows, in as many calls as it takes."""
        for some in _in_calls(rows):
            self._call("POST", "upsert", _body(some), made=True)

    def delete(self, **asked: Any) -> None:
        """Delete the rows that `ids` or `where` ask for; unknown ids do nothing."""
        self._call("POST", "delete", asked)

    def _call(self, method: str, what: str, body: Any = None, *, made: bool = False) -> Any:
        """None where there is no such collection; `made`: then it is made first."""
        for last in (False, True):
            try:
                if not self._id:
                    self._id = str(self.server.call("GET", f"{self._base}/{quote(self.name)}")["id"])
                return self.server.call(method, f"{self._base}/{self._id}/{what}", body)
            except ServerRefusedError as error:
                if error.status != 404 or (last and made):
                    raise
                if made:
                    self.create()
                elif last or not self._id:
                    return None
                else:
                    self._id = ""  # deleted and made anew since
        return None


def _in_calls(rows: Sequence[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    size = 0
    for row in rows:
        size += len(row.text) + sum(len(str(value)) + len(name) for name, value in row.metadata.items())
        size += _BYTES_PER_NUMBER * (0 if row.vector is None else len(row.vector))
        if some and (len(some) == ROWS_PER_CALL or size > BYTES_PER_CALL):
            yield some
            some, size = [], 0
        some.append(row)
    if some:
        yield some


def _body(rows: Sequence[Row]) -> dict[str, Any]:
    """A row without a vector gets one of a single dimension: Chroma wants one."""
    vectors = [[1.0] if row.vector is None else [float(x) for x in row.vector] for row in rows]
    return {
        "ids": [row.id for row in rows],
        "documents": [row.text for row in rows],
        "metadatas": [{k: v for k, v in row.metadata.items() if _is_kept(v)} for row in rows],
        "embeddings": vectors,
    }


def _is_kept(value: Any) -> bool:
    """JSON has no number that is none, and Chroma would lose it without a word."""
    return not isinstance(value, float) or math.isfinite(value)
