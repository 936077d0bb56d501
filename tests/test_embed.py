"""Every encoder gives the same shapes; MiniLM's vectors stand where their text stands."""

from typing import Any

import httpx
import numpy as np
import openai
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from rag.encoders.encoder import Document, Encoded, Encoder
from rag.encoders.endpoint_encoder import EndpointEncoder
from rag.encoders.minilm import MiniLM, unit
from rag.encoders.minilm_encoder import PROJECTED, MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.model.errors import EndpointError
from rag.text.sentences import sentences
from rag.text.terms import STOP_WORDS
from tests.fakes import HashEncoder, spans_of

TEXT = "Moss grows on the floor of forests. Banks raised their rates. A third sentence closes the text."
DOCUMENT = Document(
    "Moss Net",
    TEXT,
    sentences(TEXT),
    spans_of(
        TEXT,
        "Moss grows on the floor of forests.",
        "Banks raised their rates. A third sentence closes the text.",
    ),
    ("What grows in woods?", "Who closes?"),
)


class HashEmbedding(BaseEmbedding):
    """An endpoint of ours: hashed words, or a failure."""

    fail: bool = False

    def _get_query_embedding(self, query: str) -> list[float]:
        if self.fail:
            raise openai.APIConnectionError(
                message="Connection error.\nmore", request=httpx.Request("POST", "http://x")
            )
        return [float(x) * 3 for x in HashEncoder().query(query).pooled]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def endpoint(*, fail: bool = False) -> EndpointEncoder:
    return EndpointEncoder(HashEmbedding(fail=fail), "openai:hash", HashEncoder().count)


def encode(encoder: Encoder, *documents: Document) -> list[Encoded]:
    return list(encoder.documents(documents))


def lengths(vectors: Any) -> Any:
    return np.linalg.norm(np.asarray(vectors), axis=-1)


@pytest.fixture(params=["hash", "none", "endpoint", "minilm"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "minilm":
        return MiniLMEncoder(request.getfixturevalue("minilm"))
    return (
        HashEncoder()
        if request.param == "hash"
        else endpoint()
        if request.param == "endpoint"
        else NoEncoder()
    )


# -- what every encoder promises, our fake included


def test_every_grain_has_the_shape_it_should(encoder: Encoder) -> None:
    (found,) = encode(encoder, DOCUMENT)
    g, query = found.vectors, encoder.query("What grows?")
    d, p = len(query.pooled), query.tokens.shape[1]
    assert (g.document.shape, g.sentences.shape, g.expansion_queries.shape, found.chunks.shape) == (
        (d,),
        (4, d),
        (2 if d else 0, d),
        (2, d),
    )
    assert [tuple(s) for s in g.sentence_spans] == [(0, 0), *DOCUMENT.sentences]
    assert g.tokens.shape == (len(g.token_sentences), p)
    assert list(g.token_sentences) == sorted(g.token_sentences)
    assert set(g.token_sentences) == (set(range(4)) if p else set())
    assert query.tokens.shape == (len(query.spans), p)


def test_every_vector_has_length_one(encoder: Encoder) -> None:
    (found,) = encode(encoder, DOCUMENT)
    g, query = found.vectors, encoder.query("What grows?")
    kept = (g.document, g.sentences, g.tokens, g.expansion_queries, found.chunks)
    for vectors in (*kept, query.pooled, query.tokens):
        if vectors.size:
            np.testing.assert_allclose(lengths(vectors), 1, atol=1e-5)


def test_documents_come_out_in_order_and_a_bare_one_is_no_trouble(encoder: Encoder) -> None:
    bare = Document("Bare", "", [], [])
    first, second, third = encode(encoder, DOCUMENT, bare, DOCUMENT)
    np.testing.assert_array_equal(first.vectors.document, third.vectors.document)
    d = len(first.vectors.document)
    assert (
        second.vectors.sentences.shape,
        second.chunks.shape[0],
        second.vectors.expansion_queries.size,
    ) == ((1, d), 0, 0)


def test_the_same_text_gives_the_same_vectors(encoder: Encoder) -> None:
    one, other = (encode(encoder, DOCUMENT)[0].vectors for _ in range(2))
    np.testing.assert_array_equal(one.sentences, other.sentences)
    np.testing.assert_array_equal(one.tokens, other.tokens)


# -- MiniLM


@pytest.fixture
def real(minilm: MiniLM) -> MiniLMEncoder:
    return MiniLMEncoder(minilm)


def test_a_question_is_nearest_to_the_sentence_that_answers_it(real: MiniLMEncoder) -> None:
    (found,) = encode(real, DOCUMENT)
    query = real.query("Which plants live in woodland?")
    assert (found.vectors.sentences[1:] @ query.pooled).argmax() == 0
    assert (found.chunks @ real.query("monetary policy of central banks").pooled).argmax() == 1
    assert (found.vectors.expansion_queries @ query.pooled).argmax() == 0


def test_a_sentence_is_the_mean_of_its_own_word_pieces(real: MiniLMEncoder) -> None:
    (found,) = encode(real, DOCUMENT)
    head = "Moss Net. "
    (read,) = real.model.encode([head + TEXT])
    places = [(0, len(head)), *((a + len(head), b + len(head)) for a, b in DOCUMENT.sentences)]
    for part, (start, end) in zip(found.vectors.sentences, places, strict=True):
        own = [v for v, (a, _) in zip(read.vectors, read.spans, strict=True) if start <= a < end]
        np.testing.assert_allclose(part, unit(np.mean(own, axis=0)), atol=1e-5)


def test_word_pieces_belong_to_the_part_they_begin_in(real: MiniLMEncoder) -> None:
    (found,) = encode(real, DOCUMENT)
    query = real.query("banks")
    near = found.vectors.tokens @ query.tokens[0]
    assert found.vectors.token_sentences[near.argmax()] == 2
    assert found.vectors.tokens.shape[1] == PROJECTED


def test_stop_words_and_punctuation_are_not_kept(real: MiniLMEncoder) -> None:
    (found,) = encode(real, DOCUMENT)
    told = "moss net moss grows floor forests banks raised rates third sentence closes text".split()
    assert len(found.vectors.tokens) == len(told)
    assert not STOP_WORDS & set(told)


def test_only_the_words_of_a_query_carry_a_place(real: MiniLMEncoder) -> None:
    text = "Which plants live?"
    assert [text[a:b] for a, b in real.query(text).spans] == ["Which", "plants", "live", "?"]


# -- an endpoint


def test_an_endpoint_reads_the_title_with_the_text_and_each_piece_alone() -> None:
    (found,) = encode(endpoint(), DOCUMENT)
    fake = HashEncoder()
    np.testing.assert_allclose(found.vectors.document, fake.query(f"Moss Net. {TEXT}").pooled, atol=1e-6)
    np.testing.assert_allclose(found.vectors.sentences[0], fake.query("Moss Net").pooled, atol=1e-6)
    np.testing.assert_allclose(
        found.vectors.sentences[2], fake.query("Banks raised their rates.").pooled, atol=1e-6
    )
    np.testing.assert_allclose(
        found.chunks[0], fake.query("Moss grows on the floor of forests.").pooled, atol=1e-6
    )
    np.testing.assert_allclose(
        found.vectors.expansion_queries[1], fake.query("Who closes?").pooled, atol=1e-6
    )


def test_an_endpoint_that_fails_says_so_in_one_line() -> None:
    failing = endpoint(fail=True)
    for ask in (lambda: failing.query("moss"), lambda: encode(failing, DOCUMENT)):
        with pytest.raises(
            EndpointError, match=r"^embeddings: no model server answers at .*; start it, or see: ask doctor$"
        ):
            ask()
