"""Choose the sentences of a paper that answer a question.

In: a paper's row, a query. Out: its sentences with their offsets, each scored, and a
choice of them within a budget of words, in the order of the text. Knows nothing of
which paper is right, nor of how a quote is shown.

What makes a sentence answer was measured on our own questions (eval/LOG.md): near in
meaning, as a whole and in its word pieces, sharing words that are rare within the paper
and not in its title, standing late, stating a figure where one is asked for.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from rag.retrieval.catalogue import Catalogue
from rag.retrieval.parameters import MoveParameters, PassageParameters, parameters
from rag.retrieval.ranking import Evidence, Move, SearchQuery
from rag.text.terms import terms
from store.item import FloatArray

_IDEA = re.compile(
    r"\b(we|this (paper|work|study|survey|thesis)|here)\b[^.]{0,60}\b(propose|introduce|present|develop"
    r"|describe|study|investigate|explore|design|build|offer|release|revisit|examine|show how|argue)"
    r"|\b(is|are) (proposed|introduced|presented)\b"
    r"|\b(novel|new) (framework|method|approach|model|architecture|paradigm|strategy|benchmark|dataset"
    r"|technique)\b",
    re.I,
)
_RESULT = re.compile(
    r"\b(outperform|surpass|achiev|exceed|improv|reduc|gain|beat|state[- ]of[- ]the[- ]art|sota|speed-?up"
    r"|faster|experiment|results?|demonstrat|finding|found|reveal|attain|yield|reach|cut|raise|match|scor)\w*"
    r"|\d+(\.\d+)?\s*(%|x\b|×|points?\b)",
    re.I,
)
_BACKGROUND = re.compile(
    r"^(however|recently|recent|existing|although|despite|traditional|current|prior|previous|while|yet|but"
    r"|typically|most)\b|\b(remains?|challeng\w+|suffer\w*|limit(s|ed|ation\w*)|lack\w*|costly|expensive"
    r"|difficult|hard to|bottleneck|problem|overlook\w*|unclear|underexplored|under-explored|scarce)\b",
    re.I,
)
_COUNTED = re.compile(
    r"\bhow (much|many|far|fast|large|big|long|often|well|high|low|small|common|frequent|prevalent|rare"
    r"|likely)\b"
    r"|\bby (how|what)\b"
    r"|\bnumber of\b|\bhow \w+ (is|are|was)\b|\bwhat (percentage|share|accuracy|score|speed\w*|gain"
    r"|reduction|fraction|size|rate|factor|improvement|drop|f1|map|bleu|fid)\b"
    r"|\b(speedup|percent|accuracy|score)\b",
    re.I,
)
_FIGURE = re.compile(  # neither the digits of a name ("Kestrel-3", "A100") nor of "(1) speed, (2) size"
    r"(?!(?<=\()\d\))(?<![\w-])\d|(?<!\w)-\d|\w{3}fold\b|\b(?:twice|thrice|halv(?:ed|es|ing)|doubl(?:ed|es|ing)"
    r"|tripl(?:ed|es|ing)|orders? of magnitude|(?:two|three|four|five|six|seven|eight|nine|ten) times"
    r"|one (?:third|half|quarter))\b",
    re.I,
)

_BEGINS = re.compile(
    r"\b(?:we|(?:this|the present) (?:paper|work|study|article|letter|report))\b[^.]{0,40}"
    r"\b(?:show|find|found|report|demonstrat|observ|present|propos|introduc|prov|deriv|describ)",
    re.I,
)
_WHETHER = re.compile(r"^\W*(?:does|do|did|is|are|was|were|can|could|has|have|will)\b", re.I)
_HOW_MANY = re.compile(r"\b(?:how many|(?:what|which) number of)\b", re.I)
_COUNT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|dozens?|hundreds?|thousands?|millions?) (?:of )?(?:[\w-]{1,60} ){0,3}?\w+s\b",
    re.I,
)


def move_of(sentence: str, place: float, using: MoveParameters | None = None) -> Move:
    """What a sentence does; `place` is 0 for the first of an abstract, 1 for the last."""
    using = using or parameters().moves
    if _IDEA.search(sentence):
        return Move.IDEA
    if _BACKGROUND.search(sentence) and place < using.background_before:
        return Move.PROBLEM
    if _RESULT.search(sentence) and place > using.result_after:
        return Move.RESULT
    return Move.PROBLEM if place < using.opening else Move.OTHER


def asks_for_figure(question: str) -> bool:
    """Whether the answer should hold a number: "how much", "by what factor", "accuracy"."""
    return bool(_COUNTED.search(question))


def has_figure(sentence: str, question: str = "") -> bool:
    """Whether a number stands in it; the digits of a name are none. Where the question is how many there are,
    so is a count in words: "three muon beams"."""
    counts = _HOW_MANY.search(question) is not None and _COUNT.search(sentence) is not None
    return counts or _FIGURE.search(sentence) is not None


def score_sentences(catalogue: Catalogue, row: int, query: SearchQuery) -> tuple[Evidence, ...]:
    """All sentences of a paper, in order, each with how well it answers; scored once for a query."""
    found = query.evidence.get(row)
    if found is None:
        found = query.evidence[row] = _scored(catalogue, row, query)
    return found


def _scored(catalogue: Catalogue, row: int, query: SearchQuery) -> tuple[Evidence, ...]:
    paper = catalogue.paper(row)
    near = catalogue.snapshot.sentence_scores(
        row, query.vectors.pooled, query.vectors.tokens, query.token_weights
    )
    spans = [(int(a), int(b)) for a, b in near.sentence_spans[1:]]
    texts = [paper.text[a:b] for a, b in spans]
    using = query.using.passages
    scores = using.maxsim * near.maxsim[1:] + using.cosine * near.cosine[1:]
    in_title = set(terms(paper.title)) if query.vectors.pooled.size else set[str]()
    scores = scores + using.shared_within * _shared_within(texts, query, in_title)
    scores = scores + _worth(texts, query.text, using)
    moves = _moves(texts, query.using.moves)
    return tuple(
        Evidence(
            row,
            paper.paper_id,
            *span,
            text,
            float(scores[i]),
            moves[i],
            maxsim=float(near.maxsim[i + 1]),
            cosine=float(near.cosine[i + 1]),
        )
        for i, (span, text) in enumerate(zip(spans, texts, strict=True))
    )


def _moves(texts: Sequence[str], using: MoveParameters) -> list[Move]:
    """What each sentence does. Behind "in this study, we show ..." the work has begun, and none sets out the
    problem for its place alone."""
    moves, begun = [], False
    for place, text in enumerate(texts):
        move = move_of(text, place / max(1, len(texts) - 1), using)
        alone = move is Move.PROBLEM and begun and not _BACKGROUND.search(text)
        moves.append(Move.OTHER if alone else move)
        begun |= bool(_BEGINS.search(text))
    return moves


def choose(
    found: Sequence[Evidence], using: PassageParameters, *, words: int | None = None, most: int | None = None
) -> list[Evidence]:
    """The best sentences that fit, at least one, in the order of the text; none twice, and none
    that is far behind the best. `words` and `most` are `using`'s where they are not given."""
    chosen: list[Evidence] = []
    left = using.words if words is None else words
    most = using.sentences if most is None else most
    ranked = sorted(found, key=lambda e: (-e.score, e.start))
    for sentence in (e for e in ranked if e is ranked[0] or e.score >= ranked[0].score - using.behind):
        length = len(sentence.text.split())
        if chosen and (length > left or any(alike(sentence, other, using) for other in chosen)):
            continue
        chosen.append(sentence)
        left -= length
        if len(chosen) == most:
            break
    return sorted(chosen, key=lambda e: e.start)


def _shared_within(texts: Sequence[str], query: SearchQuery, title: Collection[str]) -> FloatArray:
    """How much of the question's words each sentence has, by idf among the sentences of this paper, where its
    own name stands everywhere and tells nothing; nor do words of its title, which vectors find. (m,)"""
    sets = [set(terms(text)) for text in texts]
    within = Counter(term for found in sets for term in found)
    here = {t: math.log(1 + len(texts) / within[t]) for t in query.idf if within[t]}
    total = sum(here.values()) or 1.0
    telling = {term: idf for term, idf in here.items() if term not in title}
    if not telling and _WHETHER.match(query.text):  # what the title says is all that is asked
        telling = here
    return np.array([math.fsum(telling.get(t, 0.0) for t in found) / total for found in sets], np.float32)


def _worth(texts: Sequence[str], question: str, using: PassageParameters) -> FloatArray:
    """What a sentence is worth whatever is asked, and more where a figure is asked for. (m,)"""
    worth = using.late * np.linspace(0, 1, len(texts), dtype=np.float32)
    worth[:1] += using.first
    wants_figure = asks_for_figure(question)
    for i, text in enumerate(texts):
        worth[i] += using.background * bool(_BACKGROUND.match(text))
        worth[i] += using.figure_asked * (wants_figure and has_figure(text, question))
    return worth


def alike(one: Evidence, other: Evidence, using: PassageParameters) -> bool:
    """Whether two sentences say the same in nearly the same words."""
    a, b = set(terms(one.text)), set(terms(other.text))
    return len(a & b) > using.alike * max(1, min(len(a), len(b)))
