"""The texts a model is sent, kept as files with $gaps; `rag.generation.prompts` fills them."""
