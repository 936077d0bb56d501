"""Which of some papers has more of what they count: "which one has more patients?".

In: what was asked, the rows of the papers. Out: a line with the count of each, the larger first (the smaller
where fewer are asked for); empty where nothing is counted, or where a paper gives no count of it or several.
Nothing is added up.
"""

import re
from collections.abc import Sequence

from rag.answering.citations import Composer, name_of
from rag.answering.figure_asked import counts
from rag.answering.instances import PEOPLE
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence, SearchQuery
from rag.text.numbers import NUMBER_WORDS, number

_MORE = re.compile(
    r"\b(?:which|who|what|does|did|do|has|have)\b.*?\b(?P<how>more|most|fewer|fewest|less)\s+"
    r"(?:of the\s+)?(?P<noun>[\w-]+s|people|children|women|men|data|species)\b",
    re.I,
)
_Count = tuple[float, str, Evidence]  # its value, its words, its sentence
_FEWER = frozenset(("fewer", "fewest", "less"))
_FIRST = re.compile(r"\d[\d,]*(?:\.\d+)?|[a-z]+(?:-[a-z]+)?", re.I)
_HEDGES = frozenset("about around over nearly almost roughly approximately some up than at only more".split())


def counted(
    catalogue: Catalogue, query: SearchQuery, asked: str, rows: Sequence[int]
) -> list[tuple[int, _Count]]:
    """The rows with the count of each, in the order that is asked for; none where nothing is asked for that
    is counted, or where it cannot be told which has more."""
    found = _MORE.search(asked)
    told = [(row, _count(catalogue, query, row, found["noun"])) for row in rows] if found else []
    known = [(row, count) for row, count in told if count]
    if not found or len(known) < max(2, len(rows)):
        return []
    known.sort(key=lambda one: one[1][0], reverse=found["how"].lower() not in _FEWER)
    return known if known[0][1][0] != known[1][1][0] else []


def more_of(composer: Composer, query: SearchQuery, asked: str, rows: Sequence[int]) -> str:
    """The line with the counts."""
    known, found = counted(composer.catalogue, query, asked, rows), _MORE.search(asked)
    if not known or not found:
        return ""
    most = "Fewest" if found["how"].lower() in _FEWER else "Most"
    lines = [
        f"- {name_of(composer.catalogue.paper(row))}: {figure} {composer.marker(sentence)}"
        for row, (_, figure, sentence) in known
    ]
    return "\n".join([f"{most} {found['noun'].lower()} first:", *lines])


def _count(catalogue: Catalogue, query: SearchQuery, row: int, noun: str) -> _Count | None:
    """The one count of the noun that a paper gives, with its sentence; of people by any word for them, where
    it has none by that."""
    said = score_sentences(catalogue, row, query)
    nouns = [noun, *sorted(PEOPLE - {noun.lower()})] if noun.lower() in PEOPLE else [noun]
    found: dict[str, _Count] = {}
    for one in nouns:
        for sentence in said:
            for figure in counts(sentence.text, one):
                if (value := _value(figure)) is not None:
                    found.setdefault(figure.lower(), (value, figure, sentence))
        if found:
            break
    return next(iter(found.values())) if len({value for value, _, _ in found.values()}) == 1 else None


def _value(figure: str) -> float | None:
    """The number that a figure begins with; None where it is only a bound."""
    first = next((word for word in _FIRST.findall(figure)), "")
    if first.lower() in _HEDGES:
        return None
    if first[:1].isdigit():
        return float(first.replace(",", ""))
    return float(number(first)) if all(part in NUMBER_WORDS for part in first.lower().split("-")) else None
