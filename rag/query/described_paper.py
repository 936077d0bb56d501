"""The words by which a message describes one paper: "the paper on zero-rating", "the ski jumping paper".

In: a message. Out: the description and what else is said; whether that asks for a summary. Which paper fits
is looked up elsewhere (rag/answering/described.py).
"""

import re
from dataclasses import dataclass

from rag.query.anaphora import content_words
from rag.text.terms import terms

_KIND = r"(?:paper|article|study|preprint|manuscript)"
_DESCRIBED = re.compile(
    rf"\b{_KIND} (?:on|about|regarding|concerning|dealing with) (?P<behind>[^?.!,;]+)"
    rf"|\b(?:the|tl;?dr) (?P<before>[\w-]+(?: [\w-]+){{0,3}}) {_KIND}\b",
    re.I,
)
_SUMMED_UP = re.compile(r"\b(?:summar\w+|tl;?dr|gist|overview|sum up|short version)\b", re.I)
_SUMMARY = re.compile(
    r"\b(?:summar\w+|tl;?dr|gist|overview|outline|sum up|short version|about|explain|describe"
    r"|main (?:idea|point)s?)\b",
    re.I,
)


TOLD_SHORT = 3  # sentences of a summary that is to be short
_SHORT = re.compile(r"\b(?:tl;?dr|gist|short version|in (?:short|brief|a nutshell)|briefly)\b", re.I)
_AUDIENCE = re.compile(  # "explain it to a beginner", "for dummies", "like I am five"
    r"\b(?:to|for) (?:an?|my|the|me|us|someone|somebody|complete|total|absolute|non-?\w+|beginners|laymen"
    r"|laypeople|dummies|novices|newcomers|outsiders|children|kids|students|everyone|everybody)\b"
    r"(?: [\w-]+){0,3}\W*$|\b(?:like|as if) (?:i|i'm|i’m|im|we)\b.*$"
    r"|\bin (?:plain|simple|easy|layman'?s|lay|everyday|other|short"
    r"|brief|a nutshell|general)\b(?: (?:terms|words|english|language))?\W*$",
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


@dataclass(frozen=True, slots=True)
class Whole:
    """Whether nothing is asked but what a paper says as a whole, and in how many sentences; 0 for any."""

    asked: bool
    most: int = 0


def asked_as_a_whole(rest: str, title: str = "") -> Whole:
    """What is asked of a whole paper, for whomever: "summarize", "tl;dr of", "explain to a beginner"; `rest`
    is the question without the paper's name. Words of its title ask nothing of a summary."""
    left = _SUMMARY.sub(" ", _AUDIENCE.sub(" ", rest))
    known = set(terms(title)) if _SUMMED_UP.search(rest) else set()
    asked = set(terms(" ".join(content_words(left)))) <= known
    return Whole(asked, TOLD_SHORT if asked and _SHORT.search(rest) else 0)
