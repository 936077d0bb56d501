"""What narrows a question: filters, how many papers are wanted, what to compare on."""

import pytest

from rag.model.filters import Filters
from tests.fakes import ask


@pytest.mark.parametrize(
    ("message", "filters", "text"),
    [
        pytest.param("papers since 2024 about music", Filters(since="2024-01-01"), "music", id="since"),
        pytest.param(
            "papers about music last month",
            Filters(since="2025-11-01", until="2025-11-30"),
            "music",
            id="month",
        ),
        pytest.param("papers by QuarkWorks", Filters(organisation="QuarkWorks"), "", id="organisation"),
        pytest.param("What did Nimbus Labs publish?", Filters(organisation="Nimbus Labs"), "", id="publish"),
        pytest.param(
            "papers with QuarkWorks as organisation",
            Filters(organisation="QuarkWorks"),
            "",
            id="as organisation",
        ),
        pytest.param(
            "papers on music whose affiliation is QuarkWorks",
            Filters(organisation="QuarkWorks"),
            "music",
            id="whose affiliation",
        ),
        pytest.param(
            "papers where the institution is QuarkWorks",
            Filters(organisation="QuarkWorks"),
            "",
            id="where the institution is",
        ),
        pytest.param(
            "papers affiliated with QuarkWorks on music",
            Filters(organisation="QuarkWorks"),
            "music",
            id="affiliated",
        ),
        pytest.param(
            "papers from the company QuarkWorks", Filters(organisation="QuarkWorks"), "", id="the company"
        ),
        pytest.param(
            "papers that have QuarkWorks as their affiliation",
            Filters(organisation="QuarkWorks"),
            "",
            id="as their affiliation",
        ),
        pytest.param(
            "papers with organization: QuarkWorks", Filters(organisation="QuarkWorks"), "", id="with a colon"
        ),
        pytest.param(
            "papers from QuarkWorks or from Open Hut",
            Filters(organisation="QuarkWorks or Open Hut"),
            "",
            id="two",
        ),
        pytest.param("papers with more than 20 authors", Filters(min_authors=21), "", id="more than"),
        pytest.param("papers with at least 5 upvotes", Filters(min_upvotes=5), "", id="at least"),
        pytest.param("papers with fewer than three authors", Filters(max_authors=2), "", id="fewer than"),
        pytest.param("papers with 3 or more upvotes", Filters(min_upvotes=3), "", id="or more"),
        pytest.param("single-author papers", Filters(min_authors=1, max_authors=1), "", id="single"),
        pytest.param(
            "papers by exactly two authors", Filters(min_authors=2, max_authors=2), "", id="exactly"
        ),
        pytest.param("papers with 3 to 5 authors", Filters(min_authors=3, max_authors=5), "", id="range"),
        pytest.param(
            "papers that are faster by 2.5x", Filters(), "are faster by 2.5x", id="by is no organisation"
        ),
        pytest.param("papers on PictureNet 2012", Filters(), "PictureNet 2012", id="year of a name"),
        pytest.param("papers by Somebody Else", Filters(author="Somebody Else"), "", id="unknown author"),
    ],
)
def test_filters_are_read_and_taken_out(message: str, filters: Filters, text: str) -> None:
    question = ask(message)
    assert question.filters == filters
    assert question.search_text == text


def test_a_fact_question_has_no_filters() -> None:
    assert ask("What error did GaLoop reach in 2024?").filters.empty


@pytest.mark.parametrize(
    ("message", "since", "notes"),
    [
        pytest.param("How does GaLoop work? Papers since 2025.", "2025-01-01", (), id="beside the question"),
        pytest.param("What do papers since 2025 say about pruning?", "2025-01-01", (), id="in the question"),
        pytest.param(
            "What error did GaLoop reach in 2024?",
            None,
            ("not applied as a limit on the dates of papers: “in 2024”",),
            id="the time of something else",
        ),
        pytest.param(
            "papers about music since 2024-13",
            None,
            ("not understood as a date: “since 2024-13”",),
            id="not a date",
        ),
    ],
)
def test_a_limit_by_date_holds_in_any_question_or_is_noted(
    message: str, since: str | None, notes: tuple[str, ...]
) -> None:
    query = ask(message)
    assert (query.filters.since, query.notes) == (since, notes)


def test_filters_are_shown_to_the_reader() -> None:
    assert ask("papers about music since 2024 with at least 20 authors").understood == (
        "papers about music · published since 2024-01-01 · at least 20 authors"
    )


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        pytest.param(Filters(), (), id="none"),
        pytest.param(Filters(until="2022-01-31"), ("published until 2022-01-31",), id="until"),
        pytest.param(
            Filters(since="2021-01-01", until="2022-01-31"),
            ("published from 2021-01-01 to 2022-01-31",),
            id="range",
        ),
        pytest.param(
            Filters(since="2021-01-31", until="2021-01-31"), ("published on 2021-01-31",), id="one day"
        ),
        pytest.param(Filters(organisation="Open Hut"), ("by Open Hut",), id="organisation"),
        pytest.param(Filters(min_authors=1, max_authors=1), ("exactly 1 author",), id="exactly"),
        pytest.param(
            Filters(min_upvotes=2, max_upvotes=4), ("at least 2 and at most 4 upvotes",), id="both ends"
        ),
        pytest.param(
            Filters(except_dates="2023-01-01/2023-12-31 or /2019-12-31", except_author="Ng"),
            (
                "not published from 2023-01-01 to 2023-12-31 or published until 2019-12-31",
                "not written by Ng",
            ),
            id="left out",
        ),
    ],
)
def test_filters_in_plain_words(filters: Filters, words: tuple[str, ...]) -> None:
    assert filters.describe() == words


@pytest.mark.parametrize(
    ("filters", "accepted"),
    [
        pytest.param(Filters(), True, id="no filter"),
        pytest.param(Filters(since="2024-05-01", until="2024-05-01"), True, id="the day itself"),
        pytest.param(Filters(since="2024-05-02"), False, id="a day too early"),
        pytest.param(Filters(until="2024-04-30"), False, id="a day too late"),
        pytest.param(Filters(organisation="open hut"), True, id="organisation in any case"),
        pytest.param(Filters(organisation="QuarkWorks or Open Hut"), True, id="one of two"),
        pytest.param(Filters(organisation="QuarkWorks"), False, id="another organisation"),
        pytest.param(Filters(min_authors=3), True, id="least is included"),
        pytest.param(Filters(max_authors=2), False, id="too many authors"),
        pytest.param(Filters(max_upvotes=9), False, id="a field that is missing"),
        pytest.param(Filters(except_organisation="open hut"), False, id="organisation left out"),
        pytest.param(Filters(except_organisation="QuarkWorks"), True, id="another one left out"),
        pytest.param(Filters(except_dates="2024-05-01/2024-05-31"), False, id="time left out"),
        pytest.param(Filters(except_dates="2023-01-01/2023-12-31"), True, id="another time left out"),
    ],
)
def test_which_papers_pass(filters: Filters, accepted: bool) -> None:
    assert filters.accepts("2024-05-01", "Open Hut", None, 3) is accepted


@pytest.mark.parametrize(
    ("published", "accepted"),
    [
        pytest.param("2024", True, id="year that holds the range"),
        pytest.param("2024-03", True, id="month that begins before the range"),
        pytest.param("2024-02", False, id="month before"),
        pytest.param("2023", False, id="year before"),
        pytest.param(None, False, id="no date"),
    ],
)
def test_a_date_known_to_the_month_or_year_passes_where_a_day_of_it_does(
    published: str | None, accepted: bool
) -> None:
    filters = Filters(since="2024-03-15", until="2024-06-30")
    assert filters.accepts(published, None, None, None) is accepted


@pytest.mark.parametrize(
    ("published", "left_out"),
    [
        pytest.param("2024-06-03", True, id="day in it"),
        pytest.param("2024-06", True, id="month in it"),
        pytest.param("2024", False, id="year that only holds it"),
        pytest.param(None, False, id="no date"),
    ],
)
def test_a_time_leaves_out_only_what_surely_is_of_it(published: str | None, left_out: bool) -> None:
    filters = Filters(except_dates="2024-06-01/2024-07-31")
    assert filters.accepts(published, None, None, None) is not left_out


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        pytest.param("three papers about music", 3, id="in words"),
        pytest.param("top 5 papers on music", 5, id="top"),
        pytest.param("3 newest on music", 3, id="before the order"),
        pytest.param("papers of the last 18 months", None, id="of months"),
        pytest.param("2025 papers about music", None, id="a year"),
        pytest.param("papers about music", None, id="none"),
    ],
)
def test_how_many_papers_are_wanted(message: str, limit: int | None) -> None:
    assert ask(message).limit == limit


@pytest.mark.parametrize(
    ("message", "aspect"),
    [
        pytest.param("Compare GaLoop and Fura on memory and speed", ("memory", "speed"), id="on"),
        pytest.param("How do GaLoop and Fura differ in data size?", ("data", "size"), id="differ in"),
        pytest.param("GaLoop vs Fura", (), id="none"),
    ],
)
def test_what_to_compare_on(message: str, aspect: tuple[str, ...]) -> None:
    assert ask(message).aspects == aspect
