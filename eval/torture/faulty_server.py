"""A model's server at a real socket that does one thing wrong.

In: a fault, as what is sent in answer to a chat. Out: an address. A fault is made of bytes that are sent, of
seconds that are waited for, and of resets.
"""

import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

RESET = "reset"  # the connection is torn down at once
LONG = 60.0  # seconds of silence; whoever asks has left long before
Step = bytes | float | str
Fault = Callable[[], Iterable[Step]]


def head(status: int = 200, kind: str = "text/event-stream", *more: str) -> bytes:
    """The head of a response; its body ends with the connection unless `more` says otherwise."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {kind}", "Connection: close", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass
class FaultyServer:
    """Answers each chat with the fault that is set; everything else is not found."""

    fault: Fault = tuple

    def __enter__(self) -> "FaultyServer":
        handler = type("Bound", (_Handler,), {"server_of": self})
        self._tcp = ThreadingTCPServer(("127.0.0.1", 0), handler)
        self._tcp.daemon_threads, self._tcp.block_on_close = True, False
        Thread(target=lambda: self._tcp.serve_forever(poll_interval=0.05), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tcp.shutdown()
        self._tcp.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._tcp.server_address[1]}/v1"


class _Handler(BaseRequestHandler):
    server_of: FaultyServer
    request: socket.socket

    def handle(self) -> None:
        try:
            asked = self._asked()
            if asked.startswith(b"POST"):
                for step in self.server_of.fault():
                    if not self._done(step):
                        return
            elif asked:
                self.request.sendall(head(404, "application/json", "Content-Length: 2") + b"{}")
        except OSError:  # whoever asked has had enough
            return

    def _asked(self) -> bytes:
        """The whole request; nothing where it was cut."""
        self.request.settimeout(LONG)
        read = b""
        while b"\r\n\r\n" not in read:
            if not (more := self.request.recv(65_536)):
                return b""
            read += more
        top, _, body = read.partition(b"\r\n\r\n")
        lengths = [line for line in top.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while lengths and len(body) < int(lengths[0].split(b":")[1]):
            body += self.request.recv(65_536)
        return top

    def _done(self, step: Step) -> bool:
        """Whether the next step may come."""
        if isinstance(step, bytes):
            self.request.sendall(step)
        elif isinstance(step, float):
            self.request.settimeout(step)
            try:
                return bool(self.request.recv(1))
            except TimeoutError:
                self.request.settimeout(LONG)
        else:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()
            return False
        return True
