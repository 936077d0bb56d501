"""Whether a table is asked for: "table comparing A and B on memory", "a table of the newest papers on kelp".

In: a message. Out: yes or no, and the message without the words that ask for one, where papers are left.
"""

import re

from rag.query.topic import asks_for_papers

_LEAD = (
    r"^\W*(?:(?:can|could|please|give|show|make|me|us|you|draw|build|create|compile|write|an?|the|i|want|need"
    r"|markdown|comparison|comparative|small|short)\W+)*(?:table|tabulate|tabular)\b"
)
_BEHIND = r"\b(?:as|in|into|with) (?:an? )?(?:\w+ )?(?:table|tabular form)\b"
_TABLE = re.compile(rf"{_LEAD}|{_BEHIND}", re.I)
_OF_PAPERS = re.compile(
    rf"{_LEAD}\s+(?:of|with|for|listing|showing|containing)\s+(?=\S)|(?:\s+|^\W*){_BEHIND}\W*(?:please\W*)?$",
    re.I,
)


def asks_for_table(message: str) -> bool:
    """Whether a table is asked for, and not something about tables."""
    return bool(_TABLE.search(message))


def without_table(message: str) -> str:
    """What the table is to be of, where that is papers: "the newest papers on kelp"."""
    rest = _OF_PAPERS.sub("", message).strip()
    return rest if rest != message and asks_for_papers(rest) else message
