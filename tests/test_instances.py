"""What a question asks by a kind of thing and a paper tells by a name, a number or its next sentence."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.instances import (
    in_its_words,
    is_agent,
    kind_asked,
    lacks_what_is_asked,
    names_what_is_asked,
)
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Intent
from tests.reading import cited

_PAPERS = {
    "hare": (
        "Harebell: A Guide Dog Simulator",
        "We present Harebell, a simulator of guide dogs. A 4-month trial with 70 participants shows that "
        "walkers turn sooner. Walkers wore a Tindale Vision headset.",
    ),
    "snow": (
        "Path Search on Snow Maps",
        "We improve path search on maps of snow. Paths were driven with the Boggart 3 robot in a hall.",
    ),
    "salt": (
        "Salt and Sleep in Towns",
        "We investigate the relationship between salt in bread and hours of sleep in 31 towns. We found that "
        "it follows a straight line. Bread is baked at night. Prices of bread were noted too.",
    ),
    "ferry": (
        "Larch: A Planner for Ferries",
        "We present Larch, which plans ferries. Larch is written in Fortran and was tried on 5 lakes. It "
        "works without requiring any radio or sails.",
    ),
    "yeast": (
        "Comparing Yeast Counters",
        "We set five yeast counters beside each other on 400 plates. The plates are made public.",
    ),
}


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    home: Path = tmp_path_factory.mktemp("towns")
    library = Library(home, MiniLMEncoder(minilm))
    library.ingest(
        [
            Paper(
                i,
                title,
                text,
                published="2016-01-01",
                author_count=3,
                authors=() if i == "snow" else ("Ada Pell", "Bo Marrow", "Cy Larch"),
            )
            for i, (title, text) in _PAPERS.items()
        ]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    ("question", "sentence", "named"),
    [
        ("which robot was used?", "We drive the Boggart 3 robot.", True),
        ("which robot was used?", "We drive a small robot.", False),
        ("which robot was used?", "Our robot drives by itself.", False),
        ("what sampler", "We use the Pell-Marrow (PM) algorithm to sample plates.", True),
        ("what sampler", "We use the Pell-Marrow (PM) algorithm to count plates.", False),
        ("which exchange is studied?", "Shares are sold on the Port Marrow Exchange.", True),
        ("what numerical method does it use", "We use a small finite-moss scheme to solve it.", True),
        ("what numerical method does it use", "The equations are hard to solve.", False),
        ("how many patients took part?", "Fifty-one patients came.", True),
        ("how many patients died?", "Fifty-one patients came.", False),
        ("what dose of light was given?", "Plates had 5 Xy lights.", False),
    ],
)
def test_a_name_beside_the_kind_that_is_asked_for_tells_it(question: str, sentence: str, named: bool) -> None:
    assert names_what_is_asked(question, sentence) is named


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("which gpu did they use, what model?", "It ran on a 24-GPU system.", True),
        ("which gpu did they use, what model?", "It ran on two A100 GPUs.", False),
        ("which model of camera?", "We use the Oriel Vista camera.", False),
        ("which model did they train?", "We train a network.", False),
        ("which counter won?", "We set five counters beside each other.", True),
        ("which counter won?", "The glass counter was better than the others.", False),
        ("which programming language is Larch written in?", "Larch is written for ferries.", True),
        ("which programming language is Larch written in?", "A Python package plans ferries.", False),
        ("which programming languages did the pupils learn?", "Pupils learn to plan.", False),
        ("what share of salt is best, number please", "There is a best share of salt.", True),
        ("what share of salt is best, number please", "A share of 3% is best.", False),
        ("what share of salt is best", "There is a best share of salt.", False),
        ("how many people took part?", "We count 300 pictures of bread.", True),
        ("how many people took part?", "We ask 12 bakers of 3 towns.", False),
        ("how many loaves took part?", "We count 300 pictures of bread.", False),
    ],
)
def test_a_make_a_winner_a_language_a_number_or_people_that_no_sentence_tells_are_lacking(
    question: str, text: str, lacks: bool
) -> None:
    assert lacks_what_is_asked(question, [text]) is lacks


def test_people_behind_another_word_are_called_so_too() -> None:
    assert in_its_words("how many old ppl came", "with 70 participants") == "how many old participants came"
    assert in_its_words("how many tall ppl came", "it is used") == "how many tall people came"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("with 70 participants", "how many participants used it?"),
        ("by 12 nurses and 40 patients", "how many people used it?"),
        ("it is used", "how many people used it?"),
    ],
)
def test_people_are_called_what_the_paper_counts_them_as(text: str, asked: str) -> None:
    assert in_its_words("how many ppl used it?", text) == asked


@pytest.mark.parametrize(
    ("question", "paper", "said"),
    [
        ("how many people used Harebell?", "hare", "70 participants"),
        ("how big was the sample in the Harebell trial?", "hare", "70 participants"),
        ("what was the sample size in Harebell", "hare", "70 participants"),
        ("how long did Harebell run and with how many ppl", "hare", "70 participants"),
        ("what language is Larch written in?", "ferry", "Fortran"),
        ("which robot was used in the snow map work", "snow", "Boggart 3"),
        ("how does salt in bread relate to hours of sleep?", "salt", "follows a straight line"),
    ],
)
def test_what_is_stated_in_other_words_is_answered(
    towns: Assistant, question: str, paper: str, said: str
) -> None:
    answer = towns.ask(question)
    assert (answer.status, cited(answer)) == (Status.ANSWERED, [paper])
    assert said in answer.answer
    assert "authors" not in answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many months did the Harebell trial take", "4-month trial"),
        ("is the salt in bread relationship straight or curved?", "straight line"),
        ("does salt make sleep better in towns", "straight line"),
        ("does any paper join salt and sleep", "salt in bread"),
        ("summarize the salt and sleep docs paper", "straight line"),
    ],
)
def test_a_detail_is_not_denied_for_the_words_that_it_is_asked_with(
    towns: Assistant, question: str, said: str
) -> None:
    answer = towns.ask(question)
    assert answer.status is Status.ANSWERED
    assert said in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "what voltage does Harebell need for its guide dog simulator",
        "which frame rate did walkers with a Tindale Vision headset see in the 4-month trial",
        "what ink colour did the yeast counters have",
    ],
)
def test_a_kind_of_thing_that_the_paper_has_nothing_on_is_said_not_to_be_stated(
    towns: Assistant, question: str
) -> None:
    answer = towns.ask(question)
    assert answer.status is Status.PARTLY
    assert "does not state this" in answer.answer


def test_what_is_done_by_a_thing_that_is_asked_for_may_name_it() -> None:
    assert kind_asked("what learning rate did they use?") == ["learning", "rate"]
    assert kind_asked("who used it?") == []
    assert [is_agent(word) for word in ("optimizer", "estimators", "rate")] == [True, True, False]


def test_one_quote_that_answers_both_halves_of_a_question_is_told_once(towns: Assistant) -> None:
    answer = towns.ask("how long did Harebell run and with how many ppl").answer
    assert answer.count("70 participants") == 1


def test_what_a_work_does_without_is_told_and_not_denied(towns: Assistant) -> None:
    answer = towns.ask("does Larch need an aerial?").answer
    assert "without requiring any radio" in answer
    assert "does not state this." not in answer


def test_who_did_what_is_told_is_answered_with_names(towns: Assistant) -> None:
    known = towns.ask("somebody measured salt in bread and hours of sleep in towns, who was that?")
    assert "is by Ada Pell" in known.answer
    nameless = towns.ask("somebody searched paths on maps of snow. Who did that?")
    assert cited(nameless) == ["snow"]
    assert "Paths were driven" in nameless.answer or "We improve path search" in nameless.answer
    unknown = towns.ask("somebody taught a parrot to play chess, who was that?")
    assert (unknown.status, unknown.citations) == (Status.NOT_ANSWERED, ())


def test_a_winner_that_is_not_told_is_said_not_to_be_stated(towns: Assistant) -> None:
    assert "does not state this" in towns.ask("which yeast counter won in the comparison?").answer


def test_fields_are_told_all_the_same(towns: Assistant) -> None:
    for wrote in ("wrote", "authored", "created"):
        assert "has 3 authors" in towns.ask(f"How many people {wrote} the paper on Harebell?").answer
    assert "2016" in towns.ask("how long ago was Harebell published?").answer


def test_what_is_new_in_a_subject_lists_its_papers(towns: Assistant) -> None:
    answer = towns.ask("what's new in yeast counters")
    assert answer.parsed[0].intent is Intent.LIST
    assert cited(answer) == ["yeast"]
    assert towns.ask("what is new in it?", [answer]).parsed[0].intent is not Intent.LIST
