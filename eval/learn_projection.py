"""Learn the projection that makes token vectors small: `python -m eval.learn_projection`.

In: the starter library's digests. Out: rag/encoders/projection.npy, (384, 96) float16: the first
principal directions (not centred) of their word pieces' vectors, each of length one.
"""

import json

import numpy as np
import platformdirs

from eval.provenance import ROOT
from rag.encoders.minilm import MiniLM, unit
from rag.encoders.minilm_encoder import PROJECTED

SAMPLED_PIECES = 40_000  # word pieces; more changed nothing


def main() -> None:
    lines = (ROOT / "store" / "starter" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [f"{paper['title']}. {paper['text']}" for paper in map(json.loads, lines)]
    vectors = np.concatenate(
        [unit(read.vectors) for read in MiniLM(platformdirs.user_cache_path("ask")).encode(texts)]
    )
    chosen = np.random.default_rng(0).choice(len(vectors), min(SAMPLED_PIECES, len(vectors)), replace=False)
    _, _, directions = np.linalg.svd(vectors[np.sort(chosen)], full_matrices=False)
    np.save(ROOT / "rag" / "encoders" / "projection.npy", directions[:PROJECTED].T.astype(np.float16))


if __name__ == "__main__":
    main()
