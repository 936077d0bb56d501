"""What an update brought is kept, and the page shows it as new."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from rag.answering.assistant import Assistant
from rag.answering.news import UPDATES, News, NewsFile, Told, news_of
from rag.ingest.library import Library
from rag.web.browsing import Browsing
from rag.web.session import SessionState
from rag.web.shelf import TableState
from tests.fakes import papers
from tests.page_rooms import browsing, controller, library

__all__ = ["browsing", "controller", "library"]  # fixtures
TODAY = date(2026, 11, 20)
FIRST, SECOND = papers(12)[:2]
HOSTILE = Told(FIRST.paper_id, "<img src=x onerror=alert(1)>", None, "<b>words</b>", 0, 12)


def test_each_new_paper_has_a_sentence_in_its_own_words(library: Library) -> None:
    found = news_of(Assistant(library.reader, library.encoder), [], [FIRST.paper_id, "gone"], TODAY)
    (told,) = found.papers
    assert (found.day, told.paper_id, told.question) == ("2026-11-20", FIRST.paper_id, "")
    assert told.quote
    assert FIRST.text[told.start : told.end] == told.quote


def test_the_last_updates_that_brought_something_are_kept(home: Path) -> None:
    home.mkdir()
    kept = NewsFile(home)
    assert kept.read() == ()
    for day in range(1, UPDATES + 3):
        kept.add(News(f"2026-11-{day:02}", (HOSTILE,), (replace(HOSTILE, question="How?"),)))
    kept.add(News("2026-11-20"))
    assert [news.day for news in kept.read()] == [f"2026-11-{day:02}" for day in range(UPDATES + 2, 2, -1)]
    assert kept.read()[0].answers[0].question == "How?"
    (home / "news.json").write_text('{"updates": [3]}')
    assert kept.read() == ()


def test_the_page_shows_what_is_new_above_the_table_and_what_it_answers(browsing: Browsing) -> None:
    gone = replace(HOSTILE, paper_id="gone", title="A paper that was removed")
    NewsFile(browsing.settings.home).add(
        News("2026-11-20", (HOSTILE, gone), (replace(HOSTILE, question="What is <new>?"),))
    )
    shown = browsing.shelf(SessionState(), {})["shelf"]
    assert "New on 2026-11-20: 1 paper, 1 about what you asked" in shown
    assert "? What is &lt;new&gt;?" in shown
    assert "&lt;b&gt;words&lt;/b&gt;" in shown
    assert "<img" not in shown
    assert "A paper that was removed" not in shown
    assert shown.index("New on") < shown.index("<table")


def test_what_is_looked_for_is_shown_alone(browsing: Browsing) -> None:
    NewsFile(browsing.settings.home).add(News("2026-11-20", (HOSTILE,)))
    searched = SessionState(query="moss", table=TableState(query="moss"))
    assert "New on" not in browsing.shelf(searched, {})["shelf"]
