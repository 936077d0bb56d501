"""What is answered when something is wrong, in the shape that OpenAI's clients read.

In: an exception. Out: a status, and JSON with one "error" in it. What only the owner of the machine can
mend goes to the log, not to the client: its line may name folders.
"""

import logging
from dataclasses import dataclass
from typing import Any

from rag.model.errors import AskError, FilterError, UnknownPaperError

BROKEN = "something went wrong here; the details are in the server's log"
NOT_NOW = "the library cannot be asked at the moment; the details are in the server's log"
SAYABLE = (FilterError, UnknownPaperError)  # their lines speak of what was asked alone

log = logging.getLogger("ask.serve")


@dataclass(slots=True)
class RequestError(Exception):
    """A request that cannot be done: `kind` and `code` as OpenAI's API names them, `param` is the field that
    is wrong, `wait` in seconds."""

    status: int
    line: str
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None
    wait: int = 0

    def __str__(self) -> str:
        return self.line

    def to_json(self) -> dict[str, Any]:
        error = {"message": self.line, "type": self.kind, "param": self.param, "code": self.code}
        return {"error": error}

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.wait)} if self.wait else {}


def problem_of(error: BaseException) -> RequestError:
    """What the client is told of anything that was raised."""
    if isinstance(error, RequestError):
        return error
    if isinstance(error, UnknownPaperError):
        return RequestError(404, str(error), code="not_found")
    if isinstance(error, SAYABLE):
        return RequestError(400, str(error))
    if isinstance(error, AskError):
        log.error("the library cannot be asked: %s", error)
        return RequestError(503, NOT_NOW, "server_error", wait=5)
    log.error("a request failed", exc_info=error)
    return RequestError(500, BROKEN, "server_error")
