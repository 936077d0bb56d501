"""The metrics: pure functions of an answer and what a right one holds.

In: texts, ids, ranks, verdicts. Out: numbers, mostly between 0 and 1. Every function has a test
that was worked out by hand.

Sources: hit@1, recall@5, MRR and nDCG@10 as trec_eval computes them (ir-measures over
pytrec-eval); nDCG after Jarvelin and Kekalainen (2002) with binary gains. Citation recall
and precision after ALCE (Gao et al., EMNLP 2023, section 3.3) with our checker in the
place of its entailment model. Risk and coverage after El-Yaniv and Wiener (2010); AURC
after Geifman, Uziel and El-Yaniv (2019). Kappa after Cohen (1960).
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

MARKER = re.compile(r"\s*\[\d+(?:\s*[,–-]\s*\d+)*\]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
RETRIEVAL = {"hit@1": "Success@1", "recall@5": "R@5", "mrr": "RR", "ndcg@10": "nDCG@10"}

Supports = Callable[[str, Sequence[str]], bool]


def retrieval(
    rankings: Mapping[str, Sequence[str]],
    gold: Mapping[str, Collection[str]],
    wanted: Mapping[str, str] = RETRIEVAL,
) -> dict[str, dict[str, float]]:
    """By our name of the metric, then by question of `gold`; `rankings` are ids, best first."""
    import ir_measures

    measures = {ir_measures.parse_measure(theirs): ours for ours, theirs in wanted.items()}
    qrels = {question: dict.fromkeys(papers, 1) for question, papers in gold.items()}
    run = {q: {paper: -float(rank) for rank, paper in enumerate(rankings.get(q, ()))} for q in gold}
    found: dict[str, dict[str, float]] = {ours: dict.fromkeys(gold, 0.0) for ours in wanted}
    for value in ir_measures.iter_calc(list(measures), qrels, run):
        found[measures[value.measure]][value.query_id] = float(value.value)
    return found


def contains(text: str, phrase: str) -> bool:
    """Whether a phrase occurs in a text, whatever the case, dashes and spacing; figures only whole."""
    wanted = re.escape(_plain(phrase)).replace(r"\ ", r"\s+")
    before = r"(?<![^\W_])(?<!\d[.,])" if phrase.strip()[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if phrase.strip()[-1:].isdigit() else ""
    return re.search(before + wanted + after, _plain(text)) is not None


def fact_recall(facts: Sequence[Sequence[str]], answer: str) -> float:
    """The share of facts with at least one wording in the answer; `facts` must not be empty."""
    text = without_markers(answer)
    return sum(any(contains(text, wording) for wording in fact) for fact in facts) / len(facts)


def sprung_traps(traps: Sequence[str], answer: str) -> tuple[str, ...]:
    """The must-not-say wordings that the answer says."""
    text = without_markers(answer)
    return tuple(trap for trap in traps if contains(text, trap))


def without_markers(answer: str) -> str:
    """The answer without its [1] markers."""
    return MARKER.sub("", answer)


def word_count(answer: str) -> int:
    """Words between spaces, markers left out."""
    return len(without_markers(answer).split())


def share_found(found: Collection[str], gold: Collection[str]) -> float:
    """The share of `gold` that is in `found` (recall of a set; precision with the two exchanged)."""
    return len(set(found) & set(gold)) / len(set(gold)) if gold else 0.0


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer without its markers, and the texts that its markers cite."""

    text: str
    passages: tuple[str, ...]


def citation_recall(statements: Sequence[Statement], supports: Supports) -> float | None:
    """The share of statements that cite something and are supported by all they cite together."""
    if not statements:
        return None
    return sum(_is_supported(s.text, s.passages, supports) for s in statements) / len(statements)


def citation_precision(statements: Sequence[Statement], supports: Supports) -> float | None:
    """The share of citations that are needed: their statement is supported, and they support it
    themselves or it is not supported without them. None where nothing is cited."""
    needed = [
        whole
        and (
            _is_supported(statement.text, (passage,), supports)
            or not _is_supported(statement.text, _without(statement.passages, n), supports)
        )
        for statement in statements
        for whole in [_is_supported(statement.text, statement.passages, supports)]
        for n, passage in enumerate(statement.passages)
    ]
    return sum(needed) / len(needed) if needed else None


def risk_coverage(confidence: Sequence[float], wrong: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) where only questions at least so confident are answered, the most confident first;
    one point for each distinct confidence."""
    order = np.argsort(-np.asarray(confidence, np.float64), kind="stable")
    scores, errors = np.asarray(confidence, np.float64)[order], np.asarray(wrong, np.float64)[order]
    answered = np.arange(1, len(order) + 1)
    ends = np.append(scores[1:] != scores[:-1], True) if len(order) else np.zeros(0, np.bool_)
    return tuple(
        (float(n / len(order)), float(risk))
        for n, risk in zip(answered[ends], (errors.cumsum() / np.maximum(answered, 1))[ends], strict=True)
    )


def area_under_risk(curve: Sequence[tuple[float, float]]) -> float:
    """Mean risk over coverage (AURC), 0 is best: each point's risk holds from the coverage before it."""
    widths = np.diff([0.0, *(coverage for coverage, _ in curve)])
    return float(np.sum(widths * np.array([risk for _, risk in curve])))


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """How far two judges agree beyond chance: 1 always, 0 as by chance. None where chance alone makes
    them agree, each having said one and the same thing throughout."""
    n = len(pairs)
    yes = [sum(pair[judge] for pair in pairs) for judge in (0, 1)]
    chance = (yes[0] * yes[1] + (n - yes[0]) * (n - yes[1])) / n**2 if n else 1.0
    agreed = sum(a == b for a, b in pairs) / n if n else 0.0
    return (agreed - chance) / (1 - chance) if chance < 1 else None


def percentile(values: Sequence[float], percent: float) -> float:
    """Linear between the two nearest values; 0 where there are none."""
    return float(np.percentile(np.asarray(values), percent)) if len(values) else 0.0


def _is_supported(text: str, passages: Sequence[str], supports: Supports) -> bool:
    return bool(passages) and supports(text, passages)


def _without(passages: tuple[str, ...], n: int) -> tuple[str, ...]:
    return passages[:n] + passages[n + 1 :]


def _plain(text: str) -> str:
    return " ".join(_DASHES.sub("-", text).casefold().split())
