"""Answers about research papers, every sentence tied to the words it stands on."""

import os

# Before numpy is imported. Our products are small; shared out among threads that spin while they
# wait, they took the encoder's processor time (50 ms a paper instead of 17).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
