"""What became of a paper since it appeared: how often it is cited, whether it was retracted.

In: the fields of a record by `field_key`. Out: fields of an Entry. OpenAlex and our own files say
`is_retracted` or `retracted`; Crossref lists notices in "updated-by", one of which may be a reinstatement;
many publishers put "RETRACTED:" before the title. Corrections and concerns are no retractions.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.dates import iso_date
from rag.ingest.formats.fields import number_in
from rag.ingest.formats.values import date_of

_COUNTS = "citationcount citedbycount isreferencedbycount timescited".split()
_RETRACTIONS = ("retraction", "withdrawal", "removal")
_REINSTATED = "reinstatement"
_TITLE = re.compile(r"\W*(?:retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\s*[:\]]", re.IGNORECASE)


def standing_in(fields: Mapping[str, Any], title: str) -> dict[str, Any]:
    """How often it is cited, whether it was retracted, and the DOI of the notice."""
    counts = (number_in(fields, name) for name in _COUNTS)
    retracted, notice = _last_notice(fields.get("updatedby"))
    if retracted is None:
        retracted = any(fields.get(name) is True for name in ("isretracted", "retracted"))
        notice = _text(fields.get("retractionnotice"))
    retracted = retracted or bool(_TITLE.match(title))
    return {
        "citation_count": next((count for count in counts if count is not None), None),
        "retracted": retracted,
        "retraction_notice": notice if retracted else None,
    }


def _last_notice(updates: Any) -> tuple[bool | None, str | None]:
    """Whether the latest notice retracts or reinstates, and its DOI; None where there is neither."""
    notices = sorted(_notices(updates), key=lambda notice: notice[0])
    return (notices[-1][1] != _REINSTATED, notices[-1][2]) if notices else (None, None)


def _notices(updates: Any) -> Iterator[tuple[str, str, str | None]]:
    """The date, the kind and the DOI of each retraction and reinstatement."""
    for update in updates if isinstance(updates, list) else ():
        if isinstance(update, Mapping):
            kind = str(update.get("type", "")).lower()
            if kind in (*_RETRACTIONS, _REINSTATED):
                yield iso_date(date_of(update.get("updated")) or "") or "", kind, _text(update.get("DOI"))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
