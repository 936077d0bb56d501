#!/usr/bin/env bash
# ir_measures 0.4.3 (pytrec-eval-terrier 0.5.11): with tied scores RR@10 is higher than RR.
#
# Valid input: one relevant document and one other with the same score, as fusion and
# quantised vectors give them.
# Guess before running: a cut-off can only lose, and a list of two fits into ten: RR@10 equals RR.
# Expected: the same number, and 1 exactly where P@1 and Success@1 are 1.
# Seen: RR is worked out by trec_eval, which puts ties in falling order of document ids, and RR@k by
# another provider, which puts them in rising order. So RR@10 is 1 beside RR 0.5 and P@1 0, or
# the reverse, by the documents' names; the order of the run does not matter. The package says
# nothing of ties.
# Instead: break ties yourself before evaluating, by scores that fall strictly (and stay apart in 32 bits).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ir_measures==0.4.3 pytrec-eval-terrier==0.5.11

cat >probe.py <<'PROBE'
import ir_measures
from ir_measures import RR, P, Success

for other in ("a", "z"):
    run = {"q": {other: 0.5, "m": 0.5}}
    seen = ir_measures.calc_aggregate([P @ 1, Success @ 1, RR, RR @ 10], {"q": {"m": 1}}, run)
    print(f"relevant m beside {other}:", {str(measure): seen[measure] for measure in sorted(seen, key=str)})
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
relevant m beside a: {'P@1': 1.0, 'RR': 1.0, 'RR@10': 0.5, 'Success@1': 1.0}
relevant m beside z: {'P@1': 0.0, 'RR': 0.5, 'RR@10': 1.0, 'Success@1': 0.0}
SEEN
echo "still so"
