"""What servers say where a prompt is too long for them: whether they say it, and which sizes they name.

In: the text of an error, its status. Out: the most tokens the server takes and how many it counted,
0 where it names none; None where the error is about something else.
"""

import re

# Each as a server sends it; `limit` and `sent` are what it names.
_NAMED = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        # llama.cpp
        r"\"?'?n_prompt_tokens'?\"?:\s*(?P<sent>\d+).{0,40}n_ctx'?\"?:\s*(?P<limit>\d+)",
        r"request \((?P<sent>\d+) tokens\) exceeds the available context size \((?P<limit>\d+) tokens",
        # llama-cpp-python
        r"requested tokens \((?P<sent>\d+)\) exceed context window of (?P<limit>\d+)",
        # OpenAI, vLLM, DeepSeek, and those that copy their words
        r"maximum context length is (?P<limit>[\d,]+)(?: tokens)?.{0,60}?(?:requested|resulted in|has"
        r"|contains?|passed) (?:about )?(?P<sent>[\d,]+)",
        r"maximum context length (?:is|of) (?P<limit>[\d,]+)",
        # Anthropic
        r"prompt is too long: (?P<sent>[\d,]+) tokens? > (?P<limit>[\d,]+)",
        r"exceed context limit: (?P<sent>[\d,]+) \+ [\d,]+ > (?P<limit>[\d,]+)",
        # Gemini
        r"input token count \((?P<sent>[\d,]+)\) exceeds the maximum number of tokens allowed "
        r"\((?P<limit>[\d,]+)",
        # Groq, and OpenAI's own limits by the minute: one request that is larger than a whole minute's
        r"(?:too large|request).{0,200}?limit:? (?P<limit>[\d,]+),? requested:? (?P<sent>[\d,]+)",
        # LM Studio
        r"context length of only (?P<limit>[\d,]+)",
        # text-generation-inference
        r"must (?:be <=|have less than) (?P<limit>[\d,]+)(?: tokens)?\. given: (?P<sent>[\d,]+)",
        # Mistral
        r"prompt contains (?P<sent>[\d,]+) tokens.{0,80}?(?:limit|maximum|up to|of) (?P<limit>[\d,]+)",
        r"too large for model with (?P<limit>[\d,]+) maximum context length",
    )
)
_SAID = re.compile(
    r"context[ _](?:length|size|window|limit)|exceed_context|maximum context|too many (?:input )?tokens"
    r"|reduce (?:the length|your message|your prompt)|prompt (?:is )?too long|too large for model"
    r"|exceeds the maximum number of tokens|input is too long",
    re.I,
)
# By the minute, not by the request: what was used up before counts too, so it passes.
_BY_THE_MINUTE = re.compile(r"rate limit reached|\bused:? [\d,]+", re.I)


def too_long(status: int, text: str) -> tuple[int, int] | None:
    """(limit, sent) in tokens."""
    if _BY_THE_MINUTE.search(text):
        return None
    for pattern in _NAMED:
        if match := pattern.search(text):
            found = match.groupdict()
            return _number(found.get("limit")), _number(found.get("sent"))
    return (0, 0) if status == 413 or _SAID.search(text) else None


def _number(text: str | None) -> int:
    return int(text.replace(",", "")) if text else 0
