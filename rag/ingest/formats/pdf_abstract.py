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
LEAST_WITHOUT_HEADING = 200
MOST_IN_BODY_TYPE = 2500
_NAMES = r"abstract|summary|synopsis|r[ée]sum[ée]|zusammenfassung|kurzfassung|resumen|resumo|riassunto"
_HEADING = re.compile(rf"(?:\d+\.? ?|[IVX]+\. ?)?(?:{_NAMES})(?: of the paper)?[.:—–-]*", re.IGNORECASE)
_RUN_IN = re.compile(rf"(?:{_NAMES})\s*[.:—–-]+\s*(?=\S)", re.IGNORECASE)
_UNMARKED = re.compile(rf"(?:{_NAMES})\s+(?=[A-Z\"“‘(])", re.IGNORECASE)
_END = re.compile(
    r"(?:(?:additional |author )?key ?-?words\b|index terms\b|general terms\b|categories (?:and|&)"
    r"|(?:acm )?ccs concepts|acm reference|permission to|copyright\b|©|\(c\) \d{4}|jel\b"
    r"|pacs\b|(?:ams|msc|\d{4} math\w*) (?:subject )?classif|(?:table of )?contents$|article (?:info|history)"
    r"|received\b|accepted\b|acknowledge?ments?\b|nomenclature$|correspond|doi\b|https?://doi|arxiv:\d"
    rf"|subject (?:descriptors|classif)|1998 acm|digital object|manuscript\b|e-?mail\b|(?:{_NAMES})$"
    r"|(?:\d+\.?|[ivx]+\.?)?\s*(?:introduction|motivation|background|overview)[.:]?$"
    r"|(?:\d+\.?|[ivx]+\.)\s*introduction\b|introduction\s*[.:—–-])",
    re.IGNORECASE,
)
_NOTE = re.compile(  # small print, at the foot of a page or on a cover
    r"^(?:\d+\.? |the views and|this (?:research|work|study|project|material|paper is)|presented at)"
    r"|\b(?:grant|sponsored by|supported by|permission|reprinted|all rights reserved)\b",
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
            body = [text[inline.end() :], *_body(lines, start, line)[0]]
        elif _HEADING.fullmatch(text) and start + 1 < len(lines):
            body = _body(lines, start, None)[0]
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
    if _END.match(text) and not text[0].islower():
        return True
    stands_out = body is None or line.bold != body.bold or line.size > body.size + 0.6 or text.isupper()
    return bool(_NUMBERED.fullmatch(text)) and stands_out


def _body(
    lines: Sequence[Line], start: int, first: Line | None, *, whole: bool = False
) -> tuple[list[str], bool]:
    """The texts of the lines that go on below the heading, and whether a heading of what follows ends
    them. `first`: the line that has both. `whole`: nothing may stand between them."""
    taken: list[str] = []
    rest = lines[start + 1 :]
    typical = first or next((line for line in rest if len(line.text) > 20), None)
    last = first
    for line in rest:
        if sum(map(len, taken)) > MOST or typical is None:
            break
        small = line.size < typical.size - 0.6
        if _ends(line, typical) and not (small and last and _is_apart(line, last) and not _is_over(taken)):
            return taken, True
        if last is not None and not _is_beside(line, last):
            verdict = _verdict(line, typical, last, taken)
            if verdict == "end" or (whole and verdict == "skip"):
                break
            if verdict == "skip":
                continue
        taken.append(line.text)
        last = line
    return taken, False


def _verdict(line: Line, typical: Line, last: Line, taken: Sequence[str]) -> str:
    """Whether the next line is taken, skipped - a footnote, a page number - or the end of the abstract."""
    apart, over = _is_apart(line, last), _is_over(taken)
    if line.size < typical.size - 0.6:
        return "skip"
    if apart:
        return "end" if over else "take" if _looks_alike(line, typical) else "skip"
    if _looks_alike(line, typical):
        return "take"
    emphasised = abs(line.size - typical.size) < 0.6 and not over
    return "take" if emphasised else "end" if len(line.text) > 30 else "skip"


def _is_beside(line: Line, last: Line) -> bool:
    """Whether two pieces stand on one line: a formula in other types, say."""
    near = line.left - last.right < 3 * last.size and line.right > last.left
    return line.page == last.page and near and abs(line.base - last.base) < 0.5 * last.size


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
    """The first long paragraph of the first page, if its type is not that of the body, or if the first
    heading follows soon."""
    common = Counter[tuple[float, bool, bool]]()
    for line in lines:
        common[_type(line)] += len(line.text)
    for start, line in enumerate(lines):
        if line.page != lines[0].page:
            break
        body, ended = _body(lines, start, line, whole=True)
        text = joined([line.text, *body], words)
        other = len(line.text) <= 25 or _END.match(line.text) or _NOTE.search(text)
        if other or len(text) < LEAST_WITHOUT_HEADING:
            continue
        apart = _type(line) != common.most_common(1)[0][0]
        short = len(text) < (MOST if apart else MOST_IN_BODY_TYPE)
        if short and _is_over([text]) and (apart or ended) and not line.text[0].islower():
            return Found(start, text)
        if not apart:
            break
    return None


def _type(line: Line) -> tuple[float, bool, bool]:
    return round(line.size, 0), line.bold, line.italic
