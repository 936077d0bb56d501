"""The names of a segment, as arrays in which each is found without looking at the others.

In: the tags of each row. Out: arrays; a name is found by its key (rag/text/name_keys.py), a row's own name
also with a slip in it, a title by its words. They are derived from the tags alone: where they are missing, as
in what an earlier version wrote, or cannot be read, they are made anew.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from rag.text.common_words import FUNCTION_WORDS
from rag.text.name_keys import name_key, title_words
from store.item import IntArray
from store.mapped import Bytes, mapped_array
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


_FILES = tuple(field.name for field in fields(NameArrays))


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
    display_starts, displays = _packed(names)
    return NameArrays(
        tag_starts=_starts([len(row) for row in tags]),
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
    text_starts, texts = _packed(words)
    return {
        "title_places": np.array(places, np.int32),
        "word_hashes": _pairs([text_hash(word) for word in words], range(len(words))),
        "word_text_starts": text_starts,
        "word_texts": texts,
        "word_starts": _starts([len(titles) for titles in postings.values()]),
        "word_titles": np.array([title for titles in postings.values() for title in titles], np.int32),
        "word_spellings": spellings_of([words[number] for number in long], long),
    }


def _pairs(hashes: Sequence[int], numbers: Sequence[int]) -> HashArray:
    pairs: HashArray = np.sort(np.array(hashes, np.uint64) << np.uint64(32) | np.array(numbers, np.uint64))
    return pairs


def _packed(texts: Sequence[str]) -> tuple[IntArray, Bytes]:
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return _starts([len(text) for text in encoded]), np.frombuffer(b"".join(encoded), np.uint8)


def _starts(lengths: Sequence[int]) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64)


def write_names(arrays: NameArrays, folder: Path) -> None:
    """Into a new folder."""
    folder.mkdir(parents=True)
    for name in _FILES:
        np.save(folder / f"{name}.npy", getattr(arrays, name))


def read_names(folder: Path, rows: int, tags: Callable[[], Tags]) -> NameArrays:
    """The names of the segment in `folder`, which has so many rows, mapped; made of `tags` and kept where
    they are missing or cannot be read, held in memory where nothing can be written."""
    place = folder / FORMAT
    with suppress(FileNotFoundError, NotADirectoryError, ValueError):
        return _mapped(place, rows)
    made, unfinished = name_arrays(tags()), folder / f"{FORMAT}.{os.getpid()}.part"
    try:
        write_names(made, unfinished)
        shutil.rmtree(place, ignore_errors=True)
        unfinished.replace(place)
    except OSError:  # a folder that is only read, a full disk, or another process was first
        shutil.rmtree(unfinished, ignore_errors=True)
        return made
    return _mapped(place, rows)


def _mapped(folder: Path, rows: int) -> NameArrays:
    """ValueError where the arrays do not fit each other; what is in them is not looked at: it is much."""
    found = NameArrays(**{name: mapped_array(folder / f"{name}.npy") for name in _FILES})
    names, words = len(found.weights), len(found.word_starts) - 1
    lengths = (
        (found.tag_starts, rows + 1),
        (found.display_starts, names + 1),
        (found.key_hashes, names),
        (found.key_places, names),
        (found.word_hashes, words),
        (found.word_text_starts, words + 1),
    )
    ends = (
        (found.tag_starts, names),
        (found.display_starts, len(found.displays)),
        (found.word_text_starts, len(found.word_texts)),
        (found.word_starts, len(found.word_titles)),
    )
    fits = all(array.shape == (length,) for array, length in lengths)
    if not fits or any(not len(starts) or starts[-1] != end for starts, end in ends):
        raise ValueError(f"{folder}: names do not fit each other")
    return found
