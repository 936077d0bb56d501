"""How the check of claims does on labelled claims about abstracts, by kind of claim.

In: JSONL files of claims (arxiv_id, claim, verdict, kind), the abstracts of ../shared/arxiv; or claims on the
starter library's digests (paper_id). Out: the share of each kind that is found supported. It fits nothing.

  python -m eval.claims [FILE...]     without files eval/claims.jsonl
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from eval.own.libraries import ARXIV
from rag.answering.start import open_checker
from rag.ingest.starter import starter_papers
from rag.model.settings import load_settings
from rag.verification.checker import SupportChecker
from rag.verification.verdict import Verdict

WRITTEN = Path(__file__).with_name("claims.jsonl")


def read_claims(path: Path) -> list[dict[str, Any]]:
    """One object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def abstracts(ids: Iterable[str], path: Path) -> dict[str, str]:
    """Title and abstract of these papers, a line each, by arXiv id."""
    wanted = set(ids)
    found = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            if paper["arxiv_id"] in wanted:
                parts = (paper["title"], paper["abstract"])
                found[paper["arxiv_id"]] = "\n".join(" ".join(part.split()) for part in parts)
    return found


def digests() -> dict[str, str]:
    """Title and digest of the starter library's papers, a line each, by id."""
    return {paper.paper_id: f"{paper.title}\n{paper.text}" for paper in starter_papers()}


def shares(
    claims: Sequence[dict[str, Any]], texts: dict[str, str], checker: SupportChecker
) -> dict[str, tuple[float, int]]:
    """The share found supported, 0 to 1, and how many there are: of each verdict, then of each kind."""
    found: dict[str, list[bool]] = defaultdict(list)
    for claim in claims:
        source = texts[claim["paper_id"] if "paper_id" in claim else claim["arxiv_id"]]
        is_supported = checker.check(claim["claim"], [source]).verdict is Verdict.SUPPORTED
        for name in dict.fromkeys((claim["verdict"], f"  {claim['kind']}")):
            found[name].append(is_supported)
    ordered = sorted(found, key=lambda name: (name.startswith(" "), name))
    return {name: (sum(found[name]) / len(found[name]), len(found[name])) for name in ordered}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    """Print the shares of each file."""
    checker = open_checker(load_settings({}, {}))
    for path in files or (WRITTEN,):
        claims = read_claims(path)
        on_starter = all("paper_id" in claim for claim in claims)
        texts = digests() if on_starter else abstracts((claim["arxiv_id"] for claim in claims), ARXIV)
        click.echo(f"{path}: found supported, of how many")
        for name, (share, count) in shares(claims, texts, checker).items():
            click.echo(f"  {name:<20} {share:.3f}  {count}")


if __name__ == "__main__":
    main()
