"""Plain REST: ask, search, and look at the papers.

In: JSON, or fields of an address. Out: the objects that `ask --json`, `ask search --json` and `ask show
--json` print.
"""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from rag.answering.shelved import Listing, list_papers
from rag.integrations.serve.conversation import Conversation, Said
from rag.integrations.serve.desk import Asked, Desk, filters_of
from rag.integrations.serve.problems import RequestError
from rag.integrations.serve.requests import MOST_PAPERS, Day, Question, Text, asker, unless_gone
from rag.integrations.shapes import AnswerShape, ListingShape, PaperShape
from rag.model.paper import Paper

Words = Annotated[Text, Query()]
Number = Annotated[int, Query(ge=1, le=MOST_PAPERS, description="how many papers")]
Date = Annotated[Day, Query()]


def router(desk: Desk) -> APIRouter:
    """The routes under /api."""
    routes = APIRouter(prefix="/api", tags=["REST"])

    @routes.post("/ask", responses={200: {"model": AnswerShape}})
    async def ask(sent: Question, request: Request) -> Any:
        """Answer a question, after the questions before it."""
        if not sent.question.strip():
            raise RequestError(400, "nothing was asked", param="question")
        conversation = Conversation(sent.question, tuple(Said(turn) for turn in sent.turns if turn.strip()))
        filters = filters_of(sent.since, sent.until)
        asked = Asked(conversation, filters, sent.mode == "quote", asker(request))
        answer = await unless_gone(request, desk.answered(asked))
        return JSONResponse(answer.to_json())

    @routes.get("/search", responses={200: {"model": AnswerShape}})
    async def search(q: Words, k: Number = 8, since: Date = "", until: Date = "") -> Any:
        """Rank papers for a query, each with the passage that answers best; nothing is answered."""
        if not q.strip():
            raise RequestError(400, "nothing to search for", param="q")
        look = partial(desk.assistant.search, q, k, filters=filters_of(since, until))
        return JSONResponse((await desk.done(look)).to_json())

    @routes.get("/papers", responses={200: {"model": ListingShape}})
    async def papers(
        query: Words = "", sort: Text = "", descending: bool = False, page: Annotated[int, Query(ge=0)] = 0
    ) -> Any:
        """The papers, or those that match a query; fifty to a page, pages counted from 0. They are sorted by
        title, published, organisation, upvotes, text_kind or sources."""
        look = partial(list_papers, desk.assistant, query, sort=sort, descending=descending, page=page)
        return JSONResponse(_listed(await desk.done(look)))

    @routes.get("/papers/{paper:path}", responses={200: {"model": PaperShape}})
    async def paper(paper: str) -> Any:
        """One paper, by its id, its title or the name of its method."""
        found = await desk.done(lambda: desk.assistant.catalogue.find(paper))
        if len(found) > 1:
            ids = ", ".join(one.paper_id for one in found)
            raise RequestError(409, f"{len(found)} papers have that name; say which: {ids}", code="ambiguous")
        return JSONResponse(_shown(found[0]))

    return routes


def _listed(listing: Listing) -> dict[str, Any]:
    return {
        "papers": [_shown(paper) for paper in listing.papers],
        "total": listing.total,
        "page": listing.page,
        "pages": listing.last_page + 1,
    }


def _shown(paper: Paper) -> dict[str, Any]:
    return paper.to_json()
