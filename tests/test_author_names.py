"""Authors' names come out in one form, whichever way a file writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.entities.authors import family_name
from rag.ingest.authors import authors_of, one_name, writes_family_first
from rag.ingest.formats.format import Entry
from rag.ingest.pages import Page
from rag.ingest.papers import to_papers


@pytest.mark.parametrize(
    ("written", "names"),
    [
        pytest.param("Moss, Ann", ["Ann Moss"], id="family first"),
        pytest.param("Ann Moss", ["Ann Moss"], id="given first"),
        pytest.param("Fern, Jr., Bo L.", ["Bo L. Fern, Jr."], id="junior as BibTeX has it"),
        pytest.param("Fern,Bo L.,Jr.", ["Bo L. Fern, Jr."], id="junior as RIS has it"),
        pytest.param("Fern Jr, Bo L.", ["Bo L. Fern, Jr."], id="junior with the family"),
        pytest.param("Bo L. Fern, Jr.", ["Bo L. Fern, Jr."], id="junior as we have it"),
        pytest.param("Fern, Bo, III", ["Bo Fern, III"], id="the third"),
        pytest.param("Moss, Ii", ["Ii Moss"], id="a given name that is spelt like the second"),
        pytest.param("van der Moss, Anna", ["Anna van der Moss"], id="prefix"),
        pytest.param("Moss,Ann,PhD", ["Ann Moss"], id="degree behind the given name"),
        pytest.param("Ann Moss, Ph.D.", ["Ann Moss"], id="degree behind the name"),
        pytest.param("Ma, Yi", ["Yi Ma"], id="a family that is called like a degree"),
        pytest.param("Yi, Ma", ["Ma Yi"], id="a given name that is called like a degree"),
        pytest.param("Moss, Ann; Fern, Bo", ["Ann Moss", "Bo Fern"], id="two in one"),
        pytest.param("{Moss and Fern Research}", ["Moss and Fern Research"], id="a body in braces"),
        pytest.param("{Deep Moss, Inc.}", ["Deep Moss, Inc."], id="a firm in braces"),
        pytest.param("Deep Moss, Inc.", ["Deep Moss, Inc."], id="a firm"),
        pytest.param("University of Moss, Fernton", ["University of Moss, Fernton"], id="a university"),
        pytest.param("family=Moss, given=Anna, prefix=van, suffix=Jr", ["Anna van Moss, Jr."], id="biblatex"),
        pytest.param("M{\\\"o}ss, {\\'E}va", ["Éva Möss"], id="LaTeX"),
        pytest.param("Moss, Ann*", ["Ann Moss"], id="a mark of a footnote"),
        pytest.param("Moss, Ann (0000-0001-2345-678X)", ["Ann Moss"], id="an ORCID"),
        pytest.param("Ann Moss <ann@moss.example.org>", ["Ann Moss"], id="an address"),
        pytest.param("others", [], id="others"),
        pytest.param("et al.", [], id="et al."),
        pytest.param(" , ", [], id="nothing"),
    ],
)
def test_a_name_has_one_form(written: str, names: list[str]) -> None:
    assert list(authors_of([written]).names) == names


@pytest.mark.parametrize(
    ("authors", "names", "count"),
    [
        pytest.param(("Moss A", "Fern BC."), ["A. Moss", "B. C. Fern"], 2, id="initials behind the family"),
        pytest.param(("Ann Moss", "Wei AI"), ["Ann Moss", "Wei AI"], 2, id="no initials"),
        pytest.param(("Moss, Ann", "others"), ["Ann Moss"], None, id="with others it is not known how many"),
        pytest.param(("Ann Moss (University of Moss)*",), ["Ann Moss"], 1, id="affiliation"),
        pytest.param(
            ("Moss and Fern Organization (MFO)",), ["Moss and Fern Organization (MFO)"], 1, id="acronym"
        ),
        pytest.param(("- The Moss Investigators",), ["The Moss Investigators"], 1, id="dash"),
        pytest.param(("Wei Fern", "Wei Fern"), ["Wei Fern", "Wei Fern"], 2, id="two of one name"),
    ],
)
def test_the_authors_of_an_entry(authors: tuple[str, ...], names: list[str], count: int | None) -> None:
    entry = Entry("Moss", "We grow.", authors=authors, author_count=len(authors))
    (paper,) = to_papers(Page("page", "text", (entry,)))
    assert (list(paper.authors), paper.author_count) == (names, count)
    assert paper.has_other_authors == (count is None)


@pytest.mark.parametrize(("count", "others"), [(None, True), (12, True), (1, False)])
def test_a_reader_tells_whether_there_are_others(count: int | None, others: bool) -> None:
    (paper,) = to_papers(Page("page", "text", (Entry("Moss", "We grow.", ("Ann Moss",), count),)))
    assert (paper.author_count, paper.has_other_authors) == (count, others)


def test_a_page_that_writes_full_names_has_none_turned_round() -> None:
    assert not writes_family_first(["Ann Moss", "Bo Fern", "Li W"])
    assert not writes_family_first(["Meta AI"])


def test_a_family_name_is_known_beside_a_suffix() -> None:
    assert family_name("Bo L. Fern, Jr.") == {"fern"}
    assert family_name("") == frozenset()


@given(st.lists(st.text(max_size=20) | st.from_regex(r"[A-Za-z,.;{} ]{1,25}"), max_size=4), st.booleans())
def test_no_name_is_too_odd_and_the_form_is_kept(written: list[str], family_first: bool) -> None:
    names = authors_of(written, family_first=family_first).names
    assert all(name.strip() for name in names)


def test_a_name_without_end_is_left_as_it_is() -> None:
    assert one_name("x" * 80_000) == "x" * 80_000
    assert one_name("Fern <" + "fern" * 10 + "@moss.org>") == "Fern"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Fern, J.R.", "J.R. Fern"),
        ("Fern, J. R.", "J. R. Fern"),
        ("Fern, JR", "JR Fern"),
        ("FERN, JR., ADA", "ADA FERN, Jr."),
        ("Ada Fern, III", "Ada Fern, III"),
        ("The Moss Collaborative, -", "The Moss Collaborative"),
    ],
)
def test_initials_are_no_suffix_and_a_dash_is_no_name(written: str, name: str) -> None:
    assert authors_of([written]).names == (name,)
