"""Answer with a model: from numbered papers to a checked answer, streamed.

In: papers found for a question, the conversation, a model. Out: pieces of text as they
stream, then the Answer, every sentence of it checked. When the model fails, the answer by
quoting, with a note that says so.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.generation.context import Exchange, FittedPrompt, fit_prompt
from rag.generation.models import Model
from rag.generation.rephrase import split, stand_alone
from rag.generation.reply_reader import UNSUPPORTED_MARK, CheckedReply, ReplyReader
from rag.generation.stream import Usage
from rag.model.answer import Answer, CheckedSentence, Status
from rag.model.errors import ContextTooLongError, ModelError
from rag.model.paper import Paper
from rag.text.prose import plural, spoken_list
from rag.verification.checker import SupportChecker
from rag.verification.verdict import Verdict

__all__ = ["Exchange", "Writer"]

QUOTED_INSTEAD = "Answered by quoting instead."  # ends the note of an answer that the model failed to give
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
    ) -> Iterator[str | Answer]:
        """Text, then the Answer: what was shown is its text. `asked` is the question as typed and
        as understood; `papers`, best first, are what the model may use."""
        began = time.perf_counter()
        reply = _Reply(FittedPrompt((), ()), ReplyReader((), self._checker))
        for share in (1.0, 0.5):  # a model may hold less than the settings say
            try:
                fitted = self._fit(papers, asked, history, share)
                reply = _Reply(fitted, ReplyReader(fitted.papers, self._checker, strict=self._strict))
                yield from self._read(reply)
            except ContextTooLongError as error:
                reply.failed = str(error)
                if not reply.shown:
                    continue
            except ModelError as error:
                reply.failed = str(error)
            break
        yield from reply.show(reply.reader.finish(cut=reply.is_cut))
        if not reply.is_useful:
            yield from self._quoted(reply, fallback, began)
            return
        yield self._answer(reply, asked, len(papers), time.perf_counter() - began)

    def warm(self) -> None:
        """Open the model while the papers are looked up."""
        self.model.warm()

    def stand_alone(self, message: str, history: Sequence[Exchange]) -> str:
        """The message as it would be asked without the conversation; unchanged where the model fails."""
        return stand_alone(self.model, message, history)

    def parts(self, question: str) -> tuple[str, ...]:
        """The separate questions of a many-sided one; itself where the model finds one, or fails."""
        return split(self.model, question)

    def _fit(
        self, papers: Sequence[Paper], asked: tuple[str, str], history: Sequence[Exchange], share: float
    ) -> FittedPrompt:
        model = self.model
        room = int(share * model.context_tokens) - model.reply_tokens
        return fit_prompt(papers, history, asked, room=room, count=model.count)

    def _read(self, reply: "_Reply") -> Iterator[str]:
        for piece in self.model.stream(reply.fitted.messages):
            if isinstance(piece, Usage):
                reply.usage, reply.failed = piece, ""
            else:
                yield from reply.show(reply.reader.feed(piece))

    def _quoted(
        self, reply: "_Reply", fallback: Callable[[], Answer], began: float
    ) -> Iterator[str | Answer]:
        """The answer by quoting instead, and why."""
        quoted = fallback()
        yield (DIVIDER if reply.shown else "") + quoted.answer
        why = reply.failed or _why_useless(reply)
        yield replace(
            quoted,
            notes=(f"{why}. {QUOTED_INSTEAD}", *quoted.notes),
            seconds=time.perf_counter() - began,
            usage=reply.usage.to_json() if reply.usage else None,
        )

    def _answer(self, reply: "_Reply", asked: tuple[str, str], offered: int, seconds: float) -> Answer:
        outcome = reply.reader.outcome()
        return Answer(
            question=asked[0],
            understood=asked[1],
            status=_status(outcome),
            answer=outcome.text,
            citations=outcome.citations,
            mode="write",
            model=self.model.name,
            seconds=seconds,
            notes=tuple(_notes(outcome, reply, offered)),
            sentences=outcome.sentences,
            usage=reply.usage.to_json() if reply.usage else None,
        )


class _Reply:
    """One reply as it comes in."""

    def __init__(self, fitted: FittedPrompt, reader: ReplyReader) -> None:
        self.fitted, self.reader = fitted, reader
        self.usage: Usage | None = None
        self.failed = ""
        self.shown = False

    @property
    def is_cut(self) -> bool:
        return bool(self.failed) or self.usage is None or self.usage.finish != "stop"

    @property
    def is_useful(self) -> bool:
        """Whether there is an answer in it: a supported sentence, or the statement that no source has one."""
        outcome = self.reader.outcome()
        return outcome.no_answer or any(_is_supported(s) for s in outcome.sentences)

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
    if outcome.invented:
        numbers = spoken_list([str(n) for n in outcome.invented])
        yield f"the model cited {numbers}, which it was not given; left out"
    if outcome.links:
        yield f"{plural(outcome.links, 'link, image or tag')} that no cited paper contains: left out"
    if outcome.removed:
        left_out = plural(outcome.removed, "sentence")
        yield f"{left_out} left out: not supported by any paper"
    marked = sum(s.support == Verdict.UNSUPPORTED for s in outcome.sentences)
    if marked:
        yield f"{plural(marked, 'sentence')} marked {UNSUPPORTED_MARK}: not supported by any paper cited"
    if reply.failed:
        yield f"{reply.failed}. The answer above is what had arrived by then."
    elif reply.usage and reply.usage.finish == "length":
        yield "the model's reply was too long and was stopped"
    elif reply.is_cut:
        yield "the model's reply ended without saying that it was complete"


def _why_useless(reply: _Reply) -> str:
    outcome = reply.reader.outcome()
    if outcome.sentences or outcome.removed:
        return "nothing that the model wrote is supported by a paper"
    return "the model wrote nothing that answers"
