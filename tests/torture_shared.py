"""Two processes that write to a shared library and two that read it, killed again and again; by hand:

python -m tests.torture_shared --kills 50 --restarts 5

In: how many kills of each kind, how many restarts of the server. Out: what came of it, and exit code 1 where
a paper was lost or is there twice, or a reader saw what is not. What a writer has finished it promises in a
file.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rag.ingest.shared import SharedLibrary
from rag.model.paper import Paper
from store.server import Address, Server
from store.shared import SharedStore
from tests.chroma_server import ChromaServer
from tests.fakes import HashEncoder, kept, paper

PAPERS, AT_ONCE, LEASE, SEED = 200, 8, 1.5, 20261128


def opened(url: str, home: Path, batch: int = 5) -> SharedLibrary:
    store, looking = SharedStore(Server(Address(url), patience=120)), SharedStore(Server(Address(url)))
    return SharedLibrary(home, HashEncoder(), store, looking, batch=batch, lease_seconds=LEASE)


def writer(url: str, folder: Path, name: str) -> None:
    """Writes some papers, promises them, and so on."""
    library, chance = opened(url, folder / name), random.Random(time.time_ns())
    while True:
        numbers = chance.sample(range(PAPERS), AT_ONCE)
        library.ingest([paper(number) for number in numbers])
        with (folder / "promised.txt").open("a") as promised:
            promised.write("".join(f"{number}\n" for number in numbers))


def reader(url: str, folder: Path, name: str) -> None:
    """Looks whether all that was promised is there, once, and as it was written."""
    wanted = {p.paper_id: p for p in map(paper, range(PAPERS))}
    while True:
        before, found = promised(folder), kept(opened(url, folder / name))
        wrong = [p.paper_id for p in found if wanted.get(p.paper_id) != p]
        lost = before - {p.paper_id for p in found}
        looks = (len(found), len(wrong), len({p.title for p in found}), len(lost))
        with (folder / "looks.txt").open("a") as file:
            file.write(f"{looks[0]} {looks[1]} {looks[0] - looks[2]} {looks[3]}\n")


def promised(folder: Path) -> set[str]:
    """The ids; a line that is cut short promises nothing."""
    path = folder / "promised.txt"
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return {paper(int(line)).paper_id for line in lines if line}


def started(work: Callable[[str, Path, str], None], url: str, folder: Path, name: str) -> int:
    if pid := os.fork():
        return pid
    log = os.open(folder / f"{name}.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        work(url, folder, name)
    except BaseException:
        import traceback

        traceback.print_exc()
    os._exit(1)


def tortured(server: ChromaServer, folder: Path, kills: int, restarts: int) -> dict[str, int]:
    """How many of each were killed; `died`: how many ended by themselves, which none should."""
    chance, kinds = random.Random(SEED), {"writer": writer, "reader": reader}
    running = {
        f"{kind}-{n}": started(kinds[kind], server.url, folder, f"{kind}-{n}")
        for kind in kinds
        for n in (1, 2)
    }
    done = {"writer": 0, "reader": 0, "server": 0, "died": 0}
    while min(done["writer"], done["reader"]) < kills:
        time.sleep(chance.uniform(0.1, 2.5))
        name = chance.choice([n for n in sorted(running) if done[n.split("-")[0]] < kills])
        kind = name.split("-")[0]
        if os.waitpid(running[name], os.WNOHANG)[0]:
            done["died"] += 1
        else:
            os.kill(running[name], signal.SIGKILL)
            os.waitpid(running[name], 0)
            done[kind] += 1
        running[name] = started(kinds[kind], server.url, folder, name)
        if done["server"] < restarts and done["writer"] >= (done["server"] + 1) * kills // (restarts + 1):
            server.stop(kill=True)
            server.start()
            done["server"] += 1
    for pid in running.values():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return done


def judged(url: str, folder: Path) -> list[str]:
    """What is wrong in the end, when one more writer has come."""
    kept_promise = promised(folder)
    last = opened(url, folder / "last", 100)
    before: list[Paper] = kept(last)
    last.ingest([paper(number) for number in range(PAPERS)])
    after, whole = kept(last), [paper(number) for number in range(PAPERS)]
    looks = [[int(n) for n in line.split()] for line in (folder / "looks.txt").read_text().split("\n")[:-1]]
    chunks = last.chunks_of([p.paper_id for p in after])
    counted = {
        "papers that were promised and lost": len(kept_promise - {p.paper_id for p in before}),
        "papers that are there twice": len(before) - len({p.title for p in before}),
        "papers that differ in the end": len({p.paper_id for p in after} ^ {p.paper_id for p in whole}),
        "papers without chunks": len(after) - len({str(c.metadata["owner"]) for c in chunks}),
        "looks that saw a wrong paper": sum(bool(look[1]) for look in looks),
        "looks that saw a paper twice": sum(bool(look[2]) for look in looks),
        "looks that lacked a promised paper": sum(bool(look[3]) for look in looks),
    }
    print(f"{len(looks)} looks, {len(kept_promise)} papers promised")
    return [f"{what}: {number}" for what, number in counted.items() if number]


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--restarts", type=int, default=5)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="torture-shared-"))
    server = ChromaServer(folder / "server")
    server.start()
    try:
        done = tortured(server, folder, given.kills, given.restarts)
        wrong = judged(server.url, folder)
    finally:
        server.stop()
    print(f"killed: {done}; {'; '.join(wrong) or 'nothing lost, nothing doubled, nothing wrong'}")
    if not wrong and not done["died"]:
        shutil.rmtree(folder)
    return 1 if wrong or done["died"] else 0


if __name__ == "__main__":
    sys.exit(main())
