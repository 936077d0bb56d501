"""Learn the reader of pairs: `python -m eval.learn_pairs --pairs FOLDER --out FILE`.

In: labelled claims about abstracts (eval/claims.jsonl, eval/claims_to_learn.jsonl), pairs of sentences of
public sets for inference, in FOLDER/*.jsonl with `premise`, `claim`, `follows`.
Out: pair_adapter.npz, which turns the published MiniLM into what reads a claim and its source in one pass
(rag/encoders/pair_reader.py). Needs torch (pip install torch).

First the sentences are learnt, then the claims with a few of the sentences again, slower at last. A step
reads some pairs of like length, as many as PIECES word pieces. Then give the version another name
(rag/encoders/minilm_files.py) and see `python -m eval.claims`. What was tried stands in LOG.md.
"""

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from eval.claims import WRITTEN, abstracts, read_claims
from eval.own.libraries import ARXIV
from eval.pairs_model import Pair, PairModel
from rag.encoders.minilm import CLS, SEP, MiniLM, published
from rag.encoders.pair_reader import CLAIM, PASSAGE
from rag.verification.parameters import parameters
from rag.verification.passages import passage
from rag.verification.similarity import encode_text

MORE = Path(__file__).with_name("claims_to_learn.jsonl")
PIECES = 2400  # word pieces of a step
SMOOTHED = 0.03  # labels are so far from 0 and 1
WARM_UP, LEAST_RATE = 100, 0.02  # steps; share of the rate
SAID = 100  # steps between two lines


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pair in word pieces, and whether the claim follows."""

    pair: Pair
    follows: bool


@dataclass(frozen=True, slots=True)
class Course:
    """What is learnt together, how often all of it is read, and how fast."""

    lessons: Sequence[Lesson]
    rounds: int
    rate: float


def lessons_of(rows: Iterable[tuple[str, str, bool]], minilm: MiniLM) -> list[Lesson]:
    """Lessons of texts (what may support it, the claim, whether it does)."""
    return [
        Lesson(([CLS, *_ids(minilm, claim)[:CLAIM], SEP], [*_ids(minilm, text)[:PASSAGE], SEP]), follows)
        for text, claim, follows in rows
    ]


def _ids(minilm: MiniLM, text: str) -> list[int]:
    ids: list[int] = minilm.pieces(text)[0].tolist()
    return ids


def sentence_pairs(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """The pairs of sentences in a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            yield pair["premise"], pair["claim"], bool(pair["follows"])


def claim_pairs(files: Sequence[Path], minilm: MiniLM) -> Iterator[tuple[str, str, bool]]:
    """The claims of these files beside the passages that the product would read."""
    claims = [claim for file in files for claim in read_claims(file)]
    texts = abstracts((claim["arxiv_id"] for claim in claims), ARXIV)
    using = parameters().similarity
    sources = {id_: encode_text(text, minilm, using) for id_, text in texts.items()}
    for claim in claims:
        read = passage(encode_text(claim["claim"], minilm, using), sources[claim["arxiv_id"]])
        yield read, claim["claim"], claim["verdict"] == "supported"


def learn(model: PairModel, course: Course, chance: random.Random) -> Iterator[tuple[int, float]]:
    """Step and loss of each step; the rate rises, then falls to nearly nothing."""
    learnt = model.tensors()
    optimiser = torch.optim.AdamW(learnt, lr=course.rate, weight_decay=0.01)
    steps = [step for _ in range(course.rounds) for step in _steps(course.lessons, chance)]
    for number, some in enumerate(steps):
        falling = max(LEAST_RATE, 1 - number / len(steps))
        optimiser.param_groups[0]["lr"] = course.rate * min(1.0, (number + 1) / WARM_UP) * falling
        wanted = torch.tensor([float(lesson.follows) for lesson in some]) * (1 - 2 * SMOOTHED) + SMOOTHED
        loss = binary_cross_entropy_with_logits(
            model([lesson.pair for lesson in some], learning=True), wanted
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        yield number, loss.item()


def _steps(lessons: Sequence[Lesson], chance: random.Random) -> list[list[Lesson]]:
    """All lessons, in groups of like length, in any order."""
    ordered = sorted(lessons, key=lambda one: sum(map(len, one.pair)) * chance.uniform(1, 1.1))
    steps: list[list[Lesson]] = [[]]
    for lesson in ordered:
        if sum(map(len, lesson.pair)) * (len(steps[-1]) + 1) > PIECES:
            steps.append([])
        steps[-1].append(lesson)
    chance.shuffle(steps)
    return [step for step in steps if step]


def options() -> argparse.Namespace:
    """What the command is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True, help="the folder with pairs of sentences")
    parser.add_argument("--out", type=Path, required=True, help="the file that is written")
    parser.add_argument("--seed", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    given, begun = options(), time.monotonic()
    torch.manual_seed(given.seed)
    chance = random.Random(given.seed)
    minilm = published(platformdirs.user_cache_path("ask"))
    sentences = lessons_of(sentence_pairs(given.pairs), minilm)
    claims = lessons_of(claim_pairs([WRITTEN, MORE], minilm), minilm)
    model = PairModel(minilm.files.published())
    again = [*claims, *chance.sample(sentences, min(len(sentences), len(claims) // 4))]
    losses: list[float] = []
    for course in (Course(sentences, 1, 1e-3), Course(again, 2, 6e-4), Course(again, 1, 3e-4)):
        for step, loss in learn(model, course, chance):
            losses.append(loss)
            if step % SAID == 0:
                mean, spent = float(np.mean(losses[-SAID:])), time.monotonic() - begun
                print(json.dumps({"step": step, "loss": round(mean, 3), "seconds": round(spent)}), flush=True)
    tensors: dict[str, Any] = model.learnt()
    np.savez(given.out, **tensors)


if __name__ == "__main__":
    main()
