"""What the readers learn from: papers cut into word pieces, questions with every paper that is right.

In: arXiv papers, questions about single papers, list questions over small libraries, the starter library.
Out: `Text` and `TrainingQuestion` values; the BM25 share of every paper for every question.
"""

import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.answering.assistant import Assistant
from rag.encoders.minilm import WINDOW
from rag.encoders.minilm_encoder import MiniLMEncoder, content_tokens, owners
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.starter import starter_papers
from rag.model.paper import Paper
from rag.retrieval.searcher import Searcher
from rag.text.sentences import sentences
from store.item import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A paper's word pieces (t,), the sentence that each stands in, 0 for the title (t,), -1 for none, and
    whether it is kept for late interaction (t,)."""

    ids: IntArray
    sentence: IntArray
    kept: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingQuestion:
    """A question: word pieces (t,), what each counts (t,), its BM25 share of every paper (n,).

    gold: the papers that are right; neither: those that are neither right nor wrong; among: the papers
    whose rightness is known, None for all.
    """

    ids: IntArray
    weights: FloatArray
    bm25: npt.NDArray[np.float16]
    gold: tuple[int, ...]
    neither: frozenset[int] = frozenset()
    among: npt.NDArray[np.bool_] | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is written: paper ids that are right, those that are neither, and the library whose
    papers were all looked at, "" where only the right one is known."""

    text: str
    gold: tuple[str, ...]
    neither: tuple[str, ...] = ()
    library: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Everything that is learnt from."""

    texts: list[Text]
    questions: list[TrainingQuestion]


def read(shared: Path, libraries: str, encoder: MiniLMEncoder) -> Lessons:
    """The questions about single papers and the lists over `libraries` ("ACD"), with their papers."""
    learn = shared / "learn"
    members = {x: _lines(learn / "topics" / f"library-{x}.txt") for x in libraries}
    asked = [*_of_single_papers(learn / "questions.jsonl"), *_of_libraries(learn / "topics", libraries)]
    ids = {i for a in asked for i in a.gold} | {i for of in members.values() for i in of}
    starter = list(starter_papers())
    papers = [*_arxiv(shared / "arxiv" / "abstracts-100k.jsonl.gz", ids), *starter]
    asked += [Asked(question, (p.paper_id,)) for p in starter for question in p.questions]
    rows = {paper.paper_id: row for row, paper in enumerate(papers)}
    among = {
        x: np.isin(np.arange(len(papers)), [rows[i] for i in of if i in rows]) for x, of in members.items()
    }
    texts = [text_of(encoder, paper) for paper in papers]
    return Lessons(texts, list(_questions(asked, papers, rows, among, encoder)))


def text_of(encoder: MiniLMEncoder, paper: Paper) -> Text:
    """The paper as `MiniLMEncoder` reads it; what does not fit its window is left out."""
    head = f"{paper.title}. "
    ids, spans = (cut[: WINDOW - 2] for cut in encoder.model.pieces(head + paper.text))
    parts = [(0, len(head)), *((a + len(head), b + len(head)) for a, b in sentences(paper.text))]
    owner = owners(spans, parts)
    kept = (owner >= 0) & content_tokens(head + paper.text, spans)
    return Text(ids.astype(np.int64), owner, kept)


def _questions(
    asked: Sequence[Asked],
    papers: Sequence[Paper],
    rows: dict[str, int],
    among: dict[str, npt.NDArray[np.bool_]],
    encoder: MiniLMEncoder,
) -> Iterator[TrainingQuestion]:
    """As a search reads them, in one library of all papers without expansion queries."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), NoEncoder())
        library.ingest([replace(paper, questions=()) for paper in papers])
        catalogue = Assistant(library.reader, NoEncoder()).searcher.catalogue
        searcher = Searcher(catalogue, encoder)
        row_of = [catalogue.row(paper.paper_id) for paper in papers]
        present = np.array([row is not None for row in row_of])
        order = np.array([row or 0 for row in row_of])
        for one in asked:
            gold = tuple(rows[i] for i in one.gold if i in rows)
            if not gold:
                continue
            query = searcher.query(one.text)
            bm25 = np.where(present, (catalogue.snapshot.lexical(query.idf) / query.max_score)[order], 0)
            yield TrainingQuestion(
                encoder.model.pieces(one.text)[0].astype(np.int64),
                query.token_weights,
                bm25.astype(np.float16),
                gold,
                frozenset(rows[i] for i in one.neither if i in rows),
                among.get(one.library),
            )


def _of_single_papers(path: Path) -> Iterator[Asked]:
    for record in _records(path):
        yield from (Asked(question, (record["arxiv_id"],)) for question in record["questions"])


def _of_libraries(folder: Path, libraries: str) -> Iterator[Asked]:
    for name in libraries:
        for record in _records(folder / f"questions-{name}.jsonl"):
            if record["type"] == "list" and record["gold"]:
                yield Asked(record["question"], tuple(record["gold"]), tuple(record["also_ok"]), name)
            if record["type"] == "stated":
                yield Asked(record["question"], tuple(record["gold"]))


def _arxiv(path: Path, ids: set[str]) -> Iterator[Paper]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            if record["arxiv_id"] in ids:
                title, text = (" ".join(record[key].split()) for key in ("title", "abstract"))
                yield Paper(paper_id=record["arxiv_id"], title=title, text=text)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split()
