"""Tags: names that a reader gives to papers, kept in the library's folder beside its papers.

In: a home, names as typed, ids of papers. Out: the ids that each tag was given to. They are what the papers
were called then: rag/answering/tagged.py says which papers those are now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.ingest.notes import Note
from rag.model.errors import AskError

LONGEST_NAME = 40  # characters
_FILE = "tags.json"
_LOCK_SECONDS = 5
Tags = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says."""

    tags: Tags


def read_tags(home: Path) -> Tags:
    """Every tag, in alphabetical order, with the ids of its papers. AskError where the file is damaged."""
    kept = Note(home / _FILE).read(_Kept) if home.is_dir() else None
    return dict(sorted(kept.tags.items(), key=lambda tag: tag[0].casefold())) if kept else {}


def tag_called(tags: Tags, typed: str) -> str | None:
    """The tag that goes by this name, in whatever case; None where none does."""
    wanted = " ".join(typed.split()).casefold()
    return next((name for name in tags if name.casefold() == wanted), None)


def ids_tagged(home: Path, typed: str) -> tuple[str, ...]:
    """The ids that a tag was given to. AskError names the tags where there is none of this name."""
    tags = read_tags(home)
    name = tag_called(tags, typed)
    if name is None:
        raise AskError(_unknown(tags, typed))
    return tags[name]


def add_tag(home: Path, typed: str, ids: Sequence[str]) -> str:
    """Give papers a tag; the name that it goes by. AskError for a name that is none, LockedError where
    somebody else is changing tags."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise AskError(f"a tag has a name of 1 to {LONGEST_NAME} characters")

    def changed(tags: dict[str, tuple[str, ...]]) -> str:
        name = tag_called(tags, cleaned) or cleaned
        tags[name] = tuple(dict.fromkeys((*tags.get(name, ()), *ids)))
        return name

    return _change(home, changed)


def drop_tag(home: Path, typed: str, ids: Sequence[str]) -> str:
    """Take a tag from papers; one that has no paper left is gone. AskError where there is none of this name,
    LockedError where somebody else is changing tags."""

    def changed(tags: dict[str, tuple[str, ...]]) -> str:
        name = tag_called(tags, typed)
        if name is None:
            raise AskError(_unknown(tags, typed))
        tags[name] = tuple(id_ for id_ in tags[name] if id_ not in set(ids))
        if not tags[name]:
            del tags[name]
        return name

    return _change(home, changed)


def _change(home: Path, change: Callable[[dict[str, tuple[str, ...]]], str]) -> str:
    """One change at a time, written in one step."""
    note = Note(home / _FILE)
    with note.alone(seconds=_LOCK_SECONDS, who="another ask that changes tags"):
        tags = dict(read_tags(home))
        name = change(tags)
        note.write({"tags": tags})
    return name


def _unknown(tags: Tags, typed: str) -> str:
    how = "give papers one with: ask papers QUERY --add-tag NAME"
    return f"no tag is called {typed!r}; " + (f"there are: {', '.join(tags)}" if tags else how)
