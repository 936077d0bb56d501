"""`--venue` of the commands that list papers."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import Ask

PAPERS = [
    {"title": "Moss and rain", "abstract": "Moss keeps rain.", "journal": "Annals of Tides", "year": 2019},
    {"title": "Ponds at night", "abstract": "Ponds are deep.", "journal": "Annals of Tides", "year": 2021},
    {"title": "Kites in wind", "abstract": "Kites fly high.", "journal": "Nature", "year": 2021},
    {"title": "Kelp in winter", "abstract": "Kelp is cold."},
]


@pytest.fixture
def filled(ask: Ask, home: Path, tmp_path: Path) -> Ask:
    file = tmp_path / "list.json"
    file.write_text(json.dumps(PAPERS), encoding="utf-8")
    assert ask("ingest", str(file), home=home).code == 0
    return partial(ask, home=home)


def titles(out: str) -> list[str]:
    return [paper["title"] for paper in json.loads(out)]


def test_papers_of_a_venue_are_listed_and_exported(filled: Ask) -> None:
    assert titles(filled("papers", "--venue", "the annals of tides", "--json").out) == [
        "Moss and rain",
        "Ponds at night",
    ]
    both = filled("papers", "--venue", "Nature or Annals of Tides", "--since", "2020", "--json")
    assert titles(both.out) == ["Ponds at night", "Kites in wind"]
    written = filled("export", "--venue", "Nature").out
    assert ("Kites" in written, "Ponds" in written) == (True, False)


def test_a_venue_that_no_paper_names_is_told_with_those_that_there_are(filled: Ask) -> None:
    ran = filled("papers", "--venue", "Cell")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("no paper says that it appeared in Cell; there are Annals of Tides, Nature\n")
