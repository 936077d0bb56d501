"""A chunk's metadata as LlamaIndex 0.14 writes a TextNode's, made without LlamaIndex.

In: a paper and where the chunk stands in its text. Out: the flat metadata that LlamaIndex's vector
stores keep beside a text and make the node from again; to the letter what `node_to_metadata_dict`
gives for the node of `rag.ingest.chunks.chunk_nodes` (tests/test_chunks.py holds them together).
"""

import json
from typing import Any

from rag.ingest.chunks import chunk_id
from rag.model.paper import Paper


def node_metadata(paper: Paper, start: int, end: int) -> dict[str, Any]:
    """Flat, the node itself as JSON under `_node_content`, without its text."""
    about = {"paper_id": paper.paper_id, "title": paper.title, "text_kind": paper.text_kind}
    if paper.published:
        about["published"] = paper.published
    source: dict[str, Any] = {"node_id": paper.paper_id, "node_type": None, "metadata": {}, "hash": None}
    node = {
        "id_": chunk_id(paper.paper_id, start, paper.text[start:end]),
        "embedding": None,
        "metadata": about,
        "excluded_embed_metadata_keys": ["paper_id", "text_kind", "published"],
        "excluded_llm_metadata_keys": [],
        "relationships": {"1": {**source, "class_name": "RelatedNodeInfo"}},
        "metadata_template": "{value}",
        "metadata_separator": "\n",
        "text": "",
        "mimetype": "text/plain",
        "start_char_idx": start,
        "end_char_idx": end,
        "text_template": "{metadata_str}. {content}",
        "class_name": "TextNode",
    }
    named = dict.fromkeys(("document_id", "doc_id", "ref_doc_id"), paper.paper_id or "None")
    return {
        **about,
        "_node_content": json.dumps(node, ensure_ascii=False),
        "_node_type": "TextNode",
        **named,
    }
