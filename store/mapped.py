"""Files that are read in place: arrays as NumPy writes them, and plain bytes.

In: a path. Out: a read-only array over the file; ValueError where the file does not hold one. What is read
stays in memory until the system wants it back; `give_back` lets go of it earlier. A large library has
thousands of such files, each of which stays open: where the process may not have so many, it asks for more.
"""

import errno
import mmap
import os
import re
import sys
from collections.abc import Callable
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet, finalize

import numpy as np
import numpy.typing as npt

T = TypeVar("T")

Bytes = npt.NDArray[np.uint8]
HELD = 640 << 20  # bytes of mapped files that a process holds between two questions at most
LARGE = 1 << 18  # bytes of a file that is worth giving back
_MAGIC = b"\x93NUMPY\x01\x00"
_PLAIN = re.compile(
    rb"\{'descr': '([<|][a-zA-Z]\d+)', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n"
)
_STATE = Path("/proc/self/statm")  # of this process: pages in memory
_MOST_FILES = 1 << 16
_maps: "WeakSet[mmap.mmap]" = WeakSet()


def mapped_array(path: Path) -> Any:
    """The array in a file."""
    try:
        whole = _mapped(path)
        length = int.from_bytes(whole[8:10], "little")
        header = _PLAIN.fullmatch(whole[10 : 10 + length]) if whole[:8] == _MAGIC else None
        if header is None:  # another version of the format, or no array at all
            return _read_by_numpy(path)
        shape = tuple(int(n) for n in header[2].split(b",") if n.strip())
        count = int(np.prod(shape, dtype=np.int64))
        return np.frombuffer(whole, header[1].decode(), count, 10 + length).reshape(shape)
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{path} cannot be read ({type(error).__name__})") from error


def _read_by_numpy(path: Path) -> Any:
    found = np.load(path, mmap_mode="r")  # a header is read as Python: one flipped bit fails in many ways
    if not isinstance(found, np.ndarray):
        raise ValueError("not an array")
    return np.asarray(found)  # a plain array over the map: a tenth of a memmap's cost for each slice


def mapped_bytes(path: Path) -> Bytes:
    """A file's bytes; an empty file cannot be mapped."""
    return np.frombuffer(_mapped(path), np.uint8) if path.stat().st_size else np.zeros(0, np.uint8)


class Rows:
    """The rows of an array in a file, of which a few are read here and there: a map would hold a stretch of
    the file around each in memory."""

    def __init__(self, path: Path, array: Any) -> None:
        """`array` is the one in the file, mapped: it serves where a system cannot read at a place."""
        self._array = array
        self._start = path.stat().st_size - array.nbytes
        self._size = array.dtype.itemsize * int(np.prod(array.shape[1:], dtype=np.int64))  # bytes of a row
        self._file = _opened(path) if hasattr(os, "pread") else None
        if self._file is not None:
            finalize(self, os.close, self._file)

    def take(self, rows: npt.NDArray[np.int64]) -> Any:
        """These rows, as `array[rows]` gives them; ValueError where the file has become shorter."""
        return self.runs(rows, np.ones(len(rows), np.int64))

    def runs(self, firsts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Any:
        """Runs of rows, one behind the other, only to be read: each from its first one on, so many; as above.
        Several that lie side by side as a whole are not copied."""
        ends = firsts + lengths
        if len(firsts) > 1 and (firsts[1:] == ends[:-1]).all():
            return self._array[int(firsts[0]) : int(ends[-1])]
        total = int(lengths.sum())
        if self._file is None or not total:
            begun = np.cumsum(lengths) - lengths
            return self._array[np.repeat(firsts - begun, lengths) + np.arange(total)]
        size = self._size
        places = (self._start + firsts * size).tolist()
        read = b"".join(map(os.pread, repeat(self._file), (lengths * size).tolist(), places))
        if len(read) != total * size:
            raise ValueError("the file has become shorter")
        return np.frombuffer(read, self._array.dtype).reshape(total, *self._array.shape[1:])


def give_back(most: int = HELD) -> None:
    """Let the system have back what was read of mapped files, where this process holds more than `most` bytes
    of them; what is needed again is read again. Only on Linux, where a process knows what it holds."""
    if sys.platform != "linux":
        return
    held = int(_STATE.read_bytes().split()[2]) * mmap.PAGESIZE
    if held > most:
        for one in list(_maps):
            one.madvise(mmap.MADV_DONTNEED)


def _mapped(path: Path) -> mmap.mmap:
    """The whole file; an empty one cannot be mapped (ValueError)."""
    file = _opened(path)
    try:
        found = _map_of(file)
    finally:
        os.close(file)
    if len(found) >= LARGE:
        _maps.add(found)
    return found


def _opened(path: Path) -> int:
    """The file, to be read."""
    return _with_more_files(lambda: os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))


def _map_of(file: int) -> mmap.mmap:
    return _with_more_files(lambda: mmap.mmap(file, 0, access=mmap.ACCESS_READ))


def _with_more_files(open_: Callable[[], T]) -> T:
    """What `open_` opens, also where as many files are open as the process may have so far."""
    try:
        return open_()
    except OSError as error:
        if error.errno != errno.EMFILE or not _more_files():
            raise
        return open_()


def _more_files() -> bool:
    """Ask for as many open files as the system lets this process have; False where there are no more."""
    if sys.platform == "win32":
        return False
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft >= most:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return True
