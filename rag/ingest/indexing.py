"""Papers into Chroma, and into the indexes that are derived from it.

In: papers, and the indexes that they go into. Out: both hold them. The caller holds the lock.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.encoders.encoder import Document, Encoded, Encoder
from rag.ingest.chunks import paper_chunks
from rag.ingest.records import chunk_rows, filled, item_of, row_of
from rag.ingest.storage import Storage
from rag.model.paper import Paper
from rag.text.sentences import Span, sentences
from store.content import concatenate
from store.derived import Derived
from store.item import Item
from store.packed import unpacked
from store.shared import Whole
from store.vectors import Row

Progress = Callable[[int], None]


def quiet(done: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A paper as it is stored: its row and its chunks' in Chroma, and what the indexes are derived from."""

    row: Row
    chunks: list[Row]
    item: Item


class Indexer:
    """Writes papers with the vectors of one encoder."""

    def __init__(self, storage: Storage, encoder: Encoder) -> None:
        self.storage, self.encoder = storage, encoder

    def write(self, papers: Sequence[Paper], derived: Derived, progress: Progress = quiet) -> None:
        """Chroma first, then what is derived from it; readers see the papers at the end."""
        derived.add(self.write_chroma(papers, progress), built_with=self.encoder.name)

    def write_chroma(self, papers: Sequence[Paper], progress: Progress = quiet) -> list[Item]:
        """Into Chroma alone; returns what the indexes are derived from."""
        made = list(self.made(papers, progress))
        chunks = [chunk for one in made for chunk in one.chunks]
        self.storage.vectors(self.encoder.name).put([one.row for one in made], chunks)
        return [one.item for one in made]

    def adopt(self, wholes: Sequence[Whole], derived: Derived) -> None:
        """Papers that are encoded already, into both."""
        if wholes:
            chunks = [chunk for whole in wholes for chunk in whole.chunks]
            self.storage.vectors(self.encoder.name).put([whole.row for whole in wholes], chunks)
            content = concatenate([unpacked(whole.pack) for whole in wholes])
            derived.append(content, built_with=self.encoder.name)

    def made(self, papers: Sequence[Paper], progress: Progress = quiet) -> Iterator[Made]:
        """The papers, encoded, as what they are stored as."""
        for paper, spans, encoded in self._encoded(papers):
            row = row_of(paper, filled(encoded.vectors.document))
            yield Made(row, chunk_rows(paper, spans, encoded), item_of(paper, encoded))
            progress(1)

    def _encoded(self, papers: Sequence[Paper]) -> Iterator[tuple[Paper, list[Span], Encoded]]:
        documents, spans = [], []
        for paper in papers:
            found = sentences(paper.text)
            spans.append(paper_chunks(paper, found, self.encoder.count))
            documents.append(Document(paper.title, paper.text, found, spans[-1], paper.questions))
        return zip(papers, spans, self.encoder.documents(documents), strict=True)
