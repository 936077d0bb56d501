"""What the store keeps: an item, and the vectors of its grains.

In: nothing. Out: the two frozen values that go from the writing path into the store.
Knows nothing of where texts or vectors come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grains:
    """One text's vectors at every grain, rows of length one (zero rows: nothing there).

    whole: (d,); parts: (m, d), one per sentence, the heading first; spans: (m, 2)
    character offsets of the parts (0, 0 for the heading); tokens: (t, p), in the order
    of the parts; token_parts: (t,), the part each belongs to, ascending; keys: (k, d),
    one per question the text answers. d and p may be 0 where there is no encoder.
    """

    whole: FloatArray
    parts: FloatArray
    spans: IntArray
    tokens: FloatArray
    token_parts: IntArray
    keys: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One thing that can be found. `handles` are the names it goes by; `words` is the
    text that lexical search reads; `numbers` and `labels` can be filtered on; `tags` are
    words with a weight that the caller wants back for all items at once."""

    id: str
    fingerprint: str
    payload: str
    words: str
    grains: Grains
    handles: tuple[str, ...] = ()
    numbers: Mapping[str, float | None] = field(default_factory=dict)
    labels: Mapping[str, str | None] = field(default_factory=dict)
    tags: tuple[tuple[str, float], ...] = ()
