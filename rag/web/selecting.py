"""What is done with selected papers: the bar above the library's table, and the tags of papers.

In: ids of papers, tags. Out: markup.
"""

from collections.abc import Sequence

from rag.answering.comparison import MOST_COMPARED
from rag.answering.tagged import tags_on
from rag.ingest.tags import LONGEST_NAME, Tags
from rag.web.export_menu import export_menu
from rag.web.html import EMPTY, Markup, button, join, plural, tag

_NAME = Markup(
    '<input class="tag-name" maxlength="{most}" list="tag-names" placeholder="to read" aria-label="Tag">'
)
_OPTION = Markup('<option value="{name}"></option>')


def selection_bar(picked: Sequence[str], tags: Tags) -> Markup:
    """How many papers are selected, and what can be done with them; nothing where none is."""
    if not picked:
        return EMPTY
    on_some = dict.fromkeys(name for id_ in picked for name in tags_on(tags, id_))
    count = tag("strong", f"{plural(len(picked), 'paper')} selected", role="status")
    few = 1 < len(picked) <= MOST_COMPARED
    acts = [
        button("Ask only these", "only", class_="strong", data_within="selection"),
        button("Compare", "compare_picked") if few else EMPTY,
        button("Fill a table", "tabulate", title="Asks each of them the questions below, one a line"),
        button("Clear", "unmark_all"),
    ]
    return tag(
        "section",
        tag("div", count, *acts, class_="acts"),
        tag_line(tags, list(on_some)),
        export_menu("export_picked", "The selected papers"),
        class_="selection",
        aria_label="Selected papers",
    )


def tag_line(tags: Tags, given: Sequence[str], **data: str) -> Markup:
    """The tags of papers, each to be taken away, and a field for another; `data` says which paper, else it is
    those that are selected."""
    shown = {f"data_{key}": value for key, value in data.items()}
    chips = [
        button(
            name,
            "untag",
            tag("span", "×", aria_hidden="true"),
            class_="chip",
            data_tag=name,
            aria_label=f"Take the tag away: {name}",
            **shown,
        )
        for name in given
    ]
    names = tag("datalist", join(_OPTION.format(name=name) for name in tags), id="tag-names")
    field = tag(
        "span", _NAME.format(most=LONGEST_NAME), button("Tag", "tag", **shown), names, class_="tagging"
    )
    return tag("div", *chips, field, class_="understood tags")
