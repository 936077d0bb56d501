"""`ask add`: fetched, shown, added; and nothing is ever fetched by any other command."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Ask, with_models
from tests.paper_services import PaperServices
from tests.paper_values import Shown

ABSTRACT = "MossNet saves memory by projecting the gradients of moss onto a slow subspace, which takes 3 GB."
MOSS = Shown("MossNet: Slow Nets", ABSTRACT, arxiv="1907.01234", doi="10.1234/moss")
FERN = Shown("FernNet: Fast Nets", "Ferns are counted from the air.", arxiv="1907.09999")


@pytest.fixture
def services(ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[PaperServices]:
    """The services, at the addresses that the environment sets."""
    with PaperServices([MOSS, FERN]) as running:
        for name, address in running.addresses.items():
            monkeypatch.setenv(f"ASK_{name.upper()}", address)
        monkeypatch.setenv("ASK_CACHE", str(with_models(tmp_path / "cache")))
        yield running


def test_a_paper_is_added_to_an_empty_library_and_answers(
    ask: Ask, services: PaperServices, home: Path
) -> None:
    ran = ask("add", "https://arxiv.org/abs/1907.01234v2", home=home)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "added: MossNet: Slow Nets · 2024-03-06 · abstract\n  1907.01234 from arXiv\n"
    answered = ask("How does MossNet save memory?", home=home)
    assert "which takes 3 GB.” [1]" in answered.out
    source = "[1] MossNet: Slow Nets · Ann Fern and Bo Lichen · 2024-03-06 · abstract"
    assert source in " ".join(answered.out.split())
    shown = ask("show", "1907.01234", "--json", home=home).json
    assert (shown["authors"], shown["published"]) == (["Ann Fern", "Bo Lichen"], "2024-03-06")
    assert shown["sources"] == ["arXiv"]


def test_what_is_there_is_said_and_not_fetched_again(ask: Ask, services: PaperServices, home: Path) -> None:
    ask("add", "1907.01234", home=home)
    services.asked.clear()
    for typed in ("1907.01234", "hf.co/papers/1907.01234", "10.1234/moss", "“mossnet: slow nets”"):
        assert ask("add", typed, home=home).out.startswith("already there: MossNet: Slow Nets")
    assert services.asked == []


def test_several_are_added_at_once_and_those_that_fail_are_named(
    ask: Ask, services: PaperServices, home: Path
) -> None:
    ran = ask(
        "add", "1907.01234", "https://example.org/x", "-", home=home, typed="1907.09999\n10.1234/none\n"
    )
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if line.startswith("added")] == [
        "added: MossNet: Slow Nets · 2024-03-06 · abstract",
        "added: FernNet: Fast Nets · 2024-03-06 · abstract",
    ]
    problems = ran.err.splitlines()
    assert len(problems) == 2
    assert "https://example.org/x" in problems[0]
    assert "DOI 10.1234/none: not known to Crossref or" in problems[1]


def test_a_dry_run_shows_and_adds_nothing(ask: Ask, services: PaperServices, home: Path) -> None:
    ran = ask("add", "1907.01234", "--dry-run", "--json", home=home).json
    (result,) = ran["results"]
    assert (result["came"], result["paper"]["title"], ran["papers"]) == ("found", MOSS.title, 0)
    assert ask("papers", "--json", home=home).code == 1  # still empty


def test_a_title_may_be_typed_without_quotes(ask: Ask, services: PaperServices, home: Path) -> None:
    assert ask("add", "MossNet:", "Slow", "Nets", home=home).out.startswith("added: MossNet: Slow Nets")


def test_two_services_for_one_paper_make_one_paper(ask: Ask, services: PaperServices, home: Path) -> None:
    ask("add", "10.1234/moss", home=home)
    ran = ask("add", "hf.co/papers/1907.01234", home=home)
    assert ran.out.startswith("updated: MossNet: Slow Nets")
    (paper,) = ask("papers", "--json", home=home).json
    assert (paper["sources"], paper["doi"]) == (["Crossref", "Hugging Face"], "10.1234/moss")


def test_one_paper_by_two_names_at_once_is_added_once(ask: Ask, services: PaperServices, home: Path) -> None:
    ran = ask("add", "10.1234/moss", "1907.01234", home=home)
    assert [line.split(" ")[0] for line in ran.out.splitlines()] == ["added:", "", "added:", ""]
    assert [paper["paper_id"] for paper in ask("papers", "--json", home=home).json] == ["1907.01234"]


def test_offline_forbids_it_in_one_line(
    ask: Ask, services: PaperServices, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASK_OFFLINE", "1")
    ran = ask("add", "1907.01234", home=home)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "ASK_OFFLINE" in ran.err
    assert services.asked == []


UNASKED = [
    ("What is arXiv 1907.09999 about?",),
    ("papers",),
    ("ingest", "{papers}"),
    ("doctor",),
    ("follow", "arxiv:cs.CL", "--question", "What is new?"),
    ("follow",),
]


def test_nothing_is_fetched_unasked_by_any_other_command(
    ask: Ask, services: PaperServices, home: Path, tmp_path: Path
) -> None:
    papers = tmp_path / "papers.jsonl"
    papers.write_text(json.dumps({"title": MOSS.title, "abstract": ABSTRACT, "arxiv_id": "1907.01234"}))
    ask("ingest", str(papers), home=home)
    for command in UNASKED:
        ask(*(part.format(papers=papers) for part in command), home=home)
    assert services.asked == []
