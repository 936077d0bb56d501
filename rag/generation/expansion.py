"""Expansion queries: questions that a paper answers, written by a model and indexed with it.

In: papers, a model, an encoder. Out: the same papers with questions, a batch at a time. They are
never shown as a paper's words. A model's text is not trusted: a line that is not a question, or
is far from the paper, is dropped, so that no text makes its paper the answer to everything.
After doc2query (Nogueira et al., 2019), with the filter of doc2query-- (Gospodinov et al., 2023).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from rag.encoders.encoder import Document, Encoder
from rag.generation.markers import printable
from rag.generation.models import Model
from rag.generation.parameters import parameters
from rag.generation.prompts import fill
from rag.generation.server import requests_at_once
from rag.model.errors import ModelError
from rag.model.paper import Paper
from rag.text.terms import terms

QUESTIONS_PER_PAPER = 5  # written for each paper
SHORTEST_QUESTION, LONGEST_QUESTION = 15, 200  # characters of a question
PAPERS_PER_BATCH = 32  # papers between two that can be kept
_NUMBERED = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.):])\s*")


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers with their new questions; why the others have none, by paper id; tokens taken."""

    papers: tuple[Paper, ...]
    failed: dict[str, str]
    tokens: int


@dataclass(frozen=True, slots=True)
class _WrittenQuestions:
    """The questions that a model wrote for a paper, and the tokens; or why there are none, and
    whether it is because the model failed."""

    questions: tuple[str, ...]
    tokens: int
    problem: str = ""
    failed: bool = False


def expanded(papers: Sequence[Paper], model: Model, encoder: Encoder) -> Iterator[Batch]:
    """Batches of the papers that have no questions, each with some. ModelError when the model
    failed for every paper of a batch: nothing more is asked then."""
    lacking = [paper for paper in papers if not paper.questions]
    if not lacking:
        return
    with ThreadPoolExecutor(requests_at_once(model.at)) as pool:
        for start in range(0, len(lacking), PAPERS_PER_BATCH):
            some = lacking[start : start + PAPERS_PER_BATCH]
            replies = list(pool.map(lambda paper: _asked(model, paper), some))
            if all(reply.failed for reply in replies):
                raise ModelError(replies[0].problem)
            yield _read(some, replies, encoder)


def _asked(model: Model, paper: Paper) -> _WrittenQuestions:
    """What a model writes for a paper; asked once more where no line of it is a question."""
    fence = hashlib.sha256(paper.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    prompt = fill("questions", most=str(QUESTIONS_PER_PAPER), title=paper.title, text=paper.text, fence=fence)
    tokens = 0
    for again in ("", "\n\nOne question a line, nothing else."):
        try:
            reply, usage = model.reply(prompt + again)
        except ModelError as error:
            return _WrittenQuestions((), tokens, str(error), failed=True)
        tokens += usage.prompt_tokens + usage.completion_tokens
        if found := questions_in_reply(reply):
            return _WrittenQuestions(tuple(found), tokens)
    return _WrittenQuestions((), tokens, f"{model.name} wrote no question")


def questions_in_reply(reply: str) -> list[str]:
    """The questions among the lines of a reply, each once."""
    lines = [_NUMBERED.sub("", line).strip() for line in printable(reply).splitlines()]
    sound = [
        line for line in lines if SHORTEST_QUESTION <= len(line) <= LONGEST_QUESTION and _is_question(line)
    ]
    return list(dict.fromkeys(sound))[:QUESTIONS_PER_PAPER]


def _is_question(line: str) -> bool:
    return line.endswith("?") and "://" not in line and "<" not in line


def _read(papers: Sequence[Paper], replies: Sequence[_WrittenQuestions], encoder: Encoder) -> Batch:
    done, failed = [], {}
    for paper, reply in zip(papers, replies, strict=True):
        if questions := _about_paper(paper, reply.questions, encoder):
            done.append(replace(paper, questions=questions))
        else:
            failed[paper.paper_id] = reply.problem or "what the model wrote is about something else"
    return Batch(tuple(done), failed, sum(reply.tokens for reply in replies))


def _about_paper(paper: Paper, questions: Sequence[str], encoder: Encoder) -> tuple[str, ...]:
    """The questions that are about this paper: near in meaning, or in words where there are no vectors."""
    document = next(encoder.documents([Document(paper.title, paper.text, [], [])])).vectors.document
    if not document.size:
        words = set(terms(f"{paper.title} {paper.text}"))
        return tuple(q for q in questions if words & set(terms(q)))
    least = parameters().expansion.near
    return tuple(q for q in questions if float(encoder.query(q).pooled @ document) >= least)
