"""Whether two papers of one title are one work: two editorials are not, a preprint and its journal's are.

In: two papers whose ids do not speak against it. Out: yes or no, and how alike two texts are. Two works
share a title where other authors wrote them, years apart, or where the title is a word or two; then only
texts that are alike show them to be one.
"""

from functools import lru_cache

from rag.entities.authors import family_name, name_parts
from rag.model.paper import Paper
from rag.text.terms import terms

SHORT_TITLE = 3  # words; "Guest editorial" says less than a title of ten
YEARS_APART = 2  # from which on a preprint and its publication are rarely so far apart
ALIKE = 0.5  # similarity of two texts from which they tell of one work


def same_work(one: Paper, other: Paper) -> bool:
    """Whether two papers of the same title are one work; False for other titles."""
    if one.key != other.key:
        return False
    doubtful = (
        _years_apart(one, other) or _no_author_shared(one, other) or len(one.title.split()) <= SHORT_TITLE
    )
    return not doubtful or similarity(one.text, other.text) >= ALIKE


def similarity(one: str, other: str) -> float:
    """How much of the shorter text's words the other has too, from 0 to 1."""
    few, many = sorted((_words(one), _words(other)), key=len)
    return len(few & many) / len(few) if few else float(one == other)


@lru_cache(maxsize=4096)  # a title that many papers share is compared with each of them
def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _years_apart(one: Paper, other: Paper) -> bool:
    if not one.published or not other.published:
        return False
    return abs(int(one.published[:4]) - int(other.published[:4])) >= YEARS_APART


def _no_author_shared(one: Paper, other: Paper) -> bool:
    """Whether both name their authors, and none of the one's family names is among the other's."""
    if not one.authors or not other.authors:
        return False
    families = [family_name(author) for author in one.authors]
    names = {form for author in other.authors for part in name_parts(author) for form in part}
    return not any(family & names for family in families)
