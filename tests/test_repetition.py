"""What a model says twice is shown once, and a loop ends; markers of every kind are understood."""

from collections.abc import Callable

import pytest

from rag.generation.repetition import RepetitionReader
from rag.generation.reply_reader import CheckedReply, ReplyReader
from rag.generation.writer import Writer
from rag.model.answer import Answer
from rag.verification.checker import SupportChecker
from tests.fakes import ASKED, QUOTED
from tests.model_server import ModelServer
from tests.test_write import PAPERS


def heard(text: str, size: int) -> tuple[str, bool]:
    """What is shown of a text that comes in pieces, and whether it went round."""
    reader = RepetitionReader()
    pieces = [reader.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + reader.finish(), reader.looping


GREEN, TREES = "Moss is green and wet [1].", "It grows on trees [2]."


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize(
    ("text", "shown", "loops"),
    [
        pytest.param(f"{GREEN} {TREES} {GREEN} The end of it.", f"{GREEN} {TREES} The end of it.", False, id="once"),  # noqa: E501
        pytest.param(f"{GREEN} " * 9, GREEN, True, id="a sentence"),
        pytest.param(f"{GREEN} {TREES} " * 9, f"{GREEN} {TREES}", True, id="two in turn"),
        pytest.param("and so on " * 20, "and so on and so", True, id="words"),
        pytest.param("- Fern Law cuts it\n- Fern Law cuts it\n", "- Fern Law cuts it", False, id="lines"),
        pytest.param("It is very very very good.", "It is very very very good.", False, id="stress"),
        pytest.param("Yes. Yes. It is.", "Yes. Yes. It is.", False, id="short"),
        pytest.param("On A 1.0, on B 2.0, on C 3.0.", "On A 1.0, on B 2.0, on C 3.0.", False, id="a list"),
        pytest.param(
            "C is here now. [2] A cat sits. [1] A cat sits. [1] D ends it.",
            "C is here now. [2] A cat sits. [1]  D ends it.", False, id="markers stay with their sentence",
        ),
    ],
)  # fmt: skip
def test_what_was_said_is_not_said_again(text: str, shown: str, loops: bool, size: int) -> None:
    found, looping = heard(text, size)
    assert (found.strip(), looping) == (shown, loops)


def test_white_space_without_end_is_not_waited_for() -> None:
    assert heard(" \n" * 500, 2)[1]


def test_a_word_without_end_is_cut() -> None:
    assert heard("Moss " + "ha" * 400, 3)[1]


def test_a_loop_is_stopped_at_the_server_and_said(server: ModelServer, writer: Callable[..., Writer]) -> None:
    server.mode = "loops"
    *shown, answer = writer().stream(PAPERS, ASKED, fallback=lambda: QUOTED)
    assert isinstance(answer, Answer)
    assert answer.answer.count("plain ones to fewer") == 1
    assert "".join(map(str, shown)) == answer.answer
    assert "the model began to repeat itself and was stopped" in answer.notes


# -- markers


def read(text: str, size: int) -> CheckedReply:
    reader = ReplyReader(PAPERS, SupportChecker(None))
    shown = "".join(reader.feed(text[at : at + size]) for at in range(0, len(text), size)) + reader.finish()
    assert shown.strip() == reader.outcome().text
    return reader.outcome()


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "marker",
    ["[cite: 2]", "[citation:2]", "［2］", "<sup>2</sup>", "<sup>[2]</sup>", r"\cite{2}", r"~\cite{2}", "**[2]**",  # noqa: E501
     "__[2]__", "[2\u200b]", "[\u20602]", "(2)"],
)  # fmt: skip
def test_a_marker_of_any_kind_is_a_citation(marker: str, size: int) -> None:
    found = read(
        f"Fern Law cuts the watering of ferns by 40% {marker}. It needs no pruning at all {marker}.", size
    )
    assert found.text == "Fern Law cuts the watering of ferns by 40% [1]. It needs no pruning at all [1]."
    assert {c.paper_id for c in found.citations} == {"fern"}


@pytest.mark.parametrize("size", [1, 1000])
def test_a_sentence_may_begin_right_behind_a_marker(size: int) -> None:
    found = read("Fern Law cuts the watering of ferns by 40% [2].It needs no pruning at all [2].", size)
    assert found.text == "Fern Law cuts the watering of ferns by 40% [1]. It needs no pruning at all [1]."
    assert len(found.sentences) == 2


def test_a_power_is_no_citation() -> None:
    assert "grows 10^3 trees [1]" in read("Moss Net grows 10<sup>3</sup> trees [3].", 4).text


def test_another_language_cannot_be_checked_but_its_figures_can() -> None:
    german = "Fern Law senkt den Wasserbedarf der Farne um 40 % [2]. Lantern erreicht damit eine Genauigkeit von 71,4 % [1]."  # noqa: E501
    found = read(german, 7)
    assert [s.support for s in found.sentences] == ["unchecked", "unchecked"]
    assert {c.support for c in found.citations} == {"unchecked"}
    assert "[?]" not in found.text
    wrong = read("Das Modell erreicht mit diesem Verfahren eine Genauigkeit von 93,7 % [1].", 7)
    assert [s.support for s in wrong.sentences] == ["unsupported"]
