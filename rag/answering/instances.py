"""What a question asks by a kind of thing, and a paper tells by its name: "which robot?", "with the Hopper 3
robot"; and what a paper must name where its make is asked, or decide where the winner is.

In: a question, the text of a paper. Out: yes or no, or the question with the paper's own word for people.
Only forms are read: whether what is named is what is meant is not known here.
"""

import re
from collections.abc import Sequence

from rag.retrieval.kinds_of_answer import is_of_kind
from rag.retrieval.passages import has_figure
from rag.text.terms import terms

_ASKED = re.compile(
    r"\b(?:which|what)\s+(?:kinds? of |types? of |sorts? of )?(?P<noun>(?:[\w-]+\s+){0,2}?[\w-]+)"
    r"(?=\s*(?:\(|[?.,!]|$)|\s+(?:is|are|was|were|did|does|do|has|have|had|they|it|we|you|in|for|used?)\b)",
    re.I,
)
_NAME = (
    r"(?<![\w’'-])(?:[a-z]?[A-Z][\w’'-]*(?:\s+(?:[A-Z\d][\w’'-]*)){0,3}|[\w-]*[A-Za-z]\d[\w-]*)"
    r"(?:\s*\([^()]{1,20}\))?"
)
_METHODS = (
    "algorithm method scheme approach technique procedure framework model sampler solver estimator".split()
)
_METHOD = rf"(?:{'|'.join(_METHODS)})s?"
_APPLIES = re.compile(
    rf"\b(?:we|authors|it is|they)\s+(?:\w+ly\s+)?(?:us(?:e|ed)|appl(?:y|ied)|employ(?:ed)?|adopt(?:ed)?"
    rf"|implement(?:ed)?|propos(?:e|ed)|present(?:ed)?|develop(?:ed)?|introduc(?:e|ed))\s+(?:an?|the)\s+"
    rf"(?:[\w-]+\s+){{1,5}}?{_METHOD}\b",
    re.I,
)
_NO_NAMES = frozenset("the a an this these those we our in on for with by from it its as".split())
_AGENT = re.compile(r"(?:ers?|ors?)$", re.I)
_MAKE = re.compile(r"\b(?:which|what) (?:make|brand|manufacturer|version|edition|release|firmware)\b", re.I)
_MODEL = re.compile(r"\b(?:which|what) (?:exact )?model\b", re.I)
_DEVICE = re.compile(
    r"\b(?:gpus?|cpus?|tpus?|cameras?|scanners?|headsets?|robots?|drones?|sensors?|phones?"
    r"|smartphones?|laptops?|computers?|devices?|machines?|microscopes?|accelerators?|processors?"
    r"|chips?|boards?|trackers?|watch(?:es)?|software|matlab|python)\b",
    re.I,
)
_NUMBERED = (
    r"(?:[A-Z][\w-]*\s+)?(?=[\w.-]*[A-Za-z])(?=[\w.-]*\d)(?!\d+-)[\w.-]+|[A-Z][\w-]*\s+\d[\w.]*"
    r"|v(?:ersion)?\s?\d"
)
_WINNER = re.compile(
    r"\b(?:which|what|who)\b(?=.*\b(?:won|wins|win|came out (?:on top|ahead|best|first)"
    r"|perform(?:ed|s) (?:the )?best|did best|scored (?:best|highest)|was (?:the )?(?:best|winner))\b)",
    re.I,
)
_CODE = re.compile(
    r"\b(?:programming|coding|scripting) languages?\b(?=.*\b(?:written|implement\w*|coded|programmed"
    r"|developed|built|us(?:e|ed|es))\b)"
    r"|\b(?:written|implemented|coded|programmed) in (?:which|what) language\b"
    r"|\b(?:which|what) language (?:is|was|are|were) .*\b(?:implemented|coded|programmed)\b",
    re.I,
)
_CODED = re.compile(
    r"\b(?:written|implement\w*|coded|programmed|developed|built) (?:\w+ly )?in (?:the )?[A-Z]|\bC(?:\+\+|#)"
    r"|\b(?i:python|fortran|java|javascript|matlab|haskell|rust|julia|scala|perl|ruby|prolog|lisp|cobol|pascal)\b"
    r"|\b[RC] (?:package|code|library|implementation|program)|\b(?:in|with|for) R\b"
)
_A_NUMBER = re.compile(
    r"[,;:?!.–-]\s*(?:just |only |in |the |an? |exact |give me )*(?:numbers?|figures?)"
    r"(?: (?:only|please|pls|plz))*\W*$",
    re.I,
)
_PEOPLE = re.compile(
    r"(?P<many>\bhow many (?:[\w-]+ ){0,2}?)(?:people|ppl|persons|folks|humans|individuals)\b", re.I
)
_SAMPLE = re.compile(
    r"\b(?:how (?:big|large|small) (?:is|was|were) (?:the|their|its) (?:\w+ )?(?:sample|cohort)(?: size)?"
    r"|what (?:is|was|were|about) (?:the|their|its) sample sizes?|(?:and )?(?:the )?sample size)\b",
    re.I,
)
PEOPLE = frozenset(
    """participants subjects volunteers patients users respondents workers students players drivers children
    adults women men observers listeners learners nurses employees pupils infants persons individuals
    people""".split()
)
_COUNTED_PEOPLE = re.compile(
    r"(?:\b\d[\d,]*|\b[a-z]+(?:ty|teen|een)(?:-[a-z]+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven"
    rf"|twelve|hundred|thousand))\s+(?:[\w-]+\s+){{0,2}}?(?P<who>{'|'.join(sorted(PEOPLE))})\b",
    re.I,
)
_COUNTED_SOME = re.compile(  # those who can take part, by whatever they are
    rf"{_COUNTED_PEOPLE.pattern}|\b(?:\d[\d,]*|[a-z]+(?:ty|teen)|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|hundred|thousand)\s+(?:[\w-]+\s+){0,3}?[a-z]+(?:[eo]rs|ists|ees|ants|ents|ians|m[ae]n|women|folk)\b",
    re.I,
)
_TAKES_PART = re.compile(
    r"\bhow many (?P<who>[a-z]+) (?:(?:have |had )?(?:took|taken|take) part|participated|used|tried|tested"
    r"|joined|(?:were|are) (?:there|involved|recruited|enrolled|tested|studied"
    r"|in (?:it|the|this|that|their)(?= [\w-]+|\W*$))"
    r"|did (?:[\w'’-]+ ){1,8}(?:test|recruit|enrol|study|use|have|include|involve)(?=\W*$| in\b| for\b))\b",
    re.I,
)


def names_what_is_asked(question: str, sentence: str) -> bool:
    """Whether a sentence names a thing of the kind that is asked for: the name stands beside the word, or, of
    a method, beside another word for one; or gives the number of those who took part."""
    counted = _TAKES_PART.search(question)
    if counted and any(
        m["who"].lower() == counted["who"].lower() for m in _COUNTED_PEOPLE.finditer(sentence)
    ):
        return True
    asked = _ASKED.search(question)
    if not asked:
        return False
    noun = re.split(r"\s+of\b", asked["noun"])[0].split()[-1]
    stems = set(terms(noun))
    if noun.lower().rstrip("s") in _METHODS and _APPLIES.search(sentence):
        return True
    for match in re.finditer(rf"(?<![\w’'-])(?P<name>{_NAME})\s+(?P<kind>[\w-]+)", sentence):
        first = match["name"].split()[0].lower()
        opens = match.start("name") == 0 and " " not in match["name"]
        if opens or first in _NO_NAMES:
            continue
        words = match["name"].split()
        if stems & set(terms(match["kind"])) or (len(words) > 1 and stems & set(terms(words[-1]))):
            return True
        agent = _AGENT.search(noun) and set(terms(_AGENT.sub("e", noun))) | set(terms(_AGENT.sub("", noun)))
        if agent and re.fullmatch(_METHOD, match["kind"], re.I) and agent & set(terms(sentence)):
            return True
    return False


def kind_asked(question: str) -> list[str]:
    """The words of the kind of thing that a question asks for: "batch" and "size" of "what batch size?"."""
    asked = _ASKED.search(question)
    return re.split(r"\s+of\b", asked["noun"])[0].lower().split() if asked else []


def is_agent(word: str) -> bool:
    """Whether a word is for what does something: an "optimizer" is not there because something is optimal."""
    return bool(_AGENT.search(word))


def lacks_what_is_asked(question: str, sentences: Sequence[str]) -> bool:
    """Whether a question asks for the make of a device, a programming language, how many people took part, a
    number and nothing else, or for the winner of a comparison, and no sentence tells one."""
    device = _DEVICE.search(question)
    if device and (_MAKE.search(question) or _MODEL.search(question)):
        noun = rf"(?i:{re.escape(device[0].rstrip('s'))})"
        near = re.compile(rf"(?<![\w.-])(?:{_NUMBERED})\s+(?:\w+\s+)?{noun}|{noun}s?\W{{1,3}}(?:{_NUMBERED})")
        named = re.compile(rf"(?<=\w )[A-Z][\w-]*(?: [A-Z][\w-]*)* {noun}")
        return not any(near.search(sentence) or named.search(sentence) for sentence in sentences)
    if _CODE.search(question):
        return not any(_CODED.search(sentence) for sentence in sentences)
    if _A_NUMBER.search(question):
        return not any(has_figure(sentence, "how many") for sentence in sentences)
    if (counted := _TAKES_PART.search(question)) and counted["who"].lower() in PEOPLE:
        return not any(_COUNTED_SOME.search(sentence) for sentence in sentences)
    if _WINNER.search(question):
        return not any(is_of_kind("which is better?", sentence) for sentence in sentences)
    return False


def in_its_words(question: str, text: str) -> str:
    """The question with the word for people that a text counts them by: "how many participants used it?",
    also of one for the size of the sample; as it was where it counts none, or several kinds."""
    found = {match["who"].lower() for match in _COUNTED_PEOPLE.finditer(text)}
    if len(found) == 1 and (sample := _SAMPLE.search(question)):
        return question.replace(sample[0], f"how many {found.pop()}", 1)
    if not _PEOPLE.search(question):
        return question
    who = found.pop() if len(found) == 1 else "people"
    return _PEOPLE.sub(lambda asked: f"{asked['many']}{who}", question)
