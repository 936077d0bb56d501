"""Questions that set two papers beside each other, by a name or a description of each."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.part import Part
from rag.answering.second_try import tried_again
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer, Status
from rag.model.filters import Filters
from rag.model.paper import Paper
from rag.query.sides import sides_of
from rag.retrieval.ranking import Hit
from tests.reading import cited

_PAPERS = [
    (
        "wax",
        "Waxwing: Tracking Candle Flames",
        "2011-04-01",
        "We present Waxwing, a tracker of candle flames. It was tried with 30 volunteers in dark chapels.",
        3,
    ),
    (
        "tide",
        "Wheelbarrow Simulators in Tidal Gardens",
        "2014-05-02",
        "We present a simulator of wheelbarrows for gardeners with sore backs. It was tried by 45 users.",
        5,
    ),
    (
        "soup",
        "Soup Tasting by Deaf Judges",
        "2019-06-03",
        "We compare a nettle soup (NS) with a leek soup (LS) at a fair. Judges liked LS more often than NS.",
        2,
    ),
    (
        "bell",
        "Ringing Bells at Sea",
        "2016-07-04",
        "Bells are rung on ships in fog. We measure how far a bell is heard from a ferry.",
        4,
    ),
]


@pytest.fixture(scope="module")
def fair(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    home: Path = tmp_path_factory.mktemp("fair")
    library = Library(home, MiniLMEncoder(minilm))
    library.ingest(
        [Paper(i, title, text, published=day, author_count=n) for i, title, day, text, n in _PAPERS]
    )
    return Assistant(library.reader, library.encoder)


def talk(fair: Assistant, *messages: str) -> Answer:
    history: list[Answer] = []
    for message in messages:
        history.append(fair.ask(message, history))
    return history[-1]


@pytest.mark.parametrize(
    ("question", "sides", "asked"),
    [
        ("which is older, the kite paper or the wasp one?", ("kite", "wasp"), "which is older"),
        ("kites or wasps in fog - which paper is newer", ("kites", "wasps in fog"), "which paper is newer"),
        ("was the kite study published before the wasp study?", ("kite", "wasp"), "published before"),
        ("how does the kite study compare with the wasp one?", ("kite", "wasp"), ""),
        ("how do kites and wasps differ?", ("kites", "wasps"), ""),
        ("what is the difference between kites and wasps", ("kites", "wasps"), ""),
        ("does Kite or Wasp have more authors?", ("Kite", "Wasp"), "have more authors"),
    ],
)
def test_the_sides_of_a_question_are_found(question: str, sides: tuple[str, str], asked: str) -> None:
    found = sides_of(question)
    assert found is not None
    assert (found.sides, found.asked) == (sides, asked)


@pytest.mark.parametrize("question", ["compare space and Kite", "a table of space and Kite"])
def test_beside_a_name_an_everyday_word_may_be_one(question: str) -> None:
    found = sides_of(question)
    assert found is not None
    assert found.sides == ("space", "Kite")


@pytest.mark.parametrize(
    "question", ["is Kite from before 2025?", "was Kite out after May 2020", "is space older than time?"]
)
def test_a_date_is_no_side_nor_are_two_everyday_words(question: str) -> None:
    assert sides_of(question) is None


@pytest.mark.parametrize(
    "question", ["compare the two", "how does it compare to earlier work?", "what do bells and horns do?"]
)
def test_what_sets_no_two_named_things_beside_each_other_has_no_sides(question: str) -> None:
    assert sides_of(question) is None


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("which is older, the candle flames paper or the ferry bells one?", "The older is Waxwing:"),
        ("candle flames or bells in fog - which study is newer", "The newer is Ringing Bells at Sea:"),
        (
            "did the soup paper come out before the wheelbarrow paper?",
            "No: the older is Wheelbarrow Simulators",
        ),
    ],
)
def test_of_two_papers_that_are_described_the_older_or_newer_is_told(
    fair: Assistant, question: str, first: str
) -> None:
    assert fair.ask(question).answer.startswith(first)


@pytest.mark.parametrize(
    ("messages", "first"),
    [
        (
            ["which used more volunteers, Waxwing or the wheelbarrow simulator paper?"],
            "Wheelbarrow Simulators",
        ),
        (["does Waxwing or the wheelbarrow simulator have fewer volunteers"], "Waxwing: 30 volunteers"),
        (["compare Waxwing and the wheelbarrow simulator", "which has more volunteers?"], "Wheelbarrow Sim"),
    ],
)
def test_of_two_papers_the_one_that_counts_more_is_told_first(
    fair: Assistant, messages: list[str], first: str
) -> None:
    assert talk(fair, *messages).answer.splitlines()[1].startswith(f"- {first}")


def test_no_count_is_ranked_where_a_paper_gives_none(fair: Assistant) -> None:
    assert "first:" not in fair.ask("which used more volunteers, Waxwing or the ringing bells paper?").answer


def test_of_two_papers_that_are_described_the_numbers_of_authors_are_told(fair: Assistant) -> None:
    answer = fair.ask("who has more authors, Waxwing or the wheelbarrow simulator paper?").answer
    assert "has 3 authors" in answer
    assert "has 5 authors" in answer


@pytest.mark.parametrize(
    "question",
    [
        "how does the candle flame study compare with the wheelbarrow simulator for pensioners?",
        "what is the difference between Waxwing and the wheelbarrow simulator",
    ],
)
def test_both_sides_of_a_comparison_are_quoted_though_a_word_of_one_is_nowhere(
    fair: Assistant, question: str
) -> None:
    answer = fair.ask(question)
    assert set(cited(answer)) == {"wax", "tide"}
    assert "othing is stated" not in answer.answer


def test_a_paper_that_compares_both_sides_itself_is_quoted_alone_and_nothing_is_denied(
    fair: Assistant,
) -> None:
    answer = fair.ask("compare NS and LS at the fair")
    assert cited(answer) == ["soup"]
    assert (answer.status, "itself" in answer.answer) == (Status.ANSWERED, False)


def test_a_choice_of_what_is_so_denies_no_word(fair: Assistant) -> None:
    assert "called" not in fair.ask("is soup tasting skill or wizardry?").answer
    assert fair.ask("compare Waxwing and qwrtyx").answer.endswith("No paper here is called qwrtyx.")


def test_the_paper_talked_of_stands_beside_the_one_that_is_picked(fair: Assistant) -> None:
    last = talk(
        fair, "papers on flames or bells", "what does Waxwing do?", "how does it differ from the bells one?"
    )
    assert set(cited(last)) == {"wax", "bell"}


@pytest.mark.parametrize(
    "message", ["versus the bells one", "how does that compare to the ferry bells paper"]
)
def test_what_stands_beside_no_other_side_stands_beside_the_paper_talked_of(
    fair: Assistant, message: str
) -> None:
    assert set(cited(talk(fair, "what does Waxwing do?", message))) == {"wax", "bell"}


def test_earlier_work_is_not_denied_as_a_name(fair: Assistant) -> None:
    last = talk(fair, "what does Waxwing do?", "how is it different from its predecessors")
    assert (cited(last), "called" in last.answer) == (["wax"], False)


def test_both_are_the_two_papers_talked_of_one_after_the_other(fair: Assistant) -> None:
    last = talk(fair, "what does Waxwing do?", "what do Ringing Bells at Sea say?", "do both speak of fog?")
    assert last.parsed[-1].active_papers == ("wax", "bell")
    assert "bell" in cited(last)


def test_fields_that_a_list_is_to_tell_are_no_subject_of_it(fair: Assistant) -> None:
    for question in ("list all studies using NS, with years", "papers that mention NS with their titles"):
        answer = fair.ask(question)
        assert cited(answer) == ["soup"]
        assert answer.answer.startswith("1 of 4 papers mentions NS")


@pytest.mark.parametrize(("found", "denied"), [("soup", False), ("bell", True)])
def test_words_are_denied_only_where_no_paper_that_is_shown_has_them(
    fair: Assistant, found: str, denied: bool
) -> None:
    query = replace(fair.ask("papers on bells in fog").parsed[0], filters=Filters(mentions="NS"))
    row = fair.catalogue.row(found)
    assert row is not None
    nothing = Part(query, "", Status.NOT_ANSWERED)
    shown = Part(query, "1 paper fits", Status.ANSWERED, (Hit(row, 1.0, {}),))
    part = tried_again(fair.searcher, nothing, query, lambda asked: shown)
    assert ("has the words" in part.text) == denied


def test_short_forms_of_a_title_and_an_author_lead_to_each_side(tmp_path: Path, minilm: MiniLM) -> None:
    texts = {
        "nettle": ("Blind Nettle Soup Tasting", "We taste nettle soup (NST) blind. It is sour for 3 judges."),
        "leek": (
            "Blind Leek Soup Tasting",
            "Unlike blind nettle soup tasting (NST) by Pell, we taste leek soup (LST) blind. It is mild.",
        ),
        "other": ("A Spoon for Judges", "We carve a spoon (NST) and a bowl (LST) for judges who are blind."),
    }
    library = Library(tmp_path / "home", MiniLMEncoder(minilm))
    library.ingest([Paper(i, *told, authors=("Ada Pell",)) for i, told in texts.items()])
    asked = Assistant(library.reader, library.encoder)
    for question in ("compare blind NST and blind LST of Pell", "blind NST vs blind LST"):
        assert sorted({*cited(asked.ask(question))}) == ["leek", "nettle"]
