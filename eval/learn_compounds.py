"""Count which two words are one term of a field: `python -m eval.learn_compounds`; a minute.

In: the titles, abstracts and categories of ../shared/arxiv that are not kept for measuring. Out:
rag/retrieval/compounds.txt, pairs of stems that stand side by side in LEAST_PAPERS or more of them, belong
together by LEAST_FIRM or more (normalised pointwise mutual information; Bouma, 2009) and are of some fields
more than of others by LEAST_SPECIAL or more: "play a role" is firm and says nothing of a subject.
"""

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from eval.own.libraries import ARXIV
from rag.retrieval.compounds import FILE, Pair, neighbours

LINES = (2_000, 60_000)  # of the file; the others are kept for measuring
LEAST_PAPERS, LEAST_FIRM, LEAST_SPECIAL = 12, 0.15, 0.7
SMOOTHING = 10  # papers, spread over the fields as all are, that are added to those of a pair
FINE = ("cs", "math")  # archives whose categories are fields of their own
HEAD = "# made by python -m eval.learn_compounds: two stems, how firmly they belong together"


def papers() -> Iterator[tuple[str, list[Pair]]]:
    """The field of each paper that may be learnt from, and the pairs in its title and abstract."""
    with gzip.open(ARXIV, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, islice(lines, *LINES)):
            category = record["primary_cat"]
            archive = category.split(".")[0]
            field = category if archive in FINE else archive
            yield field, list(neighbours(f"{record['title']} . {record['abstract']}"))


def firmness(pairs: Counter[Pair]) -> dict[Pair, float]:
    """How firmly the words of each pair belong together; words are counted by the pairs that they begin or
    end."""
    first, second = Counter[str](), Counter[str]()
    for (one, other), count in pairs.items():
        first[one] += count
        second[other] += count
    total = pairs.total()

    def firm(pair: Pair) -> float:
        expected = math.log(first[pair[0]] / total) + math.log(second[pair[1]] / total)
        return expected / math.log(pairs[pair] / total) - 1

    return {pair: firm(pair) for pair in pairs}


def speciality(fields: Mapping[str, int], of_all: Counter[str]) -> float:
    """The Kullback-Leibler divergence, in nats, of the fields of a pair from those of all papers."""
    found, total = sum(fields.values()), of_all.total()
    share = {field: count / total for field, count in of_all.items()}
    smoothed = {f: (fields.get(f, 0) + SMOOTHING * s) / (found + SMOOTHING) for f, s in share.items()}
    return sum(there * math.log(there / share[field]) for field, there in smoothed.items())


def main() -> None:
    pairs, of_all, by_field = Counter[Pair](), Counter[str](), dict[Pair, Counter[str]]()
    for field, found in papers():
        of_all[field] += 1
        pairs.update(found)
        for pair in set(found):
            by_field.setdefault(pair, Counter())[field] += 1
    firm = firmness(pairs)
    terms = sorted(
        pair
        for pair, fields in by_field.items()
        if fields.total() >= LEAST_PAPERS
        and firm[pair] >= LEAST_FIRM
        and speciality(fields, of_all) >= LEAST_SPECIAL
    )
    lines = (f"{one} {other} {firm[one, other]:.2f}" for one, other in terms)
    FILE.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    print(f"{FILE.name}: {len(terms):,} terms")


if __name__ == "__main__":
    main()
