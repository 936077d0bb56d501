"""A service's reply to papers, by the readers of files: a service is read like a file that it wrote.

In: the service, the reply's body. Out: its papers, each with the service's name as its source, and how many
came without an abstract. FetchError where nothing is where it should be.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from rag.fetching import problems
from rag.fetching.arxiv import ARXIV, error_in, total_in
from rag.fetching.service import JSON, Service
from rag.ingest.formats.format import Problem
from rag.ingest.pages import Page, read_stream
from rag.ingest.papers import to_papers
from rag.model.errors import FetchError, NotFoundError, PageError
from rag.model.paper import Paper

NO_ABSTRACT = "no abstract"
_LISTS = ("notes", "results", "data", "items")  # what an empty list of papers is called


@dataclass(frozen=True, slots=True)
class Given:
    """What a reply holds: papers, and how many records lack an abstract."""

    papers: Sequence[Paper] = ()
    without_abstract: int = 0


def read(service: Service, body: bytes) -> Given:
    """The papers of a reply. NotFoundError where it says that there are none."""
    if _is_empty(service, body):
        raise NotFoundError(f"{service.name} does not know it")
    page = next(read_stream(service.name, io.BytesIO(body), len(body)), None)
    if page is None or isinstance(page, PageError):
        raise problems.unknown_form(service)
    return _given(service, page)


def _given(service: Service, page: Page) -> Given:
    lacking = sum(problem.what == NO_ABSTRACT for problem in page.failed)
    if not page.entries and not lacking:
        raise problems.unknown_form(service)
    if any(_is_broken(problem) for problem in page.failed):
        raise FetchError(f"{service.name} {problems.CUT}; {problems.LATER}")
    return Given(to_papers(page), lacking)


def _is_broken(problem: Problem) -> bool:
    return "not valid" in problem.what or "cut" in problem.what


def _is_empty(service: Service, body: bytes) -> bool:
    """Whether a reply is whole and names no paper; FetchError where it is an error in the form of one."""
    if service == ARXIV:
        if problem := error_in(body):
            raise FetchError(f"arXiv did not take the request ({problem[:100]})")
        return total_in(body) is not None and b"<entry" not in body
    if service.speaks != JSON:
        return False
    found = json.loads(body)
    inside = found.get("message", found) if isinstance(found, dict) else found
    if isinstance(inside, list):
        return not inside
    return isinstance(inside, dict) and any(inside.get(name) == [] for name in _LISTS)
