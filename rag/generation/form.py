"""Which form of the prompt a model is asked in: the long one, or the short one for small models.

In: a model's name, the setting, what it holds, and what its server says where that is near. Out: whether
it is small. A name tells in most cases: "qwen2.5:0.5b", "SmolLM2-135M-Instruct"; one that tells nothing,
at a server that tells nothing, is taken for large.
"""

import re
from dataclasses import replace

from rag.encoders.endpoint import Endpoint
from rag.generation.parameters import parameters
from rag.generation.server import CANNOT, server_facts

AUTO, SHORT, LONG = "auto", "short", "long"
FACTS_SECONDS = 1.0  # what asking a server of this machine for its facts may take
_SIZE = re.compile(r"(?<![a-z0-9.])(\d+(?:[._]\d+)?)[ _-]?([bm])(?:illion)?(?![a-z0-9])", re.I)
_UNITS = {"b": 1.0, "m": 1e-3}


def is_small(at: Endpoint, setting: str, context_tokens: int) -> bool:
    """Whether the short form is for this model; its server is asked once where it is on this machine and
    the name tells nothing. `setting` is auto, short or long."""
    using = parameters().form
    if setting != AUTO:
        return setting == SHORT
    if context_tokens < using.context:
        return True
    size = billions(at.model) or (_told(at) if at.local else 0.0)
    return 0.0 < size < using.small


def billions(name: str) -> float:
    """The billions of parameters that a model's name tells; the most, where it tells several; 0 where it
    tells none ("8x7b" and "a3b" are parts of a model)."""
    found = _SIZE.findall(name.replace("\\", "/").rsplit("/", 1)[-1])
    return max((float(n.replace("_", ".")) * _UNITS[unit.lower()] for n, unit in found), default=0.0)


def _told(at: Endpoint) -> float:
    """What the server says; 0 where it says nothing."""
    try:
        return server_facts(replace(at, timeout_seconds=FACTS_SECONDS)).parameters / 1e9
    except CANNOT:
        return 0.0
