"""BERT written out plainly in float32, to hold the models against."""

import math
from typing import Any

import numpy as np


def bert(w: dict[str, Any], ids: Any) -> Any:
    """The published architecture, written out plainly in float32: ids, framed, to (n, 384)."""
    return bert_layers(w, ids, np.zeros(len(ids), int))


def gelu(x: Any) -> Any:
    return x * (1 + np.vectorize(math.erf)(x / np.sqrt(2))) / 2


def bert_layers(w: dict[str, Any], ids: Any, kinds: Any) -> Any:
    """The same of two texts, told apart by their kind, 0 and 1."""

    def dense(x: Any, key: str) -> Any:
        return x @ w[f"{key}.weight"].T + w[f"{key}.bias"]

    def norm(x: Any, key: str) -> Any:
        x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
        return x * w[f"{key}.weight"] + w[f"{key}.bias"]

    def heads(x: Any) -> Any:
        return x.reshape(len(x), 12, 32).transpose(1, 0, 2)

    e = "embeddings"
    x = w[f"{e}.word_embeddings.weight"][ids] + w[f"{e}.position_embeddings.weight"][: len(ids)]
    x = norm(x + w[f"{e}.token_type_embeddings.weight"][kinds], f"{e}.LayerNorm")
    for layer in range(6):
        key = f"encoder.layer.{layer}"
        q, k, v = (heads(dense(x, f"{key}.attention.self.{n}")) for n in ("query", "key", "value"))
        near = np.exp(q @ k.transpose(0, 2, 1) / np.sqrt(32))
        mixed = (near / near.sum(axis=-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(x), 384)
        x = norm(x + dense(mixed, f"{key}.attention.output.dense"), f"{key}.attention.output.LayerNorm")
        wide = gelu(dense(x, f"{key}.intermediate.dense"))
        x = norm(x + dense(wide, f"{key}.output.dense"), f"{key}.output.LayerNorm")
    return x
