"""A claim and its source are read together: by the weights that were learnt, and to some use."""

from typing import Any

import numpy as np
import platformdirs
import pytest

from rag.encoders.minilm import CLS, SEP, MiniLM
from rag.encoders.minilm_files import CLAIMS, DETAILS, Reads, adapted
from rag.encoders.pair_reader import PASSAGE, PairReader
from rag.verification.checker import SupportChecker
from rag.verification.parameters import parameters
from rag.verification.passages import MOST, passage
from rag.verification.similarity import EncodedText, encode_text
from rag.verification.verdict import Verdict
from tests.plain_bert import bert_layers, gelu

MOSS = """Mossling: Teaching Drones to Map Bryophytes
We present Mossling, a survey method. A drone photographs the forest floor from three metres. A small network
is taught by a large one to name the moss in each picture. The large network was trained on herbarium sheets.
Rangers checked a tenth of the names. The small network runs on the drone itself. Batteries last two hours."""


def _encoded(minilm: MiniLM, text: str) -> EncodedText:
    return encode_text(text, minilm, parameters().similarity)


@pytest.fixture(scope="module")
def detail_reader(pair_reader: PairReader) -> PairReader:
    """What reads a question beside a paper's sentences; it is there wherever the other one is."""
    return PairReader(platformdirs.user_cache_path("ask"), details=True)


@pytest.mark.parametrize(("reads", "reader"), [("pair", "pair_reader"), ("detail", "detail_reader")])
def test_the_log_odds_are_those_of_the_learnt_weights(
    reads: Reads, reader: str, request: pytest.FixtureRequest, published_minilm: MiniLM
) -> None:
    pair_reader = request.getfixturevalue(reader)
    adapter = (CLAIMS if reads == "pair" else DETAILS).adapter(reads)
    assert adapter
    weights = adapted(published_minilm.files.published(), adapter)
    claims = (
        "The large network teaches the small one.",
        "The small network teaches the large one.",
        "Hello.",
    )
    for claim in claims:
        first, second = (published_minilm.pieces(text)[0] for text in (claim, MOSS))
        wanted = _plainly(weights, [CLS, *first, SEP], [*second, SEP])
        assert pair_reader.read(claim, MOSS) == pytest.approx(wanted, abs=0.5)


def _plainly(weights: dict[str, Any], claim: list[int], source: list[int]) -> float:
    """The head over the plain formula of the layers, in float32."""
    kinds = np.array([0] * len(claim) + [1] * len(source))
    x = bert_layers(weights, np.array([*claim, *source]), kinds)
    both = np.concatenate([x[0], x[: len(claim)].mean(axis=0)])
    hidden = gelu(both @ weights["pair.hidden.weight"].T + weights["pair.hidden.bias"])
    return float(hidden @ weights["pair.out.weight"][0] + weights["pair.out.bias"][0])


@pytest.mark.parametrize(
    ("stated", "not_stated"),
    [
        ("How long do the batteries last?", "How much do the batteries weigh?"),
        ("How many of the names were checked?", "How many rangers checked the names?"),
        ("What does the small network run on?", "What does the small network cost?"),
        ("On what was the big network trained?", "On which day was the big network trained?"),
    ],
)
def test_what_is_stated_in_other_words_is_told_from_what_is_not(
    detail_reader: PairReader, stated: str, not_stated: str
) -> None:
    assert detail_reader.read(stated, MOSS) > detail_reader.read(not_stated, MOSS)


def test_a_long_source_is_read_as_far_as_was_learnt(pair_reader: PairReader) -> None:
    long = " ".join(["moss"] * PASSAGE)
    claim = "A drone maps moss."
    assert pair_reader.read(claim, f"{long} {claim}") == pair_reader.read(claim, long)


def test_a_passage_has_the_title_and_the_sentences_that_cover_the_claim(published_minilm: MiniLM) -> None:
    source = _encoded(published_minilm, MOSS)
    found = passage(
        _encoded(published_minilm, "The small network, taught by a large one, is on the drone."), source
    )
    assert found.startswith("Mossling: Teaching Drones to Map Bryophytes ")
    assert "A small network\nis taught by a large one" in found
    assert "The small network runs on the drone itself." in found
    assert len(source.spans) > MOST + 1 >= found.count(". ")
    assert passage(encode_text("Moss.", None, parameters().similarity), source) == ""


def test_what_is_read_together_decides_where_no_rule_speaks(
    pair_reader: PairReader, published_minilm: MiniLM
) -> None:
    checker = SupportChecker(published_minilm, pair_reader)
    told = {
        "Mossling is a survey method.": Verdict.SUPPORTED,  # a sentence made shorter
        "Ten percent of the names were checked by rangers.": Verdict.SUPPORTED,
        "Batteries were checked by rangers.": Verdict.WEAK,
        "Mossling is a herbarium.": Verdict.UNSUPPORTED,
    }
    assert {claim: checker.check(claim, [MOSS]).verdict for claim in told} == told


def test_a_title_and_a_date_beside_a_quote_are_judged_by_rules(
    pair_reader: PairReader, published_minilm: MiniLM
) -> None:
    checker = SupportChecker(published_minilm, pair_reader)
    galore = "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection"
    source = f"{galore}\nMemory is a major obstacle in training. Published on 2024-03-06."
    claim = f"{galore} (2024-03-06): “Memory is a major obstacle in training.”"
    assert checker.check(claim, [source]).verdict is Verdict.SUPPORTED
    assert checker.check(claim.replace("2024", "2023"), [source]).verdict is Verdict.UNSUPPORTED
