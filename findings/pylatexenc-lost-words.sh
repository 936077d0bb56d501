#!/usr/bin/env bash
# pylatexenc 2.11: latex2text drops the words of some font commands and two signs.
#
# Valid input: everyday LaTeX, each command with a sibling that works.
# Guess before running: the words stay and the command goes, for all of them.
# Expected: \texttt, \textsf and \mbox keep their words as \textsc, \textrm and \hbox do;
# \textless and \textgreater give < and > as \textquotesingle gives '.
# Seen: the words and the signs are gone without a trace, so that "p \textless 0.05" becomes
# "p 0.05". \href raises IndexError.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pylatexenc==2.11

cat >probe.py <<'PROBE'
from pylatexenc.latex2text import LatexNodes2Text

lines = (
    r"a \textsc{b} c",
    r"a \textrm{b} c",
    r"a \texttt{b} c",
    r"a \textsf{b} c",
    r"a \hbox{b} c",
    r"a \mbox{b} c",
    r"p \textless 0.05",
    r"p {\textgreater} 0.05",
    r"\href{https://example.org}{b}",
)
for line in lines:
    try:
        print(line, "->", repr(LatexNodes2Text().latex_to_text(line)))
    except IndexError as error:
        print(line, "-> IndexError:", error)
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
a \textsc{b} c -> 'a b c'
a \textrm{b} c -> 'a b c'
a \texttt{b} c -> 'a  c'
a \textsf{b} c -> 'a  c'
a \hbox{b} c -> 'a b c'
a \mbox{b} c -> 'a  c'
p \textless 0.05 -> 'p 0.05'
p {\textgreater} 0.05 -> 'p  0.05'
\href{https://example.org}{b} -> IndexError: list index out of range
SEEN
echo "still so"
