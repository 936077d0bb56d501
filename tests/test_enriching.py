"""`ask update --enrich`: what services know of papers that are there, and that a retracted one is marked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rag.answering.assistant import Assistant
from rag.answering.rendering import Terminal, as_markdown, paper_details, paper_line, sources
from rag.encoders.no_encoder import NoEncoder
from rag.export.bibtex import as_bibtex
from rag.export.csl import as_csl_json
from rag.export.references import STYLES, references
from rag.export.ris import as_ris
from rag.export.tables import as_csv
from rag.fetching.details import Known, records
from rag.fetching.enriching import AGAIN, Enriched, enrich, filled
from rag.fetching.openalex import OPENALEX
from rag.fetching.web import Web
from rag.ingest.formats.json_records import details_of
from rag.ingest.library import Library
from rag.ingest.merging import merge_two
from rag.integrations.serve.marks import below
from rag.model.answer import answer_from
from rag.model.errors import FetchError
from rag.model.paper import Paper
from rag.web.sources import panel, paper_facts
from tests.conftest import Ask
from tests.paper_services import PaperServices
from tests.paper_values import Shown
from tests.test_fetching import Hands

TODAY = date(2026, 11, 28)
TEXT = "MossNet saves memory by projecting the gradients of moss onto a slow subspace, which takes 3 GB."
MOSS = Shown("MossNet: Slow Nets", TEXT, arxiv="1907.01234", doi="10.1234/moss", retracted="10.1234/notice")
FERN = Shown(
    "FernNet: Fast Nets", "Ferns are counted from the air by a fast net.", arxiv="1907.09999", cited=5
)


@pytest.fixture
def services() -> Iterator[PaperServices]:
    with PaperServices([MOSS, FERN]) as running:
        yield running


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Both papers, of which a file said little."""
    made = Library(tmp_path / "library", NoEncoder())
    made.ingest(
        [
            Paper("1907.01234", MOSS.title, MOSS.abstract, sources=("file",)),
            Paper("1907.09999", FERN.title, FERN.abstract, venue="Ferns Today", sources=("file",)),
        ]
    )
    return made


def asked_about(library: Library, services: PaperServices, today: date = TODAY, **more: Any) -> Enriched:
    """What one run comes to."""
    settings = services.settings(cache=library.home / "cache", **more)
    with Web(settings, Hands().clock) as web:
        *_, done = Enriched(), *enrich(web, library, today)
    return done


def papers_of(library: Library) -> tuple[Paper, Paper]:
    """Both, as the library has them now."""
    moss, fern = sorted(library.papers(), key=lambda paper: paper.paper_id)
    return moss, fern


def test_what_is_lacking_is_filled_and_nothing_is_replaced(library: Library, services: PaperServices) -> None:
    done = asked_about(library, services)
    assert (done.asked, done.known, done.problems) == (2, 2, ())
    assert [paper.paper_id for paper in done.retracted] == ["1907.01234"]
    library.rebuild()
    moss, fern = papers_of(library)
    assert (moss.doi, moss.authors, moss.venue) == (MOSS.doi, MOSS.authors, "Journal of Moss")
    assert (moss.citation_count, moss.retracted, moss.retraction_notice) == (12, True, "10.1234/notice")
    assert (fern.doi, fern.venue, fern.citation_count, fern.retracted) == (None, "Ferns Today", 5, False)
    assert (fern.text, fern.published, fern.sources) == (FERN.abstract, "2024-03-06", ("file",))


def test_papers_are_asked_about_together_and_not_again_within_a_month(
    library: Library, services: PaperServices
) -> None:
    asked_about(library, services)
    assert services.names == ["semantic_scholar", "openalex", "crossref"]
    assert asked_about(library, services, TODAY + timedelta(days=AGAIN - 1)).asked == 0
    assert len(services.asked) == 3
    assert asked_about(library, services, TODAY + timedelta(days=AGAIN)).asked == 2


def test_a_service_that_fails_is_one_line_and_what_the_others_say_is_kept(
    library: Library, services: PaperServices
) -> None:
    services.fault_of = lambda asked: 403 if asked.service == "openalex" else ""
    (problem,) = asked_about(library, services).problems
    assert "OpenAlex does not let us in (403)" in problem
    moss, fern = papers_of(library)
    assert moss.retracted  # Crossref knows it
    assert fern.checked is None  # a preprint, of which OpenAlex alone would know
    services.fault_of = lambda asked: ""
    assert asked_about(library, services).asked == 1


@pytest.mark.parametrize("fault", ["cut", "malformed", "portal", "changed", 503, 429])
def test_no_fault_of_all_services_costs_anything(
    fault: str, library: Library, services: PaperServices
) -> None:
    before = papers_of(library)
    services.fault_of = lambda asked: fault
    assert len(asked_about(library, services).problems) == 2  # of Crossref nothing was to be asked
    assert papers_of(library) == before


def test_offline_nothing_is_asked(library: Library, services: PaperServices) -> None:
    (problem,) = asked_about(library, services, offline=True).problems
    assert "ASK_OFFLINE" in problem
    assert services.asked == []


def test_an_answer_marks_the_retracted_paper_that_it_cites(library: Library, services: PaperServices) -> None:
    asked_about(library, services)
    answer = Assistant(library.reader, library.encoder).ask("How does MossNet save memory?")
    assert [one.retracted for one in answer.citations] == [True]
    note = "Retracted: [1] “MossNet: Slow Nets” (https://doi.org/10.1234/notice)"
    assert answer.notes == (note,)
    assert "MossNet: Slow Nets · RETRACTED · Ann Fern and Bo Lichen · 2024-03-06" in sources(
        answer, Terminal()
    )
    assert "RETRACTED" in below(answer)
    assert note in below(answer)
    assert "Retracted" in panel(answer, 0, lambda id_: papers_of(library)[0])
    assert "**Retracted.**" in as_markdown([answer])
    assert answer_from(answer.to_json()).citations == answer.citations


def test_a_paper_says_that_it_was_retracted() -> None:
    said = "Retracted; notice: https://doi.org/10.1/notice"
    paper = Paper("a", "Moss", TEXT, retracted=True, retraction_notice="10.1/notice", citation_count=3)
    assert said in paper_details(paper, Terminal())
    assert "RETRACTED" in paper_line(paper, Terminal())
    assert "https://doi.org/10.1/notice" in paper_facts(paper)
    for export in (as_bibtex, as_ris, as_csl_json, as_csv):
        assert export([paper]).count(said) == 1
        assert said not in export([Paper("a", "Moss", TEXT)])
    for style in STYLES:
        assert references([paper], style)[0].endswith(f"[{said}]")


def test_the_command_says_which_papers_are_retracted(
    ask: Ask, services: PaperServices, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, address in services.addresses.items():
        monkeypatch.setenv(f"ASK_{name.upper()}", address)
    ask("add", "1907.01234", home=home)
    ran = ask("update", "--enrich", home=home)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "asked about 1 paper, 1 known\n  RETRACTED: MossNet: Slow Nets (1907.01234)\n"


@pytest.mark.parametrize(
    ("said", "retracted", "notice"),
    [
        ({"is_retracted": True}, True, None),
        ({"updated-by": [{"DOI": "10.1/n", "type": "retraction"}]}, True, "10.1/n"),
        ({"updated-by": [{"DOI": "10.1/n", "type": "correction"}]}, False, None),
        (
            {"updated-by": [{"DOI": "10.1/n", "type": "expression_of_concern"}], "is_retracted": False},
            False,
            None,
        ),
        (
            {
                "updated-by": [
                    {"DOI": "10.1/back", "type": "reinstatement", "updated": {"date-parts": [[2021, 10, 1]]}},
                    {"DOI": "10.1/n", "type": "retraction", "updated": {"date-parts": [[2021, 9, 1]]}},
                ]
            },
            False,
            None,
        ),
        ({"title": "RETRACTED ARTICLE: Moss"}, True, None),
        ({"title": "Retracted papers: a study of 300"}, False, None),
        ({"title": "[Retracted] Moss"}, True, None),
    ],
)
def test_what_a_record_says_of_a_retraction_is_read(
    said: dict[str, Any], retracted: bool, notice: str
) -> None:
    entry = details_of({"title": "Moss", **said})
    assert entry
    assert (entry.retracted, entry.retraction_notice) == (retracted, notice)


def test_a_paper_stays_retracted_while_not_all_services_answer() -> None:
    paper = Paper("a", "Moss", TEXT, doi="10.1/a", retracted=True, checked="2026-01-01")
    says_no = replace(paper, retracted=False)
    assert filled(paper, Known((says_no,), asked=True, complete=False), TODAY).retracted
    assert not filled(paper, Known((says_no,), asked=True, complete=True), TODAY).retracted


def test_a_doi_that_is_another_paper_s_is_not_taken() -> None:
    paper, record = Paper("a", "Moss", TEXT), Paper("b", "Moss", "", doi="10.1/B")
    assert filled(paper, Known((record,), asked=True), TODAY).doi == "10.1/B"
    assert filled(paper, Known((record,), asked=True), TODAY, {"10.1/b"}).doi is None


def test_what_services_said_last_is_kept_when_a_file_is_read_again() -> None:
    asked = Paper("a", "Moss", TEXT, retracted=True, citation_count=3, checked="2026-11-28")
    for kept in (merge_two(asked, Paper("a", "Moss", TEXT)), merge_two(Paper("a", "Moss", TEXT), asked)):
        assert (kept.retracted, kept.citation_count, kept.checked) == (True, 3, "2026-11-28")


def test_a_changed_form_is_told() -> None:
    with pytest.raises(FetchError, match="form that is not known"):
        records(OPENALEX, b'{"version": 9, "result": {"headline_of_work": "x"}}')
    assert records(OPENALEX, b'{"meta": {}, "results": []}') == []
