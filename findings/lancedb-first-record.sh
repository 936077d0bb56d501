#!/usr/bin/env bash
# lancedb 0.40.0: a field that the first record lacks is dropped from all the others.
#
# Valid input: a table made from a list of dicts of which only the second has a DOI.
# Guess before running: the column is there, null in the first record; or an error.
# Expected: either.
# Seen: no column, no error, and the DOI is gone. The same two records the other way round keep it,
# and add() with the same field does raise: it is not in the schema. So what a table holds depends
# on the order of the records (pyarrow's from_pylist, which is behind this, says that it infers
# from the first row).
# Instead: pass a schema to create_table.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lancedb==0.40.0

cat >probe.py <<'PROBE'
import tempfile

import lancedb

database = lancedb.connect(tempfile.mkdtemp())
bare = {"id": "a", "vector": [1.0, 0.0]}
full = {"id": "b", "vector": [0.0, 1.0], "doi": "10.1000/1"}
for name, records in (("bare_first", [bare, full]), ("full_first", [full, bare])):
    table = database.create_table(name, records)
    print(name, [(row["id"], row.get("doi", "no column")) for row in table.to_arrow().to_pylist()])
try:
    database.open_table("bare_first").add([full])
except ValueError as error:
    print("add raises:", error)
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
bare_first [('a', 'no column'), ('b', 'no column')]
full_first [('b', '10.1000/1'), ('a', None)]
add raises: Invalid input, field 'doi' does not exist in table schema
SEEN
echo "still so"
