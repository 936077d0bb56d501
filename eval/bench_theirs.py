"""LlamaIndex with sentence-transformers embeds texts: run by an interpreter that has both.

In: a JSON list of texts on stdin, the folder of the weights as argument. Out: the seconds it
took to embed them in batches as LlamaIndex does by itself, without loading. Imports nothing of ours.
"""

import json
import sys
import time
from importlib import import_module


def main() -> None:
    texts = json.load(sys.stdin)
    theirs = import_module("llama_index.embeddings.huggingface")
    model = theirs.HuggingFaceEmbedding(model_name=sys.argv[1], device="cpu")
    model.get_text_embedding_batch(texts[:10])
    began = time.perf_counter()
    model.get_text_embedding_batch(texts)
    print(json.dumps({"seconds": time.perf_counter() - began, "batch": model.embed_batch_size}))


if __name__ == "__main__":
    main()
