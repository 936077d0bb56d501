"""Weigh what is known of a claim and its source: `python -m eval.weigh_claims --shared ../shared [--write]`.

In: labelled claims that the reader of pairs has not learnt from (eval/claims_to_weigh.jsonl, and
learning.jsonl of the folder learn). Out: the weights in the table `weighed` of rag/verification/support.toml,
by logistic regression; claims that something decides alone (a missing number, a quote) are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from math import log
from pathlib import Path
from typing import Any

import click
import numpy as np
import platformdirs

from eval.claims import abstracts, read_claims
from eval.fitting import hash_of, write
from eval.own.libraries import ARXIV
from rag.encoders.minilm import published
from rag.encoders.pair_reader import PairReader
from rag.verification.checker import relevance
from rag.verification.claims import is_claim, says_nothing
from rag.verification.objections import objections
from rag.verification.parameters import FILE, Weighed, parameters
from rag.verification.passages import passage
from rag.verification.quotations import shortens
from rag.verification.similarity import EncodedText, encode_text, similarity

TO_WEIGH = Path(__file__).with_name("claims_to_weigh.jsonl")
RIDGE, ROUNDS = 2.0, 60  # of the weights, not of the bias; Newton steps
_KINDS = [
    f.name for f in fields(Weighed) if f.name not in ("bias", "relevance", "pairs", "supported", "weak")
]
NAMES = ["bias", "relevance", "pairs", *_KINDS]


def rows(files: Sequence[Path], cache: Path) -> Iterator[tuple[list[float], bool]]:
    """What is known of each claim, by NAMES, and whether it is supported."""
    minilm, reader, using = published(cache), PairReader(cache), parameters()
    claims = [claim for file in files for claim in read_claims(file)]
    texts = abstracts((claim["arxiv_id"] for claim in claims), ARXIV)
    sources = {id_: encode_text(text, minilm, using.similarity) for id_, text in texts.items()}
    for claim in claims:
        encoded, source = encode_text(claim["claim"], minilm, using.similarity), sources[claim["arxiv_id"]]
        if not is_claim(encoded.text) or says_nothing(encoded.text) or shortens(encoded, source):
            continue
        if (known := _known(encoded, source)) is not None:
            odds = reader.read(encoded.text, passage(encoded, source))
            yield [1.0, known[0], odds, *known[1:]], claim["verdict"] == "supported"


def _known(claim: EncodedText, source: EncodedText) -> list[float] | None:
    """Relevance in log odds and which objections there are; None where one of them decides alone."""
    using = parameters()
    window = similarity(claim, source, using.similarity)
    found = {objection.kind for objection in objections(claim, source, window, using)}
    if not found <= set(_KINDS):
        return None
    score = min(max(relevance(window.features, using), 1e-6), 1 - 1e-6)
    relevant = min(4.0, max(-4.0, log(score / (1 - score))))
    return [relevant, *(float(kind in found) for kind in _KINDS)]


def fit(known: Any, supported: Any) -> Any:
    """Weights by NAMES of a ridge logistic regression, by Newton's method."""
    weights, ridge = np.zeros(known.shape[1]), np.full(known.shape[1], RIDGE)
    ridge[0] = 0.0
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-known @ weights))
        slope = known.T @ (likely - supported) + ridge * weights
        bend = (known * (likely * (1 - likely))[:, None]).T @ known + np.diag(ridge + 1e-9)
        weights -= np.linalg.solve(bend, slope)
    return weights


@click.command()
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--write", "is_written", is_flag=True, help="Write the weights into support.toml.")
def main(shared: Path, is_written: bool) -> None:
    """Print the weights, and write them where that is asked for."""
    files = [TO_WEIGH, shared / "learn" / "claims" / "learning.jsonl"]
    found = list(rows(files, platformdirs.user_cache_path("ask")))
    known, supported = np.array([k for k, _ in found]), np.array([float(s) for _, s in found])
    weights = dict(zip(NAMES, fit(known, supported).round(2).tolist(), strict=True))
    click.echo(f"{len(found)} claims: {weights}")
    if is_written:
        write(FILE, "weighed", weights, by="python -m eval.weigh_claims", inputs=hash_of(files))


if __name__ == "__main__":
    main()
