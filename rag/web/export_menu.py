"""The menu of formats that papers and answers can be taken away in.

In: the event that makes the file. Out: markup. What the formats are is said in rag/export/formats.py and
rag/export/documents.py.
"""

from collections.abc import Mapping, Sequence

from rag.export.documents import DOCUMENTS
from rag.export.formats import EXPORTS
from rag.export.references import STYLES
from rag.web.html import EMPTY, Markup, join, tag

PLAIN = "plain"  # references that need no other package
DOCUMENT_STYLES = {**{style: EXPORTS[style].label for style in STYLES}, PLAIN: "Plain"}
Data = Mapping[str, str | int]


def export_menu(act: str, what: str, *, documents: bool = False, **data: str | int) -> Markup:
    """A button for each format, folded away; `act` is the event that makes the file, `what` is in it.
    `documents`: also answers as documents, with their references in a style."""
    files = [name for name in EXPORTS if name not in STYLES]
    whole = (_document(name, act, data) for name in DOCUMENTS) if documents else ()
    lead = tag("p", "The answer, with references as", class_="hint") if documents else EMPTY
    papers = tag("p", "The papers it cites", class_="hint") if documents else EMPTY
    rows = (_row("File", act, files, data), _row("References", act, list(STYLES), data))
    summary = tag("summary", "Export", title=f"{what} as a file")
    return tag("details", summary, lead, *whole, papers, *rows, class_="export")


def _document(name: str, act: str, data: Data) -> Markup:
    """A kind of document, with a button for each style of its references."""
    label = DOCUMENTS[name].label
    styles = join(
        _choice(shown, act, {**data, "format": name, "style": style}, spoken=f"{label}, {shown}")
        for style, shown in DOCUMENT_STYLES.items()
    )
    return tag(
        "div", tag("span", label, class_="hint"), styles, class_="acts", role="group", aria_label=label
    )


def _row(label: str, act: str, names: Sequence[str], data: Data) -> Markup:
    choices = (_choice(EXPORTS[name].label, act, {**data, "format": name}) for name in names)
    lead = tag("span", label, class_="hint")
    return tag("div", lead, *choices, class_="acts", role="group", aria_label=label)


def _choice(label: str, act: str, data: Data, spoken: str = "") -> Markup:
    shown = {f"data_{key}": value for key, value in data.items()}
    return tag(
        "button", label, type="button", class_="quiet", data_act=act, aria_label=spoken or None, **shown
    )
