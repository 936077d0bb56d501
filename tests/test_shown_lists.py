"""What is said of a list that was shown: less of it, another order, the others. Its own papers are looked
through; nothing is searched for anew, so that none is lost and none comes in."""

from dataclasses import replace

import pytest

from rag.answering.assistant import Assistant
from rag.answering.left_out import left_out
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Order
from rag.query.narrowed import only_leaves_out
from rag.query.sorted_list import order_of_shown
from rag.text.abbreviations import spelled_out
from tests.fakes import TODAY
from tests.reading import LIBRARY, cited, talk

SLEEP = (
    Paper(
        "scan",
        "Sleep and Scans of Brain Networks",
        "Sleep changes brain networks. They slept in a scanner for functional magnetic resonance imaging.",
        published="2019-03-01",
    ),
    Paper(
        "short",
        "Dreams in Brain Networks",
        "We study sleep and dreams. Functional magnetic resonance imaging (fMRI) shows brain networks.",
        published="2016-05-01",
    ),
    Paper(
        "maths",
        "A Model of Sleep in Brain Networks",
        "Sleep is a state of brain networks in our model. It is non-cooperative and has three equations.",
        published="2018-07-01",
    ),
    Paper(
        "owls",
        "Sleep of Owls and their Brain Networks",
        "Owls sleep by day. Their brain networks were traced in forty birds.",
        published="2012-02-01",
    ),
)
LISTED = "papers on sleep and brain networks"


@pytest.fixture(scope="module")
def sleep(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    library = Library(tmp_path_factory.mktemp("sleep"), MiniLMEncoder(minilm))
    library.ingest((*LIBRARY, *SLEEP))
    return Assistant(library.reader, MiniLMEncoder(minilm), today=lambda: TODAY)


def test_a_date_keeps_every_paper_of_the_list_that_it_allows(sleep: Assistant) -> None:
    listed, dated = talk(sleep, LISTED, "only since 2016")
    assert set(cited(listed)) == {"scan", "short", "maths", "owls"}
    assert cited(dated) == [id_ for id_ in cited(listed) if id_ != "owls"]
    assert dated.answer.startswith("3 of these 4 papers fit")


def test_what_was_left_out_stays_out_of_what_is_asked_then(sleep: Assistant) -> None:
    *_, without, later, newest = talk(sleep, LISTED, "no owls please", "before 2019", "the newest?")
    assert set(cited(without)) == {"scan", "short", "maths"}
    assert set(cited(later)) == {"short", "maths"}
    assert newest.answer.startswith("The newer is A Model of Sleep")


@pytest.mark.parametrize(
    "message", ["and the others?", "the other ones then?", "the rest", "what about the others"]
)
def test_the_others_are_the_list_without_those_told_since(sleep: Assistant, message: str) -> None:
    for between in ("which one is about owls?", "only the owl ones"):
        *_, one, others = talk(sleep, LISTED, between, message)
        assert cited(one) == ["owls"]
        assert set(cited(others)) == {"scan", "short", "maths"}


@pytest.mark.parametrize(
    ("message", "papers"),
    [
        ("2 most recent", ["scan", "maths"]),
        ("the two oldest", ["owls", "short"]),
        ("newest of these?", ["scan", "maths", "short", "owls"]),
        ("which is more recent", ["scan", "maths", "short", "owls"]),
    ],
)
def test_an_order_is_of_the_list_that_was_shown(sleep: Assistant, message: str, papers: list[str]) -> None:
    assert cited(talk(sleep, LISTED, message)[-1]) == papers


def test_a_list_that_was_narrowed_to_nothing_is_still_talked_of(sleep: Assistant) -> None:
    *_, none, two = talk(sleep, LISTED, "only since 2024", "the two oldest")
    assert (none.status, none.answer) == (
        Status.NOT_ANSWERED,
        "None of these 4 papers fits (published since 2024-01-01).",
    )
    assert cited(two) == ["owls", "short"]


def test_a_subject_that_no_paper_of_the_list_has_is_said_to_be_missing(sleep: Assistant) -> None:
    *_, none = talk(sleep, LISTED, "only those about volcanoes")
    assert none.answer == "None of these 4 papers fits “volcanoes”."


@pytest.mark.parametrize(
    ("subject", "papers"),
    [
        pytest.param("fMRI", {"scan", "short"}, id="spelled out"),
        pytest.param("functional magnetic resonance imaging", {"scan", "short"}, id="as it stands"),
        pytest.param("cooperation", set(), id="non-cooperative is no use of it"),
    ],
)
def test_a_subject_is_left_out_in_every_form(sleep: Assistant, subject: str, papers: set[str]) -> None:
    catalogue, query = sleep.catalogue, replace(sleep.parse(LISTED)[0], excluded=(subject,))
    every = [row for paper in SLEEP if (row := catalogue.row(paper.paper_id)) is not None]
    rows = left_out(catalogue, query, lambda query, subject: (), every)
    assert {catalogue.paper(row).paper_id for row in rows} == papers


@pytest.mark.parametrize(
    ("short", "text", "long"),
    [
        ("HFT", "On high-frequency trading at noon", "high-frequency trading"),
        ("fmri", "A functional magnetic resonance imaging study", "functional magnetic resonance imaging"),
        ("HFT", "Hot food. Tea follows", ""),
        ("AI", "an insect", ""),
        ("oti", "one to invite", ""),
    ],
)
def test_words_are_found_by_their_first_letters(short: str, text: str, long: str) -> None:
    assert spelled_out(short, text) == long


@pytest.mark.parametrize("message", ["more like this from before 2024", "similar ones, before 2024"])
def test_others_like_a_paper_are_within_the_dates_that_are_said(assistant: Assistant, message: str) -> None:
    *_, last = talk(assistant, "What is Sundial?", message)
    alone = assistant.ask("papers like Sundial, before 2024")
    for answer in (last, alone):
        assert cited(answer)
        dates = [
            assistant.catalogue.paper(assistant.catalogue.row(id_) or 0).published for id_ in cited(answer)
        ]
        assert all(date and date < "2024" for date in dates)


@pytest.mark.parametrize(
    ("message", "subjects"),
    [
        ("not about owls", ("owls",)),
        ("nothing on deep learning please", ("deep learning",)),
        ("no surveys", ("surveys",)),
        ("drop the robot ones", ("robot",)),
        ("papers on bees, not on ants", ()),
        ("no thanks", ()),
        ("no idea", ()),
        ("what about owls?", ()),
        ("not before 2015", ()),
    ],
)
def test_a_message_may_say_nothing_but_what_is_left_out(message: str, subjects: tuple[str, ...]) -> None:
    assert only_leaves_out(message) == subjects


@pytest.mark.parametrize(
    ("message", "order", "most"),
    [
        ("2 most recent", Order.NEWEST, 2),
        ("the three oldest", Order.OLDEST, 3),
        ("newest of these?", Order.NEWEST, 0),
        ("which one is older?", Order.OLDEST, 0),
        ("the newest one", None, 0),
        ("the last two", None, 0),
        ("the newest papers", None, 0),
        ("the newest of these papers", Order.NEWEST, 0),
        ("the newest results on owls", None, 0),
    ],
)
def test_an_order_is_told_from_a_place_and_from_all_papers(
    message: str, order: Order | None, most: int
) -> None:
    assert order_of_shown(message) == (order, most)


@pytest.mark.parametrize(
    ("message", "papers"),
    [
        ("published in or after 2018", {"scan", "maths"}),
        ("2018 and later", {"scan", "maths"}),
        ("and 2018?", {"maths"}),
        ("in or before 2016", {"short", "owls"}),
        ("are there any after 2017", {"scan", "maths"}),
    ],
)
def test_a_message_of_nothing_but_a_date_narrows_the_list(
    sleep: Assistant, message: str, papers: set[str]
) -> None:
    assert set(cited(talk(sleep, LISTED, message)[-1])) == papers


def test_papers_that_are_dropped_by_their_places_let_no_other_in(sleep: Assistant) -> None:
    listed, rest = talk(sleep, LISTED, "drop the first two")
    assert cited(rest) == cited(listed)[2:]
    assert rest.answer.startswith("2 of these 4 papers fit")
