#!/usr/bin/env bash
# gradio 6.31.0: a returned list is one value per output, except where there is one output.
#
# Valid input: a listener with outputs=[box] whose function returns [value], as one with
# two outputs returns [first, second].
# Guess before running: one output in a list takes one value from a list.
# Expected: ABC in the box.
# Seen: the list itself goes to the component. A Textbox shows "['ABC']", an HTML component
# gets a list; the server reports nothing. A tuple of one fares the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check gradio==6.31.0

cat >probe.py <<'PROBE'
import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio
from gradio_client import Client

with gradio.Blocks() as page:
    asked, box, other, html = gradio.Textbox(), gradio.Textbox(), gradio.Textbox(), gradio.HTML()
    button = gradio.Button()
    button.click(lambda x: [x.upper(), x], asked, [box, other], api_name="two")
    button.click(lambda x: [x.upper()], asked, [box], api_name="one")
    button.click(lambda x: (x.upper(),), asked, [box], api_name="tuple")
    button.click(lambda x: [x.upper()], asked, [html], api_name="html")
_, address, _ = page.launch(prevent_thread_lock=True, quiet=True)
client = Client(address, verbose=False)
for name in ("two", "one", "tuple", "html"):
    print(name, repr(client.predict("abc", api_name=f"/{name}")))
page.close(verbose=False)
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
two ('ABC', 'abc')
one "['ABC']"
tuple "('ABC',)"
html ['ABC']
SEEN
echo "still so"
