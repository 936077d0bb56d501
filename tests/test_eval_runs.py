"""Runs of the evaluation: kept, found again, compared; the tables and the report people see."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from eval.cases import cases, repeat
from eval.record import rows
from eval.report import render
from eval.runner import ask_all, converse
from eval.runs import RunError, Timing, all_runs, find_run, open_run
from eval.suite import RunContext, carry_out
from eval.summary import comparisons
from eval.tables import difference_lines, figures_table, kinds_table, robustness_line, runs_table, speed_line
from rag.model.answer import Answer
from rag.verification.checker import SupportChecker
from tests.eval_fakes import (
    ABOUT,
    PAPERS,
    QUESTIONS,
    Broken,
    QuotingAssistant,
    never_refusing,
    papers_reversed,
    question,
    run,
)


def test_two_runs_of_the_same_code_are_equal_to_the_byte(tmp_path: Path) -> None:
    one, other = (run(tmp_path / name, QuotingAssistant()) for name in ("one", "other"))
    for name in ("answers.jsonl", "scores.jsonl", "metrics.json"):
        assert (one.path / name).read_bytes() == (other.path / name).read_bytes()


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole = run(tmp_path / "whole", QuotingAssistant())
    opened = open_run(tmp_path, ABOUT, tmp_path / "cut")
    ask_all(QuotingAssistant(), QUESTIONS[:3], opened)
    with (opened.path / "answers.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "follow-1", "ques')  # the machine died in the middle of a line
    again = QuotingAssistant()
    finished = run(tmp_path / "cut", again)
    assert again.asked == len(QUESTIONS) - 3 + 1  # the conversation has two turns
    assert (finished.path / "metrics.json").read_bytes() == (whole.path / "metrics.json").read_bytes()


def test_ctrl_c_keeps_what_was_answered_and_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Impatient(QuotingAssistant):
        def stream(self, message: str, history: Sequence[Answer] = ()) -> Iterator[str | Answer]:
            if self.asked == 2:
                raise KeyboardInterrupt
            return super().stream(message, history)

    opened = open_run(tmp_path, ABOUT, tmp_path / "run")
    with pytest.raises(SystemExit) as caught:
        carry_out(opened, QUESTIONS, lambda: RunContext(Impatient(), PAPERS, SupportChecker(None)))
    assert caught.value.code == 130
    assert list(opened.answered()) == ["fact-1", "fact-2"]
    assert "interrupted after 2 of 8; the same command goes on" in capsys.readouterr().err
    carry_out(opened, QUESTIONS, lambda: RunContext(QuotingAssistant(), PAPERS, SupportChecker(None)))
    assert opened.finished
    assert "going on with run run: 2 of 8 answered before" in capsys.readouterr().err


def test_two_runs_cannot_share_a_folder_at_the_same_time(tmp_path: Path) -> None:
    opened = open_run(tmp_path, ABOUT, tmp_path / "run")
    with opened.held():
        held = r"run is being run by ask eval \(process \d+\); wait for it, or name another folder with --out"
        with pytest.raises(RunError, match=held):
            run(opened.path, QuotingAssistant())
        assert opened.answered() == {}
    assert run(opened.path, QuotingAssistant()).finished


def test_runs_begun_in_the_same_second_get_a_folder_each(tmp_path: Path) -> None:
    abouts = [replace(ABOUT, commit=str(n)) for n in range(3)]
    assert len({open_run(tmp_path, about).path for about in abouts}) == 3


def test_a_line_that_is_still_being_written_is_not_read_and_not_touched(tmp_path: Path) -> None:
    opened = open_run(tmp_path, ABOUT, tmp_path / "run")
    ask_all(QuotingAssistant(), QUESTIONS[:2], opened)
    for name in ("answers", "timings"):
        with (opened.path / f"{name}.jsonl").open("a", encoding="utf-8") as file:
            file.write('{"id": "é'[:-1])
    before = (opened.path / "answers.jsonl").read_bytes()
    assert (len(opened.answered()), len(opened.timings())) == (2, 2)
    assert "cut off after 2" in shown(runs_table(all_runs(tmp_path)))
    assert (opened.path / "answers.jsonl").read_bytes() == before


def test_the_first_word_is_timed_and_white_space_is_none() -> None:
    now = 100.0

    class Halting(QuotingAssistant):
        def stream(self, message: str, history: Sequence[Answer] = ()) -> Iterator[str | Answer]:
            nonlocal now
            for piece in super().stream(message, history):  # white space, the text, the answer
                now += 1
                yield piece

    assert converse(Halting(), ["What is moss?"], lambda: now)[1] == Timing(seconds=3, first=2)


def test_an_unfinished_run_is_found_again_and_a_finished_one_left_alone(tmp_path: Path) -> None:
    first = open_run(tmp_path, ABOUT)
    assert open_run(tmp_path, ABOUT).path == first.path
    assert open_run(tmp_path, replace(ABOUT, source_hash="other")).path != first.path
    run(first.path, QuotingAssistant())
    assert open_run(tmp_path, ABOUT).path != first.path


def test_a_folder_of_another_run_is_not_written_into(tmp_path: Path) -> None:
    open_run(tmp_path, ABOUT, tmp_path / "one")
    with pytest.raises(RunError, match="holds another run"):
        open_run(tmp_path, replace(ABOUT, questions_hash="other"), tmp_path / "one")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").touch()
    with pytest.raises(RunError, match="holds no run"):
        open_run(tmp_path, ABOUT, tmp_path / "letters")


def test_a_run_is_found_by_the_start_of_its_id(tmp_path: Path) -> None:
    for name in ("20260101-1", "20260102-1"):
        open_run(tmp_path, ABOUT, tmp_path / name)
    assert find_run(tmp_path, "20260101").id == "20260101-1"
    assert find_run(tmp_path, "last").id == "20260102-1"
    run(tmp_path / "20260101-1", QuotingAssistant())
    assert find_run(tmp_path, "last").id == "20260101-1"  # the last that was finished
    assert find_run(Path("/nowhere"), str(tmp_path / "20260101-1")).id == "20260101-1"
    for unclear in ("2026", "2027"):
        with pytest.raises(RunError, match="ask eval --list"):
            find_run(tmp_path, unclear)


def test_a_comparison_says_no_difference_when_there_is_none(tmp_path: Path) -> None:
    one = run(tmp_path / "one", QuotingAssistant())
    other = run(tmp_path / "other", Broken(QuotingAssistant(), papers_reversed))
    assert {c.verdict for c in comparisons(one.scores(), one.scores()).values()} == {"no difference"}
    assert comparisons(one.scores(), other.scores())["hit@1"].difference < 0
    assert comparisons(one.scores(), other.scores())["fact_recall"].verdict == "no difference"


def test_a_difference_shows_who_changed_sides_with_both_answers(tmp_path: Path) -> None:
    right = cases(run(tmp_path / "one", QuotingAssistant()))
    wrong = cases(run(tmp_path / "two", Broken(QuotingAssistant(), never_refusing)))
    text = "\n".join(difference_lines(right, wrong))
    assert text.startswith("8 questions in both: 0 right now, 2 wrong now, 0 answered differently")
    assert "wrong now: off-1  Who won the cup?" in text
    assert "  - right (not_answered; cites nothing)" in text
    assert "  + answered what the papers do not answer (answered; cites nothing)" in text


# ---- what people see


def shown(renderable: object) -> str:
    console = Console(width=160)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def test_tables_show_every_split_and_run(tmp_path: Path) -> None:
    done = run(tmp_path / "one", QuotingAssistant())
    open_run(tmp_path, replace(ABOUT, split="dev"), tmp_path / "two")
    figures = done.figures()
    table = shown(figures_table(figures, comparisons(done.scores(), done.scores())))
    assert "dev (5 questions)" in table
    (row,) = (row.split() for row in table.splitlines() if row.startswith("hit@1"))
    assert row == "hit@1 1.000 1.000-1.000 1.000 1.000-1.000 +0.000 no difference (+0.000, p 1.00)".split()
    assert "typo       1" in shown(kinds_table(figures, "dev"))
    assert "cut off after 0" in shown(runs_table(all_runs(tmp_path)))
    assert robustness_line(figures) == ""
    cost = {"value": 0.05, "low": 0.0, "high": 0.1, "n": 40, "p": 0.5}
    line = robustness_line({"robustness": {"hit@1": cost}})
    assert line == "clean minus misspelt, 40 pairs: hit@1 +0.050 (+0.000 to +0.100, p 0.50)"
    assert speed_line([Timing(0.1, 0.01), Timing(0.2, 0.03)]) == (
        "2 answers, 0.3 s: p50 150 ms, p95 195 ms; first word p50 20 ms, p95 29 ms"
    )


def test_a_row_of_results_holds_one_split(tmp_path: Path) -> None:
    first, second = rows(run(tmp_path / "one", QuotingAssistant()), "a | b\nc", today="2026-01-02")
    assert first.startswith("| 2026-01-02 | abc | a / b c | quote, starter | dev | 5 | 1.000 | 1.000 |")
    assert "| test | 3 |" in second


def test_the_report_stands_alone_and_shows_failures_first(tmp_path: Path) -> None:
    def hostile(answer: Answer) -> Answer:
        titled = (replace(c, title="<script>alert(1)</script>") for c in answer.citations)
        return replace(never_refusing(answer), citations=tuple(titled))

    page = render(run(tmp_path / "run", Broken(QuotingAssistant(), hostile)))
    assert "What failed (2 of 8)" in page
    assert page.index("off-2t") < page.index("Figures</h2>") < page.index("fact-1")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page
    assert 'href="http' not in page.replace("xlink:href", "")
    assert page.count("<svg") == page.count("</svg>")


def test_the_same_run_gives_the_same_plots(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need the extra eval")
    done = run(tmp_path / "run", QuotingAssistant())
    page = render(done)
    assert page.count("<svg") == 4
    assert page == render(done)
    drawn = "".join(re.findall(r"<svg.*?</svg>", page, re.S))
    assert not re.search(r"(?:fill|stroke): #", drawn)  # every colour is one of the page's, in light and dark


@pytest.mark.parametrize(
    ("turns", "command"),
    [
        pytest.param(["What's moss?"], """ask --mode quote 'What'"'"'s moss?'""", id="one message"),
        pytest.param(
            ["A?", "B?"], """echo '{"id": "q", "turns": ["A?", "B?"]}' | ask batch --mode quote -""", id="two"
        ),
    ],
)
def test_every_case_comes_with_a_command_that_repeats_it(turns: list[str], command: str) -> None:
    assert repeat(question("q", "fact", *turns), "quote") == command
