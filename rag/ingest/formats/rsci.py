"""The Russian Science Citation Index: the XML in which journals hand their issues to eLIBRARY.

In: text. Out: an Entry or a Problem for each article. Much stands in several languages, of which English is
taken where title and abstract are in it, else the first that has an abstract. The date and the
journal are those of the issue.
"""

import re
from typing import Any

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.people import in_order
from rag.ingest.formats.record import doi_in, one_date, paper_or_problem
from rag.ingest.formats.xml_records import xml_records
from rag.ingest.formats.xml_text import below, children, elements, first, root_name, shown

_START = 50_000  # characters in which the first article stands
_TITLE = re.compile(r"<artTitle\b")
_DATE = re.compile(r"<dateUni>\s*+([^<]{4,20}?)\s*+</dateUni>")
_ENGLISH = "ENG"
_EDITORS = ("editor", "reviewer", "translator")


def sniff(source: Source) -> bool:
    """Whether the first element is a journal whose articles are titled as in this index."""
    root = (root_name(source.text) or "").lower()
    return root in ("journal", "journals", "root") and bool(_TITLE.search(source.text[:_START]))


def read(source: Source) -> Listed:
    """Each article; of issues with different dates each by its own date alone."""
    journals = elements(source.text, "journalInfo")[0]
    names = {(one.get("lang") or "").upper(): first(one, "title", "Title") for one in journals}
    dates = set(_DATE.findall(source.text))
    date = dates.pop() if len(dates) == 1 else None
    return xml_records(source.text, ("article",), lambda one, where: _entry(one, where, names, date))


def _entry(article: Any, where: str, journals: dict[str, str | None], date: str | None) -> Entry | Problem:
    titles = _by_language(article, "artTitles", "artTitle")
    abstracts = _by_language(article, "abstracts", "abstract")
    both = _ENGLISH in titles and _ENGLISH in abstracts
    language = _ENGLISH if both else next((one for one in abstracts if one in titles), "")
    codes, dates = (next(children(article, name), None) for name in ("codes", "dates"))
    return paper_or_problem(
        where,
        titles.get(language) or next(iter(titles.values()), None),
        abstracts.get(language) or next(iter(abstracts.values()), None),
        authors=[name for one in below(article, "author") if (name := _name(one, language))],
        date=one_date(date, first(dates, "datePublication") if dates is not None else None),
        doi=doi_in(first(codes, "doi")) if codes is not None else None,
        venue=journals.get(language) or next(filter(None, journals.values()), None),
    )


def _by_language(article: Any, group: str, name: str) -> dict[str, str]:
    """The texts of a group by their languages; of two in one language the first."""
    found: dict[str, str] = {}
    for one in (one for listed in children(article, group) for one in children(listed, name)):
        if text := shown(one):
            found.setdefault((one.get("lang") or "").upper(), text)
    return found


def _name(author: Any, language: str) -> str | None:
    if (first(author, "role") or "").lower() in _EDITORS:
        return None
    named = list(children(author, "individInfo"))
    own = [one for one in named if (one.get("lang") or "").upper() == language] or named
    found = (in_order(first(one, "initials"), first(one, "surname")) for one in own)
    return next(filter(None, found), None)


FORMAT = Format("RSCI XML", sniff, read)
