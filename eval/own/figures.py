"""From graded answers to the figures of the suite.

In: the graded answers of each library. Out: every metric with its interval by library; the mean over the
libraries that may be tuned on; how far the starter library is ahead. Plain values that JSON can hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.own.grading import Graded
from eval.own.libraries import FITTED, KEPT_OUT, STARTER
from eval.statistics import estimate

# What each metric is, in the order of the tables.
METRICS: Mapping[str, str] = {
    "paraphrase_hit@1": "paraphrased question: the best paper is a right one",
    "paraphrase_recall@10": "paraphrased question: share of the right papers among the best ten",
    "paraphrase_ndcg@10": "paraphrased question: normalised discounted cumulative gain of the best ten",
    "stated_hit@1": "detail that is stated: the best paper is the right one",
    "dialogue_hit@1": "conversation: the best paper of its last answer is the right one",
    "facts": "share of the needed facts in the answer, details and conversations",
    "stated_facts": "the same, details alone",
    "dialogue_facts": "the same, conversations alone",
    "list_recall": "list: share of the right papers that are listed",
    "list_precision": "list: share of the listed papers that are right, where any is listed",
    "list_f1": "list: harmonic mean of both, 0 where no right paper is listed",
    "list_dates_recall": "list with a limit of dates: share of the right papers that are listed",
    "list_dates_precision": "the same: share of the listed papers that are right",
    "list_exclusion_recall": "list with an exclusion: share of the right papers that are listed",
    "list_exclusion_precision": "the same: share of the listed papers that are right",
    "list_both_recall": "list with two conditions: share of the right papers that are listed",
    "list_both_precision": "the same: share of the listed papers that are right",
    "list_mention_recall": "list of what mentions something: share of the right papers that are listed",
    "list_mention_precision": "the same: share of the listed papers that are right",
    "newest": "newest or oldest on a topic: the right papers are listed first",
    "count": "how many: the number told is within a tenth of the right one",
    "count_error": "how many: relative error of the number told (less is better)",
    "empty_refused": "topic that no paper treats: refused, or no paper listed",
    "off_topic_refused": "off-topic question refused",
    "false_refusal": "paraphrased question, stated detail or list refused (less is better)",
    "not_stated": "detail that is not stated, recognised",
    "false_not_stated": "stated detail said not to be stated (less is better)",
    "term": "term that no paper introduces: not explained from a paper that does not use it",
    "term_cited": "term that no paper introduces and some use: one of these is cited",
}
GAPS = ("paraphrase_hit@1", "list_f1", "off_topic_refused")

Figures = dict[str, Any]


def library_figures(graded: Sequence[Graded]) -> Figures:
    """Each metric that applies, with its interval over the library's questions."""
    found = {}
    for name in METRICS:
        values = [g.values[name] for g in graded if name in g.values]
        if values:
            found[name] = {k: round(v, 4) if k != "n" else v for k, v in asdict(estimate(values)).items()}
    return found


def suite_figures(by_library: Mapping[str, Figures]) -> Figures:
    """By library; `fitted`, the mean over the libraries that may be tuned on; `gap`, by how much the
    starter library exceeds the mean of ours. What needs a library that was not asked is left out."""
    fitted = [by_library[name] for name in FITTED if name in by_library]
    own = [by_library[name] for name in (*FITTED, KEPT_OUT) if name in by_library]
    found: Figures = {"libraries": dict(by_library)}
    if len(fitted) == len(FITTED):
        found["fitted"] = _means(fitted)
    if len(own) > len(fitted) == len(FITTED) and STARTER in by_library:
        starter, means = by_library[STARTER], _means(own)
        found["gap"] = {name: round(starter[name]["value"] - means[name], 4) for name in GAPS}
    return found


def for_gates(figures: Figures) -> Figures:
    """The same in the form that eval/gates.py holds against its limits: the gaps over all, each library as
    a kind."""
    gaps = {f"gap_{name}": {"value": value} for name, value in figures.get("gap", {}).items()}
    means = {name: {"value": value} for name, value in figures.get("fitted", {}).items()}
    return {"own": {"all": {**means, **gaps}, "kinds": figures["libraries"]}}


def _means(libraries: Sequence[Figures]) -> dict[str, float]:
    """Every library counts the same."""
    return {
        name: round(sum(library[name]["value"] for library in libraries) / len(libraries), 4)
        for name in METRICS
        if all(name in library for library in libraries)
    }
