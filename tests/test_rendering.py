"""How answers and papers look: on a terminal, as Markdown, as BibTeX."""

import pytest

from rag.answering.rendering import (
    MOST_ITEMS,
    MOST_SOURCES,
    StreamingWrapper,
    Terminal,
    as_markdown,
    folded,
    paper_details,
    paper_line,
    quotes,
    sources,
)
from rag.export.bibtex import as_bibtex
from rag.model.answer import Answer, Citation, Status
from tests.fakes import paper


def cited(number: int, title: str, quote: str = "It errs by 2.5%.", **fields: object) -> Citation:
    given = {"url": None, "published": "2024-01-01", "text_kind": "digest", "start": 0, "end": len(quote)}
    return Citation(number=number, paper_id=title.lower(), title=title, quote=quote, **{**given, **fields})  # type: ignore[arg-type]


def answered(text: str, *citations: Citation, question: str = "How far is it off?") -> Answer:
    return Answer(question, question, Status.ANSWERED, text, citations)


def wrapped(pieces: list[str], terminal: Terminal) -> str:
    wrapper = StreamingWrapper(terminal)
    return "".join(wrapper.take(piece) for piece in pieces) + wrapper.end()


TEXT = (
    "The kelp grows where the water is cold and clear [1], and it does not where it is not.\n\n- One\n- Two"
)
WRAPPED = """\
The kelp grows where the
water is cold and clear [1],
and it does not where it is
not.

- One
- Two"""


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([TEXT], id="all at once"),
        pytest.param(list(TEXT), id="letter by letter"),
        pytest.param([TEXT[:7], TEXT[7:50], TEXT[50:51], TEXT[51:]], id="in pieces"),
    ],
)
def test_text_is_wrapped_the_same_however_it_comes(pieces: list[str]) -> None:
    assert wrapped(pieces, Terminal(width=28)) == WRAPPED
    assert wrapped(pieces, Terminal()) == TEXT


def test_items_of_a_list_hang() -> None:
    assert wrapped(["- one two three four five"], Terminal(width=20)) == "- one two three four\n  five"


def test_markers_are_set_off_even_when_they_come_in_two_pieces() -> None:
    assert wrapped(["Cold [", "1] water"], Terminal(colour=True)) == "Cold \x1b[36m[1]\x1b[0m water"


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x9b2J", "\x07", "\x08", "\r"])
def test_no_text_from_outside_steers_the_terminal(hostile: str) -> None:
    terminal = Terminal(colour=False, width=80)
    bad = f"Moss{hostile}Net"
    citation = cited(1, bad, bad, url=f"https://a.org/{hostile}", published=None, support="weak")
    answer = answered(bad, citation)
    known = paper(0, title=bad, text=bad, organisation=bad, url=bad, authors=(bad,), sources=(bad,))
    shown = [
        wrapped([bad], terminal),
        sources(answer, terminal),
        quotes(answer, terminal),
        as_markdown([answer]),
        as_bibtex([known]),
        paper_line(known, terminal),
        paper_details(known, terminal),
    ]
    assert not any(hostile in text for text in shown)


def test_sources_name_each_paper_once_and_what_needs_a_second_look() -> None:
    answer = answered(
        "",
        cited(2, "Fern Law", published=None, url="https://a.org/fern"),
        cited(1, "Moss Net"),
        cited(1, "Moss Net", "It rains.", support="weak"),
    )
    assert sources(answer, Terminal()) == (
        "Sources\n"
        "[1] Moss Net · 2024-01-01 · our summary\n"
        "[2] Fern Law · our summary · https://a.org/fern\n"
        "[1] weakly supported: “It rains.”"
    )


def test_markdown_has_the_conversation_and_its_references() -> None:
    answer = answered("It errs [1].", cited(1, "Moss Net", url="https://a.org/moss"), question="How\nfar?")
    assert as_markdown([answer]) == (
        "## How far?\n\nIt errs [1].\n\n[1] Moss Net (2024-01-01) <https://a.org/moss>  \n"
    )


def test_markdown_takes_no_tags_links_or_pictures_from_outside() -> None:
    saved = as_markdown([answered("<b>x</b> ![p](http://a) [q](http://b)", cited(1, "![t](c) <i>"))])
    assert "<b>" not in saved
    assert "<i>" not in saved
    assert "](" not in saved


def test_bibtex_has_the_fields_that_are_known() -> None:
    known = paper(
        0, paper_id="2401.00001", title="100% Moss & {Fern}", authors=("Ada Moss", "Bo Fern"), author_count=2
    )
    assert as_bibtex([known]) == (
        "@misc{moss2024100,\n"
        "  title = {{100\\% Moss \\& \\{Fern\\}}},\n"
        "  author = {Ada Moss and Bo Fern},\n"
        "  year = {2024},\n"
        "  month = jan,\n"
        "  day = {1},\n"
        "  eprint = {2401.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "}"
    )


def test_a_paper_on_a_page() -> None:
    assert paper_details(paper(0, author_count=3, text="Moss grows."), Terminal()) == (
        "AmberNet: Counting Tides by Night\n"
        "          id  ambernet-counting-tides-by-night\n"
        "   published  2024-01-01\n"
        "     authors  3\n"
        "     upvotes  0\n"
        "        text  abstract, from invented.jsonl\n"
        "\n"
        "Moss grows."
    )


def test_a_long_list_is_cut_short_and_says_how_to_go_on() -> None:
    items = [f"- Paper {n} [{n}]" for n in range(1, MOST_ITEMS + 6)]
    assert folded("\n".join(["Head:", *items]), "type “more”").splitlines() == [
        "Head:",
        *items[:MOST_ITEMS],
        "… and 5 more: type “more”",
    ]
    short = "\n".join(["Head:", *items[:MOST_ITEMS]])
    assert folded(short, "type “more”") == short


def test_of_many_papers_the_first_are_under_the_answer() -> None:
    citations = [cited(n, f"Paper {n}") for n in range(1, MOST_SOURCES + 4)]
    lines = sources(answered("All.", *citations), Terminal()).splitlines()
    assert lines[1].startswith("[1] Paper 1 ")
    assert lines[-2].startswith(f"[{MOST_SOURCES}] ")
    assert lines[-1] == f"[{MOST_SOURCES + 1}] to [{MOST_SOURCES + 3}]: the papers named above"
