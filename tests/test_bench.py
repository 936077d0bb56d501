"""What the bench measures with: small pieces, no weights."""

import gzip
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.bench import summed
from eval.bench_age import stale_figures
from eval.bench_growth import ROWS, exponent, table
from eval.bench_recombined import segment_of
from eval.bench_simulated import read_parts
from eval.bench_size import asked, build, natural_questions, percentiles, read_slices
from rag.model.paper import Paper, paper_from
from store.segment import Segment, write_segment
from store.words import postings_of
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


def test_figures_that_are_older_than_their_code_are_told(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        named = ("-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *named, *words], cwd=tmp_path, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    git("init", "-q")
    for folder in ("store", "docs", "eval"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.txt").write_text("first", encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "first")
    first = git("rev-parse", "--short", "HEAD")
    (tmp_path / "README.md").write_text(f"5 ms\n<!-- measured: {first} store -->\n", encoding="utf-8")
    unknown = "<!-- measured: 0123456789ab store -->\n"
    (tmp_path / "eval" / "RESULTS.md").write_text(unknown, encoding="utf-8")
    (tmp_path / "docs" / "one.txt").write_text("second", encoding="utf-8")
    git("commit", "-qam", "another folder")
    assert stale_figures(tmp_path) == [
        "eval/RESULTS.md, line 1: figures of commit 0123456789ab, which is not known here"
    ]
    (tmp_path / "store" / "one.txt").write_text("second", encoding="utf-8")
    git("commit", "-qam", "the code")
    assert stale_figures(tmp_path)[0] == (
        f"README.md, line 2: figures of commit {first} are older than the code: "
        "1 commits since have changed store"
    )


def test_a_table_tells_how_figures_grow() -> None:
    figures = {size: {name: float(size) for _, name, _, _ in ROWS} for size in (10, 1000)}
    assert exponent((10, 1000), (10.0, 1000.0)) == pytest.approx(1)
    assert exponent((10, 1000), (7.0, 7.0)) == 0
    lines = table(figures).splitlines()
    assert lines[0] == "| papers | 10 | 1,000 | exponent | wanted |"
    assert lines[2] == "| answer, first asking, p50, ms of the clock | 10 | 1000 | 1.00 | 60 |"


def test_simulated_papers_can_be_found_and_read(arxiv: Path, home: Path) -> None:
    encoder = HashEncoder("minilm")
    parts = read_parts(arxiv, encoder)
    content, postings = segment_of(parts, 30, 100)
    write_segment(content, home / "segment", postings)
    segment = Segment(home / "segment")
    segment.pin()
    read = paper_from(segment.payload(29))
    assert read.paper_id == segment.id(29) == "3001.00129"
    assert segment.rows_of(f"id {read.paper_id}").tolist() == [29]
    assert postings_of(content.words).terms.tolist() == segment.postings.terms.tolist()
    assert postings_of(content.words).weights == pytest.approx(segment.postings.weights, abs=1e-5)


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
