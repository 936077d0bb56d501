"""Filters as a value: dates, who wrote them, words, venues, numbers of authors and upvotes that papers must
have.

rag/query/filters.py, authors.py, mentions.py and venues.py find them in a message,
rag/retrieval/prefilter.py applies them.
"""

from calendar import monthrange
from dataclasses import asdict, dataclass, replace

YEAR, MONTH = len("2024"), len("2024-05")  # letters of a date that is known so far


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter that is set: the fields of `Filters` that set it, and how it reads."""

    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which papers pass; both ends of every range are included, dates are ISO 8601."""

    since: str | None = None
    until: str | None = None
    organisation: str | None = None  # several are joined by " or "
    min_upvotes: int | None = None
    max_upvotes: int | None = None
    min_authors: int | None = None
    max_authors: int | None = None
    author: str | None = None  # names as typed; several are joined by " or " or, all of them, " and "
    mentions: str | None = None  # exact words that the text has, joined likewise
    in_title: str | None = None  # exact words that the title has, joined likewise
    papers: str | None = None  # their ids, joined by blanks
    venue: str | None = None  # a journal, conference or series as typed; several are joined by " or "
    # Which papers do not pass; any of several is enough, and a field that is not known leaves nothing out.
    except_dates: str | None = None  # "2023-01-01/2023-12-31"; several are joined by " or "
    except_organisation: str | None = None
    except_author: str | None = None
    except_mentions: str | None = None

    @property
    def empty(self) -> bool:
        """Whether every paper passes."""
        return self == Filters()

    def active(self) -> tuple[Filter, ...]:
        """The filters that are set, in the order in which they are shown; a range is one filter."""
        dates = _period(self.since, self.until)
        return (
            *((Filter(("since", "until"), dates),) if self.since or self.until else ()),
            *((Filter(("organisation",), f"by {self.organisation}"),) if self.organisation else ()),
            *((Filter(("author",), f"written by {self.author}"),) if self.author else ()),
            *((Filter(("mentions",), f"mentioning {self.mentions}"),) if self.mentions else ()),
            *((Filter(("in_title",), f"with {self.in_title} in the title"),) if self.in_title else ()),
            *((Filter(("venue",), f"published in {self.venue}"),) if self.venue else ()),
            *((Filter(("papers",), _among(self.papers)),) if self.papers else ()),
            *_range(self.min_authors, self.max_authors, "author"),
            *_range(self.min_upvotes, self.max_upvotes, "upvote"),
            *self._left_out(),
        )

    def _left_out(self) -> tuple[Filter, ...]:
        periods = (_period(since, until) for since, until in periods_of(self.except_dates))
        said = {
            "except_dates": " or ".join(periods),
            "except_organisation": self.except_organisation and f"by {self.except_organisation}",
            "except_author": self.except_author and f"written by {self.except_author}",
            "except_mentions": self.except_mentions and f"mentioning {self.except_mentions}",
        }
        return tuple(Filter((field,), f"not {text}") for field, text in said.items() if text)

    def describe(self) -> tuple[str, ...]:
        """Each filter that is set, in plain words: "published since 2024-01-01", "at least 20 authors"."""
        return tuple(one.text for one in self.active())

    def without(self, one: Filter) -> "Filters":
        """These filters without one of those that `active` gives."""
        return replace(self, **dict.fromkeys(one.fields))

    def accepts(
        self, published: str | None, organisation: str | None, upvotes: int | None, author_count: int | None
    ) -> bool:
        """Whether a paper with these fields passes; a field that it lacks passes no filter on it. Authors'
        names, words and venues are looked up by rag/retrieval/prefilter.py."""
        return (
            self.accepts_date(published)
            and self.accepts_organisation(organisation)
            and self.accepts_upvotes(upvotes)
            and self.accepts_author_count(author_count)
        )

    def accepts_date(self, published: str | None) -> bool:
        """Whether a paper passes by its date."""
        left_out = periods_of(self.except_dates)
        return self.may_be_dated(published) and not any(_surely_within(published, *one) for one in left_out)

    def accepts_organisation(self, organisation: str | None) -> bool:
        """Whether it passes by its organisation."""
        asked, by = _names(self.organisation), (organisation or "").casefold()
        return (not asked or by in asked) and by not in _names(self.except_organisation)

    def accepts_upvotes(self, upvotes: int | None) -> bool:
        """Whether it passes by its upvotes."""
        return _within(upvotes, self.min_upvotes, self.max_upvotes)

    def accepts_author_count(self, author_count: int | None) -> bool:
        """Whether it passes by how many authors it has."""
        return _within(author_count, self.min_authors, self.max_authors)

    def may_be_dated(self, published: str | None) -> bool:
        """Whether it passes by its date: one that is known to the month or year where some day of it does.
        With "since 2019-06" a paper of 2019 may be meant; a list says that it may not."""
        if published is None:
            return not self.since and not self.until
        first, last = _days_of(published)
        return (not self.since or self.since <= last) and (not self.until or first <= _days_of(self.until)[1])

    def surely_dated(self, published: str | None) -> bool:
        """Whether it passes by its date whichever day of it was meant."""
        return not (self.since or self.until) or _surely_within(published, self.since, self.until)

    def within(self, other: "Filters") -> "Filters":
        """These filters with the other's on top: where both set a field, the other's value holds."""
        given = {name: value for name, value in asdict(other).items() if value is not None}
        return replace(self, **given) if given else self

    def without_dates(self) -> "Filters":
        """These filters without any on dates."""
        return replace(self, since=None, until=None, except_dates=None)


NO_FILTERS = Filters()


def alternatives(joined: str) -> list[list[str]]:
    """What `author`, `mentions` and `in_title` join: any one of the lists must fit, all of it."""
    return [one.split(" and ") for one in joined.split(" or ")]


def periods_of(joined: str | None) -> list[tuple[str | None, str | None]]:
    """The periods that `except_dates` joins, each its first and its last day."""
    ends = (one.split("/") for one in (joined or "").split(" or ") if one)
    return [(since or None, until or None) for since, until in ends]


def _names(joined: str | None) -> list[str]:
    return [name.casefold() for name in (joined or "").split(" or ") if name]


def _period(since: str | None, until: str | None) -> str:
    if since and since == until:
        return f"published on {since}"
    if since and until:
        return f"published from {since} to {until}"
    return f"published since {since}" if since else f"published until {until}"


def _among(ids: str) -> str:
    number = len(ids.split())
    return f"among {number:,} chosen paper{'' if number == 1 else 's'}"


def _range(least: int | None, most: int | None, what: str) -> tuple[Filter, ...]:
    fields = (f"min_{what}s", f"max_{what}s")
    if least is None and most is None:
        return ()
    if least == most:
        return (Filter(fields, f"exactly {least} {what}" + ("" if least == 1 else "s")),)
    ends = [f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None)
    return (Filter(fields, f"{' and '.join(ends)} {what}s"),)


def _surely_within(published: str | None, since: str | None, until: str | None) -> bool:
    """Whether every day that a date may be is in the range; of a paper without a date nothing is sure."""
    if not published:
        return False
    first, last = _days_of(published)
    return (not since or since <= first) and (not until or last <= _days_of(until)[1])


def _days_of(iso: str) -> tuple[str, str]:
    """The first and the last day of a date that may be a month or a year."""
    last = iso if len(iso) > YEAR else f"{iso}-12"
    if len(last) == MONTH:
        last += f"-{monthrange(int(last[:YEAR]), int(last[-2:]))[1]}"
    return iso + "-01-01"[len(iso) - YEAR :], last


def _within(value: int | None, least: int | None, most: int | None) -> bool:
    if value is None:
        return least is None and most is None
    return (least is None or value >= least) and (most is None or value <= most)
