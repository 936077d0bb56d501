"""Cut a paper into chunks: LlamaIndex nodes that keep their place in the text.

In: a paper, the offsets of its sentences, a counter of word pieces. Out: spans of
whole sentences that the encoder can hold with the title in front, and a node for each.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.model.paper import Paper
from rag.text.sentences import Span

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

Chunk = Span  # whole sentences of a text, from start to end
ROOM = 256 - 2  # word pieces MiniLM was trained to hold, less [CLS] and [SEP]
SMALLEST_ROOM = 64  # a very long title does not squeeze the text out


def chunk_spans(text: str, spans: Sequence[Span], count: Callable[[str], int], *, room: int) -> list[Span]:
    """Neighbouring sentences together: as few chunks as `room` allows, as evenly filled as can be.

    A single sentence that does not fit is cut between words. The spans cover every sentence.
    """
    pieces = [piece for span in spans for piece in _fitting(text, span, count, room)]
    sizes = [count(text[a:b]) for a, b in pieces]
    fewest = len(_packed(sizes, room))
    least = sum(sizes) // max(1, fewest)
    aim = next(aim for aim in range(least, room + 1) if len(_packed(sizes, aim)) == fewest)
    return [(pieces[first][0], pieces[last][1]) for first, last in _packed(sizes, aim)]


def _packed(sizes: Sequence[int], room: int) -> list[tuple[int, int]]:
    """The first and the last of each run of neighbours that `room` holds; at least one each."""
    found: list[tuple[int, int]] = []
    filled = 0
    for number, size in enumerate(sizes):
        if found and filled + size <= room:
            found[-1] = (found[-1][0], number)
            filled += size
        else:
            found.append((number, number))
            filled = size
    return found


def _fitting(text: str, span: Span, count: Callable[[str], int], room: int) -> list[Span]:
    """The span itself, or halves of it, cut at a space, until each fits."""
    start, end = span
    if count(text[start:end]) <= room:
        return [span]
    middle = (start + end) // 2
    cut = text.rfind(" ", start + 1, middle)
    if cut < 0:
        cut = text.find(" ", middle, end - 1)
    first, second = ((start, cut), (cut + 1, end)) if cut > 0 else ((start, middle), (middle, end))
    return _fitting(text, first, count, room) + _fitting(text, second, count, room)


def paper_chunks(paper: Paper, spans: Sequence[Span], count: Callable[[str], int]) -> list[Span]:
    """The chunks of a paper's text; each fits the embedder's window with the title in front."""
    return chunk_spans(paper.text, spans, count, room=max(SMALLEST_ROOM, ROOM - count(f"{paper.title}. ")))


def chunk_id(paper_id: str, start: int, text: str) -> str:
    """Same text at the same place, same id: building twice changes nothing."""
    return hashlib.sha256(f"{paper_id}\n{start}\n{text}".encode()).hexdigest()[:16]


def chunk_nodes(paper: Paper, spans: Sequence[Span]) -> "list[TextNode]":
    """One node per span; `start_char_idx` and `end_char_idx` point into the paper's text."""
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    source = RelatedNodeInfo(node_id=paper.paper_id)
    about = {"paper_id": paper.paper_id, "title": paper.title, "text_kind": paper.text_kind}
    if paper.published:
        about["published"] = paper.published
    return [
        TextNode(
            id_=chunk_id(paper.paper_id, start, paper.text[start:end]),
            text=paper.text[start:end],
            start_char_idx=start,
            end_char_idx=end,
            metadata=dict(about),
            relationships={NodeRelationship.SOURCE: source},
            excluded_embed_metadata_keys=["paper_id", "text_kind", "published"],
            metadata_template="{value}",
            text_template="{metadata_str}. {content}",
        )
        for start, end in spans
    ]
