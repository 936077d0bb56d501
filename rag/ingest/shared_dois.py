"""DOIs that stand on several papers: a supplement's or a volume's, on each abstract that is in it.

In: papers. Out: the same papers, those marked whose DOI is that of a collection. It is one where papers of
one file carry it that are clearly different; such a DOI is known as one wherever it stands from then on. Of
two papers in different languages nobody can tell by their words, so their DOI is believed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from rag.ingest.same_title import similarity
from rag.model.identifiers import doi_key
from rag.model.paper import Paper
from rag.text.language import language_of

ALIKE_TITLES = 90.0  # of 100, from which two titles are spellings of one
# The texts of 1,500 abstracts of one archive reach 0.54 with the nearest of the others in one case of a
# hundred, 0.61 at most; two versions of an abstract 0.8 and more.
ALIKE_TEXTS = 0.6
SAME_TEXTS = 0.8
_TITLE = 15  # letters of a title that may lack its subtitle; "Editorial" is none


def marked_of_one_file(papers: list[Paper]) -> list[Paper]:
    """The papers of one file, marked where their DOI stands on clearly different ones."""
    by_doi: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.doi:
            by_doi[doi_key(paper.doi)].append(paper)
    shared = {doi for doi, some in by_doi.items() if len(some) > 1 and _is_of_collection(some)}
    return _marked(papers, shared)


def marked(papers: Iterable[Paper]) -> list[Paper]:
    """Those marked too that carry a DOI which others are marked for."""
    listed = list(papers)
    return _marked(listed, {doi_key(p.doi) for p in listed if p.doi and p.shared_doi})


def are_variants(one: Paper, other: Paper) -> bool:
    """Whether two papers under the DOI of a collection are one: the same text, or nearly, under one title."""
    likeness = similarity(one.text, other.text)
    return likeness >= SAME_TEXTS or (likeness >= ALIKE_TEXTS and _titles_alike(one, other))


def _marked(papers: list[Paper], shared: set[str]) -> list[Paper]:
    if not shared:
        return papers
    return [
        replace(p, shared_doi=True) if p.doi and not p.shared_doi and doi_key(p.doi) in shared else p
        for p in papers
    ]


def _is_of_collection(papers: Sequence[Paper]) -> bool:
    return any(_clearly_differ(papers[0], paper) for paper in papers[1:])


def _clearly_differ(one: Paper, other: Paper) -> bool:
    """Whether neither the titles nor the texts are alike, and both are in one language."""
    if one.key == other.key or _titles_alike(one, other) or similarity(one.text, other.text) >= ALIKE_TEXTS:
        return False
    return language_of(one.text) == language_of(other.text)


def _titles_alike(one: Paper, other: Paper) -> bool:
    """Whether two titles differ in their spelling only, or one lacks the other's subtitle."""
    short, long = sorted((one.key, other.key), key=len)
    return (len(short) >= _TITLE and long.startswith(short)) or ratio(short, long) >= ALIKE_TITLES
