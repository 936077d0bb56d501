"""Text to vectors.

encoder.py comes first: what an encoder is given and what it gives. opening.py opens the one that the settings
name: minilm_encoder.py (all-MiniLM-L6-v2 in this process), endpoint_encoder.py (a model server) or
no_encoder.py (no vectors: search by words alone). Below minilm_encoder.py stand minilm.py, one vector per
word piece, and minilm_files.py with minilm_graph.py, the weights and how they are made (earlier/: those of
the version before, for libraries it built); build_hook.py puts the models into the wheel, blas.py keeps numpy
on one thread. pair_reader.py reads a claim beside its source. endpoint.py: the way to a model server.
"""
