"""What readers rated on the page becomes questions; what a hand wrote into them stays."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from eval.feedback import FeedbackError, add_feedback, figures_asked, latest, question_of
from eval.questions import TODO, load_questions
from rag.model.answer import Answer, Citation, Status
from rag.web import feedback
from tests.conftest import Ask

ANSWER = "Moss Net: “Moss Net grows trees 2.5 times faster.” [1] It was tested on 12 floors. [1]"


def answer(asked: str, text: str = ANSWER, papers: str = "moss", status: str = "answered") -> Answer:
    cited = [Citation(n, p, p, None, None, "abstract", p, 0, 4) for n, p in enumerate(papers.split(), 1)]
    return Answer(asked, asked, Status(status), text, tuple(cited))


def judgement(**changed: Any) -> dict[str, Any]:
    whole = {
        "at": "2026-01-01T00:00:00+00:00",
        "turns": ["How much faster is moss?"],
        "rating": "up",
        "note": "",
    }
    whole |= {"status": "answered", "answer": ANSWER, "papers": ["moss"], "mode": "quote", "model": None}
    return {**whole, **changed}


def written(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "q.jsonl").read_text(encoding="utf-8").splitlines()]


def added(home: Path) -> Any:
    return add_feedback(home / "feedback.jsonl", home / "q.jsonl")


def test_a_right_answer_asks_for_its_papers_and_the_figure_again(tmp_path: Path) -> None:
    feedback.keep(tmp_path, [answer("How much faster is moss?")], "up")
    assert len(added(tmp_path).added) == 1
    (question,) = load_questions(tmp_path / "q.jsonl")
    assert (question.kind, question.papers, question.facts) == ("fact", ("moss",), (("2.5",),))
    assert (question.turns, question.split) == (("How much faster is moss?",), "dev")


def test_a_wrong_answer_waits_for_a_hand_and_is_not_asked_until_then(tmp_path: Path) -> None:
    feedback.keep(tmp_path, [answer("How wet is moss?")], "down", "it is the wrong paper")
    added(tmp_path)
    (record,) = written(tmp_path)
    assert record[TODO].startswith("a reader found the answer wrong: set kind")
    assert (record["papers"], record["facts"]) == ([], [])
    assert (record["feedback"]["note"], record["feedback"]["answer"]) == ("it is the wrong paper", ANSWER)
    assert load_questions(tmp_path / "q.jsonl") == ()


def test_what_a_hand_wrote_stays_and_new_judgements_are_added(tmp_path: Path) -> None:
    feedback.keep(tmp_path, [answer("How wet is moss?")], "down")
    added(tmp_path)
    (record,) = written(tmp_path)
    del record[TODO]
    by_hand = json.dumps({**record, "kind": "fact", "papers": ["fern"]})  # and no end of line
    (tmp_path / "q.jsonl").write_text(by_hand, encoding="utf-8")
    feedback.keep(tmp_path, [answer("How fast is moss?")], "up")
    result = added(tmp_path)
    assert ([r["turns"] for r in result.added], result.kept) == ([["How fast is moss?"]], (record["id"],))
    assert (tmp_path / "q.jsonl").read_text(encoding="utf-8").startswith(by_hand + "\n")
    assert [q.papers for q in load_questions(tmp_path / "q.jsonl")] == [("fern",), ("moss",)]
    assert added(tmp_path).added == ()


def test_a_question_judged_anew_is_named_and_left_alone(tmp_path: Path) -> None:
    for day in (1, 2):
        lines = [judgement(at=f"2026-01-0{n}", rating="up" if n == 1 else "down") for n in range(1, day + 1)]
        (tmp_path / "feedback.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        result = added(tmp_path)
    assert result.judged_since == result.kept == (written(tmp_path)[0]["id"],)
    assert TODO not in written(tmp_path)[0]


def test_a_damaged_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = ["{", json.dumps(judgement(turns=[])), json.dumps(judgement(rating="sideways")), "[]"]
    (tmp_path / "feedback.jsonl").write_text("\n".join([*lines, json.dumps(judgement())]), encoding="utf-8")
    result = added(tmp_path)
    assert (len(result.added), result.unreadable) == (1, (1, 2, 3, 4))


def test_no_judgement_is_an_error_that_says_where_to_rate(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="rate answers on the page: ask ui"):
        added(tmp_path)


@pytest.mark.parametrize(
    ("judgements", "kept"),
    [
        pytest.param(["up A", "down A"], "down A", id="the last word on an answer counts"),
        pytest.param(["up A", "down B"], "up A", id="a right answer beats a later wrong one"),
        pytest.param(["up A", "up B"], "up B", id="the later of two right ones"),
        pytest.param(["down A", "down B"], "down B", id="the later of two wrong ones"),
    ],
)
def test_one_judgement_is_left_for_each_question(judgements: list[str], kept: str) -> None:
    given = [judgement(at=str(n), rating=j.split()[0], answer=j[-1]) for n, j in enumerate(judgements)]
    assert [f"{j['rating']} {j['answer']}" for j in latest(given)] == [kept]


def test_a_note_survives_a_later_thumb() -> None:
    assert latest([judgement(note="too long"), judgement()])[0]["note"] == "too long"


@pytest.mark.parametrize(
    ("changed", "kind", "papers"),
    [
        pytest.param({"status": "not_answered", "papers": []}, "off_topic", [], id="a right refusal"),
        pytest.param(
            {"status": "not_answered"}, "off_topic", [], id="a refusal that names the nearest paper"
        ),
        pytest.param({"status": "partly_answered"}, "not_stated", ["moss"], id="a detail that is not there"),
        pytest.param({"turns": ["What is moss?", "How tall is it?"]}, "follow_up", ["moss"], id="two turns"),
        pytest.param({"turns": ["a?", "b?", "c?"]}, "dialogue", ["moss"], id="three turns"),
        pytest.param(
            {"turns": ["Which papers are about moss?"], "papers": ["m", "f"]}, "list", ["m", "f"], id="a list"
        ),
        pytest.param({"turns": ["How many papers?"], "papers": []}, "corpus", [], id="of the whole library"),
    ],
)
def test_the_kind_follows_from_how_it_was_asked_and_answered(
    changed: dict[str, Any], kind: str, papers: list[str], tmp_path: Path
) -> None:
    result = question_of(judgement(**changed))
    assert (result["kind"], result["papers"], TODO in result) == (kind, papers, False)
    (tmp_path / "q.jsonl").write_text(json.dumps(result), encoding="utf-8")
    assert load_questions(tmp_path / "q.jsonl")[0].kind == kind


def test_an_answer_that_cites_nothing_and_has_no_figure_waits_for_facts() -> None:
    assert question_of(judgement(turns=["What is here?"], papers=[]))[TODO].endswith("delete this field")


@pytest.mark.parametrize(
    ("message", "text", "figures"),
    [
        pytest.param("By how much?", ANSWER, ["2.5"], id="the first sentence's figure"),
        pytest.param("How many?", "Moss has 12 or 1,200.5 of them [1].", ["12", "1,200.5"], id="two figures"),
        pytest.param("How many?", "Moss has 1, 2 or 3 of them [1].", [], id="too many figures"),
        pytest.param(
            "How many of the 40?", "Moss has 12 of the 40 [1].", ["12"], id="not the question's own"
        ),
        pytest.param("What accuracy?", "Qwen2.5 reaches only 81 there [1].", ["81"], id="not one in a name"),
        pytest.param("Why?", "Moss has 12 of them [1].", [], id="no quantity is asked for"),
    ],
)
def test_figures_are_facts_where_one_is_asked_for(message: str, text: str, figures: list[str]) -> None:
    assert figures_asked(message, text) == figures


def test_feedback_becomes_a_file_and_the_file_a_run_over_ones_own_library(
    ask: Ask, shelf: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(shelf, home)
    paper = ask("papers", "--json", home=home).json[0]
    asked = answer(f"What is {paper['title'].partition(':')[0]}?", papers=paper["paper_id"])
    feedback.keep(home, [asked], "up")
    feedback.keep(home, [answer("How wet is it?")], "down")
    ran = ask("eval", "--from-feedback", home=home)
    assert (ran.code, ran.err) == (0, "")
    assert "2 questions added, 1 of them to be filled in by hand (see 'todo')" in ran.out
    assert ran.out.splitlines()[-1].endswith("--library home")
    done = ask("eval", "--questions", str(home / "questions.jsonl"), "--library", "home", "--json", home=home)
    assert "1 question still to be filled in, left out" in done.err
    assert (done.json["figures"]["dev"]["questions"], done.json["about"]["library"]) == (1, "home")
    assert done.json["figures"]["dev"]["all"]["hit@1"]["value"] == 1
