"""Each regular expression of the product is fed with growing hostile texts: its time grows as they do."""

import re

import pytest

from eval.torture.expressions import Expression, expressions
from eval.torture.hostile import hostile_texts
from eval.torture.patterns import room_of, wrong

TEXTS = 12  # of each expression, those of its own parts first; `python -m eval.torture patterns` tries more
STEPS = (256, 2_048)  # characters; four times as many where that takes long
ALL = expressions()


def expression(pattern: str, *methods: str) -> Expression:
    return Expression(re.compile(pattern), "rag.ingest.made_up._NAME", set(methods))


def test_every_expression_is_found_where_it_is_compiled_listed_or_written() -> None:
    places = {one.place.partition(",")[0] for one in ALL}
    assert len(ALL) > 700
    for place in (
        "rag.text.sentences._STOP",  # by name
        "rag.ingest.clean.RULES",  # in a list of tuples
        "rag.ingest.formats.stretches._TAGGED",  # in values
        "rag.model.settings",  # in a call
    ):
        assert place in places, place


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        pytest.param(r"\s+$", ("sub",), id="blanks before the end"),
        pytest.param(r"(a+)+b", ("match",), id="doubled"),
        pytest.param(r"<a[^>]*>", ("search",), id="tags without an end"),
        pytest.param(r"\s*,?\s*x", ("match",), id="blanks twice"),
        pytest.param(r"x.*y", ("finditer",), id="many beginnings"),
    ],
)
def test_what_grows_faster_than_its_text_is_told(pattern: str, methods: tuple[str, ...]) -> None:
    assert next(wrong(expression(pattern, *methods), TEXTS, STEPS), None)


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        pytest.param(r"(?<!\s)\s+$", ("sub",), id="from the first blank alone"),
        pytest.param(r"<a[^<>]*>", ("search",), id="up to the next tag"),
        pytest.param(r"\s+$", ("match",), id="at the beginning alone"),
        pytest.param(r"x[^y]{0,30}y", ("finditer",), id="of few"),
    ],
)
def test_what_grows_as_its_text_is_not(pattern: str, methods: tuple[str, ...]) -> None:
    assert not list(wrong(expression(pattern, *methods), TEXTS, STEPS))


def test_no_text_is_made_for_what_repeats_nothing_often() -> None:
    assert not hostile_texts(re.compile(r"\b(?:a|b){1,5}\d?"))
    assert hostile_texts(re.compile(r"(?:a|(?:bc)*)d"))


@pytest.mark.parametrize("room", sorted({room_of(one.place) for one in ALL}))
def test_no_expression_takes_longer_than_its_texts_grow(room: str) -> None:
    some = (one for one in ALL if room_of(one.place) == room)
    lines = ((one, next(wrong(one, TEXTS, STEPS), "")) for one in some)
    found = [f"{one.place} {one.pattern.pattern!r}: {line}" for one, line in lines if line]
    assert not found, "\n".join(found)
