"""The page's box for ids, links and titles, without a browser."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.web.browsing import Browsing
from rag.web.session import SessionState
from tests.page_rooms import browsing, controller, library
from tests.paper_services import PaperServices
from tests.paper_values import Shown

__all__ = ["browsing", "controller", "library"]  # fixtures
HOSTILE = "<img src=x onerror=alert(1)> MossNet"
MOSS = Shown(HOSTILE, "Moss is counted by a small net.", arxiv="1907.01234")


@pytest.fixture
def services(browsing: Browsing, tmp_path: Path) -> Iterator[PaperServices]:
    with PaperServices([MOSS]) as running:
        browsing.settings = replace(browsing.settings, cache=tmp_path, **running.addresses)
        yield running


def test_papers_named_in_the_box_are_added_and_shown(browsing: Browsing, services: PaperServices) -> None:
    first, *_, report, shown = browsing.fetch(SessionState(ids="https://arxiv.org/abs/1907.01234"), {})
    assert "Fetching 1 paper" in first["report"]
    assert "Added: &lt;img src=x onerror=alert(1)&gt; MossNet (from arXiv)" in report["report"]
    assert "13 papers" in str(shown["top"])
    assert shown["ids"] == ""


def test_what_could_not_be_had_is_said_and_stays_in_the_box(
    browsing: Browsing, services: PaperServices
) -> None:
    *_, report, shown = browsing.fetch(SessionState(ids="1907.01234\nhttps://example.org/<b>"), {})
    assert "https://example.org/&lt;b&gt;” is no link of a service" in report["report"]
    assert "Added: " in report["report"]
    assert "ids" not in shown


def test_an_empty_box_and_one_that_is_too_full_ask_nobody(
    browsing: Browsing, services: PaperServices
) -> None:
    list(browsing.fetch(SessionState(ids=" \n "), {}))
    many = "\n".join(f"title number {n}" for n in range(51))
    *_, report, _ = browsing.fetch(SessionState(ids=many), {})
    assert "More than 50 papers at once" in report["report"]
    assert services.asked == []
