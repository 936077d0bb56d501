"""What a question costs does not grow with the library: the same papers ten times over, and no more is done.

Counted are calls, Python's and those into C, and the memory that a first question takes beside what is
mapped. Whatever is read, compared or made for each paper of a library would show in either.
"""

import gc
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.encoder import Document
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.records import item_of
from rag.model.paper import Paper
from store.derived import Derived
from store.manifest import ManifestFile
from store.reader import Reader
from tests.fakes import TODAY

FEW, MANY = 500, 5_000
CALLS = 1.25  # times as many: segments are several, and a binary search goes some steps further
BYTES = 40  # a paper, for the masks, scores and row numbers that are arrays over all rows
_SYLLABLES = "ka lu mo ri se ta vo ni pe du".split()
QUESTIONS = (
    "What is Kalumokadu and how does it work?",  # by name
    "What is Kalunokadu good for?",  # with a slip in the name
    "What does the paper on ripening kalurise in cold cellars show?",  # by its title's words
    'Who wrote "Ripening kalurise in cold cellars"?',
    "Which papers since 2024 measure kasekase?",  # filtered
    "Which papers by Tavoni measure cheese?",
    "How do mice find their way home at night?",  # nothing has it
)


def _word(number: int) -> str:
    return "".join(_SYLLABLES[number // 10**place % 10] for place in range(3, -1, -1))


def _paper(number: int) -> Paper:
    word = _word(number)
    return Paper(
        paper_id=f"paper-{number}",
        title=f"{word.capitalize()}du: Ripening {word} in cold cellars",
        text=f"We propose {word.capitalize()}du, which measures {word} in cheese. It is kept cold.",
        published=f"{2015 + number % 11}-0{1 + number % 9}-11",
        authors=("Ada Quill", f"Bo {_word(number)[:6].capitalize()}"),
        organisation=f"Dairy {number % 40}",
    )


def _written(folder: Path, papers: int) -> Path:
    """The indexes of so many papers, of which the background has been measured."""
    derived, encoder = Derived.empty(folder), NoEncoder()
    (encoded,) = encoder.documents([Document("", "", [], [])])
    derived.add([item_of(_paper(number), encoded) for number in range(papers)], built_with=encoder.name)
    _opened(folder).searcher.measured.exact()
    return folder


def _opened(folder: Path) -> Assistant:
    return Assistant(Reader(folder, ManifestFile(folder)), NoEncoder(), today=lambda: TODAY)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Indexes of few papers, and of many."""
    made = [_written(tmp_path_factory.mktemp("growth") / "index", papers) for papers in (FEW, MANY)]
    for question in QUESTIONS:
        _opened(made[0]).ask(question)  # what is imported and compiled once is
    return made


def _calls(assistant: Assistant, questions: Sequence[str]) -> list[int]:
    """How many calls each question takes; what is made once is made with the first."""
    counted = 0

    def count(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    found = []
    for question in questions:
        counted = 0
        sys.setprofile(count)
        try:
            assistant.ask(question)
        finally:
            sys.setprofile(None)
        found.append(counted)
    return found


def _peak(folder: Path, question: str) -> int:
    """The most bytes that opening a library and a first question take."""
    gc.collect()
    tracemalloc.start()
    _opened(folder).ask(question)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("question", [QUESTIONS[0], QUESTIONS[5]], ids=["of a paper", "of an author"])
def test_a_first_question_takes_no_memory_that_grows_with_the_library_but_arrays(
    folders: list[Path], question: str
) -> None:
    few, many = (_peak(folder, question) for folder in folders)
    assert many - few < BYTES * (MANY - FEW), f"{(many - few) / (MANY - FEW):.0f} bytes a paper"


def test_a_question_makes_no_more_calls_in_a_library_ten_times_as_large(folders: list[Path]) -> None:
    few, many = (_calls(_opened(folder), QUESTIONS) for folder in folders)
    grown = {question: (a, b) for question, a, b in zip(QUESTIONS, few, many, strict=True) if b > CALLS * a}
    assert grown == {}
