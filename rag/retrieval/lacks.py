"""What a work lacks: questions for limitations, by whatever name, and sentences that tell one.

In: a question or a sentence. Out: whether it asks for, or tells, what does not work. Which words say that
something fails does not differ from field to field; what fails does.
"""

import re

_ASKED = re.compile(
    r"\b(?:weak(?:ness(?:es)?| (?:point|spot|side)s?)|drawbacks?|disadvantages?|downsides?|shortcomings?"
    r"|limitations?|pitfalls?|flaws?|caveats?|defects?|criticisms?|limits of|falls? short"
    r"|what (?:is|are|'s) wrong with|(?:problems?|issues?|difficult(?:y|ies)) (?:with|of)"
    r"|where (?:does|do|did) .* (?:fail|break down|(?:work|perform)s? (?:badly|poorly|worst)))\b",
    re.I,
)
_FAILS = (
    r"(?:fail(?:s|ed|ing|ures?)?|can(?:no|')t|unable|insufficient(?:ly)?|inadequate|inaccurate|unreliable"
    r"|degrad(?:es?|ed|ing)|disappoint\w*|struggl\w+|ignor(?:es?|ed|ing)|neglect(?:s|ed|ing)?|overlook\w*"
    r"|drawbacks?|limitations?|shortcomings?|pitfalls?|caveats?|flaws?|vulnerab\w+|suffer(?:s|ed|ing)?"
    r"|worse(?:ns?)?"
    r"|not (?:yet |always |necessarily |fully )?(?:able|sufficient|enough|suited|suitable|robust|reliable"
    r"|accurate|hold|generali[sz]e|applicable|feasible|account|capture|consider\w*)"
    r"|lacks?|lacking|poorly|only (?:if|when|for|under)|restricted to|at the (?:cost|expense) of"
    r"|too (?:narrow|slow|costly|expensive|small|simple)\w*)"
)
_TELLS = re.compile(rf"\b{_FAILS}\b", re.I)
_MENDED = re.compile(
    rf"\b(?:overcom\w+|avoid\w*|without|address\w*|mitigat\w*|reduc\w*|remov\w*|eliminat\w*|solv\w+"
    rf"|resolv\w*|alleviat\w*|circumvent\w*|instead of|rather than|does not|do not)\b[^.;]{{0,40}}"
    rf"\b{_FAILS}\b",
    re.I,
)


def asks_for_lacks(question: str) -> bool:
    """Whether it asks for weaknesses, drawbacks, limitations."""
    return bool(_ASKED.search(question))


def without_lacks(question: str) -> str:
    """The question without the words for what is lacking."""
    return _ASKED.sub(" ", question)


def tells_lack(sentence: str) -> bool:
    """Whether it says that something fails, is ignored or is not enough, and not that this is mended."""
    return bool(_TELLS.search(sentence)) and not _MENDED.search(sentence)
