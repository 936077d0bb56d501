"""Damaged twins of files of every format: read, or refused in one line, and no record lost in silence.

In: a plan. Out: a row for each format. Each format is tortured in a process of its own, so that one that
dies takes no other with it. A twin comes from the seed, the format and its number alone.
"""

import faulthandler
import resource
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from eval.torture.damage import damaged
from eval.torture.kind import MEGABYTES, SECONDS, Plan, Row, clean_processes, until
from eval.torture.packed_samples import SAMPLES
from eval.torture.reading import Read, counted, read
from eval.torture.samples import PAPERS, Sample
from rag.model.paper import Paper

AT_ONCE = 1_000  # twins whose papers go into one library
COUNTED = 250  # papers of them at most: Chroma takes far longer than reading


def torture(plan: Plan) -> Iterator[Row]:
    """A row for each format."""
    wanted = [sample.name for sample in _samples(plan) if plan.wants(sample.name)]
    share = plan.minutes / len(wanted) if plan.minutes is not None and wanted else None
    for name in wanted:
        yield _apart(name, plan, share)


def twin(sample: Sample, seed: int, number: int) -> bytes:
    """A damaged file of this format; number 0 is the file as it should be."""
    chance = Random(f"{seed} {sample.name} {number}")
    others = [other.inside for other in SAMPLES]
    if sample.pack is None:
        return damaged(sample.inside, chance, others) if number else sample.inside
    if number == 0 or chance.random() < 0.4:
        return damaged(sample.pack(sample.inside), chance, others) if number else sample.pack(sample.inside)
    packed = sample.pack(damaged(sample.inside, chance, others))
    return damaged(packed, chance, others) if chance.random() < 0.2 else packed


def lost(sample: Sample, data: bytes, found: Read) -> int:
    """How many records are whole in a file, and neither read nor said to be skipped or refused. None are in a
    file that cannot be unpacked."""
    return 0 if found.refused else max(0, len(_missing(sample, data, found)) - found.skipped)


def shown(plan: Plan, name: str, number: int, file: Path) -> Iterator[str]:
    """What is read of one twin, which is written to a file: a line for each paper, what was told, what went
    wrong, and each record that is whole in it and not read."""
    sample = next(sample for sample in _samples(plan) if sample.name == name)
    file.write_bytes(data := twin(sample, plan.seed, number))
    found = read(file)
    yield f"{name}, --seed {plan.seed}, number {number}: {len(data):,} bytes, {found.seconds:.2f} s, {file}"
    yield from (f"read: {paper.title[:100]} | {paper.text[:100]}" for paper in found.papers)
    yield from (f"told: {line[:200]}" for line in found.told)
    yield from filter(None, [found.failure and f"failed: {found.failure}"])
    yield from (f"not read: {title}" for title in _missing(sample, data, found))
    yield f"{lost(sample, data, found)} whole records lost, nothing said"


def _missing(sample: Sample, data: bytes, found: Read) -> list[str]:
    """The titles of the records that are whole in a file and were not read."""
    inside = _unpacked(sample, data)
    if inside is None:
        return []
    titles = " ".join(_plain(paper.title) for paper in found.papers)
    is_xml = sample.head.startswith(b"<")
    starts = b"\n" + (_without_comments(inside) if is_xml else inside)  # nobody sees what is in a comment
    whole = [  # a record that something stands before on its line is not whole
        paper for paper, record in zip(PAPERS, sample.records, strict=False) if b"\n" + record in starts
    ]
    return [paper.title for paper in whole if _plain(paper.title) not in titles]


def _unpacked(sample: Sample, data: bytes) -> bytes | None:
    if sample.pack is None:
        return data
    try:
        return sample.unpack(data) if sample.unpack else None
    except Exception:  # each library has its own for what is damaged
        return None


def _without_comments(data: bytes) -> bytes:
    """Without what stands in comments that have an end."""
    kept, at = list[bytes](), 0
    while (start := data.find(b"<!--", at)) >= 0 and (end := data.find(b"-->", start)) >= 0:
        kept.append(data[at:start])
        at = end + 3
    return b"".join([*kept, data[at:]])


def _plain(title: str) -> str:
    """Without the letters that a wrong encoding, of which the reader is told, changes."""
    return "".join(letter for letter in title if letter.isascii())


def _samples(plan: Plan) -> Sequence[Sample]:
    return (*SAMPLES, *(Sample(str(file), (), file.read_bytes()) for file in plan.samples))


def _apart(name: str, plan: Plan, minutes: float | None) -> Row:
    """What a process of its own finds; it is killed then, as threads of Chroma may keep it from ending."""
    context = clean_processes()
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(there, name, plan, minutes))
    process.start()
    there.close()
    try:
        row: Row = here.recv()
    except EOFError:
        row = Row(name, 0, ("the process died, or hung so that it had to be killed",))
    process.kill()
    process.join()
    return row


def _send(there: Connection, name: str, plan: Plan, minutes: float | None) -> None:
    there.send(_tortured(name, plan, minutes))


def _tortured(name: str, plan: Plan, minutes: float | None) -> Row:
    sample = next(sample for sample in _samples(plan) if sample.name == name)
    failures, slowest, tries, end = list[str](), 0.0, 0, until(minutes)
    with TemporaryDirectory() as folder:
        kept: list[Paper] = []
        while tries < plan.tries and time.monotonic() < end:
            found, failure = _one(sample, twin(sample, plan.seed, tries), Path(folder))
            if tries == 0 and len(found.papers) != max(1, len(sample.records)) and sample.records:
                failure = failure or f"{len(found.papers)} papers read of a file that is whole"
            kept += found.papers
            slowest = max(slowest, found.seconds)
            if failure:
                failures.append(f"--seed {plan.seed}, number {tries}: {failure}")
            tries += 1
            if tries % AT_ONCE == 0 or tries == plan.tries or time.monotonic() >= end:
                if failure := counted(Path(folder, str(tries)), kept[:COUNTED]):
                    failures.append(f"--seed {plan.seed}, up to number {tries}: {failure}")
                kept = []
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    if memory > MEGABYTES:
        failures.append(f"{memory:,.0f} MB of memory")
    return Row(name, tries, tuple(failures), slowest, memory)


def _one(sample: Sample, data: bytes, folder: Path) -> tuple[Read, str | None]:
    file = folder / "list"
    file.write_bytes(data)
    faulthandler.dump_traceback_later(20 * SECONDS, exit=True)  # of what waits, or hears no alarm
    found = read(file)
    faulthandler.cancel_dump_traceback_later()
    if found.failure:
        return found, found.failure
    missing = lost(sample, data, found)
    return found, f"{missing} whole records lost, nothing said" if missing else None
