"""Answers as a Word file (.docx): a small archive of XML, which every word processor reads.

In: a title, turns. Out: bytes, the same for the same turns. Formulas are given as their LaTeX.
"""

import io
from collections.abc import Iterator, Sequence
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rag.export.blocks import Block, Line, Span
from rag.export.plain import strip_controls
from rag.export.turns import Turn

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_WORD = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main"'
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_XML}<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PART}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_PART}.styles+xml"/></Types>'
)
_RELATED = f"{_OPEN}/officeDocument/2006/relationships"


def _relation(kind: str, target: str) -> str:
    return (
        f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_RELATED}/{kind}" Target="{target}"/></Relationships>'
    )


_CLOSE, _HANGING = '<w:spacing w:after="60"/>', '<w:ind w:left="360" w:hanging="360"/>'
_HEAD = "<w:keepNext/>" + '<w:spacing w:before="{}" w:after="100"/>'
_BY_DEFAULT = ' w:default="1"'
_SMALL = '<w:sz w:val="19"/>'
_STYLES = {  # id: name, how a paragraph stands, how its letters look
    "Normal": ("Normal", '<w:spacing w:after="140" w:line="276" w:lineRule="auto"/>', '<w:sz w:val="22"/>'),
    "Title": ("Title", '<w:spacing w:after="240"/>', '<w:b/><w:sz w:val="40"/>'),
    "Heading1": ("heading 1", _HEAD.format(360), '<w:b/><w:sz w:val="30"/>'),
    "Heading2": ("heading 2", _HEAD.format(200), '<w:b/><w:sz w:val="25"/>'),
    "ListParagraph": ("List Paragraph", f"{_CLOSE}{_HANGING}", ""),
    "Bibliography": ("Bibliography", f"{_CLOSE}{_HANGING}", _SMALL),
    "Note": ("Note", _CLOSE, f"<w:i/>{_SMALL}"),
}  # fmt: skip
_MONO = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
_LOOKS = {"strong": "<w:b/>", "em": "<w:i/>", "code": _MONO, "math": "<w:i/>", "text": ""}
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>' for side in _SIDES)


def as_word(title: str, turns: Sequence[Turn]) -> bytes:
    """A document with the turns in order; a title only where there are several."""
    named = [_paragraph((Span(title),), "Title")] if len(turns) > 1 else []
    body = "".join([*named, *(piece for turn in turns for piece in _turn(turn))])
    document = f"{_XML}<w:document {_WORD}><w:body>{body}<w:sectPr/></w:body></w:document>"
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/document.xml": document,
        "word/styles.xml": _styles(),
        "word/_rels/document.xml.rels": _relation("styles", "styles.xml"),
    }
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(ZipInfo(name), text.encode("utf-8", "replace"), ZIP_DEFLATED)
    return file.getvalue()


def _styles() -> str:
    shown = "".join(
        f'<w:style w:type="paragraph"{_BY_DEFAULT if id_ == "Normal" else ""} w:styleId="{id_}">'
        f'<w:name w:val="{name}"/><w:pPr>{stands}</w:pPr><w:rPr>{looks}</w:rPr></w:style>'
        for id_, (name, stands, looks) in _STYLES.items()
    )
    return f"{_XML}<w:styles {_WORD}>{shown}</w:styles>"


def _turn(turn: Turn) -> Iterator[str]:
    yield _paragraph((Span(turn.question),), "Heading1")
    yield from map(_block, turn.blocks)
    for note in turn.notes:
        yield _paragraph((Span(note),), "Note")
    if turn.references:
        yield _paragraph((Span("References"),), "Heading2")
    for line in turn.references:
        yield _paragraph((Span(line),), "Bibliography")


def _block(block: Block) -> str:
    if block.kind == "heading":
        return _paragraph(block.line, "Heading2")
    if block.kind == "item":
        lead = Span(f"{block.label or '•'}\t")
        return _paragraph((lead, *block.line), "ListParagraph", deeper=360 * block.level)
    if block.kind == "table":
        return _table(block.rows)
    return _paragraph(block.line)


def _paragraph(line: Line, style: str = "", *, deeper: int = 0) -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    indent = f'<w:ind w:left="{360 + deeper}" w:hanging="360"/>' if deeper else ""
    about = f"<w:pPr>{named}{indent}</w:pPr>" if named else ""
    return f"<w:p>{about}{''.join(map(_run, line))}</w:p>"


def _table(rows: Sequence[Sequence[Line]]) -> str:
    widest = max(map(len, rows), default=0)
    grid = '<w:gridCol w:w="2400"/>' * widest
    shown = (
        f"<w:tr>{''.join(_cell(cell) for cell in [*row, *((),) * (widest - len(row))])}</w:tr>"
        for row in rows
    )
    about = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{about}<w:tblGrid>{grid}</w:tblGrid>{''.join(shown)}</w:tbl>{_paragraph(())}"


def _cell(line: Line) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2400" w:type="dxa"/></w:tcPr>{_paragraph(line)}</w:tc>'


def _run(span: Span) -> str:
    looks = f"<w:rPr>{_LOOKS[span.kind]}</w:rPr>" if _LOOKS[span.kind] else ""
    text = f"${span.text}$" if span.kind == "math" else span.text
    text = escape(strip_controls(text), quote=False).replace("\t", "</w:t><w:tab/><w:t>")
    text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{looks}<w:t xml:space="preserve">{text}</w:t></w:r>'
