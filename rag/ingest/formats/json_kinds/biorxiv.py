"""bioRxiv's and medRxiv's list of preprints that were published: the preprint has names of its own,
beside those of the article that it became."""

from collections.abc import Mapping
from typing import Any

_NAMES = ("title", "authors", "abstract", "doi", "date")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The preprint's fields under their usual names; nothing for other records."""
    if "preprintdoi" not in fields:
        return {}
    own = {name: fields.get(f"preprint{name}") for name in _NAMES}
    return {name: value for name, value in own.items() if value} | {"publisheddate": None, "published": None}
