"""What is kept and how it is found.

item.py comes first: what goes in. vectors.py keeps it in Chroma, which is the truth; derived.py derives from
it what questions are answered from: segments (segment.py, content.py, words.py for BM25) and the manifest
that names them (manifest.py). snapshot.py reads those as they stood at one moment. shared.py
keeps the same on a Chroma server, for many (server.py, lease.py, packed.py). Knows ids, texts, vectors and
flat metadata; has never heard of a paper.
"""
