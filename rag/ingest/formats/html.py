"""A saved page as HTML: a listing, by its page data or by what it shows, or the page of one paper."""

import json
import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.html_listings import papers_of
from rag.ingest.formats.html_pages import paper_of
from rag.ingest.formats.json_records import entry_of
from rag.ingest.formats.json_wrappings import is_titled
from rag.ingest.markup import without_spans
from rag.model.errors import PageError
from rag.model.identifiers import arxiv_id_in

_ELEMENTS = "html|head|body|div|main|article|section|meta|title|dl|ul|ol|h1"
_AUTHORS = re.compile(r"(?<!\d)(\d{1,6}) authors?\b")
_START = re.compile(rf"\s*<(?:!doctype|!--|\?xml|(?:{_ELEMENTS})\b)", re.IGNORECASE)

_DEEPEST = 300  # elements; a page needs some dozens, and time grows with the square of them
_ARTICLE = re.compile(r"<article\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_NOT_NESTED = frozenset(
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th".split()
)


def sniff(source: Source) -> bool:
    """Whether the text begins with an HTML element."""
    return bool(_START.match(source.text))


def read(source: Source) -> Listed:
    """The paper that the page is about, or those that it lists: of its data, or as it shows them."""
    from selectolax.lexbor import LexborHTMLParser

    if _is_too_deep(source.text):
        raise PageError(source.name, "HTML that is nested too deeply; save the page anew")
    text = _without_open_comment(source.text)
    page = LexborHTMLParser(text)
    if page.css_first('meta[name="citation_title" i]'):
        about = paper_of(page)
        return [about] if about else []
    listed: Listed = []
    for node in page.css("[data-props]"):
        listed += _page_data(node.attributes.get("data-props") or "")
    if any(isinstance(item, Entry) for item in listed):
        return listed
    if found := _cards_in(text, page) or papers_of(page) or listed:
        return found
    about = paper_of(page)
    return [about] if about else []


def _cards_in(text: str, page: Any) -> Listed:
    """The paper of each card. Where an attribute or a tag that is not closed has taken a card in, each is
    read by itself, so that none has the text of the next."""
    from selectolax.lexbor import LexborHTMLParser

    shown, seen = _cards(page), len(page.css("article"))
    if len(_ARTICLE.findall(text)) <= seen:
        return shown
    text = without_spans(text, "<!--", "-->", len(text))
    starts = [card.start() for card in _ARTICLE.finditer(text)]
    if len(starts) <= seen:
        return shown
    pieces = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    apart = [item for piece in pieces for item in _cards(LexborHTMLParser(piece))]
    titles = [item.title for item in apart if isinstance(item, Entry)]
    rest = [item for item in shown if isinstance(item, Entry) and item.title not in titles]
    return [*apart, *rest]


def _cards(page: Any) -> Listed:
    """The paper of each card that has a heading with a link."""
    links, texts = _by_card(page, "h3 a"), _by_card(page, "p")
    cards = [
        (card, links[card.mem_id][0], texts[card.mem_id])
        for card in page.css("article")
        if card.mem_id in links
    ]
    outer = {_card_around(card) for card, _, _ in cards}
    return [
        _card(card, link, texts_of, f"entry {number}", is_outer=card.mem_id in outer)
        for number, (card, link, texts_of) in enumerate(cards, 1)
    ]


def _without_open_comment(text: str) -> str:
    """Without the mark of a comment that is never closed, which hides all that follows."""
    at = text.rfind("-->") + 1
    return text[:at] + text[at:].replace("<!--", "")


def _by_card(page: Any, selector: str) -> dict[int, list[Any]]:
    """The parts of each card that are not those of another inside it, as where one is not closed."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for part in page.css(f"article {selector}"):
        if (card := _card_around(part)) is not None:
            found[card].append(part)
    return found


def _card_around(part: Any) -> int | None:
    around = part.parent
    while around is not None and around.tag != "article":
        around = around.parent
    return around.mem_id if around is not None else None


def _is_too_deep(text: str) -> bool:
    depth = 0
    for tag in _TAG.finditer(text) if text.count("<") > _DEEPEST else ():
        if tag[2].lower() not in _NOT_NESTED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def _page_data(props: str) -> Listed:
    """The papers of a page of Hugging Face: a day's list, or the one that it is about."""
    try:
        data = json.loads(props)
    except (ValueError, RecursionError):
        return []
    listed = (data.get("dailyPapers") or data.get("papers")) if isinstance(data, dict) else None
    if isinstance(listed, list):
        return [entry_of(record, f"entry {number}") for number, record in enumerate(listed, 1)]
    about = data.get("paper") if isinstance(data, dict) else None
    return [entry_of(about, "entry 1")] if isinstance(about, dict) and is_titled(about) else []


def _card(card: Any, link: Any, texts: list[Any], where: str, *, is_outer: bool) -> Entry | Problem:
    """What the page shows of one paper: a heading that links to it, and lines around it; of a card that holds
    others these may be of another."""
    title = _shown(link)
    abstract = max(map(_shown, texts), key=len, default="")
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    address = link.attributes.get("href") or ""
    url = address if address.startswith("http") else f"https://huggingface.co{address}"
    if is_outer:
        return Entry(title, abstract, url=url, arxiv_id=arxiv_id_in(address))
    count = _AUTHORS.search(_shown(card))
    authors = tuple(item.attributes.get("title") or "" for item in card.css("li[title]"))
    author_count = int(count[1]) if count else len(authors) or None
    time = card.css_first("time[datetime]")
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors if len(authors) == author_count else (),  # a card shows faces of a few only
        author_count=author_count,
        organisation=_card_organisation(card),
        date=time.attributes.get("datetime") if time else None,
        upvotes=next((int(t) for t in map(_shown, card.css("label, .leading-none")) if t.isdecimal()), None),
        url=url,
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
