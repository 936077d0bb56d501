"""Which papers a question finds, and what becomes of its words."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.library import Library
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.parameters import parameters
from rag.retrieval.ranking import Ranking
from rag.retrieval.searcher import CANDIDATES, SMALL, Searcher
from tests.fakes import HashEncoder, papers
from tests.reading import LIBRARY

MANY = 600
BY_NAME = [
    pytest.param("What is Tessaract?", "tessaract", id="a name"),
    pytest.param("oystercatch ferries", "oystercatch", id="a name in lower case"),
    pytest.param("word error rate on WhisperCymru", "heron-speech", id="a data set"),
    pytest.param("How many species of wading birds does Heron count?", "heron-birds", id="one of two herons"),
]
BY_SLIP = [
    pytest.param("What is thimbel?", "thimble", id="two letters swapped"),
    pytest.param("How is glaciar melt forecast?", "drifthound", id="a wrong letter"),
    pytest.param("sarcasm in cort transcripts", "marlowe", id="a letter missing"),
]


def first(found: Ranking, searcher: Searcher) -> str:
    return searcher.catalogue.paper(int(found.rows[0])).paper_id


def row(searcher: Searcher, paper_id: str) -> int:
    found = searcher.catalogue.row(paper_id)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    library = Library(tmp_path_factory.mktemp("large"), HashEncoder(), batch=MANY)
    library.ingest(papers(MANY))
    return Searcher(Catalogue(library.reader.now()), library.encoder)


# -- ranking


@pytest.mark.parametrize(
    ("question", "paper"),
    [
        *BY_NAME,
        *BY_SLIP,
        pytest.param("How can a robot hold what it cannot see?", "kestrel-3", id="hidden objects"),
        pytest.param("irony in legal proceedings", "marlowe", id="irony for sarcasm"),
        pytest.param("How can a tiny chip run a text generator?", "thimble", id="chip for microcontroller"),
        pytest.param("ships that train a shared model with no signal", "oystercatch", id="ships for ferries"),
        pytest.param("making a vector database smaller", "2501.04242", id="vector database for index"),
    ],
)
def test_the_right_paper_comes_first(searcher: Searcher, question: str, paper: str) -> None:
    assert first(searcher.search(question), searcher) == paper


@pytest.mark.parametrize(("question", "paper"), BY_NAME)
def test_without_an_encoder_words_still_find_it(by_words: Searcher, question: str, paper: str) -> None:
    found = by_words.search(question)
    assert first(found, by_words) == paper
    assert {*found.components} == {"bm25", "name"}


def test_hits_are_k_best_first_and_their_score_is_the_weighted_sum_of_the_components(
    searcher: Searcher,
) -> None:
    hits = searcher.search("How do diffusion models draw shadows?").top(5)
    assert len(hits) == 5
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    for hit in hits:
        assert {*hit.components} == {"bm25", "maxsim", "sentence", "document", "expansion", "name"}
        weights = parameters().fusion.of(hit.components)
        assert hit.score == pytest.approx(
            sum(weights[name] * score for name, score in hit.components.items())
        )


def test_words_give_a_share_of_what_they_could_and_nothing_for_words_that_no_paper_has(
    by_words: Searcher,
) -> None:
    found = by_words.search("zzgrblx qqvwtt")
    assert not found.components["bm25"].any()
    (best, *_) = by_words.search("whiskers gripper jars").top(13)
    assert 0.3 < best.components["bm25"] < 1.0


def test_only_allowed_papers_are_found(searcher: Searcher) -> None:
    allowed = np.ones(len(LIBRARY), np.bool_)
    allowed[row(searcher, "sundial")] = False
    hits = searcher.search("What is Sundial?", allowed=allowed).top(len(LIBRARY))
    assert len(hits) == len(LIBRARY) - 1
    assert row(searcher, "sundial") not in {h.row for h in hits}
    assert searcher.search("What is Sundial?", allowed=np.zeros_like(allowed)).top(5) == ()


@pytest.mark.parametrize(("certainty", "raised"), [(1.0, 0.5), (0.4, 0.2)], ids=["certain", "likely"])
def test_a_named_paper_is_raised_by_what_its_name_is_worth(
    searcher: Searcher, certainty: float, raised: float
) -> None:
    question, quince = "How is protein folded?", row(searcher, "2501.04242")
    plain = {h.row: h.score for h in searcher.search(question).top(13)}
    named = {h.row: h.score for h in searcher.search(question, named={quince: certainty}).top(13)}
    assert named.pop(quince) - plain.pop(quince) == pytest.approx(raised, abs=1e-5)
    assert named == pytest.approx(plain)


def test_without_late_interaction_sentences_and_documents_count_twice() -> None:
    fusion = parameters().fusion
    with_maxsim = fusion.of(["bm25", "maxsim", "sentence", "document"])
    assert with_maxsim == {"bm25": 1.0, "maxsim": 1.0, "sentence": 0.25, "document": 0.25}
    assert fusion.of(["bm25", "sentence", "document"]) == {"bm25": 1.0, "sentence": 0.5, "document": 0.5}


# -- larger libraries


@pytest.mark.parametrize(
    "question",
    [
        "What is Ember7Net?",
        "How are lichens counted by night from sound?",
        "Which method errs by 342.5% on 343 nights?",
        "code of Otter29Net",
    ],
)
def test_candidates_of_a_large_library_hold_the_best_of_all(large: Searcher, question: str) -> None:
    half = np.arange(MANY) < MANY // 2
    assert MANY // 2 <= SMALL < MANY  # a half is scored row by row, the whole is not
    every = [large.search(question, allowed=mask).top(1)[0] for mask in (half, ~half)]
    best = max(every, key=lambda h: h.score)
    (found,) = large.search(question).top(1)
    assert (found.row, found.score) == (best.row, pytest.approx(best.score))


def test_a_large_library_is_scored_in_part_but_never_without_the_papers_that_are_named(
    large: Searcher,
) -> None:
    named = row(large, papers(1, start=599)[0].paper_id)
    hits = large.search("What is Ember7Net?", named={named: 1.0}).top(MANY)
    assert CANDIDATES <= len(hits) <= 2 * CANDIDATES + 1
    assert named in {h.row for h in hits}
    hits = large.search("What is Ember7Net?", named={}).top(MANY)
    assert len(hits) <= 2 * CANDIDATES


# -- what becomes of the words


def test_a_terms_idf_falls_with_the_papers_that_have_it(by_words: Searcher) -> None:
    # Lucene's idf: ln(1 + (N - n + 0.5) / (n + 0.5)); of 13 papers 4 have "language", 1 has "whiskers"
    query = by_words.query("which language has whiskers")
    having = sum("language" in f"{p.title} {p.text}".lower() for p in LIBRARY)
    assert having == 3
    assert query.idf == pytest.approx(
        {"languag": math.log(1 + 10.5 / 3.5), "whisker": math.log(1 + 12.5 / 1.5)}
    )
    assert query.max_idf == pytest.approx(math.log(1 + 13.5 / 0.5))
    assert query.max_score == pytest.approx(sum(query.idf.values()))


@pytest.mark.parametrize(
    ("text", "corrected", "unknown"),
    [
        pytest.param("glacier melt", {}, (), id="known words"),
        pytest.param("glaciar melt", {"glaciar": "glacier"}, (), id="one slip"),
        pytest.param("thimbel", {"thimbel": "thimbl"}, (), id="two letters swapped"),
        pytest.param("oisterkach", {}, ("oisterkach",), id="three slips are too many"),
        pytest.param("glacier zyxwv", {}, ("zyxwv",), id="nothing is near"),
        pytest.param("sandwich", {}, ("sandwich",), id="a word of plain language"),
        pytest.param("qobot", {}, ("qobot",), id="the first letter is never the slip"),
        pytest.param("the of and", {}, (), id="stop words alone"),
    ],
)
def test_terms_are_known_corrected_or_unknown(
    searcher: Searcher, text: str, corrected: dict[str, str], unknown: tuple[str, ...]
) -> None:
    query = searcher.query(text)
    assert (query.corrected, query.unknown) == (corrected, unknown)


def test_a_corrected_term_counts_less_and_an_unknown_one_at_the_highest_idf(searcher: Searcher) -> None:
    right, wrong = searcher.query("glacier melt"), searcher.query("glaciar zyxwv")
    assert wrong.idf["glacier"] == pytest.approx(0.8 * right.idf["glacier"])
    assert wrong.max_score == pytest.approx(wrong.idf["glacier"] + wrong.max_idf)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        pytest.param("How does thimbel work?", "How does Thimble work?", id="a name"),
        pytest.param(
            "federated learning on feries", "federated learning on ferries", id="not as a title writes it"
        ),
        pytest.param("sequential reocmmenedrs", "sequential recommender", id="a plural that no paper has"),
        pytest.param("learning on car-feries", "learning on car-ferries", id="a part of a compound"),
        pytest.param(
            "How do cats learn to swim?", "How do cats learn to swim?", id="words the encoder knows"
        ),
        pytest.param("What is Oystercatch?", "What is Oystercatch?", id="a name spelt right"),
        pytest.param("wich feries lose connexion", "which ferries lose connection", id="several at once"),
        pytest.param("shuold realy lanhuages", "should really language", id="words of the language alone"),
        pytest.param("duz a ferry wiht oars", "does a ferry with oars", id="short words"),
        pytest.param("What is Mistrel?", "What is Mistrel?", id="a name is no other word"),
        pytest.param("is mistral a wine", "is mistral a wine", id="no common word is near"),
        pytest.param("a hot hole language", "a hot hole language", id="a word with no such neighbour"),
        pytest.param("What is a zyxwvquu?", "What is a zyxwvquu?", id="nothing is near"),
    ],
)
def test_slips_are_mended_and_nothing_else(searcher: Searcher, typed: str, mended: str) -> None:
    assert searcher.respelt(typed) == mended


def test_a_slip_inside_a_compound_that_is_a_part_of_another_is_no_trouble(by_words: Searcher) -> None:
    query = by_words.query("x/glaca-ier")  # "glaca-ier" is read as a word of its own, and mended to "glacier"
    assert query.corrected["glacaier"] == "glacier"
    assert by_words.search("x/glaca-ier").rows.size


_PIECES = ("glacier", "glaciar", "grapher", "federated", "fedrated", "ferry", "whisper", "zyxwv", "a", "3")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(" -/.’,")), max_size=7))
def test_any_run_of_words_and_hyphens_can_be_looked_up(
    searcher: Searcher, pieces: list[tuple[str, str]]
) -> None:
    found = searcher.search("".join(word + gap for word, gap in pieces))
    assert len(found.rows) == len(LIBRARY)


def test_pieces_of_a_question_weigh_by_the_idf_of_their_word(searcher: Searcher) -> None:
    query = searcher.query("What is a glacier in the language?")
    weight = {query.text[a:b]: w for (a, b), w in zip(query.vectors.spans, query.token_weights, strict=True)}
    assert query.token_weights.sum() == pytest.approx(1)
    assert weight["glacier"] > weight["language"] > weight["the"] == weight["?"]
    assert weight["glacier"] / weight["the"] == pytest.approx(math.sqrt(query.idf["glacier"]) / 0.1)


def test_asking_again_looks_nothing_up_again(searcher: Searcher) -> None:
    assert searcher.query("whiskers") is searcher.query("whiskers")
