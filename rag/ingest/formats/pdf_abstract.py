"""The abstract on the first pages of a paper.

In: the lines of the pages. Out: where the abstract starts among them, and its text. It stands below its
heading, or goes on from it on the same line; or, without a heading, before the body and in another type.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.ingest.formats.pdf_lines import Line, joined, words_in

LEAST, MOST = 100, 6000  # characters
LEAST_WITHOUT_HEADING = 250
_NAMES = r"abstract|summary|synopsis|r[ée]sum[ée]|zusammenfassung|kurzfassung|resumen|resumo|riassunto"
_HEADING = re.compile(rf"(?:\d+\.? ?|[IVX]+\. ?)?(?:{_NAMES})(?: of the paper)?[.:—–-]*", re.IGNORECASE)
_RUN_IN = re.compile(rf"(?:{_NAMES})\s*[.:—–-]+\s*(?=\S)", re.IGNORECASE)
_UNMARKED = re.compile(rf"(?:{_NAMES})\s+(?=[A-Z\"“‘(])", re.IGNORECASE)
_END = re.compile(
    r"(?:(?:additional |author )?key ?-?words\b|index terms\b|general terms\b|categories (?:and|&)"
    r"|(?:acm )?ccs concepts|acm reference|permission to|copyright\b|©|\(c\) \d{4}|jel (?:classif|codes?)"
    r"|pacs\b|(?:ams|msc|\d{4} math\w*) (?:subject )?classif|(?:table of )?contents$|article (?:info|history)"
    r"|received\b|accepted\b|acknowledge?ments?\b|nomenclature$|correspond|doi\b|https?://doi|arxiv:\d"
    rf"|subject (?:descriptors|classif)|1998 acm|digital object|manuscript\b|e-?mail\b|(?:{_NAMES})$"
    r"|(?:\d+\.?|[ivx]+\.?)?\s*(?:introduction|motivation|background|overview)[.:]?$"
    r"|(?:\d+\.?|[ivx]+\.)\s*introduction\b|introduction\s*[.:—–-])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:1\.?|I\.|§\s?1\.?)\s+[A-Z][\w’'-]*(?:\s[\w,’'?:-]+){0,7}")


@dataclass(frozen=True, slots=True)
class Found:
    """Where the abstract starts among the lines, its heading counted in, and its text."""

    start: int
    text: str


def find_abstract(lines: Sequence[Line]) -> Found | None:
    """The abstract; None where none is to be seen."""
    words = words_in(lines)
    for start, line in enumerate(lines):
        text = _squeezed(line.text)
        inline = _RUN_IN.match(text) or (_UNMARKED.match(text) if _starts_apart(line) else None)
        if inline:
            body = [text[inline.end() :], *_body(lines, start, line)]
        elif _HEADING.fullmatch(text) and start + 1 < len(lines):
            body = _body(lines, start, None)
        else:
            continue
        found = joined(body, words)
        if len(found) >= LEAST:
            return Found(start, found)
    return _without_heading(lines, words)


def _squeezed(text: str) -> str:
    """ "A B S T R A C T" as one word."""
    return re.sub(r"(?<=\b\w) (?=\w\b)", "", text) if re.match(r"(?:\w ){4}", text) else text


def _starts_apart(line: Line) -> bool:
    """Whether the first word is printed unlike the rest: it is a heading that the text goes on from."""
    first, last = line.characters[0], line.characters[-1]
    return (first.bold, first.italic) != (last.bold, last.italic)


def _ends(line: Line, body: Line | None) -> bool:
    """Whether the abstract is over with this line: a heading of what follows."""
    text = _squeezed(line.text)
    if _END.match(text):
        return True
    stands_out = body is None or line.bold != body.bold or line.size > body.size + 0.6 or text.isupper()
    return bool(_NUMBERED.fullmatch(text)) and stands_out


def _body(lines: Sequence[Line], start: int, first: Line | None) -> list[str]:
    """The texts of the lines that go on below the heading. `first`: that which has both."""
    taken: list[str] = []
    last = first
    for line in lines[start + 1 :]:
        if sum(map(len, taken)) > MOST:
            break
        typical = first or next((one for one in lines[start + 1 :] if len(one.text) > 20), line)
        if _ends(line, typical):
            break
        if last is None:
            first = typical
        if last is not None and not _is_beside(line, last) and _is_other(line, typical):
            if len(line.text) > 30 and line.size >= typical.size - 0.6:
                break
            continue
        if last is not None and _is_apart(line, last):
            if line.page == last.page and _is_over(taken):
                break
            if line.size < typical.size - 0.6 or not _looks_alike(line, typical):
                continue
        if len(line.text) <= 2 and line.size < typical.size - 0.6:
            continue
        taken.append(line.text)
        last = line
    return taken


def _is_beside(line: Line, last: Line) -> bool:
    """Whether two pieces stand on one line: a formula in other types, say."""
    return line.page == last.page and abs(line.base - last.base) < 0.5 * last.size


def _is_other(line: Line, typical: Line) -> bool:
    return not _looks_alike(line, typical)


def _looks_alike(line: Line, typical: Line) -> bool:
    same = abs(line.size - typical.size) < 0.6
    return same and (len(line.text) < 30 or (line.bold, line.italic) == (typical.bold, typical.italic))


def _is_apart(line: Line, last: Line) -> bool:
    """Whether a line is not the next one of a paragraph, or of the next paragraph."""
    gap = line.base - last.base
    return line.page != last.page or gap < -0.6 * last.size or gap > 2.3 * max(last.size, line.size)


def _is_over(taken: Sequence[str]) -> bool:
    text = " ".join(taken).rstrip()
    return len(text) >= LEAST and text.endswith((".", "!", "?", ".”", ".)", "]"))


def _without_heading(lines: Sequence[Line], words: frozenset[str]) -> Found | None:
    """The first long paragraph of the first page, if its type is not that of the body."""
    common = Counter[tuple[float, bool, bool]]()
    for line in lines:
        common[_type(line)] += len(line.text)
    body = common.most_common(1)[0][0] if common else None
    start = 0
    while start < len(lines) and lines[start].page == lines[0].page:
        block = [lines[start].text, *_body(lines, start, lines[start])]
        text = joined(block, words)
        long = len(text) >= LEAST_WITHOUT_HEADING and len(lines[start].text) > 25
        if long and _type(lines[start]) == body:
            return None
        if long and _is_over([text]) and len(text) < MOST:
            return Found(start, text)
        start += 1
    return None


def _type(line: Line) -> tuple[float, bool, bool]:
    return round(line.size, 0), line.bold, line.italic
