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

_ALONE = Lock()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """numpy's products run on one thread inside; costs 0.1 ms. Several threads go through one by one:
    the limit is the whole process's, and two that overlap could leave it set (threadpoolctl 3.8 notes
    the second's limit as what was there before)."""
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        yield
        return
    with _ALONE, _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
