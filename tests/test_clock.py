"""A clock that cannot be right is told in one line, and costs no paper, no date and no update."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.fetching.enriching import due, enrich
from rag.fetching.feeds import feed_of
from rag.fetching.following import Followed, FollowFile
from rag.fetching.gathering import gather
from rag.fetching.web import Web
from rag.ingest.library import Library
from rag.model.clock import MADE, latest_day, wrong_clock
from rag.model.errors import AskError
from rag.model.settings import Settings
from rag.web.serving import OLD, sweep
from store.manifest import is_awaited
from tests.conftest import Ask
from tests.fakes import papers

LONG_AGO = date(1970, 1, 2)
SOON = 4_000_000_000  # seconds: in 2096


@pytest.mark.parametrize(
    ("today", "written", "says"),
    [
        (LONG_AGO, None, "clock says 1970-01-02, before this version of ask was made; set the clock"),
        (MADE, date(2096, 1, 1), "and the library was written on 2096-01-01; set the clock"),
        (date(2026, 12, 1), date(2026, 12, 2), ""),
        (date(2096, 1, 1), date(2026, 12, 1), ""),
        (MADE, None, ""),
    ],
)
def test_a_clock_that_cannot_be_right_is_one_line(today: date, written: date | None, says: str) -> None:
    line = wrong_clock(today, written)
    assert (says in line, bool(line), "\n" in line) == (True, bool(says), False)
    assert latest_day(today) >= MADE


def test_a_library_from_the_future_answers_and_says_so(ask: Ask, shelf: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(shelf, tmp_path / "home"))
    os.utime(home / "index-none" / "manifest.json", (SOON, SOON))
    told = ask("What is AmberNet?", home=home)
    assert (told.code, told.err.count("\n")) == (0, 1)
    assert "the library was written on 2096-" in told.err
    assert "warn  clock" in ask("doctor", home=home).out
    assert ask("remove", "AmberNet", home=home).code == 0, "which writes it anew"
    assert "clock" not in ask("doctor", home=home).out


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A way to services that must not be gone."""
    with Web(Settings(home=tmp_path, offline=True)) as opened:
        yield opened


def test_by_a_clock_that_is_behind_nothing_is_fetched_and_nothing_noted(home: Path, web: Web) -> None:
    library, file = Library(home, NoEncoder()), FollowFile(home)
    library.ingest(papers(2))
    file.write(Followed().with_feed(feed_of("hf-daily")))
    before = (home / "follow.json").read_text()
    for work in (gather(web, library, file, LONG_AGO), enrich(web, library, LONG_AGO)):
        with pytest.raises(AskError, match=r"says 1970-01-02.*; nothing was fetched"):
            list(work)
    assert (home / "follow.json").read_text() == before


def test_a_paper_that_was_looked_up_in_the_future_is_looked_up_again(home: Path) -> None:
    library, today = Library(home, NoEncoder()), date(2026, 12, 1)
    days = ("2096-01-01", "2026-11-30", "2026-01-01", None)
    library.ingest(
        replace(paper, doi=f"10.1/{n}", checked=day)
        for n, (paper, day) in enumerate(zip(papers(4), days, strict=True))
    )
    assert [paper.checked for paper in due(library, today)] == [None, "2026-01-01", "2096-01-01"]


def test_what_was_left_in_the_future_is_not_waited_for_and_goes(tmp_path: Path) -> None:
    awaited, upload = tmp_path / "writer-awaited", tmp_path / "files" / "moss.bib"
    upload.parent.mkdir()
    for path in (awaited, upload):
        path.touch()
    assert is_awaited(tmp_path)
    for path in (awaited, upload):
        os.utime(path, (SOON, SOON))
    assert not is_awaited(tmp_path)
    sweep(upload.parent, SOON - OLD / 2)
    assert upload.exists()
    sweep(upload.parent, SOON - 2.0 * OLD)
    assert not upload.exists()
