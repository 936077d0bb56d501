#!/usr/bin/env bash
# pybtex 0.26.1: reading a .bib and writing it again changes addresses, DOIs and formulas.
#
# Valid input: an entry with a URL, a DOI with "_" and a formula, read and written twice.
# Guess before running: parse() and to_string() are a pair, so every field stays as it was.
# Expected: the same three values after each round.
# Seen: parse() leaves LaTeX as it is, but the writer escapes the text as if it were plain: "_" becomes
# "\_", also inside $x_1$, which then prints no index; "%" and "&" get a backslash; "~" becomes
# "\textasciitilde ". The next round escapes the escapes: "\\_". The YAML writer changes nothing.
# Instead: keep the file as text and change only what must change, or write YAML.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pybtex==0.26.1

cat >probe.py <<'PROBE'
from pybtex.database import parse_string

text = r"""@misc{lee2021,
  title = {Bounds on $x_1$},
  doi = {10.1007/978-3-642-1_2},
  url = {https://example.org/~lee/a_b?x=1&y=c%20d}
}"""
for name in ("read", "once", "twice"):
    bibliography = parse_string(text, "bibtex")
    print(name, *bibliography.entries["lee2021"].fields.values())
    text = bibliography.to_string("bibtex")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
read Bounds on $x_1$ 10.1007/978-3-642-1_2 https://example.org/~lee/a_b?x=1&y=c%20d
once Bounds on $x\_1$ 10.1007/978-3-642-1\_2 https://example.org/\textasciitilde lee/a\_b?x=1\&y=c\%20d
twice Bounds on $x\\_1$ 10.1007/978-3-642-1\\_2 https://example.org/\textasciitilde lee/a\\_b?x=1\\&y=c\\%20d
SEEN
echo "still so"
