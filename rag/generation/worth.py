"""Is what a model wrote worth more than the quotes that are there already?

In: the checked reply, what quoting found. Out: why not, in one line; nothing where it is. A model that
says that the sources do not answer is not believed where retrieval says that they do: the quotes then
answer. Nor does an answer stand that says a sentence twice, or that rests on other words than those which
answer.
"""

import re
from collections.abc import Sequence

from rag.generation.grounds import Grounds
from rag.generation.reply_reader import CheckedReply
from rag.model.answer import CheckedSentence, Status
from rag.text.sentences import sentences
from rag.verification.verdict import Verdict

LEAST_WORDS = 3  # of a sentence that counts as said twice
_MARKERS = re.compile(r"\[[\d, –-]+\]|\[\?\]")
_SOURCE = r"(?:sources?|abstracts?|papers?|texts?|contexts?|documents?|passages?|information)"
_NOT = r"(?:do(?:es)? not|don[’']t|doesn[’']t|did not|cannot|can[’']t|never)"
_SAY = r"(?:say|state|mention|specif|provid|contain|includ|give|answer|address|report|discuss|tell|indicat)"
_SAID = r"(?:mentioned|stated|provided|specified|given|answered|discussed|reported|available)"
_CANNOT = (
    r"(?: am|[’']m| are)? (?:sorry|unable|apologi[sz]e|(?:do not|don[’']t) (?:know|have)"
    r"|cannot|can[’']t|could not|couldn[’']t)"
)
_REFUSES = re.compile(
    rf"\b{_SOURCE}\b[^.]{{0,60}}\b{_NOT}\b[^.]{{0,40}}\b{_SAY}"
    r"|\bno (?:such |relevant |specific )?(?:information|mention|answer)\b"
    rf"|\bnot\b[^.]{{0,30}}\b{_SAID}\b[^.]{{0,30}}\b(?:in|by|from)\b[^.]{{0,20}}\b{_SOURCE}\b"
    rf"|\b(?:I|we){_CANNOT}\b|\bas an ai\b",
    re.I,
)


def why_not(outcome: CheckedReply, grounds: Grounds, status: Status, *, closely: bool) -> str:
    """`status`: what retrieval says, without the model; `closely` as in Grounds."""
    told = _supported(outcome)
    if status is Status.NOT_ANSWERED and outcome.no_answer:
        return ""
    if not told:
        return _why_nothing(outcome)
    if says_twice(outcome.text):
        return "the model said a sentence twice"
    if closely and len(told) < sum(
        len(_plain(outcome.text[s.start : s.end])) >= LEAST_WORDS for s in outcome.sentences
    ):
        return "the model wrote more than the papers say"
    citations = [c for c in outcome.citations if c.support == Verdict.SUPPORTED]
    text = " ".join(outcome.text[s.start : s.end] for s in told)
    if grounds.answers(_MARKERS.sub("", text), citations, closely):
        return ""
    return "what the model wrote leaves out what was asked"


def refuses(sentence: str) -> bool:
    """Whether a sentence says, in whatever words, that there is no answer."""
    return bool(_REFUSES.search(sentence))


def says_twice(text: str) -> bool:
    """Whether a sentence stands twice in a text, apart from its markers and marks."""
    said = [_plain(text[start:end]) for start, end in sentences(text)]
    long = [words for words in said if len(words) >= LEAST_WORDS]
    return len(set(long)) < len(long)


def _plain(sentence: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", _MARKERS.sub("", sentence).lower()))


def _supported(outcome: CheckedReply) -> Sequence[CheckedSentence]:
    """The sentences that may stand: supported by a paper, or, in another language, naming theirs."""
    return [
        s
        for s in outcome.sentences
        if (
            s.support in (Verdict.SUPPORTED, Verdict.WEAK)
            or (s.support == Verdict.UNCHECKED and bool(s.numbers))
        )
        and not refuses(outcome.text[s.start : s.end])
    ]


def _why_nothing(outcome: CheckedReply) -> str:
    said = [outcome.text[s.start : s.end] for s in outcome.sentences]
    if outcome.no_answer or any(map(refuses, said)):
        return "the model found no answer in the papers"
    if said or outcome.removed:
        return "nothing that the model wrote is supported by a paper"
    return "the model wrote nothing that answers"
