"""MiniLM that reads a claim and its source in one pass, in torch: a low-rank update and a head over it.

In: pairs of word pieces. Out: the log odds that the claim follows, so that they can be learnt
(eval/learn_pairs.py), and the tensors that rag/encoders/minilm_graph.py makes a model of.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import dropout, gelu, layer_norm, linear, scaled_dot_product_attention

from rag.encoders.minilm import FloatArray
from rag.encoders.minilm_graph import HEAD, HEADS, LAYERS, WIDTH

RANK, HIDDEN, STRENGTH = 32, 128, 2.0  # STRENGTH: what the update counts while it is learnt
FIRST_LAYER = 1  # the layer below is left as published: a pass back through it is saved
DROPPED = 0.05
_DENSE = (
    *(f"attention.{name}" for name in ("self.query", "self.key", "self.value", "output.dense")),
    "intermediate.dense",
    "output.dense",
)
_UPDATED = tuple(f"encoder.layer.{layer}.{dense}" for layer in range(FIRST_LAYER, LAYERS) for dense in _DENSE)
Pair = tuple[Sequence[int], Sequence[int]]  # word pieces: [CLS] claim [SEP], source [SEP]


class PairModel:
    """The published weights, which stay, and what is learnt."""

    def __init__(self, published: Mapping[str, FloatArray]) -> None:
        self._fixed = {name: torch.from_numpy(value) for name, value in published.items()}
        self._down: dict[str, Any] = {}
        self._up: dict[str, Any] = {}
        for name in _UPDATED:
            out, inner = published[f"{name}.weight"].shape
            self._down[name] = (torch.randn(RANK, inner) / math.sqrt(inner)).requires_grad_()
            self._up[name] = torch.zeros(out, RANK).requires_grad_()
        self._kinds = self._fixed["embeddings.token_type_embeddings.weight"].clone().requires_grad_()
        self._hidden, self._out = nn.Linear(2 * WIDTH, HIDDEN), nn.Linear(HIDDEN, 1)

    def go_on_from(self, kept: Mapping[str, FloatArray]) -> None:
        """Take what `learnt` gave of another model as the beginning."""
        with torch.no_grad():
            for name in _UPDATED:
                self._down[name].copy_(torch.from_numpy(kept[f"{name}.a"].astype(np.float32)))
                self._up[name].copy_(torch.from_numpy(kept[f"{name}.b"].astype(np.float32)) / STRENGTH)
            self._kinds.copy_(torch.from_numpy(kept["embeddings.token_type_embeddings.weight"]))
            for part, layer in (("hidden", self._hidden), ("out", self._out)):
                layer.weight.copy_(torch.from_numpy(kept[f"{HEAD}.{part}.weight"]))
                layer.bias.copy_(torch.from_numpy(kept[f"{HEAD}.{part}.bias"]))

    def tensors(self) -> list[Any]:
        """Everything that learning changes."""
        head = (*self._hidden.parameters(), *self._out.parameters())
        return [*self._down.values(), *self._up.values(), self._kinds, *head]

    def __call__(self, pairs: Sequence[Pair], *, learning: bool = False) -> Any:
        """The log odds of each pair. (n,)"""
        drop = DROPPED if learning else 0.0
        ids, kinds, mask = _padded(pairs)
        e, w = "embeddings", self._fixed
        x = w[f"{e}.word_embeddings.weight"][ids] + w[f"{e}.position_embeddings.weight"][: ids.shape[1]]
        x = self._norm(x + nn.functional.embedding(kinds, self._kinds), f"{e}.LayerNorm")
        hidden_from = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None]
        for layer in range(LAYERS):
            x = self._layer(x, hidden_from, f"encoder.layer.{layer}", drop)
        mine = (mask & (kinds == 0)).float()[..., None]
        both = torch.cat([x[:, 0], (x * mine).sum(1) / mine.sum(1)], 1)
        return self._out(dropout(gelu(self._hidden(both)), drop))[:, 0]

    def learnt(self) -> dict[str, Any]:
        """What is kept, as rag/encoders/minilm_files.py reads it: updates in float16, the rest in float32."""
        kept = {}
        for name in _UPDATED:
            kept[f"{name}.a"] = _array(self._down[name]).astype(np.float16)
            kept[f"{name}.b"] = _array(STRENGTH * self._up[name]).astype(np.float16)
        kept["embeddings.token_type_embeddings.weight"] = _array(self._kinds)
        for part, layer in (("hidden", self._hidden), ("out", self._out)):
            kept[f"{HEAD}.{part}.weight"], kept[f"{HEAD}.{part}.bias"] = map(
                _array, (layer.weight, layer.bias)
            )
        return kept

    def _layer(self, x: Any, hidden_from: Any, key: str, drop: float) -> Any:
        split = (*x.shape[:2], HEADS, WIDTH // HEADS)
        query, key_, value = (
            self._dense(x, f"{key}.attention.self.{name}").view(split).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mixed = scaled_dot_product_attention(query, key_, value, attn_mask=hidden_from)
        attended = self._dense(mixed.transpose(1, 2).reshape(x.shape), f"{key}.attention.output.dense")
        x = self._norm(x + dropout(attended, drop), f"{key}.attention.output.LayerNorm")
        wide = gelu(self._dense(x, f"{key}.intermediate.dense"))
        narrow = dropout(self._dense(wide, f"{key}.output.dense"), drop)
        return self._norm(x + narrow, f"{key}.output.LayerNorm")

    def _dense(self, x: Any, name: str) -> Any:
        published = linear(x, self._fixed[f"{name}.weight"], self._fixed[f"{name}.bias"])
        if name not in self._down:
            return published
        return published + STRENGTH * linear(linear(x, self._down[name]), self._up[name])

    def _norm(self, x: Any, name: str) -> Any:
        return layer_norm(x, (WIDTH,), self._fixed[f"{name}.weight"], self._fixed[f"{name}.bias"], 1e-12)


def _padded(pairs: Sequence[Pair]) -> tuple[Any, Any, Any]:
    """Ids, 0 for the claim and 1 for the source, and what is no padding: (n, longest) each."""
    longest = max(len(claim) + len(source) for claim, source in pairs)
    ids = torch.zeros(len(pairs), longest, dtype=torch.long)
    kinds, mask = torch.ones_like(ids), torch.zeros_like(ids, dtype=torch.bool)
    for row, (claim, source) in enumerate(pairs):
        length = len(claim) + len(source)
        ids[row, :length] = torch.tensor([*claim, *source])
        kinds[row, : len(claim)] = 0
        mask[row, :length] = True
    return ids, kinds, mask


def _array(value: Any) -> Any:
    return value.detach().numpy()
