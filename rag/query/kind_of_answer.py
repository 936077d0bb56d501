"""What kind of answer a question asks for.

In: a question made to stand alone, the story told before it, the names in it. Out: an intent and a field. The
learnt head of intent.py decides, and a few words that need none.
"""

import re
from collections.abc import Callable, Sequence

from rag.entities.names import NameIndex
from rag.model.query import Intent, Mention
from rag.query.anaphora import is_elliptical
from rag.query.aspects import EARLIER
from rag.query.bare_topic import is_measure, is_short_topic, names_a_topic
from rag.query.dates_said import FILLED
from rag.query.described_paper import asks_for_summary, described_in
from rag.query.fields import field_alone
from rag.query.followup import Resolved
from rag.query.intent import FloatArray, intent_of, is_surely_about, masked
from rag.query.intent_features import MASK
from rag.query.slips import corrected as slips_corrected
from rag.query.topic import asks_for_papers, is_only_papers
from rag.text.common_words import FUNCTION_WORDS
from rag.text.runs import runs

_ALSO_TOPICS = frozenset(("private", "trust", "shared"))  # asked of the assistant, and written papers on
_SMALL_TALK = (None, "thanks", "bye")  # a word alone, such as "graphene", may look like one of these
_NUMBER_OF = re.compile(r"\W*(?:the )?(?:number|count|amount) of (?:papers|articles|works|studies)\b", re.I)
_SIGNS = r"[\s\d.,()\[\]+\-*/×÷^=%?!]"
_SUM = re.compile(  # "17*23+4", "5% of 300": dates have no such sign
    rf"^{_SIGNS}*(?:[*+×÷^=%]|(?<=\d)\s*(?:x|of|times|plus|minus|divided by|percent of)\s*(?=\d))"
    rf"(?:{_SIGNS}|(?:x|of|times|plus|minus|divided by)\b)*$"
    r"|^\W*(?!(?:1[5-9]|20)\d\d\b)\d{3,}\s*[-/]\s*\d{1,3}\W*$",  # no year
    re.I,
)
_BODIES = (  # what a paper can come from
    r"organi[sz]ations?|institut\w*|universit\w+|compan(?:y|ies)|labs?|laborator(?:y|ies)|groups?|teams?"
    r"|affiliat\w*|employers?|cent(?:er|re)s?|departments?|facult(?:y|ies)|firms?|schools?|colleges?|vendors?"
    r"|corporations?|start-?ups?|agenc(?:y|ies)|hospitals?|consorti\w+|countr(?:y|ies)|cit(?:y|ies)|places?|people|who"
)
# What is asked of the work, though it looks like a field: "how long did it run?", "how many people used it?"
_IS_NO_FIELD = {
    "published": re.compile(
        r"\bhow long (?:did|does|do|was|were|is|are|will|must)\b(?!.*\b(?:ago|publi\w+|out)\b)", re.I
    ),
    "organisation": re.compile(  # "what language is it written in?", "which domain is it from?"
        rf"^(?!.*\b(?:{_BODIES})\b).*\b(?:which|what) (?!(?:is|are|was|were|s|does|did|do)\b)[a-z]", re.I
    ),
    "authors": re.compile(
        r"\bwho (?:\w+ )?(?:fund(?:s|ed)|financ(?:es|ed)|sponsor(?:s|ed)|pa(?:ys|id))\b", re.I
    ),
    "venue": re.compile(
        r"\b(?:which|what) [\w-]+ (?:is|are|was|were) (?:studied|used|tested|analy[sz]ed|investigated"
        r"|considered|examined|compared|looked at)\b"
        r"|\bwhere (?:was|were|is|are|did|does|do) .*\b(?:done|carried out|conducted|performed|collected"
        r"|recorded|tested|measured|run|deployed|built|held|trained|take place|happen)\b",
        re.I,
    ),
    "author_count": re.compile(
        r"\bhow many (?:people|ppl|persons|individuals|folks|humans|users|men|women|volunteers"
        r"|participants)\s"
        r"(?:(?:have|had|has|were|was|are|did|do|does|actually|it|they)\s)*(?:use[ds]?|using|try|tried|tested"
        r"|took part|taken part|participat\w+|recruit\w*|enrol\w*|interview\w*|survey\w*|join\w*|play\w*"
        r"|answer\w*|respond\w*|watch\w*|die[ds]?|live[ds]?|infect\w*|studied|exposed|asked|invited|observed"
        r"|in the (?:study|trial|experiment|sample))\b",
        re.I,
    ),
}
_WHO_DID_IT = re.compile(  # behind what somebody did: "somebody hides words in songs, who was that?"
    r"(?:[,.;:?!]|\s[-–—])\s*(?:(?:so|and|but)\s+)?who\s+(?:(?:was|is|were|are|did|does|wrote|made|published)"
    r"\s+(?:that|this|it|those|these|they)(?:\s+again)?|(?:was|were|is)\s+behind\s+(?:that|this|it))\W*$",
    re.I,
)
_NOTHING = re.compile(r"(?!)")
_NEWS = re.compile(
    r"^\W*(?:(?:so|and|ok)\W+)*what(?:['’]?s| is| are)? (?:new|the (?:latest|newest|news?)|happening"
    r"|going on) (?:in|on|with|about|regarding)"
    r" (?!(?:this|that|it|its|the (?:paper|study|work|second|first))\b)"
    r"[\w][\w\s-]*\W*$",
    re.I,
)
_WHAT_THEY = re.compile(  # "what did they find about snails": no other papers are asked for
    r"^\W*(?:(?:so|and|ok|but|well|now)\W+)*(?:what|how|why|where|when) (?:exactly |else )?"
    r"(?:do|does|did|have|has|had|is|are|was|were|can|could) (?:it|they|he|she|these|those|the authors?)\b",
    re.I,
)
_ANYBODY = re.compile(  # "when you add noise", "do I need a licence for it": whoever does, not the assistant
    r"\b(?:when(?:ever)?|if|once|unless|until|while|as soon as|before|after|the more) "
    r"(?:you|u|one) (?!(?:do(?:n't|nt| not)?|can(?:'t|t|not)?|could|will|would|should|must|may|are|have"
    r"|answer|quote|cite|say|tell|know|search|read|find|send|store|save|keep|respond|reply|work|choose|rank"
    r"|decide|help|get|ask|like)\b)\w+",
    re.I,
)
_NO_NEED = (Intent.ABOUT, Intent.METADATA, Intent.CORPUS)
_NEEDS = re.compile(  # "do you need root for it?"
    r"\b(?:do|does|did|must|can|would|will) (?:you|u|one|we|they|i) (?:really |still |also )?"
    r"(?:need|have to|require|use|run|train|apply)\b",
    re.I,
)
_IS_SO = re.compile(
    r"^\W*(?:(?:and|but|so|ok)\W+)*(?:is|are|was|were) (?:it|they|this|that|these|those) (?:an? |also )?"
    r"(?!publi|peer|new|recent|old|retract|availab|out\b|online|free|open|dated|print)[\w-]+\W*$",
    re.I,
)
_SUM_UP = re.compile(
    r"^\W*(?:(?:please|can|could|would|will|you|give|write|me|us|an?|the|short|brief|quick|in short)\W+)*"
    r"(?:summary of|summari[sz]e|sum up|tl;?dr)\b(?!.*\bpapers\b)",
    re.I,
)
_COUNTED_IN_ONE = re.compile(
    r"\bhow many (?!papers\b|studies\b|works\b|articles\b)(?:[\w-]+ ){1,4}?(?:does|did|has) (?:the )?"
    rf"{MASK}",
    re.I,
)
_DEFINE = re.compile(r"^\W*(?:please )?(?:define|(?:the )?(?:meaning|definition) of)\s", re.I)
_ONE_PAPER = re.compile(r"\b(?:paper|article|study|preprint|manuscript)\b", re.I)
_ASKS_A_FIELD = frozenset("when where who whom whose by from which what how out".split())
_JOINS = re.compile(r"\b(?:of|and)\b", re.I)  # names
TITLE = 3  # words of a name that may be a question itself: "Is kelp edible?"
GREETING = 2  # words of a greeting
LONGEST_WORD = 200  # letters; what is longer is no word, and tells nothing of an intent


def kind_of_answer(
    resolved: Resolved,
    story: str,
    sure: Sequence[Mention],
    names: NameIndex,
    vector_of: Callable[[str], FloatArray | None],
) -> tuple[Intent, str | None]:
    """What kind of answer a question asks for, and which field; its names and those of the active papers
    say nothing of it."""
    question = slips_corrected(resolved.question, names)
    if resolved.active_papers:
        in_place = any("(" in m.text and question.rstrip("?!. )").endswith(m.text.rstrip(")")) for m in sure)
        question = question if in_place else FILLED.sub("", question)
        if field := field_alone(question):
            return Intent.METADATA, field
        if is_measure(question):
            return Intent.FACT, None
    if _SUM.match(question) and any(map(str.isdigit, question)):
        return Intent.FACT, None
    if not any(map(str.isalnum, question)) or max(map(len, question.split())) > LONGEST_WORD:
        return Intent.FACT, None
    if asks_who_did_it(question):
        return Intent.METADATA, "authors"
    papers = {mention.paper_ids for mention in sure} | {(paper,) for paper in resolved.active_papers}
    greets = len(runs(question)) <= GREETING and is_surely_about(
        question
    )  # though a paper be called "Thanks"
    asked = question if greets else masked(EARLIER.sub(" ", question), sure)
    vector = None if is_surely_about(asked) else vector_of(resolved.question)
    intent, field = intent_of(asked, vector, several=len(papers) > 1)
    by_name = sure and not resolved.active_papers and field != "authors"
    beside = _JOINS.sub(" ", masked(question, sure, " ")) if by_name else ""
    if len(sure) > 1 and by_name and not runs(beside):
        return Intent.COMPARE, None  # "GaLore, LISA and LoRA"
    if by_name and is_only_papers(beside):
        return Intent.LIST, None  # "the GaLore papers"
    if intent is Intent.COUNT and sure and _COUNTED_IN_ONE.search(masked(question, sure)):
        return Intent.FACT, None  # "how many gates does GateNet have?"
    if intent is Intent.METADATA and asks_only_with_a_title(question, sure):
        return Intent.FACT, None
    if intent is Intent.METADATA and _IS_NO_FIELD.get(field or "", _NOTHING).search(question):
        return Intent.FACT, None
    if not papers and intent in (Intent.FACT, Intent.EXPLAIN) and _NEWS.search(question):
        return Intent.LIST, None
    if intent is Intent.LIST and _DEFINE.match(question):
        return Intent.EXPLAIN, None
    of_one = resolved.active_papers or sure or _ONE_PAPER.search(question)
    if intent in (Intent.FACT, Intent.LIST) and of_one and _SUM_UP.match(question):
        return Intent.EXPLAIN, None
    found = described_in(question) if intent is Intent.CORPUS and field != "list" else None
    if found and asks_for_summary(found[1]):  # "tl;dr of the zero-rating paper"
        return Intent.EXPLAIN, None
    if intent is Intent.CORPUS and field == "authors" and _NUMBER_OF.match(question):
        return Intent.CORPUS, "count"  # "number of papers with Ng as author"
    small_talk = field in _SMALL_TALK and is_short_topic(question) and not is_surely_about(question)
    if intent is Intent.ABOUT and (small_talk or (field in _ALSO_TOPICS and names_a_topic(question))):
        return Intent.LIST, None
    needs = bool(_NEEDS.search(question)) and not FILLED.search(resolved.question)  # it says "it"
    on_papers = is_elliptical(question) or (field is None and _ANYBODY.search(question))
    if resolved.active_papers and ((intent is Intent.ABOUT and on_papers) or (intent in _NO_NEED and needs)):
        return Intent.FACT, None
    if intent in (Intent.FACT, Intent.EXPLAIN) and not (papers or story) and is_short_topic(question):
        return Intent.LIST, None
    if intent is Intent.COMPARE and len(resolved.active_papers) == 1 and is_elliptical(question):
        return Intent.FACT, None
    hangs = is_elliptical(question) or _WHAT_THEY.match(question)
    if intent is Intent.LIST and resolved.active_papers and hangs:
        return Intent.FACT, None
    if story and not _may_follow_a_story(intent, field, question, several=len(papers) > 1):
        return Intent.FACT, None
    return (Intent.LIST if story and intent is Intent.CORPUS else intent), field


def asks_only_with_a_title(question: str, sure: Sequence[Mention]) -> bool:
    """Whether the words of a title are all that is asked: beside them stand only small words that ask for no
    field, as in "is human speech periodic?" of a paper that is called so."""
    if not any(len(runs(mention.text)) >= TITLE for mention in sure):
        return False
    return set(runs(masked(question, sure, " ").lower())) <= FUNCTION_WORDS - _ASKS_A_FIELD


def asks_what_it_is_like(asked: str) -> bool:
    """Whether it asks of a paper no more than whether it is so: "is it Chinese?" asks for no field."""
    return bool(_IS_SO.match(asked))


def asks_who_did_it(question: str) -> bool:
    """Whether it tells what somebody did, and asks for their names."""
    return bool(_WHO_DID_IT.search(question))


def _may_follow_a_story(intent: Intent, field: str | None, question: str, *, several: bool) -> bool:
    """Whether a question can be of this intent where a problem was told before it: "any remedy?" asks for
    the paper that has one, not for a list."""
    if intent in (Intent.CORPUS, Intent.ABOUT):
        return field == "list"
    return several if intent is Intent.COMPARE else intent is not Intent.LIST or asks_for_papers(question)
