"""The metadata answerer: dates, authors, organisations, venues, identifiers, counts of papers that are meant.

In: a query about fields, the papers' rows. Out: a sentence for each paper, with a citation: the sentence that
says what the paper is.
"""

import re
from calendar import month_name
from collections.abc import Sequence
from itertools import chain

from rag.answering.citations import Composer, kind_of, name_of
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.passages import move_of
from rag.retrieval.ranking import Evidence, Move
from rag.retrieval.telling import names_one
from rag.text.cohesion import leans
from rag.text.prose import plural, spoken_list
from rag.text.sentences import sentences

NOT_GIVEN = "None of the pages the papers were read from gives that."

_UNKNOWN = {
    "published": "when it was published",
    "authors": "who its authors are",
    "author_count": "how many authors it has",
    "organisation": "which organisation it comes from",
    "upvotes": "how many upvotes it has",
    "url": "its address",
    "doi": "its DOI",
    "venue": "where it was published",
}


_WE = re.compile(r"\b(?:we|this (?:paper|work|study|article|letter|report|survey|thesis))\b", re.I)
_OF_PUBLISHERS = ("doi", "venue")  # what a preprint lacks


def introducing(catalogue: Catalogue, row: int) -> Evidence:
    """The sentence that says what the paper is: its idea where that stands alone, else the one that says what
    its work is ("Kestrel is a ..."), else where "we" begin, else the first with its name, else its first."""
    paper = catalogue.paper(row)
    spans = sentences(paper.text) or [(0, len(paper.text))]
    texts = [paper.text[a:b] for a, b in spans]
    ideas = [n for n, text in enumerate(texts) if move_of(text, n / max(1, len(spans) - 1)) is Move.IDEA]
    names, begun = catalogue.own_names(row), range(ideas[0] if ideas else 0)
    place = next(
        chain(
            (n for n in ideas if not leans(texts[n])),
            (n for n, text in enumerate(texts) if says_what_is(names, text)),
            (n for n in begun if _WE.search(texts[n]) and not leans(texts[n])),
            ideas,
            (n for n, text in enumerate(texts) if names_one(text, names)),
        ),
        0,
    )
    start, end = spans[place]
    return Evidence(row, paper.paper_id, start, end, texts[place], 0.0, Move.IDEA)


def says_what_is(names: Sequence[str], sentence: str) -> bool:
    """Whether a sentence says what one of these names is: "Kestrel (fast) is a ..."."""
    any_name = "|".join(map(re.escape, names))
    is_a = (
        rf"^\W*(?:[\w-]+ ){{0,6}}?(?:{any_name})(?!\w)(?:\s*\([^()]*\))?(?:, [^,]{{1,80}},)?"
        r" (?:is|are) (?:an?|the|one)\b"
    )
    return bool(names) and re.match(is_a, sentence, re.I) is not None


def spoken_date(iso: str) -> str:
    """ "3 October 2023", "October 2023", "2023": as much as is known."""
    year, month, day = (*map(int, iso.split("-")), 0, 0)[:3]
    return " ".join([*([str(day)] if day else []), *([month_name[month]] if month else []), str(year)])


def _published(paper: Paper) -> str | None:
    """ "published on 3 October 2023", "published in 2023, in Journal of Moss"."""
    if not paper.published:
        return None
    when = f"was published {'on' if len(paper.published) == len('2023-10-03') else 'in'} "
    return when + spoken_date(paper.published) + (f", in {paper.venue}" if paper.venue else "")


def _address(paper: Paper) -> str | None:
    """Its address, and its DOI where that does not say it."""
    doi = f"DOI {paper.doi}" if paper.doi else None
    if paper.url and doi:
        return paper.url if paper.doi and paper.doi in paper.url else f"{paper.url} ({doi})"
    return paper.url or doi


def metadata(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> tuple[str, Status]:
    """What the fields say of each paper; a field that the pages did not give is said to be missing."""
    lines, known, stands_in = [], 0, False
    for row in rows:
        paper = composer.catalogue.paper(row)
        value = _field(paper, query.field or "published")
        known += value is not None or query.field == "paper"
        stands_in |= value is None and _behind_it(paper, query.field or "") is not None
        said = f"{name_of(paper)} {value}" if value else _missing(paper, query.field or "")
        said = _cited(paper) if query.field == "paper" else said
        lines.append(f"{said}. {composer.marker(introducing(composer.catalogue, row))}")
    told = Status.PARTLY if known or stands_in else Status.NOT_ANSWERED
    status = Status.ANSWERED if known == len(rows) else told
    return "\n".join(lines), status


def _cited(paper: Paper) -> str:
    """The paper itself, as an answer to which it is: its title, its date, who wrote it."""
    when = f" ({paper.published})" if paper.published else ""
    by = _field(paper, "authors")
    return f"“{paper.title}”{when}" + (f" {by}" if by else "")


def _behind_it(paper: Paper, field: str) -> str | None:
    """Of who made it what is known where the field asked for is not: the organisation for the authors, the
    authors for the organisation."""
    other = {"authors": "organisation", "organisation": "authors"}.get(field, "")
    return None if other == "authors" and not paper.authors else _field(paper, other)


def _missing(paper: Paper, field: str) -> str:
    """That the field is not known; of a preprint what stands in for it."""
    said = f"The pages that {name_of(paper)} was read from do not say {_UNKNOWN.get(field, 'that')}"
    if other := _behind_it(paper, field):
        return f"{said}; it {other}"
    on_arxiv = field in _OF_PUBLISHERS and paper.arxiv_id
    return f"{said}; it is on arXiv as {paper.arxiv_id}" if on_arxiv else said


def _field(paper: Paper, field: str) -> str | None:
    """What the field says of the paper, as it follows its name; None where it is not known."""
    count, others = paper.author_count, " and others" if paper.has_other_authors else ""
    clauses: dict[str, str | None] = {
        "published": _published(paper),
        "author_count": f"has {plural(count, 'author')}" if count else None,
        "authors": f"is by {spoken_list(paper.authors) if not others else ', '.join(paper.authors)}{others}"
        if paper.authors
        else None,
        "organisation": paper.organisation and f"is from {paper.organisation}",
        "upvotes": None if paper.upvotes is None else f"has {plural(paper.upvotes, 'upvote')}",
        "url": (address := _address(paper)) and f"is at {address}",
        "doi": paper.doi and f"has the DOI {paper.doi}",
        "venue": paper.venue and f"was published in {paper.venue}",
        "title": f"has the full title “{paper.title}”",
        "text_kind": f"is here as {kind_of(paper).lower().replace('the ', 'its ')}",
    }
    value = clauses.get(field)
    if field == "authors" and value is None and count:
        return f"has {plural(count, 'author')}; their names are not on the page it was read from"
    return value
