"""Fitted numbers: read by name, written without losing what stands beside them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from eval.fitting import hash_of, write
from rag.model.fitted import FittedError, fitted

FILE = """\
# What the two tables are for.
[line]
by = "python -m somewhere"
inputs = "0123456789ab"
slope = 2  # per step
ends = [0.0, 1.5]

[other]
by = "hand"
inputs = ""
most = 7
"""


@dataclass(frozen=True)
class Line:
    slope: float
    ends: tuple[float, ...]


@dataclass(frozen=True)
class Slope:
    slope: float


@dataclass(frozen=True)
class Other:
    most: int


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.toml"
    path.write_text(FILE)
    return path


def test_a_table_fills_its_dataclass_with_the_types_of_its_fields(file: Path) -> None:
    found = fitted(file, "line", Line)
    assert found == Line(2.0, (0.0, 1.5))
    assert isinstance(found.slope, float)
    assert type(fitted(file, "other", Other).most) is int


@pytest.mark.parametrize(
    ("table", "kind", "problem"),
    [
        pytest.param("line", Other, "differ in 'ends'", id="other names"),
        pytest.param("line", Slope, "differ in 'ends'", id="a number that nothing reads"),
        pytest.param("absent", Line, "does not say 'by'", id="no such table"),
    ],
)
def test_a_table_that_does_not_fit_is_an_error(file: Path, table: str, kind: type, problem: str) -> None:
    with pytest.raises(FittedError, match=problem):
        fitted(file, table, kind)


def test_writing_changes_only_what_is_given(file: Path) -> None:
    write(file, "line", {"slope": 0.25, "ends": (1.0, 2.0)}, by="python -m elsewhere", inputs="ba9876543210")
    expected = (
        FILE.replace("somewhere", "elsewhere")
        .replace("0123456789ab", "ba9876543210")
        .replace("= 2  #", "= 0.25  #")
    )
    assert file.read_text() == expected.replace("[0.0, 1.5]", "[1.0, 2.0]")


def test_a_new_table_and_a_new_name_are_added(file: Path) -> None:
    write(file, "line", {"start": 3}, by="hand", inputs="")
    write(file, "third", {"most": 1}, by="hand", inputs="")
    assert "ends = [0.0, 1.5]\nstart = 3\n\n[other]" in file.read_text()
    assert fitted(file, "third", Other) == Other(1)


def test_the_hash_changes_with_what_was_fitted_on(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    assert len({hash_of([one]), hash_of([two]), hash_of([one, two]), hash_of([two, one])}) == 4
    assert len(hash_of([one])) == 12
