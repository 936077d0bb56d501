"""LlamaIndex's MetadataFilters as a test on what is known of a paper.

In: filters, combined with and, or, not, to any depth. Out: a function from a paper's fields to
whether it passes. A filter that the fields cannot answer is a FilterError, never ignored.

A field that a paper lacks passes `!=`, `nin` and `is_empty` only, as in LlamaIndex's own store.
A date may be a year, a month or a day, and stands for the whole of it: `== "2024"` is all of 2024,
`<= "2024-06"` reaches to the end of June. A paper of which only the month or the year is known passes
`<` and the like where some day of it does, and `==` where all of it is.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
)

from rag.model.errors import FilterError
from rag.model.filters import Filters
from rag.retrieval.prefilter import is_of_venue

Fields = Mapping[str, Any]
Accepts = Callable[[Fields], bool]
Test = Callable[[Any, Any], bool]  # a paper's value, the wanted one

_LISTED = (FilterOperator.IN, FilterOperator.NIN)
_NEGATED = (FilterOperator.NE, FilterOperator.NIN)
_COMBINED: Mapping[FilterCondition, Callable[[Any], bool]] = {
    FilterCondition.AND: all,
    FilterCondition.OR: any,
    FilterCondition.NOT: lambda found: not any(found),
}
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class _FieldType:
    """What a field holds: how a wanted value is read (None: it cannot be), and the tests there are."""

    what: str
    read: Callable[[Any], Any]
    tests: Mapping[FilterOperator, Test]

    @property
    def operators(self) -> list[FilterOperator]:
        return [*self.tests, FilterOperator.NE, *_LISTED, FilterOperator.IS_EMPTY]


_TEXT = _FieldType(
    "a text", lambda v: v.casefold() if isinstance(v, str) else None, {FilterOperator.EQ: operator.eq}
)
_VENUE = _FieldType("a text", lambda v: v if isinstance(v, str) else None, {FilterOperator.EQ: is_of_venue})
_NUMBER = _FieldType(
    "a number",
    lambda v: v if isinstance(v, int | float) else None,
    {
        FilterOperator.EQ: operator.eq,
        FilterOperator.GT: operator.gt,
        FilterOperator.GTE: operator.ge,
        FilterOperator.LT: operator.lt,
        FilterOperator.LTE: operator.le,
    },
)
_DATE = _FieldType(
    "a date such as 2024, 2024-06 or 2024-06-30",
    lambda v: str(v) if _ISO.fullmatch(str(v)) else None,
    {
        FilterOperator.EQ: lambda published, wanted: published.startswith(wanted),
        FilterOperator.GT: lambda published, wanted: not Filters(until=wanted).surely_dated(published),
        FilterOperator.GTE: lambda published, wanted: Filters(since=wanted).may_be_dated(published),
        FilterOperator.LT: lambda published, wanted: not Filters(since=wanted).surely_dated(published),
        FilterOperator.LTE: lambda published, wanted: Filters(until=wanted).may_be_dated(published),
    },
)
FIELD_TYPES: Mapping[str, _FieldType] = {
    "paper_id": _TEXT,
    "published": _DATE,
    "organisation": _TEXT,
    "author_count": _NUMBER,
    "upvotes": _NUMBER,
    "text_kind": _TEXT,
    "venue": _VENUE,
}


def accepting(filters: MetadataFilters) -> Accepts:
    """Whether a paper with these fields passes; FilterError for a filter that they cannot answer."""
    parts = [accepting(f) if isinstance(f, MetadataFilters) else _one(f) for f in filters.filters]
    combined = _COMBINED[filters.condition or FilterCondition.AND]
    return lambda fields: combined(part(fields) for part in parts)


def _one(wanted: MetadataFilter) -> Accepts:
    key, asked = wanted.key, wanted.operator
    field_type = FIELD_TYPES.get(key)
    if field_type is None:
        raise FilterError(f"papers cannot be filtered by {key!r}; they can by: {', '.join(FIELD_TYPES)}")
    if asked not in field_type.operators:
        able = ", ".join(o.value for o in field_type.operators)
        raise FilterError(f"{key} cannot be filtered with {asked.value!r}; it can with: {able}")
    if asked is FilterOperator.IS_EMPTY:
        return lambda fields: fields.get(key) is None
    values = _values(field_type, wanted)
    test, negated = field_type.tests.get(asked, field_type.tests[FilterOperator.EQ]), asked in _NEGATED

    def accepts(fields: Fields) -> bool:
        value = field_type.read(fields.get(key))
        return (value is not None and any(test(value, v) for v in values)) != negated

    return accepts


def _values(field_type: _FieldType, wanted: MetadataFilter) -> list[Any]:
    """The wanted values as the field holds them: one, or a list for `in` and `nin`."""
    given = wanted.value if isinstance(wanted.value, list) else [wanted.value]
    values = [field_type.read(value) for value in given]
    if isinstance(wanted.value, list) != (wanted.operator in _LISTED) or None in values:
        what = f"a list, each {field_type.what}" if wanted.operator in _LISTED else field_type.what
        raise FilterError(f"{wanted.key} {wanted.operator.value} takes {what}, not {wanted.value!r}")
    return values
