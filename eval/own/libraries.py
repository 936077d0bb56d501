"""The libraries of the suite: which papers, and what is asked of them.

In: the name of one of ours, "starter", or a file of questions with its list of arXiv ids beside it. Out:
papers and questions. The abstracts come from ../shared/arxiv and are not part of the repository.
"""

import gzip
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.library import PaperSet, hash_of_papers, read_papers
from eval.provenance import ROOT
from eval.questions import Question, QuestionsError, load_questions, read_records
from rag.ingest.merging import merge
from rag.ingest.pages import read_text
from rag.ingest.papers import to_papers
from rag.model.errors import AskError

HERE = Path(__file__).resolve().parent
ARXIV = ROOT.parent / "shared" / "arxiv" / "abstracts-100k.jsonl.gz"
STARTER = "starter"
FITTED = ("machine-learning", "physics")
KEPT_OUT = "all-fields"
TYPES = tuple("list newest count empty paraphrase stated not_stated off_topic dialogue term".split())
CONDITIONS = ("", "dates", "exclusion", "both", "mention")
# The starter library's own questions, by the type they correspond to.
_STARTER_TYPES = {
    "paraphrase": "paraphrase",
    "fact": "stated",
    "list": "list",
    "dialogue": "dialogue",
    "follow_up": "dialogue",
    "not_stated": "not_stated",
    "off_topic": "off_topic",
}
_ID = re.compile(rb'^\{"arxiv_id": "([^"]+)"')


class NoAbstractsError(AskError):
    """The arXiv abstracts are not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not exist; the suite own needs the abstracts that lie there")


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """One question about a library: the last of `turns` is graded. `gold` are the right papers (for the
    type newest in the order of their dates), `also_ok` count neither as right nor as wrong; every fact is a
    choice of wordings. `condition` tells lists apart: dates, exclusion, both (two topics at once),
    mention."""

    id: str
    type: str
    turns: tuple[str, ...]
    gold: tuple[str, ...] = ()
    also_ok: frozenset[str] = frozenset()
    facts: tuple[tuple[str, ...], ...] = ()
    condition: str = ""


@dataclass(frozen=True, slots=True)
class AskedLibrary:
    """Papers, and the questions that they are asked about."""

    papers: PaperSet
    questions: tuple[LibraryQuestion, ...]

    @property
    def name(self) -> str:
        return self.papers.name


def read_libraries(names: Sequence[str], arxiv: Path = ARXIV) -> list[AskedLibrary]:
    """Each named library; NoAbstractsError where the abstracts are not there, QuestionsError where a
    question makes no sense."""
    files = {name: question_file(name) for name in names if name != STARTER}
    if files and not arxiv.exists():
        raise NoAbstractsError(arxiv)
    ids = {name: _ids(file) for name, file in files.items()}
    lines = abstracts({id_ for some in ids.values() for id_ in some}, arxiv) if files else {}
    return [
        _starter() if name == STARTER else _library(name, files[name], [lines[id_] for id_ in ids[name]])
        for name in names
    ]


def question_file(name: str) -> Path:
    """The questions of one of our libraries, or the file itself that is named."""
    ours = HERE / f"{name}.jsonl"
    return ours if ours.exists() else Path(name).expanduser()


def abstracts(ids: Iterable[str], arxiv: Path = ARXIV) -> Mapping[str, bytes]:
    """The line of each of these papers; QuestionsError where one is not among the abstracts."""
    wanted = {id_.encode() for id_ in ids}
    with gzip.open(arxiv) as file:
        found = {m[1].decode(): line for line in file if (m := _ID.match(line)) and m[1] in wanted}
    if missing := {id_.decode() for id_ in wanted} - set(found):
        raise QuestionsError(f"{arxiv.name} has no paper {', '.join(sorted(missing)[:3])}")
    return found


def papers_of(name: str, file: str, lines: Sequence[bytes]) -> PaperSet:
    """The papers of these lines, read as a file of that name."""
    papers = tuple(merge(to_papers(read_text(file, b"".join(lines)))).papers)
    return PaperSet(name, papers, hash_of_papers(papers))


def _library(name: str, file: Path, lines: Sequence[bytes]) -> AskedLibrary:
    papers = papers_of(name, f"{file.stem}.jsonl", lines)
    known = {paper.paper_id for paper in papers.papers}
    questions = tuple(_question(record, f"{file.name}, line {n}", known) for n, record in read_records(file))
    return AskedLibrary(papers, questions)


def _ids(file: Path) -> list[str]:
    """The ids in the list beside the questions: x.txt of x.jsonl, library-A.txt of questions-A.jsonl."""
    beside = file.with_name(re.sub(r"^questions-", "library-", file.stem) + ".txt")
    if not beside.exists():
        raise QuestionsError(f"{beside} does not exist; it holds the arXiv ids of the papers asked about")
    return beside.read_text(encoding="utf-8").split()


def _question(record: Mapping[str, Any], where: str, known: set[str]) -> LibraryQuestion:
    try:
        question = LibraryQuestion(
            id=record["id"],
            type=record["type"],
            turns=tuple(record["turns"] if "turns" in record else [record["question"]]),
            gold=tuple(record.get("gold", ())),
            also_ok=frozenset(record.get("also_ok", ())),
            facts=tuple(tuple(fact) for fact in record.get("facts", ())),
            condition=record.get("condition", ""),
        )
    except (KeyError, TypeError) as error:
        raise QuestionsError(f"{where}: not a question ({error!r}); see eval/own/libraries.py") from error
    checks = {
        f"type {question.type!r} is none of: {', '.join(TYPES)}": question.type not in TYPES,
        f"condition {question.condition!r} is none of ours": question.condition not in CONDITIONS,
        "a right paper is not in the library": not {*question.gold, *question.also_ok} <= known,
        "neither papers nor facts": question.type in ("paraphrase", "stated", "newest", "dialogue")
        and not (question.gold or question.facts),
    }
    for problem, wrong in checks.items():
        if wrong:
            raise QuestionsError(f"{where}: {problem}")
    return question


def _starter() -> AskedLibrary:
    """The starter library with those of its questions that have a type here."""
    return AskedLibrary(
        read_papers(STARTER), tuple(_as_ours(q) for q in load_questions() if q.kind in _STARTER_TYPES)
    )


def _as_ours(question: Question) -> LibraryQuestion:
    return LibraryQuestion(
        question.id, _STARTER_TYPES[question.kind], question.turns, question.papers, facts=question.facts
    )
