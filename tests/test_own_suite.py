"""The suite over strangers' libraries: which papers, what counts as right, what is written down."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.own.figures import for_gates, library_figures, suite_figures
from eval.own.grading import Graded, grade, grade_all, told_count
from eval.own.libraries import FITTED, KEPT_OUT, STARTER, LibraryQuestion
from eval.own.record import BEGIN, END, record_suite
from eval.record import RESULTS, RecordError
from rag.model.answer import Answer, Citation, RankedPaper, Status
from tests.conftest import Ask


def question(type_: str, gold: str = "", also_ok: str = "", facts: Sequence[str] = ()) -> LibraryQuestion:
    wordings = tuple((fact,) for fact in facts)
    return LibraryQuestion("q", type_, ("?",), tuple(gold.split()), frozenset(also_ok.split()), wordings)


def answer(text: str = "", cites: str = "", ranks: str = "", status: str = "answered") -> Answer:
    cited = tuple(
        Citation(n, id_, "", None, None, "abstract", "", 0, 0) for n, id_ in enumerate(cites.split(), 1)
    )
    ranked = tuple(RankedPaper(id_, "", 1.0) for id_ in ranks.split())
    return Answer("?", "?", Status(status), text, cited, ranked)


@pytest.mark.parametrize(
    ("asked", "came", "metric", "value"),
    [
        pytest.param(
            question("list", "a b c d"), answer(cites="a b x"), "list_recall", 0.5, id="two of four"
        ),
        pytest.param(
            question("list", "a b"), answer(cites="a b x y"), "list_precision", 0.5, id="two too many"
        ),
        pytest.param(
            question("list", "a b"), answer(cites="a a b"), "list_f1", 1.0, id="cited twice counts once"
        ),
        pytest.param(
            question("list", "a b", "x"),
            answer(cites="a x"),
            "list_precision",
            1.0,
            id="borderline is not wrong",
        ),
        pytest.param(
            question("list", "a b", "x"),
            answer(cites="a x"),
            "list_recall",
            0.5,
            id="borderline is not right",
        ),
        pytest.param(
            question("list", "a"),
            answer(cites="a", status="not_answered"),
            "list_recall",
            0,
            id="refused list",
        ),
        pytest.param(
            question("list", "a"), answer(status="not_answered"), "false_refusal", 1, id="list refused"
        ),
        pytest.param(question("list"), answer(cites="a"), "empty_refused", 0, id="a list where nothing fits"),
        pytest.param(
            question("empty"), answer("0 of 9 papers fit"), "empty_refused", 1, id="none is an answer"
        ),
        pytest.param(question("newest", "b a"), answer(cites="a b c"), "newest", 1, id="the two are first"),
        pytest.param(question("newest", "b a"), answer(cites="c b a"), "newest", 0, id="another is first"),
        pytest.param(question("count", "a b c"), answer("3 of 9 papers fit"), "count", 1, id="count"),
        pytest.param(question("count", "a b c"), answer("4 of 9 papers fit"), "count", 0, id="one too many"),
        pytest.param(
            question("count", "a b c"), answer("4 of 9 papers fit"), "count_error", 1 / 3, id="relative error"
        ),
        pytest.param(
            question("count", "a b c", "x"), answer("4 papers"), "count", 1, id="borderline may count"
        ),
        pytest.param(
            question("count", "a"), answer("1", status="not_answered"), "count", 0, id="count refused"
        ),
        pytest.param(
            question("off_topic"), answer(status="partly_answered"), "off_topic_refused", 0, id="partly"
        ),
        pytest.param(
            question("off_topic"), answer(status="not_answered"), "off_topic_refused", 1, id="refused"
        ),
        pytest.param(
            question("not_stated"), answer(status="partly_answered"), "not_stated", 1, id="not stated"
        ),
        pytest.param(question("not_stated"), answer(), "not_stated", 0, id="made up"),
        pytest.param(
            question("stated", "a", facts=["12"]),
            answer("It has 112 layers."),
            "facts",
            0,
            id="12 is not in 112",
        ),
        pytest.param(
            question("stated", "a", facts=["12"]), answer("12 [1]; 3 [2]."), "stated_facts", 1, id="markers"
        ),
        pytest.param(
            question("stated", "a"), answer(status="partly_answered"), "false_not_stated", 1, id="crying wolf"
        ),
        pytest.param(
            question("dialogue", "a", facts=["x", "y"]), answer("x"), "dialogue_facts", 0.5, id="half"
        ),
        pytest.param(question("term", "a b"), answer(cites="a"), "term", 1, id="quoted from who uses it"),
        pytest.param(question("term", "a"), answer(cites="a z"), "term", 0, id="explained from another"),
        pytest.param(
            question("term"),
            answer("No paper here introduces X; z is near.", cites="z"),
            "term",
            1,
            id="said so",
        ),
        pytest.param(
            question("term", "a"), answer(status="not_answered"), "term_cited", 0, id="users not quoted"
        ),
    ],
)
def test_an_answer_is_worth(asked: LibraryQuestion, came: Answer, metric: str, value: float) -> None:
    assert grade(asked, came)[metric] == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "told"),
    [("23 of 420 papers fit", 23), ("Twelve papers", 12), ("No paper here", 0), ("Papers on it [1]", None)],
)
def test_the_number_that_is_told(text: str, told: int | None) -> None:
    assert told_count(answer(text)) == told


def test_a_list_of_nothing_right_has_no_f1_and_no_precision_where_nothing_is_shown() -> None:
    assert grade(question("list", "a"), answer()) == {"false_refusal": 0, "list_recall": 0, "list_f1": 0}


def test_the_ranking_counts_where_one_paper_is_asked_for_and_not_in_lists() -> None:
    asked = [
        LibraryQuestion("p", "paraphrase", ("?",), ("a",)),
        LibraryQuestion("l", "list", ("?",), ("a",)),
    ]
    one, other = grade_all(asked, [answer(ranks="x a"), answer(ranks="a")])
    assert one.values["paraphrase_hit@1"] == 0
    assert one.values["paraphrase_recall@10"] == 1
    assert one.values["paraphrase_ndcg@10"] == pytest.approx(0.6309, abs=1e-4)
    assert "list_hit@1" not in other.values


def graded(**values: float) -> list[Graded]:
    return [Graded(question("paraphrase", "a"), answer(), values)]


def figures_of(**f1: float) -> dict[str, dict[str, object]]:
    names = {"machine": FITTED[0], "physics": FITTED[1], "kept_out": KEPT_OUT, "starter": STARTER}
    return {
        names[name]: library_figures(
            graded(**{"list_f1": value, "paraphrase_hit@1": value, "off_topic_refused": 1.0})
        )
        for name, value in f1.items()
    }


def test_the_gap_is_the_starter_library_minus_the_mean_of_all_three() -> None:
    found = suite_figures(figures_of(machine=0.5, physics=0.7, kept_out=0.3, starter=0.8))
    assert found["fitted"]["list_f1"] == pytest.approx(0.6)
    assert found["gap"] == {"paraphrase_hit@1": 0.3, "list_f1": 0.3, "off_topic_refused": 0.0}


def test_without_the_library_that_is_kept_out_there_is_no_gap() -> None:
    assert "gap" not in suite_figures(figures_of(machine=0.5, physics=0.7, starter=0.8))


def test_gates_see_the_gap_and_each_library() -> None:
    seen = for_gates(suite_figures(figures_of(machine=0.5, physics=0.7, kept_out=0.3, starter=0.8)))["own"]
    assert seen["all"]["gap_list_f1"]["value"] == 0.3
    assert seen["kinds"][KEPT_OUT]["list_f1"]["value"] == 0.3


def test_recording_rewrites_the_section_and_keeps_its_history(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    path.write_text(f"# Results\n\n{BEGIN}\n{END}\n\n## Rest\n", encoding="utf-8")
    found = suite_figures(figures_of(machine=0.5, physics=0.7, kept_out=0.3, starter=0.8))
    for changed in ("first", "second | thing"):
        record_suite(found, changed, path)
    text = path.read_text(encoding="utf-8")
    assert text.count("| list_f1 | 1 | 0.500 | 0.700 | 0.600 | 0.300 | 0.800 | +0.300 |") == 1
    rows = [line.split(" | ")[2] for line in text.splitlines() if line.startswith("| 20")]
    assert rows == ["first", "second / thing"]
    assert text.startswith("# Results\n")
    assert text.endswith(f"{END}\n\n## Rest\n")


def test_a_part_of_the_suite_is_not_recorded() -> None:
    with pytest.raises(RecordError, match="only a run over all libraries"):
        record_suite(suite_figures(figures_of(machine=0.5)), "half of it")


def test_the_section_of_the_suite_is_the_first_table_of_the_results() -> None:
    text = RESULTS.read_text(encoding="utf-8")
    assert 0 < text.index(BEGIN) < text.index("\n| ")
    assert BEGIN in text.partition(END)[0]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("--kind", "fact"), "--suite own takes"),
        (("--library", "physics", "--record", "x"), "leave out --library"),
    ],
)
def test_what_the_suite_cannot_do_is_wrong_usage(typed: tuple[str, ...], says: str, ask: Ask) -> None:
    ran = ask("eval", "--suite", "own", *typed)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
