"""The invented papers in files that are not text: a workbook, a PDF, archives.

In: nothing. Out: samples, which can be damaged before they are packed and after.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import textwrap
import zipfile
from dataclasses import replace
from functools import partial

from eval.torture.catalogue_samples import CATALOGUES
from eval.torture.json_samples import JSON_KINDS
from eval.torture.samples import PAPERS, TEXTS, Invented, Sample
from eval.torture.service_samples import SERVICES

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
    'PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
    f'"{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="papers" '
    'sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def _zip(files: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def _tar(data: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        about = tarfile.TarInfo("papers/list")
        about.size = len(data)
        archive.addfile(about, io.BytesIO(data))
    return made.getvalue()


def _from_zip(name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _from_tar(data: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        file = archive.extractfile("papers/list")
        return file.read() if file else b""


def _row(cells: tuple[str, ...]) -> bytes:
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{inside}</row>\n".encode()


def _workbook(sheet: bytes) -> bytes:
    return _zip({**_WORKBOOK, "xl/worksheets/sheet1.xml": sheet})


def _drawn(paper: Invented) -> str:
    """A first page: title, authors, abstract."""
    authors = ", ".join(f"{given} {family}" for given, family in paper.authors)
    lines = [f"/F1 16 Tf 72 720 Td ({paper.title}) Tj", f"/F0 11 Tf 0 -30 Td ({authors}) Tj"]
    lines += ["/F1 11 Tf 0 -40 Td (Abstract) Tj", "/F0 10 Tf 0 -6 Td"]
    lines += [f"0 -12 Td ({line}) Tj" for line in textwrap.wrap(paper.abstract, 80)]
    return "\n".join(("BT", *lines, "/F1 11 Tf 0 -40 Td (1 Introduction) Tj ET\n"))


def _pdf(drawn: bytes) -> bytes:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    fonts = f"/F0 {font.format('Times-Roman')} /F1 {font.format('Times-Bold')}"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << {fonts} >> >> "
        "/Contents 4 0 R >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    )
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 5\n" + table + end


_BY_NAME = {sample.name: sample for sample in TEXTS}

PACKED = (
    Sample(
        "Excel",
        tuple(_row((p.title, p.abstract, str(p.year), p.doi)) for p in PAPERS),
        f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + _row(("Title", "Abstract", "Year", "DOI")),
        b"</sheetData></worksheet>",
        _workbook,
        partial(_from_zip, "xl/worksheets/sheet1.xml"),
    ),
    Sample("PDF", (_drawn(PAPERS[1]).encode(),), pack=_pdf),
    replace(_BY_NAME["JSONL"], name="JSONL in gzip", pack=gzip.compress, unpack=gzip.decompress),
    replace(_BY_NAME["BibTeX"], name="BibTeX in bzip2", pack=bz2.compress, unpack=bz2.decompress),
    replace(_BY_NAME["RIS"], name="RIS in xz", pack=lzma.compress, unpack=lzma.decompress),
    replace(
        _BY_NAME["CSV"],
        name="CSV in zip",
        pack=lambda data: _zip({"papers/list": data}),
        unpack=partial(_from_zip, "papers/list"),
    ),
    replace(_BY_NAME["PubMed"], name="PubMed in tar.gz", pack=_tar, unpack=_from_tar),
)
SAMPLES = (*TEXTS, *SERVICES, *CATALOGUES, *JSON_KINDS, *PACKED)
