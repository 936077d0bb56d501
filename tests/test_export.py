"""Papers as files for other tools: what is written, what reads back, references in four styles."""

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.export.bibtex import as_bibtex
from rag.export.csl import csl_records
from rag.export.formats import EXPORTS
from rag.export.keys import citation_keys
from rag.export.names import Name, split
from rag.export.references import STYLES, references
from rag.export.ris import as_ris
from rag.export.tables import as_csv
from rag.ingest.clean import clean
from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from rag.model.paper import Paper

ABSTRACT = "Moss counts tides by night. It errs by 2.5% where the moon is new, and by less where it is full."
MOSS = Paper(
    "moss-counting-tides",
    "Moss: Counting Tides & Lights",
    ABSTRACT,
    published="2024-07-03",
    authors=("Ada B. Moss", "The Sand Team", "Bo van Fern", "Carl L. Dune, Jr."),
    author_count=4,
    doi="10.1000/x_y(1)",
    venue="Journal of Tides",
    url="https://example.org/moss_1",
)
KELP = Paper(
    "1901.01234", "Kelp in Winter", ABSTRACT, published="2019", authors=("Eva Kelp",), author_count=1
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        pytest.param("Ada B. Moss", Name("Moss", "Ada B."), id="given and family"),
        pytest.param("Bo van der Fern", Name("van der Fern", "Bo"), id="particles"),
        pytest.param("Carl L. Dune, Jr.", Name("Dune", "Carl L.", "Jr."), id="suffix"),
        pytest.param("Plato", Name("Plato", body=True), id="one word"),
        pytest.param("王小明", Name("王小明", body=True), id="no spaces"),
        pytest.param("The Sand Team", Name("The Sand Team", body=True), id="a team"),
        pytest.param("Fern and Moss Research", Name("Fern and Moss Research", body=True), id="an and"),
        pytest.param("Fern, Moss & Co", Name("Fern, Moss & Co", body=True), id="a comma"),
    ],
)
def test_a_name_is_taken_apart_only_where_it_is_a_persons(name: str, parts: Name) -> None:
    assert split(name) == parts


def test_keys_say_who_when_and_what_and_no_two_are_the_same() -> None:
    digest = Paper("d", "How to Knot Nets", ABSTRACT)
    nameless = Paper("2024.moss/1", "海藻", ABSTRACT)
    keys = citation_keys([MOSS, MOSS, KELP, digest, nameless])
    assert keys == ["moss2024moss", "moss2024moss-2", "kelp2019kelp", "knot", "2024-moss-1"]


def test_bibtex_has_type_key_number_and_date_of_the_precision_that_is_known() -> None:
    assert as_bibtex([MOSS]).splitlines() == [
        "@article{moss2024moss,",
        r"  title = {{Moss: Counting Tides \& Lights}},",
        "  author = {Ada B. Moss and {The Sand Team} and Bo van Fern and Dune, Jr., Carl L.},",
        "  journal = {Journal of Tides},",
        "  year = {2024},",
        "  month = jul,",
        "  day = {3},",
        "  doi = {10.1000/x_y(1)},",
        "  url = {https://example.org/moss_1},",
        "}",
    ]
    assert "month" not in as_bibtex([KELP])
    assert as_bibtex([Paper("p", "T", ABSTRACT, venue="Proceedings of Tides")]).startswith("@inproceedings{")


def test_ris_and_csl_keep_the_parts_of_names_and_dates() -> None:
    lines = as_ris([MOSS]).splitlines()
    assert [line[6:] for line in lines if line.startswith("AU")] == [
        "Moss, Ada B.",
        "The Sand Team",
        "van Fern, Bo",
        "Dune, Carl L., Jr.",
    ]
    assert {"TY  - JOUR", "PY  - 2024", "DA  - 2024/07/03", "DO  - 10.1000/x_y(1)"} <= set(lines)
    moss, kelp = csl_records([MOSS, KELP])
    assert moss["author"][1:3] == [{"literal": "The Sand Team"}, {"family": "van Fern", "given": "Bo"}]
    assert (moss["issued"], kelp["issued"]) == ({"date-parts": [[2024, 7, 3]]}, {"date-parts": [[2019]]})
    assert (kelp["type"], kelp["number"]) == ("article", "arXiv:1901.01234")


def test_a_table_holds_everything_and_no_formula() -> None:
    digest = Paper("d", "=1+1", ABSTRACT, text_kind="digest", upvotes=3, organisation="@moss")
    (row,) = csv.DictReader(io.StringIO(as_csv([digest])))
    assert (row["Title"], row["Organisation"], row["Upvotes"], row["Text kind"]) == (
        " =1+1",
        " @moss",
        "3",
        "digest",
    )
    assert row["Abstract"] == ABSTRACT


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl"])
def test_a_digest_is_no_abstract(name: str) -> None:
    digest = Paper("d", "Knots", ABSTRACT, text_kind="digest")
    assert ABSTRACT not in EXPORTS[name].write([digest])


EXPECTED = {
    "apa": [
        "Moss, A. B., The Sand Team, van Fern, B., & Dune, C. L., Jr. (2024). Moss: Counting Tides & Lights. "
        "Journal of Tides. https://doi.org/10.1000/x_y(1)",
        "Kelp, E. (2019). Kelp in Winter (arXiv:1901.01234). arXiv.",
    ],
    "ieee": [
        "[1] A. B. Moss, The Sand Team, B. van Fern, and C. L. Dune Jr., “Moss: Counting Tides & Lights,” "
        "Journal of Tides, Jul. 2024, doi: 10.1000/x_y(1).",
        "[2] E. Kelp, “Kelp in Winter,” 2019, arXiv:1901.01234.",
    ],
    "chicago": [
        "Moss, Ada B., The Sand Team, Bo van Fern, and Carl L. Dune Jr. 2024. “Moss: Counting Tides & "
        "Lights.” Journal of Tides, July 3. https://doi.org/10.1000/x_y(1).",
        "Kelp, Eva. 2019. “Kelp in Winter.” arXiv:1901.01234. Preprint, arXiv.",
    ],
    "mla": [
        "Moss, Ada B., et al. “Moss: Counting Tides & Lights.” Journal of Tides, July 2024, "
        "https://doi.org/10.1000/x_y(1).",
        "Kelp, Eva. “Kelp in Winter.” arXiv:1901.01234, arXiv, 2019.",
    ],
}


@pytest.mark.parametrize("style", sorted(STYLES))
def test_references_look_as_the_style_asks(style: str) -> None:
    pytest.importorskip("citeproc")
    assert references([MOSS, KELP], style) == EXPECTED[style]


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_paper_without_authors_or_a_date_is_named_once(style: str) -> None:
    pytest.importorskip("citeproc")
    (line,) = references([Paper("p", "Knots (and More)", ABSTRACT)], style)
    assert line.lower().count("knots (and more)") == 1


_WORDS = st.text(
    st.characters(exclude_categories=("C", "Z", "M"), exclude_characters="<>&;\u00ad"), min_size=1, max_size=9
)
_TEXTS = st.lists(_WORDS, min_size=2, max_size=9).map(lambda words: "A " + " ".join(words) + " z.")
_LETTERS = st.text("abcdefghijklmnopqrstuvwxyzäéø", min_size=2, max_size=8).map(str.title)
_NAMES = st.builds(lambda given, family: f"{given} {family}", _LETTERS, _LETTERS)


@st.composite
def _papers(draw: st.DrawFn) -> Paper:
    day = draw(st.dates(date(1500, 1, 1), date(2024, 12, 31))).isoformat()
    return Paper(
        draw(st.sampled_from(["2401.00001", "hep-th/9901001"])),
        clean(draw(_TEXTS)),
        clean(draw(_TEXTS)),
        published=draw(st.sampled_from([None, day[:4], day[:7], day])),
        authors=tuple(draw(st.lists(_NAMES, max_size=4, unique=True))),
        doi=draw(st.sampled_from([None, "10.1000/a_b(2)", "10.1234/abc-def"])),
        venue=draw(
            st.sampled_from([None, "Journal of Tides & Times", "Proceedings of the 9th Tide Meeting"])
        ),
        url=draw(st.sampled_from([None, "https://example.org/a_b?c=%20d&e=1#f"])),
    )


def _kept(paper: Paper) -> tuple[object, ...]:
    url = paper.url or f"https://arxiv.org/abs/{paper.paper_id}"
    return (
        paper.paper_id,
        paper.title,
        paper.text,
        paper.published,
        paper.authors,
        paper.doi,
        paper.venue,
        url,
    )


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl", "csv"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(paper=_papers())
def test_what_is_written_reads_back_the_same(name: str, paper: Paper) -> None:
    (back,) = to_papers(read_text("export", EXPORTS[name].write([paper]).encode()))
    assert _kept(back) == _kept(paper)


@pytest.mark.parametrize("text", ["A 0 :{ z.", "A b:} z.", "A {{ b z.", "A 0 :\\0 z.", "A b:\\0 z."])
def test_a_brace_without_its_other_and_a_backslash_read_back_from_bibtex(text: str) -> None:
    paper = Paper("2401.00001", "Moss", text)
    (back,) = to_papers(read_text("export", as_bibtex([paper], abstracts=True).encode()))
    assert back.text == text


def test_json_is_an_array_of_records() -> None:
    assert [record["id"] for record in json.loads(EXPORTS["csl"].write([MOSS, KELP]))] == [
        "moss2024moss",
        "kelp2019kelp",
    ]
