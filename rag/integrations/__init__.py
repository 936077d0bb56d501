"""For those who build with other libraries.

llama_index/ is all there is: the product's search, vectors and readers as subclasses of LlamaIndex's own base
classes. In and out: LlamaIndex's types. Nothing else in the product imports this room, so that it needs
LlamaIndex only where somebody uses it.
"""
