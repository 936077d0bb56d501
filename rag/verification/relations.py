"""What a number in a source is about, so that it cannot be claimed for something else.

In: a claim and a source, encoded, and their figures. Out: whether a figure belongs to another thing than
claimed, and whether two figures contradict a comparison. Cuts sentences at their figures and compares the
words around each.
"""

import re
from dataclasses import dataclass
from itertools import combinations

from rag.verification import contradictions
from rag.verification.clauses import STOP, Clause, Word, content, stem, words
from rag.verification.comparing import Match, compare_figures
from rag.verification.figures import Figure
from rag.verification.parameters import FigureParameters
from rag.verification.similarity import EncodedText


@dataclass(frozen=True, slots=True)
class FigureSegment:
    """The part of a sentence around one figure."""

    figure: Figure
    sentence: int
    words: tuple[Word, ...]
    stems: frozenset[str]


_CUT = re.compile(r"[)\s,;](?:and|or|versus|vs\.?|against)\s|[,;)]\s?")


def figure_segments(encoded: EncodedText) -> list[FigureSegment]:
    """One for each figure: its clause, cut where another figure's words begin."""
    found = []
    placed = [(f, c) for f in encoded.figures if not f.named and (c := clause_at(encoded, f.start))]
    for n, (figure, clause) in enumerate(placed):
        start, end = _with_subject(encoded, clause), clause.end
        if (
            n
            and placed[n - 1][1] == clause
            and (cut := _CUT.search(encoded.text, placed[n - 1][0].end, figure.start))
        ):
            start = cut.start()
        if n + 1 < len(placed) and placed[n + 1][1] == clause:
            cut = _CUT.search(encoded.text, figure.end, placed[n + 1][0].start)
            end = cut.start() if cut else end
        inside = words(encoded.text, start, end)
        stems = frozenset(s for s in content(inside) if not s[:1].isdigit())
        found.append(FigureSegment(figure, clause.sentence, inside, stems))
    return found


def _with_subject(encoded: EncodedText, clause: Clause) -> int:
    """Where a clause begins, or the one before where that holds its subject: "The strongest, X, | answers
    63%"."""
    at = encoded.clauses.index(clause)
    verb = clause.words and re.fullmatch(r"[a-z]+(?:s|ed)", clause.words[0].text)
    if (
        at
        and verb
        and encoded.text[clause.start] == ","
        and encoded.clauses[at - 1].sentence == clause.sentence
    ):
        return encoded.clauses[at - 1].start
    return clause.start


def clause_at(encoded: EncodedText, place: int) -> Clause | None:
    """The clause that a place of the text stands in."""
    return next((c for c in encoded.clauses if c.start <= place < c.end), None)


def is_of_another(
    figure: Figure, other: Figure, claim: EncodedText, source: EncodedText, using: FigureParameters
) -> bool:
    """Whether the words around the claim's figure stand, in the source, around another figure."""
    if other.named:
        return False
    if _counts_another(figure, other, claim, source):
        return True
    theirs = figure_segments(source)
    mine = {s.figure.start: s for s in figure_segments(claim)}
    home = next((s for s in theirs if s.figure == other), None)
    if home is None or figure.start not in mine:
        return False
    elsewhere = frozenset().union(*(s.stems - mine[figure.start].stems for s in mine.values()))
    claimed = claim.stems - elsewhere
    beside = _beside(claim, figure, using.words_beside)
    least = len(beside & _beside(source, other, using.words_beside)) + using.words_clearly_more
    for rival in theirs:
        if (
            rival.sentence == home.sentence
            and rival.stems != home.stems
            and _fits_better(claimed, rival, home)
        ):
            return True
        alike = (
            rival.figure.unit == figure.unit
            and compare_figures(figure, rival.figure, rounding=using.rounding) is not Match.EQUAL
        )
        own = home.stems - rival.stems
        if (
            alike
            and len(beside & _beside(source, rival.figure, using.words_beside)) >= least
            and not (own and own <= claimed)
        ):
            return True
    return False


def _beside(encoded: EncodedText, figure: Figure, most: int) -> frozenset[str]:
    """The words before and after a figure, at most so many, each with its side."""
    before = words(encoded.text, max(0, figure.start - 60), figure.start)[-most:]
    after = words(encoded.text, figure.end, min(len(encoded.text), figure.end + 60))[:most]
    return frozenset([f"<{w.stem}" for w in before] + [f">{w.stem}" for w in after])


def _fits_better(claimed: frozenset[str], sibling: FigureSegment, home: FigureSegment) -> bool:
    """Whether the claim's words cover more of what only the sibling says than of what only the figure's
    segment does."""
    own, theirs = home.stems - sibling.stems, sibling.stems - home.stems
    if sibling.words and sibling.words[0].text.lower() == "and" and home.figure.start < sibling.figure.start:
        own -= {w.stem for w in home.words[:3] if w.start < home.figure.start and w.text[0].isupper()}
    for n, word in enumerate(home.words):
        named = word.text[0].isupper() and word.stem in own & claimed
        if named and (n < 2 or word.start > home.figure.end):
            return False
    if not theirs & claimed or not own:
        return False
    return len(theirs & claimed) / len(theirs) > len(own & claimed) / len(own)


_RATE = re.compile(r"\W*(?:\w+\s+){0,3}?(?:per|/)\s*([A-Za-z]+)")


def _counts_another(figure: Figure, other: Figure, claim: EncodedText, source: EncodedText) -> bool:
    """Whether the two count different things (65,536 features, 65,536 layers), or per different things."""
    rates = _RATE.match(claim.text, figure.end), _RATE.match(source.text, other.end)
    if rates[0] and rates[1] and stem(rates[0][1]) != stem(rates[1][1]):
        return True
    if not figure.noun or not other.noun or figure.noun in STOP or other.noun in STOP or figure.unit:
        return False
    mine, theirs = stem(figure.noun), stem(other.noun)
    following = {w.stem for w in words(source.text, other.end, other.end + 40)[:3]}
    return mine in source.stems and mine not in following and theirs not in claim.stems


def contradicted(claim: Clause, source: EncodedText) -> str:
    """Two figures of the source that say the opposite of a comparison in the claim, or nothing."""
    placed = list({(s.sentence, s.stems): s for s in reversed(figure_segments(source))}.values())[::-1]
    for word in contradictions.direction_words(claim):
        if word.axis != "amount" or not word.right:
            continue
        for one, two in combinations(placed, 2):
            if one.sentence != two.sentence or not _comparable(one.figure, two.figure):
                continue
            alone = sum(s.sentence == one.sentence and s.figure.unit == one.figure.unit for s in placed) == 2
            difference = one.figure.value - two.figure.value
            if _side(word, one, two, alone=alone) * difference * word.sign < 0:
                return f"{one.figure.text} and {two.figure.text} say otherwise"
    return ""


def _comparable(one: Figure, two: Figure) -> bool:
    """Whether two figures measure in the same unit; bare ones where neither or both count the same."""
    return one.unit == two.unit and (
        one.unit != "" or stem(one.noun) == stem(two.noun) or "." in one.text + two.text
    )


def _side(word: contradictions.DirectionWord, one: FigureSegment, two: FigureSegment, *, alone: bool) -> int:
    """1 where the first segment is about what the claim compares, -1 where the second is, 0 where that is
    open."""
    a, b = one.stems - two.stems, two.stems - one.stems
    left, right = word.left - word.right, word.right - word.left
    about = (one.stems | two.stems) & word.steps.keys()
    straight, crossed = (len(left & a), len(right & b)), (len(left & b), len(right & a))
    best = max(straight, crossed, key=sum)
    if len(about) < 2 or 2 * min(sum(straight), sum(crossed)) > sum(best) or not (all(best) or alone):
        return 0
    return 1 if best == straight else -1
