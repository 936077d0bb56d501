"""What somebody who asks where to begin says of themselves: "if I know nothing about bees".

In: a question for what to read first, or a sentence before it. Out: the same without what says that the
reader is new to its subject; the subject stays.
"""

import re

_WHO = (  # may lead to it
    r"(?:\b(?:if|when|since|because|as|for|given|that|who|whom|i|we|you|one|somebody|someone|people|anybody"
    r"|anyone|am|is|are|be|have|has|had|just|still|really|completely|totally|absolutely|an?|been|yet|person"
    r"|reader|but|student|phd)\b(?:['’](?:m|ve|re|s))?[\s,]{1,3}){0,12}"
)
_HOW = (
    r"(?:(?:really|very|quite|rather|completely|totally|absolutely|complete|total|absolute|next to|almost"
    r"|too) ){0,3}"
)
_NOTHING = rf"{_HOW}(?:nothing|little|zero|not much)"
_NOT = r"(?:do(?:es)?(?: not|n['’]?t)|never|hardly|barely)"
_GRASP = r"(?:clue|idea|background|knowledge|experience|understanding|grasp|expertise|notion)"
_NOVICE = r"(?:beginner|newbie|novice|newcomer|layman|layperson|outsider|noob)"
_OF = r"(?:about|of|in|with|on|to|at|for)"
_NEW = re.compile(
    rf"[\s,]{{0,3}}{_WHO}(?:"
    rf"(?:know|knows|knew|understand|understands|learnt|learned) {_NOTHING}\s{{1,3}}{_OF}\b"
    rf"|{_NOT} {_HOW}(?:know|understand|heard?|have heard|read)(?: {_HOW}(?:much|anything|a thing|a lot))?"
    rf"\s{{1,3}}{_OF}\b"
    rf"|(?:with |without )?{_HOW}(?:no|zero|little|hardly any|any) {_HOW}(?:prior |previous )?{_GRASP}"
    rf"\s{{1,3}}{_OF}\b"
    rf"|{_HOW}(?:brand )?new\s{{1,3}}(?:to|in)\b|{_HOW}(?:unfamiliar|not familiar)\s{{1,3}}with\b"
    rf"|(?:(?<=\ba )|(?<=\ban )){_HOW}{_NOVICE}(?:\s{{1,3}}{_OF}\b|(?=\W{{0,9}}$))"
    r")\s{0,3}",
    re.I,
)


def without_newcomer(text: str) -> str:
    """The text without the words that say how little the reader knows."""
    return " ".join(_NEW.sub(" ", text).split())
