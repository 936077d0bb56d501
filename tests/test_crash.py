"""A writer that is killed at any moment loses no paper and doubles none.

An ingest that adds, replaces and renames papers is killed several times in each round, at
random moments, also while it mends what the last one left; the next run finishes.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

from rag.ingest.library import Library
from rag.model.paper import Paper
from store.content import Content
from store.manifest import Journal
from store.vectors import Vectors
from tests.fakes import HashEncoder, paper, papers

PAPERS, ROUNDS, KILLS, SEED = 60, 3, 4, 20261120
SECONDS = 0.002  # a paper takes the encoder; about as long as it then takes Chroma
WORK = "import sys; from tests.test_crash import work; work(*sys.argv[1:])"


def before() -> list[Paper]:
    """What the library holds when the ingest begins: older states of some papers."""
    digests = [paper(n, text="In short: something is counted.", text_kind="digest") for n in range(10)]
    return digests + papers(10, start=10) + [paper(n, upvotes=1) for n in range(20, 30)]


def after() -> list[Paper]:
    """Some papers are new, some replaced, some get another id, some stay."""
    renamed = {n: {"paper_id": f"2405.{n:05d}"} for n in range(0, 30, 3)}
    return [paper(n, **renamed.get(n, {})) for n in range(PAPERS)]


def ingest(home: Path, wanted: list[Paper], *, seconds: float = 0) -> Any:
    return Library(home, HashEncoder(seconds=seconds), batch=10).ingest(wanted)


def work(folder: str, template: str) -> None:
    """In a process of its own: fork a writer, kill it, again and again. Prints a line per kill."""
    import chromadb  # noqa: F401  (imported before the forks, so that they need not)
    import llama_index.core.schema  # noqa: F401

    def fork(home: Path) -> int:
        if pid := os.fork():
            return pid
        ingest(home, after(), seconds=SECONDS)
        os._exit(0)

    started = time.perf_counter()
    undisturbed = Path(copytree(template, Path(folder) / "undisturbed"))
    assert os.waitpid(fork(undisturbed), 0)[1] == 0
    whole = time.perf_counter() - started
    moments = random.Random(SEED)
    for number in range(ROUNDS):
        home = Path(copytree(template, Path(folder) / f"round-{number}"))
        for _ in range(KILLS):
            pid = fork(home)
            time.sleep(moments.uniform(0, 0.6 * whole))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            print("interrupted" if Journal(home / "index-hash").begun() else "between", flush=True)
        assert os.waitpid(fork(home), 0)[1] == 0, f"the run after the crash failed in {home}"


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with a home per round and an undisturbed one, and where the kills landed."""
    folder = tmp_path_factory.mktemp("crash")
    ingest(folder / "template", before())
    command = [sys.executable, "-c", WORK, str(folder), str(folder / "template")]
    landed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return folder, landed


def homes(folder: Path) -> Iterator[Path]:
    return (folder / f"round-{number}" for number in range(ROUNDS))


def in_chroma(home: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Items and chunks by id, each with all that is stored of it."""
    vectors = Vectors(home / "chroma", "hash")
    items = {r.id: (r.text, r.metadata) for some in vectors.everything() for r in some}
    found = vectors.chunks.get(include=["documents", "metadatas", "embeddings"])
    chunks = zip(found["documents"], found["metadatas"], found["embeddings"].tolist(), strict=True)
    count = vectors.count()
    vectors.close()
    assert count == len(items)
    return items, dict(zip(found["ids"], chunks, strict=True))


def contents(home: Path) -> dict[str, Content]:
    """What the indexes hold, by id."""
    snapshot = Library(home, HashEncoder()).reader.now()
    found: dict[str, Content] = {}
    for segment, offset in zip(snapshot.segments, snapshot.offsets, strict=False):
        alive = [r for r in range(len(segment)) if snapshot.alive[offset + r]]
        found |= {segment.ids[row]: segment.content([row]) for row in alive}
    assert len(found) == len(snapshot)
    return found


def test_the_kills_land_in_the_middle_of_the_work(killed: tuple[Path, list[str]]) -> None:
    assert len(killed[1]) == ROUNDS * KILLS == 12
    assert killed[1].count("interrupted") >= 3


def test_after_a_crash_every_paper_is_there_once(killed: tuple[Path, list[str]]) -> None:
    ids = {p.paper_id for p in after()}
    assert len(ids) == PAPERS
    for home in (killed[0] / "undisturbed", *homes(killed[0])):
        items, chunks = in_chroma(home)
        owners = {metadata["owner"] for _, metadata, _ in chunks.values()}
        assert set(items) == set(contents(home)) == owners == ids, home.name


def test_after_a_crash_chroma_holds_what_an_undisturbed_run_leaves(killed: tuple[Path, list[str]]) -> None:
    wanted = in_chroma(killed[0] / "undisturbed")
    for home in homes(killed[0]):
        assert in_chroma(home) == wanted, home.name


def test_after_a_crash_the_indexes_hold_what_an_undisturbed_run_leaves(
    killed: tuple[Path, list[str]],
) -> None:
    wanted = contents(killed[0] / "undisturbed")
    for home in homes(killed[0]):
        for id_, found in contents(home).items():
            assert found.payloads == wanted[id_].payloads, (home.name, id_)
            assert found.words == wanted[id_].words
            np.testing.assert_array_equal(found.arrays.tokens, wanted[id_].arrays.tokens)
            np.testing.assert_array_equal(found.arrays.sentences, wanted[id_].arrays.sentences)


def test_after_a_crash_another_run_has_nothing_to_do(killed: tuple[Path, list[str]]) -> None:
    for home in homes(killed[0]):
        assert not Library(home, HashEncoder()).recover()
        encoder = HashEncoder()
        report = Library(home, encoder).ingest(after())
        assert (report.added, report.updated, len(report.unchanged), encoder.read) == ([], [], PAPERS, 0)
