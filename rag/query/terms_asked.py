"""Find the term that a question asks about: "What is LoRA?", "Who proposed T5?", "Which papers cite GaLore?"

In: a question that stands alone. Out: the term as it was typed and what is asked of it, None where more is
asked than that. Whether any paper introduces the term, or only uses it, is looked up where it is answered.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.entities.identifiers import identifiers
from rag.model.query import Asked, AskedTerm
from rag.query.mentions import is_name
from rag.query.phrases import Word, stretch, words_of
from rag.text.common_words import COMMON
from rag.text.language import SMALL_WORDS
from rag.text.terms import STOP_WORDS, fold

MOST_WORDS = 6  # of a term
_POLITE = frozenset("please ok okay so and hi hello hey well can could would you me tell us now i".split())
_ASKS = frozenset("what whats define explain describe".split())
_ABROAD = {  # "what is" in other languages, without accents
    tuple(asked.split())
    for asked in (
        "was ist,was sind,was bedeutet,was versteht man unter,qu'est ce que,qu'est-ce que,"
        "c'est quoi,que signifie,que es,que son,que significa,o que e,o que sao,che cos'e,che cosa e,"
        "cos'e,wat is,wat zijn,wat betekent"
    ).split(",")
}
_SMALL = frozenset(fold(word) for code in SMALL_WORDS if code != "en" for word in SMALL_WORDS[code].split())
_IS = frozenset("is are was were s".split())
_MEANS = frozenset("mean means meant stand stands".split())
_INTRODUCES = frozenset("introduc propos present invent coin develop creat origin describ".split())  # stems
_CAME_UP = {("came", "up", "with"), ("comes", "up", "with"), ("come", "up", "with")}
_FIRST = frozenset("first originally initially".split())  # "was first introduced"
_CITES = frozenset("cite citat refer bibliographi".split())  # stems
_PAPER = frozenset("paper papers work works study studies article articles publications who where".split())
_OPENS = frozenset("which what who how list show is does give find are number most".split())
_RELATIVE = frozenset("that which who".split())
_WRITERS = frozenset("i we to worth must should could can".split())  # before "cite": somebody is to cite
_ARTICLES, _PASSED = frozenset("a an the".split()), frozenset("by exactly meant term concept word".split())
_INSIDE = frozenset(["of"])  # as in "mixture of experts"
_COUNTS = frozenset("count counts number times often list lists many".split())
_CONTEXT = frozenset("in for of from with on to at as about within under by".split())
_KINDS = frozenset(  # what a name may be called beside it: "the ROUGE metric", "the metric ROUGE"
    """algorithm approach architecture benchmark challenge corpus dataset framework index layer library
    measure method metric model module optimiser optimizer paper protocol suite system task technique test
    theorem tool toolkit""".split()
)
_MEASURES = frozenset("measure measures denote denotes capture captures".split())
_DEFINED = frozenset("defined computed calculated measured".split())
_WHOM, _PLEASE = frozenset("me us".split()), frozenset("please pls plz".split())
_TERM = frozenset("term concept notion word expression".split())
_DETAILS = frozenset(  # what is asked of a paper or a subject, and is no term
    """accuracy advantage advantages aim answer application applications approach approaches author authors
    average benefit benefits best between challenge challenges code common comparison conclusion contribution
    contributions cost current dataset datasets date difference differences drawback drawbacks effect effects
    evidence example examples finding findings first goal highest idea impact importance improvement intuition
    key known largest latest library limitation limitations link loss main method methods motivation name
    newest novelty number objective oldest paper papers performance point problem problems progress pros
    purpose recent relation relationship result results role score size smallest state status subject
    subjects summary title top topic topics training trend trends url use way ways typical usual normal good
    better bad worst popular important useful effective possible potential existing various several different
    cause causes reason reasons factor factors consequence consequences practice practices risk risks step
    steps""".split()
)
_MEANING_OF = re.compile(
    r"^\W*(?:what(?:['’]?s| is| are) )?(?:the )?(?:exact )?(?:meaning|definition) of (?=\S)", re.I
)
_BEHIND = re.compile(
    r"^\W*(?P<term>[^?.!,;:]+?)\s*(?:[?,;:–—-]\s*|\s)(?:so )?"
    r"what(?:['’]?s| is| are) (?:it|that|this|they|those|these)(?: exactly| please)?\W*$",
    re.I,
)


def asked_of(question: str, *, sure: bool, alone: bool) -> AskedTerm | None:
    """The term that a question asks about, an identifier where it has one and names no paper for `sure`; one
    that does not stand `alone` asks of a paper's citations or of no term."""
    unknown = next((one for one in identifiers(question) if one.sure), None)
    if unknown and not sure:
        return AskedTerm(Asked.IDENTIFIER, (*unknown.ids, unknown.text)[0])
    found = asked_term(question)
    return found if found and (alone or found.asked is Asked.CITATIONS) else None


def asked_term(question: str) -> AskedTerm | None:
    """The term that is asked about; None where the question is of another kind."""
    if behind := _BEHIND.match(question):  # "ripple carry, what is it?"
        question = f"what is {behind['term']}"
    question = _MEANING_OF.sub("define ", question)
    words = words_of(question)
    while words and words[0].plain in _POLITE:
        words.pop(0)
    if not words:
        return None
    return _cited(question, words) or _introduced(question, words) or _defined(question, words)


def _defined(question: str, words: Sequence[Word]) -> AskedTerm | None:
    """ "What is X?", "define X", "what does X mean?", "explain what X is"."""
    plain = tuple(w.plain.replace("’", "'") for w in words)
    if abroad := next((n for n in (4, 3, 2) if plain[:n] in _ABROAD), 0):
        return _defined_abroad(question, words[abroad:])
    if words[0].plain not in _ASKS and plain[0:1] != ("how",):
        return None
    start, end = _asked_of(words)
    while end - start > 1 and words[end - 1].plain in _PLEASE:
        end -= 1
    if end - start > 2 and words[end - 1].plain in _WHOM:  # "explain X to me"
        end -= 1 + (words[end - 2].plain in _CONTEXT)
    while start < end and words[start].plain in _PASSED:
        start += 1
    definite = start < end and words[start].plain == "the"
    start += start < end and words[start].plain in _ARTICLES
    if start + 1 < end and words[start].plain in _TERM:  # "explain the term X"
        start, definite = start + 1, False
    last = stretch(words[:end], start, most=MOST_WORDS, through=_INSIDE)
    term = _term(question, words[start:last])
    if term is None or "'s " in term or "’s " in term:
        return None
    named = is_name(term)
    if definite and not named and (" of " in term or ("-" not in term and last - start < 3)):
        return None  # "what is the learning rate?", "the capital of Portugal"
    in_context = last < end and words[last].plain in _CONTEXT and not words[last].opens
    return AskedTerm(Asked.MEANING, term) if last == end or (named and in_context) else None


def _defined_abroad(question: str, words: Sequence[Word]) -> AskedTerm | None:
    """ "Was ist X?": a term only, or a name with its article; with small words inside more is asked."""
    article = bool(words) and words[0].plain in _SMALL
    rest = words[article or (bool(words) and words[0].plain in _ARTICLES) :]
    if not rest or len(rest) > MOST_WORDS or any(word.plain in _SMALL for word in rest):
        return None
    term = question[rest[0].start : rest[-1].end]
    if all(word.text[1:].islower() for word in rest) and question.lower().startswith("was "):
        term = term.lower()  # nouns in German have capitals
    return None if article and not is_name(term) else AskedTerm(Asked.MEANING, term)


def _asked_of(words: Sequence[Word]) -> tuple[int, int]:
    """Where what is asked about begins and ends in a question that begins with a word of `_ASKS`; an empty
    stretch where it is asked in another way."""
    start, end = 1, len(words)
    if words[0].plain == "how":  # "how is X defined?"
        asked = end > 3 and words[1].plain in _IS and words[-1].plain in _DEFINED
        return (2, end - 1) if asked else (end, end)
    if not words[0].plain.startswith("what"):
        start += words[1:2] != [] and words[1].plain == "what"
        return (start, end - (words[-1].plain in _IS)) if start == 2 else (1, end)
    if words[0].text.lower().removeprefix("what") not in {"", "s", "'s", "’s"} or end < 2:
        return end, end
    if words[0].plain == "what" and words[0].text.lower() == "what":
        if words[1].plain in {"does", "do"} and any(word.plain in _MEANS for word in words[-2:]):
            return 2, end - 1 - (words[-1].plain not in _MEANS)
        if words[1].plain in {"does", "do"} and words[-1].plain in _MEASURES:
            return 2, end - 1
        if words[-1].plain in _IS:
            return 1, end - 1
        return (2, end) if words[1].plain in _IS else (end, end)
    return start, end


def _introduced(question: str, words: Sequence[Word]) -> AskedTerm | None:
    """ "Which paper introduced X?", "who proposed X?", "where was X introduced?", "who came up with X?"."""
    plain = tuple(w.plain for w in words)
    verb = next((n for n, w in enumerate(words[:5]) if n and w.stem in _INTRODUCES), None)
    verb = plain.index("with") if plain[1:4] in _CAME_UP else verb
    passive = next((n for n, word in enumerate(plain[:4]) if n and word in _IS), None)
    if passive and plain[0] in {"where", "in", "by"} and words[-1].stem in _INTRODUCES:
        asks = plain[0] == "where" or not _PAPER.isdisjoint(plain[:passive]) or "whom" in plain[:passive]
        term = _term(question, words[passive + 1 : -1]) if asks else None
    elif verb and words[0].plain in {"which", "what", "who"} and any(w.plain in _PAPER for w in words[:verb]):
        first = verb + 1
        indefinite = words[first : first + 1] and words[first].plain in {"a", "an"}
        if indefinite:
            return None
        first += bool(words[first : first + 1] and words[first].plain in _ARTICLES)
        last = stretch(words, first, most=MOST_WORDS, through=_INSIDE)
        term = _term(question, words[first:last]) if last == len(words) else None
    else:
        return None
    return AskedTerm(Asked.ORIGIN, term) if term else None


def _cited(question: str, words: Sequence[Word]) -> AskedTerm | None:
    """ "Which papers cite X?", "how often is X cited?", "references of X"; not what somebody is to cite."""
    verb = next((n for n, word in enumerate(words) if _is_citing(word)), None)
    if verb is None:
        return None
    papers = words[0].plain in _PAPER and words[verb - 1].plain in _RELATIVE  # "papers that cite"
    if verb > 1 and words[0].plain not in _OPENS and not papers:
        return None
    if words[verb - 1].plain in _WRITERS:
        return None
    noun = not words[verb].plain.startswith("cite") and words[verb - 1].plain not in _PAPER
    if noun and words[verb + 1 : verb + 2] and words[verb + 1].plain not in STOP_WORDS | _COUNTS:
        return None  # "a citation graph"
    left_out = STOP_WORDS | _COUNTS | _PAPER
    after = [word for word in words[verb + 1 :] if word.plain not in left_out]
    rest = [w for w in words[:verb] if w.plain not in left_out and not _is_citing(w)]
    before = [w for w in rest if w.plain not in COMMON or _is_acronym(w)]
    named = after or before
    if any(two.start - one.end > 2 for one, two in pairwise(named)) or len(named) > MOST_WORDS:
        return None
    term = question[named[0].start : named[-1].end] if named else ""
    return AskedTerm(Asked.CITATIONS, term.removesuffix("'s").removesuffix("’s"))


def _is_acronym(word: Word) -> bool:
    """ "CLIP" is a name, "clip" is a word."""
    return word.text.isupper() and len(word.text) > 1


def _is_citing(word: Word) -> bool:
    return word.stem in _CITES and (word.stem != "refer" or word.plain.startswith("reference"))


def _term(question: str, words: Sequence[Word]) -> str | None:
    """The term that these words are; None where they are everyday words or ask for a detail of something."""
    while words and words[-1].plain in _FIRST:
        words = words[:-1]
    while len(words) > 1 and words[-1].plain in _KINDS and is_name(words[0].text):
        words = words[:-1]
    while len(words) > 1 and words[0].plain in _KINDS and all(is_name(w.text) for w in words[1:]):
        words = words[1:]
    if not words or (not is_name(words[0].text) and _is_detail(words)):
        return None
    if all(w.plain in COMMON | STOP_WORDS and not _is_acronym(w) for w in words):
        return None
    return question[words[0].start : words[-1].end]


def _is_detail(words: Sequence[Word]) -> bool:
    """Whether words ask for a detail; "potential" only in front: "evoked potential" is a term."""
    last = words[-1].plain
    return words[0].plain in _DETAILS or (last in _DETAILS and not (last == "potential" and len(words) > 1))
