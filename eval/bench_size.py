"""One store of many abstracts: built, asked, added to; each in a process of its own.

In: the JSONL of abstracts, how many, a folder. Out: a line of JSON with what was measured.
What is built already is not built again; what was cut off is gone on with.

  python -m eval.bench_size build ARXIV 10000 FOLDER
  python -m eval.bench_size ask FOLDER
  python -m eval.bench_size add FOLDER
  python -m eval.bench_size simulate ARXIV 1000000 FOLDER    (vectors are borrowed: see bench_simulated.py)
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np

from eval.bench_simulated import read_slices, simulate
from eval.own.libraries import FITTED, question_file
from eval.provenance import INDEXING_SOURCE, source_hash
from eval.questions import read_records
from rag.answering.assistant import Assistant
from rag.encoders.encoder import Encoder
from rag.encoders.minilm import MiniLM
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.opening import open_encoder
from rag.ingest.library import Library
from rag.model.paper import Paper
from rag.model.settings import load_settings
from rag.retrieval.catalogue import Catalogue

QUESTIONS_ASKED = 40
ADDED = {
    "title": "Murmuration Ledgers: Counting Starlings by Ear",
    "abstract": "Counting starlings by eye fails at dusk. Murmuration Ledgers count them by ear.",
}


@dataclass
class Built:
    """What building took, over all runs that it took."""

    papers: int = 0
    measured: int = 0  # of these, were added in `seconds`; a slice that was cut off is not counted twice
    seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_megabytes: float = 0.0
    forward: float = 0.0  # papers/s of a plain forward pass over the same texts, at the beginning and the end
    source: str = ""


def forward_rate(model: MiniLM, papers: Sequence[Paper]) -> float:
    """Papers a second that the model reads when nothing else is done with them."""
    began = time.perf_counter()
    for _ in model.encode([f"{paper.title}. {paper.text}" for paper in papers]):
        pass
    return len(papers) / (time.perf_counter() - began)


def peak_megabytes() -> float:
    """The most memory that this process ever held; 0 on Windows, where Python does not know it."""
    if find_spec("resource") is None:
        return 0.0
    import resource

    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000
    return {"p50": float(p50), "p95": float(p95)}


def open_minilm() -> MiniLMEncoder:
    encoder = open_encoder(load_settings({}, {}), None, click.echo)
    assert isinstance(encoder, MiniLMEncoder), "the bench needs the MiniLM weights"
    return encoder


def build(
    arxiv: Path, papers: int, home: Path, encoder: Encoder, forward: Callable[[Sequence[Paper]], float]
) -> Built:
    """The store of the first papers in `home`, complete, and what building it took; `forward`
    measures how fast they could be read at best."""
    noted, kept = home / "built.json", Built(source=source_hash(INDEXING_SOURCE))
    if noted.exists():
        kept = Built(**json.loads(noted.read_text(encoding="utf-8")))
    library, at, rates = Library(home, encoder), 0, []
    for some in read_slices(arxiv, papers) if kept.papers < papers else ():
        at += len(some)
        if at <= kept.papers:
            continue
        rates.append(forward(some[:64]))
        began, processor = time.perf_counter(), time.process_time()
        kept.measured += len(library.ingest(some).added)
        kept.seconds += time.perf_counter() - began
        kept.processor_seconds += time.process_time() - processor
        kept.papers, kept.peak_megabytes = at, max(kept.peak_megabytes, peak_megabytes())
        kept.forward = float(np.mean([*rates, *([kept.forward] if kept.forward else [])]))
        noted.write_text(json.dumps(asdict(kept)), encoding="utf-8")
        click.echo(f"{at:,} papers, {at / kept.seconds:.0f} a second", err=True)
    return kept


def natural_questions(most: int = QUESTIONS_ASKED) -> list[str]:
    """Questions of people over libraries of real abstracts, spread over all kinds, each a message alone."""
    records = [record for name in FITTED for _, record in read_records(question_file(name))]
    alone = list(dict.fromkeys(record["question"] for record in records if "question" in record))
    return [alone[at] for at in np.linspace(0, len(alone) - 1, min(most, len(alone))).astype(int)]


def asked(home: Path, encoder: Encoder, most: int = QUESTIONS_ASKED) -> dict[str, float]:
    """Full answers, each question asked for the first time: wall and processor times in ms, and the memory
    they take."""
    began, processor = time.perf_counter(), time.process_time()
    assistant, questions = Assistant(Library(home, encoder).reader, encoder), natural_questions(most)
    assistant.ask(questions[0])
    first, first_processor = time.perf_counter() - began, time.process_time() - processor
    taken, processed = [], []
    for question in questions[1:]:
        began, processor = time.perf_counter(), time.process_time()
        assistant.ask(question)
        taken.append(time.perf_counter() - began)
        processed.append(time.process_time() - processor)
    of_processor = {f"processor_{name}": value for name, value in percentiles(processed).items()}
    return {
        **percentiles(taken),
        **of_processor,
        "first": first,
        "first_processor": first_processor,
        "peak_megabytes": peak_megabytes(),
    }


def added(home: Path, encoder: Encoder) -> dict[str, float]:
    """Seconds from typing `ask ingest` for a paper until an open assistant has it, and answers."""
    assistant, page = Assistant(Library(home, encoder).reader, encoder), home / "one.jsonl"
    assistant.ask("What is known about starlings?")
    before = len(assistant.catalogue)
    page.write_text(json.dumps(ADDED) + "\n", encoding="utf-8")
    ask = [sys.executable, "-c", "from rag.cli.main import main; main()"]
    began = time.perf_counter()
    writer = subprocess.Popen([*ask, "ingest", str(page), "--home", str(home)], stdout=subprocess.DEVNULL)
    while len(assistant.catalogue) == before and writer.poll() is None:
        time.sleep(0.01)
    visible = time.perf_counter() - began
    found = assistant.ask("How do Murmuration Ledgers count starlings?").papers[0].title == ADDED["title"]
    answered = time.perf_counter() - began
    writer.wait()
    library = Library(home, encoder)
    library.remove([p.paper_id for p in Catalogue(library.reader.now()).find(ADDED["title"])])
    return {"visible": visible, "answered": answered, "found": float(found)}


@click.group()
def app() -> None:
    """Measure one store."""


@app.command("build")
@click.argument("arxiv", type=click.Path(path_type=Path))
@click.argument("papers", type=int)
@click.argument("home", type=click.Path(path_type=Path))
def _build(arxiv: Path, papers: int, home: Path) -> None:
    encoder = open_minilm()
    click.echo(json.dumps(asdict(build(arxiv, papers, home, encoder, partial(forward_rate, encoder.model)))))


@app.command("ask")
@click.argument("home", type=click.Path(path_type=Path))
def _ask(home: Path) -> None:
    click.echo(json.dumps(asked(home, open_minilm())))


@app.command("add")
@click.argument("home", type=click.Path(path_type=Path))
def _add(home: Path) -> None:
    click.echo(json.dumps(added(home, open_minilm())))


@app.command("simulate")
@click.argument("arxiv", type=click.Path(path_type=Path))
@click.argument("papers", type=int)
@click.argument("home", type=click.Path(path_type=Path))
def _simulate(arxiv: Path, papers: int, home: Path) -> None:
    click.echo(json.dumps({"papers": simulate(arxiv, papers, home, open_minilm())}))


if __name__ == "__main__":
    app()
