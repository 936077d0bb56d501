"""Asking on the page: what happens when something is asked, edited, cited, rated, taken away.

In: what the session holds, what was said. Out: changes, a generator of them where the answer
comes in pieces. Knows nothing of gradio: ui.py hands the changes to the components.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date

from rag.answering.rendering import as_bibtex, as_markdown
from rag.model.errors import AskError
from rag.model.filters import Filters
from rag.model.settings import Settings
from rag.web import feedback
from rag.web.answers import limits_of
from rag.web.controller import Desk, Scene, limits_from
from rag.web.conversations import is_token, token
from rag.web.html import button, esc, problem
from rag.web.session import Changes, Held, Said, file, number, surroundings

HINT = "Enter asks · Shift+Enter starts a new line · Esc stops"
EDITING = "Your question is back in the box: change it and press Enter; the answer below it goes."


class Asking:
    """The events of the first room; one of these serves all sessions."""

    def __init__(self, settings: Settings, desk: Desk, today: Callable[[], date]) -> None:
        self.settings, self.desk, self.today = settings, desk, today

    def arrive(self, held: Held, said: Said) -> Changes:
        """The page was opened."""
        owner = held.owner if is_token(held.owner) else token()
        new = {"owner": owner, "editing": -1, **_shown(self.desk.scene(owner, token()))}
        return {**new, **surroundings(self.desk.assistant.catalogue), "hint": self._hint(held)}

    def ask(self, held: Held, said: Said) -> Iterator[Changes]:
        """The message in the box."""
        replacing = held.editing if held.editing >= 0 else None
        yield from self._asked(held, held.box, replacing)

    def example(self, held: Held, said: Said) -> Iterator[Changes]:
        """A question that was offered."""
        yield {"room": "ask"}
        yield from self._asked(held, said.get("message", ""), None)

    def again(self, held: Held, said: Said) -> Iterator[Changes]:
        """The same question once more."""
        scenes = self.desk.again(held.owner, held.talk, number(said, "turn"), limits=self._limits(held))
        yield from ({**_shown(scene), "editing": -1} for scene in scenes)

    def widen(self, held: Held, said: Said) -> Iterator[Changes]:
        """The same question without one of its limits; one from the settings goes there too."""
        turn, place = number(said, "turn"), number(said, "limit")
        limits = self._limits(held)
        answers = self.desk.talks.open(held.owner, held.talk).answers
        chips = limits_of(answers[turn])[1] if 0 <= turn < len(answers) else ()
        if 0 <= place < len(chips) and chips[place] in limits.describe():
            limits = Filters()
            yield {"since": "", "until": "", "hint": f"<p>{esc(HINT)}</p>"}
        scenes = self.desk.widen(held.owner, held.talk, turn, place, limits=limits)
        yield from ({**_shown(scene), "editing": -1} for scene in scenes)

    def edit(self, held: Held, said: Said) -> Changes:
        """The last question back into the box."""
        answers, turn = self.desk.talks.open(held.owner, held.talk).answers, number(said, "turn")
        if not 0 <= turn < len(answers):
            return {}
        asked, leave = answers[turn].question, button("Leave it as it was", "keep")
        hint = f"<p>{esc(EDITING)} {leave}</p>"
        return {"box": asked, "editing": turn, "hint": hint, "effects": {"focus": "#box textarea"}}

    def keep(self, held: Held, said: Said) -> Changes:
        """Nothing is edited after all."""
        return {"box": "", "editing": -1, "hint": self._hint(held)}

    def halt(self, held: Held, said: Said) -> Changes:
        """Stop writing."""
        self.desk.stop(held.talk)
        return {}

    def new(self, held: Held, said: Said) -> Changes:
        """An empty conversation."""
        scene = self.desk.scene(held.owner, token())
        changes = {**_shown(scene), "editing": -1, "hint": self._hint(held)}
        return {**changes, "effects": {"focus": "#box textarea"}}

    def open(self, held: Held, said: Said) -> Changes:
        """A conversation from the list."""
        scene = self.desk.scene(held.owner, said.get("talk", ""))
        return {**_shown(scene), "editing": -1, "hint": self._hint(held)}

    def forget(self, held: Held, said: Said) -> Changes:
        """Delete a conversation."""
        self.desk.talks.forget(held.owner, said.get("talk", ""))
        current = token() if said.get("talk") == held.talk else held.talk
        return _shown(self.desk.scene(held.owner, current))

    def cite(self, held: Held, said: Said) -> Changes:
        """The sources of another turn."""
        turn, opened = number(said, "turn"), max(0, number(said, "cite"))
        return {"sources": self.desk.scene(held.owner, held.talk, turn=turn, opened=opened).sources}

    def rate(self, held: Held, said: Said) -> Changes:
        """Thumbs for an answer."""
        return self._judged(held, said, said.get("rating", ""), "")

    def remark(self, held: Held, said: Said) -> Changes:
        """A note on a rated answer."""
        ratings = self.desk.talks.open(held.owner, held.talk).ratings
        kept = self._judged(held, said, ratings.get(number(said, "turn"), ""), said.get("note", ""))
        return {**kept, "hint": "<p>Your note is kept.</p>"}

    # --- taking away

    def answer_json(self, held: Held, said: Said) -> Changes:
        """One answer as `ask --json` gives it."""
        answers, turn = self.desk.talks.open(held.owner, held.talk).answers, number(said, "turn")
        if not 0 <= turn < len(answers):
            return {}
        text = json.dumps(answers[turn].to_json(), ensure_ascii=False, indent=1)
        return file(f"{_file_name(answers[turn].question)}.json", "application/json", text)

    def markdown(self, held: Held, said: Said) -> Changes:
        """The conversation with its references."""
        talk = self.desk.talks.open(held.owner, held.talk)
        return file(f"{_file_name(talk.title)}.md", "text/markdown", as_markdown(talk.answers))

    def bibtex(self, held: Held, said: Said) -> Changes:
        """The papers cited in the conversation."""
        talk = self.desk.talks.open(held.owner, held.talk)
        ids = dict.fromkeys(c.paper_id for a in talk.answers for c in a.citations)
        papers = [paper for i in ids if (paper := self.desk.find(i))]
        return file(f"{_file_name(talk.title)}.bib", "application/x-bibtex", as_bibtex(papers))

    def limit(self, held: Held, said: Said) -> Changes:
        """Dates were typed."""
        return {"hint": self._hint(held)}

    def _asked(self, held: Held, message: str, replacing: int | None) -> Iterator[Changes]:
        scenes = self.desk.ask(held.owner, held.talk, message, replacing=replacing, limits=self._limits(held))
        for place, scene in enumerate(scenes):
            first = {"box": "", "editing": -1, "hint": self._hint(held)} if place == 0 else {}
            yield {**_shown(scene), **first}

    def _limits(self, held: Held) -> Filters:
        return limits_from(held.since, held.until, self.today())

    def _hint(self, held: Held) -> str:
        try:
            limits = self._limits(held).describe()
        except AskError as error:
            return problem(str(error))
        only = f"Only papers {', '.join(limits)} (Settings) · " if limits else ""
        return f"<p>{esc(only + HINT)}</p>"

    def _judged(self, held: Held, said: Said, rating: str, note: str) -> Changes:
        turn = number(said, "turn")
        talk = self.desk.rate(held.owner, held.talk, turn, rating)
        if 0 <= turn < len(talk.answers):
            feedback.keep(self.settings.home, talk.answers[: turn + 1], rating, note)
        scene = self.desk.scene(held.owner, held.talk)
        return {"earlier": scene.earlier, "latest": scene.latest}


def _shown(scene: Scene) -> Changes:
    return {name: value for name, value in asdict(scene).items() if value is not None}


def _file_name(text: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "-".join(words[:8]).lower() or "answer"
