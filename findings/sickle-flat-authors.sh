#!/usr/bin/env bash
# sickle 0.7.0: the parts of nested metadata lose their parents, so names no longer fit together.
#
# Valid input: an OAI-PMH record in the format "arXiv", whose authors are a group without forenames
# between two people, served on this machine.
# Guess before running: metadata holds one value (a dict or a list) for each author.
# Expected: Ann Lee, Tides Group, Min Cho.
# Seen: every element below metadata goes into one flat dict of lists by its name: three keynames, two
# forenames and nothing that says whose they are. Paired in order, the group gets the name of
# Min Cho and Cho none. The elements that only hold others stay as None. (Flat Dublin Core is right.)
# Instead: read record.xml.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check sickle==0.7.0

cat >probe.py <<'PROBE'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import zip_longest

from sickle import Sickle

ANSWER = b"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>
<header><identifier>oai:example.org:1</identifier><datestamp>2021-01-01</datestamp></header>
<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>1</id><authors>
<author><keyname>Lee</keyname><forenames>Ann</forenames></author>
<author><keyname>Tides Group</keyname></author>
<author><keyname>Cho</keyname><forenames>Min</forenames></author>
</authors><title>Notes on tides</title></arXiv></metadata></record></ListRecords></OAI-PMH>"""


class Repository(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Repository)
threading.Thread(target=server.serve_forever, daemon=True).start()
sickle = Sickle(f"http://127.0.0.1:{server.server_port}")
metadata = next(sickle.ListRecords(metadataPrefix="arXiv")).metadata
for name in ("authors", "author", "keyname", "forenames"):
    print(name, metadata[name])
print("paired:", list(zip_longest(metadata["forenames"], metadata["keyname"])))
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
authors [None]
author [None, None, None]
keyname ['Lee', 'Tides Group', 'Cho']
forenames ['Ann', 'Min']
paired: [('Ann', 'Lee'), ('Min', 'Tides Group'), (None, 'Cho')]
SEEN
echo "still so"
