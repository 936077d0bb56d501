"""Every number of rag/retrieval/retrieval.toml and rag/answering/answering.toml can be seen to matter.

It is changed, and an answer, a ranking or a decision of these cases changes.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.answering import parameters as answering
from rag.answering.assistant import Assistant
from rag.answering.parameters import RoleWeights
from rag.answering.roles import Role, roles
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.entities.aliases import short_title
from rag.ingest.library import Library
from rag.ingest.starter import starter_papers
from rag.model.paper import Paper
from rag.retrieval import parameters as retrieval
from rag.retrieval.compounds import Compounds
from rag.retrieval.parameters import log_odds
from rag.retrieval.passages import move_of
from rag.retrieval.ranking import Evidence
from rag.retrieval.signals import DetailSignals, Signals
from rag.retrieval.topics import FEW, listed_logit
from rag.text.sentences import sentences
from tests.conftest import TODAY
from tests.tuned_library import PAPERS, Decisions

CASES = Path(__file__).with_name("decision_cases.jsonl")  # signals of questions, near the line
KINDS: dict[str, Any] = {
    "abstention_one": Signals,
    "abstention_several": Signals,
    "answerability": DetailSignals,
    "answerability_read": DetailSignals,
}
NONE = object()  # no decision more of its kind
STEPS = (0.1, 4.0, 0.5, 1.5, 0.8, 1.25)  # the largest first: what they change is soonest seen


def numbers(parameters: Any, tables: tuple[str, ...]) -> list[tuple[str, str]]:
    found = ((table, *pair) for table in tables for pair in asdict(getattr(parameters, table)).items())
    return [(table, name) for table, name, value in found if value]  # a weight of nothing decides nothing


def changes(parameters: Any, table: str, name: str) -> Iterator[Any]:
    """The parameters but for this one."""
    old = getattr(getattr(parameters, table), name)
    tried = [old - 1, old + 1, old // 2, 2 * old] if isinstance(old, int) else [old * s for s in STEPS]
    for new in tried:
        yield replace(parameters, **{table: replace(getattr(parameters, table), **{name: new})})


def differs(found: Iterator[object], usual: tuple[object, ...]) -> bool:
    return any(one != other for one, other in zip(found, usual, strict=True))


Seen = tuple[tuple[object, ...], list[Iterator[object]]]  # what is decided usually, and with each change


def is_seen(*kinds: Seen) -> bool:
    """Whether a change changes a decision. One of each kind after the other is looked at, with
    every change: most changes are seen in the first few, each in others."""
    for ones in zip_longest(*(usual for usual, _ in kinds), fillvalue=NONE):
        for one, (_, changed) in zip(ones, kinds, strict=True):
            if one is not NONE and any(next(found) != one for found in changed):
                return True
    return False


@pytest.fixture(scope="module")
def decisions(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Decisions:
    library = Library(tmp_path_factory.mktemp("tuned"), MiniLMEncoder(minilm))
    library.ingest(PAPERS)
    return Decisions(Assistant(library.reader, library.encoder, today=lambda: TODAY), library.encoder)


@cache
def usual(decide: Callable[[], Iterator[object]]) -> tuple[object, ...]:
    return tuple(decide())


# -- search


@pytest.mark.parametrize(("table", "name"), numbers(retrieval.parameters(), ("fusion", "query")))
def test_a_changed_weight_changes_a_ranking(decisions: Decisions, table: str, name: str) -> None:
    tried = changes(retrieval.parameters(), table, name)
    assert any(differs(decisions.rankings(using), usual(decisions.rankings)) for using in tried)


# -- answers


@pytest.mark.parametrize(("table", "name"), numbers(retrieval.parameters(), ("signals", "passages")))
def test_a_changed_number_changes_an_answer(decisions: Decisions, table: str, name: str) -> None:
    tried = list(changes(retrieval.parameters(), table, name))
    kinds = (decisions.sentences, decisions.margins, decisions.answers)
    assert is_seen((usual(decisions.told), [decisions.told(using) for using in tried])) or is_seen(
        *((usual(seen), [seen(using) for using in tried]) for seen in kinds)
    )


@pytest.mark.parametrize(("table", "name"), numbers(retrieval.parameters(), ("moves",)))
def test_a_changed_place_changes_what_a_sentence_does(table: str, name: str) -> None:
    told = [
        "However, ferries lose their connection.",
        "It outperforms PlainAvg.",
        "Listeners sat in kitchens.",
    ]
    now, tried = retrieval.parameters().moves, changes(retrieval.parameters(), table, name)
    cases = [(text, place / 20) for text in told for place in range(21)]
    assert any(move_of(*case, using.moves) != move_of(*case, now) for using in tried for case in cases)


@pytest.mark.parametrize(("table", "name"), numbers(answering.parameters(), ("routing",)))
def test_a_changed_line_changes_an_answer(decisions: Decisions, table: str, name: str) -> None:
    tried = list(changes(answering.parameters(), table, name))
    answers, near = decisions.answers, decisions.near
    assert is_seen((usual(near), [near(using.routing) for using in tried])) or is_seen(
        (usual(answers), [answers(routing=using.routing) for using in tried])
    )


# -- decisions by regression: kept signals of questions near the line


def decided(table: str, using: Any) -> list[bool]:
    kind = KINDS[table]
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    blank = dict.fromkeys((field.name for field in fields(kind)), 0.0)
    found = [case["signals"] for case in cases if case["table"] == table]
    seen = [kind(**{name: case.get(name, 0.0) for name in blank}) for case in found]
    if table != "abstention_several":
        return [log_odds(using, signals) >= 0 for signals in seen]
    fitting = [
        np.array([case["best"], *[(FEW * case["few"] - case["best"]) / (FEW - 1)] * (FEW - 1)])
        for case in found
    ]
    terms = [Compounds(np.zeros(0, np.float32), case["held"], case["lacking"]) for case in found]
    every = zip(fitting, seen, terms, strict=True)
    return [listed_logit(odds, signals, using, two) >= 0 for odds, signals, two in every]


@pytest.mark.parametrize(("table", "name"), numbers(retrieval.parameters(), tuple(KINDS)))
def test_a_changed_coefficient_changes_a_decision(decisions: Decisions, table: str, name: str) -> None:
    usual_kept = decided(table, getattr(retrieval.parameters(), table))
    tried = list(changes(retrieval.parameters(), table, name))
    assert any(decided(table, getattr(using, table)) != usual_kept for using in tried) or any(
        differs(decisions.refusals(using), usual(decisions.refusals)) for using in tried
    )


@pytest.mark.parametrize(("table", "name"), numbers(retrieval.parameters(), ("topic",)))
def test_a_changed_coefficient_changes_what_fits_a_topic(decisions: Decisions, table: str, name: str) -> None:
    tried = changes(retrieval.parameters(), table, name)
    assert any(differs(decisions.refusals(using), usual(decisions.refusals)) for using in tried)


@pytest.mark.parametrize("table", KINDS)
def test_most_questions_near_the_line_are_on_the_right_side_of_it(table: str) -> None:
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    wanted = [case["answered"] for case in cases if case["table"] == table]
    right = [
        a == b for a, b in zip(decided(table, getattr(retrieval.parameters(), table)), wanted, strict=True)
    ]
    assert sum(right) > len(right) / 2


# -- comparisons


MOSSNET = Paper(
    "mossnet",
    "MossNet: Counting Moss",
    "Counting moss costs 40% of a ranger's year. Rangers walk. Existing counters are slow. We propose"
    " MossNet. It outperforms people. Fog is fine.",
    sources=("invented.jsonl",),
    raw="",
)


@cache
def abstracts() -> list[tuple[str, list[Evidence]]]:
    """Digests of the starter library, their beginnings, and one of our own: what each calls its work, and
    its sentences."""
    found = []
    for number, paper in enumerate([MOSSNET, *starter_papers()]):
        spans = sentences(paper.text)[: None if number % 8 == 0 else number % 4 + 1]
        places = [n / max(1, len(spans) - 1) for n in range(len(spans))]
        texts = [paper.text[a:b] for a, b in spans]
        moves = [move_of(text, place) for text, place in zip(texts, places, strict=True)]
        told = zip(spans, texts, moves, strict=True)
        made = [Evidence(0, paper.paper_id, a, b, text, 0.0, move) for (a, b), text, move in told]
        found.append((short_title(paper.title), made))
    return found


def compared(using: RoleWeights | None = None) -> Iterator[dict[Role, int]]:
    for name, told in abstracts():
        yield {role: e.start for role, e in roles(told, name, using).items()}


@pytest.mark.parametrize(("table", "name"), numbers(answering.parameters(), ("roles",)))
def test_a_changed_role_weight_changes_a_comparison(table: str, name: str) -> None:
    tried = changes(answering.parameters(), table, name)
    assert any(differs(compared(using.roles), usual(compared)) for using in tried)
