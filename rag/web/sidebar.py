"""The list of conversations beside the one that is shown.

In: ids and titles. Out: markup.
"""

from collections.abc import Sequence

from rag.web.export_menu import export_menu
from rag.web.html import Markup, button, tag


def past(titles: Sequence[tuple[str, str]], current: str) -> Markup:
    """Each can be opened and deleted; the one that is shown can be taken away as a file."""
    if not titles:
        return tag("p", "Conversations are kept on this machine and listed here.", class_="hint")
    take = tag(
        "div",
        button("Markdown", "markdown", title="The conversation with its references"),
        class_="acts",
    )
    papers = export_menu("export_conversation", "The cited papers")
    lines = (_line(id_, title, current=id_ == current) for id_, title in titles)
    hint = tag("p", "Download this conversation", class_="hint")
    return tag("ul", *lines, class_="talks") + tag("div", hint, take, papers, class_="take")


def _line(id_: str, title: str, *, current: bool) -> Markup:
    open_ = button(
        title, "open", class_="talk", data_conversation=id_, aria_current="true" if current else None
    )
    delete = button("×", "forget", class_="cross", data_conversation=id_, aria_label=f"Delete: {title}")
    return tag("li", open_, delete)
