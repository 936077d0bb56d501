"""Files of a library that are edited, emptied, cut or have a bit flipped.

In: a plan. Out: a row for valid JSON of the wrong shape, for flipped bits, for files that are cut and for a
database that is damaged. After each the library must be mended, or say in one line what to do, and that must
mend it; no paper may be lost.
"""

import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from eval.torture.kills import PAPERS, alone, invented, opened
from eval.torture.kind import Plan, Row, peak, until
from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.verified import apart, changed_in
from rag.model.errors import AskError, NewerLibraryError

SHAPES = (
    "[]",
    "{}",
    "3",
    "null",
    '"moss"',
    "true",
    "[[1]]",
    '{"format": "3"}',
    "",
    "{",
    '{"built_with": []}',
)
NOTES = ("library.json", "index-none/manifest.json", "index-none/journal.json", "index-none/background.json")
ALONE = ("damaged database",)  # in a process of its own: the native part of Chroma may end it
WRITTEN = 3  # every third library is written to as well
Damage = Callable[[Path, random.Random], str]


def _shape(home: Path, moments: random.Random) -> str:
    name, shape = moments.choice(NOTES), moments.choice(SHAPES)
    (home / name).write_text(shape)
    return f"{name} = {shape}"


def _key(home: Path, moments: random.Random) -> str:
    """One value of a note becomes another."""
    name = moments.choice(NOTES[:2])
    found = json.loads((home / name).read_text())
    key = moments.choice(list(found))
    found[key] = moments.choice([None, -1, [], {}, "moss", [["a"]], {"a": "b"}, 10**30, True])
    (home / name).write_text(json.dumps(found))
    return f"{name}: {key} = {found[key]!r}"


def _flip(home: Path, moments: random.Random) -> str:
    path = moments.choice(_files(home))
    content = bytearray(path.read_bytes())
    at = moments.randrange(min(len(content), moments.choice((128, len(content)))))
    content[at] ^= 1 << moments.randrange(8)
    path.write_bytes(bytes(content))
    return f"{path.relative_to(home)}, a bit of byte {at}"


def _cut(home: Path, moments: random.Random) -> str:
    path = moments.choice(_files(home))
    size = moments.randrange(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:size])
    return f"{path.relative_to(home)} cut to {size}"


def _database(home: Path, moments: random.Random) -> str:
    path = home / "chroma" / "chroma.sqlite3"
    content = bytearray(path.read_bytes())
    for _ in range(count := moments.choice((1, 10, 1000))):
        content[moments.randrange(len(content))] ^= 1 << moments.randrange(8)
    cut = moments.choice((len(content), len(content), len(content) // 2, 0))
    path.write_bytes(bytes(content[:cut]))
    return f"chroma.sqlite3: {count} bits, cut to {cut}"


DAMAGES: dict[str, tuple[Damage, ...]] = {
    "shapes of JSON": (_shape, _key),
    "flipped bits": (_flip,),
    "cut files": (_cut,),
    "damaged database": (_database,),
}


def torture(plan: Plan) -> Iterator[Row]:
    """A row for each kind of damage."""
    wanted = [name for name in DAMAGES if plan.wants(name)]
    share = plan.minutes / len(wanted) if plan.minutes is not None and wanted else plan.minutes
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        library = opened(template)
        library.ingest(invented(PAPERS))
        Assistant(library.reader, NoEncoder()).ask("How are things counted?")
        for name in wanted:
            yield _row(name, plan, until(share), template)


def _row(name: str, plan: Plan, end: float, template: Path) -> Row:
    moments, failures = random.Random(f"{plan.seed} {name}"), list[str]()
    tries, slowest, told = 0, 0.0, 0
    while tries < plan.tries and time.monotonic() < end:
        home = Path(shutil.copytree(template, template.with_name("home")))
        done = moments.choice(DAMAGES[name])(home, moments)
        look, began = partial(_wrong, writing=tries % WRITTEN == 0), time.monotonic()
        if name in ALONE:
            ran = alone(look, home)
            wrong, needed = ran.said or (ran.wrong, False)
        else:
            wrong, needed = look(home)
        slowest, told, tries = max(slowest, time.monotonic() - began), told + needed, tries + 1
        if wrong:
            failures.append(f"seed {plan.seed}, try {tries}: {done}: {wrong}")
        shutil.rmtree(home)
    note = f"{told} told, the rest mended or no harm"
    return Row(f"edited: {name}", tries, tuple(failures), slowest, peak(), note)


def _wrong(home: Path, *, writing: bool) -> tuple[str, bool]:
    """What broke, empty where nothing did; and whether the reader had to be told."""
    needed = False
    try:
        _used(home, writing=writing)
    except NewerLibraryError:  # a format to come: left alone, with a line
        return "", True
    except AskError:
        needed = True
    except Exception as error:
        if not changed_in(home):
            return f"{type(error).__name__}: {error}", needed
        needed = True
    try:
        library = opened(home)
        if needed or apart(library):
            library.rebuild()
        papers, wrong = (len(library.reader.now()), library.count()), changed_in(home) if needed else []
    except Exception as error:
        return f"the rebuild failed: {type(error).__name__}: {error}", needed
    return ("" if papers == (PAPERS, PAPERS) and not wrong else f"{papers} papers {wrong[:2]}"), needed


def _used(home: Path, *, writing: bool) -> None:
    """What commands do: open, ask, list, write."""
    library = opened(home)
    library.recover()
    assistant = Assistant(library.reader, NoEncoder())
    assistant.ask("How are things of kind 7 counted?")
    if len(list(library.papers())) != PAPERS:
        raise ValueError("papers are missing")
    if writing:
        library.ingest(invented(1))


def _files(home: Path) -> list[Path]:
    """The files of the indexes that hold something."""
    return sorted(p for p in (home / "index-none").rglob("*") if p.is_file() and p.stat().st_size)
