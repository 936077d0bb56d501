"""Are labelled claims counted by verdict and by kind?"""

import gzip
import json
from pathlib import Path

from eval.claims import WRITTEN, abstracts, read_claims, shares
from rag.verification.checker import SupportChecker

PAPER = {
    "arxiv_id": "0000.1",
    "title": "Peat:\n Depth",
    "abstract": "A radar measures\n the depth of peat bogs.",
}


def test_a_share_is_of_the_claims_of_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(paper) + "\n" for paper in ({**PAPER, "arxiv_id": "0000.2"}, PAPER))
    texts = abstracts(["0000.1"], path)
    assert texts == {"0000.1": "Peat: Depth\nA radar measures the depth of peat bogs."}
    told = [
        ("A radar measures the depth of peat bogs.", "supported", "paraphrase"),
        ("The depth of peat bogs is measured by a radar.", "supported", "paraphrase"),
        ("A radar measures 17 peat bogs.", "unsupported", "changed_number"),
    ]
    claims = [
        {"arxiv_id": "0000.1", "claim": claim, "verdict": verdict, "kind": kind}
        for claim, verdict, kind in told
    ]
    assert shares(claims, texts, SupportChecker(None)) == {
        "supported": (1.0, 2),
        "unsupported": (0.0, 1),
        "  changed_number": (0.0, 1),
        "  paraphrase": (1.0, 2),
    }


def test_every_written_claim_has_a_verdict_and_a_kind() -> None:
    claims = read_claims(WRITTEN)
    assert {claim["verdict"] for claim in claims} == {"supported", "unsupported", "no_claim"}
    assert all(claim["claim"] and claim["kind"] and claim["arxiv_id"] for claim in claims)
