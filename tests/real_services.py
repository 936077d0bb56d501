"""Whether the real services still answer as our server of services does. Run by hand, never by the suite:

    python -m tests.real_services

In: the network. Out: a line for each request: as expected, or what is different. It asks each service for one
well-known paper, once, at the pace that it allows.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.fetching import acl, arxiv, crossref, datacite, huggingface, openalex, openreview
from rag.fetching import semantic_scholar as scholar
from rag.fetching.details import records
from rag.fetching.feeds import FeedKind, feed_of, listed, submitted
from rag.fetching.read import read
from rag.fetching.service import Request
from rag.fetching.web import Web
from rag.model.errors import FetchError, NotFoundError
from rag.model.settings import load_settings

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


def told_together(web: Web) -> Iterator[tuple[str, str]]:
    """The same for what is asked about several papers."""
    for request, count, retracted in TOGETHER:
        what = f"{request.service.name} {request.path} {len(request.ids) or dict(request.params)}"
        try:
            found = records(request.service, web.get(request))
        except FetchError as error:
            yield what, str(error)
            continue
        uncited = [paper.title for paper in found if paper.citation_count is None]
        told = any(p.retracted and (p.doi or "").lower() == RETRACTED for p in found)
        problems = [f"{len(found)} papers, not {count}"] if len(found) != count else []
        problems += [f"no count of citations for {uncited}"] if uncited else []
        problems += ["no retraction"] if told != retracted else []
        yield what, "; ".join(problems)


def findings(web: Web) -> Iterator[tuple[str, str]]:
    """For each request what was asked and what is different, "" where nothing is."""
    for request, title, fields in ASKED:
        what = f"{request.service.name} {request.path} {dict(request.params)}"
        try:
            papers = read(request.service, web.get(request)).papers
        except NotFoundError:
            yield what, "not found" if title else ""
            continue
        except FetchError as error:
            yield what, str(error)
            continue
        found = next((p for p in papers if title and title in p.title.lower()), None)
        if found is None:
            yield what, f"no such title among {[p.title for p in papers][:3]}"
            continue
        lacking = [name for name in fields.split() if not getattr(found, name)]
        yield what, f"without {', '.join(lacking)}" if lacking else ""


def main() -> int:
    """1 where anything is different."""
    settings = load_settings({}, os.environ)
    different = 0
    with tempfile.TemporaryDirectory() as folder, Web(replace(settings, cache=Path(folder))) as web:
        for what, problem in (*findings(web), *told_together(web)):
            different += bool(problem)
            print(f"{'DIFFERENT' if problem else 'as expected'}: {what} {problem}", flush=True)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
