"""A paper as the store keeps it, and back.

In: a paper, or what the store gives back. Out: a Chroma row, the names it can be found
by, the text that lexical search reads. The same paper always gives the same record.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rag.encoders.encoder import Encoded
from rag.entities.aliases import aliases_of
from rag.entities.authors import author_keys
from rag.ingest.chunks import chunk_id
from rag.ingest.nodes import node_metadata
from rag.model.identifiers import doi_key
from rag.model.paper import Paper, paper_from, payload_of, title_slug
from rag.text.sentences import Span
from store.item import FloatArray, Item
from store.vectors import Row, Scalar


def lookup_keys_of(paper: Paper) -> tuple[str, ...]:
    """Every exact name a paper can be found by: its id, its title, the title's slug, its DOI."""
    by_doi = {f"id {doi_key(paper.doi)}"} if paper.doi else set()
    return tuple({f"id {paper.paper_id}", f"id {title_slug(paper.title)}", f"title {paper.key}", *by_doi})


def words_of(paper: Paper) -> str:
    """What lexical search reads: the title, the text, and the questions it answers."""
    return "\n".join((paper.title, paper.text, *paper.questions))


def row_of(paper: Paper, vector: Any) -> Row:
    """The paper's row in Chroma: the text as document, the rest in flat metadata."""
    record = json.loads(payload_of(paper))
    del record["text"]
    plain: Mapping[str, Scalar | None] = {
        "title": paper.title,
        "text_kind": paper.text_kind,
        "published": paper.published,
        "organisation": paper.organisation,
        "upvotes": paper.upvotes,
        "author_count": paper.author_count,
        "fingerprint": paper.fingerprint,
        "record": json.dumps(record, ensure_ascii=False),
    }
    return Row(paper.paper_id, paper.text, {k: v for k, v in plain.items() if v is not None}, vector)


def paper_from_row(row: Row) -> Paper:
    """The paper that `row_of` wrote."""
    return paper_from(json.dumps({**json.loads(str(row.metadata["record"])), "text": row.text}))


def filled(vector: FloatArray) -> FloatArray:
    """Chroma wants at least one dimension, also where there is no encoder."""
    return vector if vector.size else np.ones(1, np.float32)


def chunk_rows(paper: Paper, spans: Sequence[Span], encoded: Encoded) -> list[Row]:
    """The chunks as LlamaIndex writes its nodes, so that its tools can open the collection."""
    return [
        Row(
            chunk_id(paper.paper_id, start, paper.text[start:end]),
            paper.text[start:end],
            {**node_metadata(paper, start, end), "owner": paper.paper_id},
            filled(vector),
        )
        for (start, end), vector in zip(spans, encoded.chunks, strict=True)
    ]


def item_of(paper: Paper, encoded: Encoded) -> Item:
    """The paper as the store derives its indexes from it."""
    return Item(
        id=paper.paper_id,
        fingerprint=paper.fingerprint,
        payload=payload_of(paper),
        words=words_of(paper),
        vectors=encoded.vectors,
        lookup_keys=(*lookup_keys_of(paper), *author_keys(paper.authors)),
        numbers={"upvotes": paper.upvotes, "author_count": paper.author_count},
        labels={
            "published": paper.published,
            "organisation": paper.organisation,
            "text_kind": paper.text_kind,
            "venue": paper.venue,
        },
        tags=tuple((n.display, n.prior) for n in aliases_of(paper.paper_id, paper.title, paper.text)),
    )
