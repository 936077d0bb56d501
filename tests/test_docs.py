"""The pages in docs/: their examples run, and what they name exists."""

import re
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from rag.encoders.minilm import MiniLM
from tests.conftest import Ask

ROOT = Path(__file__).resolve().parent.parent
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
