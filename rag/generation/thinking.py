"""Which models think before they answer, and how much room that takes.

In: a model's name, what is set. Out: whether it thinks, and whether its template opens the thoughts so
that only their end is marked. A name counts in any case, and from behind its last "/".
"""

import re

ANSWER_TOKENS = 1024  # of a reply; an answer takes a third of that
THOUGHT_TOKENS = 3 * ANSWER_TOKENS  # on top of it
AUTO, ON, OFF = "auto", "on", "off"
_THINKS = re.compile(
    r"o[134](?:$|-)|gpt-5|gpt-oss|codex|deepseek-(?:r\d|reasoner|v3\.[1-9]|v[4-9])|qwq|qwen-?[3-9]|magistral"
    r"|glm|smollm-?[3-9]|kimi-k[2-9].*think|minimax-m\d|phi-?4.*reason|nemotron"
    r"|seed-oss|gemini-(?:2\.5|[3-9])|grok-(?:3-mini|[4-9])|exaone-(?:deep|[4-9])|cogito|hunyuan|step-?[3-9]"
    r"|granite-?(?:3\.[23]|4)|ernie.*think|lfm.*think|olmo.*think|(?:.*[-_.:])?(?:think(?:ing|er)?|reason(?:ing|er)?|r1)(?:$|[-_.:])",
    re.I,
)
_DOES_NOT = re.compile(r"instruct(?!.*think)|non-?think|no-?think|coder|embed|chat-latest", re.I)
_OPENED_BY_TEMPLATE = re.compile(
    r"deepseek-r1|qwq|(?:.*[-_.:])(?:thinking|r1)(?:$|[-_.:])|.*thinking-\d", re.I
)


def thinks(model: str, setting: str) -> bool:
    """Whether a model thinks first; `setting` is auto, on or off."""
    name = _short(model)
    return setting == ON or (setting == AUTO and bool(_THINKS.match(name)) and not _DOES_NOT.search(name))


def closes_only(model: str, setting: str) -> bool:
    """Whether a reply of this model is thought until a tag ends that, with no tag that begins it."""
    return setting != OFF and thinks(model, setting) and bool(_OPENED_BY_TEMPLATE.match(_short(model)))


def room(model: str, setting: str, context_tokens: int) -> int:
    """Tokens that a reply may have: at most a fifth of the context, half of it where there are thoughts."""
    if thinks(model, setting):
        return min(ANSWER_TOKENS + THOUGHT_TOKENS, context_tokens // 2)
    return min(ANSWER_TOKENS, context_tokens // 5)


def _short(model: str) -> str:
    return model.rsplit("/", 1)[-1]
