"""MiniLM with two low-rank updates, one for texts and one for questions, in torch.

In: word pieces. Out: the vectors that rank papers, and their scores, so that they can be learnt
(eval/learn_readers.py). The update of a dense layer is B A (LoRA; Hu et al., 2022).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn.functional import dropout, gelu, layer_norm, normalize

from eval.readers_data import Text, TrainingQuestion
from rag.encoders.minilm import CLS, SEP
from rag.encoders.minilm_graph import HEADS, LAYERS, WIDTH
from store.item import FloatArray

RANK = 32
READ_AT_ONCE = 8  # texts
DROPPED = 0.1  # of a question's vectors; over texts it gained nothing and cost a fifth of the time
_DENSE = (
    *(f"attention.{name}" for name in ("self.query", "self.key", "self.value", "output.dense")),
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """Papers' vectors, all of length one: documents (n, d); sentences (m, d) with the paper of each (m,);
    word pieces (n, t, p), zeros where there is none."""

    documents: Any
    sentences: Any
    owners: Any
    tokens: Any


@dataclass(frozen=True, slots=True, eq=False)
class QuestionVectors:
    """Questions' vectors (q, d); their word pieces that count, end to end, (k, p), with the question of
    each (k,) and what it counts (k,)."""

    pooled: Any
    tokens: Any
    owners: Any
    weights: Any


class Reader:
    """The published encoder and one update, zero before training unless it is given."""

    def __init__(
        self, weights: Mapping[str, Any], update: Mapping[str, FloatArray] | None, *, dropped: float
    ) -> None:
        self._weights, self._dropped = weights, dropped
        self.update: dict[str, Any] = {}
        for name in (f"encoder.layer.{layer}.{dense}" for layer in range(LAYERS) for dense in _DENSE):
            out, inner = weights[f"{name}.weight"].shape
            a, b = torch.randn(RANK, inner) / math.sqrt(inner), torch.zeros(out, RANK)
            if update:
                a, b = (torch.tensor(update[f"{name}.{part}"], dtype=torch.float32) for part in "ab")
            self.update[f"{name}.a"], self.update[f"{name}.b"] = a.requires_grad_(), b.requires_grad_()

    def __call__(self, pieces: Sequence[Any], *, learning: bool) -> tuple[Any, Any]:
        """Vectors (n, t + 2, d) of texts given as ids, [CLS] and [SEP] added, and the mask (n, t + 2)."""
        drop = self._dropped if learning else 0.0
        length = 2 + max(len(ids) for ids in pieces)
        ids, mask = torch.zeros(len(pieces), length, dtype=torch.long), torch.zeros(len(pieces), length)
        for i, text in enumerate(pieces):
            ids[i, : len(text) + 2] = torch.tensor([CLS, *text.tolist(), SEP])
            mask[i, : len(text) + 2] = 1
        with torch.autocast("cpu", torch.bfloat16):
            read = self._forward(ids, mask, drop)
        return read.float(), mask

    def _forward(self, ids: Any, mask: Any, drop: float) -> Any:
        w, e = self._weights, "embeddings"
        x = w[f"{e}.word_embeddings.weight"][ids] + w[f"{e}.position_embeddings.weight"][: ids.shape[1]]
        x = self._norm(x + w[f"{e}.token_type_embeddings.weight"][0], f"{e}.LayerNorm")
        for layer in range(LAYERS):
            key = f"encoder.layer.{layer}"
            attended = self._dense(self._attention(x, mask, key, drop), f"{key}.attention.output.dense", drop)
            x = self._norm(x + attended, f"{key}.attention.output.LayerNorm")
            wide = gelu(self._dense(x, f"{key}.intermediate.dense", drop))
            x = self._norm(x + self._dense(wide, f"{key}.output.dense", drop), f"{key}.output.LayerNorm")
        return x

    def _attention(self, x: Any, mask: Any, key: str, drop: float) -> Any:
        batch, length = mask.shape
        query, key_, value = (
            self._dense(x, f"{key}.attention.self.{name}", drop)
            .reshape(batch, length, HEADS, WIDTH // HEADS)
            .transpose(1, 2)
            for name in ("query", "key", "value")
        )
        hidden = (1e4 * (1 - mask[:, None, None])).to(query.dtype)
        similar = query @ (key_ / math.sqrt(WIDTH // HEADS)).transpose(2, 3) - hidden
        mixed = similar.softmax(dim=-1).to(value.dtype) @ value
        return mixed.transpose(1, 2).reshape(batch, length, WIDTH)

    def _dense(self, x: Any, name: str, drop: float) -> Any:
        published = torch.nn.functional.linear(
            x, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        )
        x = dropout(x, drop) if drop else x
        return published + x @ self.update[f"{name}.a"].T @ self.update[f"{name}.b"].T

    def _norm(self, x: Any, name: str) -> Any:
        return layer_norm(
            x.float(), (WIDTH,), self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], 1e-12
        )


class Readers:
    """Both readers and the projection (d, p) of word pieces."""

    def __init__(self, published: Mapping[str, FloatArray], start: Mapping[str, FloatArray]) -> None:
        """`start`: `projection` and, where learning goes on from there, `text:NAME.a` and so on."""
        weights = {name: _kept(name, torch.tensor(value)) for name, value in published.items()}
        given = {
            side: {n.removeprefix(f"{side}:"): v for n, v in start.items() if n.startswith(f"{side}:")}
            for side in ("text", "ques")
        }
        self.text = Reader(weights, given["text"], dropped=0.0)
        self.question = Reader(weights, given["ques"], dropped=DROPPED)
        self.projection = torch.tensor(np.asarray(start["projection"], np.float32)).requires_grad_()

    def learnt(self) -> dict[str, Any]:
        """Every tensor that learning changes, by the name it is kept under."""
        sides = {"text": self.text, "ques": self.question}
        updates = {f"{side}:{name}": t for side, reader in sides.items() for name, t in reader.update.items()}
        return {**updates, "projection": self.projection}

    def texts(self, texts: Sequence[Text], *, learning: bool = False) -> TextVectors:
        """The vectors of papers."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i].ids))
        pieces: list[Any] = [None] * len(texts)
        pooled: list[Any] = [None] * len(texts)
        for start in range(0, len(order), READ_AT_ONCE):  # texts of like length, for little is padding then
            some = order[start : start + READ_AT_ONCE]
            read, mask = self.text([texts[i].ids for i in some], learning=learning)
            means = (read * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            for place, i in enumerate(some):
                pieces[i], pooled[i] = read[place, 1 : len(texts[i].ids) + 1], means[place]
        return self._vectors(texts, torch.cat(pieces), torch.stack(pooled))

    def _vectors(self, texts: Sequence[Text], pieces: Any, pooled: Any) -> TextVectors:
        """From the vectors of all word pieces, end to end (k, d), and of whole texts (n, d)."""
        sentence, kept, place = [], [], []
        owners: list[int] = []
        for i, text in enumerate(texts):
            named, order = np.unique(text.sentence[text.sentence >= 0], return_inverse=True)
            flat = np.full(len(text.ids), -1, np.int64)
            flat[text.sentence >= 0] = order + len(owners)
            owners += [i] * len(named)
            sentence.append(flat)
            kept.append(text.kept)
            place += [(i, j) for j in range(int(text.kept.sum()))]
        of, counted = torch.from_numpy(np.concatenate(sentence)), torch.from_numpy(np.concatenate(kept))
        sums = torch.zeros(len(owners), WIDTH).index_add(0, of[of >= 0], pieces[of >= 0])
        row, column = torch.tensor(place).T
        tokens = torch.zeros(len(texts), int(column.max()) + 1, self.projection.shape[1])
        tokens = tokens.index_put((row, column), self._projected(pieces[counted]))
        return TextVectors(
            normalize(pooled, dim=-1),
            normalize(sums, dim=-1),
            torch.tensor(owners),
            tokens,
        )

    def questions(self, questions: Sequence[TrainingQuestion], *, learning: bool = False) -> QuestionVectors:
        """The vectors of questions; word pieces that hardly count are left out."""
        read, mask = self.question([q.ids for q in questions], learning=learning)
        weights = torch.zeros(mask.shape[0], mask.shape[1] - 2)
        for i, question in enumerate(questions):
            weights[i, : len(question.weights)] = torch.from_numpy(question.weights)
        counts = weights > 0.25 * weights.amax(1, keepdim=True)
        weights = torch.where(counts, weights, 0.0)
        weights = weights / weights.sum(1, keepdim=True)
        pooled = (read * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        tokens = self._projected(read[:, 1:-1][counts])
        return QuestionVectors(
            normalize(pooled, dim=-1), tokens, torch.nonzero(counts)[:, 0], weights[counts]
        )

    def _projected(self, vectors: Any) -> Any:
        return normalize(normalize(vectors, dim=-1) @ self.projection, dim=-1)


def _kept(name: str, weights: Any) -> Any:
    """Dense layers are kept as they are computed with."""
    return weights.bfloat16() if ".dense." in name or ".self." in name else weights


def scores(asked: QuestionVectors, texts: TextVectors) -> dict[str, Any]:
    """Late interaction, cosine of the nearest sentence and of the whole paper: (q, n) each."""
    n, t, width = texts.tokens.shape
    flat = texts.tokens.reshape(n * t, width)
    with torch.no_grad():  # which piece is nearest; how near it is, is learnt from
        near = asked.tokens.to(torch.bfloat16) @ flat.to(torch.bfloat16).T
        best = near.reshape(len(near), n, t).argmax(2) + torch.arange(n) * t
        del near
    nearest = (asked.tokens[:, None] * flat[best]).sum(2) * asked.weights[:, None]
    maxsim = torch.zeros(len(asked.pooled), n).index_add(0, asked.owners, nearest.float())
    sentence = torch.full((len(asked.pooled), n), -1.0).scatter_reduce(
        1, texts.owners.expand(len(asked.pooled), -1), asked.pooled @ texts.sentences.T, "amax"
    )
    return {"maxsim": maxsim, "sentence": sentence, "document": asked.pooled @ texts.documents.T}
