"""People asked for: "who works on ebola?" is a list of the papers on ebola, with their authors.

In: a question. Out: the subject that people are to have worked on; empty where none is asked for.
"""

import re

from rag.query.anaphora import is_anaphoric
from rag.query.topic import is_empty

_WORKED = (
    r"(?:(?:is|are|has|have|had|been|else|all|already|ever|also|currently|recently)\s+)*"
    r"(?:(?:wr(?:ote|itten|ites?|iting)|publish\w*|works?|worked|working|did (?:\w+ )?(?:stud(?:y|ies)"
    r"|research|work|papers?))\s+(?:papers? |anything |something )?(?:about|on)"
    r"|stud(?:y|ies|ied|ying)|research(?:es|ed|ing)?|investigat(?:es?|ed|ing)"
    r"|look(?:s|ed|ing)? (?:at|into))\s+"
)
_PEOPLE = re.compile(
    rf"^\W*(?:(?:and|so|ok|please)\W+)*(?:who\s+{_WORKED}"
    rf"|(?:what|which) (?:authors?|people|researchers?|groups?|teams?|scientists?|labs?)\s+{_WORKED}"
    r"|(?:(?:name|list|show me|give me|who (?:is|are))\s+)?(?:all )?(?:the )?(?:names? of )?(?:the )?"
    r"(?:authors?|people|researchers|scientists)\s+"
    r"(?:(?:of|behind)\s+(?:the |all |any )*(?:papers?|work|articles?|stud(?:y|ies)|research)"
    r"\s+(?:on|about)|(?:who )?work(?:ing)? on)\s+)(?P<subject>\S.*)$",
    re.I | re.S,
)


def subject_of_people(question: str) -> str:
    """What those who are asked for have worked on: "ebola" of "who has written about ebola?"."""
    found = _PEOPLE.match(question)
    subject = found["subject"].strip(" ?.!") if found else ""
    return "" if is_empty(subject) or is_anaphoric(subject) else subject
