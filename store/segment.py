"""A segment: items written once, then only read, from memory-mapped files.

In: a content. Out: a folder of plain arrays, and a reader over it. A library is a row
of segments; nothing in one is ever changed.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from store import columns, names, signs
from store.checks import check_arrays, check_postings, check_starts, write_checksums
from store.columns import Columns, column_arrays
from store.content import Arrays, Content, Fields, key_hash, key_hashes, starts_of, take
from store.item import IntArray
from store.kept_arrays import kept_arrays, write_arrays
from store.mapped import Bytes, mapped_array, mapped_bytes
from store.names import NameArrays, name_arrays
from store.row_vectors import RowVectors
from store.schema import DamagedError
from store.signs import SignArrays, sign_arrays
from store.spellings import spelt_like
from store.words import POSTINGS, SPELLINGS, Postings, TermSpellings, postings_of, term_spellings

_RECORDS = ("fingerprints", "columns", "tags")
# The file of each array where it is not called like the array. Libraries out there have these files:
# a new name here needs a new FORMAT_VERSION, and every library would have to be rebuilt.
_FILES = {f.name: f.name for f in fields(Arrays)} | {
    "documents": "whole",
    "sentence_starts": "part_starts",
    "sentences": "parts",
    "sentence_scales": "part_scales",
    "sentence_spans": "spans",
    "expansion_query_starts": "key_starts",
    "expansion_queries": "keys",
    "expansion_query_scales": "key_scales",
    "lookup_hashes": "handle_hashes",
    "lookup_rows": "handle_rows",
}


class Segment:
    """Read one segment. Row numbers are its own, from 0."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.created = folder, _creation(folder)
        self._ids = Texts(folder, "ids")

    def __len__(self) -> int:
        return len(self._ids)

    def is_in(self, folder: Path) -> bool:
        """Whether this is what the folder holds; a folder may be swept and its name used again."""
        return self.folder == folder and self.created == _creation(folder)

    @cached_property
    def ids(self) -> list[str]:
        """All ids, by row."""
        return [text.decode() for text in self._ids.all()]

    def id(self, row: int) -> str:
        """The id at a row."""
        return self._ids.read(row).decode()

    def rows_with(self, ids: Collection[str]) -> set[int]:
        """The rows of these ids; ids that are not here do nothing."""
        near = np.flatnonzero(np.isin(self.arrays.id_hashes, key_hashes(ids)))
        return {row for row in near.tolist() if self.id(row) in ids}

    def pin(self) -> None:
        """Map every file now: what is mapped can be read after a writer has swept the folder. ValueError
        where the files do not fit each other."""
        check_arrays(self.folder, self.arrays, len(self))
        if not len(self._payloads) == len(self._words) == len(self):
            raise ValueError(f"{self.folder}: payloads and words are not one for each id")
        _ = (
            self.postings,
            self._records,
            self.names,
            self.by_column,
            self.term_spellings,
            self.signs,
            self.vectors,
        )

    @cached_property
    def fingerprints(self) -> list[str]:
        """Each item's fingerprint, by row."""
        return self._record("fingerprints", lambda one: isinstance(one, str))

    @cached_property
    def columns(self) -> list[Fields]:
        """What can be filtered on, by row."""
        return self._record("columns", lambda one: isinstance(one, dict))

    @cached_property
    def tags(self) -> list[list[tuple[str, float]]]:
        """Each row's words with a weight."""
        return self._record("tags", _are_tags)

    @cached_property
    def names(self) -> NameArrays:
        """The tags, ready to be looked up; made of them where an earlier version wrote the segment."""
        return kept_arrays(
            self.folder / names.FORMAT,
            NameArrays,
            lambda found: names.fit(found, len(self)),
            lambda: name_arrays(self.tags),
        )

    @cached_property
    def by_column(self) -> Columns:
        """The columns, by column; made of the rows where an earlier version wrote the segment."""
        found = kept_arrays(
            self.folder / columns.FORMAT,
            columns.ColumnArrays,
            lambda found: columns.fit(found, len(self)),
            lambda: column_arrays(self.columns),
        )
        return Columns(found)

    @cached_property
    def signs(self) -> SignArrays:
        """The signs of the documents' vectors; made of them where an earlier version wrote the segment."""
        documents = self.arrays.documents
        return kept_arrays(
            self.folder / signs.FORMAT,
            SignArrays,
            lambda found: signs.fit(found, *documents.shape),
            lambda: sign_arrays(documents),
        )

    def _record(self, name: str, fits: Callable[[Any], bool]) -> list[Any]:
        """A value for each row; DamagedError where that is not what the file holds."""
        try:
            found = json.loads(bytes(self._records[name]))
        except (ValueError, RecursionError) as error:
            raise DamagedError(f"{self.folder}/{name}.json: {error}") from error
        if not (isinstance(found, list) and len(found) == len(self) and all(map(fits, found))):
            raise DamagedError(f"{self.folder}/{name}.json does not hold one for each id")
        return found

    @cached_property
    def arrays(self) -> Arrays:
        """The arrays, memory-mapped."""
        return Arrays(**{name: mapped_array(self.folder / f"{file}.npy") for name, file in _FILES.items()})

    @cached_property
    def vectors(self) -> RowVectors:
        """The vectors, of which those of some rows are read at a time."""
        return RowVectors(self.folder, self.arrays, _FILES)

    @cached_property
    def postings(self) -> Postings:
        """The postings of lexical search, memory-mapped; made of the words where an earlier version wrote the
        segment."""
        folder = self.folder / POSTINGS

        def fit(found: Postings) -> bool:
            check_postings(folder, found)
            return True

        return kept_arrays(folder, Postings, fit, lambda: postings_of(self._texts_indexed()))

    @cached_property
    def term_spellings(self) -> TermSpellings:
        """What finds a term with a slip in it."""
        return kept_arrays(
            self.folder / SPELLINGS,
            TermSpellings,
            lambda found: found.forms.ndim == 1,
            lambda: term_spellings(self.postings.terms),
        )

    def terms_spelt_like(self, term: str, most: int) -> list[str]:
        """The terms that may be at most `most` edits away, two at most, with the same first letter."""
        numbers = spelt_like(term, self.term_spellings.forms, most)
        return [self.postings.terms[n].decode() for n in numbers if n < len(self.postings.terms)]

    @cached_property
    def _records(self) -> dict[str, Bytes]:
        """The JSON files, mapped; ValueError where one is cut short."""
        found = {name: mapped_bytes(self.folder / f"{name}.json") for name in _RECORDS}
        if cut := [name for name, text in found.items() if text[-1:].tobytes() != b"]"]:
            raise ValueError(f"{self.folder / cut[0]}.json is cut short")
        return found

    @cached_property
    def _payloads(self) -> "Texts":
        return Texts(self.folder, "payloads")

    @cached_property
    def _words(self) -> "Texts":
        return Texts(self.folder, "words")

    def _texts_indexed(self) -> list[str]:
        return [text.decode() for text in self._words.all()]

    def payload(self, row: int) -> bytes:
        """What was kept with the item at a row, as it was given."""
        return self._payloads.read(row)

    def rows_of(self, lookup_key: str) -> IntArray:
        """Rows that may go by this key (by its hash: the caller looks at the payload)."""
        wanted = np.uint64(key_hash(lookup_key))
        hashes = self.arrays.lookup_hashes
        first, last = hashes.searchsorted(wanted), hashes.searchsorted(wanted, side="right")
        return self.arrays.lookup_rows[first:last]

    def content(self, rows: Sequence[int]) -> Content:
        """Some of the items as they went in."""
        everything = Content(
            ids=self.ids,
            fingerprints=self.fingerprints,
            columns=self.columns,
            tags=self.tags,
            payloads=self._payloads.all(),
            words=self._texts_indexed(),
            arrays=self.arrays,
        )
        return take(everything, rows)


def _are_tags(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) for one in value
    )


def _creation(folder: Path) -> tuple[int, int]:
    about = folder.stat()
    return about.st_ino, about.st_mtime_ns


class Texts:
    """Texts one after the other in a memory-mapped file, found by row."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / f"{name}.bin"
        self._starts: IntArray = mapped_array(folder / f"{name}.npy")
        self._bytes = mapped_bytes(path)
        check_starts(path, self._starts, len(self._bytes))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def all(self) -> list[bytes]:
        everything, starts = bytes(self._bytes), self._starts.tolist()
        return [everything[a:b] for a, b in pairwise(starts)]

    def read(self, row: int) -> bytes:
        return bytes(self._bytes[self._starts[row] : self._starts[row + 1]])


def write_segment(content: Content, folder: Path, postings: Postings | None = None) -> None:
    """Write into a new folder; the caller renames it into place. `postings` of the words, where they are
    known already."""
    folder.mkdir(parents=True)
    for name, file in _FILES.items():
        np.save(folder / f"{file}.npy", getattr(content.arrays, name))
    texts_by_name = {
        "ids": [id_.encode() for id_ in content.ids],
        "payloads": content.payloads,
        "words": [w.encode() for w in content.words],
    }
    for name, texts in texts_by_name.items():
        (folder / f"{name}.bin").write_bytes(b"".join(texts))
        np.save(folder / f"{name}.npy", starts_of([len(t) for t in texts]))
    for name in _RECORDS:
        (folder / f"{name}.json").write_text(json.dumps(getattr(content, name)), encoding="utf-8")
    postings = postings or postings_of(content.words)
    write_arrays(postings, folder / POSTINGS)
    write_arrays(term_spellings(postings.terms), folder / SPELLINGS)
    write_arrays(name_arrays(content.tags), folder / names.FORMAT)
    write_arrays(column_arrays(content.columns), folder / columns.FORMAT)
    write_arrays(sign_arrays(content.arrays.documents), folder / signs.FORMAT)
    write_checksums(folder)
