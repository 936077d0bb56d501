"""What else the authors of some papers wrote: "what else did they write?".

In: the rows of those papers, the composer of the answer. Out: a part.
"""

from collections.abc import Sequence

from rag.answering.citations import Composer, name_of, with_date
from rag.answering.metadata import introducing
from rag.answering.naming import known_hits
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.query import ParsedQuery
from rag.retrieval.catalogue import Catalogue
from rag.text.prose import spoken_list

NAMED = 4  # papers, or authors, that are named where nothing else is by them


def by_same_authors(composer: Composer, query: ParsedQuery, rows: Sequence[int]) -> Part:
    """The other papers by any of the authors of these, each with those of them who wrote it."""
    catalogue = composer.catalogue
    authors = list(dict.fromkeys(name for row in rows for name in catalogue.paper(row).authors))
    of = _several([name_of(catalogue.paper(row)) for row in rows])
    if not authors:
        return Part(
            query, f"The authors of {of} are not known here.", Status.NOT_ANSWERED, known_hits(rows, ())
        )
    found = _others(catalogue, authors, rows)
    if not found:
        markers = " ".join(composer.marker(introducing(catalogue, row)) for row in rows[:NAMED])
        said = f"No other paper here is by an author of {of} ({_several(authors)}). {markers}"
        return Part(query, said, Status.ANSWERED, known_hits(rows, ()))
    lines = [f"Other papers by authors of {of}:"]
    for row, names in found.items():
        marker = composer.marker(introducing(catalogue, row))
        lines.append(f"- {with_date(catalogue.paper(row))}, by {spoken_list(names)} {marker}")
    return Part(query, "\n".join(lines), Status.ANSWERED, known_hits(list(found), ()))


def _others(catalogue: Catalogue, authors: Sequence[str], rows: Sequence[int]) -> dict[int, list[str]]:
    """Those of the authors who wrote each other row, by the name that they have in the papers told of."""
    found: dict[int, list[str]] = {}
    for name in authors:
        for row in catalogue.authors.by(name).sure:
            if row not in rows:
                found.setdefault(row, []).append(name)
    return found


def _several(names: Sequence[str]) -> str:
    left = len(names) - NAMED
    return f"{', '.join(names[:NAMED])} and {left:,} more" if left > 0 else spoken_list(names)
