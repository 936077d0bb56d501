"""Ask the questions of some libraries and grade the answers: the suite own, from names to figures.

In: settings, names of libraries. Out: graded answers by library. Each library is indexed in a home of its own
under the cache; answers are never kept, for they change with the code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.own.figures import Figures, library_figures, suite_figures
from eval.own.grading import Graded, grade_all
from eval.own.libraries import FITTED, KEPT_OUT, STARTER, AskedLibrary, read_libraries
from eval.progress import bar
from eval.runner import AssistantLike, converse
from eval.suite import open_context
from rag.ingest.indexing import Progress
from rag.model.settings import Settings

ALL = (*FITTED, KEPT_OUT, STARTER)
RANKED_PAPERS = 10  # how deep recall@10 and nDCG@10 look


def run(settings: Settings, names: Sequence[str], *, quiet: bool) -> dict[str, list[Graded]]:
    """Every question of every named library, asked and graded."""
    found = {}
    for library in read_libraries(names or ALL):
        deep = replace(settings, top_k=RANKED_PAPERS)
        context = open_context(deep, library.papers, None, quiet=quiet)
        with bar(f"asking {library.name}", len(library.questions), quiet=quiet) as progress:
            found[library.name] = ask(context.assistant, library, progress)
    return found


def ask(
    assistant: AssistantLike, library: AskedLibrary, progress: Progress = lambda done: None
) -> list[Graded]:
    """Every question of one library, asked and graded."""
    answers = []
    for question in library.questions:
        answers.append(converse(assistant, question.turns)[0])
        progress(1)
    return grade_all(library.questions, answers)


def measured(graded: Mapping[str, Sequence[Graded]]) -> Figures:
    """The figures of a run."""
    return suite_figures({name: library_figures(some) for name, some in graded.items()})


def write_answers(graded: Mapping[str, Sequence[Graded]], folder: Path) -> None:
    """Each answer with its values, a file for each library."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, some in graded.items():
        lines = [
            json.dumps({**g.answer.to_json(g.question.id), "turns": g.question.turns, "values": g.values})
            for g in some
        ]
        (folder / f"{Path(name).stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
