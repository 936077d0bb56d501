"""Entries as they came in a file to papers: cleaned, dated, named by their content.

In: a page as it was read. Out: a paper for each entry. Which of them are the same paper is decided in
rag/ingest/merging.py.
"""

from collections.abc import Sequence
from urllib.parse import quote

from rag.ingest.authors import Authors, authors_of, writes_family_first
from rag.ingest.clean import clean
from rag.ingest.dates import iso_date, month_and_day, written_year
from rag.ingest.formats.format import Entry
from rag.ingest.pages import Page
from rag.ingest.shared_dois import marked_of_one_file
from rag.model.identifiers import arxiv_id_in, doi_in, doi_in_address, is_preprint_doi, url_in
from rag.model.paper import Paper, title_slug


def to_papers(page: Page) -> list[Paper]:
    """The papers of one page, cleaned and named, in the page's order; those are marked that carry the DOI of
    a collection."""
    year = page_year(page.entries)
    family_first = writes_family_first([name for entry in page.entries for name in entry.authors])
    papers = [_to_paper(entry, page.name, year, family_first=family_first) for entry in page.entries]
    return marked_of_one_file(papers)


def _to_paper(entry: Entry, source: str, year: int | None, *, family_first: bool) -> Paper:
    title = clean(entry.title) or entry.title  # a title of braces alone
    doi = doi_in(entry.doi) or doi_in_address(entry.url)
    arxiv_id = arxiv_id_in(entry.arxiv_id, entry.doi, entry.url, entry.venue)
    authors = authors_of(entry.authors, family_first=family_first)
    return Paper(
        paper_id=arxiv_id or title_slug(title),
        title=title,
        text=clean(entry.abstract) or entry.abstract,
        text_kind=entry.text_kind,
        published=_published(entry, year),
        authors=authors.names,
        author_count=_author_count(entry, authors),
        organisation=entry.organisation and clean(entry.organisation),
        upvotes=entry.upvotes,
        url=url_in(entry.url) or _address(arxiv_id, doi),
        doi=doi,
        venue=(entry.venue and clean(entry.venue)) or None,
        sources=(source,),
        raw=entry.abstract,
        questions=entry.questions,
        of_record=bool(doi and not arxiv_id and not is_preprint_doi(doi) and entry.text_kind == "abstract"),
        citation_count=entry.citation_count,
        retracted=entry.retracted,
        retraction_notice=doi_in(entry.retraction_notice),
    )


def _author_count(entry: Entry, authors: Authors) -> int | None:
    """What the page says; not known where it says "and others", or names some and gives no number."""
    if entry.author_count != len(entry.authors):
        return entry.author_count
    return None if authors.others else len(authors.names) or None


def _address(arxiv_id: str | None, doi: str | None) -> str | None:
    """Where the paper can be read, else where its DOI leads."""
    if arxiv_id:
        return f"https://arxiv.org/abs/{arxiv_id}"
    return f"https://doi.org/{quote(doi, safe='/:;().,-_')}" if doi else None


def _published(entry: Entry, year: int | None) -> str | None:
    """A date without a year is of the page's own year, unless it would lie after the page's own date."""
    if not entry.date:
        return None
    page_day, day = month_and_day(entry.page_date or ""), month_and_day(entry.date)
    if day and page_day and day <= page_day:
        return iso_date(entry.date, year=year)
    return iso_date(entry.date)


def page_year(entries: Sequence[Entry]) -> int | None:
    """The year the page itself was saved in: the one after the last it had to write out.

    A page leaves out only its own year, so a page that writes none tells us nothing.
    """
    page_date = next((entry.page_date for entry in entries if entry.page_date), None)
    if page_date and (own := written_year(page_date)):
        return own
    years = [year for entry in entries if entry.date and (year := written_year(entry.date))]
    return max(years) + 1 if page_date and years else None
