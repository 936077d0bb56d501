"""One paper's own page: what its head says of it (citation_*, Dublin Core, JSON-LD) and the abstract
that it shows.

In: a parsed page. Out: its paper, a Problem where it names one without an abstract, or None.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.formats.format import Entry, Problem
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.values import text_of

_BLOCKS = "p, div, li, br, h1, h2, h3, h4, h5, h6, section, dd, dt"
_LABEL = re.compile(r"(?:(?<!\s)\s+)?(?:abstract|summary)\b\s*[:.—–-]?\s*(?=\S)", re.IGNORECASE)
_SHORTEST, _LONGEST = 40, 8000  # characters of what a page may call its abstract
_NAMES = {  # what a head calls a field, the more telling first
    "title": "citation_title bepress_citation_title eprints.title dc.title dcterms.title",
    "abstract": "citation_abstract eprints.abstract dcterms.abstract",
    "authors": "citation_author citation_authors bepress_citation_author eprints.creators_name dc.creator",
    "published": "citation_date citation_publication_date citation_online_date bepress_citation_date "
    "citation_year dc.date.issued dcterms.issued prism.publicationdate dc.date article:published_time",
    "url": "citation_abstract_html_url citation_public_url citation_fulltext_html_url og:url "
    "citation_pdf_url",
    "doi": "citation_doi bepress_citation_doi prism.doi dc.identifier",
    "arxiv": "citation_arxiv_id",
    "venue": "citation_journal_title citation_conference_title citation_conference citation_inbook_title "
    "prism.publicationname dc.source",
}
_DESCRIPTIONS = "dc.description og:description description twitter:description"


_KEYWORDS = re.compile(r"(?<=[.!?)])\s*(?:Key ?words?|Index terms)\s*:[^:]{0,300}$", re.IGNORECASE)


def paper_of(page: Any) -> Entry | Problem | None:
    """The paper whose page this is; None where nothing in it says that it is one."""
    head = _head(page)
    named = {field: _all(head, names) for field, names in _NAMES.items()}
    linked = _linked_data(page)
    shown = shown_abstract(page)
    if not named["title"] and not linked and not (shown and _heading(page)):
        return None
    if linked and not named["title"]:
        linked["abstract"] = linked.get("abstract") or shown or linked.get("description")
        return entry_of(linked, "line 1")
    authors = named["authors"]
    return entry_of(
        {
            **{field: next(iter(texts), None) for field, texts in named.items()},
            "title": next(iter(named["title"]), None) or _heading(page),
            "abstract": next(iter(named["abstract"]), None) or shown or _description(head, linked),
            "authors": authors if len(authors) > 1 else next(iter(authors), None),
            "url": [*named["url"], *_links(page)],
        },
        "line 1",
    )


def _head(page: Any) -> dict[str, list[str]]:
    """The contents of the page's meta elements by name."""
    head: defaultdict[str, list[str]] = defaultdict(list)
    for meta in page.css("meta"):
        name = meta.attributes.get("name") or meta.attributes.get("property") or ""
        if content := (meta.attributes.get("content") or "").strip():
            head[name.lower()].append(content)
    return head


def _all(head: Mapping[str, list[str]], names: str) -> list[str]:
    return next((head[name] for name in names.split() if head.get(name)), [])


def _description(head: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str | None:
    """What the head says the page is about, unless it is cut short."""
    texts = [text_of(linked.get("abstract")), text_of(linked.get("description"))]
    texts += [text for name in _DESCRIPTIONS.split() for text in head.get(name, ())]
    whole = (text for text in texts if text and not text.rstrip().endswith(("...", "…")))
    return next((text for text in whole if len(text) >= _SHORTEST), None)


def _linked_data(page: Any) -> dict[str, Any]:
    """The article that the page's JSON-LD describes."""
    for script in page.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text() or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = str(item.get("@type", ""))
            if "ScholarlyArticle" in kinds or ("Article" in kinds and item.get("abstract")):
                return {**item, "title": item.get("headline") or item.get("name")}
    return {}


def _items(data: Any) -> Iterator[Mapping[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, Mapping):
            yield item
            inner = item.get("@graph") or item.get("mainEntity")
            yield from (i for i in (inner if isinstance(inner, list) else [inner]) if isinstance(i, Mapping))


def _heading(page: Any) -> str | None:
    heading = page.css_first("h1")
    return shown(heading) or None if heading else None


def _links(page: Any) -> list[str]:
    """Where the page itself is, and the paper that it is about at arXiv."""
    links = [link.attributes.get("href") or "" for link in page.css('link[rel="canonical"]')]
    return links + [link.attributes.get("href") or "" for link in page.css('a[href*="arxiv.org/abs/"]')[:1]]


def shown_abstract(page: Any) -> str | None:
    """What the page shows under the name of abstract."""
    named = page.css('blockquote.abstract, [class*="abstract" i], [id*="abstract" i], [role="doc-abstract"]')
    below = (text for heading in page.css("h1, h2, h3, h4, h5, h6, strong, b") for text in _below(heading))
    for text in (*map(shown, named), *below):
        text = _KEYWORDS.sub("", _LABEL.sub("", text, count=1))
        if _SHORTEST <= len(text) <= _LONGEST and " " in text:
            return text
    return None


def _below(heading: Any) -> Iterator[str]:
    """What stands below a heading that says "Abstract": up to the next heading."""
    if shown(heading).strip(" :.").lower() != "abstract":
        return
    texts, node = [], heading.next
    while node is not None and node.tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
        if node.tag not in ("a", "button", "nav", "script", "style"):
            texts.append(node.text() if node.tag == "-text" else _plain_paragraphs(node))
        node = node.next
    yield " ".join(" ".join(texts).split())
    if heading.parent is not None:
        yield shown(heading.parent)


def _plain_paragraphs(node: Any) -> str:
    """The text of a node; of paragraphs in it that are marked apart (an AI's summary) only the last."""
    paragraphs = [shown(p) for p in node.css("p")]
    plain = [shown(p) for p in node.css("p") if "blue" not in (p.attributes.get("class") or "")]
    return " ".join(plain or paragraphs) or shown(node)


def shown(node: Any) -> str:
    """The text of a node on one line, a space between its blocks and none between its other parts."""
    for block in node.css(_BLOCKS):
        if block.mem_id != node.mem_id:
            block.insert_after(" ")
    return " ".join(node.text(separator="").split())
