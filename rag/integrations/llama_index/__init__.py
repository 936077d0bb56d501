"""A library of papers for those who build with LlamaIndex.

`PaperRetriever` finds papers, `MiniLMEmbedding` gives the product's own vectors, `PaperReader`
reads files that list papers. Each is a subclass of LlamaIndex's own base class and works wherever
that does; docs/llama-index.md has a worked example.
"""

from rag.model.extras import LLAMA_INDEX, require

require(LLAMA_INDEX)

from rag.integrations.llama_index.embedding import MiniLMEmbedding  # noqa: E402
from rag.integrations.llama_index.reader import PaperReader  # noqa: E402
from rag.integrations.llama_index.retriever import PaperRetriever  # noqa: E402

__all__ = ["MiniLMEmbedding", "PaperReader", "PaperRetriever"]
