"""Which papers are one: numbers decide, a title only where nothing speaks against it."""

from dataclasses import replace

import pytest

from rag.ingest.merging import merge, merge_two, same_paper
from rag.model.paper import Paper

MOSS = Paper("moss-net", "Moss Net", "We grow moss.")
RECORD = replace(
    MOSS, doi="10.1000/a", authors=("Ann Smith",), text="We grow moss, as printed.", venue="Moss Journal"
)
PREPRINT = replace(
    MOSS,
    paper_id="1901.01234",
    authors=("A. Smith",),
    text="We grow moss, as we wrote it at first.",
    published="2019-01-02",
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(RECORD, replace(RECORD, doi="10.1000/b"), False, id="two DOIs of one title"),
        pytest.param(RECORD, replace(RECORD, title="Other"), True, id="one DOI, two titles"),
        pytest.param(RECORD, PREPRINT, True, id="preprint and version of record"),
        pytest.param(RECORD, replace(RECORD, doi="10.1101/2020.01.02.123456"), True, id="a preprint's DOI"),
        pytest.param(RECORD, replace(PREPRINT, authors=("Bo Jones",)), False, id="other people"),
        pytest.param(MOSS, replace(MOSS, authors=("Bo Jones",)), True, id="authors of one not known"),
        pytest.param(
            replace(MOSS, authors=("Ann Smith",)),
            replace(MOSS, authors=("Ann Jones",)),
            False,
            id="first names",
        ),
        pytest.param(
            replace(MOSS, authors=("Li Wei",)), replace(MOSS, authors=("Wei Li",)), True, id="order of a name"
        ),
        pytest.param(
            replace(MOSS, title="Editorial"),
            replace(MOSS, title="Editorial", text="On fern."),
            False,
            id="editorials",
        ),
        pytest.param(
            replace(MOSS, title="Editorial"), replace(MOSS, title="EDITORIAL."), True, id="one editorial"
        ),
    ],
)
def test_what_is_one_paper(one: Paper, other: Paper, same: bool) -> None:
    assert same_paper(one, other) is same_paper(other, one) is same
    found = merge([one, other])
    assert len(found) == (1 if same else 2)
    assert len({paper.paper_id for paper in found}) == len(found)
    assert merge([*found, one, other]) == found


def test_the_version_of_record_wins_whichever_came_first() -> None:
    record = replace(RECORD, published="2020", sources=("a",))
    preprint = replace(PREPRINT, sources=("b",))
    for merged in (merge_two(record, preprint), merge_two(preprint, record)):
        assert (merged.text, merged.published, merged.doi) == (RECORD.text, "2020", "10.1000/a")
        assert (merged.paper_id, merged.venue, set(merged.sources)) == (
            "1901.01234",
            "Moss Journal",
            {"a", "b"},
        )
        assert merge_two(merged, preprint) == merged


def test_a_paper_that_could_be_either_of_two_joins_one_and_never_both() -> None:
    two = [RECORD, replace(RECORD, doi="10.1000/b")]
    assert [paper.doi for paper in merge([*two, MOSS])] == ["10.1000/a", "10.1000/b"]
    assert [paper.doi for paper in merge([MOSS, *two])] == ["10.1000/a", "10.1000/b"]


@pytest.mark.parametrize(
    ("old", "new", "published"),
    [("2019", "2019-07", "2019-07"), ("2019-07", "2019", "2019-07"), ("2019-07", "2020-01-01", "2019-07")],
)
def test_the_more_precise_of_two_dates_that_agree_is_kept(old: str, new: str, published: str) -> None:
    assert merge_two(replace(MOSS, published=old), replace(MOSS, published=new)).published == published
