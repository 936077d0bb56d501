"""PubMed's XML: articles and books, as its service and its yearly files hold them."""

from collections.abc import Iterator
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.nbib import PUBMED
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import arxiv_in, doi_in, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import children, first, root_name, shown

_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_OLD = "MedlineCitation"  # without what PubMed adds
_ROOTS = frozenset(f"{name}{end}" for name in (*_RECORDS, _OLD) for end in ("", "Set"))


def sniff(source: Source) -> bool:
    """Whether the first element is one of PubMed's."""
    return root_name(source.text) in _ROOTS


def read(source: Source) -> Listed:
    """Each article, and each book or chapter."""
    old = (root_name(source.text) or "").startswith(_OLD)
    return xml_records(source.text, (_OLD,) if old else _RECORDS, _entry)


def _entry(record: Any, where: str) -> Entry | Problem:
    citation = _inside(record, "MedlineCitation") or _inside(record, "BookDocument") or [record]
    article = _inside(citation[0], "Article") or citation
    book = _inside(citation[0], "Book")
    places = [*article, *citation, *book]
    doi = doi_in(*_dois(article[0]), *_dois(citation[0]), *_dois(record))
    number = first(citation[0], "PMID")
    return paper_or_problem(
        where,
        _first_of(places, "ArticleTitle", "VernacularTitle", "BookTitle"),
        next((text for place in places if (text := _abstract(place))), None),
        authors=next((names for place in places if (names := _authors(place))), []),
        date=next((date for place in places if (date := _published(place))), None),
        url=f"{PUBMED}/{number}/" if number and number.isdecimal() and not doi else None,
        doi=doi,
        arxiv_id=arxiv_in(doi, *(shown(one) for one in children(article[0], "ELocationID"))),
        venue=next((name for place in places if (name := _venue(place))), None),
    )


def _inside(element: Any, *path: str) -> list[Any]:
    """The elements at the end of a path of names."""
    found = [element]
    for name in path:
        found = [child for one in found for child in children(one, name)]
    return found


def _first_of(places: list[Any], *names: str) -> str | None:
    return next((text for name in names for place in places if (text := first(place, name))), None)


def _abstract(place: Any) -> str | None:
    """The sections with their labels; else the abstract that somebody else wrote, such as the publisher."""
    for kind in ("Abstract", "OtherAbstract"):
        for abstract in children(place, kind):
            sections = [text for one in children(abstract, "AbstractText") if (text := _section(one))]
            if sections:
                return " ".join(sections)
    return None


def _section(section: Any) -> str:
    text, label = shown(section), (section.get("Label") or "").strip().rstrip(":")
    return f"{label}: {text}" if text and label and label.upper() != "UNLABELLED" else text


def _authors(place: Any) -> list[str]:
    """The authors, not the editors, of an article or a book."""
    lists = [one for one in children(place, "AuthorList") if one.get("Type") != "editors"]
    people = (author for one in lists for author in children(one, "Author") if author.get("ValidYN") != "N")
    return [name for author in people if (name := _name(author))]


def _name(author: Any) -> str | None:
    family, given = first(author, "LastName"), first(author, "ForeName", "FirstName", "Initials")
    if family and given and not first(author, "Suffix"):
        return f"{family}, {given}"
    return in_order(given, family, first(author, "Suffix")) or first(author, "CollectiveName")


def _published(place: Any) -> str | None:
    """The issue's date as PubMed shows it; else that of the article on the web."""
    issue = _inside(place, "Journal", "JournalIssue", "PubDate")
    dates = [*issue, *children(place, "ContributionDate", "PubDate"), *children(place, "ArticleDate")]
    return next((text for date in dates if (text := _date(date))), None)


def _date(date: Any) -> str | None:
    year = first(date, "Year")
    if not year:
        return first(date, "MedlineDate")
    parts = [year, first(date, "Month"), first(date, "Day")]
    numbers = [part for part in parts if part]
    if all(part.isdecimal() for part in numbers):
        return "-".join(numbers)
    return " ".join(numbers)


def _dois(place: Any) -> Iterator[str]:
    """What is called a DOI of the record itself, not of what it cites."""
    for one in children(place, "ELocationID"):
        if one.get("EIdType") == "doi":
            yield shown(one)
    lists = [*children(place, "ArticleIdList"), *_inside(place, "PubmedData", "ArticleIdList")]
    for one in (identifier for listed in lists for identifier in children(listed, "ArticleId")):
        if one.get("IdType") == "doi":
            yield shown(one)


def _venue(place: Any) -> str | None:
    return _first_of([*children(place, "Journal"), place], "Title", "ISOAbbreviation", "BookTitle")


FORMAT = Format("PubMed XML", sniff, read)
