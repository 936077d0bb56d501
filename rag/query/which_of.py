"""Which of the papers of a list a message asks for: "which one is about bees?", "which of them uses lidar?".

In: a message, the turns before it. Out: whether it picks papers out of a list by what they are about, whether
it asks for one, the list, and the words that it picks by. Nothing is looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.model.conversation import Turn
from rag.query.anaphora import LEAD
from rag.query.order import find_order
from rag.query.subject import narrowed_to
from rag.query.talked_of import LISTS, about, is_of_a_topic
from rag.text.common_words import COMMON
from rag.text.terms import terms
from rag.text.words import word_spans

_THEM = r"(?:them|these|those|the(?:se|m)? (?:papers|ones|works|studies))(?: papers| ones| works| studies)?"
_IS = r"(?:is|are|was|were|has|have|does|do|did|can|deals?|covers?|looks?|works?|studies|study|uses?)"
_ASKS = re.compile(
    rf"^(?:which|what)(?: (?:one|ones)\b| (?:one |ones )?(?:of|among) {_THEM}\b)|^which(?= {_IS} )"
    rf"|^(?:of|among) {_THEM}\W+which(?: ones?)?\b"
    rf"|^(?:(?:is|are|do|does)(?: there)? )?(?:any|one|some)(?: ones?)? (?:of|among) {_THEM}\b",
    re.I,
)
_THIRD = re.compile(r"\W*(?:(?:ones?|papers?)\s+)?(?P<verb>is|was|has|does|[a-z]{2,}[^s\W]s)\b", re.I)
_ONE = re.compile(r"(?:which|what) one\b", re.I)
_OF_A_SUBJECT = re.compile(  # "about power plants"
    r"\b(?:about|on|of|in|with|by|using|from|against|concerning|around) (?:(?:the|an?) )?\Z", re.I
)
_BETWEEN = re.compile(
    r"\b(?:two|both|pair|either|more|less|fewer|most|least|best|better|worse|worst|[a-z]{2,}(?:er|est))\b"
    r"(?! (?:than|of)\b)",
    re.I,
)
_NO_COMPARATIVES = frozenset("over under after other together computer paper number further either".split())
_VERB = re.compile(r"[a-z]{3,}(?:s|ed|ing)\Z")
_VERBS = r"is|are|was|were|do|does|did|has|have|had|could|would"
_DATED = re.compile(
    r"^(?:(?:from|in|before|after|since|of|dated|published|written)\s+){0,3}(?:19|20)\d\d\W*$", re.I
)
_DOES = rf"(?:(?:that|which|who)\s+)?(?:(?:{_VERBS}|can|will)\s+)?"
_NEEDS = (  # may stand before what is not needed
    r"(?:(?:needs?|needing|requires?|requiring|uses?|using|has|have|having|makes?|making|involves?|works?"
    r"|working|runs?|running|relies|rely|doing|trains?|learns?|gets?|comes?)\s+)?"
)
_NOT = re.compile(
    rf"^\W*(?:{_DOES}(?:not|never)|(?:{_VERBS}|do|ca|wo)n['’]?t|cannot)\s+(?!only\b|just\b|merely\b)"
    rf"{_NEEDS}(?P<verb>\S.*)"
    rf"|^\W*{_DOES}{_NEEDS}(?:with\s+)?(?:no|without|lacks?|lacking|free (?:of|from))\s+"
    r"(?:(?:any|an?|the)\s+)?(?P<none>\S.*)"
    rf"|^\W*{_DOES}(?P<free>\w[\w ]*?)[\s-]free\W*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class WhichOf:
    """Papers of a list, and the words they are picked by; `topic` is what the list itself was asked for.
    `without`: those are picked that do without the subject."""

    papers: tuple[str, ...]
    subject: str
    topic: str
    without: bool = False


def which_of(message: str, history: Sequence[Turn]) -> WhichOf | None:
    """What is picked out of the latest list; None where no list was told, or where nothing but an order, a
    place or a comparison picks."""
    plain = LEAD.sub("", message).strip() or message
    match = _ASKS.match(plain)
    turn = next((t for t in reversed(history) if len(_shown(t)) > 1), None)
    if not match or turn is None or _compares(plain) or find_order(plain)[0]:
        return None
    denied = _NOT.match(plain[match.end() :])
    subject = narrowed_to(_denied(denied) if denied else plain)
    if not terms(subject):
        return None
    if denied and _DATED.search(subject):  # a limit, which is read with its "not"
        return WhichOf(_shown(turn), f"not {subject}", turn.query.search_text)
    return WhichOf(_shown(turn), subject, turn.query.search_text, bool(denied))


def _denied(match: re.Match[str]) -> str:
    """What papers are to do without."""
    return next(text for text in match.group("verb", "none", "free") if text)


def _shown(turn: Turn) -> tuple[str, ...]:
    """The papers of a list, or those quoted on a topic."""
    if turn.query.intent in LISTS:
        return about(turn)
    return turn.paper_ids if is_of_a_topic(turn) else ()


def after_asking(message: str) -> str:
    """What follows "which of them", "which one"; empty where a message does not ask so."""
    plain = LEAD.sub("", message).strip() or message
    match = _ASKS.match(plain)
    return plain[match.end() :] if match else ""


def picks_by_subject(message: str) -> bool:
    """Whether the one paper is asked for that is about something, and no two are set against each other."""
    plain = LEAD.sub("", message).strip()
    return asks_for_one(plain) and not _compares(plain)


def asks_for_one(message: str) -> bool:
    """Whether one paper is asked for: "which one", "which of them uses", but not "which of them use"."""
    plain = LEAD.sub("", message).strip()
    match = _ASKS.match(plain)
    return bool(match and (_ONE.match(plain) or _THIRD.match(plain, match.end())))


def telling_words(subject: str) -> str:
    """The subject without everyday words and a verb ahead of it: of "estimates the depth", the depth."""
    found = [word for word, _, _ in word_spans(subject)]
    rest = found[1:] if len(found) > 1 and _VERB.match(found[0]) else found
    told = [word for word in rest if word.lower() not in COMMON]
    return " ".join(told or rest) if terms(" ".join(told or rest)) else subject


def _compares(plain: str) -> bool:
    """Whether papers are set against each other, which no paper answers by itself: "which one is faster?"."""
    return any(
        match[0].lower() not in _NO_COMPARATIVES and not _OF_A_SUBJECT.search(plain, 0, match.start())
        for match in _BETWEEN.finditer(plain)
    )
