"""A PDF of one paper: its title, abstract and authors, its arXiv id and DOI, and nothing more.

They are looked for on the first two pages, by how papers look: the title is what is printed largest,
names stand below it, the abstract below its heading or in a type of its own. What is not found for
certain is left out; a paper without an abstract is reported.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.ingest.formats.pdf_abstract import Found, find_abstract
from rag.ingest.formats.pdf_authors import find_authors
from rag.ingest.formats.pdf_document import Document, read_document
from rag.ingest.formats.pdf_lines import Line, joined
from rag.model.errors import PageError

ALIKE = 0.9  # the title that the file names, and the one that is printed
LEAST_TEXT = 200  # characters; a scan may bear a stamp of the library that made it
_STAMP = re.compile(
    r"arXiv:\s?(?P<id>[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?\s*\[[\w.-]+\]"
    r"\s*(?P<date>\d{1,2} \w{3} \d{4})?"
)
_DOI = re.compile(r"(?:doi\.org/|\bdoi:?\s?)(10\.\d{4,9}/[^\s\"<>]+)", re.IGNORECASE)
_OWN_DOI = re.compile(rb"<(?:prism:doi|pdfx:doi|crossmark:DOI)>\s*(10\.\d{4,9}/[^\s<]+)", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\bpublished(?: online)?:?\s+(?:on\s+)?"
    r"(\d{1,2}\.? [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})",
    re.IGNORECASE,
)
_MASTHEAD = re.compile(  # what may be printed larger than a title, and is none
    r"(?:the )?(?:journal|proceedings|transactions|annals|lecture notes|technical report|research|review"
    r"|letters?|articles?|original|international journal|acta|archives|ieee|acm|plos|nature|science|volume"
    r"|vol\b|issn|open access|available|contents lists|preprint|arxiv|published|to appear|under review"
    r"|submi(?:tted|ssion)|running head|www|https?:|doi\b)",
    re.IGNORECASE,
)


def sniff(source: Source) -> bool:
    """Whether the file says that it is a PDF; some bytes may stand before that."""
    return b"%PDF-" in source.data[:1024]


def read(source: Source) -> Listed:
    """The paper. PageError where the file holds no text that can be read."""
    document = read_document(source.name, source.data)
    if sum(len(line.text) for line in document.lines) < LEAST_TEXT:
        raise PageError(source.name, "a scanned PDF, without text; recognise its text first: ocrmypdf IN OUT")
    abstract = find_abstract(document.lines)
    head = _head(document.lines, abstract)
    title, below = _title(document, head)
    if not title or not abstract:
        what = "abstract" if title else "title"
        return [Problem("page 1", f"no {what} was found on the first two pages of the PDF")]
    authors = find_authors(below, document.authors, document.small_words)
    stamp = _STAMP.search(f"{document.first_text}\n{document.title}")
    published = _PUBLISHED.search(document.first_text)
    return [
        Entry(
            title=title,
            abstract=abstract.text,
            authors=authors,
            author_count=len(authors) or None,
            date=stamp["date"] if stamp else published[1] if published else None,
            arxiv_id=stamp["id"] if stamp else None,
            doi=_doi(document, source.data),
        )
    ]


def _doi(document: Document, data: bytes) -> str | None:
    """What the file says of itself, or else the first one that is printed as such."""
    own = _OWN_DOI.search(data)
    if own:
        return own[1].decode("ascii", "replace")
    found = _DOI.search(f"{document.subject}\n{document.first_text}")
    return found[1].rstrip(".,;:)]}") if found else None


def _head(lines: Sequence[Line], abstract: Found | None) -> Sequence[Line]:
    """What is printed before the abstract, on the page where the title must be."""
    first = [line for line in lines if line.page == lines[0].page]
    return first[: abstract.start] if abstract and abstract.start else first


def _title(document: Document, head: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """The title, and the lines below it."""
    groups = [group for group in _groups(head) if _may_be_title(group)]
    upper = [group for group in groups if group[0].base < 0.6 * document.height] or groups
    if not upper:
        return "", ()
    best = max(upper, key=lambda group: (round(group[0].size), group[0].bold))
    if best[-1].text.endswith(":") and groups.index(best) + 1 < len(groups):  # the rest is printed smaller
        best = best + groups[groups.index(best) + 1]
    shown = joined([line.level_text for line in best], document.words)
    title = re.sub(r"(?<![\s*∗†‡§¶⋆])[\s*∗†‡§¶⋆]+$", "", shown)
    own = " ".join(document.title.split())
    named = SequenceMatcher(None, _letters(own), _letters(title)).ratio() > ALIKE
    return own if named else title, head[head.index(best[-1]) + 1 :]


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one type that stand one below the other."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        alike = last and abs(last.size - line.size) < 0.6 and last.bold == line.bold
        near = last and -0.5 * line.size < line.base - last.base < 2.2 * line.size
        if alike and near:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _may_be_title(group: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in group)
    words = re.findall(r"[^\W\d_]{2,}", text)
    short = len(words) < 2 and len("".join(words)) < 4
    return not short and len(text) < 400 and not _MASTHEAD.match(text)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


FORMAT = Format("PDF", sniff, read)
