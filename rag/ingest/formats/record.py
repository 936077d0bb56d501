"""What the fields of a record make together: its date of several, the DOI and the arXiv id of many.

In: texts as they stand in a record. Out: an Entry, or the Problem that there is none; fields for it.
For formats whose fields are plain text.
"""

import re
from collections.abc import Iterable
from typing import Any

from rag.ingest.dates import iso_date
from rag.ingest.formats.format import Entry, Problem
from rag.ingest.formats.people import people_in
from rag.model.identifiers import arxiv_id_in, arxiv_id_noted

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/(?:(?!</)[^\s\"'|])+")
_ARXIV = re.compile(r"arxiv\W.{0,20}\d", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|&)\s")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_MONTH = re.compile(r"[A-Za-z]{3}")
_NOTHING = re.compile(
    r"\W*(?:(?:no|without) abstract(?: is)?(?: available| provided| supplied| found)?"
    r"|abstract (?:is )?(?:(?:not |un)available|missing)|not available|none|null|nan|n/?a)?\W*",
    re.IGNORECASE,
)
_LONGEST_NOTHING = 60  # characters of words that stand for an abstract
_INITIALS_LAST = re.compile(
    r"(?P<family>\S.*?)(?<!\s)\s++(?P<given>(?:[^\W\d_a-z]\.?[ -]?){1,4})"
    r"(?:\s+(?P<suffix>Jr\.?|Sr\.?|2nd|3rd|I{2,3}|IV))?"
)


def paper_or_problem(where: str, title: str | None, abstract: str | None, **fields: Any) -> Entry | Problem:
    """The entry, where there is both a title and an abstract. Words that stand for none are none."""
    title, abstract = said(title), said(abstract)
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    authors = tuple(fields.pop("authors", ()))
    count = fields.pop("author_count", None) or len(authors) or None
    return Entry(title=title, abstract=abstract, authors=authors, author_count=count, **fields)


def said(text: str | None) -> str | None:
    """The text, unless it only says that there is none ("[No abstract available]", "n/a")."""
    nothing = not text or (len(text) <= _LONGEST_NOTHING and _NOTHING.fullmatch(text))
    return None if nothing else text


def one_date(*texts: str | None) -> str | None:
    """One date of several fields: the first that names a year, and what says the same more precisely. A day
    and month without a year go behind it."""
    dates = [_tidy(text) for text in texts if text and text.strip()]
    years = [found[0] for date in dates if (found := _YEAR.search(date))]
    if not years:
        return dates[0] if dates else None
    same = [date for date in dates if years[0] in date]
    same += [f"{years[0]} {_month_first(date)}" for date in dates if not re.search(r"\d{4}", date)]
    best = same[0]
    for date in same[1:]:
        if _precision(date) > _precision(best) and _refines(date, best):
            best = date
    return best


def _refines(date: str, best: str) -> bool:
    """Whether it lies within the other: an issue of July is none of what went online on 5 September."""
    return _precision(best) == 0 or (iso_date(date) or "").startswith(iso_date(best) or "")


def _tidy(text: str) -> str:
    """Without RIS's empty parts and its "other info"; digits alone get their dashes."""
    text = " ".join(text.split())
    if found := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        return "-".join(found.groups())
    if found := re.fullmatch(r"(\d{4}(?:/\d{0,2}){0,2})(?:/[^/]*)?/*", text):
        return found[1].rstrip("/")
    return text


def _month_first(text: str) -> str:
    return re.sub(r"^(\d{1,2})(?:st|nd|rd|th)?\.?\s+([A-Za-z]{3,})\.?$", r"\2 \1", text)


def _precision(date: str) -> int:
    """0 for a year, 1 with the month, 2 with the day."""
    rest = _YEAR.sub(" ", date, count=1)
    numbers = len(re.findall(r"(?<!\d)\d{1,2}(?!\d)", rest))
    return min(2, numbers + bool(_MONTH.search(rest)))


def doi_in(*texts: str | None) -> str | None:
    """The first DOI that stands in the texts."""
    found = next((found for text in texts if text and (found := _DOI.search(text))), None)
    return found[0].rstrip(".,;:]}") if found else None


def arxiv_in(*texts: str | None) -> str | None:
    """The first of the texts that is an arXiv id, points to one or speaks of one."""
    named = [text for text in texts if text]
    spoken = (text for text in named if _ARXIV.search(text))
    return next((found for text in named if (found := arxiv_id_in(text))), None) or next(spoken, None)


def noted_arxiv(notes: Iterable[str]) -> list[str]:
    """The arXiv ids that notes give as those of their own paper."""
    return [found for note in notes if (found := arxiv_id_noted(note))]


def addresses(*texts: str | None) -> list[str]:
    """Each web address in the texts; one text may hold several."""
    parts = (
        part.strip() for text in texts if text for part in re.split(r"[;,|\s]\s{0,9}(?=https?://)", text)
    )
    return [part for part in parts if re.match(r"(?:https?|ftp)://|www\.", part, re.IGNORECASE)]


def persons(texts: Iterable[str]) -> list[str]:
    """Each text is one person, unless it parts several by more than commas."""
    return [name for text in texts for name in people_in(text if _is_several(text) else [text])]


def _is_several(text: str) -> bool:
    parts = _AND.split(text)
    return ";" in text or (len(parts) > 1 and "," in parts[0] and "," in parts[-1])


def comma_before_initials(names: Iterable[str]) -> list[str]:
    """ "Smith, A" for "Smith A", where all of the names end with initials."""
    found = [(name, _with_initials(name)) for name in names]
    if not all(match or "," in name for name, match in found):
        return [name for name, _ in found]
    return [
        ", ".join(filter(None, [match["family"], match["suffix"], match["given"]])) if match else name
        for name, match in found
    ]


def _with_initials(name: str) -> re.Match[str] | None:
    """The parts of a name that ends with initials: capitals, of a script that has them."""
    found = _INITIALS_LAST.fullmatch(name)
    capitals = found and found["given"] == found["given"].upper() != found["given"].lower()
    return found if capitals else None
