"""A paper that only perhaps fits a list stays one that only perhaps fits, whatever is done with the list."""

from dataclasses import replace

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer
from tests.fakes import TODAY
from tests.reading import LIBRARY
from tests.test_shown_lists import LISTED, SLEEP, cited


@pytest.fixture(scope="module")
def sleep(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    library = Library(tmp_path_factory.mktemp("doubted"), MiniLMEncoder(minilm))
    library.ingest((*LIBRARY, *SLEEP))
    return Assistant(library.reader, MiniLMEncoder(minilm), today=lambda: TODAY)


def after(assistant: Assistant, doubted: tuple[str, ...], *turns: str) -> Answer:
    """The last answer after a list whose papers fit but for those that are `doubted`."""
    listed = assistant.ask(LISTED)
    answers = [replace(listed, parsed=(replace(listed.parsed[0], doubted=doubted),))]
    for message in turns:
        answers.append(assistant.ask(message, answers))
    return answers[-1]


@pytest.mark.parametrize(
    ("turns", "head"),
    [
        pytest.param(("only since 2016",), "3 of these 4 papers fit, one of them perhaps", id="dated"),
        pytest.param(("no owls please",), "3 of these 4 papers fit, one of them perhaps", id="without"),
        pytest.param(
            ("no owls please", "only since 2017"), "2 of these 3 papers fit, one of them perhaps", id="twice"
        ),
        pytest.param(
            ("no owls please", "sort by date"), "These 3 papers, one of them perhaps", id="in order"
        ),
        pytest.param(("only those with a model",), "1 of these 4 papers may fit", id="the only one"),
        pytest.param(("the newest?",), "The newest is Sleep and Scans", id="by date"),
    ],
)
def test_the_mark_goes_on_with_what_is_left_of_a_list(
    sleep: Assistant, turns: tuple[str, ...], head: str
) -> None:
    answer = after(sleep, ("maths",), *turns)
    first, *lines = answer.answer.splitlines()
    assert first.startswith(head)
    alone = len(cited(answer)) == 1  # the line above it says that it may fit
    assert ["perhaps)" in line for line in lines if "Model of Sleep" in line] == [not alone]
    assert not any("perhaps)" in line for line in lines if "Model of Sleep" not in line)


def test_of_those_picked_by_a_subject_each_keeps_its_mark(sleep: Assistant) -> None:
    answer = after(sleep, ("short",), "which of them are about magnetic resonance").answer
    assert answer.startswith("2 of these 4 papers:")
    assert "- Dreams in Brain Networks (2016-05-01, perhaps): “" in answer
    assert answer.count("perhaps") == 1


def test_a_table_marks_them_too(sleep: Assistant) -> None:
    rows = after(sleep, ("maths",), "make it a table").answer.splitlines()
    assert ["(perhaps)" in row for row in rows if row.startswith("| A Model")] == [True]


def test_where_none_surely_fits_it_is_said_above_them(sleep: Assistant) -> None:
    answer = after(sleep, ("scan", "short", "maths", "owls"), "only since 2016").answer
    assert answer.startswith("3 of these 4 papers may fit (")
    assert "perhaps" not in answer
