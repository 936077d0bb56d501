"""Products on one thread inside, as many as before outside, whoever leaves first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest

from rag.encoders.blas import one_blas_thread

threadpoolctl = pytest.importorskip("threadpoolctl")


@pytest.fixture
def two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host process whose products may use two threads."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)


def threads() -> set[int]:
    np.zeros((2, 2)) @ np.zeros((2, 2))
    return {pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}


@pytest.mark.usefixtures("two_threads")
def test_products_run_on_one_thread_inside_and_on_as_many_as_before_outside() -> None:
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        with one_blas_thread():
            assert threads() == {1}
        assert threads() == {2}


@pytest.mark.usefixtures("two_threads")
def test_threads_that_encode_at_once_never_leave_the_limit_set() -> None:
    both_in, first_out = Barrier(2), Barrier(2)

    def encode(*, leaves_first: bool) -> None:
        with one_blas_thread():
            both_in.wait(60)
            if not leaves_first:
                first_out.wait(60)
        if leaves_first:
            first_out.wait(60)

    before = threads()
    for order in ((True, False), (False, True)):
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(encode, leaves_first=first) for first in order]:
                done.result(60)
        assert threads() == before


def test_a_process_that_was_started_with_one_thread_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    with threadpoolctl.threadpool_limits(2, user_api="blas"), one_blas_thread():
        assert threads() == {2}
