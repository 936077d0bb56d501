"""The list of conversations beside the one that is shown.

In: the conversations of an owner. Out: markup. Which of them a search finds is decided in the browser, by
data-find.
"""

from collections.abc import Sequence

from rag.web.conversations import TITLE_CHARACTERS, Listed
from rag.web.export_menu import export_menu
from rag.web.html import EMPTY, Markup, button, tag

MOST_UNSEARCHED = 5  # conversations up to which no search is offered
UNREAD = (
    "Some conversations cannot be read ({why}); nothing is lost: whoever runs this page can repair its "
    "folder page/talks."
)
_FIND = Markup(
    '<input class="find-talks" type="search" placeholder="Find a conversation" '
    'aria-label="Find a conversation by its name or questions">'
)
_NONE = tag("p", "No conversation has these words.", class_="hint none-found", role="status", hidden=True)
_NAME = Markup('<input class="talk-name" maxlength="{most}" value="{title}" aria-label="Its name">')


def past(kept: tuple[Sequence[Listed], str], current: str) -> Markup:
    """Each can be opened and deleted; the one that is shown can be named, pinned and taken away as a file.
    `kept`: those, and why others cannot be read, if so."""
    listed, refused = kept
    told = tag("p", UNREAD.format(why=refused), class_="hint", role="status") if refused else EMPTY
    if not listed:
        return told or tag("p", "Conversations are kept on this machine and listed here.", class_="hint")
    find = _FIND + _NONE if len(listed) > MOST_UNSEARCHED else EMPTY
    lines = (_line(one, current=one.id == current) for one in listed)
    shown = [_current(one) for one in listed if one.id == current]
    return told + find + tag("ul", *lines, class_="talks") + (shown[0] if shown else EMPTY)


def _line(one: Listed, *, current: bool) -> Markup:
    title = tag("span", "⚲ ", class_="pin", title="Pinned") + one.title if one.pinned else one.title
    open_ = button(
        title, "open", class_="talk", data_conversation=one.id, aria_current="true" if current else None
    )
    delete = button(
        "×", "forget", class_="cross", data_conversation=one.id, aria_label=f"Delete: {one.title}"
    )
    return tag("li", open_, delete, data_find=f"{one.title} {one.asked}".casefold())


def _current(one: Listed) -> Markup:
    """What can be done with the conversation that is shown."""
    take = export_menu("export_conversation", "This conversation, or the papers it cites", documents=True)
    pin = button(
        "Unpin" if one.pinned else "Pin",
        "pin",
        data_conversation=one.id,
        aria_pressed="true" if one.pinned else "false",
    )
    name = tag(
        "details",
        tag("summary", "Rename"),
        tag(
            "div",
            _NAME.format(most=TITLE_CHARACTERS, title=one.title),
            button("Save", "rename", data_conversation=one.id),
            class_="remark",
        ),
        class_="export",
    )
    lead = tag("p", "This conversation", class_="hint")
    return tag("div", lead, tag("div", pin, class_="acts"), name, take, class_="take")


def deleted(title: str, id_: str) -> Markup:
    """What was deleted, and the way back."""
    return tag("p", f"Deleted: {title} ", button("Undo", "restore", data_conversation=id_), role="status")
