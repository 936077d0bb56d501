"""The pages in docs/: their examples run, and what they name exists."""

import ast
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import FrameType

import pytest

from rag.encoders.minilm import MiniLM
from tests.conftest import Ask
from tests.test_architecture import ARROWS, modules
from tests.written_docs import API, ARCHITECTURE, api, architecture

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/architecture.md", "docs/llama-index.md", "CONTRIBUTING.md")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(page: str) -> list[tuple[str, str]]:
    """The fenced blocks of a page, each with its language."""
    return _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def test_the_llama_index_page_runs_from_top_to_bottom(
    minilm: MiniLM, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASK_EMBEDDING", "minilm")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    printed = StringIO()

    def run(code: str) -> None:
        with redirect_stdout(printed):
            exec(compile(code, "docs/llama-index.md", "exec"), names)

    def compare(shown: str) -> None:
        assert printed.getvalue() == shown
        printed.seek(0)
        printed.truncate()

    steps: dict[str, Callable[[str], object]] = {
        "json": lambda text: Path("papers.jsonl").write_text(text, encoding="utf-8"),
        "console": lambda line: ask(*shlex.split(line.removeprefix("$ ask "))),
        "python": run,
        "text": compare,
    }
    for language, text in blocks("docs/llama-index.md"):
        steps[language](text)
    assert not printed.getvalue()


# -- the drawing and what a program writes


def test_the_drawing_has_every_room_and_no_arrow_that_is_not_allowed() -> None:
    (drawing,) = (text for language, text in blocks("docs/architecture.md") if language == "mermaid")
    rooms = dict(re.findall(r'(\w+)\["([\w.]+)"\]', drawing))
    assert sorted(rooms.values()) == sorted(ARROWS)
    plain = re.sub(r'\["[^"]*"\]|\|[^|]*\|', "", drawing)
    drawn = {(rooms[a], rooms[b]) for a, b in re.findall(r"^ *(\w+) -\.?->\s*(\w+)$", plain, re.M)}
    assert len(drawn) > 15
    assert {(a, b) for a, b in drawn if b not in ARROWS[a].split()} == set()


def test_what_is_written_from_the_code_is_up_to_date() -> None:
    due = "write it anew: python -m tests.written_docs --update"
    assert ARCHITECTURE.read_text(encoding="utf-8") == architecture(), due
    assert API.read_text(encoding="utf-8") == api(), due


# -- the story of the rooms, and the way of a question

ROOMS = [ROOT / room.replace(".", "/") / "__init__.py" for room in ARROWS if room != "ui"]


@pytest.mark.parametrize("file", ROOMS, ids=lambda file: file.parent.name)
def test_each_room_tells_its_story_in_three_to_eight_lines_of_modules_that_exist(file: Path) -> None:
    told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    assert 3 <= len(told.splitlines()) <= 8
    paths = re.findall(r"[\w/]+\.(?:py|md|js|toml)\b", told)
    assert [p for p in paths if not (file.parent / p).exists() and not (ROOT / p).exists()] == []


def test_a_question_takes_the_hops_that_the_page_tells_in_their_order(ask: Ask) -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = page.split("<!-- hops:")[1].split("<!-- end of hops -->")[0]
    hops = [(name, str(ROOT / file)) for name, file in re.findall(r"`([\w.]+)` in `([\w/]+\.py)`", told)]
    taken: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        here = (frame.f_code.co_qualname, frame.f_code.co_filename)
        if event == "call" and here in hops and here not in taken:
            taken.append(here)

    sys.setprofile(note)
    try:
        assert ask("How much does AmberNet err?").code == 0
    finally:
        sys.setprofile(None)
    assert taken == hops


# -- what the pages name


def named(page: str) -> list[str]:
    """What stands between single back-quotes, outside fenced blocks."""
    return re.findall(r"`([^`\n]+)`", _BLOCK.sub("", (ROOT / page).read_text(encoding="utf-8")))


def defined(file: Path) -> set[str]:
    """Every name that a module defines: classes, functions, variables, fields, parameters."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    paths = [name for name in named(page) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?|\w+\.(md|toml|py)", name)]
    paths = [path for path in paths if "/" in path or path.endswith((".md", ".toml"))]
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_repository_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    titles = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    here = (ROOT / page).parent
    lost = [k for k in links if not (k[1:] in titles if k[0] == "#" else (here / k.split("#")[0]).exists())]
    assert lost == []


def placed(page: str) -> Iterator[tuple[str, Path]]:
    """Each name with the file that the page says it is in: "`A` and `B`, both in `a/file.py`"."""
    text = _BLOCK.sub("", (ROOT / page).read_text(encoding="utf-8"))
    for sentence in re.split(r"[.;:]\s|\n\n|\|", text):
        names: list[str] = []
        for before, quoted in re.findall(r"([^`]*)`([^`]+)`", sentence):
            if quoted.endswith(".py"):
                here = names if re.search(r"\b(in|and)\s+$", before) else []
                yield from ((name, ROOT / quoted) for name in here)
                names = []
            elif re.fullmatch(r"[A-Za-z_][\w.]*", quoted):
                names.append(quoted)


@pytest.mark.parametrize(("page", "least"), [*zip(PAGES, (5, 0, 12), strict=True)])
def test_every_name_stands_in_the_file_that_the_page_says(page: str, least: int) -> None:
    found = list(placed(page))
    assert len(found) >= least
    missing = [f"{name}: {file}" for name, file in found if not set(name.split(".")) <= defined(file)]
    assert missing == []


def test_every_module_that_is_named_by_its_dotted_name_exists() -> None:
    known = {*modules(), *(f"tests.{f.stem}" for f in (ROOT / "tests").glob("*.py"))}
    told = [
        name for page in PAGES for name in re.findall(r"python -m ([\w.]+)", (ROOT / page).read_text("utf-8"))
    ]
    assert {name for name in told if name not in known and name.split(".")[0] in {"eval", "tests"}} == set()
