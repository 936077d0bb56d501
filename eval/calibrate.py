"""Fit when to answer: `python -m eval.calibrate`.

In: our calibration questions and the development split of the evaluation, over the
starter library and, where they are, over the real pages. Out: the weights to put into
rag/retrieval/abstention.py, and what they cost on each library.

A question that no paper answers is worth most as an example, and the hardest ones are
near the field; questions that lost their right paper add a little (they are often
answered by another one). Named papers are left out: a certain name settles the matter.
"""

import json
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.router import Router, detail_of, named_rows
from rag.encoders.opening import open_encoder
from rag.ingest.library import Library
from rag.ingest.starter import starter_papers
from rag.model.query import Intent
from rag.model.settings import Settings
from rag.retrieval.abstention import signals
from rag.retrieval.answerability import detail_matches, detail_signals

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent.parent / "shared" / "papers"
SKIPPED = {"corpus", "metadata", "filter", "language"}
STATED = {"fact", "stated", "typo", "planted"}
NOT_SAID = 0.12  # stated details that may be called not stated; the answer still quotes what is near
FALSE_REFUSALS = 0.06  # among questions that name no paper; about half of all do, and are not refused


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    id: str
    library: str
    several: bool
    answerable: bool
    right: bool
    vector: Any


def questions() -> list[dict[str, Any]]:
    """The calibration questions and the development split; never the test split."""
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    dev = [q for q in map(json.loads, lines) if q["split"] == "dev" and "question" in q]
    own = [json.loads(line) for line in (HERE / "calibration.jsonl").read_text(encoding="utf-8").splitlines()]
    return [q for q in dev + own if q["kind"] not in SKIPPED]


def examples(assistant: Assistant, library: str) -> Iterator[Example]:
    catalogue, searcher = assistant.catalogue, assistant.searcher
    for asked in questions():
        question = assistant.parse(asked["question"])[0]
        router = Router(searcher, Composer(catalogue))
        if router.meant(question):
            continue
        several = question.intent in (Intent.LIST, Intent.COUNT)
        named = named_rows(catalogue, question.mentions)
        ranking = searcher.search(question.search_text or question.question, named=named)
        seen = signals(catalogue, ranking)
        gold = {catalogue.row(paper_id) for paper_id in asked["papers"]}
        right = int(ranking.rows[0]) in gold
        answerable = asked["kind"] != "off_topic"
        yield Example(asked["id"], library, several, answerable, right, seen.vector())


def fit(
    inputs: Any, answerable: Any, *, ridge: float = 3e-3, steps: int = 6000, rate: float = 0.5
) -> tuple[Any, float]:
    """Logistic regression by gradient descent, both classes of equal weight. (17,), bias."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    scaled = (inputs - mean) / spread
    weight = np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum())
    coefficients, bias = np.zeros(inputs.shape[1]), 0.0
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-(scaled @ coefficients + bias)))
        slope = (chance - answerable) * weight
        coefficients -= rate * (scaled.T @ slope + ridge * coefficients)
        bias -= rate * float(slope.sum())
    return coefficients / spread, bias - float(coefficients @ (mean / spread))


def details(assistant: Assistant, library: str) -> Iterator[Example]:
    """Whether the right paper states what is asked of it."""
    catalogue = assistant.catalogue
    for asked in questions():
        row = catalogue.row(asked["papers"][0]) if len(asked["papers"]) == 1 else None
        if row is None or asked["kind"] not in STATED | {"not_stated"}:
            continue
        question = assistant.parse(asked["question"])[0]
        query = assistant.searcher.query(question.question)
        if detail_matches(catalogue, row, query, detail_of(question)):
            seen = detail_signals(catalogue, row, query, detail_of(question))
            stated = asked["kind"] in STATED
            yield Example(asked["id"], library, False, stated, True, np.array(astuple(seen)))


def report(chosen: list[Example], name: str, false_refusals: float) -> None:
    """Weights for these examples, the line put where few answerable questions are refused."""
    inputs = np.array([e.vector for e in chosen], np.float64)
    answerable = np.array([e.answerable for e in chosen])
    usable = np.array([e.right or not e.answerable for e in chosen])
    fold = np.array([zlib.crc32(e.id.encode()) % 10 for e in chosen])
    held_out = np.zeros(len(chosen))
    for k in range(10):
        coefficients, bias = fit(inputs[usable & (fold != k)], answerable[usable & (fold != k)])
        held_out[fold == k] = inputs[fold == k] @ coefficients + bias
    line = float(np.quantile(held_out[answerable], false_refusals))
    coefficients, bias = fit(inputs[usable], answerable[usable])
    print(f"{name} = (np.array({np.round(coefficients, 2).tolist()}), {bias - line:.2f})")
    for library in dict.fromkeys(e.library for e in chosen):
        here = np.array([e.library == library for e in chosen])
        refused, false = held_out[here & ~answerable] < line, held_out[here & answerable] < line
        told = f"refused {refused.mean():.3f} of {len(refused)}; falsely {false.mean():.3f} of {len(false)}"
        print(f"  {library}: {told}")


def main() -> None:
    found: list[Example] = []
    stated: list[Example] = []
    with tempfile.TemporaryDirectory() as folder:
        encoder = open_encoder(Settings(), None, print)
        libraries = {"starter": [starter_papers()]}
        if PAGES.exists():
            from rag.ingest.reading import read_files

            pages = read_files([PAGES]).papers
            libraries |= {"pages with keys": [starter_papers(), pages], "pages": [pages]}
        for name, sets in libraries.items():
            library = Library(Path(folder) / name.replace(" ", "-"), encoder)
            for papers in sets:
                library.ingest(papers)
            found += examples(Assistant(library.reader, encoder), name)
            stated += details(Assistant(library.reader, encoder), name)
    report([e for e in found if not e.several], "_ONE", FALSE_REFUSALS)
    report([e for e in found if e.several], "_SEVERAL", FALSE_REFUSALS)
    report(stated, "_DETAIL", NOT_SAID)


if __name__ == "__main__":
    main()
