"""What the wording of a question asks for beside its subject: a detail of a paper, or the views of several.

In: a text. Out: whether it does. Knows no papers.
"""

import re

_ASKS_DETAIL = re.compile(  # "what is the learning rate of X", but not "what is the idea of X"
    r"^\W*(what|which)(?:'s| is| are| was| were) the (?!(?:\w+ )?(idea|goal|aim|purpose|contribution"
    r"|difference|motivation|point|concept|paper|method|approach|problem|abstract)s?\b).*\b(of|in|for|on|by|with)\b",
    re.I,
)
_VIEWS = re.compile(
    r"\b(disagree|conflict|contradict|controver|mixed (results|findings|evidence)|debate|opposite)\w*"
    r"|\b(good or bad|help or hurt|or not)\b|\bor\b[^.?!]*\b(better|best|first|ones?|instead|repeat|once)\b",
    re.I,
)


def asks_detail(text: str) -> bool:
    """Whether a value or a part is asked for, not what a paper is about."""
    return bool(_ASKS_DETAIL.search(text))


def asks_for_views(text: str) -> bool:
    """Whether papers may disagree on what is asked, or one of two things is to be chosen."""
    return bool(_VIEWS.search(text))
