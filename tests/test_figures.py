"""Numbers in prose: what is one figure, and when two of them say the same."""

import pytest

from rag.verification.comparing import Match, compare_figures
from rag.verification.figures import figures
from rag.verification.parameters import parameters

ROUNDING = parameters().figures.rounding


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("17.5x", "17.5 times", id="times in words"),
        pytest.param("17.5x", "17.5×", id="multiplication sign"),
        pytest.param("4-fold", "fourfold", id="fold"),
        pytest.param("2x", "twice", id="twice"),
        pytest.param("doubles", "two times", id="doubles"),
        pytest.param("half a dozen", "six", id="dozen"),
        pytest.param("twenty four", "24", id="two words"),
        pytest.param("a hundred times", "two orders of magnitude", id="orders of magnitude"),
        pytest.param("over a third", "35%", id="over"),
        pytest.param("just above nine tenths", "0.91", id="a share and its bound"),
        pytest.param("nearly two hundred", "184", id="nearly"),
        pytest.param("by a factor of 3", "3x", id="factor of"),
        pytest.param("1,000", "1000", id="thousands comma"),
        pytest.param("7B", "7 billion", id="billion"),
        pytest.param("40K rows", "40,000 rows", id="K is thousand"),
        pytest.param("eighteen thousand", "18 thousand", id="words with a scale"),
        pytest.param("50%", "50 percent", id="percent"),
        pytest.param("50%", "half", id="half"),
        pytest.param("33%", "a third", id="a third, rounded as thirds are"),
        pytest.param("66.7%", "two thirds", id="two thirds"),
        pytest.param("three layers", "3 layers", id="numeral"),
        pytest.param("twenty-one", "21", id="compound numeral"),
        pytest.param("one hundred and five", "105", id="words behind a scale"),
        pytest.param("two thousand one hundred and five", "2,105", id="two scales"),
        pytest.param("97%", "0.97", id="percentage as a fraction"),
        pytest.param("600 ms", "0.6 seconds", id="milliseconds"),
        pytest.param("24 months", "two years", id="months"),
        pytest.param("1.2 GB", "1200 MB", id="bytes"),
        pytest.param("2.5 kHz", "2,500 Hz", id="hertz"),
        pytest.param("45 fps", "45 frames per second", id="frames per second"),
        pytest.param("more than 2x", "above 2x", id="one bound in two words"),
        pytest.param("about 80%", "80%", id="about is no bound"),
        pytest.param("over 20 tasks", "20 tasks", id="over may mean across"),
        pytest.param("an accuracy of 91.2%", "an accuracy of 91.2", id="percent left to the metric"),
        pytest.param("14.1 times", "14.1times", id="glued unit of cleaned TeX"),
        pytest.param("sim6%", "about 6%", id="glued sign of cleaned TeX"),
    ],
)
def test_two_ways_to_write_a_figure_are_equal(first: str, second: str) -> None:
    (claim,), (source,) = figures(first), figures(second)
    assert compare_figures(claim, source, rounding=ROUNDING) is Match.EQUAL


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        pytest.param("18x", "17.5x", id="rounded"),
        pytest.param("4,200", "4,213", id="rounded to hundreds"),
        pytest.param("17.5x", "up to 17.5x", id="up to is lost"),
        pytest.param("more than 2x", "2x", id="more is added"),
        pytest.param("7.5%", "7.5 points", id="points are not percent"),
        pytest.param("half", "50.4%", id="a half is not 50.4 percent"),
    ],
)
def test_what_is_nearly_the_figure_is_near_only(claim: str, source: str) -> None:
    assert compare_figures(figures(claim)[0], figures(source)[0], rounding=ROUNDING) is Match.NEAR


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        pytest.param("17.6x", "17.5x", id="last digit"),
        pytest.param("2.5 ms", "2.52 ms", id="digits with a unit behind"),
        pytest.param("71%", "17%", id="digits swapped"),
        pytest.param("0.06 s", "0.6 s", id="point moved"),
        pytest.param("2.4 billion", "2.4 million", id="scale"),
        pytest.param("40 GB", "40 MB", id="unit of bytes"),
        pytest.param("11 hours", "11 days", id="unit of time"),
        pytest.param("11.4 °C", "11.4 K", id="unit of temperature"),
        pytest.param("38x", "38%", id="times for percent"),
        pytest.param("18,000 hours", "18,000 dialogues", id="hours for a count"),
        pytest.param("less than 2x", "more than 2x", id="opposite bounds"),
        pytest.param("five", "four", id="numerals"),
    ],
)
def test_a_changed_figure_is_different(claim: str, source: str) -> None:
    assert compare_figures(figures(claim)[0], figures(source)[0], rounding=ROUNDING) is Match.DIFFERENT


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("GPT-4 and PX-6 on H100", [], id="digits in names"),
        pytest.param("the 3D scan of the 15th", [], id="digits glued to letters"),
        pytest.param("from 71.3 to 79.8", [71.3, 79.8], id="from and to"),
        pytest.param("in the 1990s", [1990], id="decade"),
        pytest.param("512x512 pixels", [512, 512], id="a size"),
        pytest.param("10-20 ms", [0.01, 0.02], id="range shares its unit"),
        pytest.param("2.1 versus 3.8 kg", [2100, 3800], id="versus shares its unit"),
        pytest.param("a half-life", [], id="half in another word"),
        pytest.param("p < 0.05, in 84 of 90", [0.05, 84, 90], id="in order"),
    ],
)
def test_figures_are_found_in_order(text: str, values: list[float]) -> None:
    assert [f.value for f in figures(text)] == pytest.approx(values)


def test_a_size_inside_a_name_counts_for_a_source_only() -> None:
    assert figures("Anvil-7B repairs bugs") == ()
    (figure,) = figures("Anvil-7B repairs bugs", names=True)
    assert (figure.value, figure.named) == (7e9, True)


def test_a_figure_knows_its_place() -> None:
    text = "It is 17.5 times faster."
    (figure,) = figures(text)
    assert text[figure.start : figure.end] == figure.text == "17.5 times"
