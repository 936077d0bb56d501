"""Papers and answers as files that the browser keeps.

In: papers or answers, what is wanted as the menu has it. Out: the file as a change of the page. A paper that
has left the library is named as it was cited.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.references import cited_papers, plain_references, references_of
from rag.export.documents import DOCUMENTS, turn_of
from rag.export.formats import EXPORTS
from rag.export.references import STYLES
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.paper import Paper
from rag.web.export_menu import DOCUMENT_STYLES, PLAIN
from rag.web.session import Changes, file
from rag.web.sources import Finder

MOST_PAPERS, MOST_REFERENCES = 10_000, 500  # of one file that the page makes


@dataclass(frozen=True, slots=True)
class Wanted:
    """A format by its name, of a document also the style of its references, and what the file is about."""

    format: str
    style: str
    about: str


def papers_file(papers: Sequence[Paper], format_name: str, name: str) -> Changes:
    """The papers in a format, as a file that is called so; no change where there are none or no such format.
    AskError where there are too many, MissingPackageError without what references need."""
    if not papers or format_name not in EXPORTS:
        return {}
    chosen = EXPORTS[format_name]
    most = MOST_REFERENCES if format_name in STYLES else MOST_PAPERS
    if len(papers) > most:
        raise AskError(
            f"the page writes at most {most:,} papers as {chosen.label}, and these are {len(papers):,}; "
            f"search for fewer, or use: ask export --format {format_name}"
        )
    return _file(chosen.write(papers), format_name, name)


def answers_file(answers: Sequence[Answer], find: Finder, wanted: Wanted) -> Changes:
    """The answers as a document, or the papers that they cite; the references of one answer have the numbers
    that it has for them."""
    name = file_name(wanted.about)
    if wanted.format in DOCUMENTS:
        return _document(answers, find, wanted)
    if wanted.format in STYLES and len(answers) == 1 and answers[0].citations:
        return _file("\n".join(references_of(answers[0], find, wanted.format)), wanted.format, name)
    cited = (paper for answer in answers for paper in cited_papers(answer, find).values())
    papers = {paper.paper_id: paper for paper in cited}
    return papers_file(list(papers.values()), wanted.format, name)


def file_name(text: str) -> str:
    """The first words of a text, as the name of a file."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "-".join(words[:8]).lower() or "answer"


def _document(answers: Sequence[Answer], find: Finder, wanted: Wanted) -> Changes:
    if not answers or wanted.style not in DOCUMENT_STYLES:
        return {}
    chosen = DOCUMENTS[wanted.format]
    turns = [turn_of(answer, _references(answer, find, wanted.style)) for answer in answers]
    written = chosen.write(wanted.about, turns)
    return file(f"{file_name(wanted.about)}{chosen.ending}", chosen.kind, written)


def _references(answer: Answer, find: Finder, style: str) -> list[str]:
    return plain_references(answer, find) if style == PLAIN else references_of(answer, find, style)


def _file(text: str, format_name: str, name: str) -> Changes:
    chosen = EXPORTS[format_name]
    return file(f"{name}{chosen.ending}", chosen.kind, f"{text}\n")
