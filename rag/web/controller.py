"""Asking on the page: questions go in, scenes come out while the answer is being made.

In: an owner's token, a conversation's id, what the reader did. Out: scenes (what each part
of the screen shows). Conversations are read from disk for each question, so that sessions
share nothing but the library. Knows nothing of gradio.
"""

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date

from rag.answering.assistant import Assistant
from rag.model.answer import Answer, Status
from rag.model.errors import AskError
from rag.model.filters import Filters
from rag.model.paper import Paper
from rag.query.dates import find_dates
from rag.web.answers import Shown, conversation, widened
from rag.web.conversations import Talk, Talks
from rag.web.examples import empty_state
from rag.web.html import button, tag
from rag.web.shelf import sum_up
from rag.web.sources import panel
from rag.web.stream_buffer import Relay

FRAME_SECONDS = 0.05  # pieces that come faster are shown together
MEMORY = 6  # turns of a conversation that a question may lean on
MESSAGE_CHARACTERS = 4000
STOPPED = "You stopped this answer here."
BROKEN = "Something went wrong here; the details are in the log."
NOT_KEPT = "This answer is not kept: {why}; make room or mend the folder, then ask again."

log = logging.getLogger("ask.page")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the parts of the screen show; None is as before."""

    talk: str
    earlier: str | None  # all turns but the last
    latest: str
    sources: str | None
    past: str | None


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
        self._running: dict[str, Relay[str | Answer]] = {}  # by the conversation's id

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
        draft = Answer(asked, "", Status.ANSWERED, "")
        self._running[talk.id] = relay = Relay(self._pieces(talk, asked, limits))
        try:
            yield self._scene(owner, talk, [Shown(draft, running=True)], running=True)
            answer = yield from self._frames(talk, relay, draft)
        finally:
            relay.stop()
            self._running.pop(talk.id, None)
        yield self._kept(owner, talk, answer, replacing)

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
        """The answer being written ends here, whether or not its model says anything more."""
        if relay := self._running.get(talk_id):
            relay.stop()

    def warm_up(self) -> None:
        """Load what the first question would wait for."""
        self.assistant.warm_up()

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

    def _pieces(self, talk: Talk, asked: str, limits: Filters) -> Iterator[str | Answer]:
        yield from self.assistant.stream(asked, talk.answers[-MEMORY:], filters=limits)

    def _frames(
        self, talk: Talk, relay: Relay[str | Answer], draft: Answer
    ) -> Generator[Scene, None, Answer]:
        """What changes while the answer grows; gives the answer that is to be kept."""
        try:
            for pieces in relay.frames(FRAME_SECONDS):
                for piece in pieces:
                    if isinstance(piece, Answer):
                        return piece
                    draft = replace(draft, answer=draft.answer + piece)
                latest = conversation([Shown(draft, running=True)], first=len(talk.answers), ends=True)
                yield Scene(talk.id, None, latest, None, None)
            return replace(draft, status=Status.PARTLY, notes=(STOPPED,))
        except AskError as error:
            return replace(draft, status=Status.NOT_ANSWERED, notes=(" ".join(str(error).split()),))
        except Exception:
            log.exception("asking failed")
            return replace(draft, status=Status.NOT_ANSWERED, notes=(BROKEN,))

    def _kept(self, owner: str, talk: Talk, answer: Answer, replacing: int | None) -> Scene:
        """The conversation with its new answer; what another window did to it meanwhile stays."""
        now = self.talks.open(owner, talk.id)
        asked_in, talk = talk, now if replacing is None and now.answers else talk
        try:
            self.talks.save(owner, talk.with_answer(answer))
        except OSError as error:
            log.exception("a conversation could not be kept")
            answer = replace(answer, notes=(*answer.notes, NOT_KEPT.format(why=error.strerror or "no room")))
        scene = self._scene(owner, talk.with_answer(answer), [])
        return replace(scene, earlier=None) if talk == asked_in else scene

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
            conversation(shown[:-1]),
            conversation(shown[-1:], first=len(shown) - 1, ends=True)
            or empty_state(catalogue, sum_up(catalogue)),
            None if running else panel(shown[turn].answer if shown else None, turn, self.find, opened),
            None if running else self._past(owner, talk.id),
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
