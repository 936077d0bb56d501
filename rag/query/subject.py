"""The subject of a message that leans on a list: what "only those about caching" keeps to, and what "other
papers on honeypots" is about.

In: a message. Out: the words of its subject; empty where it has none of its own.
"""

import re
from collections.abc import Sequence

from rag.model.query import Mention
from rag.query.anaphora import IT, SEVERAL, THEY, content_words
from rag.query.others import others_that
from rag.query.topic import is_empty
from rag.text.words import word_spans

_LEADS = frozenset(  # may stand before what a list is narrowed to
    """a about all also among and any anything are be but can come comes concern concerning could cover covers
    deal deals dealing do does down drop exclude excluding for filter focus focused focusing from give handle
    handles has have having i if in involve involving is it just keep know leave limit list look looking
    looks may me more narrow not nothing no of on once one ones only or out papers paper please precise
    remove restrict see show skip specifically especially study studying such that the their them there
    these they this those throw to treat treats use used uses using want what where which who whose with
    without work works you your ok now everything how many make care interested need would like i'm only
    please except minus""".split()
)
_TAIL = re.compile(
    r"(?:[\s,]*\b(?:only|please|pls|thanks|instead|at all|too|as well|among them|of them|(?<=\w )ones)\b)*"
    r"\W*$",
    re.I,
)
_ON = re.compile(
    r"\b(?:on|about|regarding|concerning|with|do with|for|in|of|against|by|treating|using|around"
    r"|that|which|who)\s+(?P<subject>\S.*)$",
    re.I,
)
_OTHER = re.compile(r"\b(?:other|more|further)\s+(?:kinds? of\s+|types? of\s+)?(?P<subject>\S.*)$", re.I)
_OTHERS = re.compile(
    r"\b(?:other|more|further|additional|another)\s+(?:[\w-]+\s+){0,2}?(?:papers?|works?|stud(?:y|ies)|articles?"
    r"|publications?|research)\b|\bothers\s+(?:that|who|which|on|about|with|of)\b"
    r"|\b(?:what|who|anything|something|anyone|anybody) else\b.*\b(?:on|about|for)\b"
    r"|\b(?:any|got|have|there|find|see|want|need) more (?:on|about)\b",
    re.I,
)
_LIKE = frozenset(  # say that papers are alike, or are papers
    """like similar related relevant comparable comparison close near nearest nearby neighbour neighbours
    neighbor neighbors alternative alternatives competitor competitors competing resembling resemble adjacent
    same topic subject problem question direction vein spirit sort kind type line field area people authors
    groups group reading recommend recommendation suggest suggestions paper papers work works article
    articles study studies research approach approaches method methods publication publications stuff things
    thing ones one others other more further else anything something anyone anybody similarly
    literature""".split()
)


def asks_for_others(message: str) -> bool:
    """Whether it asks for other papers in so many words: "more papers on chess"."""
    return bool(_OTHERS.search(message) or others_that(message))


def without_tail(message: str) -> str:
    """The message without what it ends with beside a subject: "please", "only", "ones"."""
    return _TAIL.sub("", message)


def narrowed_to(message: str) -> str:
    """The subject, or the limit, that a list is narrowed to."""
    text = without_tail(message)
    found = word_spans(text)
    for word, start, _ in found:
        if word.lower() not in _LEADS or _is_date_word(text, start):
            return text[start:]
    return ""


def other_subject(message: str, mentions: Sequence[Mention]) -> str:
    """The subject that other papers are asked for on; empty for "others like this" or "papers like X"."""
    if subject := others_that(message):
        return subject
    text = _TAIL.sub("", re.split(r"[?!.]\s+\S", message)[0])
    for pattern in (_ON, _OTHER):
        match = pattern.search(text)
        if match and (subject := _own(match["subject"], mentions)):
            return subject
    return ""


def _own(subject: str, mentions: Sequence[Mention]) -> str:
    """The subject, where it has words of its own that neither point back nor say that papers are alike."""
    subject = re.split(r",\s+(?:not|but|from|and|or|by)\b", subject)[0].strip(" ?.!,")
    if any(m.text in subject for m in mentions if m.exact) or is_empty(subject):
        return ""
    words = [word for word in content_words(subject) if word.lower() not in _LIKE]
    pointing = IT.search(f"of {subject}") or SEVERAL.search(subject) or THEY.search(subject)
    bare = [w for w, _, _ in word_spans(subject.lower()) if w not in _LIKE and w not in _LEADS]
    return subject if (words or bare) and not (pointing and len(words) < 2) else ""


def _is_date_word(text: str, start: int) -> bool:
    """Whether "from", "in" or "to" stands before a date, and so belongs to a limit."""
    return bool(
        re.match(
            r"(?:from|in|on|of|before|after|since|until|to)\s+(?:or \w+ )?"
            r"(?:the (?:last|past)|this|last|\d{4})\b",
            text[start:],
            re.I,
        )
    )
