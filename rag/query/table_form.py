"""Whether a table is asked for, and with which columns: "table comparing A and B on memory", "a table of the
newest papers on kelp with year and idea", "the first three as a table".

In: a message. Out: yes or no, the columns that are named, and the message without the words that ask for one,
where papers are left.
"""

import re
from collections.abc import Callable, Sequence

from rag.model.query import Mention
from rag.query.anaphora import SURE, has_subject, is_anaphoric
from rag.query.followup import asks_nothing
from rag.query.table_columns import FIELDS, split_columns
from rag.query.topic import asks_for_papers
from rag.text.prose import spoken_list

Names = Callable[[str], Sequence[Mention]]
_SUMS_UP = re.compile(r"^(?:please\s+)?(?:summari[sz]e|sum up)\s+", re.I)
_BESIDE = re.compile(r"\s{0,3}(?:[,;&]|\band\b|\bvs\b\.?|\bversus\b)\s{0,3}", re.I)
_COMPARES = re.compile(r"^\W*(?:compar\w+|contrast\w*)\s+", re.I)
_SETS_BESIDE = re.compile(r"\b(?:compar\w+|contrast\w*|differ\w*|versus|vs|between)\b", re.I)
_MOST_NAMED, _MOST_WORDS = 5, 3  # papers that are named side by side, words of a name

_LEAD = (
    r"^\W*(?:(?:can|could|please|give|show|make|me|us|you|draw|build|create|compile|write|an?|the|i|want|need"
    r"|markdown|comparison|comparative|small|short|and|now|ok|it|this|that|these|those|them|get|have|put|turn"
    r"|same|but|only|rather|like|would|d|how about|what about|format|present|list|results|papers)\W+)*"
    r"(?:table|tabulated?|tabular(?: form(?:at)?)?)\b"
)
_BEHIND = r"\b(?:as|in|into|with) (?:an? )?(?:\w+ )?(?:table(?: form(?:at)?)?|tabular form(?:at)?)\b"
_TABLE = re.compile(rf"{_LEAD}|{_BEHIND}", re.I)
_OF_PAPERS = re.compile(
    rf"{_LEAD}(?:\s+(?:of|with|for|listing|showing|containing)\s+|\s*[:–-]\s+|\s+(?=the\s|all\s|papers\b)|(?<=tabulate)\s+)"
    rf"(?=\S)|(?:\s+|^\W*){_BEHIND}\W*(?:please\W*)?$",
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
    """The columns that a request for a table ends with, "with year and main idea": the fields first."""
    found = _split(message)[1]
    return sorted(found, key=lambda column: column not in FIELDS)


def without_table(message: str, names: Names = lambda text: ()) -> str:
    """What the table is to be of, where that is papers: "the newest papers on kelp"; of nothing but some
    `names`, that they are to be compared."""
    rest = _split(message)[0]
    if not asks_for_table(message):
        return message
    if several := _named(rest, names):
        return f"compare {spoken_list(several)}"
    if asks_for_papers(rest):
        return rest
    subject = _OF_PAPERS.match(message) and not (_SETS_BESIDE.search(rest) or is_anaphoric(rest))
    named = not rest.islower() or any(mention.certainty >= SURE for mention in names(rest))
    return f"papers on {rest}" if subject and has_subject(rest) and not named else message


def _named(text: str, names: Names) -> list[str]:
    """The names of papers that a text consists of, as the library spells them; none where it says more."""
    called = [name for name in _BESIDE.split(_COMPARES.sub("", text).strip(" .?!")) if name]
    if not 1 < len(called) <= _MOST_NAMED or any(len(name.split()) > _MOST_WORDS for name in called):
        return []
    found = [
        next((m for m in names(name) if m.text == name and m.certainty >= SURE), None) for name in called
    ]
    spelt = [mention.name if mention else name for mention, name in zip(found, called, strict=True)]
    return spelt if any(found) else []


def _split(message: str) -> tuple[str, list[str]]:
    """What is to be told as a table, and the columns; they may stand before or behind "as a table"."""
    if not asks_for_table(message):
        return message, []
    rest, columns = split_columns(_OF_PAPERS.sub(" ", message).strip())
    if not columns:
        rest, columns = split_columns(message)
    return _SUMS_UP.sub("", _OF_PAPERS.sub("", rest).strip()), columns


def is_only_table(message: str) -> bool:
    """Whether it asks for a table of what was told, and nothing else: "those as a table please"."""
    if not asks_for_table(message):
        return False
    rest = _split(message)[0]
    left = " ".join(
        word for word in re.findall(r"\w+", _TABLE.sub(" ", rest)) if word.lower() not in _ALREADY
    )
    return asks_nothing(left)
