"""The passage of a source that a claim is read beside: its title and the sentences that cover the claim.

In: a claim and a source, encoded with vectors. Out: a few of the source's sentences, in order.
"""

import numpy as np

from rag.verification.similarity import EncodedText, nearness

MOST = 4  # sentences; a claim that joins facts takes them from several places


def passage(claim: EncodedText, source: EncodedText) -> str:
    """The sentences that are nearest to the claim's word pieces, each chosen for what those before it leave
    uncovered, with the title if there is one; "" where either text has no vectors."""
    if claim.vectors is None or source.vectors is None:
        return ""
    chosen = _covering(nearness(claim.vectors, source.vectors), claim.vectors.weights)
    if "\n" in source.text[: source.spans[1][0] if len(source.spans) > 1 else 0]:
        chosen.add(0)
    return " ".join(source.text[a:b] for a, b in (source.spans[i] for i in sorted(chosen)))


def _covering(near: np.ndarray, weights: np.ndarray) -> set[int]:
    """Up to MOST columns of (pieces, sentences), the one that adds most each time."""
    covered, chosen = np.zeros(len(weights), np.float32), set[int]()
    while len(chosen) < min(MOST, near.shape[1]):
        gains = np.maximum(covered[:, None], near).T @ weights
        gains[list(chosen)] = -np.inf
        best = int(gains.argmax())
        chosen.add(best)
        covered = np.maximum(covered, near[:, best])
    return chosen
