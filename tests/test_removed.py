"""What was removed, and had back: from the command line and on the page."""

from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest import removed
from rag.ingest.library import Library
from rag.web.browsing import Browsing
from rag.web.session import SessionState
from tests.conftest import Ask
from tests.fakes import paper, papers
from tests.page_rooms import browsing, controller, library

__all__ = ["browsing", "controller", "library"]  # fixtures
AMBER, BIRCH, CEDAR = papers(3)


def held(library: Library) -> set[str]:
    return set(library.reader.now().ids())


def test_what_was_removed_last_comes_back_whole(home: Path, browsing: Browsing, library: Library) -> None:
    assert removed.remove(library, [AMBER])
    assert removed.remove(library, [BIRCH, CEDAR])
    assert len(held(library)) == 9
    assert [p.paper_id for p in removed.restore(library)] == [BIRCH.paper_id, CEDAR.paper_id]
    assert browsing.controller.find(BIRCH.paper_id) == BIRCH
    assert removed.restore(library, "no such paper") == []
    assert removed.restore(Library(home, NoEncoder())) == [AMBER], "also when the product is started anew"
    assert (len(held(library)), removed.restore(library)) == (12, [])


def test_a_damaged_note_of_what_was_removed_is_none(home: Path, library: Library) -> None:
    (home / "removed.jsonl").write_text('{"removal": "x"}\n', encoding="utf-8")
    assert removed.restore(library) == []
    assert removed.remove(library, [AMBER])
    assert removed.restore(library) == [AMBER]
    assert (home / "removed.jsonl").read_text(encoding="utf-8") == '{"removal": "x"}\n', "left as it is"


def test_the_page_takes_a_removal_back(browsing: Browsing) -> None:
    id_ = AMBER.paper_id
    gone = browsing.remove(SessionState(), {"paper": id_})
    assert f'data-act="put_back" data-paper="{id_}"' in gone["report"]
    back = browsing.put_back(SessionState(), {"paper": id_})
    assert AMBER.title in back["report"]
    assert browsing.controller.find(id_) == AMBER
    assert "no longer" in browsing.put_back(SessionState(), {"paper": id_})["report"]


def test_ask_remove_is_taken_back_and_takes_no_more_than_the_name(
    ask: Ask, home: Path, invented: Path
) -> None:
    ask("ingest", str(invented), home=home)
    ran = ask("remove", "AmberNet it", home=home)
    assert (ran.code, ran.err) == (1, "ask: no paper called 'AmberNet it'; did you mean AmberNet?\n")
    assert ask("remove", "AmberNet", home=home).err.endswith("have it back with: ask remove --undo\n")
    assert ask("remove", "--undo", "--json", home=home).json == {"restored": [AMBER.paper_id], "papers": 12}
    ran = ask("remove", "--undo", home=home)
    assert (ran.code, ran.err) == (1, "ask: nothing was removed that could be had back; see: ask papers\n")


@pytest.mark.parametrize("typed", [("remove",), ("remove", "AmberNet", "--undo")])
def test_a_removal_names_papers_or_is_taken_back(ask: Ask, typed: tuple[str, ...]) -> None:
    assert ask(*typed).code == 2


def test_a_column_sorts_by_the_family_name_of_the_first_author(browsing: Browsing, library: Library) -> None:
    named = [("Ada Wren", 900), ("Zoe Ash", 901)]
    library.ingest([paper(number, authors=(name,)) for name, number in named])
    shown = browsing.sort(SessionState(), {"column": "authors"})["shelf"]
    assert shown.index("Zoe Ash") < shown.index("Ada Wren")
    assert browsing.year(SessionState(), {"year": "2024"}) == {"query": "2024"}
