"""The names of a segment, as arrays in which each is found without looking at the others.

In: the tags of each row. Out: arrays; a name is found by its key (rag/text/name_keys.py), a row's own name
also with a slip in it, a title by its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from rag.text.common_words import FUNCTION_WORDS
from rag.text.name_keys import name_key, title_words
from store.item import IntArray
from store.kept_arrays import ends_at, packed, starts
from store.mapped import Bytes
from store.spellings import HashArray, spellings_of

FORMAT = "names-1"  # the folder; another where the arrays, the keys or the words are made differently
OWN = 0.8  # weight from which a name is the row's own, and is found with a slip in it
SHORTEST, LONGEST = 4, 24  # letters of a key that is found with a slip in it
SHORTEST_WORD = 5  # letters of a title's word that is
Tags = Sequence[Sequence[Any]]  # of each row: names with their weights
Int32Array = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class NameArrays:
    """t names of n rows, in their order; T of them are titles, which have w words in all.

    A title is a name of weight 1 that has several words. A pair is 64 bits: 32 of a hash, then a number.
    """

    tag_starts: IntArray  # (n + 1,) into the names
    weights: npt.NDArray[np.float64]  # (t,)
    display_starts: IntArray  # (t + 1,) into the bytes of all names as they are written
    displays: Bytes
    key_hashes: npt.NDArray[np.uint32]  # (t,) sorted; of the same key the largest weight first
    key_places: Int32Array  # (t,) names
    own_spellings: HashArray  # pairs: forms of an own name's key, name
    own_buckets: HashArray  # pairs: first letter and length of an own name's key, name
    title_places: Int32Array  # (T,) names, ascending
    word_hashes: HashArray  # (w,) pairs: a word, its number; numbers are in the order of the first titles
    word_text_starts: IntArray  # (w + 1,) into the bytes of all words
    word_texts: Bytes
    word_starts: IntArray  # (w + 1,) into the titles that have each word
    word_titles: Int32Array
    word_spellings: HashArray  # pairs: forms of a word, its number


def text_hash(text: str) -> int:
    """32 bits that stand for a key or a word."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def bucket(letter: str, length: int) -> int:
    """Where own names with this first letter and so many letters in their key stand."""
    return ord(letter) << 8 | min(length, 255)


def name_arrays(tags: Tags) -> NameArrays:
    """The arrays of these rows' names."""
    names = [str(display) for row in tags for display, _ in row]
    weights = np.array([weight for row in tags for _, weight in row], np.float64)
    keys = [name_key(name) for name in names]
    hashes = np.array([text_hash(key) for key in keys], np.uint32)
    order = np.lexsort((np.arange(len(names)), -weights, hashes))
    own: dict[str, int] = {}
    for place in np.flatnonzero(weights >= OWN).tolist():
        if SHORTEST <= len(keys[place]) <= LONGEST:
            own.setdefault(keys[place], place)
    buckets = [bucket(key[0], len(key)) for key in own]
    display_starts, displays = packed(names)
    return NameArrays(
        tag_starts=starts([len(row) for row in tags]),
        weights=weights,
        display_starts=display_starts,
        displays=displays,
        key_hashes=hashes[order],
        key_places=order.astype(np.int32),
        own_spellings=spellings_of(list(own), list(own.values())),
        own_buckets=_pairs(buckets, list(own.values())),
        **_titles(names, np.flatnonzero(weights == 1).tolist()),
    )


def _titles(names: Sequence[str], whole: Sequence[int]) -> dict[str, Any]:
    """The arrays of the titles among these names."""
    places: list[int] = []
    postings: dict[str, list[int]] = {}
    for place in whole:
        if " " in names[place] and len(found := title_words(names[place])) > 1:
            for word in dict.fromkeys(found):
                if word not in FUNCTION_WORDS:
                    postings.setdefault(word, []).append(len(places))
            places.append(place)
    words = list(postings)
    long = [number for number, word in enumerate(words) if len(word) >= SHORTEST_WORD]
    text_starts, texts = packed(words)
    return {
        "title_places": np.array(places, np.int32),
        "word_hashes": _pairs([text_hash(word) for word in words], range(len(words))),
        "word_text_starts": text_starts,
        "word_texts": texts,
        "word_starts": starts([len(titles) for titles in postings.values()]),
        "word_titles": np.array([title for titles in postings.values() for title in titles], np.int32),
        "word_spellings": spellings_of([words[number] for number in long], long),
    }


def _pairs(hashes: Sequence[int], numbers: Sequence[int]) -> HashArray:
    pairs: HashArray = np.sort(np.array(hashes, np.uint64) << np.uint64(32) | np.array(numbers, np.uint64))
    return pairs


def fit(arrays: NameArrays, rows: int) -> bool:
    """Whether the arrays are those of so many rows; what is in them is not looked at: it is much."""
    a, names, words = arrays, len(arrays.weights), len(arrays.word_starts) - 1
    return (
        a.key_hashes.shape == a.key_places.shape == (names,)
        and a.word_hashes.shape == (words,)
        and ends_at(a.tag_starts, rows, names)
        and ends_at(a.display_starts, names, len(a.displays))
        and ends_at(a.word_text_starts, words, len(a.word_texts))
        and ends_at(a.word_starts, words, len(a.word_titles))
    )
