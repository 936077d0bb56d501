"""The dialogues of a library, and its papers.

In: the name of one of ours, or a file of dialogues. Out: papers and dialogues. A file's arXiv ids stand in a
list beside it, or in the folder `topics` beside its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.library import PaperSet, read_papers
from eval.own.libraries import ARXIV, STARTER, NoAbstractsError, abstracts, papers_of
from eval.questions import QuestionsError, read_records

HERE = Path(__file__).resolve().parent
FITTED = (STARTER, "computing")
KEPT_OUT = "physics"
KINDS = tuple(
    "pronoun ordinal narrowing widening comparison switch return form doubt not_stated correction meta"
    " looks_independent looks_followup".split()
)
EXPECTED = tuple(
    "answered list comparison both two_of not_stated refused meta same_shorter simpler bibtex reference"
    " next_items".split()
)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation of which the last of `turns` is graded. `gold` are the papers that are right, `also_ok`
    count neither way, every fact is a choice of wordings; `expect` is one of EXPECTED."""

    id: str
    kind: str
    turns: tuple[str, ...]
    expect: str
    gold: frozenset[str] = frozenset()
    also_ok: frozenset[str] = frozenset()
    facts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TalkedOf:
    """Papers, and the dialogues about them."""

    papers: PaperSet
    dialogues: tuple[Dialogue, ...]


def read_dialogues(name: str, arxiv: Path = ARXIV) -> TalkedOf:
    """NoAbstractsError where the abstracts are not there, QuestionsError where a dialogue makes no sense."""
    ours = HERE / f"{name}.jsonl"
    file = ours if ours.exists() else Path(name).expanduser()
    papers = read_papers(STARTER) if name == STARTER else _papers(name, file, arxiv)
    known = {paper.paper_id for paper in papers.papers}
    return TalkedOf(
        papers, tuple(_dialogue(record, f"{file.name}, line {n}", known) for n, record in read_records(file))
    )


def _papers(name: str, file: Path, arxiv: Path) -> PaperSet:
    places = [folder / f"{file.stem}.txt" for folder in (file.parent, file.parent.parent / "topics")]
    beside = next((place for place in places if place.exists()), None)
    if beside is None:
        raise QuestionsError(f"{places[0]} does not exist; it holds the arXiv ids of the papers talked about")
    if not arxiv.exists():
        raise NoAbstractsError(arxiv)
    ids = beside.read_text(encoding="utf-8").split()
    lines = abstracts(ids, arxiv)
    return papers_of(name, f"{file.stem}.jsonl", [lines[id_] for id_ in ids])


def _dialogue(record: Mapping[str, Any], where: str, known: set[str]) -> Dialogue:
    simpler = "simpler" in record.get("note", "")
    dialogue = Dialogue(
        id=record["id"],
        kind=record["kind"],
        turns=tuple(record["turns"]),
        expect="simpler" if simpler else record["expect"],
        gold=frozenset(record["gold"]),
        also_ok=frozenset(record.get("also_ok", ())),
        facts=tuple(tuple(fact) for fact in record["facts"]),
    )
    checks = {
        f"kind {dialogue.kind!r} is none of: {', '.join(KINDS)}": dialogue.kind not in KINDS,
        f"{dialogue.expect!r} is none of: {', '.join(EXPECTED)}": dialogue.expect not in EXPECTED,
        "a right paper is not in the library": not dialogue.gold | dialogue.also_ok <= known,
    }
    for problem, wrong in checks.items():
        if wrong:
            raise QuestionsError(f"{where}: {problem}")
    return dialogue
