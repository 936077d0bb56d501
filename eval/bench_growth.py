"""How time, memory and space grow from ten thousand papers over a hundred thousand to a million.

In: the JSONL of abstracts, a folder, sizes. Out: a table in Markdown, with each figure's exponent between
the smallest and the largest library. Libraries that are not in the folder are simulated (bench_simulated.py);
each is measured in processes of its own. Processor times stand beside those of the clock: on a machine that
does other work only the former can be compared.

  python -m eval.bench_growth table ARXIV FOLDER --sizes 10000,100000,1000000
"""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click

from eval.bench_simulated import read_parts, write_simulated
from eval.bench_size import ADDED, natural_questions, open_minilm
from eval.provenance import ROOT, commit
from rag.answering.assistant import Assistant
from rag.encoders.encoder import Encoder
from rag.ingest.deciding import decide
from rag.ingest.indexing import Indexer, quiet
from rag.ingest.library import Library
from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from rag.ingest.report import Report
from rag.ingest.storage import Storage

COLD_RUNS = 3
ASK = (sys.executable, "-c", "from rag.cli.main import main; main()")
Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Process:
    """What a process took: seconds of the clock, of the processor, and the most memory in MB."""

    seconds: float
    processor: float
    megabytes: float
    printed: str


def run(words: Sequence[str]) -> Process:
    """Run a command to its end; CalledProcessError where it failed, but for questions not answered (3)."""
    began = time.perf_counter()
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if (code := os.waitstatus_to_exitcode(status)) not in (0, 3):
        raise subprocess.CalledProcessError(code, words)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Process(
        time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, printed
    )


def put(home: Path, encoder: Encoder) -> None:
    """What `ask ingest` does for one paper, but for Chroma, which a simulated library has not."""
    storage = Storage(home)
    papers = to_papers(read_text("one.jsonl", json.dumps(ADDED).encode()))
    with storage.writing("one paper"):
        changed, _ = decide(storage.reader(encoder.name).now(), papers, Report(), quiet)
        items = [made.item for made in Indexer(storage, encoder).made(changed)]
        storage.derived(encoder.name).add(items, built_with=encoder.name)


def seen(home: Path, encoder: Encoder) -> dict[str, float]:
    """Seconds from starting a process that adds a paper until an open assistant has it and until it answers
    from it; what the reader's processor took for both after that."""
    assistant = Assistant(Library(home, encoder).reader, encoder)
    assistant.ask("What is known about starlings?")
    before, began = len(assistant.catalogue), time.perf_counter()
    writer = run([sys.executable, "-m", "eval.bench_growth", "put", str(home)])
    processor = time.process_time()
    visible = len(assistant.catalogue) > before
    seconds = time.perf_counter() - began
    paper = assistant.ask("How do Murmuration Ledgers count starlings?").papers[0]
    reader = time.process_time() - processor
    Storage(home).derived(encoder.name).remove([paper.paper_id])
    return {
        "visible": seconds,
        "writer_processor": writer.processor,
        "writer_megabytes": writer.megabytes,
        "reader_processor": reader,
        "found": float(visible and paper.title == ADDED["title"]),
    }


def measured(home: Path) -> dict[str, float]:
    """Every figure of one library."""
    question = natural_questions()[0]
    own = (sys.executable, "-m", "eval.bench_growth", "seen", str(home))
    answers = json.loads(run([sys.executable, "-m", "eval.bench_size", "ask", str(home)]).printed)
    cold = [run([*ASK, question, "--home", str(home)]) for _ in range(COLD_RUNS)]
    papers = sum(len(s) for s in Library(home, open_minilm()).reader.now().segments)
    disk = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    return {
        **{f"answer_{name}": value for name, value in answers.items()},
        "cold": median(one.seconds for one in cold),
        "cold_processor": median(one.processor for one in cold),
        "cold_megabytes": median(one.megabytes for one in cold),
        "disk": disk / papers / 1024,
        **json.loads(run(own).printed),
    }


ROWS: Sequence[tuple[str, str, str, float]] = (  # what, the figure's name, how it is written, what is wanted
    ("answer, first asking, p50, ms of the clock", "answer_p50", "{:.0f}", 60),
    ("the same, ms of the processor", "answer_processor_p50", "{:.0f}", 60),
    ("answer, p95, ms of the clock", "answer_p95", "{:.0f}", 0),
    ("the same, ms of the processor", "answer_processor_p95", "{:.0f}", 0),
    ("peak memory of answering, MB", "answer_peak_megabytes", "{:.0f}", 1536),
    ('cold `ask "..."`, s of the clock', "cold", "{:.2f}", 2.5),
    ("the same, s of the processor", "cold_processor", "{:.2f}", 2.5),
    ("its peak memory, MB", "cold_megabytes", "{:.0f}", 1536),
    ("one paper added: visible after, s of the clock", "visible", "{:.2f}", 3),
    ("the writer, s of the processor", "writer_processor", "{:.2f}", 3),
    ("the reader, opening anew and answering, s of the processor", "reader_processor", "{:.2f}", 0),
    ("the writer's peak memory, MB", "writer_megabytes", "{:.0f}", 1536),
    ("disk, KB a paper", "disk", "{:.1f}", 0),
)


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """How a figure grows with the library from the smallest to the largest: 0 not at all, 1 as it does."""
    return math.log(max(values[-1], 1e-9) / max(values[0], 1e-9)) / math.log(sizes[-1] / sizes[0])


def table(found: Mapping[int, Figures]) -> str:
    """The figures by size, with exponents and what is wanted of the largest, as Markdown."""
    sizes = sorted(found)
    lines = [
        f"| papers | {' | '.join(f'{size:,}' for size in sizes)} | exponent | wanted |",
        "|---" * (len(sizes) + 3) + "|",
    ]
    for what, name, form, wanted in ROWS:
        values = [found[size][name] for size in sizes]
        grown = f"{exponent(sizes, values):.2f}" if len(sizes) > 1 else ""
        cells = [*map(form.format, values), grown, f"{wanted:g}" if wanted else ""]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


@click.group()
def app() -> None:
    """Measure how a library grows."""


@app.command("table")
@click.argument("arxiv", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--sizes", default="10000,100000,1000000", show_default=True)
def _table(arxiv: Path, folder: Path, sizes: str) -> None:
    found, wanted = {}, sorted(int(size) for size in sizes.split(","))
    homes = {size: folder / f"sim{size}" for size in wanted}
    if lacking := [size for size in wanted if not (homes[size] / "library.json").exists()]:
        encoder = open_minilm()
        parts = read_parts(arxiv, encoder)
        for size in lacking:
            write_simulated(parts, size, homes[size], encoder.name)
    for size in wanted:
        found[size] = measured(homes[size])
        click.echo(json.dumps({"papers": size, **found[size]}), err=True)
    click.echo(f"At commit {commit()}:\n\n{table(found)}")


def _of_home(name: str, do: Callable[[Path, Encoder], Any]) -> None:
    @app.command(name)
    @click.argument("home", type=click.Path(path_type=Path))
    def _command(home: Path) -> None:
        click.echo(json.dumps(do(home, open_minilm())))


_of_home("put", put)
_of_home("seen", seen)

if __name__ == "__main__":
    app()
