"""What processes that are forked have imported already: tests/forking.py. Importing must start no thread."""
# ruff: noqa: F401

import bm25s
import bm25s.numba
import charset_normalizer
import chromadb.api.rust
import chromadb.telemetry.product.posthog
import filelock
import numpy.char

import rag.answering.doctor
import rag.answering.start
import rag.cli.main
import rag.cli.tagging
import rag.fetching.following
import rag.ingest.backup
import rag.ingest.formats.registry
import rag.ingest.removed
import rag.web.asking
import rag.web.serving
import rag.web.sidebar
import tests.fakes
import tests.page_values
