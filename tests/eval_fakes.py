"""A small assistant over three invented papers, a whole run of it, and four ways to break any assistant.

The fake answers by quoting the whole text of every paper that a message names, and refuses
where it names none; "it" means the paper of the turn before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from eval.questions import Question
from eval.runner import AssistantLike, ask_all, finish, grade_all, supporting
from eval.runs import About, RunFolder, open_run
from rag.model.answer import Answer, Citation, RankedPaper, Status
from rag.model.paper import Paper
from rag.verification.checker import SupportChecker

PAPERS = {
    "moss": Paper("moss", "Moss Net", "Moss Net grows trees 2.5 times faster. It was tested on BarkBank."),
    "fern": Paper(
        "fern", "Fern Law", "Fern Law cuts the watering of ferns by 40%. It needs no pruning at all."
    ),
    "kelp": Paper(
        "kelp", "Kelp Map", "Kelp Map finds sunken forests from 12 satellites.", published="2024-03-05"
    ),
}


def question(
    id_: str, kind: str, *turns: str, papers: str = "", facts: str = "", traps: str = ""
) -> Question:
    """Papers, facts and traps as words; the split is test for ids that end in t."""
    split = "test" if id_.endswith("t") else "dev"
    wordings = tuple((fact,) for fact in facts.split())
    return Question(id_, kind, turns, tuple(papers.split()), wordings, tuple(traps.split()), split)


QUESTIONS = (
    question("fact-1", "fact", "How much faster is moss?", papers="moss", facts="2.5", traps="12.5"),
    question("fact-2", "fact", "By how much does fern cut watering?", papers="fern", facts="40%"),
    question("typo-1", "typo", "moss fastr?", papers="moss", facts="2.5"),
    question(
        "follow-1", "follow_up", "What is fern?", "And does it need pruning?", papers="fern", facts="pruning"
    ),
    question("off-1", "off_topic", "Who won the cup?"),
    question("off-2t", "off_topic", "How do I bake bread?"),
    question("fact-3t", "fact", "How many satellites has kelp?", papers="kelp", facts="12"),
    question("list-1t", "list", "Which papers are about moss or kelp?", papers="moss kelp"),
)


class QuotingAssistant:
    """Right about everything that PAPERS say; `asked` counts the messages."""

    def __init__(self) -> None:
        self.asked = 0

    def stream(self, message: str, history: Sequence[Answer] = ()) -> Iterator[str | Answer]:
        self.asked += 1
        answer = self._answer(message, history)
        yield from (" ", answer.answer, answer)

    def _answer(self, message: str, history: Sequence[Answer]) -> Answer:
        named = [name for name in PAPERS if name in message.lower()]
        if not named and history and " it " in message:
            named = [citation.paper_id for citation in history[-1].citations]
        ranked = [*named, *(name for name in PAPERS if name not in named)]
        papers = tuple(RankedPaper(n, PAPERS[n].title, 1.0 if n in named else 0.1) for n in ranked)
        if not named:
            return Answer(
                message, message, Status.NOT_ANSWERED, "The papers do not answer this.", papers=papers
            )
        text = " ".join(_marked(PAPERS[name].text, n) for n, name in enumerate(named, 1))
        cited = tuple(_citation(PAPERS[name], n) for n, name in enumerate(named, 1))
        return Answer(message, message, Status.ANSWERED, text, cited, papers)


class Broken:
    """Another assistant whose every answer is changed on its way out."""

    def __init__(self, inner: AssistantLike, change: Callable[[Answer], Answer]) -> None:
        self.inner, self.change = inner, change

    def stream(self, message: str, history: Sequence[Answer] = ()) -> Iterator[str | Answer]:
        for piece in self.inner.stream(message, history):
            yield self.change(piece) if isinstance(piece, Answer) else piece


def papers_reversed(answer: Answer) -> Answer:
    return replace(answer, papers=answer.papers[::-1])


def citations_shifted(papers: Sequence[Paper]) -> Callable[[Answer], Answer]:
    """Every citation names the paper after its own, in the library's order."""
    following = dict(zip([p.paper_id for p in papers], [*papers[1:], papers[0]], strict=True))

    def shifted(answer: Answer) -> Answer:
        others = [(c, following[c.paper_id]) for c in answer.citations]
        return replace(
            answer,
            citations=tuple(
                replace(c, paper_id=p.paper_id, title=p.title, quote=p.text[:40], start=0, end=40)
                for c, p in others
            ),
        )

    return shifted


def never_refusing(answer: Answer) -> Answer:
    return replace(answer, status=Status.ANSWERED)


def every_second_quote_altered() -> Callable[[Answer], Answer]:
    """One character of every second quote, counted over the run."""
    number = count()

    def altered(answer: Answer) -> Answer:
        cited = [replace(c, quote="#" + c.quote[1:]) if next(number) % 2 else c for c in answer.citations]
        return replace(answer, citations=tuple(cited))

    return altered


def _marked(text: str, number: int) -> str:
    """The marker before each full stop that ends a sentence."""
    return (text + " ").replace(". ", f" [{number}]. ").strip()


def _citation(paper: Paper, number: int) -> Citation:
    return Citation.of(number, paper, 0, len(paper.text))


ABOUT = About("set", {}, "abc", "src", "que", "starter", "lib", "all", (), "quote", {"python": "3.11"})


def run(folder: Path, assistant: AssistantLike, about: About = ABOUT) -> RunFolder:
    """A whole run of the invented questions."""
    opened = open_run(folder.parent, about, folder)
    with opened.held():
        ask_all(assistant, QUESTIONS, opened)
        supports = supporting(SupportChecker(None))
        finish(opened, grade_all(QUESTIONS, opened.answered(), PAPERS.get, supports))
    return opened
