"""The evaluation that damages files: its twins are the same each time, and it sees what is lost."""

from itertools import islice
from pathlib import Path

import pytest

from eval.torture import faults
from eval.torture.__main__ import main
from eval.torture.formats import lost, twin
from eval.torture.kind import Plan
from eval.torture.packed_samples import SAMPLES
from eval.torture.reading import Read, read
from eval.torture.samples import PAPERS
from eval.torture.server_faults import FAULTS, SECRET
from rag.model.answer import Answer, Status

BY_NAME = {sample.name: sample for sample in SAMPLES}


def quoted(text: str, *notes: str) -> Answer:
    return Answer("?", "?", Status.ANSWERED, text, notes=notes)


@pytest.mark.parametrize("name", ["BibTeX", "PubMed", "Atom", "CSV", "JSONL"])
def test_a_few_twins_are_read_and_none_of_their_records_is_lost(name: str, tmp_path: Path) -> None:
    file = tmp_path / "list"
    for number in range(6):
        data = twin(BY_NAME[name], 3, number)
        file.write_bytes(data)
        found = read(file)
        assert (found.failure, lost(BY_NAME[name], data, found)) == (None, 0), number
        if number == 0:
            assert len(found.papers) == len(PAPERS)


def test_one_twin_is_shown_with_what_was_read_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--twin", "RIS", "0"]) == 0
    first, *lines, last = capsys.readouterr().out.splitlines()
    assert first.startswith("RIS, --seed 0, number 0:")
    assert [line.split(" | ")[0] for line in lines] == [f"read: {paper.title}" for paper in PAPERS]
    assert last == "0 whole records lost, nothing said"
    with pytest.raises(SystemExit):
        main(["--twin", "Moss", "0"])


def test_a_twin_comes_from_its_number_alone() -> None:
    sample = BY_NAME["RIS"]
    assert twin(sample, 0, 7) == twin(sample, 0, 7) != twin(sample, 0, 8)


def test_whole_records_that_nobody_speaks_of_are_lost() -> None:
    sample = BY_NAME["RIS"]
    assert lost(sample, sample.inside, Read()) == len(PAPERS)
    assert lost(sample, sample.inside, Read(skipped=1)) == len(PAPERS) - 1
    assert lost(sample, sample.inside, Read(refused=True)) == 0
    cut = sample.inside[20:]  # the first record is whole no more
    assert lost(sample, cut, Read()) == len(PAPERS) - 1


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES if sample.unpack])
def test_records_that_are_lost_inside_an_archive_are_counted(name: str) -> None:
    sample = BY_NAME[name]
    assert sample.pack is not None
    packed = sample.pack(sample.inside)
    assert lost(sample, packed, Read()) == len(PAPERS)
    assert lost(sample, packed, Read(skipped=1)) == len(PAPERS) - 1
    assert lost(sample, packed[:-40], Read()) == 0  # nobody can take them out


def test_a_hundred_faults_of_a_server_are_known_and_no_two_are_the_same() -> None:
    first = {name: tuple(islice(fault(), 3)) for name, fault in FAULTS.items()}
    assert len(set(first.values())) == len(first) > 100


def test_a_server_at_fault_leaves_the_quotes_and_a_sound_one_writes() -> None:
    asked = ("as it should be", "cut before a word", "an event of an end a number")
    (row,) = faults.torture(Plan(tries=3, only=asked))
    assert (row.tries, row.failures, row.note) == (3, (), "2 written, 1 quoted")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(quoted("It counts.", "it failed; ask again"), "", id="sound"),
        pytest.param(quoted("", "it failed"), "no answer", id="nothing"),
        pytest.param(quoted("It counts."), "quoted without a word why", id="no word"),
        pytest.param(quoted("It counts.", f"key {SECRET}"), "the key is shown", id="the key"),
        pytest.param(quoted("It counts.", "one\ntwo"), "a note is no line", id="two lines"),
    ],
)
def test_what_an_answer_must_not_be(answer: Answer, why: str) -> None:
    assert faults.wrong(answer).startswith(why)
    assert bool(faults.wrong(answer)) == bool(why)
