#!/usr/bin/env bash
# markupsafe 3.0.4 under Python 3.11 and older: a group in a re.sub template escapes twice.
#
# Valid input: re.sub over a Markup string, once with a plain replacement, once with \1.
# Guess before running: re treats Markup as the str it is; the text is not touched.
# Expected: "A &amp; B" stays "A &amp; B" in both.
# Seen: with the plain replacement it stays. With \1, Python up to 3.11 joins the pieces
# with an empty slice of the subject, which is a Markup, whose join escapes them: the
# reader sees "A &amp;amp; B". Python 3.12 compiles templates in C and does not. The
# script expects each of the two on its own versions.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check markupsafe==3.0.4

cat >probe.py <<'PROBE'
import re
import sys

from markupsafe import Markup

title = Markup("<b>A &amp; B</b> and C")
plain = re.sub("and", "or", title)
group = re.sub("<b>(.*)</b>", r"[\1]", title)
twice = group == "[A &amp;amp; B] and C"
print("plain:", plain)
print("escaped twice exactly where Python is older than 3.12:", twice == (sys.version_info < (3, 12)))
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
plain: <b>A &amp; B</b> or C
escaped twice exactly where Python is older than 3.12: True
SEEN
echo "still so"
