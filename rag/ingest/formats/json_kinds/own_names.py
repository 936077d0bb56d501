"""Services whose records differ from others in a few names: BASE, ERIC, EPrints, PLOS, NASA's NTRS."""

import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import by_key, text_of

_DOI = re.compile(r"10\.\d{4,9}/\S+")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of these services under their usual names; nothing for other records."""
    found: dict[str, Any] = {}
    if "dctitle" in fields:  # BASE
        found |= {name[2:]: value for name, value in fields.items() if name.startswith("dc")}
    if "publicationdateyear" in fields:  # ERIC
        found |= {"year": fields["publicationdateyear"], "venue": text_of(fields.get("source"))}
    if "eprintid" in fields and _DOI.fullmatch(str(fields.get("idnumber"))):  # EPrints
        found["doi"] = fields["idnumber"]
    own = fields.get("id")
    if isinstance(own, str) and _DOI.fullmatch(own) and "doi" not in fields:  # PLOS
        found["doi"] = own
    if isinstance(fields.get("authoraffiliations"), list):  # NTRS
        found |= _ntrs(fields)
    return {name: value for name, value in found.items() if value}


def _ntrs(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The people inside their affiliations, and the publication's date rather than the record's."""
    metas = [by_key(one).get("meta") for one in fields["authoraffiliations"] if isinstance(one, Mapping)]
    people = [by_key(meta).get("author") for meta in metas if isinstance(meta, Mapping)]
    listed = fields.get("publications")
    places = [by_key(one) for one in (listed if isinstance(listed, list) else ()) if isinstance(one, Mapping)]
    place = places[0] if places else {}
    return {
        "authors": [one for one in people if one],
        "published": place.get("publicationdate"),
        "doi": place.get("doi"),
        "venue": text_of(place.get("publicationname")),
    }
