#!/usr/bin/env bash
# llama-index-core 0.14.25: the async methods of a reader and a retriever block the event loop.
#
# Valid input: a reader whose lazy_load_data is a generator (the name asks for one) and a
# retriever with only the required _retrieve; each notes the thread that does its work.
# Assumed, with no guess on paper: alazy_load_data and aretrieve work in another thread, as aload_data does.
# Expected: no work in the main thread, where the loop runs.
# Seen: aload_data reads in a worker thread. alazy_load_data makes only the generator
# there: the reading happens where it is iterated, in the loop's thread. The default
# aretrieve calls _retrieve in the loop's thread too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check llama-index-core==0.14.25

cat >probe.py <<'PROBE'
import asyncio
import threading

from llama_index.core import Document
from llama_index.core.readers.base import BaseReader
from llama_index.core.retrievers import BaseRetriever

seen = []


def note():
    seen.append("loop" if threading.current_thread() is threading.main_thread() else "worker")


class Reader(BaseReader):
    def lazy_load_data(self):
        note()
        yield Document(text="a paper")


class Retriever(BaseRetriever):
    def _retrieve(self, query_bundle):
        note()
        return []


async def main():
    await Reader().aload_data()
    list(await Reader().alazy_load_data())
    await Retriever().aretrieve("birds")


asyncio.run(main())
for name, thread in zip(("aload_data", "alazy_load_data", "aretrieve"), seen, strict=True):
    print(name, thread)
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
aload_data worker
alazy_load_data loop
aretrieve loop
SEEN
echo "still so"
