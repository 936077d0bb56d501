"""Questions, metrics, runs and benches.

command.py comes first (`ask eval`): options in, tables and an exit code out. suite.py opens an assistant,
runner.py asks it every question of questions.py, scoring.py and metrics.py grade each answer, summary.py
makes figures of the grades, gates.py holds the figures against limits. runs.py keeps a run, report.py shows
it, record.py puts it into RESULTS.md. own/ is a second suite, over libraries of other people's papers.
bench.py measures speed; baselines.py and beir.py compare with others. calibrate.py and
calibrate_support.py fit what the product reads, learn_readers.py learns the encoder's two readers.
"""

import os
import sys

if "numpy" not in sys.modules:  # its products are small here, and its threads spin: see rag/encoders/blas.py
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
