"""Fit how likely a source is a claim's own; part of `python -m eval.calibrate`.

In: the training claims of SciFact (Wadden et al., 2020) and its abstracts, ../shared/scifact. Out: the two
relevance tables of rag/verification/support.toml with the hash of what they were fitted on, and how well
they rank over five folds of claims. Relevance only: a claim's own abstract supports or refutes it. A fit that
makes the verdicts on eval/support.jsonl worse is not written.

The other abstracts are drawn from the 25 that BM25 ranks best. Its first three alone biased the fit against
word overlap, which is what they were chosen by.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt
import platformdirs

from eval.fitting import hash_of
from eval.fitting import write as write_table
from rag.encoders.minilm import MiniLM, published
from rag.text.terms import terms
from rag.verification.checker import SupportChecker
from rag.verification.parameters import FILE, Parameters, RelevanceByWords, RelevanceWithVectors, parameters
from rag.verification.similarity import EncodedText, encode_text, similarity
from rag.verification.verdict import Verdict

SCIFACT = Path(__file__).resolve().parent.parent.parent / "shared" / "scifact"
CASES = Path(__file__).with_name("support.jsonl")
INPUTS = (SCIFACT / "train.jsonl", SCIFACT / "corpus.jsonl")
BY = "python -m eval.calibrate support"
CLAIMS = 420
OTHERS, DRAWN_FROM = 3, 25
FOLDS = 5
SEED = 7
RIDGE = 1.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A claim beside one abstract: its number, the features, and whether the abstract is its own."""

    claim: int
    features: Mapping[str, float]
    own: bool


def drawn() -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Each claim with its abstracts and whether they are its own."""
    train, corpus = ([json.loads(line) for line in path.open(encoding="utf-8")] for path in INPUTS)
    texts = {row["id"]: f"{row['title']}\n{row['abstract']}" for row in corpus}
    index = bm25s.BM25(method="lucene")
    index.index([terms(text) or [""] for text in texts.values()], show_progress=False)
    dice = random.Random(SEED)
    for row in dice.sample(train, CLAIMS):
        ranked, _ = index.retrieve(
            [terms(row["query"])], k=DRAWN_FROM + len(row["relevant"]), show_progress=False
        )
        ids = list(texts)
        others = [ids[i] for i in ranked[0] if ids[i] not in row["relevant"]][:DRAWN_FROM]
        picked = [(i, True) for i in row["relevant"]] + [(i, False) for i in dice.sample(others, OTHERS)]
        yield row["query"], [(texts[i], own) for i, own in picked if i in texts]


def pairs(encoder: MiniLM | None) -> list[Pair]:
    """The features of every claim beside each of its abstracts."""
    using = parameters().similarity

    @cache
    def encoded(text: str) -> EncodedText:
        return encode_text(text, encoder, using)

    return [
        Pair(number, similarity(encoded(claim), encoded(text), using).features, own)
        for number, (claim, abstracts) in enumerate(drawn())
        for text, own in abstracts
    ]


def regression(inputs: Floats, own: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Weights (n,) and bias of a logistic regression by Newton's method, both classes of equal weight."""
    rows = np.hstack([inputs, np.ones((len(inputs), 1))])
    worth = np.where(own, 0.5 / own.mean(), 0.5 / (~own).mean())
    ridge = RIDGE * np.diag([1.0] * inputs.shape[1] + [0.0])
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (worth * (chance - own)) + ridge @ found
        found -= np.linalg.solve((rows.T * (worth * chance * (1 - chance))) @ rows + ridge, slope)
    return found[:-1], float(found[-1])


def auc(scores: Floats, own: npt.NDArray[np.bool_]) -> float:
    """How often an own abstract scores higher than another, 0 to 1."""
    return float((scores[own][:, None] > scores[~own][None, :]).mean())


def fit(table: str, kind: type[Any], found: Sequence[Pair]) -> dict[str, float]:
    """The values of one table; says how well they rank beside those in the file."""
    names = [f.name for f in fields(kind) if f.name != "bias"]
    inputs = np.array([[pair.features[name] for name in names] for pair in found])
    own = np.array([pair.own for pair in found])
    fold = np.array([pair.claim % FOLDS for pair in found])
    held_out = np.zeros(len(found))
    for k in range(FOLDS):
        weights, bias = regression(inputs[fold != k], own[fold != k])
        held_out[fold == k] = inputs[fold == k] @ weights + bias
    weights, bias = regression(inputs, own)
    values = dict(zip(["bias", *names], [round(float(v), 2) for v in (bias, *weights)], strict=True))
    now = getattr(parameters(), table)
    today = inputs @ [getattr(now, name) for name in names] + now.bias
    print(f"{table}: AUC {auc(held_out, own):.3f} over {FOLDS} folds, file's weights {auc(today, own):.3f}")
    for name, value in values.items():
        print(f"  {name} {value} (in the file {getattr(now, name)})")
    return values


def accuracy(encoder: MiniLM | None, using: Parameters) -> float:
    """Balanced accuracy of the whole checker on the tuning part of eval/support.jsonl, 0 to 1."""
    checker = SupportChecker(encoder, using=using)
    right: dict[str, list[bool]] = {"supported": [], "unsupported": []}
    for case in map(json.loads, CASES.read_text(encoding="utf-8").splitlines()):
        if case.get("split", "tuning") == "tuning":
            found = checker.check(case["claim"], [case["source"]]).verdict is Verdict.SUPPORTED
            right[case["verdict"]].append(found == (case["verdict"] == "supported"))
    return float(np.mean([np.mean(found) for found in right.values()]))


def calibrate(table: str, kind: type[Any], encoder: MiniLM | None, *, write: bool) -> None:
    """Fit one table; write it where that is wanted and the verdicts on our own cases do not get worse."""
    values = fit(table, kind, pairs(encoder))
    new = replace(parameters(), **{table: kind(**values)})
    before, after = accuracy(encoder, parameters()), accuracy(encoder, new)
    print(f"  balanced accuracy on eval/support.jsonl {after:.4f}, with the file's weights {before:.4f}")
    if write and after >= before:
        write_table(FILE, table, values, by=BY, inputs=hash_of(INPUTS))


def calibrate_all(*, write: bool) -> None:
    """Both tables; SciFact must be there."""
    if not all(path.exists() for path in INPUTS):
        print(f"support: left out, {SCIFACT} is not there")
        return
    encoder = published(platformdirs.user_cache_path("ask"))
    calibrate("relevance_with_vectors", RelevanceWithVectors, encoder, write=write)
    calibrate("relevance_by_words", RelevanceByWords, None, write=write)
