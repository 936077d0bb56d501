"""The figure that a question asks for, taken from the sentence that answers it: the line on top of an answer.

In: a question, a sentence of a paper. Out: "Up to 10x." in the sentence's own words; empty where no single
figure is asked for, or where the sentence leaves open which of its figures it is. Nothing is computed.
"""

import re
from collections.abc import Iterator, Sequence

from rag.retrieval.quantities import measures
from rag.text.numbers import NUMBER
from rag.text.terms import terms

NOUN = 2  # words behind "how many" that may be what is counted
FEW = 2  # figures of a sentence of which one may be meant
PLAINLY = 2  # words of the question that a clause has more than any other with a figure
_COUNTED = re.compile(
    r"\bhow many\s+(?P<noun>(?:[\w'-]+\s*){1,4})|\bnumber of\s+(?P<of>(?:[\w'-]+\s*){1,4})", re.I
)
_MEASURED = re.compile(
    r"\bhow (?:much|long|fast|far|large|big|high|low|small|often|old|heavy|accurate(?:ly)?)\b"
    r"|\bby (?:how|what)\b|\b(?:what|which) (?:[\w-]+ ){0,2}(?:percentage|share|accuracy|score|speed\w*|gain"
    r"|reduction|fraction|size|rate|factor|improvement|drop|f1|map|bleu|auc|cost|price|duration|distance"
    r"|temperature)\b",
    re.I,
)
_NUMBER = (
    r"(?<![\w.,-])(?:\d+(?:,\d{3})*(?:\.\d+)?(?:\s?(?:million|billion|thousand|[kKMB]\b))?"
    rf"|{NUMBER})(?![\w.]*\d)"
)
_ANY = re.compile(  # shares and factors
    r"(?<![\w.,-])[~≈$€£]?\d[\d,]*(?:\.\d+)?\s?(?:%|×|x\b|times\b|-?fold\b|(?:percentage )?points?\b)", re.I
)
_HEDGE = re.compile(
    r"(?:(?:by|to|of|in)\s+)?(?:an? (?:factor|average|total|maximum) of|up to|about|around|approximately"
    r"|approx\.|roughly|nearly|almost|over|more than|less than|fewer than|at least|at most|only|under|within"
    r"|close to)\s+$",
    re.I,
)
_RANGE = re.compile(r"(?<![\w.,-])\d[\d.,]*\s?%?\s?(?:[-–—]|to\s)\s?$")
_PEOPLE = ("people", "children", "men", "women", "data", "species")
_SEVERAL = re.compile(
    r"\b(?:and|or)\b[^?]*\b(?:how|what|which|when|who|users?)\b|\bhow many [\w ,-]+ and\b", re.I
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|of|in|on|for|by|with|went)\b", re.I
)
_OTHERS = re.compile(
    r"\b(?:baselines?|previous|prior|existing|conventional|earlier|traditional|while|whereas|although"
    r"|instead of|(?:compared|relative) (?:to|with)|versus|vs)\b",
    re.I,
)
_CLAUSE = re.compile(r"[;,:]\s+|\s+(?:and|but|while|whereas|including|than|from|against|with)\s+")
_JOINED = re.compile(r"[;,:]\s+|\s+(?:and|but|while|whereas)\s+")
_PARTS = re.compile(r"\b(?:including|of which|comprising|compared|than|instead of)\b", re.I)
_CHANGE = re.compile(
    r"\b(?:by|than|gain\w*|improv\w*|increas\w*|rais\w*|reduc\w*|cuts?|cutting|sav\w*|drops?|dropp\w*|decreas\w*"
    r"|lower\w*|higher|faster|slower|better|more|less|fewer|smaller|larger|fall\w*|ris\w*|speed\W?ups?|shr[iu]nk\w*"
    r"|boost\w*|outperform\w*|degrad\w*|accelerat\w*|extra|up to)\b",
    re.I,
)


def figure_asked(question: str, sentence: str) -> str:
    """The figure as a line of its own; empty where there is none, or several that it may be."""
    if _SEVERAL.search(question):
        return ""
    if counted := _COUNTED.search(question):
        noun = terms(_VERB.split(counted["noun"] or counted["of"])[0])
        found = [] if _is_of_another(question, sentence) else list(_counts(_PARTS.split(sentence)[0], noun))
    elif _MEASURED.search(question):
        found = _measured(question, sentence)
    else:
        return ""
    return _line(found[0]) if len(found) == 1 else ""


def _is_of_another(question: str, sentence: str) -> bool:
    """Whether the sentence gives several numbers, and no clause of it has all the words of the question that
    clauses with a number have: "26 teams registered, with nine valid entries" for "how many teams sent
    valid entries?"."""
    wanted = set(terms(question))
    having = [
        wanted & set(terms(sentence[start:end]))
        for start, end in _clauses(sentence, _JOINED)
        if re.search(_NUMBER, sentence[start:end], re.I)
    ]
    together = set[str]().union(*having)
    return len(having) > 1 and together not in having


def counts(sentence: str, noun: str) -> list[str]:
    """Each number of a sentence in front of what is counted, with it."""
    return list(_counts(_PARTS.split(sentence)[0], terms(noun)))


def _counts(sentence: str, asked: Sequence[str]) -> Iterator[str]:
    """Each number in front of what is counted: "30 hours" of "30 hours of voice data"."""
    for match in re.finditer(rf"{_NUMBER}((?:\s+[\w'-]+){{1,4}})", sentence, re.I):
        words = list(re.finditer(r"\s+([\w'-]+)", match[1]))
        same = [bool(set(terms(word[1])) & set(asked)) for word in words]
        if not any(set(terms(word[1])) & set(asked[:NOUN]) for word in words):
            continue
        last = same.index(True)
        while last + 1 < len(words) and same[last + 1]:
            last += 1
        counted = words[last][1]
        if counted[-1:] == "s" or counted in _PEOPLE:  # "a 7 billion parameter model" counts models
            yield _hedged(sentence, match.start(), match.start(1) + words[last].end())


def _measured(question: str, sentence: str) -> list[str]:
    """The measures that stand with most of the question's words: in one part of the sentence, with what it is
    compared with, or else in one clause."""
    together = _of_the_nearest(question, sentence, _JOINED)
    return together if len(together) == 1 else _of_the_nearest(question, sentence, _CLAUSE)


def _of_the_nearest(question: str, sentence: str, between: re.Pattern[str]) -> list[str]:
    """The measures of the clause that has most of the question's words, where one clause has."""
    wanted, changes = set(terms(question)), bool(_CHANGE.search(question))
    having: list[tuple[int, list[tuple[int, int]]]] = []
    if len(_figures(question, sentence)) > FEW:
        return []
    for start, end in _clauses(sentence, between):
        found = [span for span in _figures(question, sentence) if start <= span[0] < end]
        others = _OTHERS.findall(sentence[start:end])
        if found and all(other.lower() in question.lower() for other in others):
            having.append((len(wanted & set(terms(sentence[start:end]))), found))
    having.sort(key=lambda one: -one[0])
    if not having or (len(having) > 1 and having[0][0] - having[1][0] < PLAINLY):
        return []
    return [
        _hedged(sentence, *span)
        for span in having[0][1]
        if bool(_CHANGE.search(sentence[max(0, span[0] - 40) : span[1] + 12])) == changes
    ]


def _figures(question: str, sentence: str) -> list[tuple[int, int]]:
    """Where the measures stand of the kinds that are asked for; where no kind is, every share and factor."""
    return measures(question, sentence) or [match.span() for match in _ANY.finditer(sentence)]


def _clauses(sentence: str, between: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in between.finditer(sentence):
        yield start, match.start()
        start = match.end()
    yield start, len(sentence)


def _hedged(sentence: str, start: int, end: int) -> str:
    """With "up to" or "about" where it stands before the figure, and with what the figure ends: "9-13%"."""
    if ends := _RANGE.search(sentence[:start]):
        start = ends.start()
    before = _HEDGE.search(sentence[:start])
    return sentence[before.start() if before else start : end]


def _line(figure: str) -> str:
    return f"{figure[:1].upper()}{figure[1:].rstrip(' .,')}."
