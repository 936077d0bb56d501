"""The question before, with something new in the place of what it was about: "and on Titan?".

In: a message that adds a name or a thing and asks nothing itself, the turns before it, what gives a paper.
Out: the question asked anew; None where the paper talked of has the words of what is new, so that it is asked
of that paper, or where nothing tells what it takes the place of. Knows no meanings: the place is found by
the preposition, the capital letter or the ending.
"""

import re
from collections.abc import Sequence

from rag.model.conversation import Turn
from rag.model.query import Intent, Mention
from rag.query.anaphora import IT, LEAD, PAPER, SEVERAL, SURE, THEY, has_subject
from rag.query.followup import Resolved, filled
from rag.query.picked import Library
from rag.query.places import PLACE
from rag.query.talked_of import LISTS
from rag.query.topic import is_empty
from rag.text.common_words import FUNCTION_WORDS
from rag.text.terms import terms
from rag.text.words import word_spans

_PREPOSITION = r"(?:in|on|for|of|at|with|from|over|under|during|among|about|near|inside|around|by)"
_ADDS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|well|so|right|good|thanks?)\b[\s,.!]*)*"
    r"(?P<lead>and\s+(?:(?:what|how) about\s+)?|(?:what|how) about\s+|what of\s+|the same for\s+)?"
    rf"(?:(?P<prep>{_PREPOSITION})\s+)?(?P<new>[^?.!,;:]{{2,60}}?)\W*$",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:how|what|which|who|whose|when|where|why|is|are|was|were|do|does|did|can|could|has|have|other|others"
    r"|one|ones|rest|papers?|newer|older|then|since|before|after|only|also|more|less|that|this)\b|\d{4}",
    re.I,
)
_AUXILIARY = re.compile(r"\b(?:do|does|did|is|are|was|were|can|could|has|have|will)\s+(?:the\s+)?", re.I)
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.I)
_BEHIND = re.compile(rf"\b({_PREPOSITION})\s+(the\s+|an?\s+)?$", re.I)
_WHERE = frozenset("in on at over under during inside near around".split())  # stand for each other
_TOPIC = re.compile(rf"\b{PAPER}\s+on\s+(?:the\s+|an?\s+)?$|\bresearch\s+on\s+$", re.I)
_MARKS = " ?!.,;:"
_Spans = list[tuple[str, int, int]]


def adds(message: str) -> re.Match[str] | None:
    """The match of a message that only names something more."""
    match = _ADDS.match(message)
    if not match or _ASKS.search(match["new"]) or PLACE.search(match["new"]):
        return None
    new, bare = match["new"], _ARTICLE.sub("", match["new"], count=1)
    if any(pattern.search(f" {new}") for pattern in (IT, SEVERAL, THEY)) or not _names(match):
        return None
    definite = bare != new and not match["prep"] and bare.islower()
    return None if definite or len(new.split()) > 5 else match


def _names(match: re.Match[str]) -> bool:
    """Whether it names a thing: "in practice" alone does not, nor do "the results"."""
    if not match["lead"]:
        return bool(match["prep"]) and not match["new"].islower()
    return has_subject(match["new"]) or bool(match["prep"] and len(match["new"].split()) > 1)


_DATED = re.compile(
    r"^(?:the )?(?:(?:early|mid|late|end of|start of|year)[\s-]+)?(?:[a-z]+ )?(?:19|20)\d\ds?\W*$", re.I
)


def in_place(
    message: str, mentions: Sequence[Mention], history: Sequence[Turn], paper: Library
) -> Resolved | None:
    """The question before asked of what a message adds."""
    match = adds(message)
    if not match or not history or any(mention.certainty >= SURE for mention in mentions):
        return None
    if match["prep"] and _DATED.search(match["new"]):  # a limit takes the place of a limit
        return None
    turn = next((t for t in reversed(history) if _stands_alone(t)), None)
    if _is_told(match["new"], history[-1], paper):
        return None
    before = turn.query.question.strip() if turn else ""
    place = _place(before, match)
    if match["prep"] and (leaning := _of_the_paper(match, history, elsewhere=place is not None)):
        return leaning
    if turn is None or (place is None and not (match["prep"] and turn.query.intent in LISTS)):
        return None
    start, end = place or (len(before.rstrip(_MARKS)),) * 2
    new = match["new"] if place else f" {match['prep']} {match['new']}"
    if place and match["prep"] and (other := _BEHIND.search(before[:start])):
        start, new = other.start(), f"{match['prep']} {other[2] or ''}{new}"
    question = f"{before[:start]}{new}{before[end:]}"
    if question.strip(_MARKS) == match["new"] and turn.query.intent in LISTS:
        question = f"papers on {match['new']}"  # all of it was the subject
    rest = question.replace(match["new"], " ")  # where some of it is left, papers have to have what is new
    added = match["new"] if has_subject(rest) and not is_empty(rest) else ""
    return Resolved(question, (), turn.query.filters, added)


def _of_the_paper(match: re.Match[str], history: Sequence[Turn], *, elsewhere: bool) -> Resolved | None:
    """What was asked last of a paper, asked of it under another circumstance: "and in mice?"; `elsewhere`: an
    earlier question has a place for it."""
    last = history[-1].query
    papers = last.active_papers
    if not papers or last.act or last.within or last.intent not in (Intent.FACT, Intent.EXPLAIN):
        return None
    asked = LEAD.sub("", last.message).strip().rstrip(_MARKS)
    place = next((r for r in reversed(_runs(asked)) if _preposition(asked, r) == match["prep"].lower()), None)
    if place is None and elsewhere:
        return None
    start, end = _with_article(asked, place) if place else (len(asked), len(asked))
    new = match["new"] if place else f" {match['prep']} {match['new']}"
    return Resolved(filled(f"{asked[:start]}{new}{asked[end:]}?", papers, history), papers)


def _with_article(text: str, run: tuple[int, int]) -> tuple[int, int]:
    """The stretch with the article before it: in place of "the model" come "mice"."""
    article = re.search(r"\b(?:the|an?)\s+$", text[: run[0]], re.I)
    return (article.start() if article else run[0]), run[1]


def _stands_alone(turn: Turn) -> bool:
    query = turn.query
    return not (query.active_papers or query.act or query.within) and query.intent in (
        *LISTS,
        Intent.FACT,
        Intent.EXPLAIN,
    )


def _is_told(new: str, turn: Turn, paper: Library) -> bool:
    """Whether the paper talked of has the words of it, or half of them where the turn before leant on that
    paper; after a list it never has."""
    if turn.query.intent in LISTS:
        return False
    least = 0.5 if turn.query.active_papers else 1.0
    ids = (*turn.query.active_papers, *turn.paper_ids)[:1]
    known = [found for id_ in ids if (found := paper(id_))]
    wanted = set(terms(new))
    return any(len(wanted & {*terms(f"{one.title} {one.text}")}) >= least * len(wanted) for one in known)


def _place(before: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Where the thing stands that what is new takes the place of."""
    runs = _runs(before)
    behind = [(run, _preposition(before, run)) for run in runs]
    if prep := match["prep"]:
        same = [run for run, word in behind if word == prep.lower()]
        places = [r for r, w in behind if {w, prep.lower()} <= _WHERE and not _TOPIC.search(before[: r[0]])]
        found = same or places
        return found[-1] if found else None
    if not match["new"].islower() and (capital := _capitals(before, runs)):
        return capital
    after = [run for run, word in behind if word]
    ahead = [run for run in runs if _AUXILIARY.search(before[: run[0]] + "\0")] or runs
    begun = [
        run for run in runs if (m := list(_AUXILIARY.finditer(before[: run[0]]))) and m[-1].end() == run[0]
    ]
    found = after or begun or ahead
    return found[-1] if found else None


def _preposition(text: str, run: tuple[int, int]) -> str:
    match = _BEHIND.search(text[: run[0]])
    return match[1].lower() if match else ""


def _capitals(text: str, runs: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The words around the last capital that does not open the question."""
    found = [m for m in re.finditer(r"\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*", text) if m.start() > 0]
    holding = [run for run in runs if found and run[0] <= found[-1].start() < run[1]]
    return holding[-1] if holding else None


def _runs(text: str) -> list[tuple[int, int]]:
    """Stretches of words that are no everyday ones, each with nothing but a space between its words."""
    runs: list[tuple[int, int]] = []
    for word, start, end in word_spans(text):
        if word.lower() in FUNCTION_WORDS:
            continue
        if runs and text[runs[-1][1] : start] == " ":
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
