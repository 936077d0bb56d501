"""Text from outside, made safe to stand in a file of one record after another.

In: text of a paper. Out: the same on one line, without control characters.
"""

import re
from urllib.parse import quote

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def strip_controls(text: str) -> str:
    """Without control characters."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Without control characters and line ends."""
    return " ".join(strip_controls(text).split())


def address(text: str | None) -> str:
    """An address or a DOI; what would end the field that it stands in is written as in an address."""
    return re.sub(r"[{}\s]", lambda match: quote(match.group()), strip_controls(text or "").strip())
