"""Records that are written oddly, or are damaged: what is there is read, what is not is reported."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.formats.format import Entry, Listed, Problem, Source
from rag.ingest.formats.registry import format_of
from rag.model.errors import PageError
from tests.test_bibliographies import MOSS, endnote, enw, nbib, only, pubmed, read, ris, wos

TEA = "Tea is poured from a height of one hand. It cools by four degrees on the way down to the cup."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            ris().lower().replace(MOSS.lower(), MOSS).replace("moss\n", "Moss\n", 1), id="lower case"
        ),
        pytest.param(ris().replace("  - ", " - "), id="one space"),
        pytest.param(ris().replace("  - ", "\t- "), id="a tab"),
        pytest.param(ris().replace("  - ", "  -"), id="none behind the dash"),
        pytest.param(ris().replace("  - ", "  – "), id="a long dash"),
        pytest.param(ris().replace("\n", "\r\n"), id="Windows"),
        pytest.param(ris().replace("\n", "\r"), id="old Mac"),
        pytest.param(f"\ufeff\n\n{ris()}", id="a mark of Unicode"),
        pytest.param(f"Provider: Moss\nContent: text\n\n{ris()}", id="lines before"),
        pytest.param(ris().replace("JOUR\n", "JOUR\n\n"), id="a blank line after the kind"),
        pytest.param(ris().replace("\nER  - ", ""), id="no end"),
        pytest.param(ris().replace("TY  - JOUR\n", ""), id="no kind"),
        pytest.param(ris().replace("TY  - JOUR\n", "").replace("ER", "TY  - JOUR\nER"), id="the kind last"),
        pytest.param(ris().replace("AB", "N2"), id="N2"),
        pytest.param(ris(f"N2  - {MOSS}"), id="said twice"),
        pytest.param(ris().replace("week. It", "week.\nAB  - It"), id="two lines of tags"),
        pytest.param(ris().replace("week. It", "week.\nIt"), id="a line that goes on"),
        pytest.param(ris().replace("week. It", "week.\n\n      It"), id="a paragraph"),
        pytest.param(ris().replace("AB  - ", "N1  - Abstract: "), id="a note that says so"),
        pytest.param(
            ris("N1  - Cited By: 3", "N1  - tables. Journal Subset: Peer Reviewed; USA. ID: 7"),
            id="other notes",
        ),
        pytest.param(ris().replace("TI", "T1"), id="T1"),
        pytest.param(ris("XX  - unknown", "PMID - 7"), id="unknown tags"),
        pytest.param(nbib().replace("week. It", "week.\n      It"), id="PubMed, wrapped"),
        pytest.param(nbib().replace("PMID- 7\n", ""), id="PubMed, no number"),
        pytest.param(wos().replace("week. It", "week.\n   It"), id="Web of Science, wrapped"),
        pytest.param(wos().replace("FN Clarivate\nVR 1.0\n", ""), id="Web of Science, no header"),
        pytest.param(wos().replace("ER\n\nEF", ""), id="Web of Science, cut off"),
        pytest.param(enw().replace("week. It", "week.\nIt"), id="EndNote, wrapped"),
        pytest.param(enw().replace("%0 Journal Article\n", ""), id="refer, which has no kinds"),
        pytest.param(enw().replace("%0", "%0 Serial\n%0"), id="EndNote, two kinds"),
        pytest.param(pubmed("").replace("</PubmedArticleSet>", ""), id="PubMed XML, cut off"),
        pytest.param(pubmed("<x:math>n</x:math>&nbsp;&"), id="PubMed XML, not quite XML"),
    ],
)
def test_a_record_that_is_written_oddly_is_read_whole(text: str) -> None:
    entry = only(text)
    assert (entry.title, entry.abstract.replace("\n", " ")) == ("Moss", MOSS)


def test_notes_that_databases_keep_are_no_abstract() -> None:
    notes = (
        "pictorial; standards. Journal Subset: Health Services; USA. Peer Reviewed; Other. ID: 7",
        "Correspondence Address: Fern, A.; Institute of Moss, which is in the old house by the river",
        "read this",
    )
    texts = [ris().replace(f"AB  - {MOSS}", f"N1  - {note}") for note in notes]
    assert [read(text) for text in texts] == [[Problem("entry 1", "no abstract")]] * len(texts)


SAMPLES = {
    "RIS": ris("AU  - Fern, Ada", "PY  - 2019/07/03"),
    "PubMed": nbib("FAU - Fern, Ada", "DP  - 2019 Jul 3", "LID - 10.1000/a [doi]"),
    "Web of Science": wos("AF Fern, Ada", "   Lichen, Bo", "PD JUL 3", "PY 2019").replace("\nEF", ""),
    "EndNote": enw("%A Fern, Ada", "%D 2019", "%8 July 3"),
    "PubMed XML": pubmed("<AuthorList><Author><LastName>Fern</LastName></Author></AuthorList>"),
    "EndNote XML": endnote("<dates><year>2019</year></dates>"),
    "CSV": f'Title,Abstract,Authors,Year\nMoss,"{MOSS}","Fern, Ada",2019\n"Tea, hot",{TEA},"Clay",2\n',
}


def found_in(data: bytes) -> Listed:
    source = Source("export", data)
    known = format_of(source)
    return known.read(source) if known else []


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_of_many_records_is_read_once(name: str) -> None:
    text = SAMPLES[name]
    known = format_of(Source("export", text.encode()))
    assert known is not None
    assert known.name == name
    rows = text.split("\n", 1) if name == "CSV" else ("", "")
    many = f"{rows[0]}\n{rows[1] * 50}" if name == "CSV" else text * 100
    found = read(many)
    assert [type(item) for item in found] == [Entry] * 100
    assert len({entry.abstract for entry in found if isinstance(entry, Entry)}) <= 2


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damage_ends_in_entries_and_problems(name: str, data: st.DataObject) -> None:
    """Bytes cut out, put in and doubled anywhere: no exception but PageError."""
    content = bytearray(SAMPLES[name].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        end = min(len(content), at + data.draw(st.integers(0, 40)))
        put = data.draw(
            st.sampled_from([b"", b"\0", b'"', b"\n", b"\r", b"<", b"&", b"\xff", b"%0 ", b"9" * 5000])
        )
        content[at:end] = put + bytes(content[at:end]) * data.draw(st.integers(0, 2))
    try:
        found = found_in(bytes(content))
    except PageError:
        return
    assert all(isinstance(item, Entry | Problem) for item in found)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["RIS", "PubMed", "Web of Science", "EndNote", "PubMed XML"]), st.data())
def test_a_damaged_record_takes_no_other_with_it(name: str, data: st.DataObject) -> None:
    """Three records, the middle one damaged inside its abstract: three come out, two as they were."""
    good = SAMPLES[name]
    at = good.index(MOSS) + data.draw(st.integers(1, len(MOSS) - 1))
    junk = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r\ufeff"), max_size=30))
    found = read(good + good[:at] + junk + good[at:] + good)
    assert len(found) == 3
    assert [item.abstract for item in (found[0], found[2]) if isinstance(item, Entry)] == [MOSS, MOSS]
