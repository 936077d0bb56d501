"""Files that are read in place: arrays as NumPy writes them, and plain bytes.

In: a path. Out: a read-only array over the file; ValueError where the file does not hold one.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def mapped_array(path: Path) -> Any:
    """The array in a file."""
    try:
        found = np.load(path, mmap_mode="r")
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:  # a header is read as Python: one flipped bit fails in many ways
        raise ValueError(f"{path} cannot be read ({type(error).__name__})") from error
    if not isinstance(found, np.ndarray):
        raise ValueError(f"{path} cannot be read (not an array)")
    return np.asarray(found)  # a plain array over the map: a tenth of a memmap's cost for each slice


def mapped_bytes(path: Path) -> Bytes:
    """A file's bytes; an empty file cannot be mapped."""
    return np.asarray(np.memmap(path, np.uint8, mode="r")) if path.stat().st_size else np.zeros(0, np.uint8)
