"""Packed files are read as if they were not; nothing in one can fill the disk, hang or crash."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.archives import DEEPEST, MOST_FILES, Room, _reader, unpacked
from rag.ingest.pages import STRETCH, Page, read_stream
from rag.ingest.reading import read_files
from rag.model.errors import PageError


def record(number: int, whole: str = "") -> str:
    return json.dumps({"title": f"Moss of {number}", "abstract": "It grows slowly, but well.", "body": whole})


LIST, RIS = record(1).encode(), b"TY  - JOUR\nTI  - Tides\nAB  - They rise.\nER  - \n"


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return made.getvalue()


def tarred(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, data in files:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return made.getvalue()


def read(data: bytes, name: str = "it") -> list[Page | PageError]:
    return list(read_stream(name, io.BytesIO(data), len(data)))


def told(pages: Sequence[Page | PageError]) -> list[str]:
    """Each page as its name and first title, each error as its sentence."""
    return [
        f"{page.name}: {page.entries[0].title}" if isinstance(page, Page) else str(page) for page in pages
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_a_packed_file_is_read_by_its_content(pack: Callable[[bytes], bytes]) -> None:
    assert told(read(pack(LIST))) == ["it: Moss of 1"]
    assert told(read(pack(pack(RIS)))) == ["it: Tides"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(zipped(("a/list.json", LIST), ("b.ris", RIS)), id="zip"),
        pytest.param(zipped(("a/list.json", LIST), ("b.ris", gzip.compress(RIS))), id="gzip in a zip"),
        pytest.param(zipped(("a/list.json", LIST), ("b.ris", RIS), method=zipfile.ZIP_STORED), id="stored"),
        pytest.param(tarred(("a/list.json", LIST), ("b.ris", RIS)), id="tar"),
        pytest.param(gzip.compress(tarred(("a/list.json", LIST), ("b.ris", RIS))), id="tar.gz"),
        pytest.param(
            zipped(("__MACOSX/a", b"x"), (".DS_Store", b"x"), ("a/list.json", LIST), ("b.ris", RIS)),
            id="hidden files are left out",
        ),
    ],
)
def test_each_file_of_an_archive_is_a_page(data: bytes) -> None:
    assert told(read(data)) == ["it/a/list.json: Moss of 1", "it/b.ris: Tides"]


def test_an_archive_in_an_archive_is_opened() -> None:
    assert told(read(zipped(("in.zip", zipped(("b.ris", RIS)))))) == ["it/in.zip/b.ris: Tides"]


def test_an_archive_is_read_from_standard_input_and_from_disk_alike(tmp_path: Path) -> None:
    file = tmp_path / "it.zip"
    file.write_bytes(zipped(("a.json", LIST), ("b.ris", RIS)))
    found = read_files([file])
    assert ([paper.sources for paper in found.papers], found.files) == (
        [("it.zip/a.json",), ("it.zip/b.ris",)],
        2,
    )


def encrypted() -> bytes:
    data = bytearray(zipped(("a.json", LIST)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        pytest.param(zipped(), ["it: an archive without files"], id="empty"),
        pytest.param(encrypted(), ["it/a.json: encrypted; unpack it first"], id="encrypted"),
        pytest.param(
            zipped(("a.png", b"\0\1"), ("b.ris", RIS)),
            ["it/a.png: binary, not text; save the listing as text, HTML or JSONL", "it/b.ris: Tides"],
            id="one that lists nothing",
        ),
        pytest.param(zipped(("a\n\x1b[1m.ris", RIS)), ["it/a??[1m.ris: Tides"], id="controls in a name"),
        pytest.param(
            zipped(("[Content_Types].xml", b"x"), ("word/document.xml", b"x")),
            ["it: a Word document; save a list as text, a paper as PDF"],
            id="a document",
        ),
    ],
)
def test_what_an_archive_holds_otherwise_is_said(data: bytes, lines: list[str]) -> None:
    assert told(read(data)) == lines


def test_a_file_that_breaks_off_gives_what_came_before_and_is_reported() -> None:
    whole = "\n".join(record(number) for number in range(20_000)).encode()
    page, error = read(gzip.compress(whole)[:-2000])
    assert isinstance(page, Page)
    assert page.entries[0].title == "Moss of 0"
    assert "damaged archive" in str(error)


def test_what_unpacks_to_far_more_than_papers_do_is_refused() -> None:
    reader = _reader(
        "bomb", gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(bytes(10_000_000)))), Room(1_000_000)
    )  # type: ignore[arg-type]
    with pytest.raises(PageError, match="bomb: unpacks to far more than papers do"):
        reader.read()


def test_no_archive_is_opened_without_end() -> None:
    data = LIST
    for _ in range(DEEPEST + 1):
        data = gzip.compress(data)
    assert told(read(data)) == ["it: an archive in an archive in an archive; unpack it first"]


def test_only_so_many_files_of_an_archive_are_read() -> None:
    data = zipped(*((f"{number}.ris", b"") for number in range(MOST_FILES + 2)), method=zipfile.ZIP_STORED)
    *files, last = unpacked("it", io.BufferedReader(io.BytesIO(data)), len(data))  # type: ignore[arg-type]
    assert len(files) == MOST_FILES
    assert str(last) == "it: 10,002 files in one archive; only the first 10,000 were read"


def test_a_large_jsonl_is_read_bit_by_bit_and_no_line_is_lost() -> None:
    count, whole = 400, "x" * (STRETCH // 100)
    lines = [record(number, whole) if number % 40 else "{broken" for number in range(1, count + 1)]
    pages = read("\n".join(lines).encode())
    assert all(isinstance(page, Page) for page in pages)
    found = [page for page in pages if isinstance(page, Page)]
    titles = [entry.title for page in found for entry in page.entries]
    assert titles == [f"Moss of {number}" for number in range(1, count + 1) if number % 40]
    places = [problem.where for page in found for problem in page.failed]
    assert places == [f"line {number}" for number in range(40, count + 1, 40)]
    assert [page.continued for page in found] == [False, True, True, True]


SAMPLES = [
    gzip.compress(LIST),
    bz2.compress(RIS),
    lzma.compress(LIST),
    zipped(("a.json", LIST), ("b.ris", RIS)),
    tarred(("a.json", LIST)),
]


@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=4),
    st.integers(0),
)
def test_a_damaged_archive_ends_in_pages_and_clear_lines(
    data: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    damaged = bytearray(data)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    assert read(bytes(damaged[: length % (2 * len(data))]))


def test_a_file_without_a_name_in_a_zip_archive_costs_no_other() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"no name")
        archive.writestr("list.ris", b"TY  - JOUR\nTI  - Moss\nAB  - Moss is green.\nER  - \n")
    made.seek(0)
    pages = [page for page in read_stream("papers.zip", made) if isinstance(page, Page)]
    assert [entry.title for page in pages for entry in page.entries] == ["Moss"]
