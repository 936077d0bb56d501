"""A real Chroma server on this machine, for tests: `chroma run` in a process of its own.

In: a folder. Out: its address; it can be stopped and started again over the same folder.
"""

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_RUN = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(['chroma', 'run', *sys.argv[1:]])"


class ChromaServer:
    """One server; without the imports of the `chroma` command, which take longer than it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log.txt").open("ab") as log:
            where = ("--path", str(self.folder / "data"), "--host", "127.0.0.1", "--port", str(self.port))
            self._process = subprocess.Popen([sys.executable, "-c", _RUN, *where], stdout=log, stderr=log)
        while wait and not self.answers():
            assert self._process.poll() is None, (self.folder / "log.txt").read_text()
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/api/v2/heartbeat", timeout=5):
                return True
        except (URLError, OSError):
            return False

    def stop(self, *, kill: bool = False) -> None:
        if self._process:
            if kill:
                self._process.kill()
            else:
                self._process.terminate()
            self._process.wait()
        self._process = None


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
