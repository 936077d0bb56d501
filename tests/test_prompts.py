"""Prompts are filled exactly: no gap without a value, no value without a gap, nothing read twice."""

from pathlib import Path

import pytest

from rag.generation.context import source
from rag.generation.prompts import FOLDER, PromptError, fill, gaps, read_prompt
from rag.generation.reply_reader import NO_ANSWER
from tests.fakes import paper

NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))


def test_a_filled_source_reads_so() -> None:
    lines = source(2, paper(0), paper(0).text).splitlines()
    assert lines[1:] == [
        "Title: AmberNet: Counting Tides by Night",
        "Published: 2024-01-01",
        "Kind of text: abstract",
        f"Text: {paper(0).text}",
        lines[0].replace("source 2", "end of source 2"),
    ]


def test_every_prompt_can_be_filled() -> None:
    for name in NAMES:
        filled = fill(name, **{gap: f"<{gap}>" for gap in gaps(name)})
        assert all(f"<{gap}>" in filled for gap in gaps(name))


def test_the_rules_name_the_phrase_that_code_knows() -> None:
    assert NO_ANSWER in fill("answer", no_answer=NO_ANSWER)


def test_a_missing_value_is_named() -> None:
    with pytest.raises(PromptError, match=r"answer\.md: no value for \$no_answer"):
        fill("answer")


def test_a_value_without_a_gap_is_named() -> None:
    with pytest.raises(PromptError, match=r"answer\.md: has no gap \$colour"):
        fill("answer", no_answer=NO_ANSWER, colour="red")


def test_filled_text_is_never_read_again_as_a_gap() -> None:
    filled = fill("split", question="what is $most and ${question} and $$?", most="4")
    assert "what is $most and ${question} and $$?" in filled


def test_an_unknown_prompt_names_those_there_are() -> None:
    with pytest.raises(PromptError, match="no prompt called 'nope'; there are: answer, conversation"):
        fill("nope")


def test_a_stray_dollar_is_refused(tmp_path: Path) -> None:
    (tmp_path / "price.md").write_text("costs 5$ and $what")
    with pytest.raises(PromptError, match="a dollar sign that is not a gap"):
        read_prompt(tmp_path / "price.md")
