#!/usr/bin/env bash
# pyalex 0.21: two queries made from one base are one query.
#
# Valid input: a base query kept in a variable and refined twice, as with a Django or
# SQLAlchemy query.
# Assumed, with no guess on paper: each filter() returns a new query and leaves the base as it was.
# Expected: three addresses: the base, the base with 2017, the base with 2018.
# Seen: filter() changes the base and returns it. All three are the same object, which asks
# for 2017 AND 2018: in this address "+" joins the values that must all hold, so the
# later query finds nothing and says nothing. (Only the address is built here, nothing is sent.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyalex==0.21

cat >probe.py <<'PROBE'
from pyalex import Works

base = Works().filter(is_oa=True)
first = base.filter(publication_year=2017)
second = base.filter(publication_year=2018)
for name, query in (("base", base), ("first", first), ("second", second)):
    print(name, query.url.partition("?")[2])
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
base filter=is_oa:true,publication_year:2017+2018
first filter=is_oa:true,publication_year:2017+2018
second filter=is_oa:true,publication_year:2017+2018
SEEN
echo "still so"
