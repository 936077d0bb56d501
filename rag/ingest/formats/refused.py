"""Files that are recognised and not read: what they are, and what a reader can do instead.

FORMATS are binary and tried before anything is taken for text, MARKUP before HTML and TEXTS before
listings, which would take them for theirs. What is read some day is taken out of here.
"""

import re
from collections.abc import Callable
from functools import partial

from rag.ingest.formats.format import Format, Listed, Source
from rag.model.errors import PageError

_START = 20_000  # characters in which a text says what it is
_DATA = "save it as JSONL or CSV (in pandas: to_json with lines=True, or to_csv)"
_UNPACK = "unpack it first"
_PICTURE = "a picture; save the abstracts as text, or the listing page as HTML"

# what it is, how its bytes begin, what is said
_MAGIC = (
    ("old Office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file; save it as .xlsx or CSV"),
    ("SQLite", b"SQLite format 3\0", "a program's database; export from there as BibTeX or RIS"),
    ("Access", b"\0\1\0\0Standard ", "an Access database; export its table as CSV"),
    ("7z", b"7z\xbc\xaf\x27\x1c", f"a 7z archive; {_UNPACK}"),
    ("RAR", b"Rar!\x1a\x07", f"a RAR archive; {_UNPACK}"),
    ("Zstandard", b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first with: unzstd"),
    ("compress", b"\x1f\x9d", "a .Z archive; unpack it first with: gunzip"),
    ("Parquet", b"PAR1", f"a Parquet table; {_DATA}"),
    ("Arrow", b"ARROW1", f"an Arrow table; {_DATA}"),
    ("Feather", b"FEA1", f"a Feather table; {_DATA}"),
    ("HDF5", b"\x89HDF\r\n", f"an HDF5 file; {_DATA}"),
    ("NumPy", b"\x93NUMPY", f"a NumPy array; {_DATA}"),
    ("Avro", b"Obj\x01", f"an Avro table; {_DATA}"),
    ("pickle", b"\x80\x04\x95", f"a Python pickle, which is never opened; {_DATA}"),
    ("pickle 5", b"\x80\x05\x95", f"a Python pickle, which is never opened; {_DATA}"),
    ("web archive", b"bplist00", "a Safari web archive; save the page as “Page Source” (HTML)"),
    ("RTF", b"{\\rtf", "a Rich Text document; save it as plain text"),
    ("DjVu", b"AT&TFORM", "a DjVu document; convert it to PDF with: ddjvu -format=pdf"),
    ("PostScript", b"%!PS", "a PostScript document; convert it to PDF with: ps2pdf"),
    ("PNG", b"\x89PNG", _PICTURE),
    ("JPEG", b"\xff\xd8\xff", _PICTURE),
    ("GIF", b"GIF8", _PICTURE),
    ("TIFF", b"II*\0", _PICTURE),
)  # fmt: skip

# documents that are zip archives: a name or a kind that stands in their bytes
_PACKED = (
    ("Word", b"word/document.xml", "a Word document; save a list as text, a paper as PDF"),
    ("PowerPoint", b"ppt/presentation.xml", "a PowerPoint file; save the abstracts as text"),
    ("OpenDocument table", b"opendocument.spreadsheet", "an OpenDocument table; save it as .xlsx or CSV"),
    ("OpenDocument text", b"opendocument.text", "an OpenDocument text; save a list as text, a paper as PDF"),
    ("EPUB", b"application/epub+zip", "an e-book; save the abstracts as text"),
    ("Excel binary", b"xl/workbook.bin", "a binary Excel file (.xlsb); save it as .xlsx or CSV"),
)  # fmt: skip

# texts, by how they begin
_TEXTS = (
    (
        "Git LFS",
        r"\A\s*+version https://git-lfs\.github\.com",
        "a Git LFS pointer, not the file itself; fetch it with: git lfs pull",
    ),
    (
        "MHTML",
        r"(?is)(?:from|mime-version|snapshot-content-location):[^\n]*\n.{0,2000}?multipart/related",
        "a saved web archive (MHTML); save the page as “Webpage, HTML Only”",
    ),
    (
        "LaTeX",
        r"(?s)\A.*?^[ \t]*\\document(?:class|style)\b",
        "a LaTeX document; give its .bib file with abstracts, or its PDF",
    ),
    (
        "LaTeX references",
        r"(?s)\A.*?\\begin\{thebibliography\}",
        "the references of a LaTeX document, which have no abstracts; give the .bib file",
    ),
    (
        "CFF",
        r"(?s)\A(?:.*\n)?cff-version:",
        "a CITATION.cff, which describes software; give its papers as BibTeX with abstracts",
    ),
    (
        "CSL YAML",
        r"(?:---\s*\n)?references:\s*\n\s*- ",
        "CSL as YAML; convert it to JSON with: pandoc -f markdown -t csljson",
    ),
)
# XML and HTML, by what stands near the beginning
_MARKUP = (
    (
        "Word",
        r"(?s)\A\s*+<.{0,500}?schemas\.openxmlformats\.org/officeDocument/2006/bibliography",
        "the sources of a Word document, which have no abstracts; export from the reference manager",
    ),
    (
        "Google Scholar",
        r'(?s)\A\s*+<.*?(?:id="gs_res_ccl|class="gs_r gs_or)',
        "a page of Google Scholar, which shows no whole abstracts; give the papers' own pages or records",
    ),
)


def _starts(start: bytes, source: Source) -> bool:
    return source.data.startswith(start)


def _holds(sign: bytes, source: Source) -> bool:
    return source.data.startswith(b"PK\x03\x04") and sign in source.data


def _is_marc(source: Source) -> bool:
    """Whether it begins with the leader of a record and a directory."""
    return bool(re.match(rb"\d{5}[a-z][a-z0-9 ]{4}22\d{5}.{7}\d{12}", source.data[:40], re.DOTALL))


def _reads(sign: re.Pattern[str], source: Source) -> bool:
    return bool(sign.match(source.text[:_START]))


def _refuse(advice: str, source: Source) -> Listed:
    raise PageError(source.name, advice)


def _format(name: str, sniff: Callable[[Source], bool], advice: str) -> Format:
    return Format(name, sniff, partial(_refuse, advice))


FORMATS = (
    *(_format(name, partial(_starts, start), advice) for name, start, advice in _MAGIC),
    *(_format(name, partial(_holds, sign), advice) for name, sign, advice in _PACKED),
    _format(
        "binary MARC",
        _is_marc,
        "binary MARC (.mrc); convert it to MARCXML, e.g. with MarcEdit or yaz-marcdump",
    ),
    _format("Office", partial(_starts, b"PK\x03\x04"), "an Office document; save it as text or CSV"),
)
MARKUP, TEXTS = (
    tuple(
        _format(name, partial(_reads, re.compile(sign, re.MULTILINE)), advice) for name, sign, advice in kinds
    )
    for kinds in (_MARKUP, _TEXTS)
)
