"""Files that were cut, mangled or written to do harm: one clear line, and no record lost in silence."""

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.formats.format import Entry
from rag.ingest.pages import Page, faults_told, read_text
from rag.ingest.reading import FilesRead
from rag.model.errors import PageError, ReaderFaultError
from tests.test_feeds import ATOM, OAI_ARXIV, OAI_DC, RSS, ZOTERO
from tests.test_html_pages import CASES, NEW, RESULTS, VOLUME
from tests.test_json_kinds import KINDS
from tests.test_markdown import LAYOUTS

RECORDS = [record for record, _ in KINDS.values()]
SAMPLES = [
    json.dumps(RECORDS),
    json.dumps({"message": {"items": RECORDS}}, indent=1),
    "\n".join(map(json.dumps, RECORDS)),
    *(ATOM, OAI_ARXIV, OAI_DC, RSS, ZOTERO, NEW, RESULTS, VOLUME),
    *(text for text, _ in CASES.values()),
    *LAYOUTS.values(),
]
PIECES = [
    *'{}[]",<>&\0\n#|\\',
    "1e999",
    "null",
    "</",
    "<![CDATA[",
    "]]>",
    "9" * 5000,
    "\ufeff",
    "---\n",
    "💥",
]


def outcome(text: str) -> str:
    """What is said of a file: what was wrong with it, or why it is refused."""
    try:
        return "; ".join(read_text("file", text.encode("utf-8", "replace")).problems)
    except PageError as error:
        return str(error)


def mangled(text: str, seed: int) -> str:
    """The text with a few of its parts dropped, doubled, swapped or spoilt."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 5, 40, 400]))
        part = chance.choice(["", text[start:end] * 2, text[start:end][::-1], chance.choice(PIECES)])
        text = text[:start] + part + text[end:]
    return text[: chance.randrange(len(text) + 1)] if chance.random() < 0.2 else text


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 2**32))
def test_a_mangled_file_is_read_or_refused_in_one_line(sample: str, seed: int) -> None:
    assert "\n" not in outcome(mangled(sample, seed))


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
NAMES = sorted({name for record in RECORDS for name in record} | {"paper", "data", "metadata", "year"})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=4), st.data())
def test_every_record_comes_out_as_a_paper_or_a_problem(records: list[Any], data: st.DataObject) -> None:
    name, value = data.draw(st.sampled_from(NAMES)), data.draw(ANYTHING)
    spoilt = [{"title": "Moss", "abstract": "A net."}, *({**record, name: value} for record in records)]
    for text in (json.dumps(spoilt), "\n".join(map(json.dumps, spoilt))):
        page = read_text("file", text.encode("utf-8", "replace"))
        listed = sum(1 + _more(problem) for problem in page.problems)
        assert len(page.entries) + listed == len(spoilt)


def _more(problem: str) -> int:
    """How many places a problem names beside the first."""
    where = problem.rpartition(": ")[0]
    named, _, more = where.partition(" and ")
    return named.count(",") + (int(more.split()[0]) if more else 0)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"title": "a", "abstract": ' + "[" * 900 + '"x"' + "]" * 900 + "}", id="a nested abstract"
        ),
        pytest.param('{"paper": ' * 900 + "1" + "}" * 900, id="papers in papers"),
        pytest.param('{"a": [' * 50_000, id="open brackets"),
        pytest.param('{"' + "a" * 200_000, id="an endless name"),
        pytest.param("{" + '"a": "' * 20_000, id="open quotes"),
        pytest.param("[" + '{"a": 1,' * 20_000, id="open objects"),
        pytest.param(
            '{"abstract_inverted_index": {"a": [99999999999999999999]}, "title": "b"}', id="a far place"
        ),
        pytest.param("# " + "[" * 20_000, id="open links"),
        pytest.param("# a\n\n" + "> " * 5_000 + "b", id="quotes in quotes"),
        pytest.param("# a\n\n" + "* " * 5_000 + "b", id="items in items"),
        pytest.param(
            "---\na: &a [x]\nb: &b [*a, *a]\n" + "c: *b\n" * 1_000 + "---\n# a\n", id="YAML that grows"
        ),
        pytest.param("<!DOCTYPE html>" + "<div>" * 50_000 + "x", id="deep HTML"),
        pytest.param("<html><h4>Abstract</h4>" + "<p>moss</p>" * 20_000, id="long HTML"),
        pytest.param("<!--" * 50_000, id="open comments"),
        pytest.param("<!-- a -->" * 50_000, id="comments alone"),
    ],
)
def test_what_was_written_to_do_harm_ends_in_one_line(text: str) -> None:
    assert "\n" not in outcome(text)


def test_a_fault_of_ours_is_one_line_that_names_the_file_and_the_next_is_read() -> None:
    broken: Any = None  # what a reader with a fault might leave in an entry
    found = FilesRead()
    assert not found.take(Page("moss.bib", "BibTeX", (Entry("Moss", broken), Entry("Tide", "It comes."))))
    assert [paper.title for paper in found.take(Page("tide.bib", "BibTeX", (Entry("Tide", "It comes."),)))]
    assert (found.files, found.entries, len(found.faults)) == (1, 1, 1)
    assert re.fullmatch(
        r"moss\.bib: not read because of a fault in ask \(\w+, \w+\.py line \d+\); please report it.*",
        found.unread[0],
    )


def test_what_a_reader_means_to_say_is_no_fault() -> None:
    with pytest.raises(PageError, match="list: empty"), faults_told("list"):
        raise PageError("list", "empty")
    with pytest.raises(ReaderFaultError, match="ValueError"), faults_told("list"):
        int("moss")
