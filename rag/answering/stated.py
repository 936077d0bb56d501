"""Whether a paper states what is asked of it, whatever the question calls it.

In: a searcher, the row of a paper, the question looked up and its detail. Out: a verdict. What a paper lacks
is called by many names; a paper that praises itself uses words that are near to all of them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.instances import is_agent, kind_asked, lacks_what_is_asked, names_what_is_asked
from rag.answering.miscounted import miscounts
from rag.retrieval.abstention import WordMatch
from rag.retrieval.answerability import Answerability, detail_matches, judge_detail, read_together
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.kinds_of_answer import tells_need
from rag.retrieval.lacks import asks_for_lacks, tells_lack, without_lacks
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import SearchQuery
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import Asked, leading
from rag.text.common_words import FUNCTION_WORDS
from rag.text.terms import terms
from rag.text.words import words

NOTHING_NEAR, UNREAD = 0.5, -0.5  # similarity of a kind's word, log odds of the reader (eval/LOG.md)
LOOKED_AT = 4  # sentences that may name what is asked for
_OF_ANY = frozenset(
    "main biggest known major possible paper method model approach work stated some any".split()
)
_OF_OTHERS = re.compile(
    r"\b(?:existing|previous|prior|other|earlier|conventional|traditional|current|competing|baselines?)\b"
    r"|^[\w-]+ (?:paper|study|authors?|summary)\b",
    re.I,
)
_DOES = re.compile(
    r"\b(?:did|do|does|was|were|is|are|have|has|had)"
    r"(?:\s+(?:they|it|the (?:authors?|paper|study))\s+|\s{2,})(?:\w+ed|\w+)"
    r"(?:\s+(?:to|on|with|for|in|at|by|from|against|out))?(?=\s*(?:\([^()]*\))?\W*$)",
    re.I,
)
_OF_WHICH = re.compile(
    r"^\W*(?:which|what|who)(?: ones?)?"
    r"(?: (?:of|among) (?:the |these |those |them)?(?: ?two| ?three)?(?: papers)?)?\b"
    r"\s*(?:is|are|was|were|has|have|had|does|do|did|uses?|needs?|takes?|gets?|gives?)?\b",
    re.I,
)
_FOR_A_PAPER = re.compile(
    r"^\W*(?:in )?(?:which|what) (?:papers?|stud(?:y|ies)|articles?|works?|preprints?|publications?)\s+"
    r"(?:(?:\w+(?:s|ed)|are|were|have)\s+)?(?:about\s+)?"
    r"|\b(?:papers?|anywhere|somewhere|here|by any(?:one|body)|in any (?:paper|study|work)s?)(?=\W*$)",
    re.I,
)
_OF_ANY_PAPER = re.compile(  # "does any paper combine lamps with fog?"
    r"^\W*(?:does|do|did|is|are|has|have|can) (?:there )?(?:any|a|some) "
    r"(?:papers?|stud(?:y|ies)|articles?|works?|preprints?|publications?) (?:(?:that|which|here) )*[\w-]+",
    re.I,
)
_YES_OR_NO = re.compile(
    r"^\W*(?:(?:and|but|so|ok)\W+)*(?:is|are|was|were|does|do|did|can|could|will|has|have)\b", re.I
)
_HOW = re.compile(r"\bhow\b", re.I)
_EITHER = re.compile(r"(?P<one>\b[\w-]+)(?P<or>,? or )(?P<other>[\w-]+\b)(?!\s+or\b)", re.I)
_LIGHT = frozenset(  # verbs that say little beside what they join, and how well they do
    """make makes made making work works worked working help helps helped go goes going went get gets got
    getting take takes took taken come comes came try tries tried run runs ran need needs needed keep keeps
    kept put puts let lets want wants wanted cause causes caused better worse good bad well really actually
    still ever even again method approach""".split()
)
_HAPPENS = re.compile(r"^\W*what\s+(?:happens|happened|occurs|occurred)\s+(?:when|if|where|to)\b", re.I)
_DRAWBACKS = re.compile(
    r"\b(?:weak(?:ness(?:es)?| (?:point|spot|side)s?)|drawbacks?|disadvantages?|downsides?|shortcomings?)\b",
    re.I,
)


def plainly(text: str) -> str:
    """The text with drawbacks, by whatever name, under the plainest."""
    return _DRAWBACKS.sub("limitations", text)


def without_doing(detail: str) -> str:
    """The detail without what is merely done: of "what sizes did they test?", the sizes; of "what happens
    when a part is lost?", the part. The whole where nothing else would be left."""
    left = _DOES.sub("", _HAPPENS.sub("", detail))
    return left if {word.lower() for word in words(left)} - FUNCTION_WORDS else detail


def without_papers(detail: str) -> str:
    """The detail of a question for a paper without what asks for one: of "which paper describes lamps?" and
    "lamps described anywhere" the lamps. What else it asks must be stated."""
    return _FOR_A_PAPER.sub(" ", _OF_ANY_PAPER.sub(" ", detail))


def _other_readings(detail: str, question: str) -> list[str]:
    """The detail as it may be meant, too: without the verbs that say little, but where it is asked how well
    they are done; of "is it hot or cold?" one."""
    if _HOW.search(question):
        return []
    left = " ".join(word for word in detail.split() if word.strip(".,;:?!").lower() not in _LIGHT)
    readings = [left] if left != detail else []
    if _YES_OR_NO.match(question) and (two := _EITHER.search(left)):
        readings += [_EITHER.sub(two[side], left, count=1) for side in ("one", "other")]
    return readings


def stated(
    searcher: Searcher, row: int, query: SearchQuery, detail: str, *, own: bool = False
) -> Answerability:
    """Whether a paper states the detail, as it is asked and under the plainest name; `own`: it is asked of
    the paper's own work, so that what others lack is no answer."""
    catalogue, lacks = searcher.catalogue, asks_for_lacks(query.text)
    detail = without_papers(detail)
    detail = without_doing(detail) if own else detail
    if lacks and own and _is_all(detail):
        return Answerability(stated=_tells_own_lack(catalogue, row, query))
    if lacks_what_is_asked(query.text, [e.text for e in score_sentences(catalogue, row, query)]):
        return Answerability(stated=False)
    verdict = judge_detail(catalogue, row, query, detail)
    if verdict.stated and _miscounts(catalogue, row, query):
        return Answerability(stated=False)
    if verdict.stated and plainly(detail) != detail:
        plain = searcher.query(plainly(query.text))
        verdict = judge_detail(catalogue, row, plain, plainly(detail))
    if (absent := _lacks_kind(catalogue, row, query, detail)) and not _is_named(catalogue, row, query):
        return Answerability(stated=False, missing=absent, sure=False) if verdict.stated else verdict
    if not verdict.stated and any(
        judge_detail(catalogue, row, query, other).stated for other in _other_readings(detail, query.text)
    ):
        return Answerability(stated=True)
    if not verdict.stated and _is_named(catalogue, row, query):
        return Answerability(stated=True)
    if lacks and _tells_lack(catalogue, row, query):
        return Answerability(stated=True)
    return replace(verdict, sure=False, missing=()) if _tells_need(catalogue, row, query) else verdict


def _miscounts(catalogue: Catalogue, row: int, query: SearchQuery) -> bool:
    """Whether the paper's numbers are of other things, and its sentences are not read as an answer either."""
    wrong = miscounts(query.text, catalogue.paper(row).text)
    return wrong and read_together(catalogue, row, query) < UNREAD


def _lacks_kind(catalogue: Catalogue, row: int, query: SearchQuery, detail: str) -> tuple[str, ...]:
    """The words of the kind of thing that is asked for on which the paper has nothing, where its sentences
    are not read as an answer either: all other words may be there, and none of them is what is asked."""
    asked = kind_asked(query.text)
    if not asked:
        return ()
    text = set(words(catalogue.paper(row).text.lower()))
    absent = [
        match.word
        for match in detail_matches(catalogue, row, query, detail)
        if match.word.lower() in asked and _is_absent(match, text)
    ]
    unread = bool(absent) and read_together(catalogue, row, query) < UNREAD
    return tuple(absent) if unread else ()


_DONE = ("ion", "ions", "ing", "ment")  # "maximum likelihood estimation" names an estimator


def _is_absent(match: WordMatch, text: set[str]) -> bool:
    word = match.word.lower()
    if match.present and is_agent(word) and match.similarity < 1:
        done = {other for other in text if other.endswith(_DONE) and set(terms(other)) & set(terms(word))}
        return not done and text.isdisjoint((word, f"{word}s", word.removesuffix("s")))
    return not match.present and match.similarity < NOTHING_NEAR


def untold(searcher: Searcher, rows: Sequence[int], asked: str) -> list[int]:
    """Those of the rows that say nothing on what is asked of several: "which of the two needs more?"."""
    looked_up, detail = searcher.query(asked), _OF_WHICH.sub("", asked)
    return [row for row in rows if not stated(searcher, row, looked_up, detail).stated]


def _is_all(detail: str) -> bool:
    """Whether nothing but what is lacking is asked: not "the limits of the current test"."""
    return {word.lower() for word in words(without_lacks(detail))} <= FUNCTION_WORDS | _OF_ANY


def _tells_own_lack(catalogue: Catalogue, row: int, query: SearchQuery) -> bool:
    """Whether a sentence tells a lack behind the name of the paper's work, or "we"; others' is none."""
    asked = Asked(query.text, catalogue.own_names(row))
    said = (asked.behind_its_name(sentence) for sentence in score_sentences(catalogue, row, query))
    return any(tells_lack(text) and not _OF_OTHERS.search(text) for text in said)


def _is_named(catalogue: Catalogue, row: int, query: SearchQuery) -> bool:
    """Whether one of the best sentences names a thing of the kind that is asked for."""
    best = sorted(score_sentences(catalogue, row, query), key=lambda e: -e.score)[:LOOKED_AT]
    return any(names_what_is_asked(query.text, e.text) for e in best)


def _tells_need(catalogue: Catalogue, row: int, query: SearchQuery) -> bool:
    """Whether one of the best sentences tells what the work needs or does without, where that is asked:
    whether what is asked for is among it, words alone do not tell."""
    best = sorted(score_sentences(catalogue, row, query), key=lambda e: -e.score)[:LOOKED_AT]
    return any(tells_need(query.text, e.text) for e in best)


def _tells_lack(catalogue: Catalogue, row: int, query: SearchQuery) -> bool:
    """Whether the sentence that an answer would begin with tells a lack."""
    asked = Asked(query.text, catalogue.own_names(row))
    lead = leading(score_sentences(catalogue, row, query), asked, query.using.passages)
    return lead is not None and tells_lack(lead.text)
