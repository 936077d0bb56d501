"""The intent head: what it makes of messages that somebody else wrote, and when it is not asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from eval.learn_intent import MESSAGES, inputs, messages
from rag.answering.assistant import Assistant
from rag.answering.itself import GREETING, TOLD, examples_of, of_itself
from rag.encoders.encoder import QueryVectors
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.entities.names import NameIndex
from rag.ingest.library import Library
from rag.model.query import Intent, Mention, ParsedQuery
from rag.query.intent import HEAD, FloatArray, head, intent_of, masked
from rag.query.intent_features import MASK, features
from rag.query.parse import ParsingContext, parse
from tests.fakes import TODAY, HashEncoder, papers

APART = MESSAGES.with_name("intents_test.jsonl")


def written_apart() -> list[dict[str, str | None]]:
    return [json.loads(line) for line in APART.read_text(encoding="utf-8").splitlines()]


def parsed(vector: Callable[[str], FloatArray | None]) -> list[tuple[dict[str, str | None], ParsedQuery]]:
    context = ParsingContext(NameIndex(), (), TODAY, vector=vector)
    return [(line, parse(str(line["message"]), context)[0]) for line in written_apart()]


def share_right(pairs: list[tuple[dict[str, str | None], ParsedQuery]], *, fields: bool = False) -> float:
    if fields:
        asked = [(line, query) for line, query in pairs if line["field"]]
        return float(np.mean([(q.intent, q.field) == (line["intent"], line["field"]) for line, q in asked]))
    return float(np.mean([query.intent == line["intent"] for line, query in pairs]))


def test_messages_written_apart_are_understood_with_the_questions_vector() -> None:
    model = MiniLM(platformdirs.user_cache_path("ask"))
    if missing := model.available():
        pytest.skip(missing)
    encoder = MiniLMEncoder(model)
    pairs = parsed(lambda text: encoder.query(text).pooled)
    assert share_right(pairs) >= 0.87
    assert share_right(pairs, fields=True) >= 0.84


def test_words_alone_understand_most_messages_written_apart() -> None:
    assert share_right(parsed(lambda _: None)) >= 0.76


def test_no_message_written_apart_was_learnt_from() -> None:
    learnt = {message.lower() for message, _ in messages()}
    both = [line["message"] for line in written_apart() if str(line["message"]).lower() in learnt]
    assert len(both) <= 11  # "thank you" and the like


def test_the_head_was_fitted_on_the_messages_and_with_the_question_reader_that_are_there() -> None:
    with np.load(HEAD) as kept:
        assert str(kept["inputs"]) == inputs(), "run python -m eval.learn_intent"


def test_the_head_is_small() -> None:
    assert HEAD.stat().st_size < 300_000


def test_every_label_is_an_intent_with_a_field_or_without() -> None:
    assert {label.split()[0] for label in head().labels} == set(Intent)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="nothing"),
        pytest.param("?!", id="signs"),
        pytest.param("qwx zrrt blorp", id="noise"),
    ],
)
def test_what_the_head_cannot_read_gets_a_plain_look_up(message: str) -> None:
    assert intent_of(message)[0] in (Intent.FACT, Intent.EXPLAIN, Intent.ABOUT)


def test_a_name_counts_the_same_however_it_is_spelt() -> None:
    known = head().known
    assert features(f"Who is behind {MASK}?", known) == features("Who is behind GaLore-2?", known)


class WordsOnly(HashEncoder):
    """Of the name that the head was fitted with; must not be asked for a question's vector."""

    def query(self, text: str) -> QueryVectors:
        raise AssertionError(f"{text!r} needed a vector")


@pytest.mark.parametrize(
    ("message", "needs_vector"),
    [
        pytest.param("hello", False, id="greeting"),
        pytest.param("Thanks!", False, id="thanks"),
        pytest.param("What can you do?", False, id="about the assistant"),
        pytest.param("hello, which papers treat moss?", True, id="a greeting and a question"),
        pytest.param("What is AmberNet?", True, id="a paper"),
    ],
)
def test_a_greeting_is_answered_without_the_encoder(home: Path, message: str, needs_vector: bool) -> None:
    library = Library(home, WordsOnly(head().encoder))
    library.ingest(papers(3))
    assistant = Assistant(library.reader, library.encoder)
    if needs_vector:
        with pytest.raises(AssertionError, match="needed a vector"):
            assistant.ask(message)
    else:
        answer = assistant.ask(message)
        told = of_itself(answer.parsed[0], examples_of(assistant.catalogue))
        assert (answer.answer, len(answer.papers)) == (told, 3)


def test_the_year_of_an_example_is_one_that_the_library_has(home: Path) -> None:
    library = Library(home, WordsOnly(head().encoder))
    years = zip(papers(3), (1987, 1991, 1993), strict=True)
    library.ingest([replace(one, published=f"{year}-05-01") for one, year in years])
    answer = Assistant(library.reader, library.encoder).ask("what can you do?")
    assert "papers on networks since 1991" in answer.answer
    assert "published in 1991" in answer.answer


def test_a_name_within_a_longer_name_leaves_nothing_of_it() -> None:
    names = [Mention(name, 0, len(name), name, (name,), 1.0, exact=True) for name in ("Moss", "MossNet")]
    assert masked("compare Moss and MossNet", names, "*") == "compare * and *"


def test_whatever_can_be_asked_of_the_product_has_its_own_answer() -> None:
    fields = {label.partition(" ")[2] for _, label in messages() if label.startswith("about ")}
    assert fields - TOLD.keys() == {"help"}
    assert GREETING not in TOLD.values()


@pytest.mark.parametrize(
    ("question", "by_authors"),
    [
        pytest.param("which paper has the most authors?", True, id="authors"),
        pytest.param("which paper has the largest team?", True, id="team"),
        pytest.param("which paper has the largest data set?", False, id="data"),
        pytest.param("which paper has the smallest error?", False, id="error"),
    ],
)
def test_only_authors_order_papers_by_their_number(question: str, by_authors: bool) -> None:
    assert (intent_of(question)[1] in ("most_authors", "fewest_authors")) is by_authors
