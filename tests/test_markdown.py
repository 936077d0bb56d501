"""Markdown: lists of papers in each usual layout, and notes on one paper."""

import pytest

from rag.ingest.formats.format import Entry, Source
from rag.ingest.formats.registry import format_of
from rag.ingest.pages import read_text
from rag.model.errors import PageError

ONE, TWO = "Slow nets for moss", "Queues from tide tables"
MOSS = (
    "Moss is mapped by hand, which is slow. We grow a small net that labels it from photographs, "
    "and it needs no light at all."
)
TIDE = (
    "Ships wait outside harbours because nobody joins the tables. We join them and forecast the "
    "queues six hours ahead of time."
)
AT = "https://arxiv.org/abs/"
LAYOUTS = {
    "headings that link": f"# Daily papers\n\n## [{ONE}]({AT}1907.01234)\n\n{MOSS}\n\n## "
    f"[{TWO}]({AT}1907.01235)\n\n{TIDE}\n",
    "headings with fields": f"# 2019-07-03\n\n### {ONE}\n\n[arXiv]({AT}1907.01234)\n\n**Authors:** "
    f"Ann Fern, Bo Lichen\n\n"
    f"**Summary:** {MOSS}\n\n---\n\n### {TWO}\n\n[arXiv]({AT}1907.01235)\n\n**Authors:** Cy Lee\n\n"
    f"**Summary:** {TIDE}\n",
    "numbered headings, fields as items": f"## 1. {ONE}\n- **Authors**: Ann Fern, Bo Lichen\n- "
    f"**Link**: {AT}1907.01234\n"
    f"- **Abstract**: {MOSS}\n\n## 2. {TWO}\n- **Authors**: Cy Lee\n- **Link**: <{AT}1907.01235>\n"
    f"- **Abstract**: {TIDE}\n",
    "items": f"- **[{ONE}]({AT}1907.01234)** (Upvotes: 5)\n  *Summary:* {MOSS}\n\n- "
    f"**[{TWO}]({AT}1907.01235)**\n  *Summary:* {TIDE}\n",
    "numbered items with paragraphs": f"1. [{ONE}]({AT}1907.01234)\n\n   *Ann Fern, Bo Lichen*\n\n "
    f"  {MOSS}\n\n"
    f"2. [{TWO}]({AT}1907.01235)\n\n   *Cy Lee*\n\n   {TIDE}\n",
    "items with the abstract folded": f"* **{ONE}** [[paper]({AT}1907.01234)]\n  "
    f"<details><summary>Abstract</summary>{MOSS}"
    f"</details>\n* **{TWO}** [[paper]({AT}1907.01235)]\n  "
    f"<details><summary>Abstract</summary>{TIDE}</details>\n",
    "folded below headings": f"### {ONE}\n[[pdf]]({AT}1907.01234)\n\n<details>\n"
    f"<summary>Abstract</summary>\n\n{MOSS}\n\n</details>\n\n"
    f"### {TWO}\n[[pdf]]({AT}1907.01235)\n\n<details>\n<summary>Abstract</summary>\n\n{TIDE}\n\n</details>\n",
    "a table": f"# Updated on 2019.07.04\n\n| Publish Date | Title | Authors | Abstract | PDF |\n"
    f"|:--|:--|:--|:--|:--|\n"
    f"| **2019-07-03** | **{ONE}** | Ann Fern et.al. | {MOSS} | [1907.01234]({AT}1907.01234) |\n"
    f"| **2019-07-03** | **{TWO}** | Cy Lee | <details><summary>show</summary>{TIDE}</details> | "
    f"[1907.01235]({AT}1907.01235) |\n",
    "bold lines": f"**[{ONE}]({AT}1907.01234)**\n\n{MOSS}\n\n**[{TWO}]({AT}1907.01235)**\n\n{TIDE}\n",
    "headings alone": f"# Reading list\n\n## {ONE}\n\n{MOSS}\n\n## {TWO}\n\n{TIDE}\n",
    "abstracts below their own headings": f"# {ONE}\n\nAnn Fern\n\n## Abstract\n\n{MOSS}\n\n## 1 "
    f"Introduction\n\n{TIDE}\n\n"
    f"# {TWO}\n\n## Abstract\n\n{TIDE}\n",
    "quotes": f"## [{ONE}]({AT}1907.01234)\n> {MOSS}\n\n## [{TWO}]({AT}1907.01235)\n> {TIDE}\n",
}


def listed(text: str) -> list[Entry]:
    source = Source("list", text.encode())
    known = format_of(source)
    assert known
    assert known.name == "Markdown"
    found = known.read(source)
    assert [item for item in found if not isinstance(item, Entry)] == []
    return [item for item in found if isinstance(item, Entry)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_of_a_list_is_read(layout: str) -> None:
    text = LAYOUTS[layout]
    entries = listed(text)
    assert [entry.title for entry in entries] == [ONE, TWO]
    assert [entry.abstract for entry in entries] == [MOSS, TIDE]
    if AT in text:
        assert [entry.arxiv_id for entry in entries] == ["1907.01234", "1907.01235"]
    if "**Authors" in text:
        assert entries[0].authors == ("Ann Fern", "Bo Lichen")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"Title: Paper page - {ONE}\n\nURL Source: https://huggingface.co/papers/1907.01234\n\n"
            f"Markdown Content:\n"
            f"# {ONE}\n\nAuthors:[Ann Fern](https://x.org/a)\n\n###### Abstract\n\n{MOSS}\n\n## 1 "
            f"Introduction\n\n{TIDE}\n",
            id="a saved page",
        ),
        pytest.param(
            f"Title: [1907.01234] {ONE}\n\nURL Source: {AT}1907.01234\n\nMarkdown Content:\n"
            f"Authors:[Ann Fern](https://x.org)\n\n"
            f"> Abstract:{MOSS}\n\nComments:9 pages\n",
            id="a saved page of arXiv",
        ),
        pytest.param(
            f'---\ntitle: "{ONE}"\nauthors:\n  - Ann Fern\narxiv: 1907.01234\nyear: 2019\n---\n\n# '
            f"{ONE}\n\n## Abstract\n\n{MOSS}\n\n"
            f"## Thoughts\n\n{TIDE}\n",
            id="a note",
        ),
        pytest.param(
            f"---\ntitle: {ONE}\nauthors: Ann Fern\narxiv: '1907.01234'\nabstract: >\n  {MOSS}\n"
            f"---\n\n{TIDE}\n",
            id="a note with the abstract above it",
        ),
    ],
)
def test_a_file_on_one_paper_gives_that_paper_alone(text: str) -> None:
    (entry,) = listed(text)
    assert (entry.title, entry.abstract, entry.authors) == (ONE, MOSS, ("Ann Fern",))
    assert entry.arxiv_id == "1907.01234"


def problems(text: str) -> list[str]:
    source = Source("list", text.encode())
    known = format_of(source)
    return (
        [item.title if isinstance(item, Entry) else item.what for item in known.read(source)] if known else []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"# A\n\n- [{ONE}]({AT}1907.01234) - Ann Fern et al., Moss 2019.\n",
            ["no abstract"],
            id="only titles",
        ),
        pytest.param(
            f"## [{ONE}]({AT}1907.01234)\n\n{MOSS}\n\n## Thanks\n\nTo all.\n",
            [ONE],
            id="a heading that is no paper",
        ),
        pytest.param(
            "# Tool\n\nIt sorts.\n\n## Install\n\n" + MOSS + "\n\n## Use\n\n" + TIDE + "\n",
            [],
            id="a program's manual",
        ),
        pytest.param(
            f"```bibtex\n@article{{a, title={{x}}}}\n```\n\n## [{ONE}]({AT}1907.01234)\n\n{MOSS}\n",
            [ONE],
            id="a BibTeX block",
        ),
    ],
)
def test_what_is_no_paper_is_left_and_what_lacks_an_abstract_reported(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_a_readme_with_one_heading_is_no_paper() -> None:
    words = f"# About these files\n\n{MOSS}\n".encode()
    note = f"# {ONE}\n\n**Authors:** Ann Fern\n\n{MOSS}\n".encode()
    for name, text, papers in (("notes.md", words, 1), ("files/README.md", words, 0), ("README.md", note, 1)):
        source = Source(name, text)
        try:
            read = [one for one in format_of(source).read(source) if isinstance(one, Entry)]
        except PageError:
            read = []
        assert len(read) == papers, name


RAIN = "Moss keeps rain for days, and we measure it in 400 cores that were taken in the hills."


def test_who_wrote_it_and_when_may_stand_behind_or_below_a_title() -> None:
    link = "[x](https://arxiv.org/abs/1907.01234)"
    behind = f"- **Moss and rain in ponds**. Ada Fern, Bo Ash. *Moss*, 2019. {link}\n\n  {RAIN}\n"
    below = f"### Moss and rain in ponds\n\n*Ada Fern, Bo Ash* — Moss, 2019\n\n**Abstract:** {RAIN}\n"
    numbered = f"1. **Moss and rain in ponds** (2019)\n   Ada Fern, Bo Ash\n   {link}\n\n   > {RAIN}\n"
    for text in (behind, below, numbered):
        (entry,) = read_text("list.md", text.encode()).entries
        assert (entry.title, entry.authors, entry.date) == (
            "Moss and rain in ponds",
            ("Ada Fern", "Bo Ash"),
            "2019",
        )
        assert entry.abstract == RAIN


def test_a_title_below_a_paper_that_is_whole_is_that_of_another() -> None:
    heading = f"## [{ONE}]({AT}1907.01234)\n\n{MOSS}\n\n"
    below = f"left over\nTitle: Ponds in rain\n\n{RAIN}\n\nTitle: Kites\n"
    page = read_text("list.md", (heading + below).encode())
    assert [(entry.title, entry.abstract) for entry in page.entries] == [(ONE, MOSS), ("Ponds in rain", RAIN)]
    assert [problem.what for problem in page.failed] == ["no abstract"]


def test_a_title_above_the_abstract_is_that_of_the_paper_which_is_linked() -> None:
    text = f"## [1907.01234]({AT}1907.01234)\n\nTitle: {ONE}\nAuthors: Ann Fern\n\n{MOSS}\n"
    assert [entry.title for entry in read_text("list.md", text.encode()).entries] == [ONE]
