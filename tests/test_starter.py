"""The starter library: its shape, and that each digest carries what its abstract states."""

import pytest

from eval.library import read_papers
from eval.starter_check import (
    ENOUGH,
    PAGES,
    Digest,
    Exceptions,
    carries,
    facts,
    load_digests,
    load_exceptions,
    malformed,
    missing,
    out_of_order,
)

NONE = Exceptions(frozenset(), {})
with_pages = pytest.mark.skipif(not PAGES.is_dir(), reason=f"{PAGES} is absent")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("We gain 2.5 points on 1,000 trees.", ["2.5", "1,000"], id="numbers"),
        pytest.param("Here the MossNet and iFern win.", ["MossNet", "iFern"], id="capitals inside"),
        pytest.param("However we use Bark. Then kelp grows.", ["Bark"], id="an opener is no name"),
        pytest.param("Each of (1) moss, (2) fern and (ii) kelp.", [], id="an enumeration is no number"),
        pytest.param("Code: https://a.org/M0ss.", ["https://a.org/M0ss"], id="a link, and nothing inside it"),
        pytest.param("a 3B model, a t5-base", ["3", "5", "3B", "t5-base"], id="digits in a token"),
    ],
)
def test_facts_of_an_abstract(text: str, found: list[str]) -> None:
    assert facts(text, NONE) == found


@pytest.mark.parametrize(
    ("carried", "fact", "yes"),
    [
        pytest.param("a gain of 12.5", "2.5", False, id="a number is whole"),
        pytest.param("1000 trees", "1,000", True, id="thousands with or without a comma"),
        pytest.param("a mossnet", "MossNet", True, id="whatever the case"),
        pytest.param("one LLM", "LLMs", True, id="the singular"),
        pytest.param("Fern and Moss", "Moss-Fern", True, id="its parts"),
        pytest.param("Fern", "Moss-Fern", False, id="one part only"),
        pytest.param("see a.org/x", "https://a.org/x", True, id="a link without its scheme"),
    ],
)
def test_what_a_digest_carries(carried: str, fact: str, yes: bool) -> None:
    assert carries(carried, fact) is yes


def test_an_exception_holds_for_its_paper_only() -> None:
    excused = Exceptions(frozenset(), {"p": frozenset({"Moss"})})
    assert missing(Digest("p", "", "", (), ()), "We use Moss.", excused) == ([], 0)
    assert missing(Digest("q", "", "", (), ()), "We use Moss.", excused) == (["Moss"], 1)


@pytest.mark.parametrize(
    ("link", "lacking"),
    [
        pytest.param("https://a.org/moss", [], id="itself"),
        pytest.param("https://a.org/moss/tree/fern", [], id="below it"),
        pytest.param("https://a.org/mosses", ["https://a.org/mosses"], id="another that begins so"),
    ],
)
def test_a_link_excuses_what_lies_below_it(link: str, lacking: list[str]) -> None:
    excused = Exceptions(frozenset(), {"p": frozenset({"https://a.org/moss"})})
    assert missing(Digest("p", "", "", (), ()), f"see {link}.", excused)[0] == lacking


def test_every_digest_has_the_promised_shape() -> None:
    assert list(malformed(load_digests())) == []


@with_pages
def test_digests_stand_in_the_order_of_the_pages_under_the_same_titles() -> None:
    assert list(out_of_order(load_digests(), read_papers(str(PAGES)).papers)) == []


@with_pages
def test_digests_carry_the_numbers_names_and_links_of_their_abstracts() -> None:
    abstracts = {paper.paper_id: paper.text for paper in read_papers(str(PAGES)).papers}
    counts = [missing(digest, abstracts[digest.paper_id], load_exceptions()) for digest in load_digests()]
    assert sum(len(lacking) for lacking, _ in counts) <= (1 - ENOUGH) * sum(total for _, total in counts)
