"""Dates: in plain words, on the twelfth of December 2025, and as files write them."""

from datetime import date

import pytest

from rag.ingest.dates import iso_date
from rag.query.dates import find_dates

TODAY = date(2025, 12, 12)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        pytest.param("papers since 2024", "2024-01-01", None, id="since a year"),
        pytest.param("papers since March 2022", "2022-03-01", None, id="since a month"),
        pytest.param("since 2024-06-15", "2024-06-15", None, id="since an ISO day"),
        pytest.param("from 5 May 2023 onwards", "2023-05-05", None, id="from a day onwards"),
        pytest.param("dated 2024 or later", "2024-01-01", None, id="or later"),
        pytest.param("after March 2022", "2022-04-01", None, id="after a month is the next one"),
        pytest.param("newer than 2023", "2024-01-01", None, id="newer than a year"),
        pytest.param("before June 2022", None, "2022-05-31", id="before a month"),
        pytest.param("papers from before 2023", None, "2022-12-31", id="from before"),
        pytest.param("dated 2021 or earlier", None, "2021-12-31", id="or earlier"),
        pytest.param("up to 2020", None, "2020-12-31", id="up to includes"),
        pytest.param("in 2023", "2023-01-01", "2023-12-31", id="in a year"),
        pytest.param("in March 2022", "2022-03-01", "2022-03-31", id="in a month"),
        pytest.param("published in Feb. 2024", "2024-02-01", "2024-02-29", id="short month of a leap year"),
        pytest.param(
            "on work in March", "2025-03-01", "2025-03-31", id="month without a year is the last one"
        ),
        pytest.param("published in december", "2025-12-01", "2025-12-31", id="the month we are in"),
        pytest.param("papers from 2020 only", "2020-01-01", "2020-12-31", id="from a year alone"),
        pytest.param("2025 papers about data", "2025-01-01", "2025-12-31", id="year before papers"),
        pytest.param("count of papers dated 2022", "2022-01-01", "2022-12-31", id="dated"),
        pytest.param("between 2021 and 2023", "2021-01-01", "2023-12-31", id="between"),
        pytest.param("from March 2021 to May 2021", "2021-03-01", "2021-05-31", id="from to"),
        pytest.param("papers 2020-2022", "2020-01-01", "2022-12-31", id="dash"),
        pytest.param("from the second half of 2024", "2024-07-01", "2024-12-31", id="half a year"),
        pytest.param("in Q2 2024", "2024-04-01", "2024-06-30", id="quarter"),
        pytest.param("in early 2024", "2024-01-01", "2024-04-30", id="early"),
        pytest.param("this year", "2025-01-01", None, id="this year"),
        pytest.param("last year", "2024-01-01", "2024-12-31", id="last year is a calendar year"),
        pytest.param("over the last year", "2024-12-12", None, id="over the last year is twelve months"),
        pytest.param("last month", "2025-11-01", "2025-11-30", id="last month"),
        pytest.param("last week", "2025-12-01", "2025-12-07", id="last week, Monday to Sunday"),
        pytest.param("in the last two years", "2023-12-12", None, id="last two years"),
        pytest.param("the past 30 days", "2025-11-12", None, id="past days"),
        pytest.param("since 2021 and before 2023", "2021-01-01", "2022-12-31", id="both limits hold"),
        pytest.param("Arbeiten seit 2024", "2024-01-01", None, id="German"),
    ],
)
def test_dates_in_plain_words_become_a_range(text: str, since: str | None, until: str | None) -> None:
    dates = find_dates(text, TODAY)
    assert (dates.since, dates.until) == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("accuracy on PictureNet 2012", id="data set"),
        pytest.param("the ASDF Cup 2023 winner", id="contest"),
        pytest.param("PFold14 and GTP-4 2023 version", id="version"),
        pytest.param("in 2023 version of the data", id="version after in"),
        pytest.param("contexts of 2048 tokens", id="number of tokens"),
        pytest.param("from 2000 images", id="number of images"),
        pytest.param("the last layer and the last two epochs", id="last of something else"),
        pytest.param("it may march on in may", id="words that are months"),
        pytest.param("what happened in 1066", id="too long ago"),
        pytest.param("papers from 2099", id="ahead"),
        pytest.param("on February 30, 2024", id="no such day"),
        pytest.param("since then it works, 2.5x faster", id="since without a date"),
        pytest.param("a loss of 0.2024", id="decimals"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_a_date_is_left_alone(text: str) -> None:
    dates = find_dates(text, TODAY)
    assert (dates.since, dates.until, dates.spans) == (None, None, ())


def test_the_spans_are_the_words_that_said_so() -> None:
    text = "papers published since 2021 on data, before 2023"
    assert [text[a:b].strip() for a, b in find_dates(text, TODAY).spans] == [
        "published since 2021",
        "before 2023",
    ]


def test_the_last_day_of_a_short_month_does_not_overflow() -> None:
    assert find_dates("in the last 1 months", date(2024, 3, 31)).since == "2024-02-29"


# -- as files write them


@pytest.mark.parametrize(
    ("written", "year", "iso"),
    [
        pytest.param("Nov 18, 2024", None, "2024-11-18", id="with its year"),
        pytest.param("May 2", 2025, "2025-05-02", id="year from outside"),
        pytest.param("May 2", None, None, id="no year at all"),
        pytest.param("2024-05-02T10:00:00Z", None, "2024-05-02", id="timestamp"),
        pytest.param("2024/05/02/", None, "2024-05-02", id="RIS"),
        pytest.param("Feb 29", 2025, None, id="a day that was not"),
        pytest.param("2024", None, None, id="a year is not a day"),
        pytest.param("Moss 3, 2024", None, None, id="not a month"),
    ],
)
def test_a_date_is_read_or_left_unknown(written: str, year: int | None, iso: str | None) -> None:
    assert iso_date(written, year=year) == iso
