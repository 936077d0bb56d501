#!/usr/bin/env bash
# habanero 2.9.2, semanticscholar 0.12.0: a DOI that holds "#" asks for another DOI.
#
# Valid input: the DOI 10.1000/456#789 (a DOI may hold any printable character).
# Guess before running: the DOI is quoted as part of a path, "#" becomes %23.
# Expected: the server is asked for the whole DOI.
# Seen: everything from "#" on is a fragment, which is never sent: the request is for 10.1000/456, and if
# that is a paper too, its record is what comes back. habanero does the same at "?".
# "<" and ">" arrive quoted, so most old DOIs are right.
# Instead: give them urllib.parse.quote(doi, safe="/").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check habanero==2.9.2 semanticscholar==0.12.0

cat >probe.py <<'PROBE'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote, urlsplit

from habanero import Crossref
from semanticscholar import SemanticScholar

asked = []


class Index(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(urlsplit(self.path).path)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"message": {}, "paperId": "1"}')

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Index)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
crossref = Crossref(base_url=address)
scholar = SemanticScholar(retry=False, api_url=address)
for doi in ("10.1000/456#789", "10.1000/456?789", quote("10.1000/456#789", safe="/")):
    crossref.works(ids=doi)
    print("habanero", doi, "->", asked.pop())
for doi in ("10.1000/456#789", quote("10.1000/456#789", safe="/")):
    scholar.get_paper(f"DOI:{doi}")
    print("semanticscholar", doi, "->", asked.pop())
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
habanero 10.1000/456#789 -> /works/10.1000/456
habanero 10.1000/456?789 -> /works/10.1000/456
habanero 10.1000/456%23789 -> /works/10.1000/456%23789
semanticscholar 10.1000/456#789 -> /graph/v1/paper/DOI:10.1000/456
semanticscholar 10.1000/456%23789 -> /graph/v1/paper/DOI:10.1000/456%23789
SEEN
echo "still so"
