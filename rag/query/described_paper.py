"""The words by which a message describes one paper: "the paper on zero-rating", "the ski jumping paper".

In: a message. Out: the description and what else is said; whether that asks for a summary. Which paper fits
is looked up elsewhere (rag/answering/described.py).
"""

import re

_KIND = r"(?:paper|article|study|preprint|manuscript)"
_DESCRIBED = re.compile(
    rf"\b{_KIND} (?:on|about|regarding|concerning|dealing with) (?P<behind>[^?.!,;]+)"
    rf"|\b(?:the|tl;?dr) (?P<before>[\w-]+(?: [\w-]+){{0,3}}) {_KIND}\b",
    re.I,
)
_SUMMARY = re.compile(
    r"\b(?:summar\w+|tl;?dr|gist|overview|outline|sum up|short version|about|explain|describe"
    r"|main (?:idea|point)s?)\b",
    re.I,
)


def described_in(message: str) -> tuple[str, str] | None:
    """What describes the paper, and the message without it; None where none is described."""
    match = _DESCRIBED.search(message)
    if not match:
        return None
    said, rest = match["behind"] or match["before"], f"{message[: match.start()]} {message[match.end() :]}"
    return said, f"{rest} tldr" if match[0].lower().startswith("tl") else rest


def asks_for_summary(rest: str) -> bool:
    """Whether what is said beside a paper asks what it says as a whole."""
    return bool(_SUMMARY.search(rest))
