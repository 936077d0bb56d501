"""The process that embeds a library anew, and then measures what unrelated questions score in it.

`python -m rag.answering.embedding_anew OPTIONS`; rag/ingest/reembedding.py starts it and says what it does.
"""

from rag.answering.start import measure_background
from rag.ingest.reembedding import main

if __name__ == "__main__":
    main(measure_background)
