"""Who invented a thing, and when, where the paper itself says so: "developed by Yang and Deb in 2009".

In: a question about authors or a date, the papers that are meant. Out: the sentences that say by whom what
a paper is about was made; empty where one has none, so that those who wrote the papers are told.
"""

import re
from collections.abc import Sequence

from rag.answering.citations import Composer
from rag.entities.aliases import short_title
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence
from rag.retrieval.searcher import Searcher

_MADE = r"(?:invent|discover|devis|develop|introduc|propos|creat|coin|pioneer|conceiv)ed"
_ASKS = re.compile(rf"\b(?:{_MADE}|came up with|(?:is|was) behind|(?:is|was) the inventor of)\b", re.I)
_BY = re.compile(rf"\b(?i:(?:first |originally )?{_MADE}(?: \w+){{0,3}}? by)\s+(?!We\b|Our\b)[A-Z][\w'’-]+")
_OF_ANOTHER = re.compile(  # what stands between a name and "developed by" if something else was
    r"\b(?:on|using|with|extend\w*|unlike|than|from|for|outperform\w*|over|against|and)\b", re.I
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def originators(
    searcher: Searcher, composer: Composer, question: str, field: str | None, rows: Sequence[int]
) -> str:
    """The sentences that say who made what the papers are about; of a date, those with a year."""
    if field not in ("authors", "published") or not _ASKS.search(question):
        return ""
    looked_up = searcher.query(question)
    told = []
    for row in rows:
        names = {*searcher.catalogue.own_names(row), short_title(searcher.catalogue.paper(row).title)}
        found = [one for one in score_sentences(searcher.catalogue, row, looked_up) if _says(one, names)]
        found = [one for one in found if field == "authors" or _YEAR.search(one.text)]
        told += [composer.passage(row, found[:1])] if found else []
    return "\n\n".join(told) if len(told) == len(rows) else ""


def _says(sentence: Evidence, names: set[str]) -> bool:
    """Whether a sentence says by whom what is called so was made."""
    made = _BY.search(sentence.text)
    before = sentence.text[: made.start()].lower() if made else ""
    places = [before.find(name.lower()) + len(name) for name in names if name and name.lower() in before]
    return bool(places) and not _OF_ANOTHER.search(before[max(places) :])
