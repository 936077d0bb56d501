"""Questions, metrics, runs and benches."""

import rag  # noqa: F401  # it keeps numpy to one thread, and must come before numpy does
