"""Answers as Markdown, HTML and Word: what stands in the file, and what of a model's text never does."""

import base64
import io
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from rag.export.blocks import markdown_blocks, plain_blocks, plain_line
from rag.export.documents import DOCUMENTS, turn_of
from rag.export.formats import EXPORTS
from rag.export.mathml import Element, mathml
from rag.ingest.library import Library
from rag.web.asking import Asking
from rag.web.conversations import token
from rag.web.session import SessionState
from tests.fakes import papers
from tests.page_rooms import asking, controller, library
from tests.page_values import answer
from tests.payloads import PAYLOADS

__all__ = ["asking", "controller", "library"]  # fixtures

WRITTEN = """## Cost
It is **low** [1] and $x_i^2$ small, for $5 or $10.

| Net | Error |
|---|---|
| Moss | 2 |

1. first
2. second
   - within"""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_text(content: bytes) -> list[str]:
    """The paragraphs of a Word file."""
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))  # every part is well formed
        body = ElementTree.fromstring(archive.read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in body.iter(f"{WORD}p")]


def test_what_a_model_wrote_is_read_as_markdown_and_formulas() -> None:
    heading, line, table, first, second, within = markdown_blocks(WRITTEN)
    assert (heading.kind, heading.level) == ("heading", 2)
    assert [span.kind for span in line.line] == ["text", "strong", "text", "math", "text"]
    assert plain_line(line.line) == "It is low [1] and $x_i^2$ small, for $5 or $10."
    assert [[plain_line(cell) for cell in row] for row in table.rows] == [["Net", "Error"], ["Moss", "2"]]
    assert [(b.label, b.level) for b in (first, second, within)] == [("1.", 0), ("2.", 0), ("", 1)]


def test_a_quote_is_never_read_as_markdown() -> None:
    quoted = "“A* beats *B* with `x` and __init__, $5 to $6” [1]"
    (block,) = plain_blocks(quoted)
    assert plain_line(block.line) == quoted
    assert "*B*" in DOCUMENTS["html"].write("t", [turn_of(answer(quoted), [])]).decode()


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl", "csv"])
def test_entries_of_references_are_code(form: str) -> None:
    entries = EXPORTS[form].write(papers(2)).strip()
    first, code, last = plain_blocks(f"References of 2 papers [1]\n\n{entries}\n\nWhat else?")
    assert (first.kind, code.kind, last.kind) == ("paragraph", "code", "paragraph")
    assert code.line[0].text == entries
    (turn,) = [turn_of(answer(f"Here:\n\n{entries}"), [])]
    assert turn.text == f"Here:\n\n```\n{entries}\n```"
    assert "<pre" in DOCUMENTS["html"].write("t", [turn]).decode()


@pytest.mark.parametrize("text", ["[1]", "@name says so {here}", "TY  - is no entry", "[\nnot closed"])
def test_what_only_begins_like_an_entry_is_prose(text: str) -> None:
    assert {block.kind for block in plain_blocks(text)} == {"paragraph"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_document_holds_no_tag_link_or_picture_of_a_model(payload: str) -> None:
    turn = turn_of(answer(payload, model="m", question=payload, notes=(payload,)), [payload])
    page = DOCUMENTS["html"].write(payload, [turn, turn]).decode()
    own = page.replace("<head>", "").replace("<meta http-equiv", "<meta charset")
    for mark in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<a ",
        "<style>@",
        "<form",
        "onerror=x>",
        "<math><mtext><img",
    ):
        assert mark not in own.lower(), mark
    assert any(payload[:9].strip() in text for text in word_text(DOCUMENTS["word"].write(payload, [turn])))
    markdown = DOCUMENTS["markdown"].write(payload, [turn]).decode()
    assert "](" not in markdown
    assert "<" not in markdown


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        ("O(n^2)", "mi mo msup mo"),
        (r"\frac{a_i}{\sqrt{d}}", "mfrac"),
        (r"\mathbb{R}^{d\times d}", "msup"),
        (r"\sum_{i=1}^{N}", "munderover"),
    ],
)
def test_a_formula_is_drawn(latex: str, drawn: str) -> None:
    made = mathml(latex)
    (row,) = made.children
    assert [e.name for e in (row.children if row.name == "mrow" else (row,))] == drawn.split()
    assert dict(made.attributes) == {"alttext": latex}


@pytest.mark.parametrize(
    "latex",
    [r"\begin{x}a\end{x}", "x^{", "}", r"\unknown", "x_", "x^a^b", "{" * 60 + "}" * 60, "a" * 3000],
)
def test_a_formula_that_cannot_be_read_is_shown_as_written(latex: str) -> None:
    assert mathml(latex) == Element("code", f"${latex}$")


def taken(asking: Asking, state: SessionState, act: str, **data: str) -> bytes:
    effect = getattr(asking, act)(state, {"turn": "0", **data})["effects"]
    return base64.b64decode(effect["base64"]) if "base64" in effect else effect["text"].encode()


@pytest.fixture
def talked(asking: Asking) -> SessionState:
    """A conversation of two questions about two papers."""
    state = SessionState(owner=token(), conversation=token())
    for name in ("AmberNet", "BirchNet"):
        list(asking.ask(SessionState(state.owner, state.conversation, box=f"What is {name}?"), {}))
    return state


@pytest.mark.parametrize("style", ["apa", "plain"])
def test_a_conversation_is_taken_away_with_references_in_a_style(
    asking: Asking, talked: SessionState, style: str
) -> None:
    page, markdown, word = (
        taken(asking, talked, "export_conversation", format=f, style=style)
        for f in ("html", "markdown", "word")
    )
    told = word_text(word)
    for text in (page.decode(), markdown.decode(), " ".join(told)):
        assert "What is AmberNet?" in text
        assert "What is BirchNet?" in text
        assert "[1] Amber" in text
    assert "References" in told


def test_a_file_still_names_papers_that_were_removed(
    asking: Asking, talked: SessionState, library: Library
) -> None:
    library.remove([p.paper_id for p in papers(2)])
    for act, wanted in (
        ("export_answer", {"format": "word", "style": "plain"}),
        ("export_conversation", {"format": "html", "style": "ieee"}),
        ("export_conversation", {"format": "bibtex"}),
    ):
        content = taken(asking, talked, act, **wanted)
        shown = " ".join(word_text(content)) if wanted["format"] == "word" else content.decode()
        assert "Counting Tides by Night" in shown.replace("{", "").replace("}", ""), (act, wanted)


def test_an_unknown_format_or_style_makes_no_file(asking: Asking, talked: SessionState) -> None:
    for wanted in ({"format": "exe"}, {"format": "word", "style": "../x"}, {}):
        assert asking.export_answer(talked, {"turn": "0", **wanted}) == {}
