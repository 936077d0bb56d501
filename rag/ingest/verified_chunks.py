"""Whether the chunks in Chroma, which LlamaIndex reads, say what their papers say.

In: papers as Chroma holds them, and the rows of their chunks. Out: a line for each kind of difference. Asks
no encoder: it decides which sentences go together; that all are there, once and as written, is seen here.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.ingest.chunks import chunk_id
from rag.model.paper import Paper
from rag.text.sentences import Span

if TYPE_CHECKING:
    from store.vectors import Row, Vectors

SHOWN = 5  # of a kind


@dataclass(slots=True)
class ChunksRead:
    """The papers of which a chunk is not as it was written, and of which one is lacking or there twice; how
    many chunks were looked at."""

    changed: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    seen: int = 0

    def take(self, vectors: "Vectors", ids: Sequence[str], papers: Mapping[str, Paper]) -> None:
        """Compare the chunks of these ids; `papers`: those of them that can be compared."""
        chunks: defaultdict[str, list[Row]] = defaultdict(list)
        for row in vectors.chunks_of(ids, vectors=False):
            chunks[str(row.metadata["owner"])].append(row)
            self.seen += 1
        for id_, paper in papers.items():
            self.compare(paper, chunks[id_])

    def lines(self, vectors: "Vectors", known: Mapping[str, str]) -> Iterator[str]:
        """What was found, and what belongs to no paper that is known."""
        if self.changed:
            yield f"Chroma: the text of chunks of {counted(self.changed)} is not as it was written"
        if self.lacking:
            yield f"Chroma lacks chunks of {counted(self.lacking)}"
        if self.doubled:
            yield f"Chroma holds sentences twice, in chunks of {counted(self.doubled)}"
        if int(vectors.chunks.count()) != self.seen:
            strange = (row for rows in vectors.every_chunk() for row in rows)
            others = [row.id for row in strange if row.metadata.get("owner") not in known]
            if others:
                yield f"Chroma holds {len(others):,} chunks of no paper ({shown(others)})"

    def compare(self, paper: Paper, rows: Sequence["Row"]) -> None:
        """Compare one paper with its chunks."""
        spans = [_span(paper, row) for row in rows]
        whole = sorted(span for span in spans if span)
        if len(whole) < len(spans):
            self.changed.append(paper.paper_id)
        elif _left_out(paper.text, whole):
            self.lacking.append(paper.paper_id)
        elif any(one[1] > other[0] for one, other in pairwise(whole)):
            self.doubled.append(paper.paper_id)


def _span(paper: Paper, row: "Row") -> Span | None:
    """Where a chunk stands in its paper; None where it does not say what stands there."""
    try:
        node = json.loads(str(row.metadata["_node_content"]))
        start, end = int(node["start_char_idx"]), int(node["end_char_idx"])
    except (ValueError, KeyError, TypeError):
        return None
    text = paper.text[start:end]
    fits = 0 <= start < end and row.text == text and row.id == chunk_id(paper.paper_id, start, text)
    return (start, end) if fits else None


def _left_out(text: str, spans: Sequence[Span]) -> bool:
    """Whether something other than white space stands in none of these, which are in order."""
    at = 0
    for start, end in spans:
        if text[at:start].strip():
            return True
        at = max(at, end)
    return bool(text[at:].strip())


def counted(ids: Sequence[str]) -> str:
    """How many papers, and the first few."""
    return f"{len(ids):,} paper{'' if len(ids) == 1 else 's'} ({shown(ids)})"


def shown(ids: Sequence[str]) -> str:
    """The first few."""
    return ", ".join(ids[:SHOWN]) + (" and others" if ids[SHOWN:] else "")
