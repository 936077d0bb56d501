"""Which papers of an earlier list treat what it is narrowed to: "only those about sessions".

In: a ranking of the list's papers by the subject. Out: those that have every telling word of it, or a word
very near to each; none where the subject is longer than two such words, which is no matter of words. A word
that all papers of the list have tells nothing: among papers on graphs, "heterogeneous graphs" is about what
is heterogeneous.
"""

from collections.abc import Sequence

from rag.model.query import ParsedQuery
from rag.retrieval.abstention import WordMatch, word_matches
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Hit, Ranking
from rag.text.terms import terms

MOST_WORDS = 2
_ALL_BUT = 0.1  # share of the papers that may lack a word that tells nothing


def kept(catalogue: Catalogue, ranking: Ranking, *, least: float) -> tuple[Hit, ...]:
    """The papers of the ranking that keep to its subject, the surest first; `least`: how near a word of a
    paper must be to one that it lacks, 0 to 1."""
    hits = ranking.top(len(ranking.rows))
    found = {hit.row: word_matches(catalogue, hit.row, ranking.query) for hit in hits}
    places = _telling(list(found.values()))
    if not 0 < len(places) <= MOST_WORDS:
        return ()
    nearness = {row: min(_nearness(matches[place]) for place in places) for row, matches in found.items()}
    keeping = [hit for hit in hits if nearness[hit.row] >= least]
    return tuple(sorted(keeping, key=lambda hit: -nearness[hit.row]))


def having_added(
    catalogue: Catalogue, query: ParsedQuery, ranking: Ranking, hits: Sequence[Hit], least: float
) -> tuple[Hit, ...]:
    """The papers that have the words which a message put in place of others, or come as near to them; `least`
    of 1: that have the words themselves."""
    wanted = set(terms(query.added))

    def has(row: int) -> bool:
        found = [m for m in word_matches(catalogue, row, ranking.query) if wanted & set(terms(m.word))]
        return bool(found) and min(map(_nearness, found)) >= least

    return tuple(hit for hit in hits if has(hit.row))


def _nearness(match: WordMatch) -> float:
    return 1.0 if match.present else match.similarity


def _telling(found: Sequence[Sequence[WordMatch]]) -> list[int]:
    """The places of the words that not all papers have; of all words where all have all."""
    places = range(len(found[0]) if found else 0)
    most = (1 - _ALL_BUT) * len(found)
    telling = [place for place in places if sum(matches[place].present for matches in found) < most]
    return telling or list(places)
