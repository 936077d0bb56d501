"""The DOI of a supplement or a volume, which stands on each abstract in it: none of them becomes another."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.ingest.merging import merge
from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from rag.ingest.reading import FilesRead
from rag.model.paper import Paper, paper_from, payload_of
from tests.fakes import kept

DOI = "10.1000/supplement.7"
ABSTRACTS = {
    "Moss on the roofs of old barns": "We counted moss on forty barns. Slate held most of it, tin none.",
    "Kilns that are heated slowly": "Clay cracks in a kiln that is hot too soon. Slow days save it.",
    "How owls find a barn in fog": "Owls with rings were followed by radio. In fog they flew along hedges.",
}


def ris(papers: dict[str, str], doi: str = DOI) -> bytes:
    records = (
        f"TY  - JOUR\nTI  - {title}\nAB  - {text}\nPY  - 2021\nDO  - {doi}\nER  - \n\n"
        for title, text in papers.items()
    )
    return "".join(records).encode()


def papers_of(papers: dict[str, str], name: str = "supplement.ris") -> list[Paper]:
    return to_papers(read_text(name, ris(papers)))


def numbers(library: Library, papers: list[Paper]) -> tuple[int, int, int, int]:
    report = library.ingest(papers)
    return len(report.added), len(report.updated), len(report.unchanged), len(report.merges)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home", NoEncoder())


def test_abstracts_that_carry_the_doi_of_their_supplement_stay_apart(library: Library) -> None:
    papers = papers_of(ABSTRACTS)
    assert numbers(library, papers) == (3, 0, 0, 0)
    assert numbers(library, papers) == (0, 0, 3, 0)
    assert {p.title: (p.text, p.doi) for p in kept(library)} == {t: (x, DOI) for t, x in ABSTRACTS.items()}


def test_the_report_says_in_one_line_that_a_doi_is_of_a_collection() -> None:
    found = FilesRead()
    other = ris({"Ponds": "A pond is deep where it is dark.", "Wool": "Sheep were shorn twice."}, "10.1000/b")
    found.take(read_text("all.ris", ris(ABSTRACTS) + other))
    said = f"all.ris: DOI of a collection, its papers kept apart: {DOI} of 3 papers, 10.1000/b of 2 papers"
    assert found.problems == [said]


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param(("Colour and odour of moss", "Color and odor of moss"), id="spelling"),
        pytest.param(("Moss on the roofs of barns", "Moss on the roofs of barns: a survey"), id="subtitle"),
        pytest.param(("Moss on the roofs", "Mosses as guests of old houses"), id="another title, one text"),
    ],
)
def test_a_paper_that_stands_in_a_file_twice_is_one(titles: tuple[str, str]) -> None:
    text = next(iter(ABSTRACTS.values()))
    merged = merge(papers_of({titles[0]: text, titles[1]: f"{text} All were old."}))
    assert (len(merged.papers), [one.because for one in merged.merges]) == (1, ["the same DOI"])
    assert not merged.papers[0].shared_doi


def test_texts_in_two_languages_under_one_doi_are_of_one_paper() -> None:
    german = "Wir haben Moos auf vierzig Scheunen gezählt. Auf Schiefer war das meiste und auf Blech keines."
    english = next(iter(ABSTRACTS.values()))
    assert (
        len(merge(papers_of({"Moos auf den Dächern": german, "Roofs and what they carry": english})).papers)
        == 1
    )


def test_variants_of_one_abstract_of_a_supplement_are_one_paper() -> None:
    (title, text), *_ = ABSTRACTS.items()
    papers = papers_of({**ABSTRACTS, title.replace("roofs", "rooves"): f"{text} So we think."})
    assert [one.because for one in merge(papers).merges] == ["the same DOI"]


def test_a_single_abstract_of_a_known_supplement_becomes_no_other(library: Library) -> None:
    library.ingest(papers_of(ABSTRACTS))
    again = papers_of(dict([*ABSTRACTS.items()][1:2]), "one.ris")
    assert not again[0].shared_doi
    assert numbers(library, again) == (0, 1, 0, 0)
    assert numbers(library, papers_of({"Wool of two summers": "Sheep were shorn twice."}, "new.ris")) == (
        1,
        0,
        0,
        0,
    )
    assert numbers(library, papers_of({"Ponds": "A pond is deep where it is dark."}, "more.ris")) == (
        1,
        0,
        0,
        0,
    )
    assert len(kept(library)) == 5
    assert all(p.shared_doi for p in kept(library))


def test_a_supplement_is_seen_though_one_of_its_abstracts_was_there_before(library: Library) -> None:
    library.ingest(papers_of(dict([*ABSTRACTS.items()][2:]), "one.ris"))
    assert numbers(library, papers_of(ABSTRACTS)) == (2, 1, 0, 0)
    assert numbers(library, papers_of(ABSTRACTS)) == (0, 0, 3, 0)
    assert {p.title for p in kept(library)} == set(ABSTRACTS)


def test_a_doi_of_two_files_is_of_one_paper_whatever_they_call_it(library: Library) -> None:
    (one, text), (other, _), _ = ABSTRACTS.items()
    library.ingest(papers_of({one: text}, "one.ris"))
    assert numbers(library, papers_of({other: text}, "two.ris")) == (0, 1, 0, 0)


def test_that_a_doi_is_shared_is_kept_with_the_paper() -> None:
    shared = papers_of(ABSTRACTS)[0]
    assert (shared.doi, shared.own_doi) == (DOI, None)
    assert paper_from(payload_of(shared)) == shared
    assert replace(shared, shared_doi=False).fingerprint != shared.fingerprint
