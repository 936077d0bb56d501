"""Whether figures that stand in a text are older than the code that they speak of.

In: a text whose figures say, in a comment that no reader sees, at which commit they were measured and which
folders decide them: <!-- measured: 1a2b3c4d store rag/retrieval -->. Out: a line for each that is older, with
how many commits have changed those folders since.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.provenance import ROOT

TEXTS = ("README.md", "eval/RESULTS.md")
_MEASURED = re.compile(r"<!-- measured: ([0-9a-f]{7,40})((?: [\w./-]+)+) -->")


@dataclass(frozen=True, slots=True)
class Measured:
    """Where figures stand, the commit that they were measured at and the folders that decide them."""

    text: str
    line: int
    commit: str
    folders: tuple[str, ...]


def measured(root: Path, text: str) -> Iterator[Measured]:
    """What a text says of its figures."""
    for number, line in enumerate((root / text).read_text(encoding="utf-8").splitlines(), 1):
        for found in _MEASURED.finditer(line):
            yield Measured(text, number, found[1], tuple(found[2].split()))


def older(one: Measured, root: Path) -> str | None:
    """What there is to say of figures that are older than their code, or of a commit that is not known."""
    since = ("git", "rev-list", "--count", f"{one.commit}..HEAD", "--", *one.folders)
    done = subprocess.run(since, cwd=root, capture_output=True, text=True, check=False)
    where = f"{one.text}, line {one.line}: figures of commit {one.commit}"
    if done.returncode:
        return f"{where}, which is not known here"
    if not (commits := int(done.stdout)):
        return None
    return f"{where} are older than the code: {commits} commits since have changed {', '.join(one.folders)}"


def stale_figures(root: Path = ROOT) -> list[str]:
    """A line for each of the texts' figures that is older than its code."""
    lines = (older(one, root) for text in TEXTS for one in measured(root, text))
    return [line for line in lines if line]
