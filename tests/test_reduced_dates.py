"""Papers of which only the year or the month is known: asked for, sorted and told with what is known."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.browse import papers_by_year, published_range
from rag.answering.metadata import spoken_date
from rag.answering.shelved import list_papers
from rag.encoders.no_encoder import NoEncoder
from rag.entities.aliases import short_title
from rag.ingest.library import Library
from rag.model.filters import Filters
from tests.conftest import Ask
from tests.fakes import paper

DATES = ("2018", "2019", "2019-07", "2019-07-03", "2020-01-02", None)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """One paper for each of DATES, by words alone."""
    library = Library(tmp_path_factory.mktemp("reduced"), NoEncoder())
    library.ingest([paper(n, published=date, venue="Journal of Moss") for n, date in enumerate(DATES)])
    return Assistant(library.reader, library.encoder)


def dates(assistant: Assistant, ids: Sequence[str]) -> list[str | None]:
    found = [row for id_ in ids if (row := assistant.catalogue.row(id_)) is not None]
    return [assistant.catalogue.paper(row).published for row in found]


@pytest.mark.parametrize(
    ("filters", "passing", "unsure"),
    [
        pytest.param(Filters(since="2015-01-01"), 5, 0, id="years before"),
        pytest.param(Filters(since="2019-06-01"), 4, 1, id="a year may lie before a month of it"),
        pytest.param(Filters(since="2019-07-05"), 3, 2, id="a month may lie before a day of it"),
        pytest.param(Filters(until="2019-06-30"), 2, 1, id="a year may lie after a month of it"),
        pytest.param(Filters("2019-01-01", "2019-12-31"), 3, 0, id="the year itself"),
        pytest.param(Filters("2019-07-03", "2019-07-03"), 3, 2, id="one day"),
        pytest.param(Filters("2019-07", "2019-07"), 3, 1, id="limits of a month"),
        pytest.param(Filters(), 6, 0, id="no limit"),
    ],
)
def test_a_date_passes_where_a_day_of_it_does(filters: Filters, passing: int, unsure: int) -> None:
    found = [date for date in DATES if filters.accepts(date, None, None, None)]
    assert len(found) == passing
    assert sum(not filters.surely_dated(date) for date in found) == unsure


@pytest.mark.parametrize(
    ("month", "until", "sure"),
    [
        pytest.param("2011-09", "2011-09-30", True, id="thirty days"),
        pytest.param("2011-02", "2011-02-28", True, id="february"),
        pytest.param("2012-02", "2012-02-28", False, id="february of a leap year"),
        pytest.param("2011-10", "2011-10-30", False, id="the thirty-first is outside"),
    ],
)
def test_a_month_is_surely_inside_where_its_last_day_is(month: str, until: str, sure: bool) -> None:
    assert Filters("2011-01-01", until).surely_dated(month) is sure


@pytest.mark.parametrize(
    ("message", "head", "shown"),
    [
        pytest.param(
            "List the papers published since June 2019",
            "(published since 2019-06-01; 1 is dated only by year or month and may be outside",
            ["2020-01-02", "2019-07-03", "2019-07", "2019"],
            id="since a month",
        ),
        pytest.param("List the papers from 2018", "(published", ["2018"], id="a year"),
        pytest.param(
            "What are the oldest papers?",
            "oldest first (2 are dated only by year or month; 1 has no date)",
            ["2018", "2019-07-03", "2019-07", "2019", "2020-01-02"],
            id="oldest first",
        ),
        pytest.param(
            "What are the newest papers?",
            "newest first (2 are dated only by year or month; 1 has no date)",
            ["2020-01-02", "2019-07-03", "2019-07", "2019", "2018"],
            id="newest first",
        ),
    ],
)
def test_a_list_takes_such_papers_and_says_what_is_not_sure(
    reader: Assistant, message: str, head: str, shown: list[str | None]
) -> None:
    answer = reader.ask(message)
    assert head in answer.answer.partition("\n")[0]
    assert dates(reader, list(dict.fromkeys(c.paper_id for c in answer.citations))) == shown


@pytest.mark.parametrize(
    ("published", "said"),
    [
        pytest.param("2018", "{} was published in 2018, in Journal of Moss.", id="year"),
        pytest.param("2019-07", "{} was published in July 2019, in Journal of Moss.", id="month"),
        pytest.param("2019-07-03", "{} was published on 3 July 2019, in Journal of Moss.", id="day"),
        pytest.param(None, "The pages that {} was read from do not say when it was published.", id="none"),
    ],
)
def test_when_a_paper_was_published_is_told_as_far_as_it_is_known(
    reader: Assistant, published: str | None, said: str
) -> None:
    row = next(r for r, c in reader.catalogue.snapshot.columns() if c.get("published") == published)
    name = short_title(reader.catalogue.paper(row).title)
    assert said.format(name) in reader.ask(f"When was {name} published?").answer


def test_the_years_and_months_of_the_library_are_counted(reader: Assistant) -> None:
    years = reader.ask("Which years do the papers cover?").answer
    assert "from 2018 to 2 January 2020 (2018: 1, 2019: 3, 2020: 1)" in years
    months = reader.ask("Which month had the most papers?").answer
    assert "July 2019 (2), January 2020 (1); 2 papers with a year only, 1 paper without a date." in months
    assert papers_by_year(reader) == [("2018", 1), ("2019", 3), ("2020", 1), ("no date", 1)]
    assert published_range(reader) == ("2018", "2020-01-02")
    assert spoken_date("2018-11") == "November 2018"


@pytest.mark.parametrize("descending", [False, True])
def test_the_listing_puts_such_papers_behind_the_days_of_their_year(
    reader: Assistant, descending: bool
) -> None:
    listed = list_papers(reader, "", sort="published", descending=descending).papers
    within = ["2019-07-03", "2019-07", "2019"]
    wanted = ["2020-01-02", *within, "2018"] if descending else ["2018", *within, "2020-01-02"]
    assert [p.published for p in listed] == [*wanted, None]


def test_a_bibliography_of_years_is_listed_and_shown(ask: Ask, tmp_path: Path) -> None:
    entries = [
        f"@article{{k{year}, title = {{Moss of {year}}}, abstract = {{We count moss by ear in {year}.}}, "
        f"author = {{Moss, Ann and others}}, year = {year}, url = {{https://doi.org/10.1000/moss.{year}}}}}"
        for year in (2012, 2016, 2019)
    ]
    (tmp_path / "years.bib").write_text("\n".join(entries))
    home = tmp_path / "home"
    assert ask("ingest", str(tmp_path / "years.bib"), home=home).code == 0
    listed = ask("papers", "--since", "2015", "--json", home=home).json
    assert [p["published"] for p in listed] == ["2016", "2019"]
    assert "1 dated only by year or month" in ask("papers", "--since", "2019-06", home=home).err
    shown = ask("show", "10.1000/MOSS.2019", home=home).out
    for line in ("published  2019\n", "authors  Ann Moss and others\n", "doi  10.1000/moss.2019\n"):
        assert line in shown
