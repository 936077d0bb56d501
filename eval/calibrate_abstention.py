"""Fit when to answer: whether the papers do at all, and whether a paper states the detail; part of
`python -m eval.calibrate`.

In: the questions, put to each library. Out: the tables abstention_one, abstention_several and
answerability, and what they cost on each library: questions refused rightly and wrongly by weights that
were fitted on the other libraries. Weights are written where those over all questions part them at least
as well as the file's do.

A question that no paper answers is worth most as an example, and the hardest ones are near the field;
questions about another library's papers count a quarter (a paper here may answer them as well). Named
papers are left out: a certain name settles the matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.calibration_set import Asked, asked, elsewhere, inputs, kept_apart
from eval.fitting import write as write_table
from eval.questions import LISTS
from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.naming import detail_of, named_rows
from rag.answering.router import Router
from rag.model.query import Intent
from rag.retrieval.abstention import signals
from rag.retrieval.answerability import detail_matches, detail_signals, read_together
from rag.retrieval.compounds import compounds
from rag.retrieval.parameters import FILE, parameters
from rag.retrieval.topics import FEW, JUDGED, fits

BY = "python -m eval.calibrate"
PLACES = {"pages with keys": "starter", "pages": "starter"}  # the same questions: left out together
SKIPPED = {"corpus", "metadata", "filter", "language"}
DETAILS = "details"  # questions about details alone
STATED = {"fact", "stated", "typo", "planted"}
NOT_SAID = 0.08  # stated details that may be called not stated; the answer still quotes what is near
NOT_SAID_READ = 0.1  # by weights of the other libraries; by those of all some 0.07
FALSE_REFUSALS = 0.06  # among questions that name no paper
LISTS_REFUSED = 0.035  # among those that ask for several
ELSEWHERE = 0.25  # what a question about another library's paper counts
MISLEADING = 0.05  # and one of those in which the words are against the truth (eval/own/details.jsonl)
MISLEADING_READ = 0.3  # where the question is read beside the paper, which they mislead less
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question in a library: what was measured, whether it is answered there, whether the right paper was
    found, and whether the reader of details has learnt from it."""

    id: str
    library: str
    several: bool
    answerable: bool
    right: bool
    seen: Mapping[str, float]
    learnt: bool = False


def examples(libraries: Mapping[str, Assistant]) -> Iterator[Example]:
    """The questions that name no paper for certain."""
    for one in (*asked(libraries), *elsewhere(libraries)):
        assistant = libraries[one.library]
        router = Router(assistant.searcher, Composer(assistant.catalogue))
        if one.kind not in SKIPPED and one.library != DETAILS and not router.meant(one.query):
            yield _example(assistant, one)


def _example(assistant: Assistant, one: Asked) -> Example:
    query, searcher = one.query, assistant.searcher
    catalogue, background = searcher.catalogue, searcher.background
    named = named_rows(catalogue, query.mentions)
    ranking = searcher.search(query.search_text or query.question, named=named, candidates=JUDGED)
    asks_for_papers = query.intent in (Intent.LIST, Intent.COUNT)
    several = one.kind in LISTS or (one.kind == "off_topic" and asks_for_papers)
    seen = asdict(signals(catalogue, ranking, background))
    if several:
        best = np.sort(fits(catalogue, ranking, background))[-FEW:]
        terms = compounds(catalogue, ranking)
        seen |= {"best": float(best[-1]), "few": float(best.mean())}
        seen |= {"held": terms.held, "lacking": terms.lacking}
    right = several or int(ranking.rows[0]) in one.gold
    return Example(one.id, one.library, several, one.kind not in ("off_topic", "elsewhere"), right, seen)


def details(libraries: Mapping[str, Assistant]) -> Iterator[Example]:
    """Whether the right paper states what is asked of it."""
    papers = libraries[DETAILS].catalogue.papers() if DETAILS in libraries else ()
    apart = kept_apart(paper.paper_id for paper in papers)
    for one in asked(libraries):
        if len(one.record["papers"]) != 1 or not one.gold or one.kind not in STATED | {"not_stated"}:
            continue
        (row,), assistant = one.gold, libraries[one.library]
        query, detail = assistant.searcher.query(one.query.question), detail_of(one.query)
        if detail_matches(assistant.catalogue, row, query, detail):
            seen = asdict(detail_signals(assistant.catalogue, row, query, detail))
            seen["read"] = read_together(assistant.catalogue, row, query)
            learnt = one.library == DETAILS and one.record["papers"][0] not in apart
            yield Example(one.id, one.library, False, one.kind in STATED, True, seen, learnt)


def fit(
    inputs: Floats,
    answerable: npt.NDArray[np.bool_],
    counts: Floats,
    *,
    ridge: float = 3e-3,
    steps: int = 6000,
    rate: float = 0.5,
) -> tuple[Floats, float]:
    """Weights (n,) and bias of a logistic regression by gradient descent, both classes of equal weight;
    `counts`: what each example counts in its class."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    scaled = (inputs - mean) / spread
    weight = counts * np.where(answerable, 0.5 / counts[answerable].sum(), 0.5 / counts[~answerable].sum())
    coefficients, bias = np.zeros(inputs.shape[1]), 0.0
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-(scaled @ coefficients + bias)))
        slope = (chance - answerable) * weight
        coefficients -= rate * (scaled.T @ slope + ridge * coefficients)
        bias -= rate * float(slope.sum())
    return coefficients / spread, bias - float(coefficients @ (mean / spread))


def calibrate(
    table: str,
    chosen: Sequence[Example],
    false_refusals: float,
    *,
    misleading: float = MISLEADING,
    write: bool,
) -> None:
    """Fit one table, the line put where few answerable questions are refused; say how well it parts.
    `misleading`: what a question counts whose words are against the truth."""
    now: Any = getattr(parameters(), table)
    names = [f.name for f in fields(now) if f.name != "bias"]
    rows = np.array([[e.seen[name] for name in names] for e in chosen])
    answerable = np.array([e.answerable for e in chosen])
    usable = np.array([e.right or not e.answerable for e in chosen])
    counts = np.array([_count(e, misleading) for e in chosen])
    place = np.array([PLACES.get(e.library, e.library) for e in chosen])
    held_out = np.zeros(len(chosen))
    for name in dict.fromkeys(place.tolist()):
        here, there = place == name, usable & (place != name)
        weights, bias = fit(rows[there], answerable[there], counts[there])
        held_out[here] = rows[here] @ weights + bias
    line = float(np.quantile(held_out[answerable & (counts == 1)], false_refusals))
    weights, bias = fit(rows[usable], answerable[usable], counts[usable])
    values = dict(zip(["bias", *names], [round(float(v), 2) for v in (bias - line, *weights)], strict=True))
    _say(table, chosen, held_out - line)
    plain = counts == 1
    new, old = (_parted(rows[plain], answerable[plain], v, names) for v in (values, asdict(now)))
    print(f"  balanced accuracy over all {new:.4f}, with the file's weights {old:.4f}")
    changed = [f"{n} {v} (in the file {getattr(now, n)})" for n, v in values.items() if v != getattr(now, n)]
    print(f"  {', '.join(changed) or 'the weights of the file'}")
    if write and new >= old:
        write_table(FILE, table, values, by=f"{BY} {table}", inputs=inputs())
        print(f"  written to {FILE.name}")


def _count(example: Example, misleading: float) -> float:
    """What an example counts in its class."""
    return ELSEWHERE if " in " in example.id else misleading if example.library == DETAILS else 1.0


def _parted(
    rows: Floats, answerable: npt.NDArray[np.bool_], values: Mapping[str, float], names: Sequence[str]
) -> float:
    """Balanced accuracy of these weights, 0 to 1."""
    above = rows @ np.array([values[name] for name in names]) + values["bias"] >= 0
    return float((above[answerable].mean() + (~above[~answerable]).mean()) / 2)


def _say(table: str, chosen: Sequence[Example], odds: Floats) -> None:
    """What is refused in each library, by weights that did not see the question."""
    print(f"{table}:")
    answerable = np.array([e.answerable for e in chosen])
    strange = np.array([" in " in e.id for e in chosen])
    for library in dict.fromkeys(e.library for e in chosen):
        here = np.array([e.library == library for e in chosen]) & ~strange
        refused, false = odds[here & ~answerable] < 0, odds[here & answerable] < 0
        told = [f"{a.mean():.3f} of {len(a)}" if len(a) else "none" for a in (refused, false)]
        print(f"  {library}: refused {told[0]}; falsely {told[1]}")


def calibrate_one(libraries: Mapping[str, Assistant], *, write: bool) -> None:
    """Where one right paper is asked for."""
    chosen = [e for e in examples(libraries) if not e.several]
    calibrate("abstention_one", chosen, FALSE_REFUSALS, write=write)


def calibrate_several(libraries: Mapping[str, Assistant], *, write: bool) -> None:
    """Where several papers are right."""
    chosen = [e for e in examples(libraries) if e.several]
    calibrate("abstention_several", chosen, LISTS_REFUSED, write=write)


def calibrate_details(libraries: Mapping[str, Assistant], *, write: bool) -> None:
    """Whether the paper states the detail."""
    calibrate("answerability", list(details(libraries)), NOT_SAID, write=write)


def calibrate_read_details(libraries: Mapping[str, Assistant], *, write: bool) -> None:
    """The same, the question read beside the paper."""
    chosen = [e for e in details(libraries) if e.seen["read"] and not e.learnt]
    calibrate("answerability_read", chosen, NOT_SAID_READ, misleading=MISLEADING_READ, write=write)
