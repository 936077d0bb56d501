"""HTML out of texts that nobody vouches for.

In: texts from papers, models, files, readers. Out: `Markup`, in which they can only be read. A plain
str among the children of an element is text and is escaped, so the type checker knows which is which.
`Markup(...)` itself is called on literals only, and only here.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

__all__ = [
    "Child",
    "Markup",
    "button",
    "esc",
    "is_web",
    "join",
    "link",
    "plural",
    "problem",
    "sideways",
    "tag",
]

Child = Markup | str  # markup stands as it is, text is escaped
FITTING = 4  # columns that fit beside each other
EMPTY = Markup("")
_ELEMENT = Markup("<{name}{attributes}>{inner}</{name}>")
_ATTRIBUTE = Markup(' {name}="{value}"')
_SWITCH = Markup(" {name}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff]")


def esc(text: object) -> Markup:
    """The text as it reads, in content or in a quoted attribute; control characters left out."""
    return text if isinstance(text, Markup) else escape(_UNSEEN.sub("", str(text)))


def join(children: Iterable[Child]) -> Markup:
    """Markup and texts in a row."""
    return EMPTY.join(esc(child) for child in children)


def tag(name: str, /, *children: Child, **attributes: object) -> Markup:
    """One element around its children. `class_` is class, data_act is data-act; None and False are
    left out, True has no value."""
    written = []
    for key, value in attributes.items():
        shown = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(_SWITCH.format(name=shown))
        elif value is not None and value is not False:
            written.append(_ATTRIBUTE.format(name=shown, value=esc(value)))
    return _ELEMENT.format(name=name, attributes=join(written), inner=join(children))


def button(label: Child, act: str, *more: Child, class_: str = "quiet", **attributes: object) -> Markup:
    """A button that tells the page's script which event was meant."""
    return tag("button", label, *more, type="button", class_=class_, data_act=act, **attributes)


def link(url: str | None, label: Child) -> Markup:
    """A link if the address is one of the web's, else nothing."""
    if not is_web(url):
        return EMPTY
    return tag("a", label, href=url, rel="noopener noreferrer nofollow", target="_blank")


def is_web(url: str | None) -> bool:
    """Whether an address is http or https, with a host, and holds no blanks or controls."""
    if not url or _UNSEEN.search(url) or re.search(r"\s", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def plural(number: int, noun: str) -> str:
    """ "1 paper", "3 papers"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def problem(text: str) -> Markup:
    """One line about what went wrong."""
    return tag("p", " ".join(text.split()), class_="problem", role="alert")


def sideways(columns: int) -> Markup:
    """A hint that a table goes on beyond the edge: on a phone any may, a wide one everywhere."""
    narrow = "" if columns > FITTING else " only-narrow"
    return tag("p", "The table goes on to the right: scroll it sideways.", class_=f"hint{narrow}")
