"""Tags: given, taken, kept with the library, and what lists, exports and questions make of them."""

from pathlib import Path

import pytest

from rag.answering.tagged import tags_of
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.tags import add_tag, drop_tag, ids_tagged, read_tags
from rag.model.errors import AskError
from rag.retrieval.catalogue import Catalogue
from tests.conftest import Ask
from tests.fakes import paper, papers

AMBER, BIRCH, CEDAR = (one.paper_id for one in papers(3))


def test_a_tag_is_given_once_whatever_its_case_and_gone_with_its_last_paper(home: Path) -> None:
    assert add_tag(home, " To  Read ", [AMBER]) == "To Read"
    assert add_tag(home, "to read", [BIRCH, AMBER]) == "To Read"
    assert read_tags(home) == {"To Read": (AMBER, BIRCH)}
    drop_tag(home, "TO READ", [AMBER])
    assert ids_tagged(home, "to read") == (BIRCH,)
    drop_tag(home, "to read", [BIRCH])
    assert read_tags(home) == {}


@pytest.mark.parametrize("name", ["", " \n", "\x00", "x" * 41])
def test_what_is_no_name_is_no_tag(home: Path, name: str) -> None:
    with pytest.raises(AskError, match="1 to 40 characters"):
        add_tag(home, name, [AMBER])


def test_a_file_of_tags_that_is_damaged_is_never_written_over(home: Path) -> None:
    home.mkdir()
    (home / "tags.json").write_text("{", encoding="utf-8")
    with pytest.raises(AskError, match=r"tags\.json cannot be read"):
        add_tag(home, "read", [AMBER])
    assert (home / "tags.json").read_text(encoding="utf-8") == "{"


def test_a_tag_outlives_a_rebuild_a_removal_that_is_undone_and_an_id_that_is_found_later(home: Path) -> None:
    library = Library(home, NoEncoder())
    library.ingest(papers(3))
    add_tag(home, "read", [AMBER, BIRCH])
    library.remove([BIRCH])
    assert tags_of(Catalogue(library.reader.now()), home) == {"read": (AMBER,)}
    library.ingest([paper(1), paper(0, paper_id="2401.00001")])
    library.rebuild()
    now = tags_of(Catalogue(library.reader.now()), home)["read"]
    assert now == ("2401.00001", BIRCH)


def test_the_papers_of_a_tag_are_listed_exported_and_asked_alone(
    ask: Ask, tmp_path: Path, invented: Path
) -> None:
    home = tmp_path / "tagged"
    assert ask("ingest", str(invented), home=home).code == 0
    assert "2 papers tagged to read" in ask("papers", "-k", "2", "--add-tag", "to read", home=home).err
    assert ask("papers", "--tags", home=home).out == "to read (2)\n"
    listed = ask("papers", "--tag", "TO READ", "--json", home=home).json
    assert [(p["paper_id"], p["tags"]) for p in listed] == [(AMBER, ["to read"]), (BIRCH, ["to read"])]
    assert ask("export", "--tag", "to read", home=home).out.count("@misc{") == 2
    assert ask("What is CedarNet?", "--tag", "to read", home=home).code != 0
    assert ask("What is BirchNet?", "--tag", "to read", home=home).code == 0
    assert "to read taken from 1 paper" in ask("papers", "Birch", "--drop-tag", "To read", home=home).err
    assert [p["paper_id"] for p in ask("papers", "--tag", "to read", "--json", home=home).json] == [AMBER]


@pytest.mark.parametrize("command", [("papers",), ("export",), ("search", "tides"), ("What is AmberNet?",)])
def test_a_tag_that_does_not_exist_is_said_and_those_that_do_are_named(
    ask: Ask, command: tuple[str, ...]
) -> None:
    found = ask(*command, "--tag", "nope")
    assert found.code == 1
    assert "no tag is called 'nope'; give papers one with: ask papers" in found.err


def test_nothing_is_tagged_where_no_paper_fits(ask: Ask) -> None:
    assert "no tag was changed" in ask("papers", "zzzz", "--add-tag", "x").err
    assert ask("papers", "--tags").out == ""
