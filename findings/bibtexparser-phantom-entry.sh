#!/usr/bin/env bash
# bibtexparser 2.1.0: a line of an abstract that starts with @word ( becomes an entry.
#
# Valid input: one BibTeX entry whose braced abstract wraps just before "@nature (journal)".
# Inside balanced braces BibTeX reads "@" as text, and so does pybtex 0.26.1, run beside it.
# Guess before running: one entry, abstract whole.
# Expected: one entry, lee2021, with three fields.
# Seen: lee2021 is a failed block, and entries holds one @nature with the key "journal"
# and no fields. With the same words in the middle of a line all is well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bibtexparser==2.1.0 pybtex==0.26.1

cat >probe.py <<'PROBE'
import logging

import bibtexparser
from pybtex.database import parse_string

logging.disable(logging.CRITICAL)
source = """@article{lee2021,
  title    = {Reading social feeds},
  abstract = {We follow the accounts
@nature (journal) and others.},
  year     = {2021}
}"""
library = bibtexparser.parse_string(source)
print("bibtexparser:", [(e.entry_type, e.key, [f.key for f in e.fields]) for e in library.entries])
print("failed blocks:", len(library.failed_blocks))
peer = parse_string(source, "bibtex")
print("pybtex:", [(e.type, key, list(e.fields)) for key, e in peer.entries.items()])
one_line = bibtexparser.parse_string(source.replace("\n@nature", " @nature"))
print("on one line:", [(e.key, [f.key for f in e.fields]) for e in one_line.entries])
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
bibtexparser: [('nature', 'journal', [])]
failed blocks: 1
pybtex: [('article', 'lee2021', ['title', 'abstract', 'year'])]
on one line: [('lee2021', ['title', 'abstract', 'year'])]
SEEN
echo "still so"
