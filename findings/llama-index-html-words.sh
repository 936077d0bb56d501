#!/usr/bin/env bash
# llama-index-core 0.14.25: HTMLNodeParser takes the bold and italic words out of their sentence.
#
# Valid input: a paragraph with <b>, <i> and <sub>, a cell of a table and text straight in a <div>.
# Guess before running: no word is lost and each stands where it stood.
# Expected: "Growth of E. coli was not seen in H2O." in one piece.
# Seen: <b> and <i> are among the default tags, each a node of its own, and a paragraph keeps only what
# lies outside every such tag: "Growth of was seen in H 2 O." says the contrary of the page. Text in
# elements that are not in the list, here td and div, is left out without a warning.
# Instead: get the text with BeautifulSoup and split that, or pass tags without b, i and u.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check llama-index-core==0.14.25 beautifulsoup4==4.15.0

cat >probe.py <<'PROBE'
from llama_index.core import Document
from llama_index.core.node_parser import HTMLNodeParser

page = """<body><p>Growth of <i>E. coli</i> was <b>not</b> seen in H<sub>2</sub>O.</p>
<table><tr><td>A cell.</td></tr></table><div>Plain text.</div></body>"""
for name, parser in (("default", HTMLNodeParser()), ("p, td, div", HTMLNodeParser(tags=["p", "td", "div"]))):
    for node in parser.get_nodes_from_documents([Document(text=page)]):
        print(f"{name}: {node.metadata['tag']} {' '.join(node.text.split())!r}")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
default: p 'Growth of was seen in H 2 O.'
default: i 'E. coli'
default: b 'not'
p, td, div: p 'Growth of E. coli was not seen in H 2 O.'
p, td, div: td 'A cell.'
p, td, div: div 'Plain text.'
SEEN
echo "still so"
