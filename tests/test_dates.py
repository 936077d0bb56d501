"""Dates in questions, on the twenty-seventh of November 2026; and dates as files write them."""

from datetime import date

import pytest

from rag.ingest.dates import iso_date
from rag.query.dates import Dates, find_dates

TODAY = date(2026, 11, 27)  # a Friday

# What is asked for, the first day and the last.
RANGES = """
papers published on 2024-08-05                        | 2024-08-05 | 2024-08-05
papers from 2024/08/05                                | 2024-08-05 | 2024-08-05
papers from 2024-8-5                                  | 2024-08-05 | 2024-08-05
papers from 20240805                                  | 2024-08-05 | 2024-08-05
papers of 05.08.2024                                  | 2024-08-05 | 2024-08-05
papers from 5.8.2024                                  | 2024-08-05 | 2024-08-05
papers of 08/05/2024                                  | 2024-08-05 | 2024-08-05
papers since 31/12/2023                               | 2023-12-31 |
papers since 12/31/2023                               | 2023-12-31 |
papers since 1.1.24                                   | 2024-01-01 |
papers on August 5, 2024                              | 2024-08-05 | 2024-08-05
papers since 5 August 2024                            | 2024-08-05 |
papers from the 5th of August, 2024                   | 2024-08-05 | 2024-08-05
papers from Aug 5th '24                               | 2024-08-05 | 2024-08-05
papers from 05-Aug-2024                               | 2024-08-05 | 2024-08-05
papers from 2024-Aug-05                               | 2024-08-05 | 2024-08-05
papers from Monday, August 5, 2024                    | 2024-08-05 | 2024-08-05
papers from August 5-8, 2024                          | 2024-08-05 | 2024-08-08
papers 5-8 August 2024                                | 2024-08-05 | 2024-08-08
papers since Jan. 1st, 2024                           | 2024-01-01 |
papers posted on Nov 3                                | 2026-11-03 | 2026-11-03
papers since Nov 28                                   | 2025-11-28 |
papers from Aug 24                                    | 2026-08-24 | 2026-08-24
papers from 30 August onwards                         | 2026-08-30 |
papers since 08/2024                                  | 2024-08-01 |
papers since 2024-08                                  | 2024-08-01 |
papers from 2024/8                                    | 2024-08-01 | 2024-08-31
papers from Aug. '24                                  | 2024-08-01 | 2024-08-31
papers from Aug'24                                    | 2024-08-01 | 2024-08-31
papers from August of 2024                            | 2024-08-01 | 2024-08-31
papers published in Feb. 2024                         | 2024-02-01 | 2024-02-29
papers in March of last year                          | 2025-03-01 | 2025-03-31
papers in May                                         | 2026-05-01 | 2026-05-31
papers published in december                          | 2025-12-01 | 2025-12-31
papers last March                                     | 2026-03-01 | 2026-03-31
August 2024 papers about music                        | 2024-08-01 | 2024-08-31
LoRA papers, August 2024                              | 2024-08-01 | 2024-08-31
papers since '24                                      | 2024-01-01 |
papers released in '23 or '24                         | 2023-01-01 | 2024-12-31
papers from '10-'12                                   | 2010-01-01 | 2012-12-31
papers from 2023-24                                   | 2023-01-01 | 2024-12-31
papers from 2023/24                                   | 2023-01-01 | 2024-12-31
papers 2023/2024                                      | 2023-01-01 | 2024-12-31
papers from 2010-12                                   | 2010-12-01 | 2010-12-31
papers from Q2/2024                                   | 2024-04-01 | 2024-06-30
papers in Q2 2024                                     | 2024-04-01 | 2024-06-30
papers in 2024Q2                                      | 2024-04-01 | 2024-06-30
papers from Q2'24                                     | 2024-04-01 | 2024-06-30
papers from 2Q24                                      | 2024-04-01 | 2024-06-30
papers during Q3 of 2024                              | 2024-07-01 | 2024-09-30
papers from Q1-Q2 2024                                | 2024-01-01 | 2024-06-30
papers from Q2                                        | 2026-04-01 | 2026-06-30
papers from the 3rd quarter of 2023                   | 2023-07-01 | 2023-09-30
papers from the last quarter of 2023                  | 2023-10-01 | 2023-12-31
papers in H1 2024                                     | 2024-01-01 | 2024-06-30
papers from 1H 2024                                   | 2024-01-01 | 2024-06-30
papers from the second half of 2024                   | 2024-07-01 | 2024-12-31
papers from the first half of this year               | 2026-01-01 | 2026-06-30
papers from the first six months of 2024              | 2024-01-01 | 2024-06-30
papers from week 32 of 2024                           | 2024-08-05 | 2024-08-11
papers from the spring of 2024                        | 2024-03-01 | 2024-05-31
papers from fall 2024                                 | 2024-09-01 | 2024-11-30
papers from winter 2023                               | 2023-12-01 | 2024-02-29
papers from winter 2023/24                            | 2023-12-01 | 2024-02-29
papers from last summer                               | 2026-06-01 | 2026-08-31
papers since spring                                   | 2026-03-01 |
papers in early 2024                                  | 2024-01-01 | 2024-04-30
papers from mid-2024                                  | 2024-05-01 | 2024-08-31
papers from early March 2024                          | 2024-03-01 | 2024-03-10
papers since the end of 2023                          | 2023-12-31 |
papers by the end of 2023                             |            | 2023-12-31
papers before the end of 2023                         |            | 2023-12-31
papers after the beginning of 2023                    | 2023-01-01 |
papers from the nineties                              | 1990-01-01 | 1999-12-31
papers from the '90s                                  | 1990-01-01 | 1999-12-31
papers from the 2010s                                 | 2010-01-01 | 2019-12-31
papers of 2010s                                       | 2010-01-01 | 2019-12-31
papers since the late 1990s                           | 1996-09-01 |
papers older than two years                           |            | 2024-11-26
papers newer than six months                          | 2026-05-28 |
papers at least 3 years old                           |            | 2023-11-27
papers less than a year old                           | 2025-11-28 |
papers no older than two years                        | 2024-11-27 |
papers older than half a year                         |            | 2026-05-26
papers more than a year and a half old                |            | 2025-05-26
papers published two years ago                        | 2024-01-01 | 2024-12-31
papers since two years ago                            | 2024-11-27 |
papers last month                                     | 2026-10-01 | 2026-10-31
last month's papers                                   | 2026-10-01 | 2026-10-31
papers last week                                      | 2026-11-16 | 2026-11-22
papers from last quarter                              | 2026-07-01 | 2026-09-30
papers last year                                      | 2025-01-01 | 2025-12-31
papers this year                                      | 2026-01-01 |
papers from this decade                               | 2020-01-01 |
papers over the last year                             | 2025-11-27 |
papers past 18 months                                 | 2025-05-27 |
papers in the last two weeks                          | 2026-11-13 |
papers from the last 1.5 years                        | 2025-05-27 |
papers of the last decade                             | 2016-11-27 |
the past 30 days                                      | 2026-10-28 |
papers since yesterday                                | 2026-11-26 |
papers since last Monday                              | 2026-11-23 |
papers published today                                | 2026-11-27 | 2026-11-27
papers until today                                    |            | 2026-11-27
papers from March 2021 to 05/2022                     | 2021-03-01 | 2022-05-31
papers from March 2021 to May                         | 2021-03-01 | 2021-05-31
papers from March to May 2024                         | 2024-03-01 | 2024-05-31
papers from November to February 2024                 | 2023-11-01 | 2024-02-29
papers from late 2023 to early 2024                   | 2023-09-01 | 2024-04-30
papers 2021–2023                                      | 2021-01-01 | 2023-12-31
papers 2020..2022                                     | 2020-01-01 | 2022-12-31
papers between 2021 and 2023                          | 2021-01-01 | 2023-12-31
papers between Aug '22 and now                        | 2022-08-01 | 2026-11-27
papers between 2023-05 and 5 August 2024              | 2023-05-01 | 2024-08-05
papers from 2020 to date                              | 2020-01-01 | 2026-11-27
papers 2020-present                                   | 2020-01-01 | 2026-11-27
papers from 2025 to 2023                              | 2023-01-01 | 2025-12-31
papers in 2021 and 2022                               | 2021-01-01 | 2022-12-31
papers from 2021, 2022 or 2023                        | 2021-01-01 | 2023-12-31
papers in 2021 or 2023                                | 2021-01-01 | 2023-12-31
pre-2020 papers                                       |            | 2019-12-31
post-2019 papers                                      | 2020-01-01 |
papers as early as 2015                               | 2015-01-01 |
papers up to and including 2019                       |            | 2019-12-31
papers up to but not including 2019                   |            | 2018-12-31
papers not before 2018                                | 2018-01-01 |
papers no later than 2019                             |            | 2019-12-31
papers not newer than 2019                            |            | 2019-12-31
papers that are not from before 2020                  | 2020-01-01 |
papers by 2020                                        |            | 2020-12-31
papers >= 2023                                        | 2023-01-01 |
papers < 2020                                         |            | 2019-12-31
papers since: 2024                                    | 2024-01-01 |
papers since "2024"                                   | 2024-01-01 |
papers since about 2020                               | 2020-01-01 |
papers from 2020 on                                   | 2020-01-01 |
papers from 2020 on pruning                           | 2020-01-01 | 2020-12-31
papers from 2020+                                     | 2020-01-01 |
papers 2020–                                          | 2020-01-01 |
papers dated 2024 or later                            | 2024-01-01 |
papers 2019 or earlier                                |            | 2019-12-31
papers 2018 at the earliest                           | 2018-01-01 |
papers 2019 at the latest                             |            | 2019-12-31
papers after March 2022                               | 2022-04-01 |
papers before June 2022                               |            | 2022-05-31
papers from before 2023                               |            | 2022-12-31
papers newer than 2023-05                             | 2023-06-01 |
papers since 2021 and before 2023                     | 2021-01-01 | 2022-12-31
papers of the year 2024                               | 2024-01-01 | 2024-12-31
papers about pruning (2024)                           | 2024-01-01 | 2024-12-31
papers of 2024 only                                   | 2024-01-01 | 2024-12-31
2025 papers about data                                | 2025-01-01 | 2025-12-31
only 2024                                             | 2024-01-01 | 2024-12-31
papers from 2099                                      | 2099-01-01 | 2099-12-31
Arbeiten seit März 2024                               | 2024-03-01 |
Arbeiten vom 5. August 2024                           | 2024-08-05 | 2024-08-05
Arbeiten aus den letzten zwei Jahren                  | 2024-11-27 |
articles depuis août 2024                             | 2024-08-01 |
articles entre 2021 et 2023                           | 2021-01-01 | 2023-12-31
artículos desde agosto de 2024                        | 2024-08-01 |
articoli dal 2024                                     | 2024-01-01 |
2024年8月以来的论文                                   | 2024-08-01 |
"""


@pytest.mark.parametrize("line", RANGES.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_date_becomes_a_range(line: str) -> None:
    asked, since, until = (cell.strip() for cell in line.split("|"))
    dates = find_dates(asked, TODAY)
    assert (dates.since or "", dates.until or "") == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("accuracy on PictureNet 2012", id="data set"),
        pytest.param("WMT 2014 English-German", id="task"),
        pytest.param("SemEval-2017 papers", id="joined by a dash"),
        pytest.param("papers at NeurIPS 2023", id="conference"),
        pytest.param("the ASDF Cup 2023 winner", id="contest"),
        pytest.param("papers on the 2019 pandemic", id="adjective"),
        pytest.param("papers about the 2024 elections", id="adjective of a plural"),
        pytest.param("papers that build on Hu et al. (2021)", id="reference"),
        pytest.param("papers on LoRA (2021)", id="year of a method"),
        pytest.param("papers about gpt-4o-2024-08-06", id="version of a model"),
        pytest.param("PFold14 and GTP-4 2023 version", id="version"),
        pytest.param("in 2023 version of the data", id="version after in"),
        pytest.param("papers on 2403.03507 and 2001.04451", id="identifiers"),
        pytest.param("contexts of 2048 tokens", id="number of tokens"),
        pytest.param("papers where loss spikes after 2000 steps", id="number of steps"),
        pytest.param("from 2000 images", id="number of images"),
        pytest.param("the last layer and the last two epochs", id="last of something else"),
        pytest.param("papers on the last year of school", id="last year of something"),
        pytest.param("papers on next-day forecasting", id="next day"),
        pytest.param("papers on 30s clips", id="seconds"),
        pytest.param("papers on fall detection", id="season that is another word"),
        pytest.param("it may march on in may", id="words that are months"),
        pytest.param("papers by May Chen", id="name that is a month"),
        pytest.param("papers on the Mars 2020 rover", id="planet that is a month"),
        pytest.param("what happened in 1066", id="too long ago"),
        pytest.param("since then it works, 2.5x faster", id="since without a date"),
        pytest.param("papers that run 24/7 on 1/3 of the data", id="fractions"),
        pytest.param("papers on attention before transformers", id="before something"),
        pytest.param("a loss of 0.2024", id="decimals"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_a_date_is_left_alone_without_a_word(text: str) -> None:
    assert find_dates(text, TODAY) == Dates()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param(
            "papers since 31.02.2024", "not understood as a date: “since 31.02.2024”", id="no such day"
        ),
        pytest.param(
            "on February 30, 2024",
            "not understood as a date: “on February 30, 2024”",
            id="no such day in words",
        ),
        pytest.param(
            "papers since 13/13/2024", "not understood as a date: “since 13/13/2024”", id="no month"
        ),
        pytest.param(
            "papers from 2024-13", "not understood as a date: “from 2024-13”", id="no thirteenth month"
        ),
        pytest.param("papers since 03/24", "not understood as a date: “since 03/24”", id="two short numbers"),
        pytest.param(
            "papers since 24-08-05", "not understood as a date: “since 24-08-05”", id="short year first"
        ),
        pytest.param("papers before 1850", "not understood as a date: “before 1850”", id="too early"),
        pytest.param(
            "papers before the pandemic", "not understood as a date: “before the pandemic”", id="an event"
        ),
        pytest.param("papers since ChatGPT", "not understood as a date: “since ChatGPT”", id="a model"),
        pytest.param(
            "papers from recent years", "not understood as a date: “from recent years”", id="recent"
        ),
        pytest.param(
            "papers from the last few years", "not understood as a date: “from the last few years”", id="few"
        ),
        pytest.param(
            "papers older than 5000 years",
            "not understood as a date: “older than 5000 years”",
            id="out of reach",
        ),
        pytest.param("papers from summer", "unclear, so not applied as a limit: “from summer”", id="no year"),
        pytest.param(
            "papers from the 20th century", "not understood as a date: “from the 20th century”", id="century"
        ),
        pytest.param(
            "papers on pruning 2024", "unclear, so not applied as a limit: “2024”", id="year after a word"
        ),
        pytest.param(
            "papers between 2021", "unclear, so not applied as a limit: “between 2021”", id="half a range"
        ),
        pytest.param(
            "papers on demand for power in 2050",
            "in the future, so not applied as a limit: “in 2050”",
            id="a forecast",
        ),
        pytest.param(
            "papers excluding 2020",
            "papers cannot be left out by their date, so not applied: “excluding 2020”",
            id="left out",
        ),
        pytest.param(
            "papers that aren't from 2020",
            "papers cannot be left out by their date, so not applied: “that aren't from 2020”",
            id="not from",
        ),
    ],
)
def test_what_is_not_applied_is_said(text: str, note: str) -> None:
    dates = find_dates(text, TODAY)
    assert (dates.since, dates.until, dates.notes) == (None, None, (note,))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param(
            "papers of 08/05/2024", "“08/05/2024” is read as 2024-08-05, the month first", id="order"
        ),
        pytest.param(
            "papers from Aug 24", "“Aug 24” is read as 2026-08-24; the month is “Aug 2024”", id="day or year"
        ),
        pytest.param(
            "papers in 2021 or 2023", "“2021 or 2023” is read as 2021-01-01 to 2023-12-31", id="a gap"
        ),
        pytest.param(
            "papers since 2025 until 2023",
            "no day is within all of “since 2025”, “until 2023”",
            id="contradiction",
        ),
        pytest.param("papers since 2099", "in the future: “since 2099”", id="future"),
        pytest.param(
            "papers since 2020 about elections in 1996",
            "not applied as a limit on the dates of papers: “in 1996”",
            id="the time of something else",
        ),
    ],
)
def test_what_is_applied_but_may_surprise_is_said(text: str, note: str) -> None:
    dates = find_dates(text, TODAY)
    assert dates.since
    assert dates.notes == (note,)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        pytest.param("What do papers since 2025 say about GaLoop?", "2025-01-01", id="of papers"),
        pytest.param(
            "How does GaLoop save memory? papers since 2025", "2025-01-01", id="a sentence of its own"
        ),
        pytest.param("How does GaLoop save memory (since 2025)?", "2025-01-01", id="in brackets"),
        pytest.param("How does GaLoop save memory, since 2025?", "2025-01-01", id="after a comma"),
        pytest.param("GaLoop only since 2024", "2024-01-01", id="only"),
        pytest.param("According to last month's papers, what helps?", "2026-10-01", id="papers of a month"),
        pytest.param("why have temperatures risen since 2010?", None, id="the time of something else"),
        pytest.param("Since 2010, how did attention change?", None, id="the time of something else, first"),
        pytest.param("What error did GaLoop reach in 2024?", None, id="in a year"),
        pytest.param("How much did it fall between 2010 and 2020?", None, id="a range"),
    ],
)
def test_in_a_question_that_asks_for_no_list_only_limits_on_papers_hold(text: str, since: str | None) -> None:
    dates = find_dates(text, TODAY, explicit=True)
    assert dates.since == since
    assert len(dates.notes) == (since is None)


@pytest.mark.parametrize(
    "text", ["What was the accuracy on PictureNet 2012?", "What caused the 2019 pandemic?", "in recent years"]
)
def test_a_question_about_a_year_is_answered_without_a_word_on_dates(text: str) -> None:
    assert find_dates(text, TODAY, explicit=True) == Dates()


def test_the_spans_are_the_words_that_said_so() -> None:
    text = "papers published since 2021 on data, before 2023"
    assert [text[a:b] for a, b in find_dates(text, TODAY).spans] == ["published since 2021", "before 2023"]


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
