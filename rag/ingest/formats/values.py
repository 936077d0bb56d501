"""Values of a record of any program as text, dates and addresses.

In: what JSON, XML or YAML hold under a name. Out: text as it was written; None where there is nothing
of the kind. A date comes out with its year first, of the precision that it had.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from rag.ingest.formats.foreign import in_english

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"p|h[1-6]|title|sec|div|para", re.IGNORECASE)
_NO_DATE = re.compile(r"(?:doi:\s*)?10\.\d{4}|https?:", re.IGNORECASE)  # bioRxiv: where it was published
_YEARS, _DAYS = range(1000, 3000), range(1900_01_01, 2100_12_32)  # a number is a year, or YYYYMMDD
_SECONDS, _MILLISECONDS = (10**8, 10**10), (10**11, 10**13)  # of the years 1973 to 2286
_IN_OBJECTS = (
    "value",
    "@value",
    "text",
    "#text",
    "_text",
    "$",
    "en",
    "content",
    "name",
    "title",
    "description",
)


@lru_cache(maxsize=4096)
def field_key(name: str) -> str:
    """One spelling for "abstractNote", "Abstract Note", "abstract_note" and "dc:abstractNote"."""
    return re.sub(r"[\W_]+", "", name.rpartition(":")[2]).lower()


def by_key(record: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields that hold anything, by their `field_key`; of two spellings the first that does. Those in
    other languages are there under their English names too."""
    fields: dict[str, Any] = {}
    for name, value in record.items():
        if value is not None and value != "" and value != [] and value != {}:
            fields.setdefault(field_key(str(name)), value)
    for name, english in list(in_english(fields)):
        fields.setdefault(english, fields[name])
    return fields


def text_of(value: Any) -> str | None:
    """The text that a value is or holds; the texts of a list one after another."""
    if isinstance(value, str):
        return value.strip().encode("utf-8", "replace").decode() or None  # half a surrogate pair becomes "?"
    if isinstance(value, Mapping):
        return text_of(next((value[name] for name in _IN_OBJECTS if value.get(name)), None))
    if isinstance(value, list | tuple):
        return " ".join(text for item in value if (text := text_of(item))) or None
    return None


def first_text(value: Any) -> str | None:
    """The first text where a list holds several of one kind, such as translations of a title."""
    if isinstance(value, list | tuple):
        return next((text for item in value if (text := text_of(item))), None)
    return text_of(value)


def abstract_of(value: Any) -> str | None:
    """An abstract: one text, sentences, paragraphs with or without labels, or an object of sections."""
    if isinstance(value, Mapping) and not any(value.get(name) for name in _IN_OBJECTS):
        sections = [(str(label), text_of(section)) for label, section in value.items()]
        named = [(label, text) for label, text in sections if text and not _is_heading(label, text)]
        return (
            " ".join(text if _TAG.fullmatch(label) else f"{_label(label)}: {text}" for label, text in named)
            or None
        )
    if isinstance(value, list) and any(isinstance(part, Mapping) and part.get("label") for part in value):
        return " ".join(filter(None, map(_labelled, value))) or None
    if isinstance(value, list) and all(isinstance(one, Mapping) and one.get("source") for one in value):
        return first_text(value)  # INSPIRE's, one and the same of several sources
    return text_of(value)


def _is_heading(label: str, text: str) -> bool:
    """Springer's {"h1": "Abstract", "p": "..."}."""
    return bool(_TAG.fullmatch(label)) and text.strip(" :.").lower() in ("abstract", "summary")


def _labelled(part: Any) -> str | None:
    text, label = text_of(part), text_of(part.get("label")) if isinstance(part, Mapping) else None
    return f"{label}: {text}" if text and label else text


def _label(name: str) -> str:
    return name[:1].upper() + name[1:].replace("_", " ")


def date_of(value: Any) -> str | None:
    """A date as text with its year first: "2019", "2019-7", "2019-7-3"; other texts as they came."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return _date_in_text(value.strip())
    if isinstance(value, int | float):
        return _date_in_number(value)
    if isinstance(value, Mapping):
        return _date_in_object(by_key(value)) or date_of(value.get("$"))
    if isinstance(value, list | tuple) and value:
        parts = value[0] if isinstance(value[0], list | tuple) else value  # CSL's second is the range's end
        return _joined(parts) or next(filter(None, map(date_of, parts)), None)
    return None


def _date_in_text(text: str) -> str | None:
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return _date_in_number(int(text))
    if _NO_DATE.match(text):
        return None
    return text if any(c.isdigit() for c in text) else None


def _date_in_number(number: float) -> str | None:
    if isinstance(number, float) and not math.isfinite(number):
        return None
    whole = int(number)
    if whole in _YEARS:
        return str(whole)
    if whole in _DAYS:
        return f"{whole // 10_000}-{whole // 100 % 100}-{whole % 100}"
    seconds = next(
        (
            whole / scale
            for scale, (low, high) in ((1, _SECONDS), (1000, _MILLISECONDS))
            if low <= whole < high
        ),
        None,
    )
    return (EPOCH + timedelta(seconds=seconds)).date().isoformat() if seconds else None


def _date_in_object(fields: Mapping[str, Any]) -> str | None:
    if text_or_number := fields.get("year"):
        return _joined([text_or_number, fields.get("month"), fields.get("day")]) or date_of(text_or_number)
    names = ("dateparts", "datetime", "date", "raw", "literal", "value", "start", "text")
    return next((found for name in names if (found := date_of(fields.get(name)))), None)


def _joined(parts: Iterable[Any]) -> str | None:
    """The year, month and day that stand apart; None unless the first is a year alone."""
    texts: list[str] = []
    for part in list(parts)[:3]:
        text = str(int(part)) if isinstance(part, float) and math.isfinite(part) else str(part or "").strip()
        if isinstance(part, bool) or not text or text in {"0", "00"}:
            break
        texts.append(text)
    if not texts or not re.fullmatch(r"\d{4}", texts[0]):
        return None
    plain = all(re.fullmatch(r"\d{1,2}", text) for text in texts[1:])
    return ("-" if plain else " ").join(texts)


def addresses_in(*values: Any) -> Iterator[str]:
    """The web addresses among texts, lists and objects of them."""
    for value in values:
        if isinstance(value, str):
            if re.match(r"https?://\S|www\.\S", value.strip()):
                yield value.strip()
        elif isinstance(value, Mapping):
            yield from addresses_in(*(value.get(name) for name in ("href", "url", "URL", "value")))
        elif isinstance(value, list | tuple):
            yield from addresses_in(*(item for item in value if not isinstance(item, list | tuple)))
