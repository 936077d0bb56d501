"""Speed and size, each figure with the command that repeats it: `python -m eval.bench`.

In: the starter papers and questions, the abstracts of ../shared/arxiv. Out: tables on the
screen. Ratios are of two things measured in one run; what is slow to build is kept in the
cache. 100,000 papers only when asked for: --sizes 370,10000,100000.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import click
import numpy as np

from eval.bench_age import stale_figures
from eval.bench_embedding import Rows, embedding
from eval.bench_size import open_minilm, percentiles
from eval.library import index_papers, read_papers
from eval.provenance import INDEXING_SOURCE, ROOT, source_hash
from eval.questions import load_questions, select
from eval.runner import converse
from rag.answering.assistant import Assistant
from rag.ingest.library import Library
from rag.model.settings import load_settings
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.searcher import Searcher

ARXIV = ROOT.parent / "shared" / "arxiv" / "abstracts-100k.jsonl.gz"
COLD_RUNS = 5
UNANSWERED = 3  # the exit code for a question that the papers do not answer
ASK = (sys.executable, "-c", "from rag.cli.main import main; main()")


def answer_speed() -> Rows:
    """Retrieval and full answers over the starter library, warm, the dev questions."""
    _, library = _starter()
    encoder = library.encoder
    assistant, asked = Assistant(library.reader, encoder), select(load_questions(), "dev")
    searcher = Searcher(Catalogue(library.reader.now()), encoder)
    found, answered = [], []
    for question in asked:
        began = time.perf_counter()
        searcher.search(question.message).top(10)
        found.append(time.perf_counter() - began)
    for _ in range(2):
        answered = [converse(assistant, question.turns)[1].seconds for question in asked]
    retrieval, answer = percentiles(found[10:]), percentiles(answered)
    return [
        (
            f"retrieval, {len(asked)} questions",
            "p50 {p50:.1f}, p95 {p95:.1f} ms".format(**retrieval),
            "p50 15 ms",
        ),
        ("full answer, quoted", "p50 {p50:.1f}, p95 {p95:.1f} ms".format(**answer), "p50 40, p95 100 ms"),
    ]


def cold() -> Rows:
    """The whole process of one question and of the help, and what the question's time goes to."""
    home, _ = _starter()
    question = ("How does GaLore save memory?", "--home", str(home))
    _run(*question)
    answer, helped = ([_run(*words) for _ in range(COLD_RUNS)] for words in (question, ("--help",)))
    return [
        ('`ask "..."`, the whole process', f"{median(answer):.2f} s", "2.0 s"),
        ("`ask --help`", f"{median(helped):.2f} s", "0.4 s"),
        *[(f"  importing {name}", f"{1000 * s:.0f} ms", "") for name, s in import_times(*question)[:8]],
    ]


def _run(*words: str) -> float:
    """Seconds that `ask WORDS` takes; one that fails is no measurement."""
    began = time.perf_counter()
    done = subprocess.run([*ASK, *words], capture_output=True, text=True, cwd=ROOT)
    if done.returncode not in (0, UNANSWERED):
        raise click.ClickException(f"ask {' '.join(words)} failed: {done.stderr.strip()[-300:]}")
    return time.perf_counter() - began


def import_times(*words: str) -> list[tuple[str, float]]:
    """Seconds each package takes to import when `ask WORDS` runs, the longest first."""
    done = subprocess.run(
        [ASK[0], "-X", "importtime", *ASK[1:], *words], capture_output=True, text=True, cwd=ROOT
    )
    return summed(done.stderr.splitlines())


def summed(lines: Sequence[str]) -> list[tuple[str, float]]:
    """What `-X importtime` wrote, added up by package."""
    found: dict[str, float] = {}
    for line in lines:
        own, _, rest = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            package = rest.partition("|")[2].strip().partition(".")[0]
            found[package] = found.get(package, 0.0) + int(own) / 1e6
    return sorted(found.items(), key=lambda pair: -pair[1])


def baselines() -> Rows:
    """What LlamaIndex finds on the same questions; prints its own table."""
    subprocess.run([sys.executable, "-m", "eval.baselines"], cwd=ROOT, check=True)
    return []


def size(papers: int, arxiv: Path) -> Rows:
    """A store of so many abstracts: what it takes to build, to ask and to add to."""
    home = load_settings({}, {}).cache / "bench" / f"arxiv-{papers}"
    built = _measured("build", str(arxiv), str(papers), str(home))
    ask = _measured("ask", str(home))
    cold = median(_run("What is known about dark matter?", "--home", str(home)) for _ in range(3))
    add = _measured("add", str(home))
    disk = sum(f.stat().st_size for f in home.rglob("*") if f.is_file()) / papers / 1024
    rate, processor = (
        built["measured"] / built["seconds"],
        1000 * built["processor_seconds"] / built["measured"],
    )
    when = (
        "" if built["source"] == source_hash(INDEXING_SOURCE) else "by older code; rm -r its folder to repeat"
    )
    return [
        ("ingest", f"{rate:.0f} papers/s", when or "60 papers/s"),
        ("  as a share of a plain forward pass", f"{rate / built['forward']:.2f}", ""),
        ("  processor time", f"{processor:.1f} ms a paper", ""),
        ("  peak memory", f"{built['peak_megabytes']:.0f} MB", ""),
        ("disk", f"{disk:.0f} KB a paper", ""),
        ("full answer, warm", "p50 {p50:.0f}, p95 {p95:.0f} ms".format(**ask), "p50 150 ms at 100,000"),
        ("  the first, with opening", f"{ask['first']:.2f} s", ""),
        ("  peak memory", f"{ask['peak_megabytes']:.0f} MB", "2048 MB"),
        ('`ask "..."`, the whole process', f"{cold:.2f} s", "4 s"),
        ("one paper added, seen by an open reader", f"{add['visible']:.2f} s", "5 s"),
        ("  and answered from", f"{add['answered']:.2f} s" + ("" if add["found"] else ", not found!"), ""),
    ]


def _measured(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench_size", *words], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _starter() -> tuple[Path, Library]:
    """The starter library in a home of the evaluation's own."""
    encoder, paper_set = open_minilm(), read_papers("starter")
    home = paper_set.home(load_settings({}, {}).cache, encoder)
    return home, index_papers(paper_set, home, encoder)


def _print(title: str, rows: Rows, command: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", caption=f"repeat: {command}", caption_justify="left")
    for column in ("what", "figure", "wanted"):
        table.add_column(column, justify="right" if column == "figure" else "left")
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)


NAMES = ("embedding", "questions", "cold", "baselines", "sizes")


@click.command()
@click.option("--sizes", default="370,10000", show_default=True, help="Numbers of abstracts, by commas.")
@click.option("--arxiv", type=click.Path(path_type=Path), default=ARXIV, help="JSONL of abstracts, gzipped.")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Measure this and nothing else.")
@click.option("--theirs", default=sys.executable, help="A Python that has sentence-transformers.")
def main(sizes: str, arxiv: Path, only: Sequence[str], theirs: str) -> None:
    """Measure speed and size; on an idle machine."""
    measures: dict[str, tuple[str, Callable[[], Rows]]] = {
        "embedding": ("embedding", partial(embedding, theirs)),
        "questions": ("questions", answer_speed),
        "cold": ("cold", cold),
        "baselines": ("baselines", baselines),
    }
    if arxiv.exists():
        for number in (int(text) for text in sizes.split(",")):
            measures[f"sizes {number}"] = (f"sizes --sizes {number}", partial(size, number, arxiv))
    elif not only or "sizes" in only:
        click.echo(f"no abstracts at {arxiv}: sizes are left out; name a file with --arxiv", err=True)
    for line in stale_figures():
        click.echo(line, err=True)
    load = f"{np.divide(os.getloadavg()[0], os.cpu_count() or 1):.1f} processes wait for each core"
    click.echo(f"before the first measurement {load}; figures are of this machine at this hour", err=True)
    for name, (command, measure) in measures.items():
        if (not only or name.partition(" ")[0] in only) and (rows := measure()):
            _print(name, rows, f"python -m eval.bench --only {command}")


if __name__ == "__main__":
    main()
