"""The library for other programs.

llama_index/ is for those who build with LlamaIndex: the product's search, vectors and readers as subclasses
of its own base classes. serve/ is an HTTP service: OpenAI's chat API, and REST; mcp/ gives a model in another
program tools; shapes.py says what their JSON looks like. In and out: the types and formats of others. Each
part is imported only where somebody uses it, so that its libraries are needed only there.
"""
