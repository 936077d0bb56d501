"""Learn the two readers: `python -m eval.learn_readers --shared ../shared --out rag/encoders`.

In: questions about single papers and list questions with every right paper (the folder learn), arXiv
abstracts, the starter library. Out: what turns the published MiniLM into the reader of texts and the reader
of questions: a low-rank update each and the projection of word pieces, learnt together so that a question
comes nearer to the papers that answer it than to all others. Needs torch (pip install torch).

A step takes some papers with their questions and some lists with papers that fit, and reads them anew. The
papers come in groups that are near each other, for those are hard to tell apart; the papers nearest to each
question are read as well, but not learnt from, which saves a third of the time. A score is made as
rag/retrieval/searcher.py makes it, BM25 included; the loss is the cross-entropy of each right paper against
the wrong ones, of that sum and of its parts. Weights are averaged over the last steps.

Then give the encoder's version another name (rag/encoders/minilm_files.py) and fit what looks at scores:
`python -m eval.learn_intent`, `make calibrate CALIBRATE=--write`. What was tried stands in LOG.md.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import cross_entropy

from eval.readers_data import Lessons, TrainingQuestion, read
from eval.readers_model import QuestionVectors, Readers, TextVectors, scores
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.minilm_graph import WIDTH
from rag.encoders.opening import open_encoder
from rag.model.settings import Settings
from rag.retrieval.parameters import parameters

GROUPS, GROUP, ASKED = 5, 8, 2  # of a step: groups of papers, papers of each, questions of each
LISTS, PER_LIST = 10, 2  # and lists, papers of each
NEAREST, WRONG = 24, 96  # wrong papers are drawn from so many nearest ones; of a step
RATE, WARM_UP, LEAST_RATE = 4e-4, 20, 0.03
SHARPNESS = 20.0  # scores are multiplied by this before the softmax
SHARES = {"sum": 1.0, "maxsim": 0.5, "document": 0.3, "sentence": 0.2}  # of the loss
AVERAGED = 0.98  # what the average keeps of itself in a step
BATCH, QUESTIONS = 32, 256  # texts and questions that are read at a time, not learning
SAID = 10  # steps between two lines


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The papers nearest to each paper (n, GROUP), itself among them, and the wrong papers nearest to each
    question (q, NEAREST)."""

    papers: npt.NDArray[np.int64]
    wrong: npt.NDArray[np.int64]


def find_near(readers: Readers, lessons: Lessons) -> Near:
    """Read everything once and find what is near; later readings would find much the same."""
    with torch.no_grad():
        order = sorted(range(len(lessons.texts)), key=lambda i: len(lessons.texts[i].ids))
        documents = torch.zeros(len(order), WIDTH)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            documents[rows] = readers.texts([lessons.texts[row] for row in rows]).documents
        wrong = [
            _wrong(readers, lessons.questions[start : start + QUESTIONS], documents)
            for start in range(0, len(lessons.questions), QUESTIONS)
        ]
        papers = (documents @ documents.T).topk(4 * GROUP, dim=1).indices.numpy()
    return Near(papers, np.concatenate(wrong))


def _wrong(readers: Readers, questions: Sequence[TrainingQuestion], documents: Any) -> npt.NDArray[np.int64]:
    """The wrong papers that come nearest to each question by words and by meaning. (q, NEAREST)"""
    bm25 = torch.from_numpy(np.stack([q.bm25 for q in questions])).float()
    total = readers.questions(questions).pooled @ documents.T + 0.5 * bm25
    for i, question in enumerate(questions):
        total[i, [*question.gold, *question.neither]] = -9.0
        if question.among is not None:
            total[i, ~torch.from_numpy(question.among)] = -9.0
    found: npt.NDArray[np.int64] = total.topk(NEAREST, dim=1).indices.numpy()
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Questions, by number; the papers that are learnt from; wrong papers."""

    questions: list[int]
    papers: list[int]
    wrong: list[int]


def steps(lessons: Lessons, near: Near, random: np.random.Generator) -> Iterator[Step]:
    """The steps of one round over the papers."""
    single: dict[int, list[int]] = {}
    for i, question in enumerate(lessons.questions):
        if question.among is None:
            single.setdefault(question.gold[0], []).append(i)
    lists = [i for i, question in enumerate(lessons.questions) if question.among is not None]
    groups = list(_groups(random.permutation(sorted(single)).tolist(), near))
    groups = [groups[i] for i in random.permutation(len(groups))]
    for start in range(0, len(groups) - GROUPS + 1, GROUPS):
        papers = [row for group in groups[start : start + GROUPS] for row in group]
        questions = [i for row in papers for i in random.permutation(single[row])[:ASKED].tolist()]
        wrong = {int(random.choice(near.wrong[i])) for i in questions}
        for i in random.choice(lists, LISTS, replace=False).tolist():
            gold = lessons.questions[i].gold
            papers += random.choice(gold, min(PER_LIST, len(gold)), replace=False).tolist()
            questions.append(i)
            wrong |= set(random.choice(near.wrong[i], 3, replace=False).tolist())
        papers = list(dict.fromkeys(papers))
        yield Step(questions, papers, random.permutation(sorted(wrong - set(papers)))[:WRONG].tolist())


def _groups(papers: Sequence[int], near: Near) -> Iterator[list[int]]:
    """All papers in groups of GROUP: one and those nearest to it that are in no group yet."""
    left = dict.fromkeys(papers)
    for paper in papers:
        if paper in left:
            group = [int(other) for other in near.papers[paper] if int(other) in left][:GROUP]
            for other in dict.fromkeys([paper, *group]):
                left.pop(other, None)
            yield list(dict.fromkeys([paper, *group]))[:GROUP]


def loss_of(readers: Readers, lessons: Lessons, step: Step) -> Any:
    """The loss of one step."""
    batch = [lessons.questions[i] for i in step.questions]
    asked = readers.questions(batch, learning=True)
    live = readers.texts([lessons.texts[row] for row in step.papers], learning=True)
    with torch.no_grad():
        old = readers.texts([lessons.texts[row] for row in step.wrong])
    columns = [*step.papers, *step.wrong]
    found = _joined(asked, live, old)
    bm25 = torch.from_numpy(np.stack([q.bm25[columns] for q in batch])).float()
    fusion = parameters().fusion
    found["sum"] = (
        fusion.bm25 * bm25
        + fusion.maxsim * found["maxsim"]
        + fusion.sentence * found["sentence"]
        + fusion.document * found["document"]
    )
    pairs, hidden = _wanted(batch, columns, len(step.papers))
    question, column = pairs[:, 0], pairs[:, 1]
    hidden = hidden[question]
    hidden[torch.arange(len(pairs)), column] = False
    each = torch.tensor([1.0 / sum(pairs[:, 0] == q) ** 0.5 for q in question])
    total = 0.0
    for name, share in SHARES.items():
        sharp = (SHARPNESS * found[name])[question].masked_fill(hidden, -1e4)
        total = total + share * (cross_entropy(sharp, column, reduction="none") * each).sum() / each.sum()
    return total


def _joined(asked: QuestionVectors, live: TextVectors, old: TextVectors) -> dict[str, Any]:
    ours, others = scores(asked, live), scores(asked, old)
    return {name: torch.cat([ours[name], others[name]], dim=1) for name in ours}


def _wanted(batch: Sequence[TrainingQuestion], columns: Sequence[int], live: int) -> tuple[Any, Any]:
    """Pairs of a question and a right paper's column (k, 2), of papers read anew; and the columns (q, n)
    that say nothing to a question: other right papers, those that are neither, those not looked at."""
    place = {row: i for i, row in enumerate(columns)}
    hidden = torch.zeros(len(batch), len(columns), dtype=torch.bool)
    pairs = []
    for i, question in enumerate(batch):
        if question.among is not None:
            hidden[i] = ~torch.from_numpy(question.among[columns])
        hidden[i, [place[row] for row in (*question.gold, *question.neither) if row in place]] = True
        pairs += [(i, place[row]) for row in question.gold if place.get(row, live) < live]
    return torch.tensor(pairs), hidden


def learn(readers: Readers, lessons: Lessons, count: int, seed: int) -> Iterator[tuple[int, float]]:
    """Train for `count` steps; yields each step and its loss. What is learnt is, at the end, the average."""
    random = np.random.default_rng(seed)
    learnt = readers.learnt()
    average = {name: value.detach().clone() for name, value in learnt.items()}
    optimiser = torch.optim.AdamW(learnt.values(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min(1.0, (n + 1) / WARM_UP) * max(LEAST_RATE, 1 - n / count)
    )
    near, done = find_near(readers, lessons), 0
    while done < count:
        for step in steps(lessons, near, random):
            loss = loss_of(readers, lessons, step)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(learnt.values()), 1.0)
            optimiser.step()
            schedule.step()
            for name, value in learnt.items():
                average[name].mul_(AVERAGED).add_(value.detach(), alpha=1 - AVERAGED)
            done += 1
            yield done, float(loss.detach())
            if done == count:
                break
    with torch.no_grad():
        for name, value in learnt.items():
            value.copy_(average[name])


def write(readers: Readers, folder: Path) -> None:
    """The files that rag/encoders reads, in float16."""
    learnt = {name: value.detach().numpy().astype(np.float16) for name, value in readers.learnt().items()}
    folder.mkdir(parents=True, exist_ok=True)
    for side, file in (("text", "text_adapter.npz"), ("ques", "question_adapter.npz")):
        own = {n.removeprefix(f"{side}:"): v for n, v in learnt.items() if n.startswith(f"{side}:")}
        np.savez_compressed(folder / file, **own)
    np.save(folder / "projection.npy", learnt["projection"])


def options() -> argparse.Namespace:
    """What the command is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with arxiv/ and learn/")
    parser.add_argument("--start", type=Path, help="go on from these weights (.npz)")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets the files")
    parser.add_argument("--libraries", default="ACD", help="whose lists are learnt from")
    parser.add_argument("--steps", type=int, default=190)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    given = options()
    encoder = open_encoder(Settings(), None, print)
    assert isinstance(encoder, MiniLMEncoder), "the weights of MiniLM are needed"
    lessons = read(given.shared, given.libraries, encoder)
    torch.manual_seed(given.seed)
    start = dict(np.load(given.start)) if given.start else {"projection": encoder.projection}
    readers, begun = Readers(encoder.model.files.published(), start), time.monotonic()
    print(json.dumps({"papers": len(lessons.texts), "questions": len(lessons.questions)}), flush=True)
    losses: list[float] = []
    for step, loss in learn(readers, lessons, given.steps, given.seed):
        losses.append(loss)
        if step % SAID == 0:
            mean, spent = round(float(np.mean(losses[-SAID:])), 3), round(time.monotonic() - begun)
            print(json.dumps({"step": step, "loss": mean, "seconds": spent}), flush=True)
    write(readers, given.out)


if __name__ == "__main__":
    main()
