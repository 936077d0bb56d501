"""Learn the question adapter: `python -m eval.learn_question_adapter`.

A question's vectors come nearer to those of the texts that answer it.

In: the starter library's digests and the questions written for them. Out:
rag/encoders/question_adapter.npz, a low-rank update of the encoder for questions (LoRA; Hu et al.,
2022). Texts are still encoded by the published model, so no library has to be rebuilt.
With --check a fifth of the papers is kept out, and only how often their questions find them,
before and after, is printed. Needs torch (pip install torch), which nothing else does.

A question is scored against every paper by the vectors that rank papers (rag/retrieval/searcher.py); the
loss is the cross-entropy of its own paper, for the sum with and without expansion
queries and for late interaction and the document cosine alone.
"""

import argparse
import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import cross_entropy, dropout, gelu, layer_norm, normalize

from rag.answering.assistant import Assistant
from rag.encoders.encoder import Document
from rag.encoders.minilm import CLS, SEP, WIDTH
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.minilm_files import ADAPTER
from rag.encoders.minilm_graph import HEADS, LAYERS
from rag.encoders.opening import open_encoder
from rag.ingest.library import Library
from rag.ingest.starter import starter_papers
from rag.model.paper import Paper
from rag.model.settings import Settings
from rag.retrieval.parameters import parameters
from rag.text.sentences import sentences
from store.item import FloatArray

RANK, SEED = 8, 1
EPOCHS, BATCH, RATE, WARM_UP = 3, 32, 1e-3, 20
DROPPED = 0.2
SHARPNESS = 20.0  # scores are multiplied by this before the softmax
SHARES = {"maxsim": 0.5, "document": 0.5, "sum": 0.5, "expanded": 0.5}  # of the loss
_DENSE = (
    *(f"attention.{name}" for name in ("self.query", "self.key", "self.value", "output.dense")),
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True, slots=True, eq=False)
class TrainingQuestion:
    """Word pieces (t,), how much each counts (t,), the BM25 score of each paper (n,), the paper that
    answers, and the question's place among the expansion queries of all papers."""

    ids: npt.NDArray[np.int32]
    weights: FloatArray
    bm25: FloatArray
    paper: int
    place: int


class Texts:
    """Every paper's vectors, laid end to end: documents (n, d), sentences, tokens, expansion queries; and
    the paper that each belongs to."""

    def __init__(self, encoder: MiniLMEncoder, papers: Sequence[Paper]) -> None:
        documents = [Document(p.title, p.text, sentences(p.text), [], p.questions) for p in papers]
        vectors = [encoded.vectors for encoded in encoder.documents(documents)]
        self.documents = torch.tensor(np.stack([g.document for g in vectors]))
        self.sentences = torch.tensor(np.concatenate([g.sentences for g in vectors]))
        self.tokens = torch.tensor(np.concatenate([g.tokens for g in vectors]))
        self.expansion_queries = torch.tensor(np.concatenate([g.expansion_queries for g in vectors]))
        self.sentence_owner, self.token_owner, self.expansion_owner = (
            torch.tensor(np.repeat(np.arange(len(vectors)), counts))
            for counts in zip(
                *((len(g.sentences), len(g.tokens), len(g.expansion_queries)) for g in vectors), strict=True
            )
        )

    def nearest(self, similarity: Any, owner: Any) -> Any:
        """The largest similarity (q, items) within each paper: (q, n)."""
        empty = torch.full((len(similarity), len(self.documents)), -1.0)
        return empty.scatter_reduce(1, owner.expand(len(similarity), -1), similarity, "amax")


class AdaptedEncoder:
    """The published encoder and, added to each dense layer, B A: zero before training."""

    def __init__(self, weights: Mapping[str, FloatArray], projection: FloatArray) -> None:
        self._weights = {name: torch.tensor(value) for name, value in weights.items()}
        self._projection = torch.tensor(projection)
        self.update: dict[str, Any] = {}
        for layer in range(LAYERS):
            for name in (f"encoder.layer.{layer}.{dense}" for dense in _DENSE):
                out, inner = self._weights[f"{name}.weight"].shape
                self.update[f"{name}.a"] = (torch.randn(RANK, inner) / math.sqrt(inner)).requires_grad_()
                self.update[f"{name}.b"] = torch.zeros(out, RANK, requires_grad=True)

    def __call__(self, questions: Sequence[TrainingQuestion], *, learning: bool) -> tuple[Any, Any, Any]:
        """Pooled vectors (q, d), word pieces' projected vectors (q, t, p), both of length one, and the
        pieces' weights (q, t), 0 where there is none."""
        drop = DROPPED if learning else 0.0
        length = 2 + max(len(q.ids) for q in questions)
        ids = torch.zeros(len(questions), length, dtype=torch.long)
        mask, weights = torch.zeros(len(questions), length), torch.zeros(len(questions), length)
        for i, question in enumerate(questions):
            n = len(question.ids)
            ids[i, : n + 2] = torch.tensor([CLS, *question.ids.tolist(), SEP])
            mask[i, : n + 2] = 1
            weights[i, 1 : n + 1] = torch.tensor(question.weights)
        read = self._forward(ids, mask, drop)
        pooled = (read * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        tokens = normalize(normalize(read, dim=-1) @ self._projection, dim=-1)
        return normalize(pooled, dim=-1), tokens, weights

    def _forward(self, ids: Any, mask: Any, drop: float) -> Any:
        w, e = self._weights, "embeddings"
        x = w[f"{e}.word_embeddings.weight"][ids] + w[f"{e}.position_embeddings.weight"][: ids.shape[1]]
        x = dropout(self._norm(x + w[f"{e}.token_type_embeddings.weight"][0], f"{e}.LayerNorm"), drop)
        for layer in range(LAYERS):
            key = f"encoder.layer.{layer}"
            attended = self._dense(self._attention(x, mask, key, drop), f"{key}.attention.output.dense", drop)
            x = self._norm(x + dropout(attended, drop), f"{key}.attention.output.LayerNorm")
            wide = gelu(self._dense(x, f"{key}.intermediate.dense", drop))
            narrow = self._dense(wide, f"{key}.output.dense", drop)
            x = self._norm(x + dropout(narrow, drop), f"{key}.output.LayerNorm")
        return x

    def _attention(self, x: Any, mask: Any, key: str, drop: float) -> Any:
        batch, length = mask.shape
        query, key_, value = (
            self._dense(x, f"{key}.attention.self.{name}", drop)
            .reshape(batch, length, HEADS, WIDTH // HEADS)
            .transpose(1, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key_.transpose(2, 3) / math.sqrt(WIDTH // HEADS) - 1e4 * (1 - mask[:, None, None])
        mixed = dropout(scores.softmax(dim=-1), drop) @ value
        return mixed.transpose(1, 2).reshape(batch, length, WIDTH)

    def _dense(self, x: Any, name: str, drop: float) -> Any:
        published = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return published + dropout(x, drop) @ self.update[f"{name}.a"].T @ self.update[f"{name}.b"].T

    def _norm(self, x: Any, name: str) -> Any:
        return layer_norm(x, (WIDTH,), self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], 1e-12)


def scores(
    encoder: AdaptedEncoder, texts: Texts, questions: Sequence[TrainingQuestion], *, learning: bool
) -> dict[str, Any]:
    """Late interaction, document cosine, their sum with BM25 and the nearest sentence, and that with the
    nearest of the papers' other expansion queries: (q, n) each."""
    pooled, tokens, weights = encoder(questions, learning=learning)
    asked = weights > 0
    nearest = texts.nearest(tokens[asked] @ texts.tokens.T, texts.token_owner) * weights[asked][:, None]
    empty = torch.zeros(len(questions), len(texts.documents))
    maxsim = empty.index_add(0, torch.nonzero(asked)[:, 0], nearest)
    document = pooled @ texts.documents.T
    cosines = pooled @ texts.expansion_queries.T
    cosines[torch.arange(len(questions)), [q.place for q in questions]] = 0.0  # not found by itself
    expansion = texts.nearest(cosines, texts.expansion_owner)
    sentence = texts.nearest(pooled @ texts.sentences.T, texts.sentence_owner)
    fusion = parameters().fusion
    total = (
        fusion.bm25 * torch.tensor(np.stack([q.bm25 for q in questions]))
        + fusion.maxsim * maxsim
        + fusion.document * document
        + fusion.sentence * sentence
    )
    expanded = total + fusion.expansion * expansion
    return {"maxsim": maxsim, "document": document, "sum": total, "expanded": expanded}


def learn(encoder: AdaptedEncoder, texts: Texts, questions: Sequence[TrainingQuestion]) -> Iterator[float]:
    """Train the update; yields each epoch's mean loss."""
    among = sorted({q.paper for q in questions})  # a paper kept out must not be learnt as a wrong one
    columns = {paper: i for i, paper in enumerate(among)}
    steps = EPOCHS * (len(questions) // BATCH)
    optimiser = torch.optim.AdamW(encoder.update.values(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.05, 1 - step / steps)
    )
    for _ in range(EPOCHS):
        order, losses = torch.randperm(len(questions)).tolist(), []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            batch = [questions[i] for i in order[start : start + BATCH]]
            wanted = torch.tensor([columns[q.paper] for q in batch])
            found = scores(encoder, texts, batch, learning=True)
            loss = sum(s * cross_entropy(SHARPNESS * found[n][:, among], wanted) for n, s in SHARES.items())
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.update.values(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        yield sum(losses) / len(losses)


def hits(encoder: AdaptedEncoder, texts: Texts, questions: Sequence[TrainingQuestion]) -> str:
    """How often the right paper comes first, by each score."""
    right: dict[str, list[bool]] = {}
    with torch.no_grad():
        for start in range(0, len(questions), BATCH):
            batch = questions[start : start + BATCH]
            for name, found in scores(encoder, texts, batch, learning=False).items():
                first = found.argmax(dim=1).tolist()
                right.setdefault(name, []).extend(q.paper == f for q, f in zip(batch, first, strict=True))
    return ", ".join(f"{name} {np.mean(found):.3f}" for name, found in right.items())


def read_questions(encoder: MiniLMEncoder, papers: Sequence[Paper]) -> list[TrainingQuestion]:
    """The starter library's questions, as a search reads them in a library without expansion queries."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), encoder)
        library.ingest([replace(paper, questions=()) for paper in papers])
        searcher = Assistant(library.reader, encoder).searcher
        catalogue = searcher.catalogue
        rows = np.array([catalogue.row(paper.paper_id) for paper in papers])
        asked = [(i, text) for i, paper in enumerate(papers) for text in paper.questions]
        found = []
        for place, (i, text) in enumerate(asked):
            query, ids = searcher.query(text), encoder.model.encode_question(text).ids
            bm25 = (catalogue.snapshot.lexical(query.idf) / query.max_score)[rows]
            found.append(TrainingQuestion(ids, query.token_weights, bm25.astype(np.float32), i, place))
        return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--check", action="store_true", help="keep a fifth of the papers out, write nothing")
    check = options.parse_args().check
    encoder = open_encoder(Settings(), None, print)
    assert isinstance(encoder, MiniLMEncoder), "the weights of MiniLM are needed"
    papers = list(starter_papers())
    questions, texts = read_questions(encoder, papers), Texts(encoder, papers)
    torch.manual_seed(SEED)
    adapted = AdaptedEncoder(encoder.model.files.published(), encoder.projection)
    kept_out = set(np.random.default_rng(0).permutation(len(papers))[: len(papers) // 5].tolist())
    others = [q for q in questions if q.paper in kept_out]
    if check:
        questions = [q for q in questions if q.paper not in kept_out]
        print(json.dumps({"before": hits(adapted, texts, others)}))
    for epoch, loss in enumerate(learn(adapted, texts, questions), 1):
        print(json.dumps({"epoch": epoch, "loss": round(loss, 3)}), flush=True)
    if check:
        print(json.dumps({"after": hits(adapted, texts, others)}))
        return
    np.savez_compressed(
        ADAPTER, **{n: v.detach().numpy().astype(np.float16) for n, v in adapted.update.items()}
    )
    print(f"wrote {ADAPTER.name}; now fit abstention and answerability again: python -m eval.calibrate")


if __name__ == "__main__":
    main()
