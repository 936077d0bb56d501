"""Replies are found again when the very same went in, and make room for one another."""

import os
from pathlib import Path

import pytest

from rag.generation.cache import ReplyCache

ASKED = {"model": "fake", "messages": [{"role": "user", "text": "why?"}]}
REPLY = {"text": "Because.", "usage": {"prompt_tokens": 3}}


def test_what_was_put_is_found(tmp_path: Path) -> None:
    ReplyCache(tmp_path).put(ASKED, REPLY)
    assert ReplyCache(tmp_path).get(dict(reversed(ASKED.items()))) == REPLY


@pytest.mark.parametrize(
    "other", [{**ASKED, "model": "fake2"}, {**ASKED, "messages": []}, {**ASKED, "server": "x"}]
)
def test_anything_else_that_went_in_is_another_reply(tmp_path: Path, other: dict[str, object]) -> None:
    ReplyCache(tmp_path).put(ASKED, REPLY)
    assert ReplyCache(tmp_path).get(other) is None


def test_a_damaged_file_counts_as_absent(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    for damage in ('{"text": "Bec', "[]", '{"usage": {}}'):
        cache.put(ASKED, REPLY)
        next(tmp_path.glob("??/*.json")).write_text(damage)
        assert cache.get(ASKED) is None


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, largest=1000)
    for number in range(4):
        cache.put({"n": number}, {"text": "x" * 200})
        os.utime(max(tmp_path.glob("??/*"), key=lambda p: p.stat().st_mtime_ns), (number, number))
    assert cache.get({"n": 0})  # used again: now the latest
    cache.put({"n": 4}, {"text": "x" * 200})
    assert [n for n in range(5) if cache.get({"n": n})] == [0, 2, 3, 4]
    assert sum(p.stat().st_size for p in tmp_path.glob("??/*")) <= 1000


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ReplyCache(tmp_path / "file")
    cache.put(ASKED, REPLY)
    assert cache.get(ASKED) is None


def test_only_the_owner_can_read_a_reply(tmp_path: Path) -> None:
    ReplyCache(tmp_path).put(ASKED, REPLY)
    assert next(tmp_path.glob("??/*.json")).stat().st_mode & 0o077 == 0
