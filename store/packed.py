"""An item of a segment as one text, and back: what a server keeps beside a row, so that nobody embeds it
again.

In: a content of one item. Out: a text of letters, digits and signs that JSON takes as they are; the same
content to the bit. DamagedError where a text is something else, NewerFormatError where a newer version
wrote it."""

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from store.checks import check_arrays
from store.content import Arrays, Content
from store.manifest import FORMAT_VERSION
from store.schema import DamagedError, NewerFormatError

_KINDS = {
    "documents": "<f4",
    "sentence_starts": "<i8",
    "sentences": "<i1",
    "sentence_scales": "<f4",
    "sentence_spans": "<i8",
    "token_starts": "<i8",
    "tokens": "<i1",
    "token_scales": "<f4",
    "expansion_query_starts": "<i8",
    "expansion_queries": "<i1",
    "expansion_query_scales": "<f4",
    "id_hashes": "<u8",
    "lookup_hashes": "<u8",
    "lookup_rows": "<i8",
}
_LEVEL = 1  # of compression: vectors hardly get smaller
_SUSPECT = (ValueError, KeyError, TypeError, IndexError, AttributeError, zlib.error, struct.error)


def packed(content: Content) -> str:
    """The one item of a content."""
    arrays = {name: np.asarray(getattr(content.arrays, name), kind) for name, kind in _KINDS.items()}
    about = {
        "format": FORMAT_VERSION,
        "id": content.ids[0],
        "fingerprint": content.fingerprints[0],
        "columns": content.columns[0],
        "tags": content.tags[0],
        "payload": content.payloads[0].decode("utf-8", "surrogateescape"),
        "words": content.words[0],
        "shapes": {name: array.shape for name, array in arrays.items()},
    }
    header = json.dumps(about).encode()
    parts = (struct.pack("<I", len(header)), header, *(array.tobytes() for array in arrays.values()))
    return base64.b85encode(zlib.compress(b"".join(parts), _LEVEL)).decode()


def unpacked(text: str) -> Content:
    """The content that `packed` made a text of."""
    try:
        read = zlib.decompress(base64.b85decode(text))
        (length,) = struct.unpack_from("<I", read)
        about = json.loads(read[4 : 4 + length])
        if about["format"] > FORMAT_VERSION:
            raise NewerFormatError(f"an item is of format {about['format']}")
        return _content(about, _arrays(about["shapes"], read, 4 + length))
    except _SUSPECT as error:
        raise DamagedError(f"an item is not as it was written ({error})") from error


def _arrays(shapes: dict[str, Any], read: bytes, at: int) -> Arrays:
    found = {}
    for name, kind in _KINDS.items():
        shape = tuple(int(n) for n in shapes[name])
        count = int(np.prod(shape, dtype=np.int64))
        found[name] = np.frombuffer(read, kind, count, at).reshape(shape)
        at += count * np.dtype(kind).itemsize
    arrays = Arrays(**found)
    check_arrays(Path("an item"), arrays, 1)
    return arrays


def _content(about: dict[str, Any], arrays: Arrays) -> Content:
    return Content(
        ids=[str(about["id"])],
        fingerprints=[str(about["fingerprint"])],
        columns=[dict(about["columns"])],
        tags=[[(str(name), float(weight)) for name, weight in about["tags"]]],
        payloads=[about["payload"].encode("utf-8", "surrogateescape")],
        words=[str(about["words"])],
        arrays=arrays,
    )
