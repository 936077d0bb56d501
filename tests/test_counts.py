"""How many there are: a claim's count against the source's, and numbers that follow from two others."""

import pytest

from rag.verification.counts import other_count
from rag.verification.derived import follows
from rag.verification.figures import figures
from rag.verification.parameters import parameters
from rag.verification.similarity import EncodedText, encode_text

SOURCE = """Larch: a study of tagging
We compare six popular bibliographic databases and four sensors. A typical tagging action involves three
components. The network has one degree of freedom in 2D, and we test on a 14-bus system. We look at 55 red
trees and 31 blue trees, for a mean error of 47.2 +- 11.0 HU."""


def read(text: str) -> EncodedText:
    return encode_text(text, None, parameters().similarity)


@pytest.mark.parametrize(
    ("claim", "counts"),
    [
        pytest.param(
            "A dozen databases were compared.", "six popular, the claim A dozen", id="another count"
        ),
        pytest.param(
            "Four components make up a typical tagging action.", "three components", id="a verb behind"
        ),
        pytest.param("Six sensors and four databases are compared.", "four sensors", id="exchanged"),
    ],
)
def test_another_count_of_the_same_is_seen(claim: str, counts: str) -> None:
    assert counts in other_count(read(claim), read(SOURCE))


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Half a dozen databases were compared.", id="the same in words"),
        pytest.param("More than fifty red trees were looked at.", id="a bound"),
        pytest.param("86 trees were looked at.", id="a sum"),
        pytest.param("The freedom in two dimensions is of one degree.", id="2D"),
        pytest.param("Two systems with buses are tested.", id="a hyphen names a kind"),
        pytest.param("The error stays below 50 HU.", id="a spread is no count"),
        pytest.param("Seven papers were read.", id="of something else"),
        pytest.param("On average eight databases were compared.", id="worked out"),
    ],
)
def test_what_may_be_the_same_count_is_let_through(claim: str) -> None:
    assert not other_count(read(claim), read(SOURCE))


@pytest.mark.parametrize(
    ("claim", "source", "is_derived"),
    [
        pytest.param("5.6 points more", "11.95% and 17.55%", True, id="a difference"),
        pytest.param("more than three times as large", "270% and 75%", True, id="a ratio"),
        pytest.param("9 points more", "11.95% and 17.55%", False, id="another difference"),
        pytest.param("two methods", "5 papers, 3 authors", False, id="a small count is chance"),
        pytest.param("seven seconds", "17 methods and 10 papers", False, id="another unit"),
    ],
)
def test_a_number_follows_from_two_others(claim: str, source: str, *, is_derived: bool) -> None:
    assert follows(figures(claim)[0], figures(source), rounding=0.05) is is_derived
