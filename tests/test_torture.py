"""The evaluation that damages files: its twins are the same each time, and it sees what is lost."""

from pathlib import Path

import pytest

from eval.torture.formats import lost, twin
from eval.torture.packed_samples import SAMPLES
from eval.torture.reading import Read, read
from eval.torture.samples import PAPERS

BY_NAME = {sample.name: sample for sample in SAMPLES}


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
