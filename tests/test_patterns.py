"""Each regular expression of the product is fed with long hostile texts: none takes their square."""

import re

import pytest

from eval.torture.expressions import Expression, expressions
from eval.torture.hostile import hostile_texts
from eval.torture.patterns import hangs

TEXTS = 4  # of each expression, those of its own parts first; `python -m eval.torture patterns` tries more
PLACES = (
    "rag.text.sentences._STOP",  # by name
    "rag.ingest.clean.RULES",  # in a list of tuples
    "rag.ingest.formats.stretches._TAGGED",  # in values
    "rag.model.settings",  # in a call
)


def expression(pattern: str, *methods: str) -> Expression:
    return Expression(re.compile(pattern), "rag.ingest.made_up._NAME", set(methods))


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
def test_what_takes_the_square_of_its_text_is_told(pattern: str, methods: tuple[str, ...]) -> None:
    assert next(hangs(expression(pattern, *methods), 12), None)


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        pytest.param(r"(?<!\s)\s+$", ("sub",), id="from the first blank alone"),
        pytest.param(r"<a[^<>]*>", ("search",), id="up to the next tag"),
        pytest.param(r"\s+$", ("match",), id="at the beginning alone"),
        pytest.param(r"x[^y]{0,30}y", ("finditer",), id="of few"),
    ],
)
def test_what_takes_as_long_as_its_text_is_not(pattern: str, methods: tuple[str, ...]) -> None:
    assert not list(hangs(expression(pattern, *methods), 12))


def test_no_text_is_made_for_what_repeats_nothing_often() -> None:
    assert not hostile_texts(re.compile(r"\b(?:a|b){1,5}\d?"))
    assert hostile_texts(re.compile(r"(?:a|(?:bc)*)d"))


def test_every_expression_is_found_and_none_takes_the_square_of_its_text() -> None:
    """One test: to find them takes as long as to feed them."""
    every = expressions()
    assert len(every) > 700
    assert set(PLACES) <= {one.place.partition(",")[0] for one in every}
    lines = ((one, next(hangs(one, TEXTS), "")) for one in every)
    found = [f"{one.place} {one.pattern.pattern!r}: {line}" for one, line in lines if line]
    assert not found, "\n".join(found)
