"""What messages do with what was said before them, in conversations about invented papers."""

import pytest

from rag.answering.assistant import Assistant
from rag.answering.reshaped import main_clause
from rag.model.answer import Status
from rag.model.query import Act, Intent
from rag.retrieval.ranking import Evidence, Move
from rag.text.sentences import sentences
from tests.reading import LIBRARY, cited, talk

HERE = {paper.paper_id for paper in LIBRARY}


@pytest.mark.parametrize("message", ["shorter please", "one sentence will do", "that is too long"])
def test_a_shorter_answer_quotes_less_of_the_same_paper(assistant: Assistant, message: str) -> None:
    first, last = talk(assistant, "What is Thimble?", message)
    assert cited(last) == cited(first) == ["thimble"]
    assert len(last.answer.split()) < len(first.answer.split())


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        pytest.param(
            "Thimble keeps 81% of the accuracy, which is a lot.",
            "Thimble keeps 81% of the accuracy",
            id="which",
        ),
        pytest.param("Thimble keeps most (as shown).", "Thimble keeps most (as shown).", id="short enough"),
        pytest.param(
            "Thimble (a thing to sew with) keeps 81% of the accuracy.",
            "Thimble (a thing to sew with) keeps 81% of the accuracy.",
            id="what stands in the middle stays",
        ),
    ],
)
def test_a_single_sentence_is_shortened_to_its_first_clause(sentence: str, clause: str) -> None:
    whole = Evidence(0, "thimble", 9, 9 + len(sentence), sentence, 0.0, Move.IDEA)
    cut = main_clause(whole)
    assert (cut.text, cut.start, cut.end) == (clause, 9, 9 + len(clause))


def test_bullets_keep_every_quote_on_a_line_of_its_own(assistant: Assistant) -> None:
    first, last = talk(assistant, "What is Thimble?", "as bullet points please")
    quotes = [line for line in last.answer.splitlines() if line.startswith("- “")]
    assert len(quotes) == sum(len(sentences(one.quote)) for one in first.citations) > 1


def test_a_simpler_answer_says_that_nothing_is_reworded(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "in plain words please")
    assert cited(last) == ["thimble"]
    assert "nothing is reworded" in " ".join(last.notes)


def test_doubt_is_answered_with_the_words_of_the_abstract(assistant: Assistant) -> None:
    first, last = talk(assistant, "How much accuracy does Thimble keep?", "are you sure about that?")
    assert "word for word" in last.answer
    assert first.citations[0].quote in last.answer


def test_bibtex_is_of_the_papers_talked_of(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "give me the bibtex please")
    assert last.answer.count("@") == 1
    assert "Thimble: Distilling Language Models" in last.answer


def test_bibtex_of_a_name_needs_no_conversation(assistant: Assistant) -> None:
    (last,) = talk(assistant, "bibtex of Tessaract")
    assert "Tessaract: Pruning Attention Heads by Echo" in last.answer


def test_others_like_a_paper_are_never_the_paper_itself(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "any others like this one?")
    assert last.parsed[-1].act is Act.SIMILAR
    assert cited(last)
    assert "thimble" not in cited(last)


@pytest.mark.parametrize(
    ("message", "first"),
    [
        pytest.param("which of the two is older?", "tessaract", id="older"),
        pytest.param("which of the two is newer?", "thimble", id="newer"),
    ],
)
def test_the_older_of_two_papers_is_told_by_their_dates(
    assistant: Assistant, message: str, first: str
) -> None:
    *_, last = talk(assistant, "What is Thimble?", "What is Tessaract?", message)
    assert cited(last) == [first, *({"tessaract", "thimble"} - {first})]
    assert "5 March 2024" in last.answer


def test_two_papers_of_two_turns_are_compared(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "What is Tessaract?", "compare the two please")
    assert set(cited(last)) == {"tessaract", "thimble"}


def test_a_question_goes_back_to_the_paper_that_its_opening_names(assistant: Assistant) -> None:
    *_, last = talk(
        assistant,
        "What is Thimble?",
        "What is Tessaract?",
        "back to Thimble: how much accuracy does it keep?",
    )
    assert cited(last) == ["thimble"]
    assert "81%" in last.answer


def test_a_new_topic_forgets_the_paper_before(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "new topic: what is Tessaract?")
    assert last.parsed[-1].active_papers == ()
    assert cited(last) == ["tessaract"]


def test_a_correction_asks_the_question_before_of_what_was_meant(assistant: Assistant) -> None:
    *_, last = talk(assistant, "How much accuracy does Tessaract lose?", "sorry, I meant Thimble")
    assert cited(last)[:1] == ["thimble"]
    assert "accuracy" in last.parsed[-1].question


def test_the_first_question_is_recalled(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "What is Tessaract?", "what was my first question?")
    assert last.answer == "You asked first: “What is Thimble?”"


def test_older_papers_like_one_are_older_than_it(assistant: Assistant) -> None:
    _, older = talk(assistant, "What is Thimble?", "older papers like this?")
    row = assistant.catalogue.row("thimble")
    assert row is not None
    published, until = assistant.catalogue.paper(row).published, older.parsed[0].filters.until
    assert published
    assert until
    assert until < published
    assert "thimble" not in cited(older)


@pytest.mark.parametrize(
    "message", ["machine translation", "tell me about translation", "data privacy", "privacy?"]
)
def test_a_subject_alone_is_looked_for_in_papers(assistant: Assistant, message: str) -> None:
    query = assistant.parse(message)[0]
    assert query.intent is not Intent.ABOUT
    assert query.act is None


@pytest.mark.parametrize("message", ["a translation please", "is it private?", "tell me about your privacy"])
def test_what_is_asked_of_the_assistant_is_not_looked_for(assistant: Assistant, message: str) -> None:
    assert assistant.parse(message)[0].intent is Intent.ABOUT


def test_limitations_after_a_paper_are_those_of_the_paper(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "any limitations mentioned?")
    assert last.parsed[0].active_papers == ("thimble",)
    assert last.status is not Status.NOT_ANSWERED
    assert "mentioned" not in last.answer.split("\n")[0]


def test_what_cannot_be_translated_is_said(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "translate that into German please")
    assert "nothing is translated" in last.answer
    assert last.status is Status.ANSWERED


def test_an_unknown_name_adds_no_paper_to_a_comparison(assistant: Assistant) -> None:
    (last,) = talk(assistant, "compare Thimble and asdfgh")
    assert cited(last) == ["thimble"]
    assert "No paper here is called asdfgh." in last.answer
    assert last.status is Status.PARTLY


def test_a_misspelt_unknown_name_is_answered_with_the_near_one(assistant: Assistant) -> None:
    assert assistant.catalogue.names.near("Tesserakt") == "Tessaract"


def test_an_aspect_that_no_paper_states_is_said_not_to_be(assistant: Assistant) -> None:
    (last,) = talk(assistant, "compare Thimble and Tessaract on carbon footprint")
    assert "Nothing is stated on “carbon footprint”" in last.answer


def test_a_pasted_title_is_found_and_another_is_not(assistant: Assistant) -> None:
    (here,) = talk(assistant, "do you have this: Tessaract: Pruning Attention Heads by Echo")
    (absent,) = talk(assistant, "do you have this paper: Weaving Baskets From Moonlight Alone")
    assert here.answer.startswith("Yes, it is here: Tessaract")
    assert absent.answer.startswith("No paper here has this title")
    assert set(cited(absent)) <= HERE


def test_the_whole_library_is_counted_whatever_was_talked_of(assistant: Assistant) -> None:
    *_, last = talk(assistant, "What is Thimble?", "how many papers are in this library?")
    assert "13 papers" in last.answer


LISTED = (
    "papers about language models"  # the first three: Marlowe, Thimble, Tessaract, in the order of the list
)


@pytest.mark.parametrize(
    ("message", "paper"),
    [
        pytest.param("the one from 2025: how large is it?", "thimble", id="by its year"),
        pytest.param("what does the sarcasm one find?", "marlowe", id="by a word of its title"),
        pytest.param(
            "i want the one with heads. how many are removed?", "tessaract", id="by a word, told before"
        ),
        pytest.param("the one by Quill - how fast is it?", "tessaract", id="by who wrote it"),
        pytest.param("what does the newest paper keep?", "thimble", id="by its age"),
    ],
)
def test_a_paper_is_picked_out_of_a_list_by_what_it_alone_has(
    assistant: Assistant, message: str, paper: str
) -> None:
    first, last = talk(assistant, LISTED, message)
    assert len(cited(first)) > 2
    assert cited(last) == [paper]


@pytest.mark.parametrize(
    "message", ["the paper on glaciers?", "the one from 1999?", "the first paper about ferries"]
)
def test_what_no_listed_paper_has_picks_none(assistant: Assistant, message: str) -> None:
    _, last = talk(assistant, LISTED, message)
    assert not last.parsed[0].active_papers or len(last.parsed[0].active_papers) > 1


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("2", 1),
        ("the 3rd one", 2),
        ("number 2?", 1),
        ("second to last", -2),
        ("what does the one at the bottom do?", -1),
    ],
)
def test_a_place_picks_a_paper_of_the_list(assistant: Assistant, message: str, place: int) -> None:
    first, last = talk(assistant, LISTED, message)
    assert last.parsed[0].active_papers == (cited(first)[place],)


def test_what_was_asked_of_one_place_is_asked_of_the_next(assistant: Assistant) -> None:
    *_, last = talk(assistant, LISTED, "when was the first published?", "and the second?")
    assert last.parsed[0].field == "published"


def test_a_mended_slip_is_a_correction(assistant: Assistant) -> None:
    _, last = talk(assistant, "papers on fairies", "*ferries")
    assert cited(last)[0] == "oystercatch"


def test_a_list_is_narrowed_to_papers_that_have_the_word(assistant: Assistant) -> None:
    first, last = talk(assistant, LISTED, "only those about sarcasm")
    assert len(cited(first)) > 2
    assert cited(last) == ["marlowe"]


def test_people_that_a_question_names_itself_are_not_those_before(assistant: Assistant) -> None:
    _, last = talk(assistant, "What is Thimble?", "And what about ferries that lose clients while they sail?")
    assert cited(last)[:1] == ["oystercatch"]


@pytest.mark.parametrize("message", ["any further ferry papers?", "any additional ferry papers?"])
def test_other_papers_are_never_the_one_talked_of(assistant: Assistant, message: str) -> None:
    _, last = talk(assistant, "What is Oystercatch?", message)
    assert "oystercatch" not in cited(last)


@pytest.mark.parametrize(
    ("message", "paper"),
    [("who wrote the first?", 0), ("who wrote the second one?", 1), ("and who wrote the last", -1)],
)
def test_whoever_wrote_one_of_a_list_is_told_by_its_place(
    assistant: Assistant, message: str, paper: int
) -> None:
    listed, last = talk(assistant, LISTED, message)
    assert cited(last) == [cited(listed)[paper]]
    assert last.parsed[-1].field == "authors"


def test_papers_that_cite_another_are_no_references_to_it(assistant: Assistant) -> None:
    assert assistant.ask("papers that cite Thimble").parsed[-1].act is not Act.REFERENCE
    assert assistant.ask("how do I cite Thimble?").parsed[-1].act is Act.REFERENCE
