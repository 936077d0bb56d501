"""A model's reply as it streams: counted, stopped when too long, thoughts, secrets and repeats removed.

In: deltas, as rag/generation/chat.py gives them. Out: pieces of the answer, each passed on as soon as
it is certain, and how it ended.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from rag.generation.chat import Delta
from rag.generation.repetition import RepetitionReader
from rag.generation.thoughts import Said, ThoughtReader

TOKEN_SLACK = 1.25  # a server's tokens may be fewer than ours
SHORTEST_SECRET = 8  # characters
LONGEST_THOUGHT = 20_000  # characters that are kept of what a model thought
# How a reply ended, in the words of several servers; every other word is "stop".
_ENDED = {
    **dict.fromkeys(("length", "max_tokens", "model_length", "max_output_tokens"), "length"),
    **dict.fromkeys(("content_filter", "safety", "recitation", "prohibited_content", "refusal"), "filter"),
    **dict.fromkeys(("error", "abort", "cancelled"), "cut"),
}
_NOT_TOLD = ("finish", "thoughts", "repeated")  # what is no count of tokens or calls


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of a prompt and its reply, counted here where the server does not report them. `finish` is
    "stop", "length" (cut at the limit), "filter" (cut by the server's rules), "loop" (stopped here) or
    "cut" (it ended without saying so); `thoughts` is what the model thought before it answered, `repeated`
    how many sentences were left out because they were said before."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False
    cached: bool = False
    finish: str = "stop"
    thoughts: str = ""
    repeated: int = 0

    def to_json(self) -> dict[str, int]:
        """Whole numbers only; a reply from the cache took no call."""
        counts = {k: int(v) for k, v in asdict(self).items() if k not in _NOT_TOLD}
        total = self.prompt_tokens + self.completion_tokens
        return {**counts, "total_tokens": total, "calls": 0 if self.cached else 1}


@dataclass(frozen=True, slots=True)
class Restart:
    """What was passed on so far was a thought; the answer begins now."""


class ReplyStream:
    """Reads one reply of `most` tokens at most. `count` gives the tokens of a text, `secret` is kept out of
    it, `closed_only` as in ThoughtReader."""

    def __init__(
        self, most: int, count: Callable[[str], int], secret: str = "", *, closed_only: bool = False
    ) -> None:
        self._most, self._count = most, count
        self._thoughts = ThoughtReader(closed_only=closed_only)
        self._secret, self._repetition = SecretReader(secret), RepetitionReader()
        self._counted = self._prompt = self._reply = 0
        self._finish, self._thought, self._answer = "", "", ""
        self.answered = self.restarted = False

    @property
    def over(self) -> bool:
        """Whether nothing more is wanted: it is too long, or goes round in a loop."""
        return self._repetition.looping or self._counted > TOKEN_SLACK * self._most

    @property
    def thought(self) -> bool:
        """Whether the model thought, or cannot be told from one that does."""
        return bool(self._thought.strip()) or self._thoughts.thinking

    def feed(self, delta: Delta) -> Iterator[str | Restart]:
        """What may be shown now that this came."""
        self._prompt = delta.prompt_tokens or self._prompt
        self._reply = delta.reply_tokens or self._reply
        self._finish = self._finish or delta.finish
        if delta.thought:
            self._counted += self._count(delta.thought)
            self._thoughts.skip()
            self._think(delta.thought)
        if delta.text:
            self._counted += self._count(delta.text)
            yield from self._read(self._thoughts.feed(delta.text))

    def finish(self) -> Iterator[str | Restart]:
        """The rest. What is not known to be an answer is none where the reply was cut off."""
        if self._ended() == "length" and self._thoughts.thinking and not self.answered:
            self._think("".join(text for _, text in self._thoughts.finish()))
            return
        yield from self._read(self._thoughts.finish())
        yield from self._shown(self._repetition.feed(self._secret.finish()) + self._repetition.finish())

    def usage(self, prompt: int) -> Usage:
        """`prompt` is our own count of its tokens, for servers that do not report it."""
        return Usage(
            self._prompt or prompt,
            self._reply or self._counted,
            estimated=not self._reply,
            finish=self._ended(),
            thoughts=self._thought.strip(),
            repeated=self._repetition.left_out,
        )

    def _ended(self) -> str:
        if self._repetition.looping:
            return "loop"
        if self.over:
            return "length"
        return _ENDED.get(self._finish.lower(), "stop") if self._finish else "cut"

    def _think(self, text: str) -> None:
        self._thought = (self._thought + text)[:LONGEST_THOUGHT]

    def _read(self, pieces: Iterator[tuple[Said, str]]) -> Iterator[str | Restart]:
        for said, text in pieces:
            if said is Said.ANSWER:
                self._answer += text
                yield from self._shown(self._repetition.feed(self._secret.feed(text)))
            elif said is Said.THOUGHT:
                self._think(text)
            else:
                self._secret, self._repetition = SecretReader(self._secret.secret), RepetitionReader()
                self._think(self._answer)
                self.answered, self.restarted = False, True
                yield Restart()

    def _shown(self, text: str) -> Iterator[str]:
        self.answered = self.answered or bool(text.strip())
        if text and self.answered:
            yield text


class SecretReader:
    """Replaces a secret wherever the pieces cut it; nothing else is held back. A short one ("ollama",
    "EMPTY") is a placeholder for servers that want none, and a word like any other."""

    def __init__(self, secret: str) -> None:
        self.secret, self._held = secret if len(secret) >= SHORTEST_SECRET else "", ""

    def feed(self, piece: str) -> str:
        """What may be shown now that this came."""
        if not self.secret:
            return piece
        held = (self._held + piece).replace(self.secret, "[key]")
        longest = min(len(self.secret) - 1, len(held))
        keep = next((n for n in range(longest, 0, -1) if self.secret.startswith(held[-n:])), 0)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]

    def finish(self) -> str:
        """The rest."""
        held, self._held = self._held, ""
        return held
