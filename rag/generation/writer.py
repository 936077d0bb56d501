"""Answer with a model: from numbered papers to a checked answer, streamed.

In: papers found for a question, the conversation, a model. Out: pieces of text as they
stream, then the Answer, every sentence of it checked. When the model fails, or what it wrote is worth
less than the quotes, the answer by quoting, with a note that says so.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.generation.context import Exchange, FittedPrompt, fit_prompt
from rag.generation.grounds import Grounds
from rag.generation.markers import printable
from rag.generation.models import Model
from rag.generation.rephrase import split, stand_alone
from rag.generation.reply_reader import UNSUPPORTED_MARK, CheckedReply, ReplyReader
from rag.generation.short_prompt import fit_short
from rag.generation.stream import Usage
from rag.generation.worth import why_not
from rag.model.answer import Answer, CheckedSentence, Status
from rag.model.errors import ContextTooLongError, ModelError, OutOfRoomError, StoppedError
from rag.model.listener import STOPPED, Listener
from rag.model.paper import Paper
from rag.model.query import Intent
from rag.text.prose import plural, spoken_list
from rag.verification.checker import SupportChecker
from rag.verification.verdict import Verdict

__all__ = ["Exchange", "Writer"]

QUOTED_INSTEAD = "Answered by quoting instead."  # ends the note of an answer that the model failed to give
WRITTEN = frozenset({Intent.FACT, Intent.EXPLAIN, Intent.COMPARE})
MOST_TRIES = 4  # requests for one answer: with fewer sources each time, or with more room
READ = 0.6  # of what was sent; a server that counts fewer tokens has dropped some
DIVIDER = "\n\n---\n\n"  # between what a model wrote and the quotes that take its place


class Writer:
    """Writes answers with one model; `strict` leaves out what no paper supports. May be used from several
    threads."""

    def __init__(self, model: Model, checker: SupportChecker, *, strict: bool = False) -> None:
        self.model, self._checker, self._strict = model, checker, strict

    def stream(
        self,
        papers: Sequence[Paper],
        asked: tuple[str, str],
        history: Sequence[Exchange] = (),
        *,
        fallback: Callable[[], Answer],
        grounds: Grounds | None = None,
        listener: Listener | None = None,
    ) -> Iterator[str | Answer]:
        """Text, then the Answer: what was shown is its text, or ends with it. `asked` is the question as
        typed and as understood; `papers`, best first, are what the model may use; `grounds` say what its
        answer must not fall behind. Where the `listener` stops, the Answer is what had come by then."""
        began, listener, grounds = time.perf_counter(), listener or Listener(), grounds or Grounds()
        listener.writes()
        reply = self._begun(FittedPrompt((), ()))
        for _ in range(MOST_TRIES):
            try:
                reply = self._begun(self._fit(papers, asked, history, grounds), reply.retried)
                yield from self._read(reply, listener)
            except StoppedError:
                reply.failed = reply.stopped = STOPPED
            except ModelError as error:
                reply.failed = str(error)
                if not reply.shown and self._has_another_way(reply, error):
                    continue
            break
        yield from reply.show(reply.reader.finish(cut=reply.is_cut))
        quoted = fallback()
        why = reply.stopped or self._why_not(reply, grounds, quoted.status)
        if why and not reply.stopped:
            yield from _quoted(reply, quoted, why, began)
            return
        yield self._answer(reply, asked, len(papers), time.perf_counter() - began)

    def warm(self) -> None:
        """Open the model while the papers are looked up."""
        self.model.warm()

    def may_answer(self, intent: Intent) -> bool:
        """Whether a model may answer such a question: fields of papers and counts are known exactly, and
        a small model makes no list."""
        return intent in WRITTEN or (intent is Intent.LIST and not self.model.is_small)

    def stand_alone(self, message: str, history: Sequence[Exchange]) -> str:
        """The message as it would be asked without the conversation; unchanged where the model fails."""
        return stand_alone(self.model, message, history)

    def parts(self, question: str) -> tuple[str, ...]:
        """The separate questions of a many-sided one; itself where the model finds one, or fails."""
        return split(self.model, question)

    def _begun(self, fitted: FittedPrompt, retried: tuple[str, ...] = ()) -> "_Reply":
        strict = self._strict or self.model.is_small  # it says too much that holds nowhere
        return _Reply(fitted, lambda: ReplyReader(fitted.papers, self._checker, strict=strict), retried)

    def _fit(
        self, papers: Sequence[Paper], asked: tuple[str, str], history: Sequence[Exchange], grounds: Grounds
    ) -> FittedPrompt:
        model, small = self.model, self.model.is_small
        room = model.context_tokens - model.reply_tokens
        if small:
            question = asked[1] if history else asked[0]
            return fit_short(papers, grounds, question, room=room, count=model.count)
        return fit_prompt(papers, history, asked, room=room, count=model.count)

    def _has_another_way(self, reply: "_Reply", error: ModelError) -> bool:
        """Whether asking once more may help: with fewer sources, or with more room to think."""
        if isinstance(error, ContextTooLongError):
            return bool(reply.fitted.papers) and self.model.hold_less(error, reply.fitted.messages)
        if isinstance(error, OutOfRoomError):
            reply.retried = (*reply.retried, f"{error}; it was asked again with room for more")
            return True
        return False

    def _read(self, reply: "_Reply", listener: Listener) -> Iterator[str]:
        for piece in self.model.stream(reply.fitted.messages, listener):
            if isinstance(piece, Usage):
                reply.usage, reply.failed = piece, ""
                reply.mostly_unread = self._mostly_unread(reply, piece)
            elif isinstance(piece, str):
                yield from reply.show(reply.reader.feed(piece))
            else:
                yield from reply.restart()

    def _mostly_unread(self, reply: "_Reply", usage: Usage) -> bool:
        """Whether the server counted far fewer tokens than it was sent: some drop what does not fit."""
        sent = sum(self.model.count(m.text) for m in reply.fitted.messages)
        return not usage.estimated and bool(usage.prompt_tokens) and usage.prompt_tokens < READ * sent

    def _why_not(self, reply: "_Reply", grounds: Grounds, status: Status) -> str:
        """Why the quotes answer instead; nothing where the reply does."""
        why = why_not(reply.reader.outcome(), grounds, status, closely=self.model.is_small)
        return reply.failed or why if why else ""

    def _answer(self, reply: "_Reply", asked: tuple[str, str], offered: int, seconds: float) -> Answer:
        outcome = reply.reader.outcome()
        return Answer(
            question=asked[0],
            understood=asked[1],
            status=Status.PARTLY if reply.stopped else _status(outcome),
            answer=outcome.text,
            citations=outcome.citations,
            mode="write",
            model=self.model.name,
            seconds=seconds,
            notes=tuple(_notes(outcome, reply, offered)),
            sentences=outcome.sentences,
            usage=reply.usage.to_json() if reply.usage else None,
            thoughts=printable(reply.usage.thoughts) if reply.usage else "",
        )


class _Reply:
    """One reply as it comes in. `retried` says why it was asked for again."""

    def __init__(
        self, fitted: FittedPrompt, reader: Callable[[], ReplyReader], retried: tuple[str, ...] = ()
    ) -> None:
        self.fitted, self.retried = fitted, retried
        self._new_reader, self.reader = reader, reader()
        self.usage: Usage | None = None
        self.failed = self.stopped = ""
        self.shown = self.mostly_unread = False

    @property
    def is_cut(self) -> bool:
        return bool(self.failed) or self.usage is None or self.usage.finish != "stop"

    def restart(self) -> Iterator[str]:
        """What was shown so far was a thought."""
        self.reader = self._new_reader()
        if self.shown:
            yield DIVIDER

    def show(self, text: str) -> Iterator[str]:
        if text:
            self.shown = True
            yield text


def _is_supported(sentence: CheckedSentence) -> bool:
    return sentence.support in (Verdict.SUPPORTED, Verdict.WEAK)


def _status(outcome: CheckedReply) -> Status:
    if not outcome.no_answer:
        return Status.ANSWERED
    return Status.PARTLY if any(_is_supported(s) for s in outcome.sentences) else Status.NOT_ANSWERED


def _notes(outcome: CheckedReply, reply: _Reply, offered: int) -> Iterator[str]:
    """Single lines on what the reader should know of how this answer came about."""
    used = len(reply.fitted.papers)
    short = f"; {offered - used} more did not fit" if used < offered else ""
    yield f"written from {plural(used, 'paper')}{short}"
    yield from reply.retried
    if reply.mostly_unread and reply.usage:
        yield (
            f"the server read only {reply.usage.prompt_tokens:,} tokens of a longer prompt; give its model a "
            "larger context (for Ollama OLLAMA_CONTEXT_LENGTH), or lower ASK_CONTEXT_TOKENS"
        )
    yield from _removed(outcome, reply)
    unchecked = sum(s.support == Verdict.UNCHECKED for s in outcome.sentences)
    if unchecked:
        yield f"{plural(unchecked, 'sentence')} in another language than English: cannot be checked"
    marked = sum(s.support == Verdict.UNSUPPORTED for s in outcome.sentences)
    if marked:
        yield f"{plural(marked, 'sentence')} marked {UNSUPPORTED_MARK}: not supported by any paper cited"
    if reply.stopped:
        yield STOPPED
    elif reply.failed:
        yield f"{reply.failed}. The answer above is what had arrived by then."
    elif reply.usage and reply.usage.finish in _ENDED:
        yield _ENDED[reply.usage.finish]


# What is said of a reply that did not come to its own end.
_ENDED = {
    "length": "the model's reply was too long and was stopped",
    "filter": "the model's reply was cut off by the rules of its server",
    "loop": "the model began to repeat itself and was stopped",
    "cut": "the model's reply ended without saying that it was complete",
}


def _removed(outcome: CheckedReply, reply: _Reply) -> Iterator[str]:
    """What the reader is not shown of the reply."""
    if outcome.invented:
        numbers = spoken_list([str(n) for n in outcome.invented])
        yield f"the model cited {numbers}, which it was not given; left out"
    if outcome.links:
        yield f"{plural(outcome.links, 'link, image or tag')} that no cited paper contains: left out"
    if outcome.removed:
        left_out = plural(outcome.removed, "sentence")
        yield f"{left_out} left out: not supported by any paper"
    if reply.usage and reply.usage.repeated:
        yield f"{plural(reply.usage.repeated, 'sentence')} left out: said before"


def _quoted(reply: _Reply, quoted: Answer, why: str, began: float) -> Iterator[str | Answer]:
    """The answer by quoting instead, and why."""
    yield (DIVIDER if reply.shown else "") + quoted.answer
    yield replace(
        quoted,
        notes=(f"{why}. {QUOTED_INSTEAD}", *quoted.notes),
        seconds=time.perf_counter() - began,
        usage=reply.usage.to_json() if reply.usage else None,
    )
