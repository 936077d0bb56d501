"""A client that reads nothing is left; one that reads is not, and what goes wrong otherwise is told."""

import asyncio
from typing import Any

import pytest

from rag.web.patience import Patience

BODY = {"type": "http.response.body", "body": b"moss", "more_body": True}


async def _receive() -> Any:
    return {"type": "http.disconnect"}


def served(takes: int, *, fails: bool = False) -> int:
    """How many messages a client that takes so many, and then none, was sent."""
    sent = 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(5):
            await send(BODY)
        if fails:
            raise ValueError("a fault of the application")

    async def send(message: Any) -> None:
        nonlocal sent
        sent += 1
        if sent > takes:
            await asyncio.Event().wait()  # for ever

    asyncio.run(Patience(app, seconds=0.01)({"type": "http"}, _receive, send))
    return sent


def test_who_reads_gets_everything() -> None:
    assert served(5) == 5


def test_who_stops_reading_is_left() -> None:
    assert served(2) == 3


def test_a_fault_of_the_application_is_no_reader_who_left() -> None:
    with pytest.raises(ValueError, match="a fault of the application"):
        served(5, fails=True)
