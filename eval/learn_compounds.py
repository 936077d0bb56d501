"""Count which two words are one term: `python -m eval.learn_compounds`; half a minute.

In: the titles and abstracts of ../shared/arxiv that are not kept for measuring. Out:
rag/retrieval/compounds.txt, pairs of stems that stand side by side in LEAST_PAPERS or more of them and belong
together by LEAST_FIRM or more (normalised pointwise mutual information; Bouma, 2009).
"""

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from eval.own.libraries import ARXIV
from rag.retrieval.compounds import FILE, Pair, neighbours

LINES = (2_000, 60_000)  # of the file; the others are kept for measuring
LEAST_PAPERS, LEAST_FIRM = 12, 0.15
HEAD = "# made by python -m eval.learn_compounds: two stems, how firmly they belong together"


def texts() -> Iterator[str]:
    """The title and the abstract of each paper that may be learnt from."""
    with gzip.open(ARXIV, "rt", encoding="utf-8") as lines:
        for line in islice(lines, *LINES):
            record = json.loads(line)
            yield f"{record['title']} . {record['abstract']}"


def firmness(pairs: Counter[Pair], papers: Counter[Pair]) -> dict[Pair, float]:
    """The pairs of enough papers, and how firmly each belongs together; words are counted by the pairs that
    they begin or end."""
    first, second = Counter[str](), Counter[str]()
    for (one, other), count in pairs.items():
        first[one] += count
        second[other] += count
    total = pairs.total()
    found = {}
    for (one, other), count in pairs.items():
        if papers[one, other] >= LEAST_PAPERS:
            chance = math.log(count / total)
            found[one, other] = (math.log(first[one] / total) + math.log(second[other] / total)) / chance - 1
    return {pair: firm for pair, firm in found.items() if firm >= LEAST_FIRM}


def main() -> None:
    pairs, papers = Counter[Pair](), Counter[Pair]()
    for text in texts():
        found = list(neighbours(text))
        pairs.update(found)
        papers.update(set(found))
    lines = (f"{one} {other} {firm:.2f}" for (one, other), firm in sorted(firmness(pairs, papers).items()))
    FILE.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    print(f"{FILE.name}: {sum(1 for _ in FILE.open(encoding='utf-8')) - 1:,} terms")


if __name__ == "__main__":
    main()
