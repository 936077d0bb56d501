"""Asking on the page: questions go in, scenes come out while the answer is being made.

In: an owner's token, a conversation's id, what the reader did. Out: scenes (what each part
of the screen shows). Conversations are read from disk for each question, so that sessions
share nothing but the library. Knows nothing of gradio.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from rag.answer import Answer, Status
from rag.assistant import Assistant
from rag.errors import AskError
from rag.page.answers import Shown, conversation, widened
from rag.page.examples import empty_state
from rag.page.html import button, tag
from rag.page.shelf import sum_up
from rag.page.sources import panel
from rag.page.talks import Talk, Talks
from rag.papers import Paper
from rag.question.dates import find_dates
from rag.question.filters import Filters
from rag.question.followup import Turn

FRAME_SECONDS = 0.05  # pieces that come faster are shown together
MEMORY = 6  # turns of a conversation that a question may lean on
MESSAGE_CHARACTERS = 4000
STOPPED = "You stopped this answer here."
BROKEN = "Something went wrong here; the details are in the log."

log = logging.getLogger("ask.page")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the parts of the screen show; None is as before."""

    talk: str
    transcript: str
    sources: str | None
    past: str | None
    running: bool = False


def limits_from(since: str, until: str, today: date) -> Filters:
    """Dates as a reader writes them ("2024", "March 2025"); AskError where one cannot be read."""
    first = find_dates(f"since {since}", today).since if since.strip() else None
    last = find_dates(f"until {until}", today).until if until.strip() else None
    for typed, found in ((since, first), (until, last)):
        if typed.strip() and found is None:
            raise AskError(f"{typed.strip()[:40]!r} is no date; write it like 2024, 2024-03 or 2024-03-31")
    return Filters(since=first, until=last)


class Desk:
    """Where questions are asked."""

    def __init__(self, assistant: Assistant, talks: Talks) -> None:
        self.assistant, self.talks = assistant, talks
        self._stopped: set[str] = set()

    def scene(self, owner: str, talk_id: str, *, turn: int = -1, opened: int = 0) -> Scene:
        """A conversation as it was kept, the sources of one of its turns beside it."""
        talk = self.talks.open(owner, talk_id)
        return self._scene(owner, talk, [], turn=turn, opened=opened)

    def ask(
        self, owner: str, talk_id: str, message: str, *, replacing: int | None = None, limits: Filters
    ) -> Iterator[Scene]:
        """Answer a message; `replacing` is the turn that it and its answer take the place of."""
        talk = self.talks.open(owner, talk_id)
        talk = talk if replacing is None else talk.before(max(replacing, 0))
        asked = message.strip()[:MESSAGE_CHARACTERS]
        if not asked:
            yield self._scene(owner, talk, [])
            return
        self._stopped.discard(talk.id)
        draft = Answer(asked, "", Status.ANSWERED, "")
        yield self._scene(owner, talk, [Shown(draft, running=True)], running=True)
        answer, shown_at = draft, time.monotonic()
        for answer in self._drafts(talk, draft, limits):
            if time.monotonic() - shown_at > FRAME_SECONDS:
                yield self._scene(owner, talk, [Shown(answer, running=True)], running=True)
                shown_at = time.monotonic()
        talk = talk.with_answer(answer)
        self.talks.save(owner, talk)
        yield self._scene(owner, talk, [])

    def again(self, owner: str, talk_id: str, turn: int, *, limits: Filters) -> Iterator[Scene]:
        """The same question once more."""
        talk = self.talks.open(owner, talk_id)
        message = talk.answers[turn].question if 0 <= turn < len(talk.answers) else ""
        return self.ask(owner, talk.id, message, replacing=turn if message else None, limits=limits)

    def widen(self, owner: str, talk_id: str, turn: int, limit: int, *, limits: Filters) -> Iterator[Scene]:
        """The same question without one of its limits."""
        talk = self.talks.open(owner, talk_id)
        message = widened(talk.answers[turn], limit) if 0 <= turn < len(talk.answers) else ""
        return self.ask(owner, talk.id, message, replacing=turn if message else None, limits=limits)

    def stop(self, talk_id: str) -> None:
        """The answer being written ends with its next piece."""
        self._stopped.add(talk_id)

    def rate(self, owner: str, talk_id: str, turn: int, rating: str) -> Talk:
        """The conversation with the rating noted."""
        talk = self.talks.open(owner, talk_id)
        if 0 <= turn < len(talk.answers) and rating in ("up", "down"):
            talk = replace(talk, ratings={**talk.ratings, turn: rating})
            self.talks.save(owner, talk)
        return talk

    def find(self, paper_id: str) -> Paper | None:
        """The paper as it is in the library now."""
        catalogue = self.assistant.catalogue
        row = catalogue.row(paper_id)
        return None if row is None else catalogue.paper(row)

    def _drafts(self, talk: Talk, draft: Answer, limits: Filters) -> Iterator[Answer]:
        """The answer as it grows; the last one is to be kept."""
        try:
            for piece in self.assistant.stream(draft.question, self._history(talk), limits=limits):
                draft = piece if isinstance(piece, Answer) else replace(draft, answer=draft.answer + piece)
                if talk.id in self._stopped and not isinstance(piece, Answer):
                    yield replace(draft, status=Status.PARTLY, notes=(STOPPED,))
                    return
                yield draft
        except AskError as error:
            yield replace(draft, status=Status.NOT_ANSWERED, notes=(" ".join(str(error).split()),))
        except Exception:
            log.exception("asking failed")
            yield replace(draft, status=Status.NOT_ANSWERED, notes=(BROKEN,))

    def _history(self, talk: Talk) -> list[Turn]:
        turns: list[Turn] = []
        for answer in talk.answers[-MEMORY:]:
            turns.append(self.assistant.turn(answer, turns))
        return turns

    def _scene(
        self,
        owner: str,
        talk: Talk,
        more: list[Shown],
        *,
        turn: int = -1,
        opened: int = 0,
        running: bool = False,
    ) -> Scene:
        shown = [Shown(a, talk.ratings.get(n, "")) for n, a in enumerate(talk.answers)] + more
        turn = turn if 0 <= turn < len(shown) else len(shown) - 1
        catalogue = self.assistant.catalogue
        return Scene(
            talk.id,
            conversation(shown, "" if shown else empty_state(catalogue, sum_up(catalogue))),
            None if running else panel(shown[turn].answer if shown else None, turn, self.find, opened),
            None if running else self._past(owner, talk.id),
            running,
        )

    def _past(self, owner: str, current: str) -> str:
        """The list of conversations."""
        lines = []
        for id_, title in self.talks.titles(owner):
            go = button(
                title, "open", class_="talk", data_talk=id_, aria_current="true" if id_ == current else None
            )
            gone = button("×", "forget", class_="cross", data_talk=id_, aria_label=f"Delete: {title}")
            lines.append(tag("li", go + gone))
        if not lines:
            return tag("p", "Conversations are kept on this machine and listed here.", class_="hint")
        take = button("Markdown", "markdown", title="The conversation with its references")
        take += button("BibTeX", "bibtex", title="The cited papers")
        kept = tag("p", "Take this conversation away", class_="hint") + tag("div", take, class_="acts")
        return tag("ul", "".join(lines), class_="talks") + tag("div", kept, class_="take")
