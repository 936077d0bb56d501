"""Files that are read in place: as NumPy reads them, a few rows at a time, and given back."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from store.mapped import LARGE, Rows, give_back, mapped_array, mapped_bytes

ROWS = np.arange(12, dtype=np.float32).reshape(4, 3)


@pytest.mark.parametrize(
    "array",
    [
        ROWS,
        np.arange(5, dtype=np.uint64),
        np.array([b"ab", b"c"], "S40"),
        np.zeros((0, 7), np.int8),
        np.array(3.5),
        np.asfortranarray(ROWS),
        np.arange(3, dtype=">i8"),
    ],
    ids=["rows", "numbers", "texts", "none", "one", "by columns", "another order of bytes"],
)
def test_an_array_is_read_as_numpy_reads_it(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "a.npy", array)
    found = mapped_array(tmp_path / "a.npy")
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tolist() == array.tolist()
    assert not found.flags.writeable


@pytest.mark.parametrize("kept", [0, 4, 60, 140])
def test_a_file_that_is_cut_short_is_no_array(tmp_path: Path, kept: int) -> None:
    np.save(tmp_path / "a.npy", ROWS)
    (tmp_path / "a.npy").write_bytes((tmp_path / "a.npy").read_bytes()[:kept])
    with pytest.raises(ValueError, match="cannot be read"):
        mapped_array(tmp_path / "a.npy")


def test_rows_are_read_in_the_order_that_is_asked_for(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ROWS)
    rows = Rows(tmp_path / "a.npy", mapped_array(tmp_path / "a.npy"))
    assert rows.take(np.array([3, 0, 3])).tolist() == ROWS[[3, 0, 3]].tolist()
    assert rows.take(np.zeros(0, np.int64)).shape == (0, 3)


@pytest.mark.parametrize(
    ("firsts", "lengths"),
    [
        ([0, 3], [2, 1]),
        ([2, 0], [2, 1]),
        ([0, 2, 2], [2, 0, 2]),
        ([1, 3, 0], [0, 0, 0]),
        ([1], [3]),
        ([], []),
    ],
    ids=["apart", "backwards", "side by side", "empty ones", "one", "none"],
)
def test_runs_of_rows_are_read_one_behind_the_other(
    tmp_path: Path, firsts: list[int], lengths: list[int]
) -> None:
    np.save(tmp_path / "a.npy", ROWS)
    rows = Rows(tmp_path / "a.npy", mapped_array(tmp_path / "a.npy"))
    found = rows.runs(np.array(firsts, np.int64), np.array(lengths, np.int64))
    wanted = [
        row for first, length in zip(firsts, lengths, strict=True) for row in ROWS[first : first + length]
    ]
    assert found.tolist() == np.array(wanted).reshape(-1, 3).tolist()


def test_rows_of_a_file_that_has_become_shorter_are_not_made_up(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ROWS)
    rows = Rows(tmp_path / "a.npy", ROWS)
    with (tmp_path / "a.npy").open("r+b") as file:
        file.truncate((tmp_path / "a.npy").stat().st_size - 4)
    with pytest.raises(ValueError, match="shorter"):
        rows.take(np.array([3]))


@pytest.mark.skipif(sys.platform != "linux", reason="a process knows what it holds on Linux alone")
def test_what_is_given_back_leaves_the_memory_and_can_be_read_again(tmp_path: Path) -> None:
    size = 64 * LARGE
    (tmp_path / "a.bin").write_bytes(b"\1" * size)
    found = mapped_bytes(tmp_path / "a.bin")
    assert int(found.sum(dtype=np.int64)) == size
    held = _held()
    give_back(held + size)
    assert _held() > held - size // 2, "less is held than may be: nothing was to be given back"
    give_back(0)
    assert _held() < held - size // 2
    assert int(found.sum(dtype=np.int64)) == size


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_more_files_are_read_than_a_process_may_open_at_first(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ROWS)
    code = (
        "import resource, sys; from pathlib import Path; from store.mapped import mapped_array\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (40, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))\n"
        "print(sum(len(a) for a in [mapped_array(Path(sys.argv[1])) for _ in range(60)]))"
    )
    words = (sys.executable, "-c", code, str(tmp_path / "a.npy"))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("240\n", "")


def _held() -> int:
    """Bytes of mapped files that this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[2]) * 4096
