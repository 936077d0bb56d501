"""Objections: reasons against a claim that is about the same thing as its source.

In: a claim and a source, encoded, and the source's nearest sentences. Out: objections by figures, names,
formulas, kind, negation, one word in another's place, direction, comparisons and strength, in that order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.verification import contradictions, relations
from rag.verification.alignment import likeness, scattered, unknown_name
from rag.verification.clauses import Clause, missing_names
from rag.verification.comparing import Match, compare_figures
from rag.verification.counts import other_count
from rag.verification.derived import follows
from rag.verification.figures import Figure
from rag.verification.kinds import unfounded
from rag.verification.opposites import opposed
from rag.verification.pairing import exchanged
from rag.verification.parameters import Parameters
from rag.verification.similarity import EncodedText, Similarity, weight_of
from rag.verification.symbols import missing_formula
from rag.verification.verdict import Verdict

# One in 29 true claims is as scattered, and two in three of those put together from many sentences.
_SCATTERED = 0.26
_COUNTED = frozenset("one two three four five".split())  # a reader may have counted what the source lists


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that speaks against a claim: its kind (its factor's name), at most this verdict, and why."""

    verdict: Verdict
    kind: str
    why: str


def objections(
    claim: EncodedText, source: EncodedText, window: Similarity, using: Parameters
) -> Iterator[Objection]:
    """All that the source holds against the claim."""
    yield from _figures(claim, source, using)
    yield from _names(claim, source, using)
    yield from _formulas(claim, source)
    yield from _together(claim, source)
    for clause in claim.clauses:
        if aligned := _aligned(clause, source, window, using):
            places = frozenset(c.sentence for c in aligned) | frozenset(range(window.first, window.last + 1))
            yield from _denials(clause, aligned, source, places, using)
            yield from _meanings(clause, aligned, source, places, using)


def _together(claim: EncodedText, source: EncodedText) -> Iterator[Objection]:
    """Where the source has the claim's words, but not with each other."""
    if found := likeness(claim, source):
        if name := unknown_name(claim, source, found):
            yield Objection(Verdict.UNSUPPORTED, "missing_name", f"name {name} not found")
        if both := unfounded(claim, found):
            yield Objection(Verdict.WEAK, "swapped_word", f"no sentence has {both} together")
        if scattered(claim, found) > _SCATTERED:
            yield Objection(Verdict.WEAK, "swapped_word", "no sentence has these words together")
    if exchange := exchanged(claim, source):
        yield Objection(Verdict.UNSUPPORTED, "swapped_word", exchange)
    if opposite := opposed(claim, source):
        yield Objection(Verdict.UNSUPPORTED, "swapped_word", opposite)


def _names(claim: EncodedText, source: EncodedText, using: Parameters) -> Iterator[Objection]:
    missing = missing_names(claim.text, source.names)
    if not missing:
        return
    why = f"name {missing[0]} not found"
    if all(re.sub(r"[\d-].*", "", name).lower() in source.names for name in missing):  # PIN for PIN1
        yield Objection(Verdict.WEAK, "missing_variant", why)
    else:
        yield Objection(Verdict.UNSUPPORTED, "missing_name", why)


def _formulas(claim: EncodedText, source: EncodedText) -> Iterator[Objection]:
    missing = missing_formula(claim.text, source.text)
    if missing and missing.rearranged:
        yield Objection(Verdict.WEAK, "missing_variant", f"{missing.text} is put otherwise")
    elif missing:
        yield Objection(Verdict.UNSUPPORTED, "missing_name", f"{missing.text} not found")


def _figures(claim: EncodedText, source: EncodedText, using: Parameters) -> Iterator[Objection]:
    """The worst that the claim's numbers meet in the source."""
    if other := other_count(claim, source):
        yield Objection(Verdict.UNSUPPORTED, "other_count", other)
        return
    mild: Objection | None = None
    for figure in claim.figures:
        found = _figure(figure, claim, source, using)
        if found and found.verdict is Verdict.UNSUPPORTED:
            yield found
            return
        mild = mild or found
    yield from (mild,) if mild else ()


def _figure(figure: Figure, claim: EncodedText, source: EncodedText, using: Parameters) -> Objection | None:
    """What the source holds against one number of the claim."""
    found = [
        (compare_figures(figure, other, rounding=using.figures.rounding), other) for other in source.figures
    ]
    best = max((match for match, _ in found), default=Match.DIFFERENT)
    if best is Match.DIFFERENT:
        why = f"number {figure.text} not found"
        if follows(figure, source.figures, rounding=using.figures.rounding):
            return Objection(Verdict.WEAK, "derived_number", why)
        if figure.text.lower() not in _COUNTED:
            return Objection(Verdict.UNSUPPORTED, "missing_number", why)
        one = figure.text.lower() == "one"
        return None if one else Objection(Verdict.WEAK, "missing_count", why)
    if best is Match.NEAR:
        return Objection(Verdict.WEAK, "rounded_number", f"number {figure.text} only roughly")
    equal = (other for match, other in found if match is Match.EQUAL)
    if all(relations.is_of_another(figure, other, claim, source, using.figures) for other in equal):
        why = f"number {figure.text} belongs to something else"
        return Objection(Verdict.UNSUPPORTED, "number_of_another", why)
    return None


def _denials(
    clause: Clause, aligned: list[Clause], source: EncodedText, places: frozenset[int], using: Parameters
) -> Iterator[Objection]:
    """Where one side denies what the other says, or says another word in its place."""
    here = [c for c in source.clauses if c.sentence in places]
    hollow = using.contradiction.hollow_overlap
    denied = [
        contradictions.negation(clause, c, [d for d in here if d.sentence == c.sentence], hollow=hollow)
        for c in aligned
    ]
    word = denied[0] if all(denied) else contradictions.never_asserted(clause, source.clauses)
    if word:
        why = f"one says {_spelt(word, [clause, *source.clauses])}, the other denies it"
        yield Objection(Verdict.UNSUPPORTED, "denied", why)
    elsewhere = source.stems - frozenset().union(*(c.stems for c in here))
    swaps = (contradictions.swapped(clause, c, elsewhere=elsewhere) for c in aligned)
    if other := next(filter(None, swaps), ""):
        yield Objection(Verdict.UNSUPPORTED, "swapped_word", other)


def _meanings(
    clause: Clause, aligned: list[Clause], source: EncodedText, places: frozenset[int], using: Parameters
) -> Iterator[Objection]:
    """Where the source says it the other way round, or less strongly."""
    if turned := contradictions.direction(clause, source.clauses, places, using.contradiction):
        yield Objection(Verdict.UNSUPPORTED, "turned_direction", turned)
    if measured := relations.contradicted(clause, source):
        yield Objection(Verdict.UNSUPPORTED, "figures_disagree", measured)
    if stronger := contradictions.overclaim(clause, aligned, using.contradiction):
        yield Objection(Verdict.WEAK, "overclaim", stronger)


def _spelt(stem: str, places: Sequence[Clause]) -> str:
    """The word that a stem was made from."""
    return next((w.text for c in places for w in c.words if w.stem == stem), stem)


def _aligned(clause: Clause, source: EncodedText, window: Similarity, using: Parameters) -> list[Clause]:
    """The source's clauses that share most with one of the claim; those in the nearest sentences first."""
    rules, longest = using.alignment, using.similarity.longest_stem

    def worth(other: Clause) -> float:
        shared = sum(weight_of(s, longest) for s in clause.stems & (other.stems | other.negated))
        return shared * (rules.window_bonus if window.first <= other.sentence <= window.last else 1.0)

    scored = [(worth(other), other) for other in source.clauses]
    best = max((value for value, _ in scored), default=0.0)
    enough = rules.share_of_claim * sum(weight_of(s, longest) for s in clause.stems)
    least = max(rules.share_of_best * best, enough)
    return [other for value, other in scored if value > 0 and value >= least]
