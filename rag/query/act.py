"""The dialogue act of a message: what it does with what was said before, by a learnt classifier.

In: a message of a conversation, the names of the library, and what gives its vector where there is one.
Out: an act, or None where it is a question like any other, or where the head is not sure. `python -m
eval.learn_acts` fits it.
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rag.entities.names import NameIndex
from rag.model.query import Act
from rag.query.ages import order_of_ages
from rag.query.anaphora import LEAD, SURE, has_subject
from rag.query.bare_topic import is_measure, names_a_topic
from rag.query.fields import field_alone
from rag.query.followup import asks_for_the_list
from rag.query.intent import FloatArray, head, is_surely_about, masked
from rag.query.intent_features import token
from rag.query.newer import asks_for_newer
from rag.query.others import others_that
from rag.query.parameters import parameters
from rag.query.subject import asks_for_others
from rag.text.runs import runs

HEAD = Path(__file__).with_name("act.npz")
LONGEST = 25  # words; what is longer asks by itself
MOST_DOUBTED = 2  # words of a subject, from which a question is no doubt of the answer before
_ASK = "ask"
_OFTENER = 2.0  # times as likely a message narrows where a list stands before it
_MENDED = re.compile(r"\s*(?:\*+\s*\w[\w' -]*|\w[\w' -]*\*+)\s*$")  # "*sorting"
_NOT_A_TONGUE = re.compile(r"\b(?:translat\w*|languages?)\b", re.I)
LANGUAGE = re.compile(
    r"\b(?:translat\w*|language|english|german|deutsch|french|fran[cç]ais|spanish|espa[nñ]ol|italian\w*|dutch"
    r"|portuguese|russian|chinese|mandarin|japanese|korean|arabic|hindi|turkish|polish|czech|greek|hebrew|latin"
    r"|swedish|danish|norwegian|finnish|hungarian|romanian|ukrainian|persian|farsi|thai|vietnamese|indonesian)\b",
    re.I,
)
_IS_IT = re.compile(  # "is it German?" is asked of the paper
    r"^(?:is|are|was|were) (?:it|they|this|that|these|those|the (?:data|corpus|dataset|text|paper)s?)\b", re.I
)
_OPENING = re.compile(r"(?<![?!.])[?!.]++(?:\s|$)")


def act_of(message: str, vector: FloatArray | None = None, *, listed: bool = False) -> Act | None:
    """What a message does with what was said before it, a list where `listed`; names in it are to be
    masked."""
    if not runs(message):
        return None
    using = head(HEAD)
    chances = using.probabilities(message, vector)
    if listed:
        chances = np.where(np.array(using.labels) == Act.NARROW.value, _OFTENER, 1.0) * chances
        chances /= chances.sum()
    label = using.labels[int(np.argmax(chances))]
    return None if label == _ASK or chances.max() < parameters().sure_act else Act(label)


_WHOSE = re.compile(  # asks for authors, whatever else such words may do
    r"^(?:and |so |but )?who (?:else |all )?(?:wrote|made|did|published|authored|proposed|(?:is|are) behind)"
    r" (?:this|that|it|the (?:first|second|third|fourth|fifth|sixth|last|next|other)(?: (?:one|paper))?)\W*$"
    r"|^(?:the )?(?:authors?|writers?) (?:of|for|behind)"
    r" (?:it|this|that|the (?:first|second|third|fourth|fifth|sixth|last|next|other))(?: (?:one|paper))?\W*$",
    re.I,
)


NO = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|but|so|now)\b[\s,]*)*no (?!no\b)(?=\w)", re.I
)  # not "no, those on bees"
_RESHAPES = (Act.SHORTER, Act.SIMPLER, Act.BULLETS)
_CIRCUMSTANCE = re.compile(
    r"^(?:in|for|with|on|about|by|at|under) [\w-]+(?: [\w-]+)?\W*$", re.I
)  # "in healthcare"


_WHO_CITES = re.compile(  # asks for other papers, and not for a reference
    r"^\W*(?:(?:which|what|any|all|list|find|show|me|the|other)\s+)*"
    r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|who|what)\s+(?:(?:that|which|here|have|has|also)\s+)*"
    r"cit(?:e|es|ed|ing)\b",
    re.I,
)


def act_in(
    message: str, names: NameIndex, vector: Callable[[str], FloatArray | None], *, listed: bool = False
) -> Act | None:
    """The same of a message as it was typed; one that asks for other papers in so many words is no page of a
    list, and doubt may open a message that goes on: "really? and nothing gets worse?"."""
    refuses = listed and NO.match(message)  # "no surveys", of a list
    plain = message if refuses else LEAD.sub("", message).strip() or message
    if len(plain.split()) > LONGEST:
        return None
    sure = [mention for mention in names.lookup(plain) if mention.certainty >= SURE]
    asked, whole = masked(plain, sure), masked(message, sure)
    if _MENDED.match(plain):
        return Act.CORRECT
    if (
        _WHOSE.match(plain)
        or is_measure(plain)
        or field_alone(plain)
        or asks_for_newer(plain)
        or order_of_ages(plain)
        or _WHO_CITES.match(plain)
        or (listed and asks_for_the_list(plain))
    ):
        return None
    if is_surely_about(whole):  # a greeting needs nothing that would have to be loaded
        return act_of(whole)
    act = act_of(asked, vector(plain), listed=listed)
    if act is Act.TRANSLATE and names_a_topic(plain) and not LANGUAGE.search(_NOT_A_TONGUE.sub("", plain)):
        return None
    if act is Act.TRANSLATE and _IS_IT.match(plain):
        return None
    if act in _RESHAPES and _CIRCUMSTANCE.match(plain) and _subject_words(plain):
        return None
    if act is Act.AGAINST and not has_subject(plain):  # "any caveats?" asks of the paper itself
        return None
    if act is Act.DOUBT and _subject_words(plain) >= MOST_DOUBTED:
        return None
    if act in (None, Act.MORE) and asks_for_others(plain):
        return Act.SIMILAR
    if act in (Act.NARROW, Act.CHOOSE) and others_that(plain):  # of others, and not of the list
        return Act.SIMILAR
    opening = _OPENING.split(plain, maxsplit=1)[0]
    return act or (Act.DOUBT if opening != plain and act_of(opening) is Act.DOUBT else None)


def _subject_words(message: str) -> int:
    """How many of its words no act is known by: what the message is about."""
    known = head(HEAD).known
    return sum(token(run) not in known and token(run)[0] != "<" for run in runs(message))
