"""Tell what a model thinks from what it answers, while its reply streams in.

In: pieces of text. Out: the same text, each piece an answer or a thought. Thoughts stand between
tags of several kinds, or before a closing tag whose opening one the server had already given. Text
that begins as thoughts do is held back until it is known what it is; where a closing tag comes and
text was passed on as an answer, that was a thought: RESTART says so.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto


class Said(Enum):
    """What a piece of a reply is."""

    ANSWER = auto()
    THOUGHT = auto()
    RESTART = auto()  # all that was an answer so far was a thought


_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning", "seed:think", "mm:think")
# Tags as models write them, in lower case.
_OPEN = (
    *(f"<{name}>" for name in _NAMES),
    "[think]",
    "◁think▷",
    "<|start_thinking|>",
    "<|begin_of_thought|>",
    "<|channel|>analysis<|message|>",
    "<|channel|>commentary<|message|>",
)
_CLOSE = (
    *(f"</{name}>" for name in _NAMES),
    "[/think]",
    "◁/think▷",
    "<|end_thinking|>",
    "<|end_of_thought|>",
    "<|channel|>final<|message|>",
    "assistantfinal",  # the same where a server has left out what stands between bars
)
_DROPPED = (
    "<|start|>assistant",
    "<|end|>",
    "<|return|>",
    "<|begin_of_solution|>",
    "<|end_of_solution|>",
    "<|start_response|>",
    "<|end_response|>",
    "<answer>",
    "</answer>",
)
_TAGS = tuple(sorted((*_OPEN, *_CLOSE, *_DROPPED), key=len, reverse=True))
_TAG = re.compile("|".join(map(re.escape, _TAGS)), re.I)
_ENDS_CLOSING = re.compile(f"(?:{'|'.join(map(re.escape, _CLOSE))})\\s{{0,3}}$", re.I)
_BEGINNINGS = frozenset(tag[:end] for tag in _TAGS for end in range(1, len(tag)))
_LONGEST = max(map(len, _TAGS))
_BARE_CHANNEL = re.compile(r"analysis(?=[A-Z])")  # gpt-oss without its bars
# How models begin to think where no tag says so. An answer begins with what the sources state.
_MUSING = re.compile(
    r"(?:okay|ok|hmm+|alright|all right|wait|let me|let's|let us|so,|we need|we have to|we must|we are asked"
    r"|the user|the question|the reader|first, i|i need|i have to|i should|i'll|i will|user asks|thinking"
    r"|got it|looking at)\b[^.!?\n]",
    re.I,
)
_MUSING_CHARACTERS = 16  # after so many it is known whether a reply begins like that
_BEFORE_OPENING = re.compile(r"(?:^|[\n>\]▷|.!?…:)\"”’*]\s*)$")
_LOOK_AHEAD = 4  # characters that tell whether a closing tag is a word
_AS_A_WORD = re.compile(r"[\s`\"'“,;]*(?:[a-z]|`|\[)")  # what follows a tag that a sentence is about


class ThoughtReader:
    """Reads one reply. `closed_only`: the model's template opens its thoughts, the reply only closes them."""

    def __init__(self, *, closed_only: bool = False) -> None:
        self._held, self._before = "", ""  # not yet read; the end of what was read
        self._closed_only = closed_only
        self._thinking = self._answered = False
        self._undecided = True  # nothing but a beginning that may be a thought was read

    @property
    def thinking(self) -> bool:
        """Whether what would come next is a thought, or cannot be told from one."""
        return self._thinking or (self._undecided and bool(self._held.strip()))

    def skip(self) -> None:
        """Thoughts came elsewhere, so that the text holds none that are not marked."""
        self._closed_only, self._undecided = False, False

    def feed(self, piece: str) -> Iterator[tuple[Said, str]]:
        """What is certain now that this came."""
        self._held += piece
        yield from self._read(final=False)

    def finish(self) -> Iterator[tuple[Said, str]]:
        """The rest: what might have been a thought and was never closed is an answer."""
        yield from self._read(final=True)

    def _read(self, *, final: bool) -> Iterator[tuple[Said, str]]:
        while match := self._next_tag(final=final):
            text, tag = self._held[: match.start()], match[0].lower()
            self._held = self._held[match.end() :]
            yield from self._tag(text, tag)
            self._before = (self._before + match[0])[-_LONGEST:]
        if self._undecided and not self._thinking and not self._decided(final=final):
            return
        kept = 0 if final else _unsure(self._held)
        ready, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        yield from self._pass_on(ready)

    def _next_tag(self, *, final: bool) -> re.Match[str] | None:
        """The first tag that is meant as one; None where there is none, or it is not yet known."""
        if self._undecided and (match := _BARE_CHANNEL.match(self._held)):
            return match
        for match in _TAG.finditer(self._held):
            after = self._held[match.end() : match.end() + _LOOK_AHEAD]
            short = len(after) < _LOOK_AHEAD and not after.strip() and not final
            if short and match[0].lower() in _CLOSE and not self._thinking:
                return None
            if self._is_meant(match, after):
                return match
        return None

    def _is_meant(self, match: re.Match[str], after: str) -> bool:
        """Whether a tag is no word of a sentence, as in "text between <think> and </think>"."""
        before = self._before + self._held[: match.start()]
        tag = match[0].lower()
        if self._thinking or tag not in (*_OPEN, *_CLOSE):
            return tag not in _OPEN
        if tag in _OPEN:
            return bool(_BEFORE_OPENING.search(before))
        return not (before[-1:] in " `\"'“>" and _AS_A_WORD.match(after))

    def _tag(self, text: str, tag: str) -> Iterator[tuple[Said, str]]:
        opens = tag in _OPEN or tag == "analysis"
        if opens or tag in _DROPPED:
            yield from self._pass_on(text)
            self._thinking = opens or self._thinking
            self._undecided = self._undecided and opens
            return
        if not self._thinking and self._answered:
            yield Said.RESTART, ""
            self._answered = False
        yield from self._pass_on(text, Said.THOUGHT)
        self._thinking = self._undecided = self._closed_only = False

    def _pass_on(self, text: str, said: Said | None = None) -> Iterator[tuple[Said, str]]:
        if not text:
            return
        said = said or (Said.THOUGHT if self._thinking else Said.ANSWER)
        if said is Said.ANSWER and text.strip():
            self._answered, self._undecided = True, False
        self._before = (self._before + text)[-_LONGEST:]
        yield said, text

    def _decided(self, *, final: bool) -> bool:
        """Whether it is known that what is held is an answer."""
        text = self._held.lstrip()
        if final:
            return True
        if self._closed_only or _MUSING.match(text):
            return False
        return len(text) > _MUSING_CHARACTERS or not _may_muse(text)


def _may_muse(text: str) -> bool:
    """Whether a text may yet begin as thoughts do, or as a tag."""
    low = text.lower()
    return not low or low in _BEGINNINGS or any(known.startswith(low) for known in _MUSINGS)


_MUSINGS = (
    *re.sub(r"hmm\+", "hmm", _MUSING.pattern[3 : _MUSING.pattern.index(")")]).split("|"),
    "analysis",
)
_MUSINGS = tuple(f"{musing} " for musing in _MUSINGS)


def _unsure(text: str) -> int:
    """How many characters at the end may be the beginning of a tag."""
    if closing := _ENDS_CLOSING.search(text):
        return len(text) - closing.start()
    low = text[-_LONGEST:].lower()
    return next((n for n in range(min(len(low), _LONGEST - 1), 0, -1) if low[-n:] in _BEGINNINGS), 0)
