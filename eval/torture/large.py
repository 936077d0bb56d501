"""A JSONL far larger than memory should get: its papers are read one after the other.

In: a plan with a size. Out: one row: how many papers, at which peak of memory, and the peak after a tenth of
them. The file is never on disk: it is written as it is read.
"""

import io
import json
import time
from collections.abc import Iterator

from eval.torture.kind import MEGABYTES, Plan, Row, peak
from eval.torture.samples import PAPERS
from rag.ingest.pages import read_stream
from rag.ingest.reading import FilesRead

FULL_TEXT = " ".join(paper.abstract for paper in PAPERS) * 10  # as services that have it add it
MORE = 60.0  # MB that memory may grow from a tenth of the file to the end of it


class _Endless(io.RawIOBase):
    """So many bytes of records, made when they are asked for."""

    def __init__(self, size: int) -> None:
        self._left, self._number, self._made = size, 0, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._made) < len(buffer) and self._left > 0:
            record = self._record()
            self._made, self._left = self._made + record, self._left - len(record)
        given = self._made[: len(buffer)]
        buffer[: len(given)] = given
        self._made = self._made[len(given) :]
        return len(given)

    def _record(self) -> bytes:
        paper, self._number = PAPERS[self._number % len(PAPERS)], self._number + 1
        fields = {
            "title": f"{paper.title}, {self._number}",
            "abstract": paper.abstract,
            "fullText": FULL_TEXT,
        }
        return json.dumps(fields).encode() + b"\n"


def torture(plan: Plan) -> Iterator[Row]:
    """One row."""
    name = f"JSONL of {plan.size:,} MB"
    if not plan.wants(name):
        return
    size, found, papers, began, early = plan.size * 1_000_000, FilesRead(), 0, time.monotonic(), 0.0
    for page in read_stream("large", io.BufferedReader(_Endless(size))):
        papers += len(found.take(page))
        early = early or (peak() if papers * len(FULL_TEXT) > size / 10 else 0.0)
    failures = [] if papers == found.entries else [f"{found.entries} records, {papers} papers"]
    if peak() - early > MORE or peak() > MEGABYTES:
        failures.append(f"memory grew from {early:,.0f} to {peak():,.0f} MB")
    note = f"{papers:,} papers; {early:,.0f} MB after a tenth of them"
    yield Row(name, 1, tuple(failures), time.monotonic() - began, peak(), note)
