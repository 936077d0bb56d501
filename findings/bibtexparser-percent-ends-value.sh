#!/usr/bin/env bash
# bibtexparser 2.1.0 (with the pylatexenc that it installs): decoding LaTeX cuts a value at its first "%".
#
# Valid input: an address with escaped bytes (%28), as publishers write them, one with "~" and "--",
# and a title with a bare per cent sign, which BibTeX itself takes as text.
# Guess before running: LatexDecodingMiddleware leaves url alone, and at worst takes the braces off.
# Expected: the addresses as they are written.
# Seen: "%" starts a LaTeX comment, so the rest of the line is gone: most of the address and the
# end of the title, with no failed block and no warning. Where nothing is cut, "~" becomes a
# no-break space and "--" an en dash, also in an address.
# Instead: decode the fields of prose only, by hand, after parsing without the middleware.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bibtexparser==2.1.0

cat >probe.py <<'PROBE'
import logging

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware

logging.disable(logging.CRITICAL)
source = r"""@misc{lee2021,
  url = {https://example.org/doi/10.1002/%28SICI%291097-4571},
  note = {https://example.org/~lee/a--b},
  title = {A fall of 50% in the birds of the shore}
}"""
for name, middleware in (("plain", []), ("decoded", [LatexDecodingMiddleware()])):
    library = bibtexparser.parse_string(source, append_middleware=middleware)
    for field in library.entries[0].fields:
        print(name, field.key, ascii(field.value))
    print(name, "failed blocks:", len(library.failed_blocks))
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
plain url 'https://example.org/doi/10.1002/%28SICI%291097-4571'
plain note 'https://example.org/~lee/a--b'
plain title 'A fall of 50% in the birds of the shore'
plain failed blocks: 0
decoded url 'https://example.org/doi/10.1002/'
decoded note 'https://example.org/\xa0lee/a\u2013b'
decoded title 'A fall of 50'
decoded failed blocks: 0
SEEN
echo "still so"
