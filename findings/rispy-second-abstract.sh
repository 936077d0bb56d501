#!/usr/bin/env bash
# rispy 0.10.0: of a second AB line the first line is lost and the rest joins the first AB.
#
# Valid input: a RIS record with two AB fields (two languages), the second one wrapped.
# Assumed, with no guess on paper: a list of two, the last one or the first one, whole.
# Expected: any of the three.
# Seen: a text that no record holds: the first abstract followed by the tail of the second.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rispy==0.10.0

cat >probe.py <<'PROBE'
import rispy

source = """TY  - JOUR
TI  - Two languages
AB  - We count the birds.
AB  - Nous comptons
les oiseaux.
ER  - 
"""
print(rispy.loads(source)[0]["abstract"])
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
We count the birds. les oiseaux.
SEEN
echo "still so"
