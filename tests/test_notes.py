"""What a library's reader keeps beside its papers is read with a check, and kept for newer versions."""

import json
import shutil
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from rag.answering.news import News, NewsFile, Told
from rag.fetching.following import FollowFile
from rag.ingest.tags import read_tags
from rag.model.errors import AskError
from rag.model.typed_json import ShapeError, read_as
from tests.conftest import Ask

SOUND: dict[str, dict[str, Any]] = {
    "tags.json": {"version": 1, "tags": {"best": ["ambernet"]}},
    "follow.json": {
        "version": 1,
        "feeds": [
            {
                "feed": {"kind": "category", "about": "cs.CL", "since": "2025", "upvotes": 0},
                "reached": "2026-11-20",
                "window": ["2026-11-21", "2026-11-22"],
                "start": 3,
                "seen": {"2403.03507": "2026-11-21"},
            }
        ],
        "questions": ["What is AmberNet?"],
        "unasked": ["ambernet"],
    },
}


@pytest.fixture
def copied(shelf: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shelf, tmp_path / "copied"))


READS = {"tags.json": ("papers", "--tags"), "follow.json": ("follow",)}
WRITES = {"tags.json": ("papers", "AmberNet", "--add-tag", "read"), "follow.json": ("follow", "hf-daily")}
NEWER = "a newer version wrote this library"
ODD: tuple[Any, ...] = (None, -1, 10**30, True, "moss", [], {}, [["a"]], {"a": "b"}, [None])


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each value inside stands, and the whole."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, one in inside for place in places(one, (*at, key)))]


def with_odd(value: Any, at: tuple[Any, ...], odd: Any) -> Any:
    """The value with something else at a place."""
    if not at:
        return odd
    copied = json.loads(json.dumps(value))
    inner = copied
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = odd
    return copied


@pytest.mark.parametrize("name", SOUND)
def test_a_note_of_another_shape_is_one_line_and_stays_as_it_is(ask: Ask, home: Path, name: str) -> None:
    home.mkdir()
    shapes = [json.dumps(with_odd(SOUND[name], at, odd)) for at in places(SOUND[name]) for odd in ODD]
    told: list[str] = []
    for text in (*shapes, "", "{", "[" * 100_000, "9" * 5_000):
        (home / name).write_text(text)
        try:
            read_tags(home) if name == "tags.json" else FollowFile(home).read()
        except AskError as error:
            told.append(str(error))
        assert (home / name).read_text() == text
    assert len(told) > len(shapes) / 2
    assert {"\n" in line for line in told} == {False}
    assert {f"{name} cannot be read (" in line or NEWER in line for line in told} == {True}
    ran = ask(*READS[name], home=home)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("name", SOUND)
def test_what_a_newer_version_notes_is_kept_and_a_newer_note_left_alone(
    ask: Ask, copied: Path, name: str
) -> None:
    (copied / name).write_text(json.dumps({**SOUND[name], "colour": {"of": "moss"}}))
    assert ask(*WRITES[name], home=copied).code == 0
    kept = json.loads((copied / name).read_text())
    assert (kept["colour"], kept["version"]) == ({"of": "moss"}, 1)
    newer = json.dumps({"version": 2, "all": "in another way"})
    (copied / name).write_text(newer)
    for command in (READS[name], WRITES[name]):
        ran = ask(*command, home=copied)
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert NEWER in ran.err
    assert (copied / name).read_text() == newer


def test_news_that_cannot_be_read_are_none_and_newer_ones_left_alone(home: Path) -> None:
    home.mkdir()
    news = News("2026-11-20", (Told("a", "A", None, "", 0, 0),))
    for damaged in (
        "{",
        '{"updates": [{"day": 3}]}',
        '{"updates": [{"day": "x", "papers": [{"title": 1}]}]}',
    ):
        (home / "news.json").write_text(damaged)
        assert NewsFile(home).read() == ()
        NewsFile(home).add(news)
        assert NewsFile(home).read() == (news,)
    (home / "news.json").write_text('{"version": 2}')
    NewsFile(home).add(news)
    assert (home / "news.json").read_text() == '{"version": 2}'


class Colour(StrEnum):
    GREEN = "green"


@dataclass(frozen=True)
class Moss:
    name: str
    colour: Colour = Colour.GREEN
    size: float | None = None
    spots: tuple[tuple[int, int], ...] = ()
    seen: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("no name")


def test_json_becomes_the_value_that_it_was_made_of() -> None:
    found = {"name": "a", "colour": "green", "size": 2, "spots": [[1, 2]], "seen": {"x": True}, "newer": 1}
    assert read_as(Moss, found) == Moss("a", Colour.GREEN, 2, ((1, 2),), {"x": True})
    assert read_as(Moss, {"name": "a"}) == Moss("a")


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "it is no object"),
        ({}, "it has no 'name'"),
        ({"name": 3}, r"it\.name is no str"),
        ({"name": ""}, "it: no name"),
        ({"name": "a", "colour": "red"}, r"it\.colour is none of green"),
        ({"name": "a", "size": True}, r"it\.size is no float"),
        ({"name": "a", "size": float("nan")}, r"it\.size is no float"),
        ({"name": "a", "spots": 3}, r"it\.spots is no list"),
        ({"name": "a", "spots": [[1]]}, r"it\.spots\[0\] has not 2 members"),
        ({"name": "a", "spots": [[1, True]]}, r"it\.spots\[0\] is no int"),
        ({"name": "a", "seen": {"x": 1}}, r"it\.seen\.x is no bool"),
    ],
)
def test_json_of_another_shape_is_told_by_its_place(found: Any, why: str) -> None:
    with pytest.raises(ShapeError, match=why):
        read_as(Moss, found)
