"""The libraries that the suite own asks: which papers they hold, and how one is read."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.own.libraries import (
    ARXIV,
    FITTED,
    HERE,
    KEPT_OUT,
    NoAbstractsError,
    abstracts,
    question_file,
    read_libraries,
)
from eval.own.suite import ask
from eval.questions import QuestionsError
from tests.eval_fakes import QuotingAssistant

OURS = (*FITTED, KEPT_OUT)
with_abstracts = pytest.mark.skipif(not ARXIV.exists(), reason="the arXiv abstracts are not here")


@pytest.mark.parametrize("name", OURS)
def test_a_library_of_ours_has_its_questions_of_every_type_and_gold_only_from_its_papers(name: str) -> None:
    ids = set((HERE / f"{name}.txt").read_text(encoding="utf-8").split())
    records = [json.loads(line) for line in question_file(name).read_text(encoding="utf-8").splitlines()]
    assert (len(ids), len(records)) == (420, 228)
    named = {id_ for r in records for id_ in (*r.get("gold", ()), *r.get("also_ok", ()))}
    assert named <= ids
    assert len({r["id"] for r in records}) == len(records)


@with_abstracts
def test_the_libraries_are_not_of_the_abstracts_that_stay_unseen() -> None:
    ids = {id_ for name in OURS for id_ in (HERE / f"{name}.txt").read_text(encoding="utf-8").split()}
    assert len(ids) == 3 * 420, "a paper in two libraries"
    with gzip.open(ARXIV) as file:
        numbers = [n for n, line in enumerate(file) if line.split(b'"', 4)[3].decode() in ids]
    assert len(numbers) == len(ids)
    assert not [n for n in numbers if n < 2000 or 60_000 <= n < 80_000]


@with_abstracts
def test_the_papers_of_a_library_keep_their_ids_dates_and_links() -> None:
    (library,) = read_libraries([FITTED[0]])
    first = next(p for p in library.papers.papers if p.paper_id == "1905.12121")
    assert (first.published, first.url) == ("2019-05-28", "https://arxiv.org/abs/1905.12121")
    assert len(library.papers.papers) == 420
    assert first.authors


def small_library(folder: Path, *questions: Mapping[str, object]) -> tuple[Path, Path]:
    """A file of abstracts, and questions with their list of ids beside them."""
    arxiv = folder / "abstracts.jsonl.gz"
    papers = [
        {"arxiv_id": f"2401.0000{n}", "title": f"Title {n}", "abstract": f"Text {n}."} for n in range(3)
    ]
    arxiv.write_bytes(gzip.compress("".join(json.dumps(paper) + "\n" for paper in papers).encode()))
    (folder / "library-A.txt").write_text("2401.00000\n2401.00002\n", encoding="utf-8")
    file = folder / "questions-A.jsonl"
    file.write_text("".join(json.dumps(q) + "\n" for q in questions), encoding="utf-8")
    return file, arxiv


def test_a_library_is_read_from_a_file_of_questions_and_the_ids_beside_it(tmp_path: Path) -> None:
    asked = {"id": "1", "type": "paraphrase", "question": "Which moss?", "gold": ["2401.00002"]}
    file, arxiv = small_library(tmp_path, asked)
    (library,) = read_libraries([str(file)], arxiv)
    assert [paper.paper_id for paper in library.papers.papers] == ["2401.00000", "2401.00002"]
    (one,) = ask(QuotingAssistant(), library)
    assert one.values["false_refusal"] == 0
    assert one.values["paraphrase_hit@1"] == 0


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"id": "1", "type": "riddle", "question": "?"}, "line 1: type 'riddle'"),
        ({"id": "1", "type": "list", "question": "?", "gold": ["2401.00001"]}, "not in the library"),
        ({"id": "1", "type": "paraphrase", "question": "?"}, "neither papers nor facts"),
        ({"id": "1", "type": "list"}, "not a question"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(
    record: dict[str, object], problem: str, tmp_path: Path
) -> None:
    file, arxiv = small_library(tmp_path, record)
    with pytest.raises(QuestionsError, match=problem):
        read_libraries([str(file)], arxiv)


def test_a_paper_that_the_abstracts_lack_is_named(tmp_path: Path) -> None:
    _, arxiv = small_library(tmp_path)
    with pytest.raises(QuestionsError, match=r"no paper 2401\.09999"):
        abstracts(["2401.00000", "2401.09999"], arxiv)


def test_where_there_are_no_abstracts_the_suite_says_so_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NoAbstractsError, match="does not exist; the suite own needs"):
        read_libraries(OURS, tmp_path / "abstracts.jsonl.gz")
