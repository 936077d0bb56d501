"""What each service answers, in its own shape, about invented papers.

In: the papers that a service knows, what was asked. Out: a Reply. docs/fetching.md says where each shape was
seen and when.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.arxiv_shapes import arxiv
from tests.paper_values import Papers, Params, Reply, Shown, by_dois, json_reply, known_by, titled


def _page_of(p: Shown) -> dict[str, Any]:
    return {
        "id": p.arxiv,
        "authors": [{"_id": "1", "name": name, "hidden": False} for name in p.authors],
        "publishedAt": f"{p.date}T00:00:00.000Z",
        "title": p.title,
        "summary": p.abstract,
        "upvotes": p.upvotes,
        "ai_summary": "Made by a model.",
        "ai_keywords": ["moss"],
    }


def huggingface(papers: Papers, path: str, params: Params) -> Reply:
    """A paper's page, and the daily papers of a day."""
    if path == "api/daily_papers":
        known = [p for p in papers if _is_of(p, params) and p.known_to in ("", "huggingface") and p.arxiv]
        start = int(params.get("p", "0")) * int(params.get("limit", "50"))
        page = known[start : start + int(params.get("limit", "50"))]
        return json_reply([_daily(p) for p in page])
    found = known_by(papers, "huggingface", arxiv=path.removeprefix("api/papers/"))
    return json_reply(_page_of(found)) if found else json_reply({"error": "Paper not found"}, 404)


def _is_of(p: Shown, params: Params) -> bool:
    """Whether a paper is of the day, the week or the month that is asked for."""
    if "week" not in params:
        return p.date.startswith(params.get("date") or params["month"])
    year, week, _ = date.fromisoformat(p.date).isocalendar()
    return params["week"] == f"{year}-W{week:02}"


def _daily(p: Shown) -> dict[str, Any]:
    about = {"publishedAt": f"{p.date}T03:00:00.000Z", "title": p.title, "summary": p.abstract}
    return {"paper": _page_of(p), **about, "numComments": 1, "submittedBy": {"fullname": "Cy Sedge"}}


def crossref(papers: Papers, path: str, params: Params) -> Reply:
    """Works: JATS for abstracts, titles in lists, dates in parts."""
    if path == "works":
        found = by_dois(papers, "crossref", re.findall(r"doi:([^,]+)", params.get("filter", "")))
        if title := params.get("query.title"):
            found = titled(papers, "crossref", title)
        items = [_work(p) for p in found if p.doi and p.registrar == "crossref"]
        return json_reply({"status": "ok", "message-type": "work-list", "message": {"items": items}})
    one = known_by(papers, "crossref", doi=path.removeprefix("works/"))
    if not one or one.registrar != "crossref":
        return Reply(b"Resource not found.", "text/plain", 404)
    return json_reply({"status": "ok", "message-type": "work", "message": _work(one)})


def _work(p: Shown) -> dict[str, Any]:
    abstract = {"abstract": f"<jats:title>Abstract</jats:title><jats:p>{p.abstract}</jats:p>"}
    names = [dict(zip(("given", "family"), name.split(), strict=True)) for name in p.authors]
    return {
        "DOI": p.doi,
        "URL": f"https://doi.org/{p.doi}",
        "type": "journal-article",
        "title": [p.title],
        "author": [{**name, "sequence": "additional", "affiliation": []} for name in names],
        "container-title": ["Journal of Moss"],
        "issued": {"date-parts": [[int(part) for part in p.date.split("-")]]},
        "created": {"date-parts": [[2025, 1, 1]], "date-time": "2025-01-01T00:00:00Z"},
        "is-referenced-by-count": p.cited - 2,
        **({"updated-by": [_notice(p)]} if p.retracted else {}),
        **(abstract if p.abstract else {}),
    }


def _notice(p: Shown) -> dict[str, Any]:
    about = {"DOI": p.retracted, "type": "retraction", "label": "Retraction", "source": "retraction-watch"}
    return {**about, "updated": {"date-parts": [[2025, 7, 26]], "timestamp": 1753488000000}, "record-id": "1"}


def datacite(papers: Papers, path: str, params: Params) -> Reply:
    """One DOI, as JSON:API."""
    p = known_by(papers, "datacite", doi=path.removeprefix("dois/"))
    if not p or p.registrar != "datacite":
        return json_reply(
            {"errors": [{"status": "404", "title": "The resource you are looking for does not exist."}]}, 404
        )
    about = {
        "doi": p.doi,
        "titles": [{"title": p.title}],
        "creators": [
            {"name": ", ".join(reversed(name.split())), "nameType": "Personal"} for name in p.authors
        ],
        "publicationYear": int(p.date[:4]),
        "dates": [{"date": p.date, "dateType": "Issued"}],
        "descriptions": [{"description": p.abstract, "descriptionType": "Abstract"}],
        "url": "https://zenodo.org/record/1",
    }
    return json_reply({"data": {"id": p.doi, "type": "dois", "attributes": about}})


def openalex(papers: Papers, path: str, params: Params) -> Reply:
    """Works, with abstracts as an index of words."""
    if path == "works":
        kind, _, value = params["filter"].partition(":")
        some = by_dois(papers, "openalex", value.split("|")) if kind == "doi" else None
        found = [_indexed(p) for p in (titled(papers, "openalex", value) if some is None else some)]
        return json_reply({"meta": {"count": len(found), "page": 1}, "results": found, "group_by": []})
    p = known_by(papers, "openalex", doi=path.removeprefix("works/doi:"))
    return (
        json_reply(_indexed(p)) if p else json_reply({"error": "Not Found", "message": "Work not found"}, 404)
    )


def _indexed(p: Shown) -> dict[str, Any]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(p.abstract.split()):
        index.setdefault(word, []).append(place)
    return {
        "id": "https://openalex.org/W1",
        "doi": f"https://doi.org/{p.doi or f'10.48550/arxiv.{p.arxiv}'}" if p.doi or p.arxiv else None,
        "title": p.title,
        "display_name": p.title,
        "publication_year": int(p.date[:4]),
        "publication_date": p.date,
        "authorships": [{"author": {"display_name": name}, "raw_author_name": name} for name in p.authors],
        "primary_location": {"source": {"display_name": "Journal of Moss"}, "landing_page_url": None},
        "cited_by_count": p.cited,
        "is_retracted": bool(p.retracted),
        "abstract_inverted_index": index or None,
    }


def semantic_scholar(papers: Papers, path: str, params: Params) -> Reply:
    """A paper by any id, and the match of a title."""
    name = path.removeprefix("graph/v1/paper/")
    if name == "batch":
        some = [_by_any_id(papers, id_) for id_ in params["ids"].split(",")]
        batch = [_graph(p) if p else None for p in some]
        error = {"error": "No valid paper ids given"}
        return json_reply(batch) if any(batch) else json_reply(error, 400)
    if name == "search/match":
        found = titled(papers, "semantic_scholar", params["query"])
        if not found:
            return json_reply({"error": "Title match not found"}, 404)
        return json_reply({"data": [{**_graph(found[0]), "matchScore": 131.8}]})
    p = _by_any_id(papers, name)
    return json_reply(_graph(p)) if p else json_reply({"error": f"Paper with id {name} not found"}, 404)


def _by_any_id(papers: Papers, name: str) -> Shown | None:
    kind, _, id_ = name.partition(":")
    field = {"ARXIV": "arxiv", "DOI": "doi", "ACL": "acl"}.get(kind, "title")
    return known_by(papers, "semantic_scholar", **{field: id_})


def _graph(p: Shown) -> dict[str, Any]:
    ids = {"ArXiv": p.arxiv, "DOI": p.doi, "ACL": p.acl, "CorpusId": "1"}
    return {
        "paperId": "204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        "externalIds": {name: value for name, value in ids.items() if value},
        "url": "https://www.semanticscholar.org/paper/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        "title": p.title,
        "abstract": p.abstract or None,
        "venue": "Moss Meeting" if p.doi else "arXiv.org",
        "citationCount": p.cited - 1,
        "year": int(p.date[:4]),
        "publicationDate": p.date,
        "authors": [{"authorId": "1", "name": name} for name in p.authors],
    }


def openreview(papers: Papers, path: str, params: Params) -> Reply:
    """A note of the second version of its API."""
    p = known_by(papers, "openreview", forum=params["id"])
    if not p:
        return json_reply({"name": "NotFoundError", "message": "The Note was not found", "status": 404}, 404)
    content = {
        "title": {"value": p.title},
        "abstract": {"value": p.abstract},
        "venue": {"value": "ICLM 2024"},
    }
    content["authors"] = {"value": list(p.authors)}  # type: ignore[dict-item]
    note = {
        "id": p.forum,
        "forum": p.forum,
        "cdate": 1709726400000,
        "pdate": 1709726400000,
        "content": content,
    }
    return json_reply({"notes": [note], "count": 1})


def acl(papers: Papers, path: str, params: Params) -> Reply:
    """A paper's BibTeX."""
    p = known_by(papers, "acl", acl=path.removesuffix(".bib"))
    if not p:
        return Reply(b"<!doctype html><title>404 Page not found</title>", "text/html", 404)
    names = " and\n      ".join(", ".join(reversed(name.split())) for name in p.authors)
    text = (
        f'@inproceedings{{fern-lichen-2024-moss,\n    title = "{p.title}",\n    author = "{names}",\n'
        '    booktitle = "Proceedings of the Moss Meeting",\n    month = mar,\n    year = "2024",\n'
        f'    url = "https://aclanthology.org/{p.acl}/",\n    pages = "1--9",\n'
        f'    abstract = "{p.abstract}"\n}}\n'
    )
    return Reply(text.encode(), "application/octet-stream")


REPLIES: dict[str, Callable[[Papers, str, Params], Reply]] = {
    "arxiv": arxiv,
    "huggingface": huggingface,
    "crossref": crossref,
    "datacite": datacite,
    "openalex": openalex,
    "semantic_scholar": semantic_scholar,
    "openreview": openreview,
    "acl": acl,
}
