"""What a term is, and what letters stand for, in the words of papers that did not introduce it."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.library import Library
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.query.acronyms import acronym_asked
from rag.query.terms_asked import asked_term
from rag.retrieval.defining import EXPANDS, GLOSSES, OPENS, SAYS, definitions, long_form
from rag.retrieval.mentions import phrase_of, places
from rag.text.abbreviations import spelled_out

_TEXTS = {
    "moss": "Moss lottery bonds pay their interest to a few owners who are drawn by lot. Owners like it. "
    "We ask 40 owners of moss lottery bonds how they save.",
    "rust": "Iron decay (rusting) can happen in wet sheds. We propose a lamp that warns of rusting.",
    "oars": "Left oars may wear out first since they are pulled harder - a proposal known as the left-oar "
    "hypothesis. We count oars, and our counts agree with the left-oar hypothesis.",
    "fold": "Pell introduced the one-fold rule for napkins. This rule says that no napkin is folded twice. "
    "We prove that paper napkins satisfy the one-fold rule.",
    "kite": "Wing load variation of kites is measured by hand. We train a WLV model, QUIRL, for sailors, "
    "with a kite drag network (KDN). A keel turn has shown that ropes slip. What is a turn to sailors? "
    "We ask for a keel turn.",
    "tars": "We study how tar ageing depends on the sun. Ropes with tar ageing break. "
    "We implemented two cures with old sailors: tar bathing and sun baths. Then rope souring is discussed. "
    "Sailors like the novel wharf bell.",
}


@pytest.fixture(scope="module")
def shed(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    home: Path = tmp_path_factory.mktemp("shed")
    library = Library(home, MiniLMEncoder(minilm))
    titles = {
        "moss": "How Owners Save",
        "rust": "A Warning Lamp",
        "oars": "Counting Oars",
        "fold": "On Napkins",
    }
    library.ingest(
        [Paper(i, titles.get(i, f"Notes on {i}"), text, published="2015-01-01") for i, text in _TEXTS.items()]
    )
    return Assistant(library.reader, library.encoder)


@pytest.mark.parametrize(
    ("text", "term", "plainly"),
    [
        ("A kelp bond is a loan to divers.", "kelp bond", SAYS),
        ("The kelp rule states that divers rest.", "kelp rule", SAYS),
        ("Divers rest, a habit known as kelp leave.", "kelp leave", SAYS),
        ("We count the share of ash, which we call the kelp rate.", "kelp rate", SAYS),
        ("By kelp leave we mean a rest of divers.", "kelp leave", SAYS),
        ("Seaweed burning (kelping) is old.", "kelping", GLOSSES),
        ("They use kelping, the burning of seaweed for ash.", "kelping", GLOSSES),
        ("First, the kelp rate of a town is defined by its ash.", "kelp rate", SAYS),
        ("It is like Kelp Rest (KR) leave, now known to be a rest of divers.", "Kelp Rest", SAYS),
        ("We saw kelp leave in which divers rest.", "kelp leave", GLOSSES),
        ("There are two rules, namely, the kelp rule that lets divers rest, and ash.", "kelp rule", GLOSSES),
        ("We try two rules: ash, and a kelp rule that lets divers rest.", "kelp rule", GLOSSES),
        ("We saw a kelp rule that divers like.", "kelp rule", 0),
        ("Kelp bonds pay divers in ash.", "kelp bond", OPENS),
        ("We use a kelp ash network (KAN).", "KAN", EXPANDS),
        ("We use KAN (kelp ash network).", "KAN", EXPANDS),
        ("We study kelp bonds in two towns.", "kelp bond", 0),
        ("Kelp bonds have been studied for long.", "kelp bond", 0),
        ("We use kelping (in two towns).", "kelping", 0),
        ("Kelping of old lakes consists in rest.", "kelping", SAYS),
        ("That rest is described as kelping.", "kelping", SAYS),
    ],
)
def test_how_plainly_a_sentence_says_what_a_term_is(text: str, term: str, plainly: int) -> None:
    found = definitions(text, list(places(text, phrase_of(term))))
    assert [one.plainly for one in found] == ([plainly] if plainly else [])


def test_what_leans_on_the_sentence_before_is_told_with_it() -> None:
    text = "Lakes are old. Divers rest late. This delay is described as kelping."
    (found,) = definitions(text, list(places(text, phrase_of("kelping"))))
    assert text[found.start : found.end] == "Divers rest late. This delay is described as kelping."


@pytest.mark.parametrize(
    ("text", "letters", "form"),
    [
        ("a kite drag network (KDN) that", "KDN", "kite drag network"),
        ("the Kite-Drag-Evoked Nets (KDENs)", "KDEN", "Kite-Drag-Evoked Nets"),
        ("KDN (kite drag network)", "KDN", "kite drag network"),
        ("in kites (KDN)", "KDN", ""),
        ("we use KDN", "KDN", ""),
    ],
)
def test_the_long_form_of_letters_is_found(text: str, letters: str, form: str) -> None:
    assert long_form(letters, text) == form


def test_words_with_the_initials_of_letters_stand_side_by_side() -> None:
    assert spelled_out("WLV", "by wing-load variation of") == "wing-load variation"
    assert spelled_out("WLV", "wing and load variation") == ""


@pytest.mark.parametrize(
    ("question", "letters"),
    [
        ("what does KDN stand for?", "KDN"),
        ("what is KDN short for", "KDN"),
        ("expand KDN", "KDN"),
        ("what does the acronym KDN mean", "KDN"),
        ("what does KDN mean", "KDN"),
        ("what does kelp mean", ""),
        ("what does it stand for", ""),
        ("which ideas does she stand for", ""),
    ],
)
def test_whether_letters_are_asked_for(question: str, letters: str) -> None:
    assert acronym_asked(question) == letters


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what's a moss lottery bond?", "drawn by lot"),
        ("define rusting", "Iron decay (rusting)"),
        ("what is the left-oar hypothesis", "a proposal known as"),
        ("wat is the left-oar hypothisis", "a proposal known as"),
        ("what is the one-fold rule", "no napkin is folded twice"),
    ],
)
def test_the_sentence_that_says_what_a_term_is_is_quoted(shed: Assistant, question: str, said: str) -> None:
    answer = shed.ask(question)
    assert said in answer.answer
    assert "introduces" not in answer.answer
    assert answer.status is Status.ANSWERED


def test_a_term_that_is_only_used_is_said_not_to_be_introduced(shed: Assistant) -> None:
    answer = shed.ask("what is tar ageing?")
    assert answer.status is Status.PARTLY
    assert answer.answer.startswith("No paper here introduces tar ageing.")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("what is tar bathing?", "tar bathing"),
        ("rope souring, what is it", "rope souring"),
        ("whats a wharf bell", "wharf bell"),
    ],
)
def test_a_term_that_a_paper_may_have_made_is_not_denied_to_it(
    shed: Assistant, question: str, term: str
) -> None:
    answer = shed.ask(question)
    assert answer.answer.startswith(f"1 of 6 papers mentions {term}:")


def test_of_a_term_that_nobody_defines_what_it_does_is_quoted(shed: Assistant) -> None:
    assert "A keel turn has shown that" in shed.ask("what is a keel turn?").answer


@pytest.mark.parametrize(
    ("question", "status", "said"),
    [
        ("what does KDN stand for?", Status.ANSWERED, "KDN stands for kite drag network:"),
        ("what does WLV stand for?", Status.ANSWERED, "WLV probably stands for Wing load variation:"),
        ("what does QUIRL stand for?", Status.PARTLY, "What QUIRL stands for is not stated."),
        ("what does ZQX stand for?", Status.NOT_ANSWERED, "No paper here mentions ZQX."),
    ],
)
def test_what_letters_stand_for_is_told_or_said_to_be_not_stated(
    shed: Assistant, question: str, status: Status, said: str
) -> None:
    answer = shed.ask(question)
    assert (answer.status, said in answer.answer) == (status, True)


def test_potential_in_front_asks_for_something_and_behind_is_part_of_a_term() -> None:
    assert asked_term("what is an evoked potential?") is not None
    assert asked_term("what are potential kites?") is None
