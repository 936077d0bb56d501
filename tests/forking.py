"""Programs in processes of their own, each forked from a process that has imported the product already.

In: a program as after `python -c`, its arguments, its environment, what is typed. Out: the process, or what
it printed. To start one anew takes a second of imports; whoever tests those, or how the interpreter is
started, starts one anew.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.preloaded", "pytest"])


class Forked:
    """A process that runs a program; as `subprocess.Popen` it is waited for where `with` ends."""

    def __init__(
        self,
        program: str,
        given: Sequence[str] = (),
        *,
        environment: Mapping[str, str] | None = None,
        out: Path | None = None,
    ) -> None:
        """`out`: a folder for what it prints, as the files "1" and "2"; else it is the tests'."""
        typed, self._typing = _FORKING.Pipe(duplex=False)
        task = (program, list(given), dict(os.environ if environment is None else environment), typed, out)
        self._process = _FORKING.Process(target=_run, args=task, daemon=True)  # none outlives the tests
        self._process.start()
        typed.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; of a signal that ended it the number, negative."""
        return self.poll()

    def write(self, text: bytes) -> None:
        """Into its standard input."""
        while text:
            text = text[os.write(self._typing.fileno(), text) :]

    def end_input(self) -> None:
        self._typing.close()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self.poll()

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end_input()
        self.wait()


def ran(
    program: str, *given: str, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """What a program printed, when it has ended; nothing is typed."""
    with tempfile.TemporaryDirectory() as folder:
        with Forked(program, given, environment=environment, out=Path(folder)) as process:
            pass
        out, err = (Path(folder, stream).read_text(encoding="utf-8") for stream in "12")
    assert process.returncode is not None
    return subprocess.CompletedProcess([program, *given], process.returncode, out, err)


def _run(
    program: str, given: list[str], environment: dict[str, str], typed: Connection, out: Path | None
) -> None:
    os.dup2(typed.fileno(), 0)
    typed.close()
    for stream in (1, 2) if out else ():
        os.dup2(os.open(Path(str(out), str(stream)), os.O_WRONLY | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *given]
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(stream, mode, closefd=False, encoding="utf-8") for stream, mode in enumerate("rww")
    )
    try:
        exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
