"""Every number of rag/verification/support.toml can be seen to matter.

It is changed, and the verdict, the best source or the quote of one of these cases changes.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from rag.encoders.minilm import MiniLM, TokenVectors
from rag.encoders.pair_reader import PairReader
from rag.verification.checker import Support, SupportChecker
from rag.verification.parameters import Parameters, parameters
from rag.verification.verdict import Verdict

WRITTEN = Path(__file__).parent.parent / "eval" / "support.jsonl"
# Of the written cases, those whose verdict hangs on a number.
NEAR_A_LINE = frozenset(
    "s022 s031 s035 s039 s044 s067 s070 s087 s089 s103 s123 s125 s151 s157 s168 s172 s183 s203 s205 "
    "s213".split()
)
OWN = Path(__file__).with_name("support_cases.jsonl")  # claims with the sources that compete for them


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


CASES: list[tuple[str, list[str]]] = [(case["claim"], case["sources"]) for case in read(OWN)]
CASES += [(case["claim"], [case["source"]]) for case in read(WRITTEN) if case["id"] in NEAR_A_LINE]
NUMBERS = [(table, name) for table, values in asdict(parameters()).items() for name in values]
# Of these, one shows each weight; all others are tried where none does.
TELLING = frozenset("s002 s007 s008 s009 s015 s044 s081 s109 s225".split())
WEIGHED_CASES = [("Larch answers seven points more than Wren.", ["Larch answers 81% and Wren 74% of them."])]
WEIGHED_CASES += [
    (case["claim"], [case["source"]])
    for case in sorted(read(WRITTEN), key=lambda case: case["id"] not in TELLING)
]
VECTORS_ONLY = {"stop_word_weight", "least_weight", "worst_share", "sentence_cost"}
WITH_VECTORS = [(t, n) for t, n in NUMBERS if t == "relevance_with_vectors" or n in VECTORS_ONLY]
WEIGHED = [(t, n) for t, n in NUMBERS if t == "weighed"]
BY_WORDS = [pair for pair in NUMBERS if pair not in WITH_VECTORS + WEIGHED]


class ReadOnce(MiniLM):
    """The published model; many checkers ask for the vectors of the same texts."""

    def encode(self, texts: Iterable[str]) -> Iterator[TokenVectors]:
        yield from map(self._read_once, texts)

    @cache  # noqa: B019  (one for all tests)
    def _read_once(self, text: str) -> TokenVectors:
        return next(super().encode([text]))


class PairsReadOnce(PairReader):
    read = cache(PairReader.read)


@pytest.fixture(scope="module")
def encoder(published_minilm: MiniLM) -> MiniLM:
    return ReadOnce(published_minilm.files.cache, files=published_minilm.files)


@pytest.fixture(scope="module")
def reader(pair_reader: PairReader) -> PairReader:
    return PairsReadOnce(platformdirs.user_cache_path("ask"))


def outcomes(checker: SupportChecker) -> Iterator[tuple[Verdict, int | None, str]]:
    def kept(found: Support) -> tuple[Verdict, int | None, str]:
        return found.verdict, found.source, found.quote

    return (kept(checker.check(claim, sources)) for claim, sources in CASES)


@cache
def usual(encoder: MiniLM | None) -> list[tuple[Verdict, int | None, str]]:
    return list(outcomes(SupportChecker(encoder)))


def differs(encoder: MiniLM | None, using: Parameters) -> bool:
    checked = outcomes(SupportChecker(encoder, using=using))
    return any(one != other for one, other in zip(checked, usual(encoder), strict=True))


def changed(table: str, name: str, by: float) -> Parameters:
    """The product's parameters but for this one; a whole number changes by at least 1."""
    old = getattr(getattr(parameters(), table), name)
    new = max(1, old + (1 if by > 1 else -1)) if isinstance(old, int) else old * by
    return replace(parameters(), **{table: replace(getattr(parameters(), table), **{name: new})})


def is_seen(encoder: MiniLM | None, table: str, name: str) -> bool:
    return any(differs(encoder, changed(table, name, by)) for by in (0.8, 1.25, 0.5, 1.5))


@pytest.mark.parametrize(("table", "name"), BY_WORDS)
def test_a_changed_number_changes_a_result(table: str, name: str) -> None:
    assert is_seen(None, table, name)


@pytest.mark.parametrize(("table", "name"), WITH_VECTORS)
def test_a_changed_number_changes_a_result_with_vectors(encoder: MiniLM, table: str, name: str) -> None:
    assert is_seen(encoder, table, name)


@pytest.mark.parametrize(("table", "name"), WEIGHED)
def test_a_changed_weight_changes_a_score(encoder: MiniLM, reader: PairReader, table: str, name: str) -> None:
    using = changed(table, name, 1.5) if name != "supported" else raised()
    other = SupportChecker(encoder, reader, using=using)
    assert any(
        scored(other, case) != usually_scored(encoder, reader, case) for case in range(len(WEIGHED_CASES))
    )


def scored(checker: SupportChecker, case: int) -> tuple[Verdict, float]:
    found = checker.check(*WEIGHED_CASES[case])
    return found.verdict, found.score


@cache
def usually_scored(encoder: MiniLM, reader: PairReader, case: int) -> tuple[Verdict, float]:
    return scored(SupportChecker(encoder, reader), case)


def raised() -> Parameters:
    """More is asked of a supported claim, whose least log odds are 0."""
    return replace(parameters(), weighed=replace(parameters().weighed, supported=0.5))


def test_a_lower_threshold_of_support_is_noticed() -> None:
    assert differs(None, changed("levels", "supported", 0.8))


def test_a_word_in_another_s_place_is_an_objection() -> None:
    claim, (source, _) = CASES[0]
    found = SupportChecker(None).check(claim, [source])
    assert (found.verdict, found.why) == (
        Verdict.UNSUPPORTED,
        "the source says northern, the claim southern",
    )
