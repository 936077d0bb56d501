"""BibTeX as tools and people write it: no record is lost for a missing comma, brace or key."""

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.formats import bibtex
from rag.ingest.formats.format import Entry, Problem, Source

MOSS = "title = {Moss on walls},\nabstract = {We count moss.}"


def read(text: str) -> list[Entry | Problem]:
    return bibtex.read(Source("list", text.encode()))


def entry(fields: str) -> Entry:
    (found,) = read(f"@article{{moss,\n{MOSS},\n{fields}\n}}\n")
    assert isinstance(found, Entry), found
    return found


WRITTEN = {
    "a field twice": "@article{m,\nannote = {a},\nannote = {b},\n%s\n}",
    "a comment inside": "@article{m, % mine\n% note = {not this},\n%s, % and this\n}",
    "no comma after the key": "@article{m\n%s\n}",
    "no key": "@article{\n%s\n}",
    "no key but its comma": "@article{,\n%s\n}",
    "no comma between": "@article{m,\nyear = 2019\n%s\nmonth = jul\n}",
    "two commas": "@article{m,,\n%s,,\n}",
    "a brace too many": "@article{m,\nnote = {a } b},\n%s\n}",
    "a brace that closes all": "@article{m,\nnote = {a}},\n%s\n}",
    "a brace too few": "@article{m,\nnote = {a { b},\n%s\n}",
    "its last brace missing": "@article{m,\n%s\n",
    "a quotation mark too many": '@article{m,\nnote = "a "wet" wall",\n%s\n}',
    "a list for a type": "@['JournalArticle', 'Review']{m,\n%s\n}",
    "brackets": "@article(m,\n%s\n)",
    "capitals": "@ARTICLE {m,\nTITLE = {Moss on walls}, Abstract={We count moss.}}",
    "quotation marks": '@article{m,\ntitle = "Moss " # on # " walls", abstract = "We {"}c{"}ount moss."}',
    "Windows lines": "@article{m,\r\n%s\r\n}\r\n",
    "a spaced key": "@article{Fern and Ash 2019,\n%s\n}",
    "an empty field": "@article{m,\nmonth = ,\nurl = {},\n%s\n}",
}


@pytest.mark.parametrize("form", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_record_that_holds_all_that_is_needed_is_read(form: str) -> None:
    text = form.replace("%s", MOSS)
    after = "\n@article{tide,\ntitle = {Tides},\nabstract = {We wait.}\n}\n"
    moss, tide = read(text + after)
    assert isinstance(moss, Entry), moss
    assert isinstance(tide, Entry), tide
    assert moss.title.replace("on", " on ").split() == ["Moss", "on", "walls"]
    assert moss.abstract.replace('{"}', "") == "We count moss."
    assert (tide.title, tide.abstract) == ("Tides", "We wait.")


def test_an_entry_quoted_in_an_abstract_is_none_of_its_own() -> None:
    found = entry("note = {cite it as\n@misc{other,\ntitle = {Other}\n}\n}")
    assert found.title == "Moss on walls"


def test_strings_and_comments_are_no_records() -> None:
    text = '@string{j = "Journal of Moss"}\n@comment{jabref: x}\n@preamble{"\\x"}\n@article{m, journal = j,\n'
    (found,) = read(f"{text}{MOSS}\n}}")
    assert isinstance(found, Entry)
    assert found.venue == "Journal of Moss"


def test_what_cannot_be_read_is_told_by_its_line() -> None:
    assert read("\n@article{a,\ntitle = {x},\nabstract = {cut of") == [
        Problem("line 2", "not readable as BibTeX")
    ]
    assert read("@article{a,\nabstract = {x}}") == [Problem("line 1", "no title")]


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("year = {2019}", "2019"),
        ("year = 2019, month = jul", "2019-07"),
        ("year = 2019, month = {7}", "2019-07"),
        ('year = 2019, month = "3~" # jul', "2019-07-03"),
        ('year = 2019, month = jul # "~3"', "2019-07-03"),
        ("year = 2019, month = {July 3}", "2019-07-03"),
        ("year = 2019, month = {July--August}", "2019-07"),
        ("year = 2019, month = {Jul/Aug}", "2019-07"),
        ("year = 2019, month = {Juillet}", "2019-07"),
        ('year = 2019, month = {M{\\"a}rz}', "2019-03"),
        ("year = 2019, month = ao\\^ut", "2019-08"),
        ("issue_date = {July 2019}", "2019-07"),
        ("publicationdate = {2019-07-03}, year = 2020", "2020"),
        ("year = 2019, month = jul, day = {3--5}", "2019-07-03"),
        ("year = 2019, month = feb, day = 31", "2019-02"),
        ("year = {c2019}", "2019"),
        ("year = {July 2019}", "2019-07"),
        ("year = {2019-07-03}", "2019-07-03"),
        ("date = {2019-07-03/2019-07-05}", "2019-07-03"),
        ("date = {2019-07}, year = 2019", "2019-07"),
        ("date = {2019-07-03T10:00:00Z}", "2019-07-03"),
        ("date = {2019-21}", "2019"),
        ("date = {2019~}, urldate = {2024-01-02}", "2019"),
        ("date = {n.d.}, year = 2019", "2019"),
        ("urldate = {2024-01-02}", None),
        ("year = {forthcoming}", "forthcoming"),
    ],
)
def test_a_date_has_the_precision_of_its_record(fields: str, published: str | None) -> None:
    assert entry(fields).date == published


OF_WILEY = {"doi": "10.1002/(SICI)99:5<57::AID>3.0;2-0"}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("King, Jr., Martin L. and van der Berg, Anna", ["Martin L. King, Jr.", "Anna van der Berg"]),
        ("Fern, Ada and others", ["Ada Fern"]),
        ("{Fern and Ash Research} and Bo Ash", ["Fern and Ash Research", "Bo Ash"]),
        ("Fern,Ada,PhD", ["Ada Fern"]),
        ("Fern, Ada; Ash, Bo", ["Ada Fern", "Bo Ash"]),
        ("Ada Fern, Bo Ash, Cy Moss", ["Ada Fern", "Bo Ash", "Cy Moss"]),
        ("Ada Fern, Bo Ash, and Cy Moss", ["Ada Fern", "Bo Ash", "Cy Moss"]),
        ("A. Fern, B. Ash and C. Moss", ["A. Fern", "B. Ash", "C. Moss"]),
        ("van der Berg, Anna Maria and Bo Ash", ["Anna Maria van der Berg", "Bo Ash"]),
        ("Fern, Ada et al.", ["Ada Fern"]),
        ("Fern, A., Ash, B.", ["A. Fern", "B. Ash"]),
        ("given=Ada, given-i=A, prefix=von, family=Fern and Ash, Bo", ["Ada von Fern", "Bo Ash"]),
        ("Fern, Ada\n  AND Bo Ash", ["Ada Fern", "Bo Ash"]),
        ("{Department of Moss, Office of Walls}", ["Department of Moss, Office of Walls"]),
        ("Plato", ["Plato"]),
        ("", []),
    ],
)
def test_names_are_given_names_first(written: str, names: list[str]) -> None:
    found = entry(f"author = {{{written}}}")
    assert list(found.authors) == names
    others = "others" in written or "et al" in written
    assert found.author_count == (None if others else len(names) or None)


@pytest.mark.parametrize(
    ("fields", "arxiv_id"),
    [
        ("eprint = {1901.01234v2}, archivePrefix = {arXiv}", "1901.01234"),
        ("eprint = {9901001}, archivePrefix = {arXiv}, primaryClass = {hep-th}", "hep-th/9901001"),
        ("eprint = {arXiv:1901.01234}, eprinttype = {arxiv}", "1901.01234"),
        ("journal = {arXiv preprint arXiv:1901.01234}", "1901.01234"),
        ("journal = {CoRR}, volume = {abs/1901.01234}", "1901.01234"),
        ("publisher = {arXiv}, number = {arXiv:1901.01234}", "1901.01234"),
        ("note = {arXiv:1901.01234 [cs]}", "1901.01234"),
        ("howpublished = {\\url{https://arxiv.org/abs/1901.01234}}", "1901.01234"),
        ("doi = {10.48550/arXiv.1901.01234}", "1901.01234"),
        ("url = {http://arxiv.org/pdf/math/0211159v1}", "math/0211159"),
        ("journal = {arXiv e-prints}, eid = {arXiv:1901.01234}", "1901.01234"),
        ("journal = {arXiv e-prints}, eid = {1901.01234}", "1901.01234"),
        ("note = {\\_eprint: https://arxiv.org/abs/1901.01234}", "1901.01234"),
        ("note = {Also available as arXiv:1901.01234v2, with proofs}", "1901.01234"),
        ("note = {A reply to arXiv:1901.01234}", None),
        ("note = {arXiv admin note: text overlap with arXiv:1901.01234}", None),
        ("annote = {arXiv:1901.01234 is a companion to this paper}", None),
        ("note = {See https://arxiv.org/abs/1901.01234}", None),
        ("howpublished = {Supersedes arXiv:1901.01234}", None),
        ("eprint = {1901.01234}, eprinttype = {jstor}", None),
        ("journal = {Moss}, volume = {1901.01234}", None),
    ],
)
def test_an_arxiv_id_is_found_where_tools_put_it(fields: str, arxiv_id: str | None) -> None:
    assert entry(fields).arxiv_id == arxiv_id


def test_an_arxiv_id_is_found_in_the_key_of_dblp() -> None:
    form = "@article{{{key}, title = {{Moss}}, abstract = {{We count it.}}, journal = {{CoRR}}}}"
    (dblp, own) = (
        read(form.format(key=key))[0] for key in ("DBLP:journals/corr/abs-1901-01234", "moss-1901-01234")
    )
    assert isinstance(dblp, Entry)
    assert isinstance(own, Entry)
    assert (dblp.arxiv_id, own.arxiv_id) == ("1901.01234", None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("doi = {10.1000/ab\\_c}", {"doi": "10.1000/ab_c"}),
        ("doi = {https://doi.org/10.1000/ab{\\_}c}", {"doi": "10.1000/ab_c"}),
        ("url = {https://doi.org/10.1000/abc}", {"doi": "10.1000/abc", "url": "https://doi.org/10.1000/abc"}),
        ("note = {doi: 10.1000/abc.}", {"doi": "10.1000/abc"}),
        ("note = {A reply to doi:10.1000/abc}", {"doi": None}),
        ("doi = {10.1002/(SICI)99:5{\\textless}57::AID{\\textgreater}3.0;2-0}", OF_WILEY),
        ("doi = {10.1002/(SICI)99:5$<$57::AID$>$3.0;2-0}", OF_WILEY),
        ("doi = {10.1002/(SICI)99:5&lt;57::AID&gt;3.0;2-0}", OF_WILEY),
        ("doi = {10.1000/{ABC}1}", {"doi": "10.1000/ABC1"}),
        ("url = {https://a.org/content/pdf/10.1000/s12-6.pdf}", {"doi": "10.1000/s12-6"}),
        ("url = {https://a.org/article/file?id=10.1000/s12&type=printable}", {"doi": "10.1000/s12"}),
        ("url = {\\url{https://a.org/b\\_c\\%20d}}", {"url": "https://a.org/b_c%20d"}),
        ("url = {https://a.org/{\\textasciitilde}ada}", {"url": "https://a.org/~ada"}),
        ("subtitle = {A survey}", {"title": "Moss on walls: A survey"}),
        ("booktitle = {Proceedings of Moss}", {"venue": "Proceedings of Moss"}),
        ("journal = {arXiv e-prints}", {"venue": None}),
    ],
)
def test_other_fields(fields: str, expected: dict[str, Any]) -> None:
    found = entry(fields)
    assert {name: getattr(found, name) for name in expected} == expected


def test_an_abstract_is_also_found_in_a_long_note() -> None:
    long = "We count moss. " * 20
    (noted,) = read(f"@article{{m, title = {{Moss}}, annote = {{{long}}}}}")
    (short,) = read("@article{m, title = {Moss}, annote = {Read it again.}}")
    assert isinstance(noted, Entry)
    assert noted.abstract == long.strip()
    assert short == Problem("line 1", "no abstract")


SAMPLE = "\n".join(form.replace("%s", MOSS) for form in WRITTEN.values())


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_a_damaged_file_ends_in_entries_and_problems(seed: int) -> None:
    chance = random.Random(seed)
    text = list(SAMPLE)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(text))
        text[at : at + chance.randint(0, 9)] = chance.choice(
            ["{", "}", '"', "@", ",", "=", "\\", "\1", "#", ""]
        )
    for found in read("".join(text)):
        assert isinstance(found, Problem) or (found.title and found.abstract)


@pytest.mark.parametrize("sign", ["{", "@a{", '"', "@a{b,\n", "@a{b, c = {", " ", "\n", "%", ",", "a = {"])
def test_hostile_text_takes_no_time(sign: str) -> None:
    assert all(isinstance(found, Problem) for found in read("@article{a, title = {" + sign * 50_000))


def test_strings_that_double_are_bounded() -> None:
    doubled = "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 26))
    (found,) = read(f'@string{{s0 = "moss"}}\n{doubled}@article{{m, title = {{Moss}}, abstract = s25}}')
    assert isinstance(found, Entry)
    assert len(found.abstract) < 200_000


def test_braces_round_a_value_go_however_many_they_are_and_at_once() -> None:
    begun, many = time.process_time(), 50_000
    for title, plain in (
        (f"{{{'{ ' * many}Moss on walls{'} ' * many}}}", "Moss on walls"),
        ("{{Moss} on {walls}}", "{Moss} on {walls}"),
    ):
        (found,) = read(f"@article{{moss, title = {title}, abstract = {{We count moss.}}}}")
        assert isinstance(found, Entry)
        assert found.title == plain
    assert time.process_time() - begun < 5
