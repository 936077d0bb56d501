"""Which of several papers of a conversation a question is about."""

from rag.answering.assistant import Assistant
from rag.model.answer import Answer


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


def test_which_of_these_is_older_is_answered_by_their_dates(assistant: Assistant) -> None:
    listed = assistant.ask("Which papers deal with language models?")
    dates = {p.paper_id: p.published for p in assistant.catalogue.papers() if p.paper_id in cited(listed)}
    answer = assistant.ask("which of these is older?", [listed])
    assert cited(answer)[0] == min((d, p) for p, d in dates.items() if d)[1]
