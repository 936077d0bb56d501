"""Which of several papers of a conversation a question is about."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Answer, Status


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.paper_id for citation in answer.citations))


def test_a_question_after_a_list_is_about_the_paper_that_its_words_fit(assistant: Assistant) -> None:
    listed = assistant.ask("Which papers deal with language models?")
    assert len(cited(listed)) > 1
    for asked, paper in (
        ("how many heads does it remove?", "tessaract"),
        ("how much of the teacher's accuracy does it keep?", "thimble"),
    ):
        answer = assistant.ask(asked, [listed])
        assert cited(answer)[0] == paper
        assert answer.parsed[0].active_papers == (paper,)


def test_a_question_after_a_list_that_says_little_is_about_its_first_paper(assistant: Assistant) -> None:
    listed = assistant.ask("Which papers deal with language models?")
    answer = assistant.ask("what did they find?", [listed])
    assert answer.parsed[0].active_papers == (cited(listed)[0],)


@pytest.mark.parametrize(
    ("asked", "paper"),
    [
        ("how many heads does it remove?", "tessaract"),
        ("what part of the teacher's accuracy does it keep?", "thimble"),
        ("on how many transcripts is it based?", "marlowe"),
        ("what does it say about politeness?", "marlowe"),
        ("is it tested on QuillBench?", "tessaract"),
    ],
)
def test_it_after_a_list_is_one_paper_that_the_answer_names_and_that_it_stays(
    assistant: Assistant, asked: str, paper: str
) -> None:
    listed = assistant.ask("Which papers deal with language models?")
    answer = assistant.ask(asked, [listed])
    title = assistant.catalogue.paper(assistant.catalogue.row(paper) or 0).title.split(":")[0]
    assert cited(answer) == [paper]
    assert title in answer.understood
    assert all(paper in mention.paper_ids for mention in answer.parsed[0].mentions)
    assert cited(assistant.ask("when was it published?", [listed, answer])) == [paper]


def test_of_the_papers_that_fit_best_the_one_that_states_what_is_asked_is_meant(
    assistant: Assistant,
) -> None:
    listed = assistant.ask("Which papers deal with language models?")
    answer = assistant.ask("how many kilobytes of memory does the language model need?", [listed])
    assert cited(answer) == ["thimble"]
    assert answer.status is Status.ANSWERED


def test_which_of_these_is_older_is_answered_by_their_dates(assistant: Assistant) -> None:
    listed = assistant.ask("Which papers deal with language models?")
    dates = {p.paper_id: p.published for p in assistant.catalogue.papers() if p.paper_id in cited(listed)}
    answer = assistant.ask("which of these is older?", [listed])
    assert cited(answer)[0] == min((d, p) for p, d in dates.items() if d)[1]
