"""JATS: articles as publishers and PubMed Central hold them. Of the full text nothing is read."""

from collections.abc import Iterator
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import arxiv_in, doi_in, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, children, first, root_name, shown

_ROOTS = frozenset(("article", "pmc-articleset", "articles"))
_OTHER_ABSTRACTS = frozenset(
    ("graphical", "teaser", "toc", "key-points", "precis", "executive-summary", "web-summary")
)


def sniff(source: Source) -> bool:
    """Whether the first element is an article with its matter in front, or a set of such."""
    start = source.text[:20_000]
    return root_name(start) in _ROOTS and "<article-meta" in start


def read(source: Source) -> Listed:
    """Each article."""
    return xml_records(source.text, ("article",), entry)


def entry(article: Any, where: str) -> Entry | Problem:
    """One article."""
    front = next(children(article, "front", "front-stub"), article)
    meta = next(children(front, "article-meta"), front)
    ids = {one.get("pub-id-type", ""): shown(one) for one in children(meta, "article-id")}
    abstracts = [
        one for one in children(meta, "abstract") if one.get("abstract-type") not in _OTHER_ABSTRACTS
    ]
    return paper_or_problem(
        where,
        _title(meta),
        next((text for one in abstracts if (text := _sections(one))), None),
        authors=list(_authors(meta)),
        date=_date(meta),
        doi=doi_in(ids.get("doi")),
        arxiv_id=arxiv_in(f"arXiv:{ids['arxiv']}") if "arxiv" in ids else None,
        venue=next((shown(one) for one in below(front, "journal-title")), None),
    )


def _title(meta: Any) -> str | None:
    group = next(children(meta, "title-group"), None)
    if group is None:
        return None
    return ": ".join(filter(None, (first(group, "article-title"), first(group, "subtitle")))) or None


def _sections(abstract: Any) -> str:
    """The paragraphs, with the titles of the sections as labels; "Abstract" is none."""
    return " ".join(_parts(abstract))


def _parts(place: Any) -> Iterator[str]:
    label = ""
    for child in place:
        name, text = str(child.tag).rpartition("}")[2], shown(child)
        if name == "title":
            label = "" if text.strip(" :.").lower() in ("abstract", "summary") else f"{text.rstrip(' :.')}: "
        elif name == "sec":
            yield from _parts(child)
        elif text:
            yield f"{label}{text}"
            label = ""


def _authors(meta: Any) -> Iterator[str]:
    for one in (one for group in children(meta, "contrib-group") for one in children(group, "contrib")):
        if one.get("contrib-type", "author") != "author":
            continue
        named = next(below(one, "name"), None)
        if named is not None:
            yield in_order(first(named, "given-names"), first(named, "surname"), first(named, "suffix"))
        elif body := first(one, "collab", "string-name", "collab-alternatives"):
            yield f"{{{body}}}" if "," in body else body


def _date(meta: Any) -> str | None:
    """The earliest of the dates of publication, the most precise of its year."""
    dates = []
    for one in children(meta, "pub-date"):
        parts = [first(one, name) for name in ("year", "month", "day")]
        if parts[0]:
            held = parts[: parts.index(None)] if None in parts else parts
            dates.append([str(part) for part in held])
    if not dates:
        return None
    year = min(date[0] for date in dates)
    best = max((date for date in dates if date[0] == year), key=len)
    return ("-" if all(part.isdecimal() for part in best) else " ").join(best)


FORMAT = Format("JATS", sniff, read)
