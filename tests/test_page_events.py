"""The page's events: the table, the buttons that are drawn and the script say the same."""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.web import theme
from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.conversations import token
from rag.web.events import EVENTS, SIGNALS, Event
from rag.web.session import Changes, SessionState
from rag.web.tabling import Tabling
from tests.fakes import papers
from tests.page_rooms import (
    answering,
    asking,
    asking_in,
    browsing,
    collecting,
    configuring,
    controller,
    controller_of,
    evaluating,
    tabling,
)

__all__ = [
    "answering",
    "asking",
    "browsing",
    "collecting",
    "configuring",
    "controller",
    "evaluating",
    "tabling",
]  # fixtures

WEB = Path(theme.__file__).parent
BY_SCRIPT = {"halt", "narrow", "suggest"}  # by a key, a field, an answer that came, and by no button
ASKED_OF_PAGE = "How do I change the model?"  # its answer has a button to a room
FIRST, SECOND = (p.paper_id for p in papers(2))
CHOSEN = {
    "paper": FIRST,
    "turn": "0",
    "sure": "yes",
    "cite": "0",
    "rating": "up",
    "note": "so",
    "within": "shelf",
    "format": "bibtex",
    "tag": "to read",
    "name": "to read",
}
ASKED = "papers about counting since 2023"


@pytest.fixture(scope="module")
def begun(measured: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SessionState]:
    """A home, to be copied, and a session in it with something in every part of the page."""
    home = Path(shutil.copytree(measured, tmp_path_factory.mktemp("begun") / "home"))
    library = Library(home, NoEncoder())
    asking, tabling = asking_in(library), Tabling(controller_of(library))
    owner, conversation = token(), token()
    held = SessionState(owner=owner, conversation=conversation, box=ASKED)
    list(asking.ask(held, {}))
    list(asking.ask(SessionState(owner=owner, conversation=conversation, box="What is AmberNet?"), {}))
    asking.rate(held, {"turn": "0", "rating": "up"})
    asking.rate(held, {"turn": "1", "rating": "up"})
    whole = SessionState(
        owner=owner,
        conversation=conversation,
        chosen=(FIRST, SECOND),
        picked=(FIRST, SECOND),
        questions="What is counted?",
        box=ASKED,
        name="Amber",
    )
    *_, last = tabling.tabulate(whole, {})
    return home, replace(whole, tabled=last["tabled"])


@pytest.fixture
def library(begun: tuple[Path, SessionState], home: Path) -> Library:
    return Library(Path(shutil.copytree(begun[0], home)), NoEncoder())


@pytest.fixture
def state(begun: tuple[Path, SessionState]) -> SessionState:
    return begun[1]


def changes_of(event: Event, answering: list[object], state: SessionState, **data: str) -> Changes:
    """All that an event changes, the last value of each part."""
    changed: Changes = {}
    handler = next(partial(event.handler, one) for one in answering if event.is_of(one))
    given = handler(state, {**CHOSEN, **data})
    for changes in given if event.streams else [given]:
        changed |= changes
    return changed


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_changes_only_the_parts_that_it_names(
    event: Event, answering: list[object], state: SessionState
) -> None:
    message = {
        "message": ASKED,
        "query": "0",
        "field": "since",
        "column": "title",
        "page": "1",
        "name": "to read",
        "room": "settings",
    }
    changed = changes_of(event, answering, state, **message)
    assert changed.keys() <= set(event.changes)
    assert changed or event.name in ("halt", "halt_table", "halt_evaluation")


def drawn(answering: list[Any], state: SessionState) -> Iterator[str]:
    """Markup in which every button of the page occurs at least once."""
    asking, browsing, *more = answering
    in_use = [e for e in EVENTS if e.name not in ("halt", "forget", "remove", "keep", "new")]
    for event in in_use:
        for sure in ("yes", ""):
            message = {"sure": sure, "message": ASKED, "page": "0", "field": "nothing"}
            yield from map(str, changes_of(event, answering, state, **message).values())
    yield str(asking.new(state, {})["latest"])
    yield from (str(changes) for changes in asking.ask(replace(state, box=ASKED_OF_PAGE), {}))
    yield str(asking.forget(state, {"conversation": state.conversation})["hint"])
    yield str(more[0].tag(state, {"name": "to read"})["shelf"])
    yield str(browsing.paper(state, {"paper": "gone"})["paper"])
    yield str(next(more[-1].tabulate(state, {}))["literature"])  # while it is being filled
    yield str(next(more[-2].evaluate(state, {}))["evaluation"])
    yield str(browsing.remove(state, {"paper": FIRST})["report"])


def test_every_button_that_is_drawn_is_an_event_or_the_scripts_own(
    answering: list[object], browsing: Browsing, state: SessionState
) -> None:
    run = browsing.settings.home / "runs" / "1"
    run.mkdir(parents=True)
    (run / "metrics.json").write_text("{}", encoding="utf-8")
    (run / "scores.jsonl").write_text('{"id": "q", "failures": ["missed"]}\n', encoding="utf-8")
    (run / "answers.jsonl").write_text('{"id": "q", "question": "What?"}\n', encoding="utf-8")
    browsing.library.ingest(papers(60))  # more than one page of the table
    acts = {
        node.attributes["data-act"]
        for markup in drawn(answering, state)
        for node in HTMLParser(markup).css("[data-act]")
    }
    known = {event.name for event in EVENTS if event.from_script}
    assert acts - local_acts() <= known, "a button that nothing answers"
    assert known - acts == BY_SCRIPT, "an event that no button raises"
    assert local_acts() <= acts, "the script knows a button that is never drawn"


def local_acts() -> set[str]:
    """The buttons that the page's script answers itself, first or only."""
    script = (WEB / "page.js").read_text(encoding="utf-8")
    table = re.search(r"const LOCAL = \{\n(.*?)\n\};", script, re.S)
    assert table
    return set(re.findall(r"^  '([\w-]+)':", table[1], re.M))


def test_the_script_raises_only_events_of_the_table_and_is_told_them_all() -> None:
    script = (WEB / "page.js").read_text(encoding="utf-8")
    raised = set(re.findall(r"raise\('(\w+)'", script))
    assert raised <= {event.name for event in EVENTS if event.from_script}
    assert "do_" not in re.sub(r"function raise\(.*", "", script), "a list of events written a second time"
    assert json.dumps(SIGNALS) in theme.page_script(SIGNALS)


def test_an_event_is_written_once() -> None:
    names = [event.name for event in EVENTS]
    assert len(names) == len(set(names))
    raised = [name for event in EVENTS for name in event.raised_by if name != "page.load"]
    assert len(raised) == len(set(raised))


def test_every_part_and_listener_of_the_table_is_on_the_page(answering: list[object]) -> None:
    pytest.importorskip("gradio", reason="gradio is not installed")
    from ui import WebPage

    page = WebPage(*answering)
    page.build()
    assert {part for event in EVENTS for part in event.changes} <= set(page.parts)


def test_what_a_handler_changes_behind_the_tables_back_is_an_error(answering: list[object]) -> None:
    pytest.importorskip("gradio", reason="gradio is not installed")
    from ui import WebPage

    page, cite = WebPage(*answering), next(e for e in EVENTS if e.name == "cite")
    with pytest.raises(ValueError, match="cite changed"):
        page._values({"latest": "x"}, cite)
    page.build()
    assert page._values({"sources": "<b>"}, cite) == "&lt;b&gt;", "a plain text is escaped, and not in a list"


def test_markup_is_only_made_of_literals() -> None:
    """What comes from outside can then only get in by being escaped."""
    root = WEB.parents[1]
    for path in [*WEB.glob("*.py"), root / "ui.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup":
                assert all(isinstance(a, ast.Constant) for a in node.args), f"{path.name}:{node.lineno}"


# --- filters that are removed


def asked(asking: Asking, state: SessionState) -> Any:
    return asking.controller.answer(state.owner, state.conversation, 0)


def test_a_limit_that_is_removed_stays_away_when_the_question_is_asked_again(
    asking: Asking, state: SessionState
) -> None:
    assert asked(asking, state).parsed[0].filters.since == "2023-01-01"
    list(asking.widen(state, {"turn": "0", "query": "0", "field": "since"}))
    widened = asked(asking, state)
    assert (widened.question, widened.parsed[0].filters.empty) == (ASKED, True)
    list(asking.again(state, {"turn": "0"}))
    assert asked(asking, state).parsed[0].filters.empty


def test_a_limit_of_the_settings_is_removed_there_too(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), box="papers about counting", since="2024")
    list(asking.ask(state, {}))
    assert asked(asking, state).parsed[0].filters.since == "2024-01-01"
    first, *_ = asking.widen(state, {"turn": "0", "query": "0", "field": "since"})
    assert (first["since"], first["until"]) == ("", "")
    assert asked(asking, state).parsed[0].filters.empty


@pytest.mark.parametrize("data", [{}, {"turn": "7"}, {"turn": "0", "query": "0", "field": "__class__"}])
def test_a_limit_that_is_not_there_changes_nothing(
    asking: Asking, state: SessionState, data: dict[str, str]
) -> None:
    before = asked(asking, state)
    assert list(asking.widen(state, data)) == [{}]
    assert asked(asking, state) == before
