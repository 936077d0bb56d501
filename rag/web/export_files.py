"""Papers as a file that the browser keeps.

In: papers or an answer, the name of a format as the menu has it. Out: the file as a change of the page.
"""

from collections.abc import Sequence

from rag.answering.references import cited_papers, references_of
from rag.export.formats import EXPORTS
from rag.export.references import STYLES
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.paper import Paper
from rag.web.session import Changes, file
from rag.web.sources import Finder

MOST_PAPERS, MOST_REFERENCES = 10_000, 500  # of one file that the page makes


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


def answer_file(answer: Answer, find: Finder, format_name: str, name: str) -> Changes:
    """The papers that an answer cites; references have the numbers that the answer has for them."""
    if format_name in STYLES and answer.citations:
        return _file("\n".join(references_of(answer, find, format_name)), format_name, name)
    return papers_file(list(cited_papers(answer, find).values()), format_name, name)


def _file(text: str, format_name: str, name: str) -> Changes:
    chosen = EXPORTS[format_name]
    return file(f"{name}{chosen.ending}", chosen.kind, f"{text}\n")
