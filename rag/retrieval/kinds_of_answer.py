"""Kinds of answer: a reason to "why", a comparison to "which is better", a finding to "does it".

In: a question, a sentence. Out: whether the sentence is of the kind that the question asks for. What a field
calls its reasons differs; the words that join a reason to what it explains do not.
"""

import re

from rag.retrieval.lacks import asks_for_lacks, tells_lack
from rag.text.numbers import number

_REASON = (
    r"\b(?:why|how come|what (?:causes?|caused|explains?|explained|leads? to)"
    r"|what (?:is|are|was|were) the (?:reasons?|causes?))\b",
    r"\b(?:because|due to|owing to|thanks to|as a (?:result|consequence) of|caus(?:ed|es) by"
    r"|stem(?:s|med|ming)? (?:\w+ )*from|attribut\w+|reasons?|result(?:ed|ing) from|contribut\w+ to"
    r"|(?<=\w )(?<!the )(?<!our )(?<!these )(?<!and )results? from"
    r"|aris(?:es?|ing) from|originat\w+|explain\w*|driven by|le(?:d|ads?) to|so that|since (?!\d))\b",
)
_SUPERLATIVES = "better|best|worse|worst|faster|fastest|larger|largest|smaller|smallest|stronger|strongest"
_COMPARISON = (
    rf"(?m:^)(?>.*?\b(?:which|what|who)\b).*\b(?:{_SUPERLATIVES}"
    r"|(?:more|most|less|least|fewer|fewest) [\w-]+|wins?|won)\b"
    rf"|(?m:^)\W*(?:is|are|was|were|does|do|did|has|have|can)\b.*\b(?:{_SUPERLATIVES}|more|less|fewer"
    r"|\w+er)\b.*\bthan\b",
    rf"\b(?:{_SUPERLATIVES}|superior|inferior|outperform\w*|surpass\w*|highest|lowest"
    r"|(?:more|less|fewer) [\w-]+ than|\w+er than)\b",
)
_SCORE = (
    r"\bhow (?:well|good|accurate|accurately|reliable|reliably|precise|precisely)\b",
    r"\d\s?(?:%|per ?cent|percentage points?|points?\b)|\b(?:accuracy|precision|recall|auc|f1|sensitivity"
    r"|specificity|correlation|error)\b[^.;]{0,400}\d|\b0?\.\d+",
)
_FINDING = (
    r"^\W*(?:does|do|did|is|are|was|were|can|could|has|have|will|would|should)\b",
    r"\b(?:(?:do|does|did|was|were|is|are|could|can) not|no (?:evidence|difference|effect|association)"
    r"|significant(?:ly)?|we (?:find|found|show|showed|demonstrate)|results? (?:show|suggest|indicate)"
    r"|(?:in|de)creas(?:es?|ed)|confirm(?:s|ed)|reject(?:s|ed))\b",
)
_NEED = (
    r"^\W*(?:does|do|did|will|would|must|is|are|was|were)\b.*\b(?:needs?|needed|requires?|required|rely|depend"
    r"|necessary)\b|\b(?:what|which)\b.*\b(?:needs?|needed|requires?|required)\b",
    r"^(?!.*\b(?:existing|previous|conventional|traditional|earlier|current|others)\b)"
    r".*\b(?:without|requir\w+|needs?|needed|necessary|relying on|rel(?:y|ies) on|depends? on)\b",
)
_EXPANSION = (r"\bstands? for\b", r"\((?:[A-Z][\w-]*+|(?:\w++[ -])++\w++)\)")
_SO_MANY = re.compile(
    r"\b(?:which|what)(?: (?:are|were))?(?: the)?"
    r" (?P<many>two|three|four|five|six|seven|eight|nine|ten|[2-9])\b",
    re.I,
)
_BETWEEN = re.compile(r",? (?:and|or|&) |, |; ")
_ALL = (_REASON, _COMPARISON, _SCORE, _FINDING, _NEED, _EXPANSION)
_KINDS = tuple(tuple(re.compile(form, 0 if kind is _EXPANSION else re.I) for form in kind) for kind in _ALL)


def tells_need(question: str, sentence: str) -> bool:
    """Whether it is asked if something is needed, and the sentence tells what is needed, or is not."""
    asked, given = (re.compile(form, re.I) for form in _NEED)
    return bool(asked.search(question) and given.search(sentence))


def _enumerates(question: str, sentence: str) -> bool:
    """Whether so many things are asked for, and the sentence names so many: "which three birds?"."""
    asked = _SO_MANY.search(question)
    if not asked:
        return False
    many = number(asked["many"])
    listed = re.search(rf"\b(?:{re.escape(asked['many'])}|{many})\b", sentence, re.I)
    return listed is not None and len(_BETWEEN.findall(sentence[listed.end() :])) >= many - 1


def compares(sentence: str) -> bool:
    """Whether a sentence sets one thing above another: "X is faster than Y", "X outperforms Y"."""
    return bool(re.search(_COMPARISON[1], sentence, re.I))


def is_of_kind(question: str, sentence: str) -> bool:
    """Whether the question asks for a reason, a comparison, a score, a finding, a lack or what an acronym
    stands for, and the sentence gives it."""
    if (asks_for_lacks(question) and tells_lack(sentence)) or _enumerates(question, sentence):
        return True
    return any(asked.search(question) and given.search(sentence) for asked, given in _KINDS)
