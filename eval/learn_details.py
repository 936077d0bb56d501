"""Learn the reader of details: `python -m eval.learn_details --questions FOLDER --out FILE`.

In: questions about abstracts, half of them on what the abstract does not state (eval/own/details.jsonl; its
papers must be at hand); questions in the layout of SQuAD 2.0, some without an answer, in FOLDER/*.json.
Out: detail_adapter.npz, with which the reader of pairs tells whether a question is answered by the sentences
it is read with (rag/encoders/pair_reader.py). Needs torch (pip install torch).

It goes on from the reader of claims. A stated detail is learnt twice: with the sentences that the product
reads, and, as not stated, with those that are left where the ones that state it are taken away; so that it
is not learnt who wrote which question. Some papers are kept apart, and what it says of these is told. Then
give the version another name (rag/encoders/minilm_files.py) and see `python -m eval.calibrate
answerability_read`. What was tried stands in LOG.md.
"""

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import torch

from eval.calibrate_abstention import DETAILS, STATED
from eval.calibrate_support import auc
from eval.calibration_set import asked, kept_apart, open_libraries
from eval.learn_pairs import SAID, Course, Lesson, learn, lessons_of
from eval.pairs_model import PairModel
from rag.encoders.minilm import published
from rag.encoders.minilm_files import CLAIMS
from rag.encoders.opening import open_encoder
from rag.model.settings import Settings
from rag.retrieval.answerability import READ
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence

AGAIN = 1500  # questions of the other sets that are read again beside the details
TOGETHER = 8  # pairs that are read at once


@dataclass(frozen=True, slots=True)
class Detail:
    """A question about a paper, its sentences, best first, and the words that state it, if any do."""

    question: str
    paper_id: str
    stated: bool
    facts: tuple[str, ...]
    sentences: Sequence[Evidence]

    def rows(self) -> Iterator[tuple[str, str, bool]]:
        """What is read, the question, and whether it is answered there."""
        yield read_with(self.sentences), self.question, self.stated
        left = [s for s in self.sentences if not any(fact in _plain(s.text) for fact in self.facts)]
        if self.stated and 0 < len(left) < len(self.sentences):
            yield read_with(left), self.question, False


def read_with(sentences: Sequence[Evidence]) -> str:
    """The sentences that the product reads a question with, in the paper's order."""
    return " ".join(s.text for s in sorted(sentences[:READ], key=lambda s: s.start))


def details() -> Iterator[Detail]:
    """The questions about abstracts."""
    libraries = open_libraries(open_encoder(Settings(), None, print))
    library = libraries[DETAILS]
    for one in asked({DETAILS: library}):
        (row,) = one.gold
        query = library.searcher.query(one.query.question)
        found = sorted(score_sentences(library.catalogue, row, query), key=lambda e: -e.score)
        facts = tuple(_plain(words) for fact in one.record.get("facts", ()) for words in fact)
        paper_id = library.catalogue.paper(row).paper_id
        yield Detail(query.text, paper_id, one.kind in STATED, facts, found)


def other_questions(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """The questions in a folder: a paragraph, a question, whether it is answered there."""
    for path in sorted(folder.glob("*.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                for asked_of in paragraph["qas"]:
                    yield paragraph["context"], asked_of["question"], bool(asked_of["answers"])


def told_apart(model: PairModel, lessons: Sequence[Lesson]) -> float:
    """The area under the curve of what the model says of these."""
    said: list[float] = []
    with torch.no_grad():
        for first in range(0, len(lessons), TOGETHER):
            said += model([lesson.pair for lesson in lessons[first : first + TOGETHER]]).tolist()
    return auc(np.array(said), np.array([lesson.follows for lesson in lessons]))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def options() -> argparse.Namespace:
    """What the command is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=Path, required=True, help="the folder with other questions")
    parser.add_argument("--out", type=Path, required=True, help="the file that is written")
    parser.add_argument("--seed", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    given = options()
    torch.manual_seed(given.seed)
    chance = random.Random(given.seed)
    minilm = published(platformdirs.user_cache_path("ask"))
    found = list(details())
    apart = kept_apart(one.paper_id for one in found)

    def of(chosen: Iterable[Detail]) -> list[Lesson]:
        return lessons_of((row for one in chosen for row in one.rows()), minilm)

    learnt = of(one for one in found if one.paper_id not in apart)
    kept = of(one for one in found if one.paper_id in apart)
    others = lessons_of(other_questions(given.questions), minilm)
    model = PairModel(minilm.files.published())
    if adapter := CLAIMS.adapter("pair"):
        model.go_on_from(np.load(adapter))
    losses: list[float] = []
    again = [*learnt, *chance.sample(others, min(AGAIN, len(others)))]
    for course in (Course([*others, *learnt], 1, 5e-4), Course(again, 1, 3e-4), Course(again, 1, 3e-4)):
        for step, loss in learn(model, course, chance):
            losses.append(loss)
            if step % SAID == 0:
                print(
                    json.dumps({"step": step, "loss": round(float(np.mean(losses[-SAID:])), 3)}), flush=True
                )
        print(json.dumps({"auc_apart": round(told_apart(model, kept), 3)}), flush=True)
    tensors: dict[str, Any] = model.learnt()
    np.savez(given.out, **tensors)


if __name__ == "__main__":
    main()
