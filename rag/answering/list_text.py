"""How a list reads: a line that says how many fit, then a line a paper.

In: papers in order, what the list leaves out and where it begins. Out: text; the composer keeps the
citations. The first papers are quoted, the others are named with their dates.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.answering.citations import Composer
from rag.answering.doubted import PERHAPS, how_many
from rag.answering.metadata import introducing
from rag.answering.ordering import Ordered, field_of
from rag.model.paper import Paper
from rag.model.query import Order, ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Evidence, Hit
from rag.text.prose import plural, spoken_list

MOST_LINES = 300  # papers of one list that are named
NAMED = 6  # authors of a paper, where people are asked for

_LACKING = {"published": "no date", "upvotes": "no number of upvotes", "author_count": "no number of authors"}
_FIRST = {
    Order.NEWEST: "newest first",
    Order.OLDEST: "oldest first",
    Order.MOST_UPVOTED: "most upvoted first",
    Order.LEAST_UPVOTED: "least upvoted first",
    Order.MOST_AUTHORS: "those with the most authors first",
    Order.FEWEST_AUTHORS: "those with the fewest authors first",
}

Telling = Callable[[int], Sequence[Evidence]]  # the sentences that are quoted of a row, mostly one


@dataclass(frozen=True, slots=True)
class PaperList:
    """A list that is to be told. `counted` says of what it is ("23 of 1,200 papers fit"), `undated` how many
    more would be on it if their date were known; `left_out`: how many papers each excluded subject took
    from it; `reasons`: why a row stands where it does; `unsure`: how many of its dates are too coarse to tell
    whether they are within the limits."""

    query: ParsedQuery
    counted: str
    ordered: Ordered
    order: Order | None = None
    undated: int = 0
    left_out: int = 0
    unsure: int = 0
    reasons: Mapping[int, str] = field(default_factory=dict)

    @property
    def all_doubtful(self) -> bool:
        """Whether each paper may fit and none surely does, which the line above them says."""
        return all(hit.doubtful for hit in self.ordered.hits)

    @property
    def page(self) -> tuple[Hit, ...]:
        """What is told this time; of "the newest three" none is without a date while others have one."""
        hits, begin, limit = self.ordered.hits, self.query.offset, self.query.limit
        known = len(hits) - self.ordered.lacking
        end = begin + (limit or MOST_LINES)
        return hits[begin : min(end, known) if limit and begin < known else end]


def told(composer: Composer, paper_list: PaperList, telling: Telling) -> str:
    """The list as text: the first papers of the page with a sentence each, the others by their titles."""
    page, query = paper_list.page, paper_list.query
    in_full = query.shown_in_full
    lines = [f"{head(paper_list)}:"]
    for place, hit in enumerate(page):
        about = _about(composer.catalogue, hit, paper_list)
        if place < in_full:
            lines.append(f"- {about}: {_quoted(composer, hit.row, telling(hit.row))}")
        else:
            lines.append(f"- {about} {composer.marker(introducing(composer.catalogue, hit.row))}")
    if more := len(paper_list.ordered.hits) - query.offset - len(page):
        lines.append(f"… and {more:,} more: ask for “more”.")
    return "\n".join(lines)


def _quoted(composer: Composer, row: int, sentences: Sequence[Evidence]) -> str:
    return composer.passage(row, sentences, called="") if len(sentences) > 1 else composer.quote(sentences[0])


def head(paper_list: PaperList) -> str:
    """How many fit, within what, without what, in which order, and which of them are told now."""
    said = (_limits(paper_list), _without(paper_list), _order(paper_list), _pages(paper_list))
    return paper_list.counted + "".join(said)


def _limits(paper_list: PaperList) -> str:
    described, undated = paper_list.query.filters.describe(), paper_list.undated
    unsure = f"; {_coarse(paper_list.unsure)} and may be outside" if paper_list.unsure else ""
    unknown = f"; {undated:,} more {'has' if undated == 1 else 'have'} no date" if undated else ""
    return f" ({', '.join(described)}{unsure}{unknown})" if described else ""


def _coarse(papers: int) -> str:
    return f"{papers:,} {'is' if papers == 1 else 'are'} dated only by year or month"


def _without(paper_list: PaperList) -> str:
    excluded = without(paper_list.query)
    if not excluded:
        return ""
    return f", without those about {spoken_list(excluded)} ({paper_list.left_out or 'none'} left out)"


def without(query: ParsedQuery) -> list[str]:
    """The subjects whose papers a list leaves out, as the question names them."""
    return [*query.excluded, *([query.contrast] if query.contrast else [])]


def _order(paper_list: PaperList) -> str:
    order, lacking = paper_list.order, paper_list.ordered.lacking
    if order not in _FIRST or len(paper_list.query.within) == 1:
        return ""
    if lacking == len(paper_list.ordered.hits):
        what = _LACKING[field_of(order)].removeprefix("no ")
        return f", but it has no {what}" if lacking == 1 else f", in no order: none has a {what}"
    coarse = paper_list.ordered.coarse
    said = [_coarse(coarse)] if coarse else []
    said += (
        [f"{lacking:,} {'has' if lacking == 1 else 'have'} {_LACKING[field_of(order)]}"] if lacking else []
    )
    return f", {_FIRST[order]}" + (f" ({'; '.join(said)})" if said else "")


def _pages(paper_list: PaperList) -> str:
    page, begin = paper_list.page, paper_list.query.offset
    if len(page) == len(paper_list.ordered.hits):
        return ""
    if begin:
        return f"; {begin + 1:,} to {begin + len(page):,}" if len(page) > 1 else f"; number {begin + 1:,}"
    return f"; the first {len(page):,}" if len(page) > 1 else "; the first"


def _about(catalogue: Catalogue, hit: Hit, paper_list: PaperList) -> str:
    paper = catalogue.paper(hit.row)
    known = [paper.published, _value(paper, paper_list.order), paper_list.reasons.get(hit.row)]
    known += [PERHAPS] if hit.doubtful and not paper_list.all_doubtful else []
    if paper_list.query.field == "authors":
        known.append(_by(paper))
    facts = ", ".join(fact for fact in known if fact)
    return f"{paper.title} ({facts})" if facts else paper.title


def _by(paper: Paper) -> str:
    """Who wrote it; of many the first."""
    if not paper.authors:
        return "authors not given"
    more = len(paper.authors) > NAMED or paper.has_other_authors
    return f"by {', '.join(paper.authors[:NAMED])} and others" if more else f"by {spoken_list(paper.authors)}"


def _value(paper: Paper, order: Order | None) -> str | None:
    """What the list is ordered by, where that is not the date."""
    if order in (Order.MOST_UPVOTED, Order.LEAST_UPVOTED):
        return None if paper.upvotes is None else plural(paper.upvotes, "upvote")
    if order in (Order.MOST_AUTHORS, Order.FEWEST_AUTHORS):
        return plural(paper.author_count, "author") if paper.author_count else None
    return None


def of_library(query: ParsedQuery, hits: Sequence[Hit]) -> str:
    """ "The library holds 13 papers"; of a list that is narrowed, "2 of these 8 papers fit"."""
    if not query.within:
        return f"The library holds {plural(len(hits), 'paper')}"
    may_fit = " may fit" if hits and all(hit.doubtful for hit in hits) else ""
    if len(hits) == len(query.within):
        these = f"These {plural(len(hits), 'paper')}" if len(hits) > 1 else "This paper"
        return these + (may_fit or how_many(hits))
    return of_these(query, hits)


def of_these(query: ParsedQuery, hits: Sequence[Hit]) -> str:
    """ "2 of these 8 papers fit", of a list that was told before."""
    may_fit, alone = bool(hits) and all(hit.doubtful for hit in hits), len(hits) == 1
    fit = "may fit" if may_fit else "fits" if alone else "fit"
    if alone and len(query.within) == 1:
        return f"This paper {fit}"
    return f"{len(hits):,} of these {plural(len(query.within), 'paper')} {fit}{how_many(hits)}"


def that_fit(catalogue: Catalogue, hits: Sequence[Hit]) -> str:
    """ "3 of 13 papers fit", "3 of 13 papers fit, one of them perhaps"."""
    said = f"{len(hits):,} of {plural(len(catalogue), 'paper')}"
    if all(hit.doubtful for hit in hits):
        return f"{said} may fit"
    return f"{said} fit{'s' if len(hits) == 1 else ''}{how_many(hits)}"
