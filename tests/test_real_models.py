"""A real small model at a real server: never worse than quoting, nothing said twice, in few tokens.

`make test-models` asks all questions of eval/real/questions.jsonl, ASK_TEST_MODELS=short the first three.
Without that variable, or where server or weights cannot be had, these tests are skipped.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import platformdirs
import pytest

from eval.library import read_papers
from eval.metrics import contains
from eval.questions import Question, load_questions
from eval.runner import converse
from eval.suite import open_context
from rag.generation.worth import says_twice
from rag.generation.writer import QUOTED_INSTEAD
from rag.model.answer import Answer
from rag.model.settings import Settings
from tests.real_model import NotHadError, Running, real_model

QUESTIONS = Path(__file__).parents[1] / "eval" / "real" / "questions.jsonl"
WANTED = os.environ.get("ASK_TEST_MODELS", "")
SHORT = 3  # questions of the short form
FACTS = 16  # of twenty questions for a fact, answered in full
MOST_TOKENS = 1000  # of a prompt in the short form
pytestmark = pytest.mark.skipif(not WANTED, reason="a real model is asked with: make test-models")


@dataclass(frozen=True)
class Asked:
    """One question, answered by quoting and by the model."""

    question: Question
    quoted: Answer
    written: Answer

    def has_facts(self, answer: Answer) -> bool:
        return all(any(contains(answer.answer, w) for w in fact) for fact in self.question.facts)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    try:
        with real_model("smollm2-135m") as server:
            yield server
    except NotHadError as why:
        pytest.skip(str(why))


@pytest.fixture(scope="module")
def asked(running: Running, tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    found = load_questions(QUESTIONS)[: SHORT if WANTED == "short" else None]
    home = tmp_path_factory.mktemp("home")
    quoting = Settings(
        home=home, cache=Path(platformdirs.user_cache_path("ask")), mode="quote", reply_cache=False
    )
    writing = replace(quoting, mode="write", base_url=running.url, model=running.model, timeout_seconds=300)
    papers = read_papers("starter")
    by_quoting, by_model = (open_context(s, papers, None, quiet=True).assistant for s in (quoting, writing))
    return [Asked(q, converse(by_quoting, q.turns)[0], converse(by_model, q.turns)[0]) for q in found]


def test_no_fact_that_quoting_gives_is_lost(asked: list[Asked]) -> None:
    lost = [a.question.id for a in asked if a.has_facts(a.quoted) and not a.has_facts(a.written)]
    assert lost == []


@pytest.mark.skipif(WANTED != "full", reason="needs all questions: make test-models")
def test_most_facts_are_told(asked: list[Asked]) -> None:
    assert sum(a.has_facts(a.written) for a in asked if a.question.kind == "fact") >= FACTS


def test_no_sentence_is_said_twice(asked: list[Asked]) -> None:
    assert [a.written.answer for a in asked if says_twice(a.written.answer)] == []


def test_the_model_writes_or_one_line_says_why_not(asked: list[Asked]) -> None:
    for one in asked:
        given_up = [note for note in one.written.notes if QUOTED_INSTEAD in note]
        assert len(given_up) == (one.written.mode == "quote" and one.written.usage is not None)
        assert one.written.mode == "quote" or any(s.support == "supported" for s in one.written.sentences)


def test_a_small_model_is_sent_few_tokens_once(asked: list[Asked]) -> None:
    usages = [one.written.usage for one in asked if one.written.usage]
    assert usages
    assert max(usage["prompt_tokens"] for usage in usages) < MOST_TOKENS
    assert {usage["calls"] for usage in usages} == {1}


def test_the_server_is_gone_after_its_block() -> None:
    try:
        with real_model("smollm2-135m", threads=1) as server:
            assert httpx.get(f"{server.url}/models", trust_env=False).status_code == httpx.codes.OK
    except NotHadError as why:
        pytest.skip(str(why))
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/models", trust_env=False)
