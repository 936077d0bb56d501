"""What can be followed, from how a reader writes it, and what is asked of a service for it.

In: "hf-daily", "hf-weekly", "arxiv:cs.CL", 'arxiv:"some words" since 2025', "author:Ann Fern",
"like:2403.03507". Out: a Feed with one name.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rag.fetching.arxiv import ARXIV
from rag.fetching.huggingface import HUGGING_FACE
from rag.fetching.service import Request
from rag.model.errors import AskError

PAGE = 100  # papers in one request
_SINCE = re.compile(r"(?<!\s)\s+(?:since|from|after)\s+(\d{4}(?:-\d\d(?:-\d\d)?)?)\s*$", re.IGNORECASE)
_UPVOTES = re.compile(r"(?<!\s)\s+(?:upvotes\s*)?(?:>=|≥)\s*(\d+)(?:\s*upvotes)?\s*$", re.IGNORECASE)
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]{2,})?")
_ARCHIVES = frozenset(  # of arXiv, those that have no subject classes
    "gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph".split()
)
_QUOTES = "\"“”'‘’"


class FeedKind(StrEnum):
    """What a feed gives."""

    DAILY = "daily papers"
    WEEKLY = "daily papers of a week"
    MONTHLY = "daily papers of a month"
    CATEGORY = "category"
    WORDS = "words"
    AUTHOR = "author"
    LIKE = "papers like some"


# Feeds that list the daily papers of a period: how they are written, and what the period is called.
LISTED = {
    FeedKind.DAILY: ("hf-daily", "date"),
    FeedKind.WEEKLY: ("hf-weekly", "week"),
    FeedKind.MONTHLY: ("hf-monthly", "month"),
}
_BY_PERIOD = {"daily": FeedKind.DAILY, "weekly": FeedKind.WEEKLY, "monthly": FeedKind.MONTHLY}
_HUGGING_FACE = re.compile(r"hf[-_: ]?(daily|weekly|monthly)|daily[- ]papers", re.IGNORECASE)


class FeedError(AskError):
    """What was typed is nothing that can be followed."""

    def __init__(self, typed: str) -> None:
        kinds = 'hf-daily, arxiv:cs.CL, arxiv:"some words", author:"Ann Fern" or like:2403.03507'
        super().__init__(f"“{typed[:80]}” is nothing that can be followed; write {kinds}")


@dataclass(frozen=True, slots=True)
class Feed:
    """A source of new papers: of a kind, what it is about, from which day on ("2025", "" for the last week),
    and the least number of upvotes of daily papers."""

    kind: FeedKind
    about: str = ""
    since: str = ""
    upvotes: int = 0

    def __post_init__(self) -> None:
        first_of(self.since)  # ValueError where it is no date

    @property
    def name(self) -> str:
        """How it is written."""
        if self.kind in LISTED:
            name = LISTED[self.kind][0] + (f" >= {self.upvotes} upvotes" if self.upvotes else "")
        elif self.kind is FeedKind.LIKE:
            name = f"like:{self.about}"
        elif self.kind is FeedKind.CATEGORY:
            name = f"arxiv:{self.about}"
        else:
            name = f"{'author' if self.kind is FeedKind.AUTHOR else 'arxiv'}:{self.about}"
        return name + (f" since {self.since}" if self.since else "")

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "kind": str(self.kind)}


def feed_of(typed: str, *, since: str = "", upvotes: int = 0) -> Feed:
    """The feed that is meant; options go before what the text says. FeedError where it is none."""
    text = " ".join(typed.split())
    if found := _SINCE.search(text):
        text, since = text[: found.start()], since or found[1]
    if found := _UPVOTES.search(text):
        text, upvotes = text[: found.start()], upvotes or int(found[1])
    try:
        first_of(since)
    except ValueError:
        raise FeedError(typed) from None
    if found := _HUGGING_FACE.fullmatch(text):
        return Feed(_BY_PERIOD[(found[1] or "daily").lower()], since=since, upvotes=upvotes)
    name, colon, about = (part.strip() for part in text.partition(":"))
    if not colon or not re.search(r"\w", about) or name.lower() not in ("arxiv", "author", "au", "like"):
        raise FeedError(typed)
    if name.lower() == "like":
        return Feed(FeedKind.LIKE, about, since)
    if name.lower() != "arxiv":
        return Feed(FeedKind.AUTHOR, about.strip(_QUOTES), since)
    if _CATEGORY.fullmatch(about) and ("." in about or about in _ARCHIVES):
        return Feed(FeedKind.CATEGORY, about, since)
    return Feed(FeedKind.WORDS, about, since)


def first_of(since: str) -> date | None:
    """The first day of a year, a month or a day; None where none is given. ValueError where it is no date."""
    return (
        date.fromisoformat(f"{since}-01-01"[:10] if len(since) == 4 else f"{since}-01"[:10])
        if since
        else None
    )


def period_of(kind: FeedKind, day: date) -> str:
    """The day, the week ("2026-W47") or the month of a day, as Hugging Face names them."""
    if kind is FeedKind.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat()[: 7 if kind is FeedKind.MONTHLY else 10]


def listed(kind: FeedKind, period: str, page: int) -> Request:
    """The daily papers of a day, a week or a month, one page of them."""
    about = {LISTED[kind][1]: period, "limit": str(PAGE), "p": str(page)}
    return Request(HUGGING_FACE, "/api/daily_papers", about)


def submitted(feed: Feed, first: str, last: str, start: int) -> Request:
    """What a feed of arXiv's has from one day to another, the oldest first, from a place on."""
    days = f"submittedDate:[{first.replace('-', '')}0000 TO {last.replace('-', '')}2359]"
    params = {
        "search_query": f"{_query(feed)} AND {days}",
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
        "start": str(start),
        "max_results": str(PAGE),
    }
    return Request(ARXIV, "/api/query", params)


def _query(feed: Feed) -> str:
    """arXiv's search terms; words between quotes belong together, all must occur."""
    if feed.kind is FeedKind.CATEGORY:
        names = feed.about.split()
        return f"cat:{feed.about}" if len(names) == 1 else f"({' OR '.join(f'cat:{n}' for n in names)})"
    if feed.kind is FeedKind.AUTHOR:
        return f'au:"{_plain(feed.about)}"'
    phrases = re.findall(rf"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|([^{_QUOTES}\s]+)", feed.about)
    return " AND ".join(f'all:"{text}"' for pair in phrases if (text := _plain("".join(pair))))


def _plain(text: str) -> str:
    """Words and spaces alone: nothing that would be read as a part of the query."""
    return " ".join(re.findall(r"[\w.-]+", text))
