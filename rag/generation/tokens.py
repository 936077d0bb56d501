"""Count the tokens a language model will be sent. The only door to tiktoken.

In: a text and a model's name. Out: a number. Works without a network: the tables are bundled
with llama-index-core, and where they are absent a cautious estimate takes their place.
"""

import functools
import importlib.util
import os
from pathlib import Path
from typing import Any

CHARACTERS_PER_TOKEN = 3  # scientific English has about four; fewer is the safe side


@functools.cache
def _encoding(model: str) -> Any | None:
    """The model's encoding, o200k_base for models tiktoken does not know, None without tables."""
    spec = importlib.util.find_spec("llama_index.core")
    if spec is None or not spec.submodule_search_locations:
        return None
    tables = Path(next(iter(spec.submodule_search_locations))) / "_static" / "tiktoken_cache"
    if not tables.is_dir():
        return None
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(tables))
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        name = "o200k_base"
    return tiktoken.get_encoding(name if name in ("cl100k_base", "o200k_base") else "o200k_base")


def count_tokens(text: str, model: str = "") -> int:
    """Tokens of a text as `model` counts them. Special tokens in it count as plain text."""
    encoding = _encoding(model)
    if encoding is None:
        return len(text) // CHARACTERS_PER_TOKEN + 1
    return len(encoding.encode_ordinary(text))
