"""JSON of any shape: the wrappings of lists, broken texts, abstracts in parts, dates of any kind."""

import json
from typing import Any

import pytest

from rag.ingest.formats.format import Entry, Problem, Source
from rag.ingest.formats.json_records import TOLD_BARE, entry_of, read
from rag.model.errors import PageError

TITLE = "MossNet: Slow Growing Networks"
ABSTRACT = "Moss is mapped by hand. We grow a small net that labels it from photographs."
PLAIN = {"title": TITLE, "abstract": ABSTRACT}


def titles(text: str) -> list[str]:
    return [item.title if isinstance(item, Entry) else item.what for item in read(Source("f", text.encode()))]


PAIR = [{"title": "One moss", "abstract": ABSTRACT}, {"title": "Two moss", "abstract": ABSTRACT}]
BOTH = ["One moss", "Two moss"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(PAIR, id="an array"),
        pytest.param({"fields": ["title", "abstract"], "papers": PAIR}, id="beside a list of words"),
        pytest.param({"status": "ok", "message": {"items": PAIR, "facets": {}}}, id="two levels down"),
        pytest.param({"resultList": {"result": PAIR}}, id="no list at the top"),
        pytest.param({"facets": [{"title": "a facet"}], "data": PAIR}, id="beside other titles"),
        pytest.param({"rows": [{"row_idx": n, "row": row} for n, row in enumerate(PAIR)]}, id="rows"),
        pytest.param(
            {"hits": {"hits": [{"_id": "1", "_source": row} for row in PAIR]}}, id="a search engine"
        ),
        pytest.param({"1901.01234": PAIR[0], "1901.01235": PAIR[1]}, id="keyed by id"),
        pytest.param({"papers": {"a": PAIR[0], "b": PAIR[1]}}, id="keyed by id, one level down"),
        pytest.param({"2019-07-03": PAIR[:1], "2019-07-04": PAIR[1:]}, id="a list to each day"),
        pytest.param([{"results": PAIR[:1]}, {"results": PAIR[1:]}], id="pages of answers"),
        pytest.param({"title": BOTH, "abstract": [ABSTRACT] * 2}, id="columns"),
        pytest.param(
            {"title": {"0": "One moss", "1": "Two moss"}, "abstract": {"0": ABSTRACT, "1": ABSTRACT}},
            id="pandas",
        ),
        pytest.param(
            {"columns": ["title", "abstract"], "data": [[t, ABSTRACT] for t in BOTH]}, id="pandas' split"
        ),
        pytest.param([{"citedPaper": row, "intents": []} for row in PAIR], id="citations"),
        pytest.param([{"Title": row["title"], "ABSTRACT": row["abstract"]} for row in PAIR], id="capitals"),
    ],
)
def test_papers_are_found_in_any_wrapping(value: Any) -> None:
    assert titles(json.dumps(value)) == BOTH
    assert titles(json.dumps(value, indent=2)) == BOTH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\n".join(json.dumps(row) + "," for row in PAIR), BOTH, id="JSONL with commas"),
        pytest.param("[\n" + ",\n".join(map(json.dumps, PAIR)) + ",\n]", BOTH, id="a comma too many"),
        pytest.param(
            json.dumps({"papers": PAIR}, indent=1).replace("}\n", "},\n", 1), BOTH, id="a comma, indented"
        ),
        pytest.param(json.dumps(PAIR, indent=1)[:-9], ["One moss", "not valid JSON"], id="cut short"),
        pytest.param(
            json.dumps([*PAIR, PAIR[0]], indent=1).replace('"title": "Two moss"', '"title" "Two"'),
            ["not valid JSON", "One moss", "One moss"],
            id="one broken of three",
        ),
        pytest.param(
            "\n".join(json.dumps(row, indent=1) for row in PAIR), BOTH, id="objects one after another"
        ),
        pytest.param(
            json.dumps([None, PAIR[1]]), ["not a paper but a bare value", "Two moss"], id="not found"
        ),
        pytest.param(
            f'[{{"n": {"9" * 5000}, "title": "One moss", "abstract": "x"}}]', BOTH[:1], id="a huge number"
        ),
        pytest.param('[{"title": "One\tmoss", "abstract": "a\nb"}]', ["One\tmoss"], id="a raw tab"),
    ],
)
def test_what_is_whole_is_read_of_broken_json(text: str, expected: list[str]) -> None:
    assert sorted(titles(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        pytest.param(["We grow.", "It works."], "We grow. It works.", id="sentences"),
        pytest.param([{"text": "We grow."}, {"text": "It works."}], "We grow. It works.", id="paragraphs"),
        pytest.param(
            {"background": "We grow.", "results": "It works."},
            "Background: We grow. Results: It works.",
            id="sections",
        ),
        pytest.param([{"label": "AIM", "text": "We grow."}], "AIM: We grow.", id="labels"),
        pytest.param({"en": "We grow.", "de": "Wir wachsen."}, "We grow.", id="languages"),
    ],
)
def test_an_abstract_may_be_a_list_or_an_object(abstract: Any, expected: str) -> None:
    entry = entry_of({"title": TITLE, "abstract": abstract}, "entry 1")
    assert isinstance(entry, Entry)
    assert entry.abstract == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"year": 2019}, "2019"),
        ({"year": "2019", "month": 7}, "2019-7"),
        ({"year": 2019.0, "month": "Jul", "day": "3"}, "2019 Jul 3"),
        ({"date": 20190703}, "2019-7-3"),
        ({"published": 1562112000}, "2019-07-03"),
        ({"published": {"year": 2019, "month": 7, "day": 3}}, "2019-7-3"),
        ({"published": True, "year": 2019}, "2019"),
        ({"issued": {"date-parts": [[None]]}, "created": {"date-time": "2021-01-01"}}, None),
        ({"created": "2021-05-05", "year": 2019}, "2019"),
        ({"created": "2019-05-05", "year": 2019}, "2019-05-05"),
        ({"issued": {"raw": "3 July 2019"}}, "3 July 2019"),
        ({"year": "2019", "date": "Feb 23"}, "2019 Feb 23"),
        ({"accessed": "2022-02-02", "updated": "2022-02-02", "update_date": "2022-02-02"}, None),
        ({"date": 1e300}, None),
    ],
)
def test_a_date_is_that_of_publication_with_its_precision(
    fields: dict[str, Any], expected: str | None
) -> None:
    entry = entry_of({**PLAIN, **fields}, "entry 1")
    assert isinstance(entry, Entry)
    assert entry.date == expected


def test_ids_are_found_in_notes() -> None:
    entry = entry_of({**PLAIN, "extra": "arXiv:1907.01234 [cs]\nDOI: 10.1234/moss"}, "entry 1")
    assert isinstance(entry, Entry)
    assert "1907.01234" in (entry.arxiv_id or "")
    assert "10.1234/moss" in (entry.doi or "")


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"title": TITLE}, "no abstract"),
        ({"abstract": ABSTRACT}, "no title"),
        ({"itemType": "attachment", "title": "PDF"}, "an attachment, not a paper"),
        ({"data": {"itemType": "note", "title": "x", "note": "<p>y</p>"}}, "a note, not a paper"),
        ("Moss", "not a paper but a bare value"),
    ],
)
def test_a_record_that_is_no_paper_is_reported(record: Any, what: str) -> None:
    assert entry_of(record, "entry 4") == Problem("entry 4", what)


def test_a_long_text_of_little_but_brackets_is_refused_before_it_is_taken_into_memory() -> None:
    with pytest.raises(PageError, match="brackets with nothing in them"):
        read(Source("f", b"[" + b"[]," * 400_000 + b"[]]"))
    short = read(Source("f", b"[[], []]"))
    assert [isinstance(item, Problem) for item in short] == [True, True]


def test_many_numbers_in_short_lists_are_no_brackets_alone() -> None:
    positions = ", ".join(f'"word{n}": [{n}]' for n in range(60_000))
    (entry,) = read(
        Source("f", f'{{"title": "{TITLE}", "abstract_inverted_index": {{{positions}}}}}'.encode())
    )
    assert isinstance(entry, Entry)


def test_bare_values_are_all_counted_and_the_later_ones_take_no_place() -> None:
    found = read(Source("f", json.dumps([PLAIN, *range(5000)]).encode()))
    assert len(found) == 5001
    assert len(set(map(id, found))) <= TOLD_BARE + 2
