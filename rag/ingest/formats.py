"""Read the structured kinds of page: HTML, JSON and JSONL, BibTeX, RIS.

In: the whole text of one file. Out: its entries as they came, and where something
was wrong. Knows nothing of files, of cleaning or of what makes two papers the same.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rag.model.identifiers import arxiv_id_in


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper on one page, every field as it came."""

    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    date: str | None = None
    upvotes: int | None = None
    url: str | None = None
    arxiv_id: str | None = None
    text_kind: str = "abstract"
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that cost an entry: where, and what."""

    where: str
    what: str


Found = list[Entry | Trouble]


def read_json(text: str) -> Found:
    """One object, an array of them, or one object to a line."""
    try:
        whole = json.loads(text)
    except RecursionError:
        return [Trouble("line 1", "nested too deeply")]
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("["):
            return [Trouble(f"line {error.lineno}", "not valid JSON")]
        return [_json_line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [_entry(record, f"entry {number}") for number, record in enumerate(_records(whole), 1)]


def read_html(text: str) -> Found:
    """A saved listing page: its page data where it has any, otherwise what the page shows."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text)
    listed: Found = []
    for node in page.css("[data-props]"):
        listed += _page_data(node.attributes.get("data-props") or "")
    if any(isinstance(item, Entry) for item in listed):
        return listed
    cards = [card for card in page.css("article") if card.css_first("h3 a")]
    return [_card(card, f"entry {number}") for number, card in enumerate(cards, 1)] or listed


def read_bibtex(text: str) -> Found:
    """BibTeX records; one whose key was used before is still a record."""
    from bibtexparser import model
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it would log is reported below
    unwrap = RemoveEnclosingMiddleware()

    found: Found = []
    for parsed in parse_string(text).blocks:
        block: model.Block | None = parsed
        if isinstance(parsed, model.DuplicateBlockKeyBlock) and isinstance(
            parsed.ignore_error_block, model.Entry
        ):
            block = unwrap.transform_entry(parsed.ignore_error_block, Library())  # skipped until here
        where = f"line {(parsed.start_line or 0) + 1}"
        if isinstance(block, model.Entry):
            found.append(
                _bibtex_entry({field.key.lower(): str(field.value) for field in block.fields}, where)
            )
        elif isinstance(block, model.ParsingFailedBlock):
            found.append(Trouble(where, "not readable as BibTeX"))
    return found


def read_ris(text: str) -> Found:
    """RIS records, as reference managers export them."""
    import rispy

    starts = re.split(r"^(?=TY  ?- )", text, flags=re.MULTILINE)[1:]  # rispy drops a record without its end
    whole = [
        one if re.search(r"^ER  ?-", one, re.MULTILINE) else f"{one.rstrip()}\nER  - \n" for one in starts
    ]
    records = rispy.loads("\n".join(whole), skip_unknown_tags=True)
    return [_ris_entry(record, f"entry {number}") for number, record in enumerate(records, 1)]


def _json_line(number: int, line: str) -> Entry | Trouble:
    try:
        return _entry(json.loads(line), f"line {number}")
    except (json.JSONDecodeError, RecursionError):
        return Trouble(f"line {number}", "not valid JSON")


def _records(whole: Any) -> list[Any]:
    """The objects that are papers: the array itself, or the first array inside an object."""
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict) and not _text(whole, "title"):
        return next((value for value in whole.values() if isinstance(value, list) and value), [whole])
    return [whole]


def _page_data(props: str) -> Found:
    try:
        data = json.loads(props)
    except (json.JSONDecodeError, RecursionError):
        return []
    listed = data.get("dailyPapers") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        return []
    return [_entry(record, f"entry {number}") for number, record in enumerate(listed, 1)]


def _entry(record: Any, where: str) -> Entry | Trouble:
    """An object of any of the common exports; `paper` inside it counts as itself."""
    if not isinstance(record, Mapping):
        return Trouble(where, "not a paper but a bare value")
    inner = record.get("paper")
    fields = {**record, **{k: v for k, v in inner.items() if v}} if isinstance(inner, Mapping) else record
    title, abstract = _text(fields, "title"), _text(fields, "abstract", "summary", "text")
    if not title or not abstract:
        return Trouble(where, "no abstract" if title else "no title")
    authors = _names(fields.get("authors") or fields.get("author"))
    url = _text(fields, "url", "link", "pdf_url")
    ids = [_text(fields, name) for name in ("arxiv_id", "arxivId", "arxiv", "paper_id", "id", "entry_id")]
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=_number(fields, "author_count") or len(authors) or None,
        organisation=_organisation(fields.get("organisation") or fields.get("organization")),
        date=_text(fields, "published", "publishedAt", "published_date", "created", "date"),
        upvotes=_number(fields, "upvotes"),
        url=url,
        arxiv_id=arxiv_id_in(*ids, url),
        text_kind="digest" if _text(fields, "text_kind") == "digest" else "abstract",
        questions=_names(fields.get("questions") if isinstance(fields.get("questions"), list) else None),
    )


def _card(card: Any, where: str) -> Entry | Trouble:
    """What the page shows of one paper: a heading that links to it, and lines around it."""
    link = card.css_first("h3 a")
    title = _shown(link)
    abstract = max((_shown(p) for p in card.css("p")), key=len, default="")
    if not title or not abstract:
        return Trouble(where, "no abstract" if title else "no title")
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


def _bibtex_entry(fields: Mapping[str, str], where: str) -> Entry | Trouble:
    title, abstract = (_unwrapped(_text(fields, name)) for name in ("title", "abstract"))
    if not title or not abstract:
        return Trouble(where, "no abstract" if title else "no title")
    authors = tuple(
        _first_name_first(name) for name in re.split(r"\s+and\s+", fields.get("author", "")) if name
    )
    archive = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower()
    url = _text(fields, "url")
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=len(authors) or None,
        date=fields.get("date") or _parts_of_date(fields),
        url=url,
        arxiv_id=arxiv_id_in(
            fields.get("eprint") if archive == "arxiv" else None, url, fields.get("journal")
        ),
    )


def _unwrapped(value: str | None) -> str | None:
    """Without braces round the whole value, which keep its capitals and mean nothing else."""
    while value and (inside := re.fullmatch(r"\{((?:[^{}]|\{[^{}]*\})*)\}", value)):
        value = inside[1].strip()
    return value


def _parts_of_date(fields: Mapping[str, str]) -> str | None:
    month, day, year = (fields.get(part, "").strip("{} ") for part in ("month", "day", "year"))
    if month.isdigit():
        return f"{year}-{month}-{day}"
    return f"{month.title()} {day}, {year}" if month and day else year or None


def _ris_entry(record: Mapping[str, Any], where: str) -> Entry | Trouble:
    title = _text(record, "title", "primary_title", "translated_title")
    abstract = _text(record, "abstract", "notes_abstract")
    if not title or not abstract:
        return Trouble(where, "no abstract" if title else "no title")
    authors = tuple(_first_name_first(n) for n in record.get("authors") or record.get("first_authors") or ())
    urls = [str(url) for url in record.get("urls") or ()]
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=len(authors) or None,
        date=_text(record, "date", "year"),
        url=urls[0] if urls else None,
        arxiv_id=arxiv_id_in(*urls, _text(record, "number"), _text(record, "doi")),
    )


def _text(fields: Mapping[str, Any], *names: str) -> str | None:
    """The first of these fields to hold text; half a surrogate pair, which no file can keep, is no text."""
    values: Iterator[Any] = (fields.get(name) for name in names)
    text = next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)
    return text and text.encode("utf-8", "replace").decode()


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _names(authors: Any) -> tuple[str, ...]:
    """Names (or other lines) from a list of names, a list of objects with a name, or one line of names."""
    if isinstance(authors, str):
        return tuple(name for name in re.split(r"\s*;\s*|,?\s+and\s+|,\s*", authors.strip()) if name)
    if not isinstance(authors, Iterable):
        return ()
    names = (author.get("name") if isinstance(author, Mapping) else author for author in authors)
    return tuple(name.strip() for name in names if isinstance(name, str) and name.strip())


def _organisation(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return _text(value, "fullname", "name")
    return value.strip() or None if isinstance(value, str) else None


def _first_name_first(name: str) -> str:
    family, comma, given = name.strip().partition(",")
    return f"{given.strip()} {family.strip()}" if comma else family


def _shown(node: Any) -> str:
    return " ".join(node.text(separator=" ").split())
