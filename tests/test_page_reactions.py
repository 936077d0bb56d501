"""What the page does when something is clicked, typed or dropped on it, without a browser."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.answering.assistant import Assistant
from rag.answering.comparison import compare_papers
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.filters import NO_FILTERS, Filters
from rag.model.listener import STOPPED
from rag.model.settings import Settings
from rag.web import shelf, tables, uploads
from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.comparing import comparison_view
from rag.web.controller import Controller, Request
from rag.web.conversations import ConversationStore, token
from rag.web.session import SessionState
from rag.web.stream_buffer import StreamBuffer
from tests.fakes import papers
from tests.page_rooms import TODAY, asking, browsing, controller, library

__all__ = ["asking", "browsing", "controller", "library"]  # fixtures


def text_of(markup: str) -> str:
    return " ".join(HTMLParser(markup).text().split())


def test_a_question_is_answered_kept_and_can_be_asked_again(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), box="What is AmberNet?")
    *_, last = asking.ask(state, {})
    assert "aria-busy" not in last["latest"]
    assert "AmberNet" in text_of(last["latest"])
    kept = asking.controller.conversations.open(state.owner, state.conversation)
    assert [a.question for a in kept.answers] == ["What is AmberNet?"]
    *_, last = asking.again(state, {"turn": "0"})
    assert len(asking.controller.conversations.open(state.owner, state.conversation).answers) == 1
    assert "aria-busy" not in list(asking.again(state, {"turn": "9"}))[-1]["latest"]


def test_a_follow_up_knows_what_was_said(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), box="What is AmberNet?")
    list(asking.ask(state, {}))
    list(
        asking.ask(
            SessionState(owner=state.owner, conversation=state.conversation, box="by how much does it err?"),
            {},
        )
    )
    assert (
        "AmberNet"
        in asking.controller.conversations.open(state.owner, state.conversation).answers[1].understood
    )


def test_stopping_ends_the_answer_of_a_model_that_has_fallen_silent(controller: Controller) -> None:
    silence, left = Event(), Event()

    class Silent(Assistant):
        def stream(self, *_: Any, **__: Any) -> Iterator[str | Answer]:
            try:
                yield "First. "
                silence.wait(120)
                yield "Second. "
            finally:
                left.set()

    controller.assistant = Silent(controller.assistant._reader, NoEncoder())
    owner, conversation = token(), token()
    views = controller.ask(owner, conversation, Request("anything"))
    assert "First." in [next(views), next(views)][1].latest
    controller.stop(conversation)
    assert STOPPED in list(views)[-1].latest
    (kept,) = controller.conversations.open(owner, conversation).answers
    assert (kept.answer, kept.notes) == ("First. ", (STOPPED,))
    silence.set()
    assert left.wait(120), "the model is not read on"


def test_pieces_that_come_together_are_shown_together_and_none_waits_for_the_next() -> None:
    silence = Event()

    def source() -> Iterator[str]:
        yield from "abc"
        silence.wait(120)
        yield "d"

    frames = StreamBuffer(source()).frames(0.5)  # so long, for a busy machine
    assert "".join(next(frames)) == "abc"
    silence.set()
    assert [pieces for pieces in frames if pieces] == [["d"]]


def test_two_windows_on_one_conversation_lose_no_answer(controller: Controller) -> None:
    owner, conversation = token(), token()
    first = controller.ask(owner, conversation, Request("What is AmberNet?"))
    next(first)
    list(controller.ask(owner, conversation, Request("What is BirchNet?")))
    controller.rate(owner, conversation, 1, "up")
    list(first)
    kept = controller.conversations.open(owner, conversation)
    assert [a.question for a in kept.answers] == ["What is AmberNet?", "What is BirchNet?"]
    assert kept.ratings == {1: "up"}
    assert all(answer.answer for answer in kept.answers)


def test_an_answer_that_cannot_be_kept_is_shown_and_said_so(controller: Controller, home: Path) -> None:
    (home / "page").mkdir()
    (home / "page" / "talks").write_text("in the way", encoding="utf-8")
    *_, last = controller.ask(token(), token(), Request("What is AmberNet?"))
    assert "which counts tides" in text_of(last.latest)
    assert "Not saved yet: " in text_of(last.latest)


def test_an_old_conversation_still_shows_the_quotes_of_a_paper_that_was_removed(
    controller: Controller, library: Library
) -> None:
    owner, conversation = token(), token()
    list(controller.ask(owner, conversation, Request("What is AmberNet?")))
    (answer,) = controller.conversations.open(owner, conversation).answers
    library.remove([answer.citations[0].paper_id])
    view = controller.view(owner, conversation)
    assert "no longer in the library" in text_of(view.sources or "")
    assert answer.citations[0].quote in text_of(view.sources or "")
    list(controller.ask(owner, conversation, Request("by how much does it err?")))


@pytest.mark.parametrize(
    ("error", "told"),
    [(AskError("the model\nis away"), "the model is away"), (KeyError("secret path"), "the log")],
)
def test_trouble_is_one_line_on_the_page(controller: Controller, error: Exception, told: str) -> None:
    class Broken(Assistant):
        def stream(self, *_: Any, **__: Any) -> Iterator[str | Answer]:
            raise error
            yield ""

    controller.assistant = Broken(controller.assistant._reader, NoEncoder())
    *_, last = controller.ask(token(), token(), Request("anything"))
    assert told in text_of(last.latest)
    assert "secret" not in last.latest


def test_an_empty_library_is_said_to_be_empty_and_answers_nothing(
    controller: Controller, library: Library
) -> None:
    library.remove([p.paper_id for p in papers(12)])
    controller.warm_up()
    assert "no papers yet" in text_of(controller.view(token(), token()).latest)
    *_, last = controller.ask(token(), token(), Request("What is AmberNet?"))
    assert "No paper here mentions AmberNet." in text_of(last.latest)
    assert "No papers yet" in shelf.table(controller.assistant, shelf.TableState())


def test_the_table_searches_sorts_and_turns_pages(browsing: Browsing) -> None:
    first = HTMLParser(browsing.sort(SessionState(), {"column": "upvotes"})["shelf"]).css("tbody tr")[0]
    assert "LindenNet" in first.text()
    found = HTMLParser(browsing.search(SessionState(query="cedarnet"), {})["shelf"]).css("tbody tr")
    assert "CedarNet" in found[0].text()
    assert "No paper fits" in browsing.search(SessionState(query="zzzz qqqq"), {})["shelf"] or found
    assert browsing.sort(SessionState(), {"column": "__class__"})["table"] == shelf.TableState()


def test_files_are_read_by_content_and_thrown_away(browsing: Browsing) -> None:
    good, lying, odd = (browsing.files / name for name in ("good.txt", "lying.bib", "program.exe"))
    good.write_text(
        json.dumps({"title": "ZebraNet: Stripes", "abstract": "Counts stripes. " * 5}), encoding="utf-8"
    )
    lying.write_bytes(b"\x1f\x8b\x08")
    odd.write_text("x", encoding="utf-8")
    paths = (str(good), str(good), str(lying), str(odd), "/etc/passwd")
    emptied, *_, report, shown = browsing.add(SessionState(upload=paths), {})
    assert emptied == {"upload": None}, "what is dropped meanwhile must not be these again"
    told = text_of(report["report"])
    assert (
        "1 entry in 1 file: 1 added, 0 updated, 0 unchanged, 0 skipped; 3 files not read; "
        "the library holds 13 papers" in told
    )
    assert "skipped lying.bib: a damaged archive" in told
    assert "skipped passwd: not an upload" in told
    assert list(browsing.files.iterdir()) == []
    assert "13 papers" in text_of(shown["top"])


def test_adding_papers_begins_on_the_first_screen(browsing: Browsing, controller: Controller) -> None:
    assert 'data-act="bring"' in controller.view(token(), token()).latest
    assert browsing.bring(SessionState(), {})["room"] == "library"


@pytest.mark.parametrize(
    ("seconds", "done", "told"),
    [(0.5, 1, ""), (10, 100, ", about 90 s left:"), (60, 100, ", about 9 min left:"), (60, 1000, "")],
)
def test_the_time_that_adding_still_takes_is_told_once_it_can_be(
    seconds: float, done: int, told: str
) -> None:
    assert uploads._left(seconds, done, 1000) == told


def test_more_files_than_fit_are_named(browsing: Browsing) -> None:
    paths = []
    for n in range(uploads.MOST_FILES + 2):
        path = browsing.files / f"{n}.txt"
        path.write_text("x", encoding="utf-8")
        paths.append(str(path))
    read = uploads.read_uploads(paths, browsing.files)
    assert sum("more than 20 files" in line for line in read.unread) == 2
    assert list(browsing.files.iterdir()) == []


def test_a_thousand_files_at_once_are_one_line_and_none_stays(browsing: Browsing) -> None:
    paths = [browsing.files / f"{number}.exe" for number in range(1000)]
    for path in paths:
        path.touch()
    read = uploads.read_uploads([*map(str, paths)], browsing.files)
    assert sum("980 files were not read" in line for line in read.unread) == 1
    assert len(read.unread) == uploads.MOST_FILES + 1
    assert list(browsing.files.iterdir()) == []


def test_a_paper_is_removed_only_when_it_was_said_twice(browsing: Browsing) -> None:
    id_ = next(browsing.controller.assistant.catalogue.papers()).paper_id
    shown = browsing.paper(SessionState(), {"paper": id_})
    assert 'data-act="remove"' not in shown["paper"]
    assert 'data-act="remove"' in browsing.paper(SessionState(), {"paper": id_, "sure": "yes"})["paper"]
    assert "11 papers" in text_of(browsing.remove(SessionState(), {"paper": id_})["top"])
    assert "no longer" in browsing.paper(SessionState(), {"paper": id_})["paper"]


def test_cells_of_a_comparison_quote_their_papers(browsing: Browsing) -> None:
    ids = [p.paper_id for p in papers(3)]
    found = compare_papers(browsing.controller.assistant, ids, "how many nights")
    texts = {p.paper_id: p.text for p in papers(3)}
    assert all(texts[c.paper_id][c.start : c.end] == c.quote for c in found.citations)
    assert {c.paper_id for c in found.citations} == set(ids)
    assert len(HTMLParser(comparison_view(found)).css("thead th")) == 3


def test_at_most_five_papers_are_compared(browsing: Browsing) -> None:
    chosen: tuple[str, ...] = ()
    for made in papers(7):
        chosen = browsing.choose(SessionState(chosen=chosen), {"paper": made.paper_id})["chosen"]
    assert len(chosen) == 5
    assert browsing.choose(SessionState(chosen=chosen), {"paper": chosen[0]})["chosen"] == chosen[1:]
    assert browsing.choose(SessionState(chosen=chosen), {"paper": "no such"})["chosen"] == chosen


def test_the_settings_never_show_the_key(browsing: Browsing) -> None:
    settings = Settings(home=browsing.settings.home, api_key="sk-secret", model="m")
    shown = tables.settings_view(settings, 12, "words")
    assert "sk-secret" not in shown
    assert "written by m" in text_of(shown)


class Interrupted(Assistant):
    """While it looks for what may be asked next, the reader does something else."""

    meanwhile: Callable[[], object] | None = None

    def quoted(
        self, message: str, history: Sequence[Answer] = (), *, filters: Filters = NO_FILTERS
    ) -> Answer:
        if self.meanwhile:
            self.meanwhile()
        return super().quoted(message, history, filters=filters)


def test_what_may_be_asked_next_is_not_written_over_another_conversation(
    library: Library, home: Path
) -> None:
    assistant = Interrupted(library.reader, NoEncoder())
    controller = Controller(assistant, ConversationStore(home / "page" / "talks"))
    asking = Asking(Settings(home=home), controller, lambda: TODAY)
    state = SessionState(owner=token(), conversation=token(), box="What is AmberNet?", window="mine")
    list(asking.ask(state, {}))
    assert "AmberNet" in text_of(asking.suggest(state, {})["latest"])
    assistant.meanwhile = lambda: asking.new(replace(state, window="another"), {})
    assert "latest" in asking.suggest(state, {})
    assistant.meanwhile = lambda: asking.new(state, {})
    assert asking.suggest(state, {}) == {}
