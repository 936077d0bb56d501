"""What the bench measures with: small pieces, no weights."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.bench import summed
from eval.bench_size import asked, build, natural_questions, percentiles, read_slices
from rag.model.paper import Paper
from tests.fakes import HashEncoder, papers


@pytest.fixture
def arxiv(tmp_path: Path) -> Path:
    """Twelve invented abstracts, as the file of real ones has them."""
    path = tmp_path / "abstracts.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for paper in papers(12):
            file.write(json.dumps({"title": paper.title, "abstract": paper.text}) + "\n")
    return path


def forward(some: Sequence[Paper]) -> float:
    return 100.0


def test_no_more_papers_are_read_than_asked_for(arxiv: Path) -> None:
    assert [len(some) for some in read_slices(arxiv, 7)] == [7]
    assert sum(len(some) for some in read_slices(arxiv, 100)) == 12


def test_what_is_built_is_not_built_again(arxiv: Path, home: Path) -> None:
    encoder = HashEncoder("minilm")
    first = build(arxiv, 12, home, encoder, forward)
    assert (first.papers, first.measured, first.forward) == (12, 12, 100.0)
    assert first.seconds > 0
    assert build(arxiv, 12, home, encoder, forward) == first
    assert encoder.read == 12


def test_a_store_that_grows_counts_only_what_was_added(arxiv: Path, home: Path) -> None:
    encoder = HashEncoder("minilm")
    build(arxiv, 5, home, encoder, forward)
    assert build(arxiv, 12, home, encoder, forward).measured == encoder.read == 12


def test_questions_are_of_people_and_each_is_timed_once(arxiv: Path, home: Path) -> None:
    encoder = HashEncoder("minilm")
    build(arxiv, 12, home, encoder, forward)
    questions = natural_questions(20)
    assert len(set(questions)) == 20
    assert all(" " in question for question in questions)
    found = asked(home, encoder, most=4)
    assert found["p95"] >= found["p50"] > 0 < found["processor_p50"]


def test_import_times_are_added_up_by_package() -> None:
    lines = [
        "import time: self [us] | cumulative | imported package",
        "import time:      1500 |       1500 |   numpy.linalg",
        "import time:      2500 |       4000 | numpy",
        "import time:       300 |        300 | click",
        "a line of the answer's own",
    ]
    assert summed(lines) == [("numpy", 0.004), ("click", 0.0003)]


def test_percentiles_are_in_milliseconds() -> None:
    assert percentiles([0.001, 0.002, 0.003]) == pytest.approx({"p50": 2.0, "p95": 2.9})
