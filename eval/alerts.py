"""Alerts: of 200 new abstracts, which are told for a kept question, and are these the right ones?

    python -m eval.alerts [LIBRARY...]

In: libraries of the suite own; their plain questions (a list, a paraphrase, a topic that no paper treats, off
topic) are each put as a kept one. Out: precision and recall over all pairs of a question and a new paper, by
type of question and over all, at the line in force and above it. Nothing is fitted here.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.own.libraries import FITTED, AskedLibrary, read_libraries
from rag.answering.alerts import LEAST_ODDS, alerts
from rag.answering.assistant import Assistant
from rag.encoders.encoder import Encoder
from rag.encoders.opening import open_encoder
from rag.ingest.library import Library
from rag.model.settings import Settings

MEASURED = ("list", "paraphrase", "off_topic", "empty")
ALL = "all"
NEW, SEED = 200, 7
ABOVE = (0.0, 0.5, 1.0)  # the line in force, in log odds
Counts = dict[tuple[str, float], "Count"]  # by type of question and how far above the line


@dataclass(frozen=True, slots=True)
class Count:
    """Pairs of a question and a new paper: told, told rightly, and how many should be."""

    told: int = 0
    right: int = 0
    wanted: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.told + other.told, self.right + other.right, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.told)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.wanted)


def counts(library: AskedLibrary, encoder: Encoder) -> Counts:
    """What is told of one library."""
    with tempfile.TemporaryDirectory() as home:
        made = Library(Path(home), encoder)
        made.ingest(library.papers.papers)
        assistant = Assistant(made.reader, encoder)
        found: Counts = {(kind, above): Count() for kind in (*MEASURED, ALL) for above in ABOVE}
        for kind, one in _questions(library, assistant):
            for above, count in one.items():
                found[kind, above] += count
                found[ALL, above] += count
    return found


def _questions(library: AskedLibrary, assistant: Assistant) -> Iterator[tuple[str, dict[float, Count]]]:
    """The type of each question, and what is told for it by how far above the line."""
    ids = [paper.paper_id for paper in assistant.catalogue.papers()]
    new = set(random.Random(SEED).sample(ids, min(NEW, len(ids))))
    for question in library.questions:
        if question.type in MEASURED and not question.condition:
            gold = set(question.gold) & new
            neither = set(question.also_ok) - gold
            told = [
                a
                for a in alerts(assistant, [question.turns[-1]], sorted(new))
                if a.paper.paper_id not in neither
            ]
            yield (
                question.type,
                {
                    above: _count({a.paper.paper_id for a in told if a.odds >= LEAST_ODDS + above}, gold)
                    for above in ABOVE
                },
            )


def _count(told: set[str], gold: set[str]) -> Count:
    return Count(len(told), len(told & gold), len(gold))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m eval.alerts", description="Kept questions and new papers."
    )
    parser.add_argument("libraries", nargs="*", default=[*FITTED], metavar="LIBRARY")
    encoder = open_encoder(Settings(), None, lambda line: None)
    for library in read_libraries(parser.parse_args().libraries):
        for (kind, above), count in counts(library, encoder).items():
            if above and kind != ALL:
                continue
            precision = f"precision {count.precision:.2f} of {count.told}"
            recall = f"recall {count.recall:.2f} of {count.wanted}"
            print(f"{library.name}, {kind}, {above:g} above the line: {precision}, {recall}", flush=True)


if __name__ == "__main__":
    main()
