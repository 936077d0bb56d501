"""What `ask ingest` and the page say came of the records: each is counted once, every merge has a name."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.formats.abstracts import where_abstracts_are
from rag.ingest.formats.format import Entry, Problem, Source
from rag.ingest.library import Library
from rag.ingest.merging import Merge, merge
from rag.ingest.pages import STRETCH, Page
from rag.ingest.reading import FilesRead, papers_in
from rag.ingest.report import Report
from rag.ingest.summary import Summary
from rag.model.paper import Paper
from tests.conftest import Ask
from tests.fakes import catalogue

ABSTRACT = "Moss counts tides by night. It errs by 2.5% where the moon is new, and by less where it is full."
MOSS = Paper("2401.00001", "Moss", ABSTRACT, sources=("a.bib",))


def records(*fields: dict[str, str]) -> bytes:
    return "\n".join(json.dumps(record) for record in fields).encode()


def record(title: str = "Moss", abstract: str = ABSTRACT, **fields: str) -> dict[str, str]:
    return {"title": title, "abstract": abstract, **fields}


LACKING = [record(f"Fern {n}", "") for n in range(7)]


def test_every_record_is_counted_and_said_why_it_was_skipped(ask: Ask, home: Path) -> None:
    given = records(record(), record("", ABSTRACT), *LACKING)
    told = ask("ingest", "-", "--json", home=home, typed=given)
    assert {name: told.json[name] for name in ("entries", "added", "skipped", "skipped_because")} == {
        "entries": 9,
        "added": 1,
        "skipped": 8,
        "skipped_because": {"no abstract": 7, "no title": 1},
    }
    assert ask("ingest", "-", home=home, typed=given).out == (
        "9 entries in 1 file: 0 added, 0 updated, 1 unchanged, 8 skipped (7 without an abstract, "
        "1 without a title); the library holds 1 paper\n"
    )


def test_what_was_not_read_is_counted_where_nothing_was_read(ask: Ask, home: Path) -> None:
    told = ask("ingest", "-", "--json", home=home, typed=records(*LACKING))
    assert (told.code, told.json["entries"], told.json["skipped"], told.json["papers"]) == (1, 7, 7, 0)
    assert "nothing was read" in told.err
    assert ask("ingest", "/no/such", "--json", home=home).json["files_not_read"] == [
        "/no/such: no such file; check the path"
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param(records(record()), 0, id="all was read"),
        pytest.param(records(record(), LACKING[0]), 1, id="a record was skipped"),
    ],
)
def test_strict_fails_where_anything_was_skipped(ask: Ask, home: Path, typed: bytes, code: int) -> None:
    assert ask("ingest", "-", "--strict", home=home, typed=typed).code == code
    assert ask("ingest", "-", home=home, typed=typed).code == 0


def test_records_with_one_arxiv_id_are_one_paper_and_the_rest_is_merged_by_name(ask: Ask, home: Path) -> None:
    given = records(*(record(f"Moss, take {n}", arxiv_id="2401.00001") for n in range(50)))
    told = ask("ingest", "-", "--json", home=home, typed=given).json
    assert (told["entries"], told["added"], told["merged"], told["papers"]) == (50, 1, 49, 1)
    assert told["merges"][0] == {
        "paper_id": "2401.00001",
        "title": "Moss, take 1",
        "sources": ["standard input"],
        "because": "the same arXiv id",
    }
    again = ask("ingest", "-", home=home, typed=given)
    assert "0 added, 0 updated, 1 unchanged, 49 merged, 0 skipped;" in again.out
    assert (
        "merged 49 entries into 2401.00001: “Moss, take 1”; “Moss, take 2”; “Moss, take 3” and others "
        "(the same arXiv id)"
    ) in again.err


def test_a_merge_says_what_is_shared() -> None:
    renamed = replace(MOSS, title="Lichen", sources=("b.bib",))
    unnumbered = replace(MOSS, paper_id="lichen", title="Lichen", sources=("c.bib",))
    found = merge([unnumbered, renamed, MOSS, replace(unnumbered, sources=("d.bib",))])
    assert [paper.sources for paper in found.papers] == [("c.bib", "b.bib", "a.bib", "d.bib")]
    assert found.merges == [
        Merge("2401.00001", "Lichen", ("b.bib",), "the same title"),
        Merge("2401.00001", "Moss", ("a.bib",), "the same arXiv id"),
        Merge("2401.00001", "Lichen", ("d.bib",), "the same title"),
    ]


def test_two_records_of_one_batch_that_change_one_paper_both_count(home: Path) -> None:
    library = Library(home, NoEncoder())
    library.ingest([replace(MOSS, sources=("old",))])
    by_id = replace(MOSS, title="Another name", organisation="Fern Laboratory", sources=("a",))
    by_title = replace(MOSS, paper_id="moss", upvotes=7, sources=("b",))
    report = library.ingest([by_id, by_title])
    assert (report.added, report.updated, len(report.merges)) == ([], ["2401.00001"], 1)
    (kept,) = catalogue(library).papers()
    assert (kept.organisation, kept.upvotes, kept.sources) == ("Fern Laboratory", 7, ("old", "a", "b"))


def test_papers_of_the_library_that_turn_out_to_be_one_are_named(home: Path) -> None:
    library = Library(home, NoEncoder())
    library.ingest([MOSS, replace(MOSS, paper_id="lichen", title="Lichen")])
    report = library.ingest([replace(MOSS, title="Lichen")])
    assert [(one.paper_id, one.title) for one in report.joined] == [("2401.00001", "Lichen")]
    assert (report.updated, len(list(library.papers()))) == (["2401.00001"], 1)


_RECORDS = st.builds(
    lambda number, title, votes: Paper(
        f"2401.0000{number}" if number else title.lower(),
        title,
        ABSTRACT,
        upvotes=votes,
        sources=(f"{votes}",),
    ),
    st.integers(0, 3),
    st.sampled_from(["Moss", "Fern", "Kelp", "Dune"]),
    st.integers(0, 3),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(st.lists(_RECORDS, min_size=4, max_size=16), min_size=2, max_size=3),
    at_once=st.integers(1, 5),
)
def test_records_are_added_updated_unchanged_and_merged_ones_together(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[Paper]], at_once: int
) -> None:
    library = Library(tmp_path_factory.mktemp("library"), NoEncoder(), batch=8, at_once=at_once * 4)
    for papers in runs:
        before = len(list(library.papers()))
        report = library.ingest(iter(papers))
        assert len(report.outcomes) + len(report.merges) == len(papers)
        after = {paper.paper_id: paper for paper in library.papers()}
        assert before + len(report.added) - len(report.joined) <= len(after) <= before + len(report.added)
        assert set(report.outcomes) <= set(after)
        assert {one.paper_id for one in report.merged} <= set(after)
        kept = {source for paper in after.values() for source in paper.sources}
        assert {source for paper in papers for source in paper.sources} <= kept


def test_a_large_file_is_read_as_it_is_needed(tmp_path: Path) -> None:
    large = tmp_path / "large.jsonl"
    whole = "x" * (STRETCH // 100)  # what a service adds to each record, and nobody reads
    large.write_bytes(b"\n".join(records(record(f"Moss {n}", body=whole)) for n in range(250)))
    found = FilesRead()
    next(papers_in([large], found))
    assert 0 < found.entries < 125
    rest = FilesRead()
    assert sum(1 for _ in papers_in([large], rest)) == 250
    assert (rest.files, rest.entries, rest.papers) == (1, 250, [])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"bibsource = {dblp computer science bibliography}", "DBLP has no abstracts"),
        (b"FN Clarivate Analytics Web of Science", "Full Record"),
        (b"source = {Scopus}", "Scopus tick “Abstract”"),
        (b"whatever", "most tools have an option"),
    ],
)
def test_a_file_without_abstracts_says_where_its_tool_keeps_them(data: bytes, says: str) -> None:
    failed = [Problem("entry 1", "no abstract")]
    assert says in str(where_abstracts_are(Source("x", data), failed, 2))
    assert where_abstracts_are(Source("x", data), failed, 3) is None
    assert where_abstracts_are(Source("x", data), [Problem("entry 1", "no title")], 1) is None


def test_a_date_that_says_nothing_is_named() -> None:
    entries = Entry("Moss", ABSTRACT, date="forthcoming"), Entry("Fern", ABSTRACT, date="2024-05-02")
    found = FilesRead()
    found.take(Page("list.bib", "BibTeX", entries))
    assert found.problems == ["list.bib: no date in “forthcoming”"]


def test_many_merges_are_named_in_part() -> None:
    merges = [Merge(f"p{n}", "Moss", ("a",), "the same title") for n in range(12)]
    lines = Summary(FilesRead(), Report(merges=merges), 12).lines()
    assert lines[0] == "merged 1 entry into p0: “Moss” (the same title)"
    assert lines[-1] == "merged into 2 more papers; see: --json"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        pytest.param("deep.html", f"<html>{'<div>' * 18_000}", "HTML that is nested too deeply", id="deep"),
        pytest.param("deep.txt", f"{'<div>' * 18_000}Moss", "HTML that is nested too deeply", id="no name"),
    ],
)
def test_where_nothing_was_read_the_last_line_says_why(
    ask: Ask, home: Path, tmp_path: Path, name: str, text: str, why: str
) -> None:
    (tmp_path / name).write_text(text)
    told = ask("ingest", str(tmp_path / name), home=home)
    assert told.code == 1
    assert told.err.splitlines()[-1].startswith(f"ask: nothing was read: {name}: {why}"), told.err
