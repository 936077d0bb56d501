"""A known format that is not read is called by its name, with the way out; one that is read never is."""

import io
import zipfile
from pathlib import Path

import pytest

from rag.ingest.formats import refused
from rag.ingest.formats.format import Source
from rag.ingest.formats.registry import format_of
from rag.ingest.pages import read_text
from rag.model.errors import PageError

PAGES = Path(__file__).parent / "pages"


def packed(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(packed(word__document_dot_xml="<w/>"), "a Word document", id="docx"),
        pytest.param(packed(ppt__presentation_dot_xml="<p/>"), "a PowerPoint file", id="pptx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "an old Office file", id="xls"),
        pytest.param(
            b"SQLite format 3\0" + b"\0" * 99, "export from there as BibTeX", id="a library's database"
        ),
        pytest.param(b"Rar!\x1a\x07\0" + b"\0" * 99, "unpack it first", id="rar"),
        pytest.param(b"7z\xbc\xaf\x27\x1c\0", "unpack it first", id="7z"),
        pytest.param(b"PAR1\x15\0\x15\0", "a Parquet table; save it as JSONL or CSV", id="parquet"),
        pytest.param(b"\x80\x04\x95\0\0", "never opened", id="pickle"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0", "a picture", id="png"),
        pytest.param(b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull", id="lfs"),
        pytest.param(
            b"From: <Saved by Blink>\nSubject: x\nContent-Type: multipart/related;\n\n<html>",
            "HTML Only",
            id="mhtml",
        ),
        pytest.param(b"{\\rtf1\\ansi Moss}", "Rich Text", id="rtf"),
        pytest.param(b"% notes\n\\documentclass{article}", "give its .bib file", id="latex"),
        pytest.param(b"\\begin{thebibliography}{9}\n\\bibitem{a} Moss", "give the .bib file", id="bbl"),
        pytest.param(b"cff-version: 1.2.0\ntitle: Moss\nabstract: Tides", "CITATION.cff", id="cff"),
        pytest.param(b"---\nreferences:\n- id: a\n", "pandoc", id="CSL YAML"),
        pytest.param(b"references:\n- id: a\n", "pandoc", id="CSL YAML without its marks"),
        pytest.param(
            b"00120nam a2200049 a 4500001000600000245001100006\x1e12345\x1e10\x1faMoss\x1e\x1d",
            "convert it to MARCXML",
            id="binary MARC",
        ),
        pytest.param(
            b'<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"/>',
            "Word",
            id="Word",
        ),
        pytest.param(
            b'<!doctype html><html><body><div id="gs_res_ccl"><div class="gs_r gs_or">',
            "a page of Google Scholar",
            id="Google Scholar",
        ),
    ],
)
def test_what_is_not_read_is_called_by_its_name_with_a_way_out(data: bytes, says: str) -> None:
    with pytest.raises(PageError) as caught:
        read_text("file", data)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("page", sorted(PAGES.iterdir()), ids=lambda page: page.name)
def test_nothing_that_is_read_is_taken_for_what_is_not(page: Path) -> None:
    known = format_of(Source(page.name, page.read_bytes()))
    assert known is not None
    assert known not in (*refused.FORMATS, *refused.MARKUP, *refused.TEXTS)
