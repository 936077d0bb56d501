"""A literature table on the command line.

In: a session, the papers that are listed, questions. Out: the table on stdout, progress on stderr. Where it
is stopped, the rows that are filled are printed.
"""

from collections.abc import Sequence

import click

from rag.answering.assistant import Assistant
from rag.answering.literature import filled, questions_in
from rag.answering.literature_files import as_csv, as_json, as_markdown
from rag.answering.rendering import print_json
from rag.cli.options import Session, typed_text
from rag.export.plain import strip_controls
from rag.model.paper import Paper


def print_table(
    session: Session, assistant: Assistant, listed: Sequence[Paper], asked: Sequence[str], *, csv: bool
) -> int:
    """The papers against the questions, as Markdown, CSV or JSON. AskError for too many questions."""
    questions = questions_in([typed_text(text) for text in asked])
    steps = filled(assistant, [paper.paper_id for paper in listed], questions)
    table = next(steps)
    stopped = False
    try:
        with session.progress_bars() as start_progress:
            progress = start_progress("filling the table", table.papers)
            for table in steps:  # noqa: B007 the last one is printed, also where it is stopped
                progress(1)
    except KeyboardInterrupt:
        stopped = True
    if session.as_json:
        print_json(as_json(table))
    else:
        click.echo(strip_controls(as_csv(table) if csv else as_markdown(table)))
    if stopped:
        raise KeyboardInterrupt
    many = f"{len(table.rows):,} paper{'' if len(table.rows) == 1 else 's'}"
    session.notify(f"{many}, {len(questions)} question{'' if len(questions) == 1 else 's'}")
    return 0
