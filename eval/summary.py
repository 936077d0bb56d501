"""From scored answers to the figures of a run.

In: one Scored per question. Out: every metric with its interval, by split and by kind;
the risk-coverage curve; the drop by typing errors; the gap between the splits. Plain
values that JSON can hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.metrics import RETRIEVAL, area_under_risk, risk_coverage
from eval.misspell import twin_of
from eval.questions import KINDS, MISSPELT, SPLITS, UNANSWERABLE
from eval.scoring import Scored
from eval.statistics import PairedTest, estimate, paired_test

# What each metric is, in the order of the tables; and the ones of which less is better.
METRICS: Mapping[str, str] = {
    "hit@1": "the best paper is a right one",
    "recall@5": "share of the right papers among the best five",
    "mrr": "one over the rank of the first right paper",
    "ndcg@10": "normalised discounted cumulative gain of the best ten",
    "fact_recall": "share of the must-say facts in the answer",
    "list_recall": "share of the papers to list that are cited",
    "list_precision": "share of the cited papers that belong in the list",
    "citation_recall": "share of sentences supported by what they cite (ALCE, our checker)",
    "citation_precision": "share of citations that are needed (ALCE, our checker)",
    "right_citations": "share of citations with the paper's own words, from a right paper",
    "exact_quotes": "share of quotes that are the paper's own words",
    "last_turn": "conversations whose last answer is right",
    "false_answer": "unanswerable questions that were answered",
    "false_refusal": "answerable questions that were refused",
    "traps": "answers that say what they must not",
    "words": "words in an answer (median)",
}
LESS_IS_BETTER = frozenset({"false_answer", "false_refusal", "traps", "words"})
MEDIANS = frozenset({"words"})

Figures = dict[str, Any]


def summarise(scored: Sequence[Scored]) -> Figures:
    """By split, what `_of_split` finds; the gaps between the splits; robustness over both. Misspelt
    twins count in the last alone."""
    by_split = {split: [s for s in scored if s.split == split and s.kind != MISSPELT] for split in SPLITS}
    found: Figures = {split: _of_split(some) for split, some in by_split.items() if some}
    if len(found) == len(SPLITS):
        found["gap"] = {
            name: found["dev"]["all"][name]["value"] - found["test"]["all"][name]["value"]
            for name in METRICS
            if name in found["dev"]["all"] and name in found["test"]["all"]
        }
    found["robustness"] = robustness(scored)
    return found


def metric_estimates(scored: Sequence[Scored], *, overall: bool) -> Figures:
    """Each metric that applies, with its interval. Over all kinds, retrieval counts only
    where the question can be answered."""
    found = {}
    for name in METRICS:
        counted = [s for s in scored if not (overall and name in RETRIEVAL and s.kind in UNANSWERABLE)]
        values = [s.values[name] for s in counted if name in s.values]
        if values:
            found[name] = _rounded(asdict(estimate(values, median=name in MEDIANS)))
    return found


def comparisons(before: Sequence[Scored], after: Sequence[Scored]) -> dict[str, PairedTest]:
    """Each metric of the second run against the first, over the questions that both have."""
    earlier = {s.id: s for s in before}
    found = {}
    for name in METRICS:
        pairs = [
            (earlier[s.id].values[name], s.values[name])
            for s in after
            if name in s.values and s.kind != MISSPELT and name in getattr(earlier.get(s.id), "values", ())
        ]
        if pairs:
            found[name] = paired_test([a for a, _ in pairs], [b for _, b in pairs])
    return found


def robustness(scored: Sequence[Scored]) -> Figures:
    """What typing errors cost: a question's value minus its misspelt twin's, over the pairs there are."""
    by_id = {s.id: s for s in scored}
    pairs = [(s, by_id[twin_of(s.id)]) for s in scored if twin_of(s.id) in by_id]
    found: Figures = {}
    for name in ("hit@1", "fact_recall"):
        values = [(a.values[name], b.values[name]) for a, b in pairs if name in a.values and name in b.values]
        if values:
            clean, wrong = zip(*values, strict=True)
            cost = asdict(estimate([a - b for a, b in values]))
            found[name] = _rounded({**cost, "p": paired_test(wrong, clean).p})
    return found


def _of_split(scored: Sequence[Scored]) -> Figures:
    """Figures over all and by kind, and what refusing by the best score alone would give."""
    judged = [s for s in scored if s.wrong is not None]
    curve = risk_coverage([s.confidence for s in judged], [bool(s.wrong) for s in judged])
    return {
        "questions": len(scored),
        "all": metric_estimates(scored, overall=True),
        "kinds": {
            kind: metric_estimates([s for s in scored if s.kind == kind], overall=False)
            for kind in KINDS
            if any(s.kind == kind for s in scored)
        },
        "failed": sum(bool(s.failures) for s in scored),
        "risk_coverage": [[_round(coverage), _round(risk)] for coverage, risk in curve],
        "aurc": _round(area_under_risk(curve)),
        "decided": _decided(judged),
    }


def _decided(judged: Sequence[Scored]) -> list[float] | None:
    """The point of that plane where the assistant's own refusals lie; None where it answered nothing."""
    answered = [s for s in judged if s.values.get("false_answer", 1 - s.values.get("false_refusal", 0))]
    if not answered:
        return None
    return [_round(len(answered) / len(judged)), _round(_mean([float(bool(s.wrong)) for s in answered]))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _round(value: float) -> float:
    """Six digits are kept: enough to compare, few enough to be the same on every machine."""
    return round(value, 6)


def _rounded(values: Mapping[str, Any]) -> Figures:
    return {k: _round(v) if isinstance(v, float) else v for k, v in values.items()}
