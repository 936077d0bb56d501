"""Follow-ups that keep the paper, the pair and the value that are talked of: "and is it Chinese?",
"precision?", "when you add noise?", "who invented it and when"."""

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer
from rag.model.paper import Paper
from rag.query.anaphora import is_elliptical
from rag.query.bare_topic import is_measure
from rag.query.fields import field_alone
from tests.fakes import TODAY
from tests.reading import LIBRARY

POND = (
    Paper(
        "hotels",
        "What Guests of Danish Inns Dispute",
        "We collect what guests of inns argue about snails. Our corpus of arguments about snails is Danish "
        "and has 4,800 sentences. A tagger finds the claims with a precision of 0.71.",
        published="2017-05-01",
        authors=("Ada Lund", "Bo Friis"),
    ),
    Paper(
        "essays",
        "Parsing Essays of Pupils",
        "We parse arguments about snails in essays of pupils. The parser labels claims and premises about "
        "snails, and joins them by a program of integers.",
        published="2016-04-01",
        authors=("Cato Vinge",),
    ),
    Paper(
        "drift",
        "Tide Search",
        "Tide search is a young method of optimisation, developed by Moe and Rask in 2009, and it is quick. "
        "We review where it is used.",
        published="2014-08-22",
        authors=("Dag Hansen",),
    ),
    Paper(
        "belief",
        "Riddles for Machines that Read",
        "We propose riddles about what children believe. Most readers fail on our riddles. Their accuracy "
        "drops by half when random sentences are put into the riddles.",
        published="2018-08-01",
    ),
    Paper(
        "trips",
        "Shared Tokens on the Way (STW)",
        "We let servers share the tokens of a handshake. This saves a round trip on 60% of the visits, "
        "assuming a round trip time of 90 ms.",
        published="2019-02-01",
        authors=("Eva Holm",),
    ),
    Paper(
        "sketch",
        "Round-Trip Sketches: from Paper and Back",
        "Round-trip sketches are drawn, printed and drawn again. We build a tool for them.",
        published="2016-02-01",
    ),
)
LISTED = "papers on arguments about snails"


@pytest.fixture(scope="module")
def pond(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    library = Library(tmp_path_factory.mktemp("pond"), MiniLMEncoder(minilm))
    library.ingest((*LIBRARY, *POND))
    return Assistant(library.reader, MiniLMEncoder(minilm), today=lambda: TODAY)


def talk(assistant: Assistant, *turns: str) -> Answer:
    answers: list[Answer] = []
    for message in turns:
        answers.append(assistant.ask(message, answers))
    return answers[-1]


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(one.paper_id for one in answer.citations))


@pytest.mark.parametrize(
    ("turns", "papers", "said"),
    [
        pytest.param(
            (LISTED, "which one has the bigger corpus?", "and is it Danish?"), ["hotels"], "is Danish"
        ),
        pytest.param(
            (LISTED, "which one has the bigger corpus?", "is it Danish?", "who wrote the other one"),
            ["essays"],
            "Cato Vinge",
        ),
        pytest.param((LISTED, "precision?"), ["hotels"], "0.71"),
        pytest.param((LISTED, "what did they find about pupils"), ["essays"], "essays of pupils"),
        pytest.param((LISTED, "what did they find about pupils", "who wrote it"), ["essays"], "Cato Vinge"),
        pytest.param(("what is tide search", "who invented it and when"), ["drift"], "Moe and Rask in 2009"),
        pytest.param(("what is tide search", "who wrote it"), ["drift"], "Dag Hansen"),
        pytest.param(
            ("riddles for machines that read", "hm and when you throw in random sentences?"),
            ["belief"],
            "drops by half",
        ),
        pytest.param(
            ("riddles for machines that read", "what happens when you add random sentences?"),
            ["belief"],
            "drops by half",
        ),
        pytest.param(("what do shared tokens on the way do", "assuming what rtt?"), ["trips"], "90 ms"),
        pytest.param(("what do shared tokens on the way do", "who wrote it"), ["trips"], "Eva Holm"),
        pytest.param(("what do shared tokens on the way do", "authors and year"), ["trips"], "Eva Holm"),
        pytest.param(
            (LISTED, "how many sentences", "which is the older one"), ["essays", "hotels"], "The older"
        ),
        pytest.param((LISTED, "the oldest of these", "and the newest?"), ["hotels", "essays"], "The newer"),
        pytest.param((LISTED, "the oldest of these", "only those since 2017"), ["hotels"], "1 of these 2"),
        pytest.param((LISTED, "how many sentences", "the oldest?"), ["essays", "hotels"], "The older"),
        pytest.param(("riddles for machines that read", "read by whom?"), ["belief"], "fail"),
        pytest.param(
            ("riddles for machines that read", "do you need children for it?"), ["belief"], "children believe"
        ),
        pytest.param((LISTED, "oldest first"), ["essays", "hotels"], "oldest first"),
        pytest.param(
            (LISTED, "only since 2017", "make it a table with year"), ["hotels"], "| Paper | Year |"
        ),
    ],
)
def test_a_follow_up_keeps_what_is_talked_of(
    pond: Assistant, turns: tuple[str, ...], papers: list[str], said: str
) -> None:
    answer = talk(pond, *turns)
    assert cited(answer) == papers
    assert said in answer.answer


def test_the_subject_of_a_list_of_one_stays_under_another_limit(pond: Assistant) -> None:
    answer = talk(pond, "papers on riddles", "just the ones from 2012")
    assert "The library holds" not in answer.answer
    assert "Riddles for Machines that Read" in answer.answer


def test_whether_a_paper_is_in_a_language_asks_for_no_translation(pond: Assistant) -> None:
    assert "translated" not in talk(pond, LISTED, "is it Danish?").answer
    assert "translated" in talk(pond, LISTED, "in Danish please").answer


@pytest.mark.parametrize(
    ("message", "leans"),
    [
        ("assuming what rtt?", True),
        ("trained on how many coughs", True),
        ("compared with which models?", True),
        ("given what budget", True),
        ("measuring what the bees do in the fields", False),
        ("papers on what snails eat", False),
    ],
)
def test_a_question_word_that_hangs_on_another_leans_on_what_was_said(message: str, leans: bool) -> None:
    assert is_elliptical(message) is leans


@pytest.mark.parametrize(
    ("message", "measures"),
    [
        ("precision?", True),
        ("and the error rate?", True),
        ("micro-F1", True),
        ("precision medicine", False),
        ("graphene", False),
        ("and the", False),
    ],
)
def test_a_measure_alone_is_no_subject(message: str, measures: bool) -> None:
    assert is_measure(message) is measures


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("authors?", "authors"),
        ("and the venue", "venue"),
        ("year and authors", "published"),
        ("authors of snails", None),
        ("the", None),
    ],
)
def test_a_field_may_be_asked_for_by_its_name_alone(message: str, field: str | None) -> None:
    assert field_alone(message) == field
