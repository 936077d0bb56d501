"""Crossref and CSL-JSON: titles in lists, subtitles apart, dates as parts; the date of the record or
of a visit is not the paper's."""

from collections.abc import Mapping
from typing import Any

from rag.ingest.formats.values import date_of, first_text, text_of

_DATES = ("issued", "published", "publishedonline", "publishedprint", "posted")


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """One title with its subtitle and the date of publication; nothing where it is no such record."""
    if not any(isinstance(fields.get(name), Mapping) for name in _DATES):
        return _titles(fields) if isinstance(fields.get("title"), list) else {}
    dates = [date for name in _DATES if (date := date_of(fields.get(name)))]
    return {
        **_titles(fields),
        "published": max(dates, key=lambda date: date.startswith(dates[0][:4]) * len(date), default=None),
        "created": None,
        "venue": first_text(fields.get("containertitle")) or fields.get("venue"),
    }


def _titles(fields: Mapping[str, Any]) -> dict[str, Any]:
    title, subtitle = first_text(fields.get("title")), text_of(fields.get("subtitle"))
    both = title and subtitle and subtitle.lower() not in title.lower()
    return {"title": f"{title}: {subtitle}" if both else title}
