"""The content of a segment, as arrays: made from items, taken from segments, joined.

In: items, or other contents and the rows wanted of them. Out: arrays ready to be
written. Knows nothing of files.

Vectors are kept as int8 with one scale per row (the largest component becomes 127);
whole texts in float32, because the first search runs over all of them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from store.item import FloatArray, IntArray, Item

Int8Array = npt.NDArray[np.int8]
Row = dict[str, float | str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """Everything numeric of n items with m parts, t tokens, k keys and h handles in all."""

    whole: FloatArray  # (n, d)
    part_starts: IntArray  # (n + 1,) into the parts
    parts: Int8Array  # (m, d)
    part_scales: FloatArray  # (m,)
    spans: IntArray  # (m, 2)
    token_starts: IntArray  # (m + 1,) into the tokens, by part
    tokens: Int8Array  # (t, p)
    token_scales: FloatArray  # (t,)
    key_starts: IntArray  # (n + 1,) into the keys
    keys: Int8Array  # (k, d)
    key_scales: FloatArray  # (k,)
    id_hashes: npt.NDArray[np.uint64]  # (n,)
    handle_hashes: npt.NDArray[np.uint64]  # (h,) sorted
    handle_rows: IntArray  # (h,)


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """A segment's worth of items."""

    ids: list[str]
    fingerprints: list[str]
    columns: list[Row]
    tags: list[list[tuple[str, float]]]
    payloads: list[bytes]
    words: list[str]
    arrays: Arrays


def quantise(vectors: FloatArray) -> tuple[Int8Array, FloatArray]:
    """Rows to int8 and the scale that brings each back. Shapes (n, d), (n,)."""
    peak = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.maximum(peak, 1e-9) / 127
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def handle_hash(handle: str) -> int:
    """64 bits that stand for a name an item goes by."""
    return int.from_bytes(hashlib.blake2b(handle.encode(), digest_size=8).digest(), "big")


def hashes(ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    """`handle_hash` of each. (n,)"""
    return np.array([handle_hash(id_) for id_ in ids], np.uint64)


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
    parts, part_starts = ranges(a.part_starts, chosen)
    tokens, token_starts = ranges(a.token_starts, parts)
    keys, key_starts = ranges(a.key_starts, chosen)
    new_row = np.full(len(content.ids), -1, np.int64)
    new_row[chosen] = np.arange(len(chosen))
    kept = new_row[a.handle_rows] >= 0
    arrays = Arrays(
        whole=a.whole[chosen],
        part_starts=part_starts,
        parts=a.parts[parts],
        part_scales=a.part_scales[parts],
        spans=a.spans[parts],
        token_starts=token_starts,
        tokens=a.tokens[tokens],
        token_scales=a.token_scales[tokens],
        key_starts=key_starts,
        keys=a.keys[keys],
        key_scales=a.key_scales[keys],
        id_hashes=a.id_hashes[chosen],
        handle_hashes=a.handle_hashes[kept],
        handle_rows=new_row[a.handle_rows[kept]],
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


def join(contents: Sequence[Content]) -> Content:
    """Several contents as one, in order."""
    joined: dict[str, Any] = {}
    for name in (f.name for f in fields(Arrays)):
        pieces = [getattr(c.arrays, name) for c in contents]
        joined[name] = _join_starts(pieces) if name.endswith("_starts") else np.concatenate(pieces)
    offsets = np.cumsum([0] + [len(c.ids) for c in contents[:-1]])
    rows = np.concatenate([c.arrays.handle_rows + o for c, o in zip(contents, offsets, strict=True)])
    order = np.argsort(joined["handle_hashes"], kind="stable")
    joined["handle_hashes"], joined["handle_rows"] = joined["handle_hashes"][order], rows[order]
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
    """The places that the chosen rows own, one after the other, and the rows' new starts."""
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
    grains = [i.grains for i in items]
    parts, part_scales = quantise(np.concatenate([g.parts for g in grains]))
    tokens, token_scales = quantise(np.concatenate([g.tokens for g in grains]))
    keys, key_scales = quantise(np.concatenate([g.keys for g in grains]))
    per_part = [np.bincount(g.token_parts, minlength=len(g.parts)) for g in grains]
    handles = sorted((handle_hash(h), row) for row, item in enumerate(items) for h in set(item.handles))
    return Arrays(
        whole=np.stack([g.whole for g in grains]),
        part_starts=starts_of([len(g.parts) for g in grains]),
        parts=parts,
        part_scales=part_scales,
        spans=np.concatenate([g.spans for g in grains]),
        token_starts=starts_of(np.concatenate(per_part)),
        tokens=tokens,
        token_scales=token_scales,
        key_starts=starts_of([len(g.keys) for g in grains]),
        keys=keys,
        key_scales=key_scales,
        id_hashes=hashes([i.id for i in items]),
        handle_hashes=np.array([h for h, _ in handles], np.uint64),
        handle_rows=np.array([r for _, r in handles], np.int64),
    )
