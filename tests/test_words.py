"""Lexical search: which words are one, and that segments score as one index would."""

import unicodedata

import bm25s
import numpy as np
import pytest

from rag.text.one_spelling import one_spelling
from rag.text.terms import TERM_BYTES, fold, terms
from store.words import K1, B, Postings, inverse_document_frequency, postings_of
from tests.fakes import papers

TEXTS = [p.text for p in papers(40)]
QUERY = "counting glaciers from sound on rainy nights"


def scores(texts: int, query: str, *segments: Postings) -> np.ndarray:
    """As a snapshot adds them up: one rarity for all segments, rows one after the other."""
    found = np.zeros(texts)
    for term in set(terms(query)):
        places = [p.find(term) for p in segments]
        idf = inverse_document_frequency(sum(s.stop - s.start for s in places), texts)
        offset = 0
        for p, where in zip(segments, places, strict=True):
            found[offset + p.rows[where]] += idf * p.weights[where]
            offset += texts // len(segments)
    return found


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        pytest.param("The nets are growing", ["net", "grow"], id="stop words go, the rest is stemmed"),
        pytest.param("pre-training", ["pre", "train", "pretrain"], id="a compound is parts and whole"),
        pytest.param("pretraining", ["pretrain"], id="the whole alone"),
        pytest.param("state-of-the-art", ["state", "art", "stateoftheart"], id="a long compound"),
        pytest.param("Café RÉSUMÉ", ["cafe", "resum"], id="accents and case"),
        pytest.param("E²Moss ﬁnds", ["e2moss", "find"], id="compatibility forms"),
        pytest.param("Fern's fern’s", ["fern", "fern"], id="possessives, either apostrophe"),
        pytest.param("1,024 and 17.5", ["1024", "17.5"], id="numbers stay whole"),
        pytest.param("a_b", ["b"], id="an underscore divides"),
        pytest.param("of the", [], id="nothing but stop words"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_text_becomes_stems(text: str, stems: list[str]) -> None:
    assert terms(text) == stems


def test_decomposed_accents_are_the_same_word() -> None:
    assert fold(unicodedata.normalize("NFD", "Tübingen")) == fold("TÜBINGEN") == "tubingen"


def test_a_compound_is_found_however_it_is_written() -> None:
    postings = postings_of(["pre-training of nets", "pretraining of nets", "training of nets"])
    assert list(postings.rows[postings.find("pretrain")]) == [0, 1]


ONE_WORD = """
behaviour=behavior behavioural=behavioral rumours=rumors coloured=colored tumour=tumor
optimisation=optimization optimise=optimize organisation=organization characterisation=characterization
realising=realizing analyse=analyze centre=center fibres=fibers kilometre=kilometer
analyser=analyzer haemoglobin=hemoglobin
leukaemia=leukemia ischaemic=ischemic anaesthesia=anesthesia paediatric=pediatric foetal=fetal
oestrogen=estrogen diarrhoea=diarrhea aetiology=etiology archaeology=archeology manoeuvring=maneuvering
catalogue=catalog programmes=programs defence=defense licence=license grey=gray sulphur=sulfur
artefact=artifact judgement=judgment sceptical=skeptical learnt=learned modelling=modeling
"""
TWO_WORDS = "precise=preciz promise=prom advise=adviz contour=contor source=sorce resource=resorce noise=noiz"


@pytest.mark.parametrize("pair", ONE_WORD.split())
def test_british_and_american_spellings_are_one_term(pair: str) -> None:
    british, american = pair.split("=")
    assert terms(british) == terms(american)
    postings = postings_of([f"On {british} of moss", f"On {american} of moss", "On moss"])
    assert list(postings.rows[postings.find(terms(american)[0])]) == [0, 1]


@pytest.mark.parametrize("pair", TWO_WORDS.split())
def test_words_that_only_end_like_a_british_spelling_stay_as_they_are(pair: str) -> None:
    word, other = pair.split("=")
    assert one_spelling(word) == word
    assert terms(word) != terms(other)


def test_one_segment_scores_as_bm25s_does() -> None:
    reference = bm25s.BM25(method="lucene", k1=K1, b=B)
    reference.index([terms(t) for t in TEXTS], show_progress=False)
    wanted = reference.get_scores(list(set(terms(QUERY))))
    found = scores(len(TEXTS), QUERY, postings_of(TEXTS))
    assert wanted.max() > 1
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_texts_in_two_segments_rank_as_in_one() -> None:
    together = scores(len(TEXTS), QUERY, postings_of(TEXTS))
    halves = [postings_of(t) for t in (TEXTS[:20], TEXTS[20:])]
    apart = scores(len(TEXTS), QUERY, *halves)
    np.testing.assert_allclose(apart, together, rtol=0.02)  # the halves' mean lengths differ a little
    assert set(np.argsort(-apart)[:4]) == set(np.argsort(-together)[:4])


def test_a_term_that_is_not_there_has_no_postings() -> None:
    postings = postings_of(["moss grows", ""])
    assert postings.find("moss") == slice(postings.find("moss").start, postings.find("moss").start + 1)
    for absent in ("mos", "mosss", "zebra", "aaa", ""):
        where = postings.find(absent)
        assert 0 not in postings.rows[where], absent  # an empty text stands for the empty term


def test_terms_are_found_by_how_they_begin() -> None:
    postings = postings_of(["moss mosaic motor éclair 苔藓 zebra"])
    assert postings.starting_with("mos") == ["mosaic", "moss"]
    assert postings.starting_with("z") == ["zebra"]
    assert postings.starting_with("苔") == ["苔藓"]
    assert postings.starting_with("q") == []


def test_very_long_words_that_begin_alike_are_one_term() -> None:
    long = "苔" * 30
    postings = postings_of([long + "a", long + "b", "x" * 100])
    (term,) = terms(long + "c")
    assert len(term.encode()) <= TERM_BYTES
    assert list(postings.rows[postings.find(term)]) == [0, 1]
    assert postings.starting_with("苔") == [term]


def test_a_common_term_never_counts_against_a_text() -> None:
    idf = inverse_document_frequency([0, 1, 50, 100], 100)
    assert (idf > 0).all()
    assert (np.diff(idf) < 0).all()
