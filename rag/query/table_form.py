"""Whether a table is asked for, and with which columns: "table comparing A and B on memory", "a table of the
newest papers on kelp with year and idea", "the first three as a table".

In: a message. Out: yes or no, the columns that are named, and the message without the words that ask for one,
where papers are left.
"""

import re

from rag.query.followup import asks_nothing
from rag.query.topic import asks_for_papers

YEAR, AUTHORS, VENUE, IDEA, RESULT = "Year", "Authors", "Venue", "Idea", "Result"
_LEAD = (
    r"^\W*(?:(?:can|could|please|give|show|make|me|us|you|draw|build|create|compile|write|an?|the|i|want|need"
    r"|markdown|comparison|comparative|small|short|and|now|ok|it|this|that|these|those|them|get|have|put|turn"
    r"|same|but|only|rather|like|would|d|how about|what about|format|present|list|results|papers)\W+)*"
    r"(?:table|tabulated?|tabular(?: form(?:at)?)?)\b"
)
_BEHIND = r"\b(?:as|in|into|with) (?:an? )?(?:\w+ )?(?:table(?: form(?:at)?)?|tabular form(?:at)?)\b"
_TABLE = re.compile(rf"{_LEAD}|{_BEHIND}", re.I)
_OF_PAPERS = re.compile(
    rf"{_LEAD}\s+(?:of|with|for|listing|showing|containing)\s+(?=\S)|(?:\s+|^\W*){_BEHIND}\W*(?:please\W*)?$",
    re.I,
)
COLUMNS = {  # as a column may be called, its last word
    **dict.fromkeys("year years date dates published".split(), YEAR),
    **dict.fromkeys("author authors".split(), AUTHORS),
    **dict.fromkeys("venue venues journal journals".split(), VENUE),
    **dict.fromkeys("idea ideas contribution contributions approach".split(), IDEA),
    **dict.fromkeys("result results finding findings outcome outcomes".split(), RESULT),
    **dict.fromkeys("title titles name names".split(), ""),  # it stands there anyway
}
_COLUMN = rf"(?:(?:the|their|its|a|an|main|key|publication|of)\s+)*(?:{'|'.join(COLUMNS)})"
_WITH = re.compile(
    rf"[\s,:(](?:with|showing|listing|including|giving|plus|and|columns?:?)\s+(?:(?:the\s+)?columns?:?\s+)?"
    rf"(?P<columns>{_COLUMN}(?:\s*(?:,|and|&|/|,\s*and|plus)\s*{_COLUMN})*)\s*(?:columns?)?"
    r"(?:\s*(?:please|pls))?[\s)]*(?=[?.!]?\s*$)",
    re.I,
)
_ALREADY = frozenset(
    """these those them it this that they papers list ones all same put turn get format form into can could
    have see you make be nice good great better but id d like results present""".split()
)


def asks_for_table(message: str) -> bool:
    """Whether a table is asked for, and not something about tables."""
    return bool(_TABLE.search(message))


def columns_asked(message: str) -> list[str]:
    """The columns that a request for a table ends with: "with year and main idea"; the fields first."""
    if not asks_for_table(message):
        return []
    match = _WITH.search(message) or _WITH.search(_OF_PAPERS.sub(" ", message))
    if match is None:
        return []
    named = [COLUMNS[word] for word in re.findall(r"\w+", match["columns"].lower()) if word in COLUMNS]
    return [column for column in (YEAR, AUTHORS, VENUE, IDEA, RESULT) if column in named]


def without_table(message: str) -> str:
    """What the table is to be of, where that is papers: "the newest papers on kelp"."""
    rest = _OF_PAPERS.sub("", message).strip()
    if not asks_for_table(message) or not asks_for_papers(rest):
        return message
    return _WITH.sub("", rest).strip()


def is_only_table(message: str) -> bool:
    """Whether it asks for a table of what was told, and nothing else: "those as a table please"."""
    if not asks_for_table(message):
        return False
    rest = _WITH.sub(" ", _OF_PAPERS.sub(" ", _WITH.sub(" ", message)))
    left = " ".join(
        word for word in re.findall(r"\w+", _TABLE.sub(" ", rest)) if word.lower() not in _ALREADY
    )
    return asks_nothing(left)
