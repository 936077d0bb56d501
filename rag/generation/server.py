"""What a model's server says of itself: its models, what they hold, how many requests it takes at once.

In: an Endpoint. Out: ServerFacts. Servers tell these things in places of their own; what none tells is 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from rag.encoders.endpoint import Endpoint
from rag.encoders.transport import client
from rag.model.errors import AskError

AT_ONCE = 4  # requests to a server that does not say how many it takes, and is not on this machine
_BATCHING = ("vllm", "sglang", "tgi", "lorax")  # servers that answer many at once
# Where a server says how many tokens a model holds, the surest first.
_CONTEXT = (
    ("meta", "n_ctx"),
    ("loaded_context_length",),
    ("max_model_len",),
    ("context_window",),
    ("context_length",),
    ("max_context_length",),
)
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9}
CANNOT = (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError, AskError)


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The names of a server's models; how many tokens the one asked for holds, 0 where nothing is said;
    how many requests it answers at the same time; how many parameters the model has, 0 likewise."""

    models: tuple[str, ...]
    context_tokens: int
    at_once: int
    parameters: int = 0


def server_facts(at: Endpoint) -> ServerFacts:
    """Asked for now. httpx's errors, or ValueError, where the server has no list of models."""
    with client(at, pause=lambda _: None) as http:
        rows = _rows(http, at)
        ours = [
            row for row in rows if str(row["id"]).removesuffix(":latest") == at.model.removesuffix(":latest")
        ]
        more = dict(_beside(http, at)) if at.local else {}
    row = (ours or (rows if len(rows) == 1 else [{}]))[0]
    context = more.get("context", 0) or _first(row, _CONTEXT)
    parameters = _first(row, (("meta", "n_params"),)) or more.get("parameters", 0)
    names, at_once = tuple(str(row["id"]) for row in rows), more.get("slots") or _at_once(at, row)
    return ServerFacts(names, context, at_once, parameters)


def model_names(at: Endpoint) -> list[str]:
    """The models of a server, none where it cannot be asked."""
    try:
        with client(at, pause=lambda _: None) as http:
            return [str(row["id"]) for row in _rows(http, at)]
    except CANNOT:
        return []


def _rows(http: httpx.Client, at: Endpoint) -> list[dict[str, Any]]:
    found = http.get(f"{at.base_url}/models").raise_for_status().json()
    if not isinstance(found, dict) or not isinstance(found.get("data"), list):
        raise ValueError("no list of models")
    return [row for row in found["data"] if isinstance(row, dict) and "id" in row]


def requests_at_once(at: Endpoint) -> int:
    """How many requests to send at the same time; one where the server cannot be asked."""
    try:
        return server_facts(at).at_once
    except CANNOT:
        return 1 if at.local else AT_ONCE


def _at_once(at: Endpoint, row: Mapping[str, Any]) -> int:
    owner = str(row.get("owned_by", "")).lower()
    return 1 if at.local and owner not in _BATCHING else AT_ONCE


def _beside(http: httpx.Client, at: Endpoint) -> Iterator[tuple[str, int]]:
    """What llama-server tells of its slots, and Ollama of the model that it has loaded."""
    parts = urlsplit(at.base_url)
    root = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    try:
        about = http.get(f"{root}/props").raise_for_status().json()
        yield "slots", int(about["total_slots"])
        yield "context", int(about["default_generation_settings"]["n_ctx"])
    except CANNOT:
        pass
    try:
        loaded = http.get(f"{root}/api/ps").raise_for_status().json()["models"]
        ours = next(m for m in loaded if m["name"].startswith(at.model))
        yield "parameters", _counted(ours.get("details", {}).get("parameter_size", ""))
        yield "context", int(ours["context_length"])
    except (*CANNOT, StopIteration):
        pass


def _counted(size: str) -> int:
    """134,520,000 of "134.52M"; 0 of what is none."""
    number, unit = size[:-1], size[-1:].upper()
    return int(float(number) * _UNITS[unit]) if unit in _UNITS else 0


def _first(row: Mapping[str, Any], places: Sequence[tuple[str, ...]]) -> int:
    """The first of some fields that holds a number."""
    for place in places:
        value: Any = row
        for name in place:
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, int) and value > 0:
            return value
    return 0
