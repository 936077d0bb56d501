"""What a paper is, and when two entries are the same paper.

In: pages as they were read. Out: papers with an identity from their content, text
cleaned, entries of the same paper merged into one. Knows nothing of files, chunks
or indexes.
"""

from collections.abc import Iterable
from dataclasses import replace

from rag.ingest.clean import clean, iso_date, month_and_day, written_year
from rag.ingest.pages import Entry, Page
from rag.model.paper import Paper, title_slug


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
