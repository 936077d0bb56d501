"""Commands that ask: a question, a conversation, a search, a batch.

In: what was typed. Out: answers on stdout. See rag/cli.py for the rules.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from rag.answer import Answer, Status
from rag.assistant import Assistant
from rag.filters import Filters
from rag.followup import Turn
from rag.options import Session, common
from rag.show import body, paper_line, sources

UNANSWERED = 3


@click.command("question", hidden=True)
@click.argument("words", nargs=-1)
@common
def question(session: Session, words: Sequence[str]) -> int:
    """Answer one question, or hold a conversation."""
    text = " ".join(words).strip()
    if not text and not sys.stdin.isatty():
        text = sys.stdin.read().strip()
    if not text and not words and sys.stdin.isatty():
        return _converse(session)
    if not text:
        raise click.UsageError('nothing was asked; try: ask "How does GaLore save memory?"')
    answer = _show(session, _assistant(session), text, [])
    return UNANSWERED if answer.status is Status.NOT_ANSWERED else 0


@click.command()
@click.argument("query", nargs=-1, required=True)
@common
def search(session: Session, query: Sequence[str]) -> int:
    """Papers ranked for a query, with the passages that made them rank.

    \b
    Examples:
      ask search "low-rank gradients"
      ask search "sign language" -k 3 --since 2024
    """
    assistant = _assistant(session)
    answer = assistant.search(" ".join(query), session.settings.papers, limits=_limits(session))
    if session.as_json:
        click.echo(json.dumps(answer.to_json(), ensure_ascii=False))
        return 0
    catalogue = assistant.catalogue
    for ranked in answer.papers:
        row = catalogue.row(ranked.paper_id)
        if row is not None:
            click.echo(f"{ranked.score:5.2f}  {paper_line(catalogue.paper(row), session.look)}")
            for citation in answer.citations:
                if citation.paper_id == ranked.paper_id:
                    click.echo(session.look.wrap(f"       “{citation.quote}”", "       "))
    return 0 if answer.papers else UNANSWERED


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--search", "searching", is_flag=True, help="Lines hold queries; rank papers, answer nothing.")
@common
def batch(session: Session, file: TextIO, searching: bool) -> int:
    """Answer many questions: JSONL in, JSONL out, in the same order.

    Lines are {"id", "question"}, {"id", "turns": [...]} or, with --search, {"id", "query"}. A bad
    line gives a line with "error" and does not stop the rest.

    \b
    Examples:
      ask batch questions.jsonl > answers.jsonl
      ask batch --search queries.jsonl -k 10
      cat questions.jsonl | ask batch -
    """
    assistant = _assistant(session)
    for number, line in enumerate(file, start=1):
        if line.strip():
            click.echo(
                json.dumps(_batch_line(session, assistant, line, number, searching), ensure_ascii=False)
            )
    return 0


def _batch_line(
    session: Session, assistant: Assistant, line: str, number: int, searching: bool
) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        return {"id": None, "error": f"line {number} is not JSON: {error.msg}"}
    if not isinstance(asked, dict):
        return {"id": None, "error": f"line {number} is not a JSON object"}
    id_ = asked.get("id")
    turns = [asked.get("query")] if searching else asked.get("turns") or [asked.get("question")]
    wanted = "query" if searching else "question or turns"
    if not isinstance(turns, list) or not all(isinstance(t, str) and t.strip() for t in turns):
        return {"id": id_, "error": f"line {number} has no {wanted}, a text that is not empty"}
    if searching:
        found = assistant.search(turns[0], session.settings.papers, limits=_limits(session))
        return found.to_json(id_)
    history: list[Turn] = []
    for turn in turns[:-1]:
        answer = assistant.ask(turn, history, limits=_limits(session))
        history.append(assistant.turn(answer, history))
    return assistant.ask(turns[-1], history, limits=_limits(session)).to_json(id_)


def _assistant(session: Session) -> Assistant:
    from rag.start import open_assistant

    with session.watching() as watch:
        return open_assistant(session.settings, session.say, watch)


def _limits(session: Session) -> Filters:
    return Filters(since=session.since, until=session.until)


def _show(session: Session, assistant: Assistant, text: str, history: list[Turn]) -> Answer:
    """Print an answer as it comes, then its sources."""
    pieces = assistant.stream(text, history, limits=_limits(session))
    if session.as_json:
        answer = next(p for p in pieces if isinstance(p, Answer))
        click.echo(json.dumps(answer.to_json(), ensure_ascii=False))
        return answer
    answer = _print_pieces(session, pieces)
    if answer.understood and answer.understood != text:
        session.say(session.look.style(f"understood: {answer.understood}", dim=True))
    for note in answer.notes:
        session.say(note)
    return answer


def _print_pieces(session: Session, pieces: Iterator[str | Answer]) -> Answer:
    for piece in pieces:
        if isinstance(piece, Answer):
            listed = sources(piece, session.look)
            click.echo(f"\n\n{listed}" if listed else "")
            return piece
        click.echo(body(piece, session.look), nl=False)
        sys.stdout.flush()
    raise AssertionError("a stream of pieces ends with the answer")


def _converse(session: Session) -> int:
    from rag.chat import Conversation, converse

    assistant = _assistant(session)
    conversation = Conversation(
        assistant, session.look, lambda line, history: _show(session, assistant, line, history)
    )
    converse(conversation, Path(session.settings.home) / "typed.txt")
    return 0


COMMANDS = (question, search, batch)
