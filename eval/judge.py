"""A model's opinion beside our checker's: how far the two agree on what sources support.

In: questions with their answers, the papers, our checker, a model. Out: a line a sentence in the
run's folder, and how often both say the same. No metric is made of it and none replaced: what a
model thinks depends on the model. What was judged is not asked again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.metrics import Supports, kappa
from eval.questions import Question
from eval.runs import RunFolder
from eval.scoring import Papers, cited_statements, passage_of, stands_on_sources
from eval.statistics import estimate
from rag.generation.context import source
from rag.generation.markers import printable
from rag.generation.models import Model
from rag.generation.prompts import fill
from rag.ingest.indexing import Progress
from rag.model.answer import Answer
from rag.model.errors import ContextTooLongError
from rag.model.paper import Paper

DISAGREEMENTS_SHOWN = 40  # disagreements in the report
_VERDICT = re.compile(r"\b(un|not )?supported\b", re.I)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with the papers it cites: what our checker says, and the model (None where its
    reply is no verdict)."""

    id: str
    sentence: str
    papers: tuple[str, ...]
    ours: bool
    theirs: bool | None


def judge_all(
    questions: Sequence[Question],
    papers: Papers,
    supports: Supports,
    model: Model,
    folder: RunFolder,
    progress: Progress = lambda done: None,
) -> list[Judged]:
    """Every sentence that cites something, each kept as soon as it is judged; ModelError when the
    server has no more to say."""
    known = {_key(judged): judged for judged in judgements(folder)}
    answers, found = folder.answered(), []
    for question in questions:
        for text, cited in _to_judge(question, answers[question.id], papers):
            key = (question.id, text, tuple(paper.paper_id for paper in cited))
            if key not in known:
                ours = supports(text, [passage_of(paper) for paper in cited])
                known[key] = Judged(*key, ours, verdict(model, text, cited))
                folder.keep_judged(asdict(known[key]))
            found.append(known[key])
        progress(1)
    return found


def judgements(folder: RunFolder) -> list[Judged]:
    """What has been judged in this run."""
    return [Judged(**{**record, "papers": tuple(record["papers"])}) for record in folder.judged()]


def verdict(model: Model, sentence: str, cited: Sequence[Paper]) -> bool | None:
    """What the model says of one sentence; None where that is neither yes nor no."""
    sources = "\n\n".join(source(n, paper, passage_of(paper)) for n, paper in enumerate(cited, 1))
    prompt = fill("judge", sources=sources, sentence=" ".join(printable(sentence).split()))
    try:
        reply, _ = model.reply(prompt)
    except ContextTooLongError:
        return None
    verdicts = {match[1] is None for match in _VERDICT.finditer(reply)}
    return verdicts.pop() if len(verdicts) == 1 else None


def agreement(judged: Sequence[Judged], judge: str) -> dict[str, Any]:
    """Raw agreement with its interval, Cohen's kappa, what share each finds supported."""
    pairs = [(j.ours, j.theirs) for j in judged if j.theirs is not None]
    beyond = kappa(pairs)
    return {
        "judge": judge,
        "sentences": len(judged),
        "unreadable": len(judged) - len(pairs),
        "raw": asdict(estimate([float(a == b) for a, b in pairs])) if pairs else None,
        "kappa": None if beyond is None else round(beyond, 6),
        "ours": _share([a for a, _ in pairs]),
        "theirs": _share([b for _, b in pairs]),
    }


def judge_line(found: Mapping[str, Any]) -> str:
    """The agreement in one line."""
    line = f"judge {found['judge']} on {found['sentences']} sentences that cite something"
    if found["unreadable"]:
        line += f" (replies without a verdict: {found['unreadable']})"
    if not found["raw"]:
        return f"{line}: nothing to compare"
    raw = found["raw"]
    beyond = (
        f"kappa {found['kappa']:.2f}"
        if found["kappa"] is not None
        else "kappa is not defined: neither ever changed its mind"
    )
    return (
        f"{line}: agrees with our checker in {raw['value']:.3f} ({raw['low']:.3f}-{raw['high']:.3f}), "
        f"{beyond}; supported: {found['ours']:.3f} say we, {found['theirs']:.3f} says the judge"
    )


def _to_judge(question: Question, answer: Answer, papers: Papers) -> list[tuple[str, tuple[Paper, ...]]]:
    if not stands_on_sources(question, answer):
        return []
    return [(text, cited) for text, cited in cited_statements(answer, papers) if cited]


def _key(judged: Judged) -> tuple[str, str, tuple[str, ...]]:
    return judged.id, judged.sentence, judged.papers


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 6) if values else None
