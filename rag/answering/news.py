"""What the last updates brought: the new papers, each with a sentence, and those that answer a kept question.

In: an assistant, ids of new papers, kept questions. Out: News, kept in the library's folder until as many
later updates brought something. The sentence of a paper is the one nearest to its title; that of an answer is
the one that answers.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rag.answering.alerts import Alert, alerts
from rag.answering.assistant import Assistant
from rag.ingest.notes import Note
from rag.model.errors import AskError, NewerLibraryError
from rag.retrieval.passages import choose, score_sentences

UPDATES = 7  # that are kept


@dataclass(frozen=True, slots=True)
class Told:
    """A new paper and a sentence of it, exactly `text[start:end]` of the paper; the kept question that it
    answers, "" where it is only new."""

    paper_id: str
    title: str
    published: str | None
    quote: str
    start: int
    end: int
    question: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What one update brought, on a day (ISO 8601)."""

    day: str
    papers: tuple[Told, ...] = ()
    answers: tuple[Told, ...] = ()


def news_of(assistant: Assistant, questions: Sequence[str], paper_ids: Sequence[str], today: date) -> News:
    """These papers, those that are in the library, and which of them answer the questions."""
    answers = tuple(_answer(alert) for alert in alerts(assistant, questions, paper_ids))
    return News(today.isoformat(), tuple(_told(assistant, paper_ids)), answers)


def _answer(alert: Alert) -> Told:
    about = alert.paper.paper_id, alert.paper.title, alert.paper.published
    return Told(*about, alert.quote, alert.start, alert.end, alert.question)


def _told(assistant: Assistant, paper_ids: Sequence[str]) -> Iterator[Told]:
    """Each paper with its telling sentence, "" where it has none."""
    searcher = assistant.searcher
    catalogue = searcher.catalogue
    for row in (row for id_ in paper_ids if (row := catalogue.row(id_)) is not None):
        paper, query = catalogue.paper(row), searcher.query(catalogue.paper(row).title)
        best = choose(score_sentences(catalogue, row, query), query.using.passages, most=1)
        quote, start, end = (best[0].text, best[0].start, best[0].end) if best else ("", 0, 0)
        yield Told(paper.paper_id, paper.title, paper.published, quote, start, end)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says."""

    updates: tuple[News, ...]


class NewsFile:
    """news.json in the home. It is only read again to be shown: one that cannot be read is none."""

    def __init__(self, home: Path) -> None:
        self._note = Note(home / "news.json")

    def read(self) -> tuple[News, ...]:
        """What the last updates brought, the latest first."""
        with suppress(AskError, OSError):
            kept = self._note.read(_Kept)
            return kept.updates if kept else ()
        return ()

    def add(self, news: News) -> None:
        """Keep it, where it brought something; the oldest goes. A file of a newer version is left as it
        is."""
        if not news.papers:
            return
        updates = [asdict(one) for one in (news, *self.read())[:UPDATES]]
        try:
            self._note.write({"updates": updates})
        except NewerLibraryError:
            return
        except AskError:  # damaged
            self._note.path.unlink()
            self._note.write({"updates": updates})
