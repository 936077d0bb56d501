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
    together = Barrier(4)

    def encode() -> set[int]:
        together.wait(600)
        seen = set()
        for _ in range(50):
            with one_blas_thread():
                seen |= threads()
        return seen

    before = threads()
    with ThreadPoolExecutor(4) as pool:
        seen = [pool.submit(encode) for _ in range(4)]
    assert [found.result() for found in seen] == 4 * [{1}]
    assert threads() == before


def test_a_process_that_was_started_with_one_thread_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    with threadpoolctl.threadpool_limits(2, user_api="blas"), one_blas_thread():
        assert threads() == {2}
