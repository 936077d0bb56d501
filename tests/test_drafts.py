"""People's own texts held against the papers, sentence by sentence."""

import json
from functools import partial
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.drafts import check_claim, check_draft
from rag.cli.typed import results
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.verification.checker import SupportChecker


@pytest.fixture
def assistant(shelf: Path) -> Assistant:
    return Assistant(Library(shelf, NoEncoder()).reader, NoEncoder())


CHECKER = SupportChecker(None)

DRAFT = """\
# Counting by night

AmberNet errs by 2.5% on 3 nights [1]. It
was shown in rain.

- BirchNet errs by 3.5% on 4 nights.
1. CedarNet errs by 99% on 5 nights.

> DuneNet errs by 5.5% on 6 nights.

```
AmberNet(tides). Run it.
```
| a | b |
|---|---|
"""


def test_every_sentence_is_found_where_it_stands(assistant: Assistant) -> None:
    checked = check_draft(CHECKER, assistant, DRAFT)
    assert [DRAFT[c.start : c.end] for c in checked] == [c.text for c in checked]
    assert [" ".join(c.text.split()) for c in checked] == [
        "AmberNet errs by 2.5% on 3 nights [1].",
        "It was shown in rain.",
        "BirchNet errs by 3.5% on 4 nights.",
        "CedarNet errs by 99% on 5 nights.",
        "DuneNet errs by 5.5% on 6 nights.",
    ]


def test_each_sentence_gets_its_paper_and_its_verdict(assistant: Assistant) -> None:
    checked = {c.text.split()[0]: c for c in check_draft(CHECKER, assistant, DRAFT)}
    for name, support in {
        "AmberNet": "supported",
        "BirchNet": "supported",
        "CedarNet": "unsupported",
    }.items():
        assert checked[name].support == support
        assert (checked[name].title or "").startswith(name)
    assert "99" in checked["CedarNet"].why


def test_a_sentence_between_two_tables_is_checked(assistant: Assistant) -> None:
    table = "| a | b |\n|---|---|\n| AmberNet | It errs. |\n"
    draft = f"{table}\nAmberNet errs by 2.5% on 3 nights.\n\n{table}"
    assert [c.text for c in check_draft(CHECKER, assistant, draft)] == ["AmberNet errs by 2.5% on 3 nights."]


def test_quotes_are_the_text_of_the_paper(assistant: Assistant) -> None:
    for found in check_draft(CHECKER, assistant, DRAFT):
        if found.paper_id:
            row = assistant.catalogue.row(found.paper_id)
            assert row is not None
            assert assistant.catalogue.paper(row).text[found.quote_start : found.quote_end] == found.quote


@pytest.mark.parametrize("draft", ["", "\n\n", "# Only a heading\n", "```\ncode. more.\n```"])
def test_what_holds_no_sentence_is_checked_for_nothing(assistant: Assistant, draft: str) -> None:
    assert check_draft(CHECKER, assistant, draft) == []


@pytest.mark.parametrize(
    ("line", "error"),
    [
        pytest.param("nonsense", "line 1 is not JSON: Expecting value", id="no JSON"),
        pytest.param("[1]", "line 1 needs a claim and a list of sources", id="no object"),
        pytest.param('{"claim": "x"}', "line 1 needs a claim and a list of sources", id="no sources"),
        pytest.param('{"claim": 1, "sources": ["a"]}', "line 1: claim must be text", id="a number"),
        pytest.param('{"claim": "x", "sources": "a"}', "line 1: claim must be text", id="one text"),
        pytest.param('{"claim": "x", "sources": [1]}', "line 1: claim must be text", id="a number in it"),
        pytest.param('{"claim": "x", "sources": []}', "line 1: sources must hold at least", id="none"),
        pytest.param('{"id": NaN, "claim": "x", "sources": ["a"]}', "line 1 is not JSON: NaN", id="NaN"),
        pytest.param("[" * 100_000, "line 1 is not JSON: too deeply nested", id="deep"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(line: str, error: str) -> None:
    good = json.dumps({"id": "g", "claim": "Moss grows in rain.", "sources": ["Moss grows in rain."]})
    bad, fine = results([line, "\n", good], partial(check_claim, CHECKER))
    assert bad["error"].startswith(error)
    assert (fine["id"], fine["support"], fine["source"]) == ("g", "supported", 0)
