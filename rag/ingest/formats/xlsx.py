"""Excel workbooks (.xlsx): each sheet that has headings of papers."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from rag.ingest.formats import embase
from rag.ingest.formats.columns import entry_of, headings_in
from rag.ingest.formats.format import Format, Listed, Source
from rag.model.errors import PageError

_ZIP, _WORKBOOK = b"PK\x03\x04", "xl/workbook.xml"
_LARGEST = 500_000_000  # bytes that may come out of it: a small file may hold far more than it shows
_DAMAGED = "a damaged workbook; save it again, or as CSV"
_TOO_LARGE = "a workbook that unpacks to more than 500 MB; split it, or save it as CSV"
_NO_HEADINGS = "a workbook without columns of titles and abstracts; name them in its first row"


def sniff(source: Source) -> bool:
    """Whether this is a zip archive with a workbook in it."""
    if not source.data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            return _WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def read(source: Source) -> Listed:
    """Each row below the headings of each sheet as an entry."""
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        if sum(one.file_size for one in archive.infolist()) > _LARGEST:
            raise PageError(source.name, _TOO_LARGE)
    found: Listed = []
    for sheet, rows in _sheets(source):
        numbered = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
        if headings := headings_in([row for _, row in numbered]):
            below = numbered[headings.row + 1 :]
            found += [entry_of(headings.fields(row), f"{sheet} row {number}") for number, row in below]
        else:
            found += embase.of_rows(row for _, row in numbered)
    if not found:
        raise PageError(source.name, _NO_HEADINGS)
    return found


def _sheets(source: Source) -> Iterator[tuple[str, list[list[str]]]]:
    """The sheets' names and rows. PageError where openpyxl cannot read it."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # programs other than Excel write wrong ones
            yield sheet.title, [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except Exception:  # of a damaged one it lets through whatever its XML, zip and type conversions raise
        raise PageError(source.name, _DAMAGED) from None


def _text(cell: Any) -> str:
    """A cell as it would be read: a year is no fraction, and a day has no time."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


FORMAT = Format("Excel", sniff, read)
