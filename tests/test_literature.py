"""Literature tables: each cell has its paper's words or says that they are not stated."""

from dataclasses import replace

import pytest

from rag.answering.assistant import Assistant
from rag.answering.literature import Cell, LiteratureTable, filled, questions_in
from rag.answering.literature_files import as_csv, as_json, as_markdown
from rag.model.errors import AskError
from rag.web.session import SessionState
from rag.web.tabling import Tabling
from tests.conftest import Ask
from tests.fakes import papers
from tests.page_rooms import controller, library, tabling

__all__ = ["controller", "library", "tabling"]  # fixtures
AMBER, BIRCH, CEDAR = (paper.paper_id for paper in papers(3))
ASKED = (
    "On how many nights does it err?",
    "Which GPUs were used?",
    "When was it published?",
    "What method is proposed?",
)


def whole(assistant: Assistant, *questions: str) -> LiteratureTable:
    *_, table = filled(assistant, [AMBER, "no such", BIRCH], questions)
    return table


def test_a_cell_is_its_papers_own_words_a_field_or_not_stated(tabling: Tabling) -> None:
    table = whole(tabling.controller.assistant, *ASKED)
    texts = {paper.paper_id: paper.text for paper in papers(3)}
    assert [row.paper.paper_id for row in table.rows] == [AMBER, BIRCH]
    for row in table.rows:
        nights, gpus, date, method = row.cells
        assert gpus == Cell()
        assert date == Cell(row.paper.published or "")
        assert "nights" in nights.text
        assert f"We present {row.paper.title.partition(':')[0]}" in method.text
        for quoted in filter(None, (nights.citation, method.citation)):
            assert texts[row.paper.paper_id][quoted.start : quoted.end] == quoted.quote
            assert quoted.number == row.number


def test_a_name_in_a_question_is_asked_of_each_paper(assistant: Assistant) -> None:
    named = next(assistant.catalogue.papers()).title.partition(":")[0]
    ids = [paper.paper_id for paper in assistant.catalogue.papers()]
    *_, table = filled(assistant, ids, [f"Is it compared with {named}?"])
    stated = [row.paper.title for row in table.rows if row.cells[0].text]
    assert len(stated) < len(ids) / 2, stated


@pytest.mark.parametrize("typed", [[], [" ", ""], [f"q{n}" for n in range(13)]])
def test_a_table_has_one_question_to_twelve(typed: list[str]) -> None:
    with pytest.raises(AskError, match="1 to 12 questions"):
        questions_in(typed)
    assert questions_in(["What?  ", "What?", "Why?"]) == ("What?", "Why?")


def test_a_table_is_written_as_markdown_csv_and_json(tabling: Tabling) -> None:
    table = whole(tabling.controller.assistant, "Which GPUs | were used?", ASKED[0])
    head, rule, first, *_ = as_markdown(table).split("\n")
    assert head == "| Paper | Which GPUs \\| were used? | On how many nights does it err? |"
    assert rule == "| --- | --- | --- |"
    assert first.startswith("| AmberNet | not stated | “It errs by 2.5% on 3 nights")
    assert "1. AmberNet: Counting Tides by Night, 2024-01-01" in as_markdown(table)
    assert as_csv(table).split("\n")[1].startswith("AmberNet: Counting Tides by Night,2024-01-01,")
    cell = as_json(table)["rows"][0]["answers"]
    assert (cell[0], cell[1]["text"][:5]) == (None, "It er")


def test_a_table_on_the_page_is_stopped_cited_and_taken_away(tabling: Tabling) -> None:
    state = SessionState(owner="o", picked=(AMBER, BIRCH, CEDAR), questions="\n".join(ASKED[:2]))
    *_, last = tabling.tabulate(state, {})
    assert last["literature"].count("not stated") == 3
    state = replace(state, tabled=last["tabled"])
    assert "<mark" in tabling.cite_table(state, {"cite": "2"})["tabled_card"]
    assert "CedarNet" in tabling.cite_table(state, {"cite": "2"})["tabled_card"]
    assert tabling.export_table(state, {"format": "csv"})["effects"]["name"] == "literature.csv"
    steps = tabling.tabulate(state, {})
    assert "0 of 3 papers read" in next(steps)["literature"]
    tabling.halt_table(state, {})
    *_, stopped = steps
    assert "stopped before" in stopped["literature"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"picked": ()}, "Select papers"),
        ({"questions": "\n"}, "1 to 12"),
        ({"picked": ("x",) * 301}, "at most 300"),
    ],
)
def test_what_a_table_cannot_be_made_of_is_said(
    tabling: Tabling, change: dict[str, object], told: str
) -> None:
    state = replace(SessionState(picked=(AMBER,), questions=ASKED[0]), **change)  # type: ignore[arg-type]
    (only,) = tabling.tabulate(state, {})
    assert told in only["literature"]


def test_the_command_prints_a_table_of_the_papers_it_lists(ask: Ask) -> None:
    found = ask("papers", "-k", "2", "--table", ASKED[0], "--table", ASKED[1])
    assert found.out.startswith("| Paper | On how many nights does it err? | Which GPUs were used? |\n")
    assert "2 papers, 2 questions" in found.err
    assert ask("papers", "-k", "2", "--table", ASKED[0], "--csv").out.count("\n") == 3
    assert len(ask("papers", "-k", "2", "--table", ASKED[0], "--json").json["rows"]) == 2
