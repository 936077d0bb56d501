"""Other papers than those talked of, asked for by what they do; which of two talked of is older."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.query import Order
from rag.query.ages import order_of_ages
from rag.query.others import others_that
from tests.reading import cited, talk


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("are there others using lidar?", "lidar"),
        ("any others that rely on sonar", "sonar"),
        ("do any other studies look at moss too?", "moss"),
        ("does anyone else work with ferries", "ferries"),
        ("and is there another one about tidal power here?", "tidal power"),
        ("how many others use kites", "kites"),
        ("what else here is about bees", "bees"),
        ("have others looked at bees", "bees"),
        ("are there more that deal with bees?", "bees"),
        pytest.param("more about the bees", "", id="more of the paper"),
        pytest.param("do others agree?", "", id="no subject"),
        pytest.param("are others better", "", id="no subject but a comparison"),
        pytest.param("what else does it say about bees", "", id="the paper itself"),
        pytest.param("what else is measured in trees", "", id="perhaps the paper itself"),
        pytest.param("others on the same topic", "", id="like the paper"),
        pytest.param("are there other datasets on bees", "", id="no papers"),
        pytest.param("the others use lidar", "", id="those of a list"),
        pytest.param("other papers by them", "", id="of its authors"),
    ],
)
def test_what_others_are_to_be_about_is_read(message: str, about: str) -> None:
    assert others_that(message) == about


def test_others_using_a_thing_are_other_papers(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "are there others using attention heads?")
    assert cited(last) == ["tessaract"]


def test_others_are_not_looked_for_in_the_list_before(assistant: Assistant) -> None:
    first, last = talk(assistant, "papers on language models", "any others that use drone video?")
    assert cited(last)
    assert not set(cited(last)) & set(cited(first))


def test_no_others_fit_where_the_paper_told_is_the_only_one(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Oystercatch?", "does anyone else work with ferries?")
    assert (last.status, last.answer) == (
        Status.NOT_ANSWERED,
        "No paper here beside Oystercatch fits this.",
    )


def test_others_than_others_leave_out_all_that_were_told(assistant: Assistant) -> None:
    *_, last = talk(
        assistant,
        "What is Thimble?",
        "are there others using attention heads?",
        "and are there others about language models?",
    )
    assert not {"thimble", "tessaract"} & set(cited(last))


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("is it older than the other one?", Order.OLDEST),
        ("was the second published before the first", Order.OLDEST),
        ("and did that one come out after the kite paper?", Order.NEWEST),
        ("is it more recent than this", Order.NEWEST),
        pytest.param("was it published before 2015?", None, id="a date"),
        pytest.param("is it faster than the other one?", None, id="no age"),
        pytest.param("which is older?", None, id="no yes or no"),
        pytest.param("is it newer?", None, id="than what is not said"),
        ("is the third one older?", Order.OLDEST),
    ],
)
def test_which_age_is_asked_about_is_read(message: str, order: Order | None) -> None:
    assert order_of_ages(message) == order


@pytest.mark.parametrize(
    ("message", "opens"),
    [
        pytest.param("is it newer than the other one?", "Yes: the newer is Thimble:", id="other"),
        pytest.param("is it older than the first one?", "No: the older is Tessaract:", id="place"),
        pytest.param("was the first published before the second?", "Yes: the older is Tessaract:", id="both"),
        pytest.param("is the second one newer?", "Yes: the newer is Thimble:", id="place alone"),
        pytest.param("was it released after Tessaract?", "Yes: the newer is Thimble:", id="name"),
        pytest.param(
            "is it older than the attention heads one?", "No: the older is Tessaract:", id="described"
        ),
    ],
)
def test_the_one_paper_is_said_to_be_older_than_the_other_or_not(
    assistant: Assistant, message: str, opens: str
) -> None:
    *_, last = talk(assistant, "What is Tessaract?", "What is Thimble?", message)
    assert last.answer.startswith(opens)
    assert set(cited(last)) == {"tessaract", "thimble"}
