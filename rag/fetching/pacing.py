"""When a service may be asked again: never sooner than its rules allow, in this process or in another.

In: a service, a clock. Out: turns. When a service was last asked is noted in a file of the cache, under a
lock that is held while it is asked; where the cache cannot be written to, this process alone is kept to the
rules.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from rag.fetching.service import Service
from rag.model.errors import FetchError

LONGEST_TURN = 300.0  # seconds that another process may hold the lock of a service


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, in seconds, and how one waits."""

    now: Callable[[], float] = time.time
    pause: Callable[[float], None] = time.sleep


class Pacing:
    """The turns of all services; `folder` is the cache's."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._last: dict[str, float] = {}

    @contextmanager
    def turn(self, service: Service) -> Iterator[None]:
        """Wait until the service may be asked, and note when it was. FetchError where another process does
        not let go of it."""
        if not service.seconds:
            yield
            return
        with self._alone(service) as noted:
            gone = self._clock.now() - max(self._last.get(service.name, 0.0), _time_in(noted))
            if gone < service.seconds:  # below 0 where the clock was put back: how long ago is not known
                self._clock.pause(service.seconds - max(gone, 0.0))
            try:
                yield
            finally:
                self._last[service.name] = now = self._clock.now()
                with suppress(OSError):
                    noted.write_text(repr(now), encoding="ascii")

    @contextmanager
    def _alone(self, service: Service) -> Iterator[Path]:
        """The file with the time of the last request, while no other process asks the service."""
        name = service.name.lower().replace(" ", "-")
        lock = FileLock(self._folder / f"{name}.lock", timeout=LONGEST_TURN, fallback_to_soft=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            line = f"another process has been asking {service.name} for minutes; wait for it, or stop it"
            raise FetchError(line) from None
        except OSError:
            pass  # a cache that is only read, or on a drive that does not lock files
        try:
            yield self._folder / f"{name}.last"
        finally:
            lock.release()


def _time_in(noted: Path) -> float:
    try:
        return float(noted.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0.0
