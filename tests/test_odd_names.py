"""Names of files that are not UTF-8, questions of signs alone, numbers and dates that are none: read, told,
or left out, with nothing lost beside them."""

import json
import os
import re
from pathlib import Path

import pytest

from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from tests.conftest import Ask

ABSTRACT = "YakNet counts horns by night and by day, and errs by 3% on 12 herds of yaks."


def test_a_file_whose_name_is_not_utf_8_is_read_and_shown_escaped(
    ask: Ask, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for name, title in ((b"horns\xff\xfe.jsonl", "YakNet"), (b"plain.jsonl", "GnuNet")):
        try:
            place = os.open(os.fsencode(folder) + b"/" + name, os.O_CREAT | os.O_WRONLY)
        except OSError:
            pytest.skip("the drive takes no such names")
        os.write(place, json.dumps({"title": title, "abstract": ABSTRACT.replace("YakNet", title)}).encode())
        os.close(place)
    ran = ask("ingest", str(folder), home=home)
    assert (ran.code, ran.out.startswith("2 entries in 2 files: 2 added")) == (0, True), ran
    shown = ask("show", "YakNet", "--json", home=home)
    (source,) = shown.json["sources"]
    assert source.encode("utf-8").decode() == source, "it can be written as UTF-8"
    assert re.search(r"horns.+\.jsonl", source)
    assert ask("papers", home=home).out.count("\n") >= 2
    assert ask("backup", str(tmp_path / "b"), home=home).code == 0


@pytest.mark.parametrize(
    "question", ["?", "?!", "...", "!!! ???", "–", "()", '""', "¿?", "。。。", "$%&", "-- -"]
)
def test_a_question_of_signs_alone_is_answered_from_nothing(ask: Ask, question: str) -> None:
    ran = ask("--json", "-", typed=question)
    assert ran.code == 3, ran
    assert (ran.json["status"], ran.json["citations"]) == ("not_answered", [])


def test_what_is_printed_is_json_whatever_numbers_a_file_holds(ask: Ask, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "odd.jsonl"
    odd = ("NaN", "Infinity", "-Infinity", "1e999", "9" * 400)
    lines = [
        f'{{"title": "YakNet{n}: horns", "abstract": "{ABSTRACT}{n}", "upvotes": {number}, "year": {number}}}'
        for n, number in enumerate(odd)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert ask("ingest", str(file), home=home).code == 0

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    out = ask("papers", "--json", home=home).out
    printed = [json.loads(line, parse_constant=refused) for line in out.splitlines()]
    found = printed[0] if isinstance(printed[0], list) else printed
    assert len(found) == len(odd)
    assert {paper["published"] for paper in found} == {None}


@pytest.mark.parametrize("year", ["2999", "9999", "0", "-1", "10000", "99999"])
def test_no_paper_is_of_a_year_that_cannot_be(year: str) -> None:
    for text in (
        json.dumps({"title": "YakNet: horns", "abstract": ABSTRACT, "year": int(year)}),
        f"TY  - JOUR\nTI  - YakNet: horns\nAB  - {ABSTRACT}\nPY  - {year}\nER  - \n",
        f"@article{{yak, title={{YakNet: horns}}, abstract={{{ABSTRACT}}}, year={{{year}}}}}",
    ):
        (paper,) = to_papers(read_text("odd", text.encode()))
        assert paper.published is None, text


def test_a_blank_line_behind_the_kind_of_a_ris_record_costs_nothing() -> None:
    body = f"AB  - {ABSTRACT}\nER  - \n\n"
    text = f"TY  - JOUR\n\nTI  - YakNet: horns\n{body}TY  - JOUR\n\n\nTI  - GnuNet\n{body}"
    found = [entry.title for entry in read_text("odd.ris", text.encode()).entries]
    assert found == ["YakNet: horns", "GnuNet"]
