"""One run of the suite: from what was asked for to a finished folder.

In: settings, questions, which papers, a judge or none. Out: a run folder with answers, scores, figures and
report. Opens the assistant; what is done with it lies in the modules it calls.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from eval.judge import judge_all
from eval.library import PaperSet, index_papers, papers_by_id
from eval.progress import bar, notify
from eval.provenance import commit, source_hash, versions
from eval.questions import Question, questions_hash
from eval.runner import AssistantLike, ask_all, finish, grade_all, supporting
from eval.runs import About, RunFolder
from rag.answering.start import open_assistant, open_checker, open_library
from rag.encoders.opening import open_encoder
from rag.generation.models import Model, open_model
from rag.model.paper import Paper
from rag.model.settings import Settings
from rag.verification.checker import SupportChecker

TODAY = date(2025, 12, 12)  # the day of the pages: "this year" must mean the same in every run
INTERRUPTED = 130  # as a shell reports Ctrl-C


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a run works with: an assistant over a library, its papers, a checker; a judge, if one is asked."""

    assistant: AssistantLike
    papers: Mapping[str, Paper]
    checker: SupportChecker
    judge: Model | None = None


def open_context(settings: Settings, paper_set: PaperSet, judge: Model | None, *, quiet: bool) -> RunContext:
    """Index the papers in a home of their own, or take one's own library as it is; open an assistant."""
    tell_user = partial(notify, quiet=quiet)
    if paper_set.own:
        library, home = open_library(settings, tell_user), settings.home
    else:
        encoder = open_encoder(settings, None, tell_user)
        home = paper_set.home(settings.cache, encoder)
        with bar(f"indexing {paper_set.name}", len(paper_set.papers), quiet=quiet) as progress:
            library = index_papers(paper_set, home, encoder, progress)
    assistant = open_assistant(replace(settings, home=home, starter=False), today=lambda: TODAY)
    return RunContext(assistant, papers_by_id(library), open_checker(settings, tell_user), judge)


def open_judge(settings: Settings, name: str | None) -> Model | None:
    """The model that judges: the one named, else (an empty name) the one that is set; None for none."""
    if name is None:
        return None
    chosen = replace(settings, mode="write", model=name or settings.model)
    return open_model(chosen, cache=settings.reply_cache)


def about(
    settings: Settings,
    paper_set: PaperSet,
    questions: Sequence[Question],
    *,
    split: str,
    kinds: tuple[str, ...],
    judge: Model | None,
) -> About:
    """All that can change a figure of this run."""
    shown = {name: value for name, (value, _) in settings.shown().items() if name not in ("home", "cache")}
    return About(
        settings_hash=settings.hash,
        settings={**shown, "today": TODAY.isoformat()},
        commit=commit(),
        source_hash=source_hash(),
        questions_hash=questions_hash(questions),
        library=paper_set.name,
        library_hash=paper_set.hash,
        split=split,
        kinds=kinds,
        mode=settings.mode,
        versions=versions(),
        judge=judge.name if judge else "",
    )


def carry_out(
    run: RunFolder,
    questions: Sequence[Question],
    opened: Callable[[], RunContext],
    *,
    quiet: bool = False,
) -> None:
    """Every question asked, graded and, if wanted, judged; Ctrl-C keeps what there is."""
    try:
        with run.held():
            done = len(run.answered())
            if done:
                notify(f"going on with run {run.id}: {done} of {len(questions)} answered before", quiet=quiet)
            _steps(run, questions, opened(), quiet=quiet)
    except KeyboardInterrupt:
        done = len(run.answered())
        notify(f"\ninterrupted after {done} of {len(questions)}; the same command goes on from there")
        sys.exit(INTERRUPTED)


def _steps(run: RunFolder, questions: Sequence[Question], context: RunContext, *, quiet: bool) -> None:
    find, supports = context.papers.get, supporting(context.checker)
    with bar("asking", len(questions), quiet=quiet) as progress:
        ask_all(context.assistant, questions, run, progress)
    with bar("grading", len(questions), quiet=quiet) as progress:
        scored = grade_all(questions, run.answered(), find, supports, progress)
    if context.judge:
        with bar(f"judging with {context.judge.name}", len(questions), quiet=quiet) as progress:
            judge_all(questions, find, supports, context.judge, run, progress)
    finish(run, scored)
