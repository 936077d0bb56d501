"""All the limits that a question sets on papers, on top of those that still hold.

In: a question made to stand alone, what the library knows of names. Out: its filters, and its words without
them. Each kind of limit has a module of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from rag.model.filters import Filters
from rag.query.authors import Known, find_authors
from rag.query.filters import find_filters, tidy
from rag.query.followup import Resolved
from rag.query.left_out import find_left_out
from rag.query.mentions import find_mentions
from rag.query.venues import find_venues


def find_limits(
    resolved: Resolved, known: Known, is_venue: Callable[[str], bool], today: date
) -> tuple[Filters, str]:
    """The filters that a question sets, on top of those that still hold, and its words without them;
    dates take the place of dates."""
    left_out, question = find_left_out(resolved.question, known)
    venue, question = find_venues(question, is_venue)
    own, unfiltered = find_filters(question, today, known.organisations)
    own, unfiltered = _with_names(replace(own.within(left_out), venue=venue), unfiltered, known)
    held = resolved.filters.without_dates() if own.since or own.until else resolved.filters
    return held.within(own), unfiltered


def _with_names(filters: Filters, text: str, known: Known) -> tuple[Filters, str]:
    """The filters with the authors and the words that papers are to have, and the text without them."""
    authors, organisations, text = find_authors(text, known)
    mentions, text = find_mentions(text)
    organisations = filters.organisation or organisations
    return replace(filters, author=authors, mentions=mentions, organisation=organisations), tidy(text)
