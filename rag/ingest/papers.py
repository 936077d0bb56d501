"""What a paper is, and when two entries are the same paper.

In: pages as they were read. Out: papers with an identity from their content, text
cleaned, entries of the same paper merged into one. Knows nothing of files, chunks
or indexes.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rag.ingest.clean import clean, iso_date, month_and_day, written_year
from rag.ingest.formats import ARXIV_ID
from rag.ingest.pages import Entry, Page

SLUG_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: what is known of it, and the text that may be quoted."""

    paper_id: str
    title: str
    text: str
    text_kind: str = "abstract"
    published: str | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    upvotes: int | None = None
    url: str | None = None
    sources: tuple[str, ...] = ()
    raw: str = ""
    questions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Entries with the same key are the same paper."""
        return title_key(self.title)

    @property
    def arxiv_id(self) -> str | None:
        """The arXiv id, where that is what the paper is known by."""
        return self.paper_id if ARXIV_ID.fullmatch(self.paper_id) else None

    @property
    def fingerprint(self) -> str:
        """Changes when anything the indexes or the reader see changes; 16 hex digits."""
        content = {**self.to_json(), "questions": list(self.questions)}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """What `ask show --json` prints."""
        return {
            "paper_id": self.paper_id,
            "title": self.title,
            "text": self.text,
            "text_kind": self.text_kind,
            "published": self.published,
            "authors": list(self.authors),
            "author_count": self.author_count,
            "organisation": self.organisation,
            "upvotes": self.upvotes,
            "url": self.url,
            "sources": list(self.sources),
        }


def title_key(title: str) -> str:
    """Letters and digits only, compatibility forms folded, lower-case."""
    folded = unicodedata.normalize("NFKC", title).lower()
    return "".join(c for c in folded if c.isalnum()) or title.strip()


def title_slug(title: str) -> str:
    """A name to type: ascii words joined by '-', at most 80 characters.

    Where words had to go (too long, not ascii) six digits of a hash keep it unique.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    key = title_key(title)
    whole = "".join(c for c in unicodedata.normalize("NFKD", key) if c.isalnum())
    if len(slug) <= SLUG_CHARACTERS and slug.replace("-", "") == whole:
        return slug
    room = SLUG_CHARACTERS - 7
    if len(slug) > room:
        slug = slug[: room + 1].rpartition("-")[0] or slug[:room]
    return f"{slug or 'paper'}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


def to_papers(page: Page) -> list[Paper]:
    """The papers of one page, cleaned and named, in the page's order."""
    return [_to_paper(entry, page) for entry in page.entries]


def _to_paper(entry: Entry, page: Page) -> Paper:
    title = clean(entry.title) or entry.title  # a title of braces alone
    address = f"https://arxiv.org/abs/{entry.arxiv_id}" if entry.arxiv_id else None
    return Paper(
        paper_id=entry.arxiv_id or title_slug(title),
        title=title,
        text=clean(entry.abstract) or entry.abstract,
        text_kind=entry.text_kind,
        published=_published(entry, page),
        authors=tuple(clean(author) for author in entry.authors),
        author_count=entry.author_count,
        organisation=entry.organisation and clean(entry.organisation),
        upvotes=entry.upvotes,
        url=entry.url or address,
        sources=(page.name,),
        raw=entry.abstract,
        questions=entry.questions,
    )


def _published(entry: Entry, page: Page) -> str | None:
    """A date without a year is of the page's own year, unless it would lie after the page's own date."""
    if not entry.date:
        return None
    page_day, day = month_and_day(page.date or ""), month_and_day(entry.date)
    if day and page_day and day <= page_day:
        return iso_date(entry.date, year=page_year(page))
    return iso_date(entry.date)


def page_year(page: Page) -> int | None:
    """The year the page itself was saved in: the one after the last it had to write out.

    A page leaves out only its own year, so a page that writes none tells us nothing.
    """
    if page.date and (own := written_year(page.date)):
        return own
    years = [year for entry in page.entries if entry.date and (year := written_year(entry.date))]
    return max(years) + 1 if page.date and years else None


def merge(papers: Iterable[Paper]) -> list[Paper]:
    """One paper for each that is the same, in order of first appearance."""
    merged: dict[int, Paper] = {}
    places: dict[str, list[int]] = {}  # by title key and by arXiv id: where it may be found
    for number, paper in enumerate(papers):
        found = _same_papers(paper, merged, places)
        place = found[0] if found else number
        for other in reversed(found):
            paper = merge_two(merged.pop(other), paper)
        merged[place] = paper
        for name in _names(paper):
            places.setdefault(name, []).append(place)
    return [merged[place] for place in sorted(merged)]


def same_paper(one: Paper, other: Paper) -> bool:
    """The same arXiv id, or the same title as long as no two arXiv ids speak against it."""
    if one.arxiv_id and other.arxiv_id:
        return one.arxiv_id == other.arxiv_id
    return one.key == other.key


def merge_two(old: Paper, new: Paper) -> Paper:
    """The richer of each field; merging the same paper in again changes nothing."""
    best = max(old, new, key=_text_rank)  # the old one where they are equal
    return replace(
        best,
        paper_id=old.paper_id if old.arxiv_id or not new.arxiv_id else new.paper_id,
        title=old.title,
        published=old.published or new.published,
        authors=max(old.authors, new.authors, key=len),
        author_count=_largest(old.author_count, new.author_count),
        organisation=old.organisation or new.organisation,
        upvotes=_largest(old.upvotes, new.upvotes),
        url=old.url or new.url,
        sources=tuple(dict.fromkeys(old.sources + new.sources)),
        questions=tuple(dict.fromkeys(old.questions + new.questions)),
    )


def _names(paper: Paper) -> list[str]:
    return [f"title {paper.key}"] + ([f"arxiv {paper.arxiv_id}"] if paper.arxiv_id else [])


def _same_papers(paper: Paper, merged: dict[int, Paper], places: dict[str, list[int]]) -> list[int]:
    """Where the same paper stands already; more than one when this entry shows two to be one."""
    near = {place for name in _names(paper) for place in places.get(name, [])}
    return sorted(place for place in near if place in merged and same_paper(merged[place], paper))


def _text_rank(paper: Paper) -> tuple[bool, bool, int]:
    """An abstract before a digest, a complete text before one cut short, the longer one."""
    return paper.text_kind == "abstract", paper.text.rstrip().endswith((".", "!", "?", ")")), len(paper.text)


def _largest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
