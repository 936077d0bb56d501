"""Files that are recognised and not read: what a reader can do instead."""

from functools import partial

from rag.ingest.formats.format import Format, Listed, Source
from rag.model.errors import PageError

_ADVICE = (("Office", b"PK\x03\x04", "an office document; save it as text or CSV"),)


def _starts(start: bytes, source: Source) -> bool:
    return source.data.startswith(start)


def _refuse(advice: str, source: Source) -> Listed:
    raise PageError(source.name, advice)


FORMATS = tuple(
    Format(name, partial(_starts, start), partial(_refuse, advice)) for name, start, advice in _ADVICE
)
