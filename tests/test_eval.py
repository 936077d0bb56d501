"""The evaluation: questions are checked, answers graded, broken assistants caught."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.gates import check_gates, load_gates
from eval.misspell import TWINNED, twin_of, twins
from eval.questions import KINDS, MISSPELT, QuestionsError, load_questions, questions_hash, select
from eval.scoring import passage_of, stands_on_sources, statements
from eval.summary import summarise
from rag.model.answer import Answer, Status
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
    run,
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
        pytest.param(
            "Moss: “We grow tall trees. They eat cool moss.” “Trees sing at night.” [1]",
            [(1,), (1,), (1,)],
            id="a run of quotes",
        ),
        pytest.param(
            "Trees sing at night. “We grow tall trees. They eat cool moss.” [1]",
            [(), (1,), (1,)],
            id="not what stands before the quotes",
        ),
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


@pytest.mark.parametrize(
    ("kind", "status", "stands"),
    [
        pytest.param("fact", Status.ANSWERED, True, id="an answer"),
        pytest.param("fact", Status.PARTLY, True, id="a part of one"),
        pytest.param("fact", Status.NOT_ANSWERED, False, id="a refusal states nothing of the papers"),
        pytest.param("off_topic", Status.ANSWERED, False, id="counted as a false answer already"),
        pytest.param("corpus", Status.ANSWERED, False, id="the library as a whole has no source"),
        pytest.param(MISSPELT, Status.ANSWERED, False, id="a twin is there for its cost alone"),
    ],
)
def test_citations_are_judged_where_papers_must_bear_an_answer_out(
    kind: str, status: Status, stands: bool
) -> None:
    assert stands_on_sources(question("q", kind, "Why?", papers="moss"), Answer("", "", status, "")) is stands


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
    assert {gate.split for gate in load_gates()} == {"dev", "test", "own"}


def test_a_misspelt_twin_counts_against_its_clean_question_and_nowhere_else(tmp_path: Path) -> None:
    scores = run(tmp_path / "run", QuotingAssistant()).scores()
    clean = [s for s in scores if s.kind == "fact"]
    wrong = [replace(s, id=twin_of(s.id), kind=MISSPELT) for s in clean]
    wrong[0] = replace(wrong[0], values={**wrong[0].values, "hit@1": 0.0})
    found = summarise([*scores, *wrong])
    assert found["robustness"]["hit@1"]["value"] == pytest.approx(1 / 3, abs=1e-6)
    assert found["robustness"]["hit@1"]["n"] == 3
    assert found["robustness"]["fact_recall"]["value"] == 0
    assert {**found, "robustness": {}} == summarise(scores)


def test_a_twin_has_two_words_misspelt_always_the_same_and_no_figure_touched() -> None:
    for clean in (q for q in load_questions() if q.kind in TWINNED):
        (twin,) = twins([clean])
        changed = [(a, b) for a, b in zip(clean.message.split(), twin.message.split(), strict=True) if a != b]
        assert 1 <= len(changed) <= 2
        assert all(a[0] == b[0] and not any(c.isdigit() for c in a) for a, b in changed)
        assert (twin, twin.papers, twin.facts) == (twins([clean])[0], clean.papers, clean.facts)
    assert twins(q for q in QUESTIONS if q.kind != "fact") == ()
