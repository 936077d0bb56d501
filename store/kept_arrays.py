"""Arrays that are derived from the rest of a segment, kept in a folder of their own inside it.

In: a frozen dataclass of arrays, or what makes one. Out: the same, mapped. They hold nothing that is not in
the segment too: where they are missing, as in what an earlier version wrote, or cannot be read, they are made
anew.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from store.item import IntArray
from store.mapped import Bytes, mapped_array

T = TypeVar("T")


def write_arrays(arrays: Any, folder: Path) -> None:
    """Into a new folder, a file for each field."""
    folder.mkdir()  # not where the segment is gone: that another process removed
    for field in fields(arrays):
        np.save(folder / f"{field.name}.npy", getattr(arrays, field.name))


def kept_arrays(folder: Path, kind: type[T], fits: Callable[[T], bool], make: Callable[[], T]) -> T:
    """The arrays in `folder`, of which `fits` says whether they fit each other; made anew and kept where they
    do not, held in memory where nothing can be written."""
    with suppress(FileNotFoundError, NotADirectoryError, ValueError):
        return _mapped(folder, kind, fits)
    made, unfinished = make(), folder.with_name(f"{folder.name}.{os.getpid()}.part")
    try:
        write_arrays(made, unfinished)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.replace(folder)
        return _mapped(folder, kind, fits)
    except (OSError, ValueError):  # a folder that is only read, a full disk, another process was first
        shutil.rmtree(unfinished, ignore_errors=True)
        return made


def _mapped(folder: Path, kind: type[T], fits: Callable[[T], bool]) -> T:
    names = (field.name for field in fields(kind))  # type: ignore[arg-type]
    found = kind(**{name: mapped_array(folder / f"{name}.npy") for name in names})
    if not fits(found):
        raise ValueError(f"{folder}: arrays do not fit each other")
    return found


def packed(texts: Sequence[str]) -> tuple[IntArray, Bytes]:
    """Texts one after the other: where each starts and the last one ends, (n + 1,), and their bytes."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return starts([len(text) for text in encoded]), np.frombuffer(b"".join(encoded), np.uint8)


def unpacked(texts: Bytes, starts_: IntArray, at: int) -> str:
    """One of the texts that `packed` laid side by side."""
    return texts[int(starts_[at]) : int(starts_[at + 1])].tobytes().decode("utf-8", "surrogatepass")


def starts(lengths: Sequence[int]) -> IntArray:
    """Where each of several runs side by side begins, and the last one ends. (n + 1,)"""
    return np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64)


def ends_at(starts_: IntArray, owners: int, owned: int) -> bool:
    """Whether these are the starts of so many runs in a row of `owned`; only the last is looked at."""
    return starts_.shape == (owners + 1,) and int(starts_[-1]) == owned
