"""The content of a segment, as arrays: made from items, taken from segments, joined.

In: items, or other contents and the rows wanted of them. Out: arrays ready to be
written.

Vectors are kept as int8 with one scale per row (the largest component becomes 127);
documents in float32, because the first search runs over all of them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from store.item import FloatArray, IntArray, Item

Int8Array = npt.NDArray[np.int8]
Fields = dict[str, float | str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The vectors and hashes of n items that have m sentences, t tokens, k expansion queries and
    h lookup keys in all; the heading of an item counts as its first sentence."""

    documents: FloatArray  # (n, d)
    sentence_starts: IntArray  # (n + 1,) into the sentences
    sentences: Int8Array  # (m, d)
    sentence_scales: FloatArray  # (m,)
    sentence_spans: IntArray  # (m, 2)
    token_starts: IntArray  # (m + 1,) into the tokens, by sentence
    tokens: Int8Array  # (t, p)
    token_scales: FloatArray  # (t,)
    expansion_query_starts: IntArray  # (n + 1,) into the expansion queries
    expansion_queries: Int8Array  # (k, d)
    expansion_query_scales: FloatArray  # (k,)
    id_hashes: npt.NDArray[np.uint64]  # (n,)
    lookup_hashes: npt.NDArray[np.uint64]  # (h,) sorted
    lookup_rows: IntArray  # (h,)


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """A segment's worth of items."""

    ids: list[str]
    fingerprints: list[str]
    columns: list[Fields]
    tags: list[list[tuple[str, float]]]
    payloads: list[bytes]
    words: list[str]
    arrays: Arrays


def quantise(vectors: FloatArray) -> tuple[Int8Array, FloatArray]:
    """Rows to int8 and the scale that brings each back. Shapes (n, d), (n,)."""
    peak = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.maximum(peak, 1e-9) / 127
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def key_hash(lookup_key: str) -> int:
    """64 bits that stand for a lookup key or an id."""
    return int.from_bytes(hashlib.blake2b(lookup_key.encode(), digest_size=8).digest(), "big")


def key_hashes(ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    """`key_hash` of each. (n,)"""
    return np.array([key_hash(id_) for id_ in ids], np.uint64)


def content_of(items: Sequence[Item]) -> Content:
    """The items, in order; there must be at least one."""
    return Content(
        ids=[i.id for i in items],
        fingerprints=[i.fingerprint for i in items],
        columns=[{**i.numbers, **i.labels} for i in items],
        tags=[list(i.tags) for i in items],
        payloads=[i.payload.encode() for i in items],
        words=[i.words for i in items],
        arrays=_arrays(items),
    )


def take(content: Content, rows: Sequence[int]) -> Content:
    """Some of the items, in the order of `rows`."""
    a, chosen = content.arrays, np.asarray(rows, np.int64)
    sentences, sentence_starts = ranges(a.sentence_starts, chosen)
    tokens, token_starts = ranges(a.token_starts, sentences)
    queries, query_starts = ranges(a.expansion_query_starts, chosen)
    new_row = np.full(len(content.ids), -1, np.int64)
    new_row[chosen] = np.arange(len(chosen))
    kept = new_row[a.lookup_rows] >= 0
    arrays = Arrays(
        documents=a.documents[chosen],
        sentence_starts=sentence_starts,
        sentences=a.sentences[sentences],
        sentence_scales=a.sentence_scales[sentences],
        sentence_spans=a.sentence_spans[sentences],
        token_starts=token_starts,
        tokens=a.tokens[tokens],
        token_scales=a.token_scales[tokens],
        expansion_query_starts=query_starts,
        expansion_queries=a.expansion_queries[queries],
        expansion_query_scales=a.expansion_query_scales[queries],
        id_hashes=a.id_hashes[chosen],
        lookup_hashes=a.lookup_hashes[kept],
        lookup_rows=new_row[a.lookup_rows[kept]],
    )
    return Content(
        ids=[content.ids[r] for r in rows],
        fingerprints=[content.fingerprints[r] for r in rows],
        columns=[content.columns[r] for r in rows],
        tags=[content.tags[r] for r in rows],
        payloads=[content.payloads[r] for r in rows],
        words=[content.words[r] for r in rows],
        arrays=arrays,
    )


def concatenate(contents: Sequence[Content]) -> Content:
    """Several contents as one, in order."""
    joined: dict[str, Any] = {}
    for name in (f.name for f in fields(Arrays)):
        pieces = [getattr(c.arrays, name) for c in contents]
        joined[name] = _join_starts(pieces) if name.endswith("_starts") else np.concatenate(pieces)
    offsets = np.cumsum([0] + [len(c.ids) for c in contents[:-1]])
    rows = np.concatenate([c.arrays.lookup_rows + o for c, o in zip(contents, offsets, strict=True)])
    order = np.argsort(joined["lookup_hashes"], kind="stable")
    joined["lookup_hashes"], joined["lookup_rows"] = joined["lookup_hashes"][order], rows[order]
    return Content(
        ids=[x for c in contents for x in c.ids],
        fingerprints=[x for c in contents for x in c.fingerprints],
        columns=[x for c in contents for x in c.columns],
        tags=[x for c in contents for x in c.tags],
        payloads=[x for c in contents for x in c.payloads],
        words=[x for c in contents for x in c.words],
        arrays=Arrays(**joined),
    )


def ranges(starts: IntArray, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """The places that the chosen rows own, one after the other, (m,), and the rows' new starts, (n + 1,)."""
    lengths = starts[chosen + 1] - starts[chosen]
    new_starts = starts_of(lengths)
    places = np.repeat(starts[chosen] - new_starts[:-1], lengths) + np.arange(new_starts[-1])
    return places.astype(np.int64), new_starts


def starts_of(lengths: Any) -> IntArray:
    """Where each of several neighbouring runs begins, and where the last one ends. (n + 1,)."""
    return np.concatenate(([0], np.cumsum(np.asarray(lengths, np.int64)))).astype(np.int64)


def _join_starts(pieces: Sequence[IntArray]) -> IntArray:
    return starts_of(np.concatenate([np.diff(p) for p in pieces]))


def _arrays(items: Sequence[Item]) -> Arrays:
    vectors = [i.vectors for i in items]
    sentences, sentence_scales = quantise(np.concatenate([v.sentences for v in vectors]))
    tokens, token_scales = quantise(np.concatenate([v.tokens for v in vectors]))
    queries, query_scales = quantise(np.concatenate([v.expansion_queries for v in vectors]))
    per_sentence = [np.bincount(v.token_sentences, minlength=len(v.sentences)) for v in vectors]
    hashed = sorted((key_hash(k), row) for row, item in enumerate(items) for k in set(item.lookup_keys))
    return Arrays(
        documents=np.stack([v.document for v in vectors]),
        sentence_starts=starts_of([len(v.sentences) for v in vectors]),
        sentences=sentences,
        sentence_scales=sentence_scales,
        sentence_spans=np.concatenate([v.sentence_spans for v in vectors]),
        token_starts=starts_of(np.concatenate(per_sentence)),
        tokens=tokens,
        token_scales=token_scales,
        expansion_query_starts=starts_of([len(v.expansion_queries) for v in vectors]),
        expansion_queries=queries,
        expansion_query_scales=query_scales,
        id_hashes=key_hashes([i.id for i in items]),
        lookup_hashes=np.array([h for h, _ in hashed], np.uint64),
        lookup_rows=np.array([r for _, r in hashed], np.int64),
    )
