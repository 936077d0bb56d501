"""A saved listing page as HTML: its page data where it has any, otherwise what the page shows."""

import json
import re
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.json_records import entry_of
from rag.model.identifiers import arxiv_id_in

_START = re.compile(r"\s*<(?:!doctype|!--|\?xml|html|head|body|div|main|article|section)", re.IGNORECASE)


def sniff(source: Source) -> bool:
    """Whether the text begins with an HTML element."""
    return bool(_START.match(source.text))


def read(source: Source) -> Listed:
    """The papers of the page data, or else of the cards that it shows."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(source.text)
    listed: Listed = []
    for node in page.css("[data-props]"):
        listed += _page_data(node.attributes.get("data-props") or "")
    if any(isinstance(item, Entry) for item in listed):
        return listed
    cards = [card for card in page.css("article") if card.css_first("h3 a")]
    return [_card(card, f"entry {number}") for number, card in enumerate(cards, 1)] or listed


def _page_data(props: str) -> Listed:
    try:
        data = json.loads(props)
    except (json.JSONDecodeError, RecursionError):
        return []
    listed = data.get("dailyPapers") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        return []
    return [entry_of(record, f"entry {number}") for number, record in enumerate(listed, 1)]


def _card(card: Any, where: str) -> Entry | Problem:
    """What the page shows of one paper: a heading that links to it, and lines around it."""
    link = card.css_first("h3 a")
    title = _shown(link)
    abstract = max((_shown(p) for p in card.css("p")), key=len, default="")
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    count = re.search(r"(\d+) authors?\b", _shown(card))
    authors = tuple(item.attributes.get("title") or "" for item in card.css("li[title]"))
    author_count = int(count[1]) if count else len(authors) or None
    time = card.css_first("time[datetime]")
    address = link.attributes.get("href") or ""
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors if len(authors) == author_count else (),  # a card shows faces of a few only
        author_count=author_count,
        organisation=_card_organisation(card),
        date=time.attributes.get("datetime") if time else None,
        upvotes=next((int(t) for t in map(_shown, card.css("label, .leading-none")) if t.isdigit()), None),
        url=address if address.startswith("http") else f"https://huggingface.co{address}",
        arxiv_id=arxiv_id_in(address),
    )


def _card_organisation(card: Any) -> str | None:
    """The link to a name's own page, unless it is who submitted the paper."""
    for link in card.css("a[href]"):
        handle = re.fullmatch(r"(?:https://huggingface\.co)?/[\w.-]+", link.attributes["href"] or "")
        if handle and _shown(link) and "Submitted by" not in _shown(link.parent):
            return _shown(link)
    return None


def _shown(node: Any) -> str:
    return " ".join(node.text(separator=" ").split())


FORMAT = Format("HTML", sniff, read)
