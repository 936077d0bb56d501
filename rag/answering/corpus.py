"""Answers about the library, or the part that filters leave: how many papers, when, by whom, about what.

In: a query, the rows that pass its filters. Out: a sentence or a list, with a citation for each paper that it
names.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import mean, median

from rag.answering.citations import Composer
from rag.answering.metadata import NOT_GIVEN, introducing, spoken_date
from rag.answering.overview import overview
from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.text.prose import plural, spoken_list
from rag.text.terms import STOP_WORDS, fold, terms

LISTED, LISTED_FILTERED = 10, 40  # papers listed when no number is asked for: of the library, of a part of it
TIED = 3  # years that have as many papers and are named
NO_NAME_TWICE = "No name stands on two papers here."
TOPICS = 12
VENUES = 30
AUTHORS = 20  # named where it is asked who wrote most


def corpus(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> tuple[str, Status, list[int]]:
    """About the library, or the part of it that the question's filters leave; and the rows shown."""
    text, status = _corpus(composer, query, rows)
    cited = dict.fromkeys(c.paper_id for c in composer.citations)
    return (
        text,
        status,
        [row for i in cited if (row := composer.catalogue.row(i)) is not None and row in set(rows)],
    )


def _corpus(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> tuple[str, Status]:
    answers: dict[str, Callable[[], str | None]] = {
        "count": lambda: f"The library holds {plural(len(rows), 'paper')}{_limits(query)}.",
        "author_counts": lambda: _author_counts(composer.catalogue, rows),
        "months": lambda: _months(composer.catalogue, rows),
        "undated": lambda: _undated(composer, query, rows),
        "kinds": lambda: _kinds(composer.catalogue, rows),
        "sources": lambda: _sources(composer.catalogue, rows),
        "date_range": lambda: _date_range(composer.catalogue, rows),
        "authors": lambda: _authors(composer.catalogue, rows) or _organisations(composer.catalogue, rows),
        "organisations": lambda: _organisations(composer.catalogue, rows),
        "venues": lambda: _venues(composer.catalogue, rows),
        "topics": lambda: overview(composer, rows) or _topics(composer.catalogue, rows),
    }
    if not rows and query.within:
        return none_of_these(query), Status.NOT_ANSWERED
    if not rows:
        return f"The library holds no paper{_limits(query)}.", Status.NOT_ANSWERED
    text = answers.get(query.field or "topics", answers["topics"])()
    if text is None:
        return NOT_GIVEN, Status.NOT_ANSWERED
    return text, Status.ANSWERED


def none_of_these(query: ParsedQuery, undated: int = 0) -> str:
    """That no paper of the list before fits, or is within the limits; `undated`: how many have no date."""
    these, subject = len(query.within), query.search_text
    said = "This paper does not fit" if these == 1 else f"None of these {these:,} papers fits"
    said += "" if query.shown or not subject else f" “{subject}”"
    unknown = f"; {undated:,} {'has' if undated == 1 else 'have'} no date" if undated else ""
    return f"{said}{_limits(query)}{unknown}."


def _limits(query: ParsedQuery) -> str:
    described = query.filters.describe()
    return f" ({', '.join(described)})" if described else ""


def _date_range(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    dates = sorted(str(d) for row in rows if (d := catalogue.columns[row].get("published")))
    if not dates:
        return None
    years = Counter(d[:4] for d in dates)
    counted = ", ".join(f"{year}: {number}" for year, number in sorted(years.items()))
    undated = len(rows) - len(dates)
    without = f"{plural(undated, 'paper')} without a date" if undated else "every paper has a date"
    run = f"The dates run from {spoken_date(dates[0])} to {spoken_date(dates[-1])} ({counted}); {without}."
    most = max(years.values())
    fullest = sorted(year for year, number in years.items() if number == most)
    if len(fullest) == len(years) or len(fullest) > TIED:
        return run
    return f"{run} Most are from {spoken_list(fullest)} ({most}{' each' if len(fullest) > 1 else ''})."


def _months(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    dates = [str(d) for row in rows if (d := catalogue.columns[row].get("published"))]
    months = Counter(d[:7] for d in dates if len(d) > len("2024"))
    if not months:
        return None
    by_year, undated = len(dates) - months.total(), plural(len(rows) - len(dates), "paper")
    years = f"{plural(by_year, 'paper')} with a year only, " if by_year else ""
    most = sorted(months.most_common(LISTED), key=lambda pair: (-pair[1], pair[0]))
    counted = ", ".join(f"{spoken_date(month)} ({number})" for month, number in most)
    return f"Most papers by month: {counted}; {years}{undated} without a date."


def _undated(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> str:
    undated = [row for row in rows if not composer.catalogue.columns[row].get("published")]
    if not undated:
        return "Every paper has a date."
    head = f"{len(undated):,} of {plural(len(rows), 'paper')} have no date:"
    return "\n".join([head, *_titles(composer, query, undated)])


def _author_counts(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    known = (catalogue.columns[row].get("author_count") for row in rows)
    counts = sorted(int(n) for n in known if isinstance(n, int | float))
    if not counts:
        return None
    text = f"{mean(counts):.1f} authors on average, {median(counts):g} at the median"
    without = f"{plural(len(rows) - len(counts), 'paper')} without that field left out"
    return f"{text}, {counts[0]} to {counts[-1]} ({without})."


def _kinds(catalogue: Catalogue, rows: Sequence[int]) -> str:
    kinds = Counter(catalogue.paper(row).text_kind for row in rows)
    told = (
        f"{number:,} of our summaries" if kind == "digest" else plural(number, kind)
        for kind, number in kinds.most_common()
    )
    text = " and ".join(told)
    return f"The library holds {text}, no full texts."


def _sources(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    files = Counter(source for row in rows for source in catalogue.paper(row).sources)
    text = ", ".join(f"{name} ({number})" for name, number in files.most_common(LISTED))
    held = _kinds(catalogue, rows)
    return f"{held} Papers by the file they were read from: {text}." if text else None


def _authors(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    """Who wrote how many of them, those with most first."""
    names = [set(catalogue.paper(row).authors) for row in rows]
    found = Counter(name for authors in names for name in authors)
    if not found:
        return None
    several = [pair for pair in found.most_common() if pair[1] > 1]
    several.sort(key=lambda pair: (-pair[1], pair[0].casefold()))
    listed = "; ".join(f"{name} ({number:,})" for name, number in several[:AUTHORS])
    more = f"; and {len(several) - AUTHORS:,} more" if len(several) > AUTHORS else ""
    head = f"Authors of several papers here: {listed}{more}." if several else NO_NAME_TWICE
    without = sum(not authors for authors in names)
    left = f"; {plural(without, 'paper')} without names" if without else ""
    return f"{head} There are {plural(len(found), 'author')}{left}."


def _organisations(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    found = Counter(str(o) for row in rows if (o := catalogue.columns[row].get("organisation")))
    if not found:
        return None
    return "Organisations: " + ", ".join(f"{name} ({number})" for name, number in found.most_common(30)) + "."


def _venues(catalogue: Catalogue, rows: Sequence[int]) -> str | None:
    found = Counter(str(v) for row in rows if (v := catalogue.columns[row].get("venue")))
    if not found:
        return None
    most = sorted(found.most_common(), key=lambda pair: (-pair[1], pair[0].casefold()))
    listed = "; ".join(f"{name} ({number:,})" for name, number in most[:VENUES])  # names hold commas
    more = f"; and {len(most) - VENUES:,} others" if len(most) > VENUES else ""
    without = f"{plural(len(rows) - found.total(), 'paper')} without one"
    return f"Where the papers were published: {listed}{more}; {without}."


def _topics(catalogue: Catalogue, rows: Sequence[int]) -> str:
    """The pairs of neighbouring words that most titles share."""
    pairs: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in rows:
        words = [w.strip(":,.?!()") for w in catalogue.paper(row).title.split()]
        for one, other in pairwise(words):
            if {fold(one), fold(other)} & STOP_WORDS or not (one and other):
                continue
            key = " ".join(terms(f"{one} {other}"))
            shown.setdefault(key, f"{one} {other}".lower())
            pairs[key] += 1
    common = [f"{shown[key]} ({number})" for key, number in pairs.most_common(TOPICS) if number > 1]
    heading = f"{plural(len(rows), 'paper')}; what most titles share: "
    return heading + ", ".join(common) + "." if common else f"{plural(len(rows), 'paper')}."


def _titles(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> list[str]:
    """Titles in order of date, newest first, and how many more there are."""
    dated = sorted(
        rows, key=lambda r: str(composer.catalogue.columns[r].get("published") or ""), reverse=True
    )
    shown = dated[: query.limit or (LISTED if query.filters.empty else LISTED_FILTERED)]
    lines = [
        f"- {composer.catalogue.paper(r).title} {composer.marker(introducing(composer.catalogue, r))}"
        for r in shown
    ]
    more = len(rows) - len(shown)
    return [*lines, *([f"… and {more:,} more; see: ask papers"] if more else [])]
