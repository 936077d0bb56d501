"""Selecting papers on the page: tags, files, questions to them alone, columns that are narrowed."""

from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.ingest.tags import read_tags
from rag.web.asking import Asking
from rag.web.browsing import Browsing
from rag.web.collecting import Collecting
from rag.web.conversations import token
from rag.web.session import SessionState
from rag.web.shelf import TableState
from tests.fakes import papers
from tests.page_rooms import asking, browsing, collecting, controller, library

__all__ = ["asking", "browsing", "collecting", "controller", "library"]  # fixtures
AMBER, BIRCH, CEDAR = (paper.paper_id for paper in papers(3))


def titles(shelf: str) -> list[str]:
    return [node.text().partition(":")[0] for node in HTMLParser(shelf).css("tbody .title")]


def picked(collecting: Collecting, *ids: str) -> SessionState:
    state = SessionState(owner=token(), conversation=token())
    for id_ in ids:
        state = replace(state, picked=collecting.mark(state, {"paper": id_})["picked"])
    return state


def test_a_paper_is_selected_and_no_longer_and_one_that_is_not_there_never(collecting: Collecting) -> None:
    state = picked(collecting, AMBER, BIRCH, "no such")
    assert state.picked == (AMBER, BIRCH)
    assert picked(collecting, AMBER, BIRCH, AMBER).picked == (BIRCH,)
    shown = collecting.browsing.shelf(state, {})["shelf"]
    assert len(HTMLParser(shown).css("[data-act='mark'][checked]")) == 2
    assert collecting.unmark_all(state, {})["selection"] == ""


def test_a_tag_is_given_to_the_selection_filters_the_table_and_is_taken_away(collecting: Collecting) -> None:
    state = picked(collecting, AMBER, CEDAR)
    assert "to read (2)" in collecting.tag(state, {"name": "to read"})["shelf"]
    shown = collecting.tagged(state, {"tag": "to read"})
    assert titles(shown["shelf"]) == ["AmberNet", "CedarNet"]
    state = replace(state, table=shown["table"])
    page = collecting.untag(state, {"tag": "to read", "paper": AMBER})["paper"]
    assert 'data-act="untag"' not in page
    assert read_tags(collecting.browsing.settings.home) == {"to read": (CEDAR,)}
    gone = collecting.untag(state, {"tag": "to read"})
    assert gone["table"].tag == "", "a filter by a tag that is gone would show nothing"
    assert len(titles(gone["shelf"])) == 12


def test_a_tag_or_a_selection_is_asked_alone(collecting: Collecting, asking: Asking) -> None:
    state = picked(collecting, BIRCH)
    state = replace(state, owner=token(), conversation=token())
    asking.only(state, {"within": "selection"})
    assert asking.controller.conversations.open(state.owner, state.conversation).only == (BIRCH,)
    collecting.tag(state, {"name": "to read"})
    tagged = replace(state, picked=(), table=TableState(tag="to read"), conversation=token())
    asking.only(tagged, {"within": "shelf"})
    assert asking.controller.conversations.open(state.owner, tagged.conversation).only == (BIRCH,)


def test_the_selection_is_taken_away_as_a_file_and_compared(collecting: Collecting) -> None:
    state = picked(collecting, AMBER, CEDAR)
    file: dict[str, Any] = collecting.export_picked(state, {"format": "ris"})["effects"]
    assert (file["name"], file["text"].count("TY  - ")) == ("selection.ris", 2)
    assert collecting.compare_picked(state, {})["chosen"] == (AMBER, CEDAR)


def test_columns_are_narrowed_together_and_one_after_the_other(browsing: Browsing) -> None:
    first = browsing.narrow(SessionState(), {"column": "published", "text": "2024-03"})
    assert titles(first["shelf"]) == ["CedarNet"]
    state = SessionState(table=first["table"])
    none = browsing.narrow(state, {"column": "title", "text": "amber"})
    assert titles(none["shelf"]) == []
    assert "No paper fits" in none["shelf"]
    state = SessionState(table=none["table"])
    again = browsing.narrow(state, {"column": "published", "text": " "})
    assert titles(again["shelf"]) == ["AmberNet"]
    assert browsing.narrow(state, {"column": "__class__", "text": "x"})["table"] == state.table


def test_words_that_no_paper_has_find_no_paper(browsing: Browsing) -> None:
    none = browsing.search(SessionState(query="zzzzqqq wqwqwq"), {})["shelf"]
    assert titles(none) == []
    assert "No paper found" in none
    assert "Ask only these" not in none
    for typed in (
        "glaciers zzzzqqq",
        "AmbreNet",
        "ambernet-cou",
        "2024-03",
    ):  # a word, a slip, a part, a date
        assert titles(browsing.search(SessionState(query=typed), {})["shelf"]), typed
