#!/usr/bin/env bash
# chromadb 1.5.9: upsert replaces a vector and leaves the old text and old metadata beside it.
#
# Valid input: a record written again under its id: a correction without a field that no longer
# holds, and a new vector without a text.
# Guess before running: upsert writes the record as add would: what is not passed is gone.
# Expected: {"year": 2018} alone, and no document.
# Seen: metadata is merged key by key, so a key that has been dropped at the source ("retracted", a
# wrong DOI) stays for ever and still matches filters; the document stays too, now beside
# the vector of another text. A set of records that was upserted is not what it would be if
# built anew. Only the value None takes a key away. The documentation
# says "updated as per update" and of update() not that it merges.
# Instead: delete the ids, then add; or pass None for every key that is no longer there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check chromadb==1.5.9

cat >probe.py <<'PROBE'
import chromadb
from chromadb.config import Settings

client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
papers = client.create_collection("papers", embedding_function=None)


def show(step):
    record = papers.get(ids=["a"], include=["metadatas", "documents", "embeddings"])
    metadata = dict(sorted(record["metadatas"][0].items()))
    print(step, metadata, record["documents"], record["embeddings"].tolist())


old = {"year": 2017, "retracted": True}
papers.add(ids=["a"], embeddings=[[1.0, 0.0]], documents=["old text"], metadatas=[old])
show("add")
papers.upsert(ids=["a"], embeddings=[[0.0, 1.0]], metadatas=[{"year": 2018}])
show("upsert")
print("still found as retracted:", papers.get(where={"retracted": True})["ids"])
papers.upsert(ids=["a"], embeddings=[[0.0, 1.0]], metadatas=[{"year": 2018, "retracted": None}])
show("None")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
add {'retracted': True, 'year': 2017} ['old text'] [[1.0, 0.0]]
upsert {'retracted': True, 'year': 2018} ['old text'] [[0.0, 1.0]]
still found as retracted: ['a']
None {'year': 2018} ['old text'] [[0.0, 1.0]]
SEEN
echo "still so"
