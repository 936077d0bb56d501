"""Kept questions: which new papers answer them, and with which sentence."""

from rag.answering.alerts import LEAST_ODDS, alerts, odds_at, ranked
from rag.answering.assistant import Assistant
from rag.retrieval.abstention import signals
from rag.retrieval.topics import fits, listed_logit
from tests.reading import LIBRARY

ALL = [paper.paper_id for paper in LIBRARY]
TESSARACT = "How many heads does Tessaract remove?"


def test_a_kept_question_is_answered_by_the_new_paper_that_answers_it_in_its_own_words(
    assistant: Assistant,
) -> None:
    (found,) = alerts(assistant, [TESSARACT], ALL)
    assert "Tessaract" in found.paper.title
    assert found.paper.text[found.start : found.end] == found.quote
    assert found.odds >= LEAST_ODDS > 0


def test_a_paper_that_is_not_new_is_never_told(assistant: Assistant) -> None:
    (found,) = alerts(assistant, [TESSARACT], ALL)
    others = [paper_id for paper_id in ALL if paper_id != found.paper.paper_id]
    assert alerts(assistant, [TESSARACT], others) == []
    assert alerts(assistant, [TESSARACT], ["gone"]) == []


def test_what_the_papers_do_not_answer_has_no_alert(assistant: Assistant) -> None:
    assert alerts(assistant, ["Who won the football championship in Brazil?"], ALL) == []


def test_of_the_best_paper_that_fits_the_topic_the_line_of_an_answer_is_enough(assistant: Assistant) -> None:
    searcher, asked = assistant.searcher, "how to sail and train"
    ranking = ranked(searcher, assistant.parse(asked)[0], [])
    assert 0 <= odds_at(searcher, ranking, 0) < LEAST_ODDS
    assert [found.paper.paper_id for found in alerts(assistant, [asked], ALL)] == ["oystercatch"]


def test_a_list_that_is_hardly_one_is_not_told_but_for_what_it_names_surely(assistant: Assistant) -> None:
    # processors round vectors differently, and the odds with them: one of these lies between the lines
    asked, sure = next(
        (asked, sure)
        for sensors in ("whisker sensors", "sensors of whiskers")
        for sure in ("whispered speech", "whispered Welsh")
        for asked in (f"Which papers treat {sensors}, sarcasm in court or {sure}?",)
        if 0 <= list_odds(assistant, asked) < LEAST_ODDS
    )
    told = {found.paper.paper_id for found in alerts(assistant, [asked], ALL)}
    assert told == {"marlowe", "heron-speech"}
    assert alerts(assistant, [asked.replace(sure, "bees")], ALL) == []


def list_odds(assistant: Assistant, asked: str) -> float:
    """How surely it is a list that the papers have, as log odds."""
    ranking = ranked(assistant.searcher, assistant.parse(asked)[0], [])
    fit = fits(assistant.catalogue, ranking, assistant.searcher.background)
    seen = signals(assistant.catalogue, ranking, assistant.searcher.background)
    return listed_logit(fit, seen, ranking.query.using.abstention_several)


def test_a_question_for_several_papers_is_answered_by_those_of_a_list(assistant: Assistant) -> None:
    question = "Which papers deal with language models?"
    listed = {paper.paper_id for paper in assistant.ask(question).papers}
    told = {found.paper.paper_id for found in alerts(assistant, [question], ALL)}
    assert told
    assert told <= listed


def test_what_names_several_things_is_answered_by_what_surely_fits_one_of_them(assistant: Assistant) -> None:
    question = "List papers on pruning attention heads or glacier melt"
    assert {found.paper.paper_id for found in alerts(assistant, [question], ALL)} == {
        "tessaract",
        "drifthound",
    }
    (one,) = alerts(assistant, ["List papers on pruning attention heads or stairs"], ALL)
    assert one.paper.paper_id == "tessaract"


def test_a_kept_question_keeps_its_own_limits(assistant: Assistant) -> None:
    told = alerts(assistant, ["Which papers since 2025 deal with language models?"], ALL)
    assert all((found.paper.published or "") >= "2025" for found in told)
