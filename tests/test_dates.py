"""Dates in questions, on the twenty-seventh of November 2026; and dates as files write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.dates import iso_date
from rag.query.dates import Dates, find_dates

TODAY = date(2026, 11, 27)  # a Friday


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
        pytest.param("papers written by Elon Brandt", id="an author"),
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
    ],
)
def test_what_is_not_applied_is_said(text: str, note: str) -> None:
    dates = find_dates(text, TODAY)
    assert (dates.since, dates.until, dates.notes) == (None, None, (note,))


@pytest.mark.parametrize(
    ("text", "left_out", "words"),
    [
        ("papers excluding 2020", "2020-01-01/2020-12-31", "excluding 2020"),
        ("papers that aren't from 2020", "2020-01-01/2020-12-31", "that aren't from 2020"),
        ("papers on jam, but nothing from 2023", "2023-01-01/2023-12-31", ", but nothing from 2023"),
        ("papers on jam and no papers from May 2024", "2024-05-01/2024-05-31", "and no papers from May 2024"),
        ("papers other than those from 2022", "2022-01-01/2022-12-31", "other than those from 2022"),
        ("papers without those of 2021 and 2022", "2021-01-01/2022-12-31", "without those of 2021 and 2022"),
    ],
)
def test_a_time_is_left_out_where_nothing_of_it_is_wanted(text: str, left_out: str, words: str) -> None:
    dates = find_dates(text, TODAY)
    assert (dates.since, dates.until, dates.left_out, dates.notes) == (None, None, left_out, ())
    assert [text[start:end] for start, end in dates.spans] == [words]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("papers on jam, nothing before 2020", "2020-01-01", None),
        ("papers on jam, with nothing older than 2021", "2021-01-01", None),
        ("has nothing been published since 2023", "2023-01-01", None),
        ("sort all papers by date", None, None),
    ],
)
def test_nothing_before_a_time_is_everything_since(text: str, since: str | None, until: str | None) -> None:
    dates = find_dates(text, TODAY)
    assert (dates.since, dates.until, dates.left_out) == (since, until, None)


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
        pytest.param("2024", None, "2024", id="a year alone"),
        pytest.param("Moss 3, 2024", None, "2024", id="not a month"),
        pytest.param("2019-07", None, "2019-07", id="year and month"),
        pytest.param("2019/07//", None, "2019-07", id="RIS without a day"),
        pytest.param("2019 Jul 3", None, "2019-07-03", id="PubMed"),
        pytest.param("2019 JUL 3", None, "2019-07-03", id="Web of Science"),
        pytest.param("2019 3~jul", None, "2019-07-03", id="LaTeX's tie"),
        pytest.param("2019 July--August", None, "2019-07", id="months in a range"),
        pytest.param("JUL-AUG 2019", None, "2019-07", id="months in a range, year last"),
        pytest.param("2018 Dec-2019 Jan", None, "2018-12", id="range across years"),
        pytest.param("Dec-Jan 2019", None, "2019", id="a December of which year?"),
        pytest.param("3-5 July 2019", None, "2019-07-03", id="days in a range"),
        pytest.param("2019-07/2019-08", None, "2019-07", id="biblatex range"),
        pytest.param("2018-12/2019-01", None, "2018-12", id="biblatex range across years"),
        pytest.param("2019/2020", None, "2019", id="years in a range"),
        pytest.param("2019-20", None, "2019", id="years in a short range"),
        pytest.param("2019-21", None, "2019", id="a season of EDTF"),
        pytest.param("2019-XX-XX", None, "2019", id="unspecified"),
        pytest.param("Spring 2019", None, "2019", id="season"),
        pytest.param("Wed, 3 Jul 2019 19:18:42 GMT", None, "2019-07-03", id="RFC 822"),
        pytest.param("Wed Jul  3 19:18:42 2019", None, "2019-07-03", id="ctime"),
        pytest.param("July 3rd, 2019", None, "2019-07-03", id="ordinal"),
        pytest.param("03.07.2019", None, "2019-07-03", id="with points"),
        pytest.param("25/12/2019", None, "2019-12-25", id="which is the month is sure"),
        pytest.param("07/03/2019", None, "2019", id="which is the month is not sure"),
        pytest.param("07/2019", None, "2019-07", id="month first"),
        pytest.param("20190703", None, "2019-07-03", id="in one"),
        pytest.param("1562112000000", None, "2019-07-03", id="milliseconds"),
        pytest.param("15 août 2019", None, "2019-08-15", id="French"),
        pytest.param("3. März 2019", None, "2019-03-03", id="German"),
        pytest.param("2019年7月3日", None, "2019-07-03", id="Japanese"),
        pytest.param("2019-02-30", None, "2019-02", id="of a day that was not, the month"),
        pytest.param("2019-00-00", None, "2019", id="zeros"),
        pytest.param("[c2019]", None, "2019", id="a library's"),
        pytest.param("in press, 2020", None, "2020", id="in press"),
        pytest.param("2019 (accessed 3 July 2020)", None, "2019", id="a day of access beside it"),
        pytest.param("Accessed 3 July 2019", None, None, id="a day of access"),
        pytest.param("n.d.", None, None, id="no date"),
        pytest.param("forthcoming", None, None, id="forthcoming"),
        pytest.param("0000", None, None, id="zero"),
        pytest.param("2999", None, None, id="a year for none"),
        pytest.param("9999-12-31", None, None, id="a day for none"),
        pytest.param("201X", None, None, id="a decade"),
    ],
)
def test_a_date_is_read_or_left_unknown(written: str, year: int | None, iso: str | None) -> None:
    assert iso_date(written, year=year) == iso


@given(st.text(max_size=30) | st.from_regex(r"[0-9/. -]{1,14}"), st.none() | st.integers(1990, 2030))
def test_whatever_a_file_writes_is_a_date_of_iso_8601_or_none(written: str, year: int | None) -> None:
    iso = iso_date(written, year=year)
    assert iso is None or date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])
    assert iso is None or iso_date(iso) == iso
