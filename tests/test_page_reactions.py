"""What the page does when something is clicked, typed or dropped on it, without a browser."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.filters import Filters
from rag.model.settings import Settings
from rag.web import comparing, shelf, uploads
from rag.web import tables as plain
from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.controller import STOPPED, Desk
from rag.web.conversations import Talks, token
from rag.web.session import Held
from rag.web.stream_buffer import Relay
from tests.fakes import papers

TODAY = date(2026, 11, 20)


def text_of(markup: str) -> str:
    return " ".join(HTMLParser(markup).text().split())


@pytest.fixture
def library(home: Path) -> Library:
    library = Library(home, NoEncoder())
    library.ingest(papers(12))
    return library


@pytest.fixture
def desk(library: Library, home: Path) -> Desk:
    return Desk(Assistant(library.reader, NoEncoder()), Talks(home / "page" / "talks"))


@pytest.fixture
def asking(desk: Desk, home: Path) -> Asking:
    return Asking(Settings(home=home), desk, lambda: TODAY)


@pytest.fixture
def browsing(desk: Desk, library: Library, home: Path) -> Browsing:
    (home / "page" / "files").mkdir(parents=True)
    return Browsing(Settings(home=home), desk, library, home / "page" / "files")


def test_a_question_is_answered_kept_and_can_be_asked_again(asking: Asking) -> None:
    held = Held(owner=token(), talk=token(), box="What is AmberNet?")
    *_, last = asking.ask(held, {})
    assert "aria-busy" not in last["latest"]
    assert "AmberNet" in text_of(last["latest"])
    kept = asking.desk.talks.open(held.owner, held.talk)
    assert [a.question for a in kept.answers] == ["What is AmberNet?"]
    *_, last = asking.again(held, {"turn": "0"})
    assert len(asking.desk.talks.open(held.owner, held.talk).answers) == 1
    assert "aria-busy" not in list(asking.again(held, {"turn": "9"}))[-1]["latest"]


def test_a_follow_up_knows_what_was_said(asking: Asking) -> None:
    held = Held(owner=token(), talk=token(), box="What is AmberNet?")
    list(asking.ask(held, {}))
    list(asking.ask(Held(owner=held.owner, talk=held.talk, box="by how much does it err?"), {}))
    assert "AmberNet" in asking.desk.talks.open(held.owner, held.talk).answers[1].understood


def test_stopping_ends_the_answer_of_a_model_that_has_fallen_silent(desk: Desk) -> None:
    silence, left = Event(), Event()

    class Silent(Assistant):
        def stream(self, *_: Any, **__: Any) -> Iterator[str | Answer]:
            try:
                yield "First. "
                silence.wait(10)
                yield "Second. "
            finally:
                left.set()

    desk.assistant = Silent(desk.assistant._reader, NoEncoder())
    owner, talk = token(), token()
    scenes = desk.ask(owner, talk, "anything", limits=Filters())
    assert "First." in [next(scenes), next(scenes)][1].latest
    desk.stop(talk)
    assert STOPPED in list(scenes)[-1].latest
    (kept,) = desk.talks.open(owner, talk).answers
    assert (kept.answer, kept.notes) == ("First. ", (STOPPED,))
    silence.set()
    assert left.wait(10), "the model is not read on"


def test_pieces_that_come_together_are_shown_together_and_none_waits_for_the_next() -> None:
    silence = Event()

    def source() -> Iterator[str]:
        yield from "abc"
        silence.wait(10)
        yield "d"

    frames = Relay(source()).frames(0.05)
    assert "".join(next(frames)) == "abc"
    silence.set()
    assert list(frames) == [["d"]]


def test_two_windows_on_one_conversation_lose_no_answer(desk: Desk) -> None:
    owner, talk = token(), token()
    first = desk.ask(owner, talk, "What is AmberNet?", limits=Filters())
    next(first)
    list(desk.ask(owner, talk, "What is BirchNet?", limits=Filters()))
    desk.rate(owner, talk, 0, "up")
    list(first)
    kept = desk.talks.open(owner, talk)
    assert [a.question for a in kept.answers] == ["What is BirchNet?", "What is AmberNet?"]
    assert kept.ratings == {0: "up"}


def test_an_answer_that_cannot_be_kept_is_shown_and_said_so(desk: Desk, home: Path) -> None:
    (home / "page").mkdir()
    (home / "page" / "talks").write_text("in the way", encoding="utf-8")
    *_, last = desk.ask(token(), token(), "What is AmberNet?", limits=Filters())
    assert "which counts tides" in text_of(last.latest)
    assert "This answer is not kept" in text_of(last.latest)


def test_an_old_conversation_still_shows_the_quotes_of_a_paper_that_was_removed(
    desk: Desk, library: Library
) -> None:
    owner, talk = token(), token()
    list(desk.ask(owner, talk, "What is AmberNet?", limits=Filters()))
    (answer,) = desk.talks.open(owner, talk).answers
    library.remove([answer.citations[0].paper_id])
    scene = desk.scene(owner, talk)
    assert "no longer in the library" in text_of(scene.sources or "")
    assert answer.citations[0].quote in text_of(scene.sources or "")
    list(desk.ask(owner, talk, "by how much does it err?", limits=Filters()))


@pytest.mark.parametrize(
    ("error", "told"),
    [(AskError("the model\nis away"), "the model is away"), (KeyError("secret path"), "the log")],
)
def test_trouble_is_one_line_on_the_page(desk: Desk, error: Exception, told: str) -> None:
    class Broken(Assistant):
        def stream(self, *_: Any, **__: Any) -> Iterator[str | Answer]:
            raise error
            yield ""

    desk.assistant = Broken(desk.assistant._reader, NoEncoder())
    *_, last = desk.ask(token(), token(), "anything", limits=Filters())
    assert told in text_of(last.latest)
    assert "secret" not in last.latest


def test_an_empty_library_is_said_to_be_empty_and_answers_nothing(desk: Desk, library: Library) -> None:
    library.remove([p.paper_id for p in papers(12)])
    desk.warm_up()
    assert "no papers yet" in text_of(desk.scene(token(), token()).latest)
    *_, last = desk.ask(token(), token(), "What is AmberNet?", limits=Filters())
    assert "do not answer" in text_of(last.latest)
    assert "No papers yet" in shelf.table(desk.assistant, shelf.Wanted())


def test_the_table_searches_sorts_and_turns_pages(browsing: Browsing) -> None:
    first = HTMLParser(browsing.sort(Held(), {"column": "upvotes"})["shelf"]).css("tbody tr")[0]
    assert "LindenNet" in first.text()
    found = HTMLParser(browsing.search(Held(query="cedarnet"), {})["shelf"]).css("tbody tr")
    assert "CedarNet" in found[0].text()
    assert "No paper fits" in browsing.search(Held(query="zzzz qqqq"), {})["shelf"] or found
    assert browsing.sort(Held(), {"column": "__class__"})["wanted"] == shelf.Wanted()


def test_files_are_read_by_content_and_thrown_away(browsing: Browsing) -> None:
    good, lying, odd = (browsing.files / name for name in ("good.txt", "lying.bib", "program.exe"))
    good.write_text(
        json.dumps({"title": "ZebraNet: Stripes", "abstract": "Counts stripes. " * 5}), encoding="utf-8"
    )
    lying.write_bytes(b"\x1f\x8b\x08")
    odd.write_text("x", encoding="utf-8")
    *_, report, shown = browsing.add(Held(), [str(good), str(good), str(lying), str(odd), "/etc/passwd"])
    told = text_of(report["report"])
    assert (
        "1 entry in 1 file: 1 added, 0 updated, 0 unchanged, 3 skipped; the library holds 13 papers" in told
    )
    assert "skipped lying.bib: a gzip archive" in told
    assert "skipped passwd: not an upload" in told
    assert list(browsing.files.iterdir()) == []
    assert "13 papers" in text_of(shown["top"])


def test_more_files_than_fit_are_named(browsing: Browsing) -> None:
    paths = []
    for n in range(uploads.MOST_FILES + 2):
        path = browsing.files / f"{n}.txt"
        path.write_text("x", encoding="utf-8")
        paths.append(str(path))
    read = uploads.read_uploads(paths, browsing.files)
    assert sum("more than 20 files" in line for line in read.skipped) == 2


def test_a_paper_is_removed_only_when_it_was_said_twice(browsing: Browsing) -> None:
    id_ = next(browsing.desk.assistant.catalogue.papers()).paper_id
    shown = browsing.paper(Held(), {"paper": id_})
    assert 'data-act="remove"' not in shown["paper"]
    assert 'data-act="remove"' in browsing.paper(Held(), {"paper": id_, "sure": "yes"})["paper"]
    assert "11 papers" in text_of(browsing.remove(Held(), {"paper": id_})["top"])
    assert "no longer" in browsing.paper(Held(), {"paper": id_})["paper"]


def test_cells_of_a_comparison_quote_their_papers(browsing: Browsing) -> None:
    ids = [p.paper_id for p in papers(3)]
    shown, said = comparing.compare(browsing.desk.assistant, ids, "how many nights")
    assert said is not None
    texts = {p.paper_id: p.text for p in papers(3)}
    assert all(texts[c.paper_id][c.start : c.end] == c.quote for c in said.citations)
    assert {c.paper_id for c in said.citations} == set(ids)
    assert len(HTMLParser(shown).css("thead th")) == 3


def test_at_most_five_papers_are_compared(browsing: Browsing) -> None:
    chosen: tuple[str, ...] = ()
    for made in papers(7):
        chosen = browsing.choose(Held(chosen=chosen), {"paper": made.paper_id})["chosen"]
    assert len(chosen) == 5
    assert browsing.choose(Held(chosen=chosen), {"paper": chosen[0]})["chosen"] == chosen[1:]
    assert browsing.choose(Held(chosen=chosen), {"paper": "no such"})["chosen"] == chosen


def test_the_settings_never_show_the_key(browsing: Browsing) -> None:
    settings = Settings(home=browsing.settings.home, api_key="sk-secret", model="m")
    shown = plain.settings_view(settings, browsing.desk.assistant.catalogue, "words")
    assert "sk-secret" not in shown
    assert "written by m" in text_of(shown)
