"""Browsing on the page: the library, papers, comparing, uploads, settings, the last evaluation.

In: what the session holds, what was said. Out: changes, a generator of them while files are
read. Knows nothing of gradio: ui.py hands the changes to the components.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.answering.doctor import examine
from rag.answering.rendering import as_bibtex
from rag.entities.aliases import short_title
from rag.ingest.library import Library
from rag.model.errors import AskError
from rag.model.paper import Paper
from rag.model.settings import Settings
from rag.web import comparing, shelf, uploads
from rag.web import tables as plain
from rag.web.controller import Desk
from rag.web.html import esc, problem
from rag.web.session import Changes, Held, Said, file, number, surroundings
from rag.web.shelf import Wanted
from rag.web.sources import panel

COMPARED = "compared-"


class Browsing:
    """The events of the other rooms; one of these serves all sessions."""

    def __init__(self, settings: Settings, desk: Desk, library: Library, files: Path) -> None:
        self.settings, self.desk, self.library, self.files = settings, desk, library, files

    def shelf(self, held: Held, said: Said) -> Changes:
        """The table, as it was left."""
        return {"paper": "", **self._shelf(held, held.wanted), **surroundings(self.desk.assistant.catalogue)}

    def search(self, held: Held, said: Said) -> Changes:
        """What was typed above the table."""
        return {"paper": "", **self._shelf(held, Wanted(held.query))}

    def sort(self, held: Held, said: Said) -> Changes:
        return self._shelf(held, held.wanted.sorted_by(said.get("column", "")))

    def page(self, held: Held, said: Said) -> Changes:
        """Another screen of the table."""
        w = held.wanted
        return self._shelf(held, Wanted(w.query, w.sort, w.down, number(said, "page")))

    def paper(self, held: Held, said: Said) -> Changes:
        """All of one paper."""
        id_, sure = said.get("paper", ""), said.get("sure") == "yes"
        shown = shelf.paper_page(self.desk.assistant, id_, sure=sure, compared=id_ in held.chosen)
        return {"paper": shown, "shelf": "", "room": "library"}

    def about(self, held: Held, said: Said) -> Changes:
        """A question about this paper is begun."""
        paper = self.desk.find(said.get("paper", ""))
        asked = f"What does {short_title(paper.title)} do?" if paper else ""
        return {"box": asked, "editing": -1, "room": "ask", "effects": {"focus": "#box textarea"}}

    def paper_bibtex(self, held: Held, said: Said) -> Changes:
        paper = self.desk.find(said.get("paper", ""))
        return file(f"{paper.paper_id}.bib", "application/x-bibtex", as_bibtex([paper])) if paper else {}

    def remove(self, held: Held, said: Said) -> Changes:
        """Forget a paper."""
        paper = self.desk.find(said.get("paper", ""))
        if paper:
            self.library.remove([paper.paper_id])
        gone = f'<p class="report" role="status">Removed {esc(paper.title)}.</p>' if paper else ""
        return {
            "paper": "",
            "report": gone,
            **self._shelf(held, held.wanted),
            **surroundings(self.desk.assistant.catalogue),
        }

    def add(self, held: Held, paths: Sequence[str]) -> Iterator[Changes]:
        """Files dropped on the page."""
        for report in uploads.add(self.library, paths, self.files):
            yield {"report": report}
        yield {
            "paper": "",
            **self._shelf(held, held.wanted),
            **surroundings(self.desk.assistant.catalogue),
            "upload": None,
        }

    def choose(self, held: Held, said: Said) -> Changes:
        """Take a paper into the comparison, or out of it."""
        id_ = said.get("paper", "")
        chosen = tuple(i for i in held.chosen if i != id_)
        if len(chosen) == len(held.chosen) and self.desk.find(id_):
            chosen = (*chosen, id_)[-comparing.MOST :]
        changes = self._compared(chosen, held.aspect)
        if said.get("within") == "paper":
            changes["paper"] = shelf.paper_page(self.desk.assistant, id_, compared=id_ in chosen)
        elif said.get("within") == "shelf":
            changes["shelf"] = shelf.table(self.desk.assistant, held.wanted, chosen)
        return changes

    def pick(self, held: Held, said: Said) -> Changes:
        """Papers named in the compare room."""
        name = held.name.strip()
        found = self._named(name) if name else []
        if name and not found:
            return {"comparison": problem(f"No paper goes by {name[:80]!r}; try its name or a few words.")}
        chosen = tuple(dict.fromkeys((*held.chosen, *(p.paper_id for p in found))))[-comparing.MOST :]
        return {**self._compared(chosen, held.aspect), "name": ""}

    def compare(self, held: Held, said: Said) -> Changes:
        return self._compared(held.chosen, held.aspect)

    def cite_compared(self, held: Held, said: Said) -> Changes:
        """The card behind a cell."""
        place = max(0, number(said, "cite"))
        shown = panel(held.compared, 0, self.desk.find, place, prefix=COMPARED)
        return {"cells": shown, "effects": {"focus": "#cells details[open] summary"}}

    def compared_bibtex(self, held: Held, said: Said) -> Changes:
        """The papers of the comparison."""
        papers = [paper for i in held.chosen if (paper := self.desk.find(i))]
        return file("comparison.bib", "application/x-bibtex", as_bibtex(papers))

    def evaluation(self, held: Held, said: Said) -> Changes:
        return {"evaluation": plain.evaluation_view(self.settings.home)}

    def settings_shown(self, held: Held, said: Said) -> Changes:
        encoder = self.library.encoder.name
        return {"settings": plain.settings_view(self.settings, self.desk.assistant.catalogue, encoder)}

    def test(self, held: Held, said: Said) -> Changes:
        """What `ask doctor` finds."""
        return {"findings": plain.findings_view(examine(self.settings))}

    def _shelf(self, held: Held, wanted: Wanted) -> Changes:
        return {"shelf": shelf.table(self.desk.assistant, wanted, held.chosen), "wanted": wanted}

    def _compared(self, chosen: tuple[str, ...], aspect: str) -> Changes:
        shown, answer = comparing.compare(self.desk.assistant, chosen, aspect)
        sources = panel(answer, 0, self.desk.find, prefix=COMPARED) if answer else ""
        return {"chosen": chosen, "comparison": shown, "compared": answer, "cells": sources}

    def _named(self, name: str) -> list[Paper]:
        """By name, else the first that the search finds."""
        try:
            return self.desk.assistant.catalogue.find(name)[:1]
        except AskError:
            found = self.desk.assistant.search(name, 1).papers
            return [paper for ranked in found if (paper := self.desk.find(ranked.paper_id))]
