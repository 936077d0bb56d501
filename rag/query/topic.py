"""The topic of a request for papers: what is left without the words that ask for them.

In: "do you have papers about music?". Out: "music", whether anything is left at all, and how many papers
are asked for by number.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.model.query import Intent
from rag.text.common_words import FUNCTION_WORDS
from rag.text.numbers import NUMBER_WORDS, number
from rag.text.runs import runs
from rag.text.words import word_spans, words

_PAPERS = frozenset("papers works studies articles publications preprints documents ones".split())
_ON = frozenset("on about abt concerning regarding covering using dealing".split())
KINDS = frozenset("benchmark benchmarks dataset datasets overview review reviews survey surveys".split())
_NOUNS = _PAPERS | frozenset(
    "paper work study article publication research preprint literature abstracts"
    " anything something everything".split()
)
_ASKING = _NOUNS | frozenset(  # may stand before the topic
    "hi hello hey please so and ok can could would you i i'm i'd am want need like was looking interested we"
    " after to see know find list name show give get tell recommend suggest search count me us for of what"
    " what's whats have do does has been is there are came out got which any who worked works with how many"
    " all the a an every some other newest latest most recent new top best few you've that were deal deals"
    " about abt tackle tackles discuss discusses talk talks cover covers address addresses concern concerns"
    " focus focuses on in regarding concerning your number it else stuff pls plz".split()
)
_LINKING = frozenset(  # may stand between "papers" and the topic
    "about abt on in of regarding concerning that which with for from there you have you've got do deal deals"
    " tackle tackles discuss discusses talk talks cover covers address addresses concern concerns focus"
    " focuses study studies look looks at into the a an any your this library collection here to"
    " should i we cite else".split()
)
_IS = frozenset("is are was were".split())  # before another of these: "papers that are about"
_ASKING_AFTER = frozenset(  # may stand after it
    "papers paper anything please pls plz do you have are there got in from your the this library collection"
    " corpus here which what any".split()
)
EMPTY = FUNCTION_WORDS | frozenset(  # say nothing of what papers are about
    "papers paper library dated published publication publish collection corpus everything anything"
    " something list date covered recent newest latest oldest earliest new upvotes upvoted popular author"
    " authors highest largest number whats care things going by here there only so far one ones most please"
    " ve got s works work research studies second third added together jointly".split()
)
_OF_A_LIBRARY = frozenset(
    "these those them know hold holds contain total altogether overall indexed size fewest least lowest"
    " liked likes first last come source sources files sort sorted rank ranked order ordered".split()
)
_WHOLE = frozenset("all the any every show me list give please".split())
_RANKING = frozenset("top best newest latest oldest last first recent".split())
_WHICH = frozenset("what which any some".split())
_WAYS = frozenset(
    "algorithms approaches ideas methods options recipes remedies solutions strategies techniques tools"
    " tricks ways".split()
)
_OVERVIEW = re.compile(r"\b(?:summar\w+|overview|digest|sum up)\b", re.I)
_ASKS_OF = re.compile(
    r"\b(?:what|which|how|why|who|whose|when|where|whether|is|are|was|were|does|do|did|can|could|has|have|will|explain"
    r"|describe|tell|compare|summari[sz]e)\b",
    re.I,
)
_COUNTED = re.compile(r"\bhow many ((?:[\w-]+ ){1,4})(?:papers|articles|studies|works)\b", re.I)
_SUBJECT = re.compile(
    r"\b(?:on|about|regarding|concerning|covering|discussing|addressing|dealing with|devoted to)\s+"
    r"(?!(?:this|the|your|my|our|that|hand\b|file\b|disk\b)"
    r"\s*(?:page|library|shelf|server|site|disk|computer|machine|database|collection|list)?\b\W*$)(.+)",
    re.I,
)
_ALSO_ASKED = re.compile(
    r"(?<=\w),\s*(?:and|or)\s+(?:(?:in|of|for|with|on|by|at|from)\s+)?(?:which|what|how|whose|where|when|who)\b.*$",
    re.I | re.S,
)
_FIELD = (
    r"(?:(?:publication |release )?(?:years?|dates?)|authors?(?: names?)?|titles|names|links|urls|dois|venues"
    r"|journals|upvotes|abstracts)"
)
_TOLD_OF_EACH = re.compile(  # ", with their titles and dates"
    r",?\s+(?:along |together )?(?:with|including|incl\.?|giving|showing|plus)\s+(?:(?:the|their|its)\s+)?"
    rf"{_FIELD}(?:\s*(?:,|and|&|/)\s*(?:(?:and|the|their)\s+)*{_FIELD})*"
    r"(?:\s+(?:of|for) (?:each|all)(?: (?:one|of them))?)?(?:,?\s+please)?[\s.!?]*$",
    re.I,
)
_LISTED = re.compile(  # ", list them all please"
    r"\s*[,;:–-]\s*(?:(?:please|pls|plz)\s+)?(?:list|show)(?:\s+(?:me|it|them|all|those))*"
    r"(?:,?\s+(?:please|pls|plz))?[\s.!?]*$",
    re.I,
)
_MOST_IN_FRONT = 4  # words of a subject in front of "papers"
_PERHAPS_PAPERS = (Intent.METADATA, Intent.FACT, Intent.EXPLAIN)
_BETWEEN = 3  # words from a number to the papers it counts: "five very recent papers"


def topic_of(text: str) -> str:
    """The text without the words around it that only ask for papers, and without what more is asked of them:
    ", and in which countries?", ", with years"."""
    text = _LISTED.sub("", _TOLD_OF_EACH.sub("", _ALSO_ASKED.sub("", text)))
    found, named = list(word_spans(text)), False
    while found and (_is_asking(found, named=named) or _is_count(found[0][0])):
        named |= found.pop(0)[0].lower() in _NOUNS
    end = len(text)
    while found and found[-1][0].lower() in _ASKING_AFTER and text[found[-1][2] : end].strip("?.! ") == "":
        end = found.pop()[1]
    return text[found[0][1] : end].rstrip("?.!,:- ") if found else ""


def _is_asking(found: Sequence[tuple[str, int, int]], *, named: bool) -> bool:
    """Whether the first of these words only asks; `named`: the word for papers stands before them."""
    first, then = (word.lower() for word, _, _ in [*found[:2], ("", 0, 0)][:2])
    more = first == "more" and then in _ON | {"stuff"} | _PAPERS  # "any more on kelp"
    return more or first in (_LINKING if named else _ASKING) or (first in _IS and then in _LINKING)


def _is_count(word: str) -> bool:
    """Whether it can be how many papers are wanted, not a year."""
    return word.lower() in NUMBER_WORDS or (word.isdecimal() and len(word) < 3)


def asks_for_papers(text: str) -> bool:
    """Whether a text speaks of papers, in whatever word."""
    return any(word.lower() in _NOUNS for word in words(text))


def asks_for_several_papers(text: str) -> bool:
    """Whether a text speaks of papers, and not of one."""
    return any(word.lower() in _PAPERS for word in words(text))


def asks_for_ways(text: str) -> bool:
    """Whether several methods are asked for: "Which methods save memory?", not "which method is best?"."""
    found = [word.lower() for word in words(text)]
    return any(
        word in _WHICH and _WAYS & set(found[place + 1 : place + 1 + _BETWEEN])
        for place, word in enumerate(found)
    )


def is_only_papers(text: str) -> bool:
    """Whether a text asks for papers and says nothing else of them: "all papers"."""
    found = {word.lower() for word in words(text)}
    return bool(found & _PAPERS) and found <= _PAPERS | _WHOLE


def names_a_subject(text: str) -> bool:
    """Whether papers are asked for that are on something, or of a kind: "all papers on LoRA in here"."""
    found = [word.lower() for word in words(text)]
    led = (n for n, pair in enumerate(pairwise(found), 2) if pair[0] in _PAPERS and pair[1] in _ON)
    kinds = set(words(topic_of(text).lower()))
    return any(not is_empty(" ".join(found[n:])) for n in led) or bool(kinds and kinds <= KINDS)


def is_of_papers(text: str) -> bool:
    """Whether a text only asks for papers by a subject beside them: "the kite papers", "papers of the kite
    family"."""
    topic = topic_of(text)
    if is_empty(topic) or not 1 <= len(topic.split()) <= _MOST_IN_FRONT:
        return False
    said, papers = re.escape(topic), "(?:papers|works|studies|articles)"
    beside = rf"(?<!\w){said}\s+{papers}\b|\b{papers}\s+(?:of|from|in)\s+(?:the\s+)?{said}\W*\Z"
    return bool(re.search(beside, text, re.I))


def on_a_subject(intent: Intent, field: str | None, text: str) -> tuple[Intent, str | None]:
    """The intent and field of a question about all papers, which may name a subject after all: "how many kite
    papers are there?" counts those on kites, "how many papers are there on kites?" too."""
    counted = _COUNTED.search(text) or _SUBJECT.search(text)
    if (intent, field) == (Intent.CORPUS, "count") and counted and not is_empty(counted[1]):
        return Intent.COUNT, None
    of_papers = (intent, field) == (Intent.CORPUS, "list")
    listed = of_papers and names_a_subject(text)
    listed |= (intent, field) == (Intent.CORPUS, "topics") and is_of_papers(_OVERVIEW.sub(" ", text).strip())
    perhaps = of_papers or (intent in _PERHAPS_PAPERS and field != "authors")  # "who wrote the kite papers?"
    listed |= perhaps and is_of_papers(text)
    return (Intent.LIST, None) if listed else (intent, field)


def is_bare(text: str) -> bool:
    """Whether a text only names a subject and asks nothing of it: "kites, but not in fog"."""
    return _ASKS_OF.search(text) is None


def is_empty(text: str) -> bool:
    """Whether a text has no subject of its own."""
    return {run for run in runs(text.lower()) if not run.isdigit()} <= EMPTY | _OF_A_LIBRARY


def is_overview(text: str, *, alone: bool = True) -> bool:
    """Whether a text asks for an overview; `alone`: and names no subject."""
    return bool(_OVERVIEW.search(text)) and (not alone or is_empty(_OVERVIEW.sub(" ", text)))


def papers_asked_for(text: str) -> int:
    """How many papers are asked for by number: 5 for "the newest five papers"; 0 where no number is given."""
    found = [word.lower() for word in words(text)]
    for place, word in enumerate(found):
        if not (word.isdecimal() or word in NUMBER_WORDS):
            continue
        behind = found[place + 1 : place + 1 + _BETWEEN]
        leads = set(behind[:1]) & _RANKING and all(other in _ASKING for other in found[:place])
        if leads or (place and found[place - 1] in _RANKING) or _PAPERS & set(behind):
            return number(word)
    return 0
