"""HAL, and other services that index with Solr: names of fields that end in the kind of their values.

Titles and abstracts in several languages stand in one list, of which the first is the paper's own; the date
on which a paper was handed in is not its own.
"""

import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import first_text

# without the kind, as `field_key` spells them, to what other records call it
_NAMES = {
    "authfullname": "authors",
    "produceddate": "published",
    "publicationdate": "publicationdate",
    "doiid": "doi",
    "arxivid": "arxivid",
    "journaltitle": "journaltitle",
    "booktitle": "booktitle",
    "conferencetitle": "conference",
    "uri": "url",
    "title": "title",
    "entitle": "title",
    "abstract": "abstract",
    "enabstract": "abstract",
}
_KIND = re.compile(r"(.+?)(?:fs|s|t|tdate|dt)")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields under their usual names, of what comes in several languages the first; nothing for other
    records."""
    if not any(name in fields for name in ("halids", "authfullnames", "produceddates", "docid")):
        return {}
    found: dict[str, Any] = {}
    for name, value in fields.items():
        kind = _KIND.fullmatch(name)
        if kind and kind[1] in _NAMES:
            several = kind[1] == "authfullname"
            found.setdefault(_NAMES[kind[1]], value if several else first_text(value))
    return found
