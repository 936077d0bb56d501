"""Whether the real services still answer as our server of services does. Run by hand, never by the suite:

    python -m tests.real_services            # asks each service for well-known papers, at the pace it allows
    python -m tests.real_services --plan     # says what it would ask and what must come; asks nobody

In: the network. Out: a line for each request: as expected, what is DIFFERENT, or that there was NO ANSWER (no
network, a login page, a service that is down), which says nothing of its shape; a service that gave none is
not asked again. Exit code 0 where all is as expected, 1 where anything is different, 2 where something got no
answer.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from rag.fetching import acl, arxiv, crossref, datacite, huggingface, openalex, openreview, problems
from rag.fetching import semantic_scholar as scholar
from rag.fetching.details import records
from rag.fetching.feeds import FeedKind, feed_of, listed, submitted
from rag.fetching.read import read
from rag.fetching.service import Request
from rag.fetching.web import Web
from rag.model.errors import FetchError, NotFoundError
from rag.model.settings import load_settings

DIFFERENT, NO_ANSWER = "DIFFERENT", "NO ANSWER"
ATTENTION = "attention is all you need"
# What is asked, words of the title that must come, and the fields that must be filled; "" for a paper that
# does not exist.
ASKED: tuple[tuple[Request, str, str], ...] = (
    (arxiv.by_id("1706.03762"), ATTENTION, "published authors url text"),
    (arxiv.by_title("Attention Is All You Need"), ATTENTION, "published authors url text"),
    (arxiv.by_id("0704.9999"), "", ""),
    (submitted(feed_of("arxiv:cs.CL"), "2017-06-12", "2017-06-12", 0), ATTENTION, "published authors"),
    (huggingface.by_id("1706.03762"), ATTENTION, "published authors upvotes text"),
    (huggingface.by_id("0704.9999"), "", ""),
    (listed(FeedKind.DAILY, "2024-03-07", 0), "galore", "published authors upvotes text"),
    (listed(FeedKind.WEEKLY, "2024-W10", 0), "galore", "published authors upvotes text"),
    (listed(FeedKind.MONTHLY, "2024-03", 0), "galore", "published authors upvotes text"),
    (crossref.by_doi("10.1038/s41586-021-03819-2"), "alphafold", "published authors doi venue text"),
    (crossref.by_doi("10.1000/no-such-doi"), "", ""),
    (datacite.by_doi("10.48550/arXiv.1706.03762"), ATTENTION, "published authors text"),
    (openalex.by_doi("10.1038/s41586-021-03819-2"), "alphafold", "published authors doi venue text"),
    (openalex.by_title("Attention Is All You Need"), ATTENTION, "published authors"),
    (scholar.by_arxiv("1706.03762"), ATTENTION, "published authors text"),
    (scholar.by_title("Attention Is All You Need"), ATTENTION, "published authors text"),
    (openreview.by_forum("hYHsrKDiX7"), "galore", "published authors text"),
    (openreview.by_forum_before("rJXMpikCZ"), "graph attention networks", "published authors text"),
    (acl.by_id("2020.acl-main.740"), "don't stop pretraining", "published authors venue text"),
)


MANY = ("10.1038/s41586-021-03819-2", "10.48550/arXiv.1706.03762", "10.1021/am300292v")
RETRACTED = "10.1021/am300292v"  # so Crossref itself says
# Requests about several papers at once, and whether they say of one that it is retracted.
TOGETHER: tuple[tuple[Request, int, bool], ...] = (
    (openalex.by_dois(MANY), 3, True),
    (crossref.by_dois((MANY[0], MANY[2])), 2, True),
    (scholar.by_any_ids([*(f"DOI:{doi}" for doi in MANY[:2]), "ARXIV:0704.9999"]), 2, False),
)


class _UnansweredError(Exception):
    """A service could not be asked."""


class _Asking:
    """The services; one that gave no answer is not asked again."""

    def __init__(self, web: Web) -> None:
        self._web, self._silent = web, set[str]()

    def get(self, request: Request) -> bytes:
        """The reply. FetchError where there was one, but not as it should be; _UnansweredError."""
        if request.service.name in self._silent:
            raise _UnansweredError("gave no answer before; not asked again")
        try:
            return self._web.get(request)
        except FetchError as error:
            if isinstance(error, NotFoundError) or error.status or problems.CUT in str(error):
                raise
            self._silent.add(request.service.name)
            raise _UnansweredError(str(error)) from error


def told_together(asking: _Asking, request: Request, count: int, *, retracted: bool) -> str:
    """What is different in a reply about several papers, "" where nothing is."""
    found = records(request.service, asking.get(request))
    uncited = [paper.title for paper in found if paper.citation_count is None]
    told = any(p.retracted and (p.doi or "").lower() == RETRACTED for p in found)
    wrong = [f"{len(found)} papers, not {count}"] if len(found) != count else []
    wrong += [f"no count of citations for {uncited}"] if uncited else []
    wrong += ["no retraction"] if told != retracted else []
    return "; ".join(wrong)


def told_of_one(asking: _Asking, request: Request, title: str, fields: str) -> str:
    """What is different in a reply about one paper, "" where nothing is."""
    try:
        papers = read(request.service, asking.get(request)).papers
    except NotFoundError:
        return "not found" if title else ""
    found = next((p for p in papers if title and title in p.title.lower()), None)
    if found is None:
        return f"no such title among {[p.title for p in papers][:3]}"
    lacking = [name for name in fields.split() if not getattr(found, name)]
    return f"without {', '.join(lacking)}" if lacking else ""


def findings(web: Web) -> Iterator[tuple[str, str]]:
    """For each request what it was, and what came: "as expected", or what is different, or no answer."""
    asking = _Asking(web)
    one = [(r, partial(told_of_one, asking, r, title, fields)) for r, title, fields in ASKED]
    many = [(r, partial(told_together, asking, r, n, retracted=gone)) for r, n, gone in TOGETHER]
    for request, told in (*one, *many):
        try:
            problem = told()
        except _UnansweredError as unanswered:
            yield _shown(request), f"{NO_ANSWER}: {unanswered}"
        except FetchError as error:
            yield _shown(request), f"{DIFFERENT}: {error}"
        else:
            yield _shown(request), f"{DIFFERENT}: {problem}" if problem else "as expected"


def plan() -> Iterator[str]:
    """A line for each request that would be made: what it is, and what must come."""
    for request, title, fields in ASKED:
        wanted = f"“{title}” with {', '.join(fields.split())}" if title else "not found"
        yield f"{_shown(request)} -> {wanted}"
    for request, count, retracted in TOGETHER:
        more = f", {RETRACTED} retracted" if retracted else ""
        yield f"{_shown(request)} -> {count} papers with counts of citations{more}"


def _shown(request: Request) -> str:
    sent = f" POST {list(request.ids)}" if request.ids else ""
    return f"{request.service.name} {request.path} {dict(request.params)}{sent}"


def main() -> int:
    """0, 1 where anything is different, 2 where something got no answer."""
    parser = argparse.ArgumentParser(prog="python -m tests.real_services")
    parser.add_argument("--plan", action="store_true", help="say what would be asked; ask nobody")
    if parser.parse_args().plan:
        print("\n".join(plan()))
        return 0
    settings, came = load_settings({}, os.environ), list[str]()
    with tempfile.TemporaryDirectory() as folder, Web(replace(settings, cache=Path(folder))) as web:
        for what, how in findings(web):
            came.append(how)
            print(f"{what}: {how}", flush=True)
    different, silent = (sum(how.startswith(word) for how in came) for word in (DIFFERENT, NO_ANSWER))
    print(f"{len(came)} requests: {different} different, {silent} without an answer")
    return 1 if different else 2 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
