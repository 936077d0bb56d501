"""HTML out of texts that nobody vouches for.

In: texts from papers, models, files, readers. Out: markup in which they can only be read.
Every text goes through `esc`; nothing else in rag/page writes markup from a value. Knows
nothing of answers or papers.
"""

import html
import re
from urllib.parse import urlsplit

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff]")


def esc(text: object) -> str:
    """The text as it reads, in content or in a quoted attribute; control characters left out."""
    return html.escape(_UNSEEN.sub("", str(text)), quote=True)


def tag(name: str, inner: str = "", /, **attributes: object) -> str:
    """One element around markup. `class_` is class, data_act is data-act; None and False are left
    out, True has no value."""
    written = []
    for key, value in attributes.items():
        shown = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(f" {shown}")
        elif value is not None and value is not False:
            written.append(f' {shown}="{esc(value)}"')
    return f"<{name}{''.join(written)}>{inner}</{name}>"


def button(label: str, act: str, *, class_: str = "quiet", **attributes: object) -> str:
    """A button that tells the page's script what was meant."""
    return tag("button", esc(label), type="button", class_=class_, data_act=act, **attributes)


def link(url: str | None, label: str) -> str:
    """A link if the address is one of the web's, else nothing."""
    return (
        tag("a", esc(label), href=url, rel="noopener noreferrer nofollow", target="_blank")
        if is_web(url)
        else ""
    )


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


def problem(text: str) -> str:
    """One line about what went wrong."""
    return tag("p", esc(" ".join(text.split())), class_="problem", role="alert")
