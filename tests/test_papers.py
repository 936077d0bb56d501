"""A paper's identity comes from its content; merging keeps the richer half."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.formats.format import Entry
from rag.ingest.merging import merge, merge_two
from rag.ingest.pages import Page, find_pages, read_page
from rag.ingest.papers import to_papers
from rag.model.paper import Paper, title_key, title_slug

REAL = Path(__file__).parents[2] / "shared" / "papers"
MOSS = Paper("moss-net", "Moss Net", "We grow moss.")


def papers_of(page_date: str | None, *dates: str | None) -> list[str | None]:
    entries = tuple(
        Entry(f"Moss {n}", "We grow.", date=date, page_date=page_date) for n, date in enumerate(dates)
    )
    return [paper.published for paper in to_papers(Page("page", "text", tuple(entries)))]


@pytest.mark.parametrize(
    ("page_date", "dates", "published"),
    [
        pytest.param(
            "Dec 12", ["May 2", "Nov 18, 2024"], ["2025-05-02", "2024-11-18"], id="the page's own year"
        ),
        pytest.param("Dec 12", ["Dec 30", "Nov 18, 2024"], [None, "2024-11-18"], id="later than the page"),
        pytest.param("Dec 12", ["May 2"], [None], id="no year written anywhere"),
        pytest.param(None, ["May 2", "Nov 18, 2024"], [None, "2024-11-18"], id="a page without a date"),
        pytest.param("Dec 12, 2023", ["May 2"], ["2023-05-02"], id="a page that names its year"),
        pytest.param("Dec 12", [None], [None], id="an entry without a date"),
    ],
)
def test_a_year_is_inferred_but_never_invented(
    page_date: str | None, dates: list[str | None], published: list[str | None]
) -> None:
    assert papers_of(page_date, *dates) == published


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param("E²Moss: A Net", "e2moss-a-net", id="punctuation and powers"),
        pytest.param("TÜLU 3", "tulu-3", id="accents"),
        pytest.param("β-Moss", "moss-e05dbe", id="letters that are not ascii leave a mark"),
        pytest.param("苔", "paper-0ce347", id="no ascii at all"),
    ],
)
def test_a_slug_can_be_typed(title: str, slug: str) -> None:
    assert title_slug(title) == slug


def test_a_long_slug_is_cut_at_a_word_and_stays_unique() -> None:
    one, two = (title_slug("Growing Moss Slowly on Every Forest Floor " * 3 + end) for end in ("One", "Two"))
    assert one != two
    assert max(len(one), len(two)) <= 80
    assert one.startswith("growing-moss-slowly-on-every-forest-floor-growing-moss-slowly-on-every-")


def test_titles_that_differ_in_form_only_are_the_same() -> None:
    assert title_key("E²Moss: a NET!") == title_key("E2moss  A Net") == "e2mossanet"
    assert title_key("???") != title_key("!!!")


def test_the_richer_half_of_each_field_wins() -> None:
    digest = replace(
        MOSS, text="Moss, in short and at length.", text_kind="digest", questions=("What grows?",), upvotes=9
    )
    abstract = replace(
        MOSS, paper_id="2405.01234", raw="We grow moss.", sources=("b",), upvotes=3, published="2024-05-02"
    )
    merged = merge_two(digest, abstract)
    assert (merged.text, merged.text_kind, merged.raw) == (abstract.text, "abstract", abstract.raw)
    assert (merged.paper_id, merged.questions, merged.upvotes) == ("2405.01234", ("What grows?",), 9)
    assert (merged.published, merged.sources) == ("2024-05-02", ("b",))


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        pytest.param("We grow moss.", "We grow moss slowly.", "We grow moss slowly.", id="the longer"),
        pytest.param("We grow moss and", "We grow.", "We grow.", id="the complete one"),
    ],
)
def test_the_better_abstract_is_kept_whichever_came_first(one: str, other: str, kept: str) -> None:
    first, second = replace(MOSS, text=one), replace(MOSS, text=other)
    assert merge_two(first, second).text == merge_two(second, first).text == kept


def test_one_arxiv_id_joins_different_titles_and_two_keep_one_title_apart() -> None:
    renamed = replace(MOSS, paper_id="2405.01234", title="Moss Net, Renamed")
    known = replace(MOSS, paper_id="2405.01234")
    assert [p.paper_id for p in merge([MOSS, renamed, known]).papers] == ["2405.01234"]
    assert len(merge([known, replace(MOSS, paper_id="2406.00001")]).papers) == 2


def test_order_of_first_appearance_is_kept() -> None:
    fern = replace(MOSS, paper_id="fern", title="Fern")
    assert [p.title for p in merge([MOSS, fern, MOSS, fern]).papers] == ["Moss Net", "Fern"]


PAPERS = st.builds(
    Paper,
    paper_id=st.sampled_from(["moss-net", "2405.01234"]),
    title=st.sampled_from(["Moss Net", "Moss net"]),
    text=st.sampled_from(["We grow moss.", "We grow", "We grow it now."]),
    text_kind=st.sampled_from(["abstract", "digest"]),
    published=st.sampled_from([None, "2024-05-02", "2024-05-03"]),
    authors=st.sampled_from([(), ("Ada",), ("Bo", "Cy")]),
    upvotes=st.none() | st.integers(0, 3),
    sources=st.sampled_from([(), ("a",), ("b", "a")]),
    questions=st.sampled_from([(), ("Why?",)]),
)


@settings(max_examples=150, deadline=None)
@given(PAPERS, PAPERS)
def test_merging_again_changes_nothing(old: Paper, new: Paper) -> None:
    once = merge_two(old, new)
    assert merge_two(once, new) == once
    assert merge_two(once, once) == once


@pytest.mark.parametrize(
    "change", [{"text": "x"}, {"title": "x"}, {"questions": ("x",)}, {"upvotes": 1}, {"text_kind": "digest"}]
)
def test_the_fingerprint_follows_the_content(change: dict[str, object]) -> None:
    assert replace(MOSS, **change).fingerprint != MOSS.fingerprint  # type: ignore[arg-type]
    assert replace(MOSS, raw="x").fingerprint == MOSS.fingerprint


def test_json_holds_the_contract_and_nothing_else() -> None:
    names = "paper_id title text text_kind published authors author_count organisation upvotes url doi "
    names += "venue sources citation_count retracted retraction_notice checked"
    assert list(MOSS.to_json()) == names.split()


@pytest.fixture(scope="module")
def real() -> list[Paper]:
    if not REAL.is_dir():
        pytest.skip(f"the real pages are not at {REAL}")
    return [paper for path in find_pages([REAL]) for paper in to_papers(read_page(path))]


def test_the_real_pages_hold_370_papers(real: list[Paper]) -> None:
    merged = merge(real).papers
    assert (len(real), len(merged), len({paper.paper_id for paper in merged})) == (408, 370, 370)
    assert merge([*merged, *real]).papers == merged


def test_no_certain_dirt_is_left_in_the_real_pages(real: list[Paper]) -> None:
    dirt = re.compile(r"[\\{}`$]|(?<!Phoeni)x201[34]|textbf|mathcal|\dtimes|\bsim\d|leq\d|''")
    assert [(p.title, dirt.findall(p.title + p.text)) for p in real if dirt.search(p.title + p.text)] == []
    assert any("Phoenix2014T" in paper.text for paper in real)
    assert sum(paper.text.count("[email protected]") for paper in real) == 2


def test_real_titles_stand_as_on_the_page_but_for_a_power_and_a_dash(real: list[Paper]) -> None:
    titles = [entry.title for path in find_pages([REAL]) for entry in read_page(path).entries]
    changed = {paper.title[:5] for was, paper in zip(titles, real, strict=True) if was != paper.title}
    assert changed == {"1.5-P", "E²GAN"}
    assert any("Not Months – Your Language Model" in paper.title for paper in real)


def test_real_dates_have_sensible_years(real: list[Paper]) -> None:
    dated = [paper.published for paper in real if paper.published]
    assert len(dated) == 154
    assert all("2020" <= day[:4] <= "2025" for day in dated)
    assert not any(day > "2025-12-12" for day in dated)


def test_real_organisations_go_by_their_display_names(real: list[Paper]) -> None:
    assert {paper.organisation for paper in real} == {None, "AQ", "Gensyn", "CMU-LTI", "NVIDIA", "AMAP-ML"}


def test_of_two_real_abstracts_the_one_with_the_true_address_is_kept(real: list[Paper]) -> None:
    (paper,) = (paper for paper in merge(real).papers if "Stability Gap" in paper.title)
    assert "https://huggingface.co/" in paper.text
