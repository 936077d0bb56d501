#!/usr/bin/env bash
# pytrec-eval-terrier 0.5.11: scores are compared in 32 bits, and what then ties is ranked by name.
#
# Valid input: a run of Python floats, all different: probabilities near 1, as a sure reranker
# gives them, and a time stamp in seconds (newest first).
# Guess before running: documents are ranked by the scores that were passed, as doubles.
# Expected: the relevant document, which scores highest, first: reciprocal rank and P_1 of 1.
# Seen: the scores become C floats. 0.99999999 and 0.99999998 are then one number, and so are
# many time stamps within two minutes; such ties go to the document whose id sorts last. The
# figure depends on what the documents are called, and nothing warns. ir_measures and other
# wrappers inherit it.
# Instead: pass ranks, as in float(-rank), not raw scores.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytrec-eval-terrier==0.5.11

cat >probe.py <<'PROBE'
import pytrec_eval

pairs = {
    "0.9 / 0.8": (0.9, 0.8),
    "probability": (0.99999999, 0.99999998),
    "time stamp": (1_600_000_030.0, 1_600_000_001.0),
}
evaluator = pytrec_eval.RelevanceEvaluator({"q": {"m": 1}}, {"recip_rank", "P.1"})
for name, (best, second) in pairs.items():
    for other in ("a", "z"):
        seen = evaluator.evaluate({"q": {"m": best, other: second}})["q"]
        print(f"{name}: m first, {other} second: reciprocal rank {seen['recip_rank']}, P_1 {seen['P_1']}")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
0.9 / 0.8: m first, a second: reciprocal rank 1.0, P_1 1.0
0.9 / 0.8: m first, z second: reciprocal rank 1.0, P_1 1.0
probability: m first, a second: reciprocal rank 1.0, P_1 1.0
probability: m first, z second: reciprocal rank 0.5, P_1 0.0
time stamp: m first, a second: reciprocal rank 1.0, P_1 1.0
time stamp: m first, z second: reciprocal rank 0.5, P_1 0.0
SEEN
echo "still so"
