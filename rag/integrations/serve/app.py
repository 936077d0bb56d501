"""The service as an ASGI application: all routes, behind the gate.

In: a desk that answers, rules for the gate. Out: an application for any ASGI server. FastAPI's own pages are
off: they load scripts from another host.
"""

import time
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from rag.integrations.serve import chat, metrics, rest
from rag.integrations.serve.desk import Desk
from rag.integrations.serve.gate import Gate, Rules
from rag.integrations.serve.page import HEADERS, page
from rag.integrations.serve.problems import RequestError, problem_of
from rag.web.door import App, Message, Receive, Send
from rag.web.patience import Patience

GONE = 499  # the client left before there was an answer


def make_app(desk: Desk, rules: Rules, *, version: str = "0") -> App:
    """The whole service."""
    app = FastAPI(
        title="ask",
        version=version,
        description="Answers about research papers, every sentence tied to the words it is based on.",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(chat.router(desk))
    app.include_router(rest.router(desk))
    _add_own(app, desk)
    for kind in (RequestError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _told)
    return Patience(Measured(Gate(app, rules), desk))


def _add_own(app: FastAPI, desk: Desk) -> None:
    """How the service is, and what it offers."""

    @app.get("/health", tags=["Service"])
    async def health() -> Any:
        """Whether the library can be asked, and how many papers it has."""
        papers = len(desk.assistant.catalogue)
        return {"status": "ok", "papers": papers, "running": desk.running, "version": app.version}

    @app.get("/metrics", tags=["Service"], response_class=PlainTextResponse)
    async def counted() -> Any:
        """Counters in Prometheus' text format."""
        gauges = {
            "ask_papers": ("Papers in the library.", float(len(desk.assistant.catalogue))),
            "ask_running": ("Answers that are being made or wait their turn.", float(desk.running)),
        }
        return PlainTextResponse(desk.metrics.text(gauges), media_type=metrics.KIND)

    @app.get("/", include_in_schema=False)
    async def offered(request: Request) -> Any:
        return HTMLResponse(page(app.openapi(), str(request.base_url)), headers=HEADERS)


async def _told(request: Request, error: Exception) -> JSONResponse:
    """Anything that goes wrong, in one shape."""
    problem = _problem(error)
    return JSONResponse(problem.to_json(), problem.status, headers=problem.headers)


def _problem(error: Exception) -> RequestError:
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        place = _place(first["loc"])
        return RequestError(400, f"{place or 'the request'}: {first['msg']}", param=place or None)
    if isinstance(error, HTTPException):
        code = "not_found" if error.status_code == 404 else None
        return RequestError(error.status_code, f"{error.detail}; see the page at /", code=code)
    return problem_of(error)


def _place(location: tuple[Any, ...]) -> str:
    """ "messages[0].content" of ("body", "messages", 0, "content", "str"); which of several kinds of value
    was tried last is left out."""
    place = ""
    for part in location[1:]:
        if isinstance(part, int):
            place += f"[{part}]" if place else ""
        elif part != "str" and "[" not in part:
            place += f".{part}" if place else part
    return place


class Measured:
    """ASGI middleware: notes each request with its status and how long it took."""

    def __init__(self, app: App, desk: Desk) -> None:
        self.app, self.metrics = app, desk.metrics

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), GONE

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            path = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in ("GET", "POST", "OPTIONS", "HEAD") else "other"
            self.metrics.request(method, path, status, time.perf_counter() - began)
            self.metrics.left += status == GONE
