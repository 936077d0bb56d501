"""Browsing the library: papers by name, similar papers, papers by year, and example questions.

In: an assistant, what the reader typed. Out: papers and counts. Reads only.
"""

import random
from calendar import month_name
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from rag.answering.assistant import Assistant
from rag.entities.aliases import short_title
from rag.model.errors import AskError, UnknownPaperError
from rag.model.filters import Filters
from rag.model.paper import Paper
from rag.query.dates import find_dates
from rag.text.terms import terms

SIMILAR = 5
SAMPLED = 60  # papers that example questions are drawn from
EXAMPLES = 4
SHORTEST_NAME, LONGEST_NAME = 4, 40  # characters of a name in an example question


def find_paper(assistant: Assistant, paper_id: str) -> Paper | None:
    """The paper as it is in the library now."""
    row = assistant.catalogue.row(paper_id)
    return None if row is None else assistant.catalogue.paper(row)


def paper_named(assistant: Assistant, name: str) -> tuple[Paper, bool]:
    """The paper that goes by this name, and whether it surely does. A slip of the finger, an unsure name and
    some words of a title lead to a paper too; a word of plain language leads to none. UnknownPaperError
    where there is none, with the nearest names."""
    catalogue = assistant.catalogue
    try:
        found = catalogue.find(name, as_typed=True)
        return found[0], len(found) == 1
    except UnknownPaperError as unknown:
        wanted = set(terms(name))
        if len(name.split()) == 1 and catalogue.is_plain(name):
            raise
        try:
            return catalogue.find(name)[0], False
        except UnknownPaperError:
            ranked = assistant.search(name, 1).papers
            papers = [paper for one in ranked if (paper := find_paper(assistant, one.paper_id))]
            if not papers or not wanted or not wanted <= set(terms(papers[0].title)):
                raise unknown from None
            return papers[0], False


def papers_called(assistant: Assistant, names: Iterable[str]) -> list[Paper]:
    """The papers that surely go by these names; a name that none goes by is left out."""
    found = []
    for name in names:
        with suppress(UnknownPaperError):
            found += assistant.catalogue.find(name, as_typed=True)
    return found


def similar_papers(assistant: Assistant, paper_id: str) -> list[Paper]:
    """The papers whose whole text is nearest, the nearest first; none for an unknown id."""
    catalogue = assistant.catalogue
    row = catalogue.row(paper_id)
    if row is None:
        return []
    snapshot = catalogue.snapshot
    near = snapshot.nearest_documents(snapshot.alive, snapshot.document_vector(row), SIMILAR + 1)
    best = [int(r) for r in near if r != row][:SIMILAR]
    return [catalogue.paper(r) for r in best]


def papers_by_year(assistant: Assistant) -> list[tuple[str, int]]:
    """How many papers each year has, the earliest first; those without a date last."""
    found: Counter[str] = Counter()
    for date_, papers in assistant.catalogue.columns.counted("published").items():
        found[str(date_ or "")[:4] or "no date"] += papers
    return sorted(found.items())


def published_range(assistant: Assistant) -> tuple[str, str] | None:
    """The first and the last date of publication, of the precision they have."""
    dates = _dates(assistant)
    return (dates[0], dates[-1]) if dates else None


def _dates(assistant: Assistant) -> list[str]:
    return sorted(str(date_) for date_ in assistant.catalogue.columns.counted("published") if date_)


def filters_from(since: str, until: str, today: date) -> Filters:
    """Dates as a reader writes them ("2024", "March 2025"); AskError where one cannot be read."""
    first = find_dates(f"since {since}", today).since if since.strip() else None
    last = find_dates(f"until {until}", today).until if until.strip() else None
    for typed, found in ((since, first), (until, last)):
        if typed.strip() and found is None:
            raise AskError(f"{typed.strip()[:40]!r} is not a date; write it like 2024, 2024-03 or 2024-03-31")
    return Filters(since=first, until=last)


def question_about(paper: Paper) -> str:
    """A first question about one paper."""
    return f"What does {short_title(paper.title)} do?"


def example_questions(assistant: Assistant) -> list[str]:
    """At most four that the papers answer: a plain question, one by name, a comparison, a list. The
    same until the library changes."""
    catalogue = assistant.catalogue
    rows = [int(r) for r in catalogue.snapshot.rows]
    drawn = random.Random(len(rows)).sample(rows, min(SAMPLED, len(rows)))
    papers = [catalogue.paper(row) for row in drawn]
    asked = [q for p in papers for q in p.questions[:1] if len(q) < 90]
    named = [short_title(p.title) for p in papers if _has_name(p)]
    found = asked[:1] + [f"What is {name} and what does it achieve?" for name in named[:1]]
    if len(named) > 2:
        found.append(f"Compare {named[1]} and {named[2]}")
    by_name = catalogue.columns.counted("organisation").items()
    organisations = Counter({str(name): number for name, number in by_name if name})
    found += [f"Which papers are by {name}?" for name, count in organisations.most_common(1) if count > 1]
    dates = _dates(assistant)
    found += [f"Which papers were published since {_month(dates[-1])}?"] if dates else []
    return found[:EXAMPLES]


def _month(published: str) -> str:
    """ "December 2025"; a year alone stays one."""
    year, _, rest = published.partition("-")
    return f"{month_name[int(rest[:2])]} {year}" if rest[:2].isdecimal() else year


def _has_name(paper: Paper) -> bool:
    name = short_title(paper.title)
    return SHORTEST_NAME <= len(name) <= LONGEST_NAME and len(name.split()) <= 2 and name != paper.title
