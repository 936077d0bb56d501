"""Who may reach the page and where, and the headers of each response.

In: an address, a login. Out: a login to demand, or SettingError; a free port; headers; options of the server.
"""

import errno
import ipaddress
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rag.model.errors import SettingError, trouble
from rag.web.conversations import ConversationStore
from rag.web.privacy import OWN_FILE, make_private
from rag.web.theme import HEADERS
from rag.web.uploads import LARGEST_MEGABYTES, MOST_FILES

_NEVER_SERVED = ("chroma", "ask.toml", "feedback.jsonl", "removed.jsonl", "page/talks", "runs", "kept")
MOST_UPLOADED = 1_000_000_000  # bytes of all uploads that lie on disk at a time
LARGEST_UPLOAD = MOST_FILES * LARGEST_MEGABYTES * 1_000_000  # bytes of one request
MOST_LYING = 5_000  # files that lie on disk at a time
PORTS_TRIED = 20  # after one that is taken
OLD = 86_400  # seconds after which an upload that nobody has read is deleted

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


def login(host: str, auth: str | None, *, no_auth: bool) -> tuple[str, str] | None:
    """Name and password; SettingError where a page for others would stand open unasked."""
    name, colon, password = (auth or "").partition(":")
    if auth and not (name and colon and password):
        raise SettingError("--auth must be NAME:PASSWORD")
    if not auth and not no_auth and not is_local(host):
        raise SettingError(
            f"{host} can be reached by others; give --auth NAME:PASSWORD, or --no-auth to let anyone in"
        )
    return (name, password) if auth else None


def private_folders(home: Path, notify: Callable[[str], None]) -> tuple[ConversationStore, Path]:
    """The conversations, and the folder of uploads: only the owner of the home may enter them, also those
    that were made otherwise. What cannot be mended, as it is of another user, is left, with a line."""
    conversations, files = ConversationStore(home / "page" / "talks"), home / "page" / "files"
    for folder in (home / "page", files):
        make_private(folder)
    refused = conversations.make_private()
    try:
        if (feedback := home / "feedback.jsonl").exists():
            feedback.chmod(OWN_FILE)
    except OSError as error:
        refused.append(error)
    if refused:
        more = f" ({len(refused) - 1:,} more like this)" if len(refused) > 1 else ""
        notify(f"some conversations are not private, or not readable: {trouble(refused[0], home)}{more}")
    return conversations, files


def free_port(host: str, port: int, notify: Callable[[str], None]) -> int:
    """The port, or where it is taken the next free one, which is said; 0 stays 0. SettingError where none of
    the next ones is free."""
    for candidate in range(port, min(port + PORTS_TRIED, 65535) + 1) if port else ():
        if _is_free(host, candidate):
            if candidate != port:
                notify(f"port {port} is taken; using {candidate}")
            return candidate
    if port:
        raise SettingError(f"port {port} and the {PORTS_TRIED} after it are taken; give another: --port N")
    return 0


def _is_free(host: str, port: int) -> bool:
    """Whether the page could listen there; any trouble but a taken port is left to the server to report."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself does
        try:
            found.bind((host, port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def room_in(files: Path, *, most: int = MOST_LYING) -> int:
    """How many bytes may still be uploaded; none where `most` files lie there."""
    kept = [size for path in _uploads(files) if (size := _size(path)) is not None]
    return max(0, MOST_UPLOADED - sum(kept)) if len(kept) < most else 0


def _size(path: Path) -> int | None:
    """In bytes; None where it was read and deleted meanwhile."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def sweep(files: Path, now: float) -> None:
    """Delete what was uploaded more than a day ago, also by a page that was cut off, or when the clock was
    ahead."""
    for path in _uploads(files):
        with suppress(OSError):
            if abs(now - path.stat().st_mtime) > OLD:
                path.unlink()


def _uploads(files: Path) -> list[Path]:
    return [path for path in files.rglob("*") if path.is_file() and not path.is_symlink()]


def options(home: Path) -> dict[str, Any]:
    """How the page is served: to nobody else, telling nobody, quietly, in files under the home."""
    return {
        "share": False,
        "quiet": True,
        "prevent_thread_lock": True,
        "show_error": False,
        "ssr_mode": False,
        "run_history": False,
        "footer_links": [],
        "max_file_size": f"{LARGEST_MEGABYTES}mb",
        "blocked_paths": [str(home / name) for name in _NEVER_SERVED],
    }


def is_local(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Headers:
    """ASGI middleware: our headers on every answer."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *ours]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class Below:
    """ASGI middleware: a page that a reverse proxy has at a path ("/papers") is asked for below it,
    also where the proxy does not take that path off."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], root_path: str) -> None:
        self.app, self.root_path = app, root_path

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if self.root_path and f"{path}/".startswith(f"{self.root_path}/"):
            path = path.removeprefix(self.root_path) or "/"
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        await self.app(scope, receive, send)
