"""Which files of a home the page never hands out."""

from pathlib import Path

import pytest

from rag.web.serving import options


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param("chroma", id="the store"),
        pytest.param("ask.toml", id="settings, which may hold a key"),
        pytest.param("feedback.jsonl", id="what readers thought"),
        pytest.param("page/talks", id="conversations"),
        pytest.param("runs", id="answers of evaluations"),
    ],
)
def test_what_the_home_keeps_is_not_served(tmp_path: Path, kept: str) -> None:
    assert str(tmp_path / kept) in options(tmp_path)["blocked_paths"]
