"""What strict servers answer instead of a reply: the errors of real products, word for word in form.

In: a request as it arrived, and how many came before it. Out: a status and a body, or None where this
server takes the request. A name in REFUSALS is a mode of tests/model_server.py.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from rag.generation.tokens import count_tokens
from tests.model_replies import Sent

HOLDS = 1500  # tokens that the servers of TOO_LONG hold, in their own count
FINER = 1.25  # their tokens for one of ours
LONGEST_REPLY = 512  # tokens, where there is such a limit
Refusal = tuple[int, Any]


def tokens(sent: Sent) -> int:
    """Prompt and reply, as a server counts them."""
    asked = sent.body.get("max_tokens") or sent.body.get("max_completion_tokens") or 0
    return int(FINER * count_tokens(sent.prompt)) + int(asked)


# -- parameters


def _openai(parameter: str, message: str, code: str, sent: Sent) -> Refusal | None:
    error = {"message": message, "type": "invalid_request_error", "param": parameter, "code": code}
    return (400, {"error": error}) if parameter in sent.body else None


def _mistral(parameter: str, sent: Sent) -> Refusal | None:
    detail = [
        {"type": "extra_forbidden", "loc": ["body", parameter], "msg": "Extra inputs are not permitted"}
    ]
    error = {"object": "error", "message": {"detail": detail}, "type": "invalid_request_error", "code": None}
    return (422, error) if parameter in sent.body else None


def _vllm(sent: Sent, *, status: int = 400) -> Refusal | None:
    """A chat template that knows no system role."""
    said = {
        "object": "error",
        "message": "System role not supported",
        "type": "BadRequestError",
        "code": status,
    }
    has = any(message["role"] == "system" for message in sent.body["messages"])
    return (status, said) if has else None


def _deepseek(sent: Sent) -> Refusal | None:
    message = f"Invalid max_tokens value, the valid range of max_tokens is [1, {LONGEST_REPLY}]"
    error = {
        "message": message,
        "type": "invalid_request_error",
        "param": None,
        "code": "invalid_request_error",
    }
    return (400, {"error": error}) if sent.body["max_tokens"] > LONGEST_REPLY else None


def _unstreaming(sent: Sent) -> Refusal | None:
    error = {"message": "'stream' is not supported by this endpoint", "type": "invalid_request_error"}
    return (400, {"error": error}) if sent.body.get("stream") else None


def _blocks(sent: Sent) -> Refusal | None:
    detail = [
        {
            "loc": ["body", "messages", 0, "content"],
            "msg": "Input should be a valid list",
            "type": "list_type",
        }
    ]
    plain = any(isinstance(message["content"], str) for message in sent.body["messages"])
    return (422, {"detail": detail}) if plain else None


_NEWER = partial(
    _openai,
    "max_tokens",
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",  # noqa: E501
    "unsupported_parameter",
)
_FIXED = partial(
    _openai,
    "temperature",
    "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",  # noqa: E501
    "unsupported_value",
)
_UNLIMITED = partial(
    _openai, "max_completion_tokens", "Unrecognized request argument supplied: max_completion_tokens", ""
)


def _all(sent: Sent) -> Refusal | None:
    """One parameter after another."""
    every = (_NEWER, _FIXED, partial(_mistral, "stream_options"), _vllm)
    return next((refused for one in every if (refused := one(sent))), None)


PARAMETERS: dict[str, Callable[[Sent], Refusal | None]] = {
    "newer_limit": _NEWER,
    "no_limit": lambda sent: _UNLIMITED(sent) or _mistral("max_tokens", sent),
    "fixed_temperature": _FIXED,
    "no_stream_options": partial(_mistral, "stream_options"),
    "no_system": _vllm,
    "no_system_500": partial(_vllm, status=500),
    "short_replies": _deepseek,
    "no_stream": _unstreaming,
    "wants_blocks": _blocks,
    "strict_in_all": _all,
}

# -- sizes


def _llamacpp(sent: Sent) -> Refusal:
    message = f"request ({tokens(sent)} tokens) exceeds the available context size ({HOLDS} tokens), try increasing it"  # noqa: E501
    kind = "exceed_context_size_error"
    error = {"code": 400, "message": message, "type": kind, "n_prompt_tokens": tokens(sent), "n_ctx": HOLDS}
    return 400, {"error": error}


def _anthropic(sent: Sent) -> Refusal:
    message = f"prompt is too long: {tokens(sent)} tokens > {HOLDS} maximum"
    return 400, {
        "error": {"code": "invalid_request_error", "message": message, "type": "invalid_request_error"}
    }


def _gemini(sent: Sent) -> Refusal:
    message = (
        f"The input token count ({tokens(sent)}) exceeds the maximum number of tokens allowed ({HOLDS})."
    )
    return 400, [{"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}]


def _groq(sent: Sent) -> Refusal:
    message = (
        "Request too large for model `fake` in organization `org_0` service tier `on_demand` on tokens per minute "  # noqa: E501
        f"(TPM): Limit {HOLDS}, Requested {tokens(sent)}, please reduce your message size and try again."
    )
    return 413, {"error": {"message": message, "type": "tokens", "code": "rate_limit_exceeded"}}


def _by_the_minute(sent: Sent) -> Refusal:
    body = _groq(sent)[1]
    return 429, body


def _openai_size(sent: Sent) -> Refusal:
    message = (
        f"This model's maximum context length is {HOLDS} tokens. However, you requested {tokens(sent)} tokens. "  # noqa: E501
        "Please reduce the length of the messages."
    )
    error = {"message": message, "type": "invalid_request_error", "code": "context_length_exceeded"}
    return 400, {"error": error}


def _in_200(sent: Sent) -> Refusal:
    return 200, _llamacpp(sent)[1]


TOO_LONG: dict[str, Callable[[Sent], Refusal]] = {
    "too_long_llamacpp": _llamacpp,
    "too_long_anthropic": _anthropic,
    "too_long_gemini": _gemini,
    "too_long_groq": _groq,
    "too_long_minute": _by_the_minute,
    "too_long_openai": _openai_size,
    "too_long_in_200": _in_200,
    "too_long_413": lambda sent: (413, "<html><h1>413 Request Entity Too Large</h1></html>"),
}

# -- what passes, and what does not

_LOADING = (503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}})
_ERROR = {"error": {"message": "Provider returned error", "code": 502}}


def refusal(mode: str, sent: Sent, before: int) -> Refusal | None:
    """What this server answers instead; `before`: requests that came before."""
    if mode in PARAMETERS:
        return PARAMETERS[mode](sent)
    if mode in TOO_LONG:
        return TOO_LONG[mode](sent) if tokens(sent) > HOLDS else None
    others: dict[str, Refusal | None] = {
        "loading": _LOADING if before < 3 else None,
        "loading_for_ever": _LOADING,
        "error_in_200": (200, _ERROR),
        "unpaid": (402, {"error": {"message": "Insufficient Balance"}}),
        "wrong_path": (404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}),
        "moderated": (400, {"error": {"message": "The response was filtered", "code": "content_filter"}}),
    }
    return others.get(mode)


ANSWERED = ("loading", *PARAMETERS, *TOO_LONG)
REFUSALS = (*ANSWERED, "loading_for_ever", "error_in_200", "unpaid", "wrong_path", "moderated")
