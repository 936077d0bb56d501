"""Every format that papers can be written in: the one place to add one.

In: the name of a format, papers. Out: the text of a file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rag.export.bibtex import as_bibtex
from rag.export.csl import as_csl_json
from rag.export.references import references
from rag.export.ris import as_ris
from rag.export.tables import as_csv
from rag.model.paper import Paper


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """What readers call it, how its files end, what browsers call their kind, and papers to its text."""

    label: str
    ending: str
    kind: str
    write: Callable[[Sequence[Paper]], str]


def _references(style: str, label: str) -> ExportFormat:
    return ExportFormat(label, ".txt", "text/plain", partial(_listed, style))


def _listed(style: str, papers: Sequence[Paper]) -> str:
    return "\n".join(references(papers, style))


EXPORTS = {
    "bibtex": ExportFormat("BibTeX", ".bib", "application/x-bibtex", partial(as_bibtex, abstracts=True)),
    "ris": ExportFormat("RIS", ".ris", "application/x-research-info-systems", as_ris),
    "csl": ExportFormat("CSL-JSON", ".json", "application/vnd.citationstyles.csl+json", as_csl_json),
    "csv": ExportFormat("CSV", ".csv", "text/csv", as_csv),
    "apa": _references("apa", "APA"),
    "ieee": _references("ieee", "IEEE"),
    "chicago": _references("chicago", "Chicago"),
    "mla": _references("mla", "MLA"),
}
