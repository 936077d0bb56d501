"""Commands that ask: a question, a conversation, a search, a batch.

In: what was typed. Out: answers on stdout. See rag/cli/main.py for the rules.
"""

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import click

from rag.answering.assistant import Assistant
from rag.answering.browse import find_paper
from rag.answering.references import references_of
from rag.answering.rendering import (
    StreamingWrapper,
    folded,
    help_examples,
    paper_line,
    print_json,
    sources,
)
from rag.cli.options import LISTING_OPTIONS, QUESTION_OPTIONS, Session, common, typed_text
from rag.cli.typed import lines_of, results
from rag.export.references import STYLES
from rag.model.answer import Answer, Status
from rag.model.errors import AskError
from rag.model.extras import REFERENCES, require
from rag.model.listener import Listener

UNANSWERED = 3
COMMAND_WORDS = 3  # a question of so few words may be a command with a slip in it


@click.command(
    "question",
    hidden=True,
    epilog=help_examples(
        'ask "How does GaLore save memory?"',
        'ask "Which papers compare optimizers?" --since 2024-06 -k 12',
        'echo "What is GaLore?" | ask --json',
        "ask                                   a conversation",
    ),
)
@click.argument("words", nargs=-1, metavar='"QUESTION"')
@click.option("--more", "whole", is_flag=True, help="Print the whole of a long list.")
@click.option(
    "--references",
    "style",
    type=click.Choice(tuple(STYLES)),
    metavar="STYLE",
    help="Sources in apa, ieee, chicago or mla.",
)
@common(*QUESTION_OPTIONS)
def question(session: Session, words: Sequence[str], whole: bool, style: str | None) -> int:
    """Answer one question; without one, hold a conversation (or read it from stdin)."""
    text = typed_text(" ".join(words))
    if text == "-" or (not words and not sys.stdin.isatty()):
        text = typed_text(sys.stdin.buffer.read().decode("utf-8-sig", "replace"))
    elif not words:
        return _chat(session)
    if not text:
        raise click.UsageError('nothing was asked; try: ask "How does GaLore save memory?"')
    go_on = "" if whole else f'ask --more "{text}"'
    if style:
        require(REFERENCES)
    answer = _show(session, open_for(session), text, [], go_on=go_on, style=style)
    if answer.status is not Status.NOT_ANSWERED:
        return 0
    _suggest_command(session, words)
    return UNANSWERED


def _suggest_command(session: Session, words: Sequence[str]) -> None:
    """A misspelt command is taken for a question; say so where that is likely."""
    commands = click.get_current_context().find_root().command
    names = [name for name in getattr(commands, "commands", {}) if name != "question"]
    near = get_close_matches(words[0] if words else "", names, n=1, cutoff=0.75)
    if near and len(words) <= COMMAND_WORDS:
        session.notify(f"this was taken as a question; if you meant a command: ask {near[0]} --help")


@click.command(
    epilog=help_examples('ask search "low-rank gradients"', 'ask search "sign language" -k 3 --since 2024')
)
@click.argument("query", nargs=-1, required=True)
@common(*LISTING_OPTIONS)
def search(session: Session, query: Sequence[str]) -> int:
    """Rank papers for a query, with the passages that ranked them."""
    text = typed_text(" ".join(query))
    if not text:
        raise click.UsageError('nothing to search for; try: ask search "low-rank gradients"')
    assistant = open_for(session, answering=False)
    answer = assistant.search(text, session.settings.top_k, filters=session.filters)
    if session.as_json:
        print_json(answer.to_json())
        return 0 if answer.papers else UNANSWERED
    catalogue = assistant.catalogue
    for ranked in answer.papers:
        row = catalogue.row(ranked.paper_id)
        if row is not None:
            click.echo(f"{ranked.score:5.2f}  {paper_line(catalogue.paper(row), session.terminal)}")
            for citation in answer.citations:
                if citation.paper_id == ranked.paper_id:
                    click.echo(session.terminal.wrap(f"       “{citation.quote}”", "       "))
    if not answer.papers:
        session.notify(f"no paper matches: {answer.understood}")
    return 0 if answer.papers else UNANSWERED


@click.command(
    epilog=help_examples(
        "ask batch questions.jsonl > answers.jsonl",
        "ask batch --search queries.jsonl -k 10",
        "cat questions.jsonl | ask batch -",
    )
)
@click.argument("file")
@click.option("--search", "searching", is_flag=True, help="Lines hold queries: rank papers, answer nothing.")
@common(*QUESTION_OPTIONS)
def batch(session: Session, file: str, searching: bool) -> int:
    """Answer many questions: JSONL in, JSONL out, in the same order.

    Lines are {"id", "question"}, {"id", "turns": [...]} or, with --search, {"id", "query"}. Of
    several turns the last answer is given, and all of them in "answers". A bad line gives a line
    with "error" and does not stop the rest.
    """
    with lines_of(file) as lines:
        assistant = open_for(session, answering=not searching)
        for result in results(lines, partial(_batch_line, session, assistant, searching)):
            print_json(result)
    return 0


def _batch_line(
    session: Session, assistant: Assistant, searching: bool, asked: Any, number: int
) -> dict[str, Any]:
    if not isinstance(asked, dict):
        return {"id": None, "error": f"line {number} is not a JSON object"}
    id_ = asked.get("id")
    turns = [asked.get("query")] if searching else asked.get("turns", [asked.get("question")])
    messages = [typed_text(t) for t in turns if isinstance(t, str)] if isinstance(turns, list) else []
    if not messages or not all(messages) or len(messages) < len(turns):
        wanted = '"query"' if searching else '"question" or "turns"'
        return {"id": id_, "error": f"line {number} needs {wanted}: text that is not empty"}
    try:
        *earlier, last = (one.to_json() for one in _answered(session, assistant, messages, searching))
        return {"id": id_, **last, **({"answers": [*earlier, last]} if earlier else {})}
    except AskError as error:
        return {"id": id_, "error": str(error)}
    except Exception as error:  # a bug of ours must not cost the other lines
        traceback.print_exc()
        return {"id": id_, "error": f"line {number} failed: {type(error).__name__}; the details are above"}


def _answered(session: Session, assistant: Assistant, turns: Sequence[str], searching: bool) -> list[Answer]:
    """An answer to each turn."""
    if searching:
        return [assistant.search(turns[0], session.settings.top_k, filters=session.filters)]
    history: list[Answer] = []
    for turn in turns:
        history.append(assistant.ask(turn, history, filters=session.filters))
    return history


def open_for(session: Session, *, answering: bool = True) -> Assistant:
    """The assistant of this session; one that only looks papers up needs no model."""
    from rag.answering.start import open_assistant

    with session.progress_bars() as start_progress:
        return open_assistant(session.settings, session.notify, start_progress, writing=answering)


def _show(
    session: Session,
    assistant: Assistant,
    text: str,
    history: Sequence[Answer],
    *,
    go_on: str,
    style: str | None = None,
    fresh: bool = False,
) -> Answer:
    """Print an answer as it comes, then its sources, as references where a style is named; `go_on` says how
    to see the rest of a long list, where it is cut short; `fresh` as in Listener."""
    listener = Listener(session.tell, fresh=fresh)
    pieces = assistant.stream(text, history, filters=session.filters, listener=listener)
    cited = partial(references_of, find=partial(find_paper, assistant), style=style) if style else None
    if session.as_json:
        answer = next(p for p in pieces if isinstance(p, Answer))
        print_json({**answer.to_json(), **({"references": cited(answer)} if cited else {})})
        return answer
    below = partial(_references, session, cited) if cited else partial(sources, terminal=session.terminal)
    answer = _print_pieces(session, pieces, go_on if session.terminal.width else "", below)
    if answer.understood and answer.understood != text:
        session.notify(session.terminal.style(f"understood: {answer.understood}", dim=True))
    for note in answer.notes:
        session.notify(note)
    return answer


def _references(session: Session, cited: Callable[[Answer], list[str]], answer: Answer) -> str:
    lines = cited(answer)
    heading = [session.terminal.style("References", bold=True)] if lines else []
    return "\n".join([*heading, *(session.terminal.wrap(line, "    ") for line in lines)])


def _print_pieces(
    session: Session, pieces: Iterator[str | Answer], go_on: str, listed: Callable[[Answer], str]
) -> Answer:
    wrapper = StreamingWrapper(session.terminal)
    for place, piece in enumerate(pieces):
        if place == 0:
            session.tell("")
        if isinstance(piece, Answer):
            below = listed(piece)
            click.echo(wrapper.end() + (f"\n\n{below}" if below else ""))
            return piece
        click.echo(wrapper.take(folded(piece, go_on) if go_on else piece), nl=False)
        sys.stdout.flush()
    raise AssertionError("a stream of pieces ends with the answer")


def _chat(session: Session) -> int:
    from rag.cli.chat import ChatSession, run_chat

    assistant = open_for(session)
    show = partial(_show, session, assistant, go_on="type “more”")
    chat = ChatSession(assistant, session.terminal, show, show_anew=partial(show, fresh=True))
    run_chat(chat, Path(session.settings.home) / "typed.txt")
    return 0


COMMANDS = (question, search, batch)
