"""Do the papers answer at all, and does the paper state the detail that is asked of it?"""

from dataclasses import asdict, replace

import numpy as np
import pytest

from rag.retrieval.abstention import answered_logit, signals, word_matches
from rag.retrieval.answerability import detail_matches, detail_signals, judge_detail
from rag.retrieval.parameters import parameters
from rag.retrieval.searcher import Searcher
from rag.retrieval.signals import Signals
from rag.retrieval.topics import fits, listed_logit


def row(searcher: Searcher, paper_id: str) -> int:
    found = searcher.catalogue.row(paper_id)
    assert found is not None
    return found


def seen(searcher: Searcher, question: str) -> Signals:
    return signals(searcher.catalogue, searcher.search(question), searcher.background)


def logit(searcher: Searcher, question: str) -> float:
    return answered_logit(searcher.catalogue, searcher.search(question), searcher.background)


def listed(searcher: Searcher, topic: str) -> float:
    ranking = searcher.search(topic)
    odds = fits(searcher.catalogue, ranking, searcher.background)
    seen = signals(searcher.catalogue, ranking, searcher.background)
    return listed_logit(odds, seen, parameters().abstention_several)


# -- on topic or off


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("How can a robot hold things it cannot see?", id="paraphrase"),
        pytest.param("Which benchmark tests irony in legal proceedings?", id="other words"),
        pytest.param("How are sarcastic remarks found?", id="the paper's words"),
        pytest.param("How do diffusion models draw shadows?", id="a title"),
    ],
)
def test_a_question_that_a_paper_answers_is_on_topic(searcher: Searcher, question: str) -> None:
    assert logit(searcher, question) > 0


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("What is the capital of Portugal?", id="geography"),
        pytest.param("How do I bake sourdough bread?", id="kitchen"),
        pytest.param("How does Gaussian splatting render scenes?", id="near the field, not in the library"),
        pytest.param("Who won the chess match in Riga?", id="sport"),
    ],
)
def test_a_question_that_no_paper_answers_is_off_topic(searcher: Searcher, question: str) -> None:
    assert logit(searcher, question) < 0


def test_a_list_is_on_topic_where_papers_treat_the_subject_and_off_where_none_does(
    searcher: Searcher,
) -> None:
    assert listed(searcher, "language models") > 0
    assert listed(searcher, "cooking recipes") < 0


def test_whether_a_list_is_answered_depends_on_the_papers_that_fit_best_alone(searcher: Searcher) -> None:
    using, best = parameters().abstention_several, np.array([2.0, 1.5, 0.5])
    found = seen(searcher, "language models")
    assert listed_logit(np.array([-9.0, *best, -3.0, 0.4]), found, using) == listed_logit(best, found, using)
    assert listed_logit(best - 2, found, using) < listed_logit(best, found, using)


def test_words_that_no_paper_has_speak_against_a_list(searcher: Searcher) -> None:
    using, odds = parameters().abstention_several, np.array([2.0, 1.5, 0.5])
    found = seen(searcher, "language models")
    strange = replace(found, unknown=0.5, unknown_idf=0.5)
    assert listed_logit(odds, strange, using) < listed_logit(odds, found, using)


def test_what_a_name_was_worth_is_no_sign_of_the_topic(searcher: Searcher) -> None:
    question, vesper = "How do I bake sourdough bread?", row(searcher, "vesper")
    plain = searcher.search(question)
    named = searcher.search(question, named={vesper: 1.0})
    assert named.rows[0] == vesper
    own = float(plain.among([vesper]).scores[0])
    told = signals(searcher.catalogue, named, searcher.background)
    assert told.score == pytest.approx(own, abs=1e-5)


def test_signals_of_words_that_no_paper_has(by_words: Searcher) -> None:
    found = seen(by_words, "glacier zyxwvq qwrtp")
    # two of three terms are unknown; of the reach, each unknown term has the highest idf, 3.33, glacier 2.23
    assert found.unknown == pytest.approx(2 / 3)
    assert found.unknown_idf == pytest.approx(2 * 3.332 / (2 * 3.332 + 2.234), abs=1e-3)
    assert found.unmatched_idf == pytest.approx(found.unknown_idf)
    assert found.content_mean == pytest.approx(1 / 3)
    assert (found.least_mean, found.content_least, found.has_expansion) == (pytest.approx(1 / 3), 0, 0)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        pytest.param("How does QwertNet render a glacier?", 1, id="inner capitals"),
        pytest.param("Does a glacier melt in Zyxwvland?", 1, id="a capital inside a sentence"),
        pytest.param("zyxw2vec for a glacier", 1, id="letters and a digit"),
        pytest.param("Zyxwvish words for a glacier", 0, id="the capital that begins a sentence"),
        pytest.param("a zyxwvish glacier", 0, id="an unknown plain word"),
        pytest.param("What about Glacier?", 0, id="a word that a paper has"),
    ],
)
def test_a_name_that_no_paper_has_is_an_unknown_entity(
    by_words: Searcher, question: str, unknown: float
) -> None:
    assert seen(by_words, question).unknown_entity == unknown


def test_signals_compare_the_best_with_the_second_the_sixth_and_the_last(by_words: Searcher) -> None:
    found = by_words.search("glacier language")
    scores = found.scores.tolist()
    told = signals(by_words.catalogue, found, by_words.background)
    assert told.over_second == pytest.approx(min(0.6, scores[0] - scores[1]))
    assert told.over_sixth == pytest.approx(scores[0] - scores[5])
    assert told.over_last == pytest.approx(scores[0] - scores[min(19, len(scores) - 1)])
    assert told.bm25 == pytest.approx(scores[0])


def test_a_question_of_stop_words_alone_has_signals_and_is_off_topic(searcher: Searcher) -> None:
    found = seen(searcher, "what is it?")
    assert all(value == value for value in asdict(found).values())
    assert logit(searcher, "what is it?") < 0


# -- words against a paper


def test_words_that_stand_in_a_paper_are_present_and_others_only_near(searcher: Searcher) -> None:
    query = searcher.query("Which gripper lifts bottles from Portugal?")
    found = {m.word: m for m in word_matches(searcher.catalogue, row(searcher, "kestrel-3"), query)}
    assert {word for word, match in found.items() if match.present} == {"gripper", "lifts"}
    assert found["gripper"].similarity > found["bottles"].similarity > found["Portugal"].similarity
    assert found["Portugal"].idf > found["gripper"].idf


def test_only_the_words_of_the_part_are_matched(searcher: Searcher) -> None:
    query = searcher.query("Which gripper lifts bottles?")
    found = word_matches(searcher.catalogue, row(searcher, "kestrel-3"), query, "lifts bottles")
    assert [m.word for m in found] == ["lifts", "bottles"]


def test_a_misspelt_word_is_matched_as_what_it_was_corrected_to(searcher: Searcher) -> None:
    query = searcher.query("glaciar melt")
    found = word_matches(searcher.catalogue, row(searcher, "drifthound"), query)
    assert [(m.word, m.present) for m in found] == [("glaciar", True), ("melt", True)]


# -- is the detail stated?


@pytest.mark.parametrize(
    ("paper", "question", "detail"),
    [
        pytest.param("tessaract", "How many heads does Tessaract remove?", "heads remove", id="share"),
        pytest.param("drifthound", "How many stations is it trained on?", "stations trained", id="count"),
        pytest.param("pollux", "How many comparisons does Pollux save?", "comparisons", id="per cent"),
        pytest.param("tessaract", "How many GPUs does Tessaract need?", "GPUs", id="a GPU is named"),
        pytest.param("sundial", "What is Sundial?", "Sundial", id="nothing but the title is asked"),
    ],
)
def test_a_detail_is_stated(searcher: Searcher, paper: str, question: str, detail: str) -> None:
    query = searcher.query(question)
    assert judge_detail(searcher.catalogue, row(searcher, paper), query, detail).stated


@pytest.mark.parametrize(
    ("paper", "question", "detail", "missing"),
    [
        pytest.param(
            "bramblefold", "How many GPUs did Bramblefold use?", "GPUs", ("GPUs",), id="no hardware"
        ),
        pytest.param("sundial", "Which dataset does Sundial use?", "dataset", ("dataset",), id="no data set"),
        pytest.param(
            "drifthound",
            "How many reviewers and sponsors paid for Drifthound?",
            "How many reviewers and sponsors paid for ?",
            ("reviewers", "sponsors", "paid"),
            id="three words",
        ),
    ],
)
def test_a_detail_is_not_stated_and_what_is_missing_is_named(
    searcher: Searcher, paper: str, question: str, detail: str, missing: tuple[str, ...]
) -> None:
    verdict = judge_detail(searcher.catalogue, row(searcher, paper), searcher.query(question), detail)
    assert not verdict.stated
    assert verdict.missing == missing


@pytest.mark.parametrize(
    ("paper", "word", "shown"),
    [
        pytest.param("thimble", "dataset", True, id="on PocketGLUE"),
        pytest.param("tessaract", "GPUs", True, id="an A100"),
        pytest.param("tessaract", "speedup", True, id="1.9x"),
        pytest.param("tessaract", "percentage", True, id="38%"),
        pytest.param("tessaract", "code", False, id="no address"),
        pytest.param("sundial", "GPUs", False, id="no hardware"),
        pytest.param("drifthound", "percentage", False, id="no per cent"),
    ],
)
def test_a_kind_of_thing_may_be_shown_without_its_word(
    by_words: Searcher, paper: str, word: str, shown: bool
) -> None:
    query = by_words.query(f"Which {word}?")
    (match,) = detail_matches(by_words.catalogue, row(by_words, paper), query, word)
    assert (match.present, match.similarity) == (shown, float(shown))


def test_the_words_of_the_title_are_no_detail(searcher: Searcher) -> None:
    query = searcher.query("How does Sundial draw shadows of hands?")
    found = detail_matches(searcher.catalogue, row(searcher, "sundial"), query, query.text)
    assert [m.word for m in found] == ["hands"]


@pytest.mark.parametrize(
    ("paper", "question", "counted"),
    [
        pytest.param("drifthound", "How many stations are there?", 1, id="112 stations"),
        pytest.param("bramblefold", "How many days did it take?", 1, id="nine days"),
        pytest.param("drifthound", "How many valleys are there?", -1, id="a valley, uncounted"),
        pytest.param("drifthound", "How many cows are there?", -1, id="no cows"),
        pytest.param("drifthound", "What is melting?", 0, id="nothing is counted"),
    ],
)
def test_what_is_counted_stands_by_a_number(
    by_words: Searcher, paper: str, question: str, counted: int
) -> None:
    told = detail_signals(by_words.catalogue, row(by_words, paper), by_words.query(question), question)
    assert told.counted == counted


@pytest.mark.parametrize(
    ("detail", "apart"),
    [("weather stations", 0), ("stations weather", 1), ("graph glacier stations", 2), ("weather", 0)],
)
def test_neighbouring_words_that_are_no_neighbours_in_the_paper_are_apart(
    by_words: Searcher, detail: str, apart: int
) -> None:
    told = detail_signals(by_words.catalogue, row(by_words, "drifthound"), by_words.query(detail), detail)
    assert told.apart == apart
