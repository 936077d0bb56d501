"""The options that commands share, and what they give: settings, a terminal, progress bars.

In: what click parsed. Out: a Session. The only module that asks what terminal there is.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from rag.answering.rendering import Terminal
from rag.export.plain import strip_controls
from rag.model.errors import AskError, DamagedLibraryError
from rag.model.filters import Filters
from rag.model.settings import MODES, Settings, load_settings

if TYPE_CHECKING:
    from rag.answering.start import StartProgress
    from rag.ingest.indexing import Progress
    from rag.ingest.reading import Shard

QUESTION_OPTIONS = ("top_k", "mode", "strict", "no_cache", "since", "until", "venue", "tag")  # of a question
LISTING_OPTIONS = ("top_k", "since", "until", "venue", "tag")
PLAIN_TERMINAL = Terminal()
MAX_TOP_K = 1000  # papers of one answer

_HELP = {
    "home": "The library's folder (ASK_HOME).",
    "as_json": "Print JSON.",
    "top_k": "How many papers, 1 to 1000.",
    "mode": "Quote, or let a model write (default: auto).",
    "strict": "Leave out sentences of a model that no paper supports.",
    "no_cache": "Ask the model again, even what it has answered before.",
    "since": "Papers from DATE on: 2024, 2024-03, 2024-03-18.",
    "until": "Papers up to the end of DATE.",
    "venue": "Papers of a journal or conference.",
    "tag": "Papers that have a tag.",
    "quiet": "Print nothing on stderr but errors.",
}
_OPTIONS: dict[str, Callable[..., Any]] = {
    "home": partial(click.option, "--home", metavar="DIR"),
    "as_json": partial(click.option, "--json", "as_json", is_flag=True),
    "top_k": partial(
        click.option, "-k", "top_k", type=click.INT, metavar="N", callback=lambda c, p, v: _checked_top_k(v)
    ),
    "mode": partial(click.option, "--mode", type=click.Choice(MODES)),
    "strict": partial(click.option, "--strict", is_flag=True, default=None),
    "no_cache": partial(click.option, "--no-cache", "no_cache", is_flag=True, default=None),
    "since": partial(click.option, "--since", metavar="DATE", callback=lambda c, p, v: _date(v, last=False)),
    "until": partial(click.option, "--until", metavar="DATE", callback=lambda c, p, v: _date(v, last=True)),
    "venue": partial(click.option, "--venue", metavar="NAME", callback=lambda c, p, v: v and typed_text(v)),
    "tag": partial(click.option, "--tag", metavar="NAME", callback=lambda c, p, v: v and typed_text(v)),
    "quiet": partial(click.option, "--quiet", is_flag=True),
}


@dataclass(frozen=True, slots=True)
class Session:
    """What the common options gave."""

    settings: Settings
    as_json: bool = False
    quiet: bool = False
    since: str | None = None
    until: str | None = None
    venue: str | None = None
    terminal: Terminal = PLAIN_TERMINAL
    tag: str | None = None

    @property
    def filters(self) -> Filters:
        """What was given of dates, venue and tag, as filters. AskError for a tag that does not exist."""
        from rag.ingest.tags import ids_tagged

        papers = " ".join(ids_tagged(self.settings.home, self.tag)) if self.tag else None
        return Filters(since=self.since, until=self.until, venue=self.venue or None, papers=papers)

    @property
    def strict(self) -> bool:
        """Whether `--strict` was given to this command."""
        return self.settings.origins.get("strict") == "option"

    @property
    def most(self) -> int | None:
        """The number of papers, where `-k` was given."""
        return self.settings.top_k if self.settings.origins.get("top_k") == "option" else None

    def notify(self, line: str) -> None:
        """A remark beside the answer."""
        if not self.quiet:
            click.echo(strip_controls(line), err=True)

    def tell(self, line: str) -> None:
        """What is waited for, on the last line of a terminal; "" takes it away."""
        if not self.quiet and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{strip_controls(line)}", nl=False, err=True)

    @contextmanager
    def progress_bars(self) -> "Iterator[StartProgress]":
        """A progress bar with rate and time left, on a terminal; one line elsewhere."""
        if self.quiet or not sys.stderr.isatty():
            yield self._announced
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            yield lambda what, papers: _report_to(bar, what, papers)

    def _announced(self, what: str, papers: int) -> "Progress":
        if papers:
            self.notify(f"{what}: {papers:,} papers")
        return lambda done: None


def _report_to(bar: Any, what: str, papers: int) -> "Progress":
    task = bar.add_task(what, total=papers, rate="") if papers else None

    def report(done: int) -> None:
        nonlocal task
        if task is None:
            task = bar.add_task(what, total=None, rate="")
        bar.advance(task, done)
        speed = bar.tasks[task].speed
        bar.update(task, rate=f"{speed:.0f} papers/s" if speed else "")

    return report


def common(*shown: str, **meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the common options and a `session` made of them. Of ASKING those in `shown` are
    in its help; the others are taken all the same, so that one list of options serves every command.
    `meaning` says what an option means to this command where that is not what it means to a question."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def with_session(**given: Any) -> Any:
            typed = {name: given.pop(name) for name in _OPTIONS}
            session = _session(typed, shown)
            try:
                return command(session=session, **given)
            except (AskError, OSError, click.ClickException, click.exceptions.Exit, click.Abort):
                raise
            except Exception as error:
                _blame_damage(session.settings, error)
                raise

        with_session.__name__, with_session.__doc__ = command.__name__, command.__doc__
        wrapped: Callable[..., Any] = with_session
        for name, option in reversed(_OPTIONS.items()):
            hidden = name in QUESTION_OPTIONS and name not in shown
            wrapped = option(help=meaning.get(name, _HELP[name]), hidden=hidden)(wrapped)
        return wrapped

    return decorate


def _blame_damage(settings: Settings, error: Exception) -> None:
    """DamagedLibraryError where files of the library have changed: then that is why a command fails."""
    from rag.ingest.verified import changed_in

    if changed := changed_in(settings.home):
        raise DamagedLibraryError(changed[0]) from error


def _session(typed: Mapping[str, Any], shown: Sequence[str]) -> Session:
    since, until = typed["since"], typed["until"]
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}; no paper can be both")
    asked = {name: typed[name] for name in ("home", "top_k", "mode", "strict")}
    if typed["no_cache"]:
        asked["reply_cache"] = False
    settings = load_settings(asked, os.environ)
    plain, limits = (typed["as_json"], typed["quiet"]), (since, until, typed["venue"])
    session = Session(settings, *plain, *limits, _terminal(), typed["tag"])
    if (since or until) and "since" not in shown:
        session.notify(f"--since and --until change nothing for: {click.get_current_context().command_path}")
    for name in ("venue", "tag"):
        if typed[name] and "since" not in shown:
            session.notify(f"--{name} changes nothing for: {click.get_current_context().command_path}")
    return session


_SURROGATE = re.compile("[\ud800-\udfff]")  # what is left of bytes that were not UTF-8
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")


def typed_text(text: str) -> str:
    """What was typed, without escape sequences, control characters and halves of surrogate pairs."""
    return strip_controls(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _ESCAPE.sub("", text))).strip()


def _terminal() -> Terminal:
    """Colours only on a terminal, and never against NO_COLOR (https://no-color.org)."""
    if not sys.stdout.isatty():
        return Terminal()
    columns = shutil.get_terminal_size((0, 0)).columns  # COLUMNS, then the terminal
    return Terminal(colour=not os.environ.get("NO_COLOR"), width=columns)


def _checked_top_k(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MAX_TOP_K:
        raise click.BadParameter(f"{value} is not a number of papers; write 1 to {MAX_TOP_K}")
    return value


def shard_of(value: str | None) -> "Shard":
    """Which part of the papers is meant by N/M; all of them where nothing was given."""
    from rag.ingest.reading import Shard

    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", value or "1/1")
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise click.BadParameter(f"{value!r} is not a part; write 2/8 for the second of eight")
    return Shard(int(match[1]), int(match[2]))


def _date(value: str | None, *, last: bool) -> str | None:
    """An ISO date from YYYY, YYYY-MM or YYYY-MM-DD; the first or the last day it can mean."""
    if value is None:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value.strip())
    from calendar import monthrange
    from datetime import date

    try:
        if not match:
            raise ValueError
        year = int(match[1])
        month = int(match[2] or (12 if last else 1))
        day = int(match[3] or (monthrange(year, month)[1] if last else 1))
        return date(year, month, day).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; write 2024, 2024-03 or 2024-03-18") from None
