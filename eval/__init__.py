"""Questions, metrics, runs and benches."""

import os
import sys

if "numpy" not in sys.modules:  # its products are small here, and its threads spin: see rag/encoders/blas.py
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
