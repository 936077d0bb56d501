"""Keep numpy's products on one thread while the encoder works.

Measured: our products are small, and BLAS threads that wait for the next one spin. On two cores
they took 89 ms of processor time a paper instead of 50; limited here it is 50 again, as it is with
OPENBLAS_NUM_THREADS=1, which the `ask` command sets for its own process before numpy is loaded.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any


class _Limit:
    """One thread from when the first comes in until the last is out: the limit is the whole process's,
    and whoever undid it in the order of leaving could leave it set."""

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._limiter: Any = None

    def enter(self) -> None:
        with self._lock:
            if not self._inside:
                self._limiter = _controller().limit(limits=1, user_api="blas")
            self._inside += 1

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._limiter is not None:
                self._limiter.restore_original_limits()


_LIMIT = _Limit()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """numpy's products run on one thread inside, whatever the process is set to; costs 0.1 ms. Safe to
    use from several threads."""
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        yield
        return
    _LIMIT.enter()
    try:
        yield
    finally:
        _LIMIT.leave()


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
