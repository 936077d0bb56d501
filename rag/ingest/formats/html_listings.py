"""Pages that list papers with their abstracts: arXiv's new papers and search results, a volume of the
ACL Anthology."""

import re
from typing import Any

from rag.ingest.formats.columns import entry_of as row_entry
from rag.ingest.formats.columns import headings_in
from rag.ingest.formats.foreign import english
from rag.ingest.formats.format import Listed
from rag.ingest.formats.html_pages import shown
from rag.ingest.formats.json_records import entry_of

_SUBMITTED = re.compile(r"Submitted (\d{1,2}) (\w+), (\d{4})")
_MORE_OR_LESS = re.compile(r"(?:(?<!\s)\s+)?[△▽]\s*(?:Less|More)\s*$")


def papers_of(page: Any) -> Listed:
    """The papers of the first of these lists that the page holds."""
    for listed in (_arxiv_results, _arxiv_list, _anthology):
        if records := listed(page):
            return [entry_of(record, f"entry {number}") for number, record in enumerate(records, 1)]
    return [item for table in page.css("table") for item in _table(table)]


def _table(table: Any) -> Listed:
    """The rows of a table whose headings name an abstract, as where a program calls HTML .xls."""
    rows = [[shown(cell) for cell in row.css("th, td")] for row in table.css("tr")]
    headings = headings_in(rows)
    if not headings or "abstract" not in {english(name) or name for name in headings.names}:
        return []
    below = enumerate(rows[headings.row + 1 :], 1)
    return [row_entry(headings.fields(row), f"row {number}") for number, row in below if any(row)]


def _arxiv_results(page: Any) -> list[dict[str, Any]]:
    records = []
    for result in page.css("li.arxiv-result"):
        submitted = _SUBMITTED.search(shown(result))
        records.append(
            {
                "title": _text(result, "p.title"),
                "abstract": _MORE_OR_LESS.sub("", _text(result, ".abstract-full") or ""),
                "authors": [shown(link) for link in result.css("p.authors a")],
                "published": f"{submitted[3]} {submitted[2]} {submitted[1]}" if submitted else None,
                "url": _address(result, 'a[href*="/abs/"]'),
            }
        )
    return records


def _arxiv_list(page: Any) -> list[dict[str, Any]]:
    records = []
    for about in page.css("dd"):
        title = _text(about, ".list-title")
        if not title:
            continue
        above = about.prev
        while above is not None and above.tag != "dt":
            above = above.prev
        records.append(
            {
                "title": re.sub(r"^Title:\s*", "", title),
                "abstract": _text(about, "p.mathjax"),
                "authors": [shown(link) for link in about.css(".list-authors a")],
                "url": above and _address(above, 'a[href*="/abs/"]'),
            }
        )
    return records


def _anthology(page: Any) -> list[dict[str, Any]]:
    records = []
    for paper in page.css(".d-sm-flex"):
        link = paper.css_first("strong a")
        if link is None:
            continue
        below = paper.next
        while below is not None and below.tag.startswith("-"):
            below = below.next
        abstract = below is not None and "abstract" in (below.attributes.get("class") or "")
        address = link.attributes.get("href") or ""
        records.append(
            {
                "title": shown(link),
                "abstract": shown(below) if abstract else None,
                "authors": [shown(person) for person in paper.css('a[href*="/people/"]')],
                "url": address if address.startswith("http") else f"https://aclanthology.org{address}",
            }
        )
    return records


def _text(node: Any, selector: str) -> str | None:
    found = node.css_first(selector)
    return shown(found) if found else None


def _address(node: Any, selector: str) -> str | None:
    link = node.css_first(selector)
    address = (link.attributes.get("href") or "") if link else ""
    return f"https://arxiv.org{address}" if address.startswith("/") else address or None
