"""Files that several machines read in parts."""

import json
from pathlib import Path

import click
import pytest

from rag.cli.options import shard_of
from rag.ingest.reading import FilesRead, Shard, papers_in
from rag.ingest.report import Report
from rag.ingest.summary import Summary
from tests.fakes import papers


def test_every_paper_is_in_exactly_one_part() -> None:
    held = [[p.paper_id for p in papers(200) if Shard(n, 8).holds(p)] for n in range(1, 9)]
    assert sorted(id_ for part in held for id_ in part) == sorted(p.paper_id for p in papers(200))
    assert min(map(len, held)) > 10


def test_records_of_one_title_are_in_one_part_and_the_rest_is_counted(tmp_path: Path) -> None:
    lines = [{"title": p.title, "abstract": p.text} for p in papers(20)]
    lines += [{"title": p.title.upper(), "abstract": p.text} for p in papers(20)]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    found = FilesRead(shard=Shard(2, 3))
    read = list(papers_in([tmp_path], found))
    assert {p.key for p in read} == {p.key for p in papers(20) if Shard(2, 3).holds(p)}
    assert len(read) + found.of_other_shards == found.entries == 40
    assert f"{found.of_other_shards} of other parts" in str(Summary(found, Report(), 0))


@pytest.mark.parametrize("typed", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2"])
def test_what_is_no_part_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a part"):
        shard_of(typed)
