"""What the tools do, over a library that may still be opening when the first of them is called.

In: the arguments of a call. Out: a typed result. A client that takes its call back stops the work.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from rag.answering.browse import find_paper
from rag.answering.drafts import check_draft
from rag.answering.shelved import list_papers
from rag.integrations.mcp.adding import NewPaper, add
from rag.integrations.mcp.shapes import (
    Added,
    Asked,
    BriefPaper,
    Check,
    CheckedClaim,
    FoundPaper,
    Listing,
    Search,
)
from rag.integrations.serve.conversation import Conversation, Said
from rag.integrations.serve.desk import Asked as Question
from rag.integrations.serve.desk import Desk, filters_of
from rag.integrations.shapes import CitationShape, PaperShape
from rag.model.answer import Answer
from rag.model.errors import AskError
from rag.model.paper import Paper

if TYPE_CHECKING:
    from rag.ingest.library import Library
    from rag.verification.checker import SupportChecker

MOST_PAPERS = 100  # of one search
MOST_CHECKED = 20_000  # characters of one text
LISTED = 500  # papers that are listed as resources


@dataclass(frozen=True, slots=True)
class Opened:
    """A library, and what answers from it."""

    library: "Library"
    desk: Desk
    checker: "Callable[[], SupportChecker]"


class Tools:
    """The work behind the tools; `open_` is called at once, in a thread, and waited for by the first call."""

    def __init__(self, open_: Callable[[], Opened]) -> None:
        self._opened: Future[Opened] = Future()
        Thread(target=self._open, args=(open_,), daemon=True).start()

    def _open(self, open_: Callable[[], Opened]) -> None:
        try:
            self._opened.set_result(opened := open_())
        except BaseException as error:
            self._opened.set_exception(error)
        else:
            opened.desk.assistant.warm_up()

    async def search_papers(self, query: str, k: int, since: str, until: str) -> Search:
        """The papers that fit a query best."""
        desk = (await self._now()).desk
        wanted = max(1, min(k, MOST_PAPERS))
        filters = filters_of(since, until)
        return await desk.done(lambda: _found(desk, desk.assistant.search(query, wanted, filters=filters)))

    async def ask_papers(self, question: str, earlier: list[str], since: str, until: str) -> Asked:
        """An answer, after earlier questions."""
        desk = (await self._now()).desk
        if not question.strip():
            raise AskError("nothing was asked")
        conversation = Conversation(question, tuple(Said(turn) for turn in earlier if turn.strip()))
        answer = await desk.answered(Question(conversation, filters_of(since, until)))
        return _asked(answer)

    async def get_paper(self, paper: str) -> PaperShape:
        """The paper that goes by an id, a title or a method's name; AskError where none or several do."""
        desk = (await self._now()).desk
        found = await desk.done(lambda: desk.assistant.catalogue.find(paper))
        if len(found) > 1:
            ids = ", ".join(one.paper_id for one in found)
            raise AskError(f"{len(found)} papers have that name; say which: {ids}")
        return PaperShape(**found[0].to_json())

    async def list_papers(self, query: str, sort: str, page: int, *, descending: bool) -> Listing:
        """One page of the papers, or of those that match."""
        desk = (await self._now()).desk
        look = partial(list_papers, desk.assistant, query, sort=sort, descending=descending, page=page)
        found = await desk.done(look)
        brief = [BriefPaper(**_brief(paper)) for paper in found.papers]
        return Listing(papers=brief, total=found.total, page=found.page, pages=found.last_page + 1)

    async def check_claim(self, claim: str) -> Check:
        """Each sentence of a text, held against the papers."""
        opened = await self._now()
        if not claim.strip():
            raise AskError("nothing to check")
        if len(claim) > MOST_CHECKED:
            line = (
                f"more than {MOST_CHECKED:,} characters; give them in parts, or check a file with: ask check"
            )
            raise AskError(line)
        desk = opened.desk
        checked = await desk.done(lambda: check_draft(opened.checker(), desk.assistant, claim))
        rows = (sentence.to_json() for sentence in checked)
        return Check(
            sentences=[CheckedClaim(**{n: row[n] for n in CheckedClaim.model_fields}) for row in rows]
        )

    async def add_papers(self, papers: list[NewPaper], text: str) -> Added:
        """Put papers into the library."""
        opened = await self._now()
        added = await opened.desk.done(lambda: add(opened.library, papers, text))
        opened.desk.assistant.measure_background()
        return added

    async def listed(self) -> list[Paper]:
        """The papers that are listed as resources, the newest first."""
        desk = (await self._now()).desk
        return await desk.done(lambda: _newest(desk))

    def close(self) -> None:
        """No work is begun any more."""
        if self._opened.done() and not self._opened.exception():
            self._opened.result().desk.close()

    async def _now(self) -> Opened:
        """The library, when it is open."""
        return await asyncio.shield(asyncio.wrap_future(self._opened))


def _newest(desk: Desk) -> list[Paper]:
    catalogue = desk.assistant.catalogue
    rows = [int(row) for row in catalogue.snapshot.rows]
    dated = sorted(rows, key=lambda r: str(catalogue.columns[r].get("published") or ""), reverse=True)
    return [catalogue.paper(row) for row in dated[:LISTED]]


def _found(desk: Desk, answer: Answer) -> Search:
    quotes = {citation.paper_id: citation.quote for citation in reversed(answer.citations)}
    found = [
        FoundPaper(**_brief(paper), score=round(ranked.score, 4), quote=quotes.get(paper.paper_id, ""))
        for ranked in answer.papers
        if (paper := find_paper(desk.assistant, ranked.paper_id))
    ]
    return Search(query=answer.understood, papers=found)


def _brief(paper: Paper) -> dict[str, Any]:
    known = paper.to_json()
    return {name: known[name] for name in BriefPaper.model_fields}


def _asked(answer: Answer) -> Asked:
    told = answer.to_json()
    cited = [CitationShape(**citation) for citation in told["citations"]]
    return Asked(**{**{name: told[name] for name in Asked.model_fields}, "citations": cited})
