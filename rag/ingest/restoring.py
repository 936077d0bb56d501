"""A backup becomes the library of a home.

In: a file that `write_backup` wrote, a home. Out: the library as it was, its indexes in force at once; Chroma
is made from them. What was in the home before is moved aside, never deleted.
"""

import shutil
from pathlib import Path

from rag.ingest.backup import PAPERS, Contents, contents_of, unpack
from rag.ingest.built_with import BuiltWith, index_of
from rag.ingest.storage import Storage
from rag.model.errors import AskError

_ALONG = ("page/talks", "feedback.jsonl", "follow.json", "tags.json")  # what is the reader's own
_OURS = ("index-*", "chroma", "library.json", "restoring-chroma", *_ALONG)


def restore(file: Path, home: Path, *, replace: bool) -> Contents:
    """Put what a backup holds into `home`. AskError where papers are there already and they are not to be
    replaced. Where the indexes in it are of another format, its papers lie in the home as `papers.jsonl`, to
    be read in."""
    contents = contents_of(file)
    storage = Storage(home)
    with storage.writing("ask restore"):
        held = any(home.glob("index-*/segment-*")) or storage.has_database
        if held and not replace:
            raise AskError(
                f"{home} holds papers already; restore into another folder with --home DIR, or give "
                "--replace to move them aside"
            )
        unpacked = home / "restoring.part"
        unpack(file, contents, unpacked)
        if held:
            _set_aside(home)
        _put_in_place(unpacked, home, contents)
    return contents


def _set_aside(home: Path) -> None:
    number = 1 + len(list(home.glob("before-restore-*")))
    aside = home / f"before-restore-{number}"
    aside.mkdir(mode=0o700)
    for pattern in _OURS:
        for path in home.glob(pattern):
            into = aside / path.relative_to(home)
            into.parent.mkdir(parents=True, exist_ok=True)
            path.rename(into)


def _put_in_place(unpacked: Path, home: Path, contents: Contents) -> None:
    """The indexes last, so that a library is there whole or not at all."""
    for path in (unpacked / name for name in (*_ALONG, "starter-removed")):
        into = home / path.relative_to(unpacked)
        if path.exists() and not into.exists():
            into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.rename(into)
    if not contents.has_readable_indexes:
        (unpacked / PAPERS).replace(home / PAPERS)
    elif contents.papers:
        BuiltWith(home, contents.built_with).note(contents.built_with)
        (unpacked / "index").rename(index_of(home, contents.built_with))
    shutil.rmtree(unpacked, ignore_errors=True)
