#!/usr/bin/env bash
# chromadb 1.5.9: a metadata value that is NaN or infinite vanishes, key and all.
#
# Valid input: metadata with a float that is NaN (a missing score in pandas or numpy).
# Assumed, with no guess on paper: stored and returned as NaN, or refused as None is.
# Expected: either.
# Seen: no error, and the record comes back without the key. None, in contrast, raises in add()
# and is accepted, as "no value", in upsert().
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
for key, value in (("nan", float("nan")), ("inf", float("inf")), ("none", None)):
    for method in (papers.add, papers.upsert):
        name = f"{method.__name__}-{key}"
        try:
            method(ids=[name], embeddings=[[1.0, 0.0]], metadatas=[{"score": value, "year": 2017}])
            print(name, papers.get(ids=[name])["metadatas"][0])
        except TypeError:
            print(name, "raises TypeError")
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
add-nan {'year': 2017}
upsert-nan {'year': 2017}
add-inf {'year': 2017}
upsert-inf {'year': 2017}
add-none raises TypeError
upsert-none {'year': 2017}
SEEN
echo "still so"
