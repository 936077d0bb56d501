"""What holds for any text in the query room: nothing raises, and no limit by date is lost."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.query.dates import find_dates
from rag.query.parse import parse
from tests.fakes import CONTEXT, ask

TODAY = date(2026, 11, 27)
# No deadline: the suite may run beside other work on the machine.
many = settings(max_examples=300, deadline=None)
few = settings(max_examples=60, deadline=None)

SPELLINGS = (
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%d.%m.%Y}",
    "{0:%m/%d/%Y}",
    "{0:%B} {0.day}, {0:%Y}",
    "{0.day} {0:%B} {0:%Y}",
    "the {0.day}th of {0:%b} {0:%Y}",
    "{0:%B} {0:%Y}",
    "{0:%b}. '{0:%y}",
    "{0:%m/%Y}",
    "{0:%Y-%m}",
    "{0:%Y}",
    "'{0:%y}",
    "the year {0:%Y}",
    "Q1 {0:%Y}",
    "{0:%Y}Q3",
    "H2/{0:%Y}",
    "the spring of {0:%Y}",
    "early {0:%Y}",
    "the end of {0:%Y}",
    "last {0:%B}",
    "{0:%A}",
    "31.02.{0:%Y}",  # from here on no days
    "30 February {0:%Y}",
    "{0:%Y}-13",
    "{0:%Y}-02-31",
    "{0.month}/24",
)
STANDING_ALONE = (
    "last year",
    "the last {1} months",
    "past {1} weeks",
    "this month",
    "older than {1} years",
    "at least {1} months old",
    "less than {1} weeks old",
    "from recent years",
    "from the last few months",
    "published {1} years ago",
)
RELATIONS = [
    *"since after before until from in by of between within during excluding".split(),
    "published in",
    "no later than",
    "as early as",
    "up to and including",
    "newer than",
    "not before",
    "not from",
]
DAYS = st.dates(date(1990, 1, 1), TODAY)
PHRASES = st.one_of(
    st.builds(
        lambda relation, spelling, day: f"{relation} {spelling.format(day)}",
        st.sampled_from(RELATIONS),
        st.sampled_from(SPELLINGS),
        DAYS,
    ),
    st.builds(
        lambda one, two, day, other: f"from {one.format(day)} to {two.format(other)}",
        st.sampled_from(SPELLINGS),
        st.sampled_from(SPELLINGS),
        DAYS,
        DAYS,
    ),
    st.builds(
        lambda spelling, day, count: spelling.format(day, count),
        st.sampled_from(STANDING_ALONE),
        DAYS,
        st.integers(1, 10**6),
    ),
)
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            "papers since before not the of last 2024 '24 Q2 / - . , ( ) or and to ago years old May GaLoop"
            " what 31 12 99 1st half early mid by older than 年 ? %".split()
        ),
        st.text(max_size=6),
    ),
    max_size=14,
)


@many
@given(PHRASES)
@example("from 2024-13 to 2024-14")
@example("at least 999999 months old")
def test_a_limit_by_date_is_applied_or_said(phrase: str) -> None:
    dates = find_dates(f"papers {phrase}", TODAY)
    assert dates.since or dates.until or dates.left_out or dates.notes


@many
@given(st.one_of(st.text(max_size=80), WORDS.map(" ".join), WORDS.map("".join)), st.booleans())
@example("\N{COMBINING GRAVE ACCENT}0", False)
def test_dates_are_found_in_any_text_and_stand_in_it(text: str, explicit: bool) -> None:
    dates = find_dates(text, TODAY, explicit=explicit)
    places = [place for span in dates.spans for place in span]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    for day in (dates.since, dates.until):
        assert day is None or date.fromisoformat(day)


@few
@given(st.one_of(st.text(max_size=80), WORDS.map(" ".join)))
def test_any_message_is_parsed(message: str) -> None:
    assert parse(message, CONTEXT)


@few
@given(PHRASES)
@example("the last 24401 months")
def test_a_limit_beside_a_question_reaches_the_answer(phrase: str) -> None:
    query = ask(f"How does GaLoop save memory? Only papers {phrase}.")
    assert not query.filters.empty or query.notes
