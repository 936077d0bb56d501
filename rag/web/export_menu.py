"""The menu of formats that papers can be taken away in.

In: the event that makes the file. Out: markup. What the formats are is said in rag/export/formats.py.
"""

from collections.abc import Mapping, Sequence

from rag.export.formats import EXPORTS
from rag.export.references import STYLES
from rag.web.html import Markup, tag


def export_menu(act: str, what: str, **data: str | int) -> Markup:
    """A button for each format, folded away; `act` is the event that makes the file, `what` is in it."""
    files = [name for name in EXPORTS if name not in STYLES]
    rows = (_row("File", act, files, data), _row("References", act, list(STYLES), data))
    return tag("details", tag("summary", "Export", title=f"{what} as a file"), *rows, class_="export")


def _row(label: str, act: str, names: Sequence[str], data: Mapping[str, str | int]) -> Markup:
    choices = (_choice(name, act, data) for name in names)
    lead = tag("span", label, class_="hint")
    return tag("div", lead, *choices, class_="acts", role="group", aria_label=label)


def _choice(name: str, act: str, data: Mapping[str, str | int]) -> Markup:
    shown = {f"data_{key}": value for key, value in data.items()}
    return tag(
        "button",
        EXPORTS[name].label,
        type="button",
        class_="quiet",
        data_act=act,
        data_format=name,
        **shown,
    )
