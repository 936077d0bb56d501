"""Files that are recognised and not read: what a reader can do instead."""

from functools import partial

from rag.ingest.formats.format import Format, Listed, Source
from rag.model.errors import PageError

_ADVICE = (
    ("PDF", b"%PDF", "a PDF; save the abstracts as text, or the listing page as HTML"),
    ("zip", b"PK\x03\x04", "a zip archive; unpack it first"),
    ("gzip", b"\x1f\x8b", "a gzip archive; unpack it first with: gunzip"),
)


def _starts(start: bytes, source: Source) -> bool:
    return source.data.startswith(start)


def _refuse(advice: str, source: Source) -> Listed:
    raise PageError(source.name, advice)


FORMATS = tuple(
    Format(name, partial(_starts, start), partial(_refuse, advice)) for name, start, advice in _ADVICE
)
