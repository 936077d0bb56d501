"""Keep numpy's products on one thread while the encoder works.

Measured: our products are small, and BLAS threads that wait for the next one spin. On two cores
they took 89 ms of processor time a paper instead of 50; limited here it is 50 again, as it is with
OPENBLAS_NUM_THREADS=1, which the `ask` command sets for its own process before numpy is loaded.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any


def one_blas_thread() -> AbstractContextManager[Any]:
    """A context in which numpy's products run on one thread; costs 0.1 ms.

    The limit is the whole process's. threadpoolctl (from 3.8 on) lets one thread of a process set it
    and ignores the others, so that several encoding at once never leave it set: they are only slower.
    """
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        return nullcontext()
    limit: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limit


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
