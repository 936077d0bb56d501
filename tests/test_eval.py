"""The evaluation: questions are checked, answers graded, runs kept, broken assistants caught."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from eval import beir
from eval.command import Ground, carry_out, evaluate
from eval.gates import check_gates, load_gates
from eval.questions import KINDS, QuestionsError, load_questions, questions_hash, select
from eval.record import rows
from eval.report import cases, render, repeat
from eval.runner import Assistant, ask_all, finish, grade_all
from eval.runs import About, RunError, RunFolder, all_runs, find_run, open_run
from eval.scoring import passage_of, statements
from eval.summary import comparisons, robustness
from eval.tables import difference_lines, figures_table, kinds_table, robustness_line, runs_table, speed_line
from rag.answer import Answer
from rag.embed import NoEncoder
from rag.question.followup import Turn
from rag.support import SupportChecker
from tests.eval_fakes import (
    PAPERS,
    QUESTIONS,
    Broken,
    QuotingAssistant,
    citations_shifted,
    every_second_quote_altered,
    never_refusing,
    papers_reversed,
    question,
)

GATES = """
[dev.floor]
"hit@1" = 1.0
fact_recall = 1.0
citation_recall = 1.0
exact_quotes = 1.0
[dev.ceiling]
false_answer = 0.0
[dev.kind.typo.floor]
"hit@1" = 0.9
"""
ABOUT = About("set", {}, "abc", "src", "que", "starter", "lib", "all", (), "quote", {"python": "3.11"})


def run(folder: Path, assistant: Assistant, about: About = ABOUT) -> RunFolder:
    """A whole run of the invented questions."""
    opened = open_run(folder.parent, about, folder)
    ask_all(assistant, QUESTIONS, opened)
    finish(opened, QUESTIONS, grade_all(QUESTIONS, opened.answered(), PAPERS.get, SupportChecker(None)))
    return opened


# ---- questions


def line(**changed: Any) -> str:
    whole = {"id": "a", "kind": "fact", "question": "Why?", "papers": ["p"], "facts": [["x"]], "split": "dev"}
    return json.dumps({k: v for k, v in {**whole, **changed}.items() if v is not None})


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param(["{"], "line 1: not a question", id="no JSON"),
        pytest.param([line(split=None)], "line 1: not a question", id="a field is missing"),
        pytest.param([line(), line(id="b", kind="riddle")], "line 2: kind 'riddle'", id="an unknown kind"),
        pytest.param([line(split="train")], "neither dev nor test", id="an unknown split"),
        pytest.param([line(turns=["a", "b"])], "both a question and turns", id="two ways to ask"),
        pytest.param([line(kind="dialogue")], "needs two turns", id="a conversation of one turn"),
        pytest.param([line(facts=[[]])], "a fact without a wording", id="an empty fact"),
        pytest.param([line(facts=[[" "]])], "a text that is not empty", id="a blank wording"),
        pytest.param([line(facts=[], papers=[])], "neither papers nor facts", id="nothing to check"),
        pytest.param([line(kind="off_topic")], "has no papers", id="off-topic with papers"),
        pytest.param([line(), line()], "two questions are called a", id="an id twice"),
    ],
)
def test_a_question_that_cannot_be_used_is_named_with_its_reason(
    lines: list[str], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(QuestionsError, match=r"questions\.jsonl") as caught:
        load_questions(path)
    assert reason in str(caught.value)


def test_our_questions_are_valid_and_a_third_is_the_test_split() -> None:
    questions = load_questions()
    assert len(questions) >= 400
    assert {q.kind for q in questions} == set(KINDS)
    assert 0.3 < len(select(questions, "test")) / len(questions) < 0.36
    assert len(select(questions, "all")) == len(questions)
    assert {q.kind for q in select(questions, "dev", ("typo",))} == {"typo"}


def test_a_change_to_gold_changes_the_hash() -> None:
    other = (replace(QUESTIONS[0], facts=(("2.6",),)), *QUESTIONS[1:])
    assert questions_hash(QUESTIONS) == questions_hash(tuple(QUESTIONS)) != questions_hash(other)


# ---- grading


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(
            "We grow tall trees. [1] They eat cool moss [2].", [(1,), (2,)], id="a marker behind the stop"
        ),
        pytest.param("We grow tall trees [1][2]. They eat cool moss.", [(1, 2), ()], id="none on the second"),
        pytest.param("We grow tall trees [1, 3].", [(1, 3)], id="two in one bracket"),
        pytest.param("We grow tall trees [1-3].", [(1, 2, 3)], id="a range"),
        pytest.param("Three papers:\n- We grow tall trees fast. [1]", [(1,)], id="a heading states nothing"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_markers_go_with_their_sentence(answer: str, found: list[tuple[int, ...]]) -> None:
    assert [numbers for _, numbers in statements(answer)] == found


def test_a_citation_stands_on_text_and_fields() -> None:
    assert passage_of(PAPERS["kelp"]) == (
        "Kelp Map. Kelp Map finds sunken forests from 12 satellites. "
        "Published 2024-03-05, Mar 5, 2024; March 2024."
    )


def test_a_right_assistant_is_found_right(tmp_path: Path) -> None:
    done = run(tmp_path / "run", QuotingAssistant())
    figures = done.figures()
    assert not [s for s in done.scores() if s.failures]
    dev = {name: found["value"] for name, found in figures["dev"]["all"].items()}
    assert dev == {
        "hit@1": 1,
        "recall@5": 1,
        "mrr": 1,
        "ndcg@10": 1,
        "fact_recall": 1,
        "citation_recall": 1,
        "citation_precision": 1,
        "right_citations": 1,
        "exact_quotes": 1,
        "last_turn": 1,
        "false_answer": 0,
        "false_refusal": 0,
        "traps": 0,
        "words": 13.5,  # of 12, 15, 12 and 15
    }
    assert figures["dev"]["aurc"] == pytest.approx(
        0.04
    )  # 4 right, then the one off-topic: 1/5 at the last fifth
    assert figures["test"]["all"]["list_precision"]["value"] == 1
    assert figures["gap"]["hit@1"] == 0


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        pytest.param(papers_reversed, "dev hit@1", id="papers reversed"),
        pytest.param(citations_shifted(list(PAPERS.values())), "dev citation_recall", id="citations shifted"),
        pytest.param(never_refusing, "dev false_answer", id="never refuses"),
        pytest.param(every_second_quote_altered(), "dev exact_quotes", id="quotes altered"),
    ],
)
def test_a_gate_catches_what_is_broken(
    change: Callable[[Answer], Answer], broken: str, tmp_path: Path
) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text(GATES, encoding="utf-8")
    figures = run(tmp_path / "run", Broken(QuotingAssistant(), change)).figures()
    lines = check_gates(load_gates(gates), figures, partial=False)
    assert broken in [text.partition(":")[0] for text in lines]


def test_a_gate_without_its_metric_is_broken_unless_only_some_kinds_were_run(tmp_path: Path) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text('[dev.floor]\n"hit@1" = 0.9\n[test.floor]\n"hit@1" = 0.9\n', encoding="utf-8")
    figures: dict[str, Any] = {"dev": {"all": {}, "kinds": {}}}
    assert check_gates(load_gates(gates), figures, partial=False) == [
        "dev hit@1: not measured, the floor is 0.9"
    ]
    assert check_gates(load_gates(gates), figures, partial=True) == []


def test_the_committed_gates_can_be_read() -> None:
    assert {gate.split for gate in load_gates()} == {"dev", "test"}


def test_typing_errors_are_paired_with_a_clean_question_about_the_same_paper(tmp_path: Path) -> None:
    scores = run(tmp_path / "run", QuotingAssistant()).scores()
    worse = [replace(s, values={**s.values, "hit@1": 0.0}) if s.id == "typo-1" else s for s in scores]
    assert robustness(worse, QUESTIONS)["hit@1"] == {"pairs": 1, "drop": 1.0, "drop_by_kind": 1.0}


# ---- runs


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
        def ask(self, message: str, history: Sequence[Turn] = ()) -> Answer:
            if self.asked == 2:
                raise KeyboardInterrupt
            return super().ask(message, history)

    opened = open_run(tmp_path, ABOUT, tmp_path / "run")
    with pytest.raises(SystemExit) as caught:
        carry_out(opened, QUESTIONS, Ground(Impatient(), PAPERS, SupportChecker(None)))
    assert caught.value.code == 130
    assert list(opened.answered()) == ["fact-1", "fact-2"]
    assert "interrupted after 2 of 8; the same command goes on" in capsys.readouterr().err
    carry_out(opened, QUESTIONS, Ground(QuotingAssistant(), PAPERS, SupportChecker(None)))
    assert opened.finished


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
    right = cases(run(tmp_path / "one", QuotingAssistant()), QUESTIONS)
    wrong = cases(run(tmp_path / "two", Broken(QuotingAssistant(), never_refusing)), QUESTIONS)
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
    assert robustness_line(figures).startswith("clean minus misspelt: hit@1 +0.000 over 1 pairs")
    assert speed_line([0.1, 0.2]) == "2 answers, 0.3 s: p50 150 ms, p95 195 ms"


def test_a_row_of_results_holds_one_split(tmp_path: Path) -> None:
    first, second = rows(run(tmp_path / "one", QuotingAssistant()), "a | b\nc", today="2026-01-02")
    assert first.startswith("| 2026-01-02 | abc | a / b c | quote, starter | dev | 5 | 1.000 | 1.000 |")
    assert "| test | 3 |" in second


def test_the_report_stands_alone_and_shows_failures_first(tmp_path: Path) -> None:
    def hostile(answer: Answer) -> Answer:
        titled = (replace(c, title="<script>alert(1)</script>") for c in answer.citations)
        return replace(never_refusing(answer), citations=tuple(titled))

    page = render(run(tmp_path / "run", Broken(QuotingAssistant(), hostile)), QUESTIONS)
    assert "What failed (2 of 8)" in page
    assert page.index("off-2t") < page.index("Figures") < page.index("fact-1")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page
    assert 'href="http' not in page.replace("xlink:href", "")
    assert page.count("<svg") == page.count("</svg>")


def test_the_same_run_gives_the_same_plots(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need the extra eval")
    done = run(tmp_path / "run", QuotingAssistant())
    page = render(done, QUESTIONS)
    assert page.count("<svg") == 4
    assert page == render(done, QUESTIONS)


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


def test_help_fits_a_screen_and_ends_with_commands() -> None:
    text = CliRunner().invoke(evaluate, ["--help"], terminal_width=110).output
    assert len(text.splitlines()) <= 40
    assert text.rstrip().endswith("ask eval --beir ../scifact")


# ---- other people's data


def beir_files(folder: Path, *, claims: bool) -> Path:
    """Three documents, two of the same title and one without; two queries, one of them answered."""
    id_, text = ("id", "abstract") if claims else ("_id", "text")
    titles = {"d1": "Moss", "d2": "Moss", "d3": ""}
    bodies = {"d1": "Moss grows on bark.", "d2": "Ferns need rain.", "d3": "Kelp forests are sunken."}
    documents = [{id_: d, "title": titles[d], text: bodies[d]} for d in titles]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
    if claims:
        queries = [
            {"id": "q1", "query": "sunken kelp", "relevant": ["d3"]},
            {"id": "q2", "query": "x", "relevant": []},
        ]
        (folder / "train.jsonl").write_text("".join(json.dumps(q) + "\n" for q in queries), encoding="utf-8")
    else:
        lines = [{"_id": "q1", "text": "sunken kelp"}, {"_id": "q2", "text": "not judged"}]
        (folder / "queries.jsonl").write_text("".join(json.dumps(q) + "\n" for q in lines), encoding="utf-8")
        (folder / "qrels").mkdir()
        judged = "query-id\tcorpus-id\tscore\nq1\td3\t1\nq1\td1\t0\n"
        (folder / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    return folder


@pytest.mark.parametrize("claims", [pytest.param(False, id="beir"), pytest.param(True, id="scifact")])
def test_a_set_is_read_indexed_once_and_measured(claims: bool, tmp_path: Path) -> None:
    found = beir.load_beir(beir_files(tmp_path, claims=claims))
    assert (dict(found.queries), len(found)) == ({"q1": "sunken kelp"}, 3)
    assert dict(found.relevant) == {"q1": frozenset({"d3"})}
    searcher = beir.index(found, tmp_path / "home", NoEncoder())
    assert len(searcher.catalogue) == 3  # same titles are not merged
    assert beir.measure(found, searcher) == {"ndcg@10": [1.0], "recall@100": [1.0]}
    read: list[int] = []
    beir.index(found, tmp_path / "home", NoEncoder(), read.append)
    assert read == [3]  # passed over in one step: nothing is read again


def test_a_folder_without_a_set_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(beir.BeirError, match=r"no corpus\.jsonl"):
        beir.load_beir(tmp_path)
