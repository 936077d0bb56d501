"""What arXiv's API answers, in its own shape: Atom, also where a query is wrong."""

import re
from collections.abc import Callable
from html import escape

from tests.paper_values import Papers, Params, Reply, Shown, words_of


def arxiv(papers: Papers, path: str, params: Params) -> Reply:
    """The query interface; what it does not know is left out of the feed."""
    found = [p for p in papers if p.arxiv and p.known_to in ("", "arxiv")]
    if "id_list" in params:
        found = [p for id_ in params["id_list"].split(",") for p in found if p.arxiv == id_]
    else:
        found = list(filter(_fitting(params["search_query"]), found))
        newest_first = params.get("sortOrder", "descending") == "descending"
        found.sort(key=lambda p: (p.date, p.arxiv), reverse=newest_first)
    start = int(params.get("start", "0"))
    page = found[start : start + int(params.get("max_results", "10"))]
    return Reply(feed(page, len(found)), "application/atom+xml; charset=utf-8")


def _fitting(query: str) -> Callable[[Shown], bool]:
    """Whether a paper fits a search: its terms are joined by AND, alternatives in brackets by OR."""
    terms = [
        [_term(one) for one in term.strip("() ").split(" OR ")] for term in re.split(r"\s+AND\s+", query)
    ]
    return lambda paper: all(any(fits(paper) for fits in alternatives) for alternatives in terms)


def _term(term: str) -> Callable[[Shown], bool]:
    name, _, value = term.strip().partition(":")
    if name == "submittedDate":
        first, last = (f"{day[:4]}-{day[4:6]}-{day[6:8]}" for day in re.findall(r"\d{12}", value))
        return lambda paper: first <= paper.date <= last
    if name == "cat":
        return lambda paper: paper.category == value
    wanted = " ".join(words_of(value))
    return lambda paper: wanted in " ".join(words_of(_texts(paper).get(name, _texts(paper)["all"])))


def _texts(paper: Shown) -> dict[str, str]:
    both = f"{paper.title} {paper.abstract}"
    return {"ti": paper.title, "au": " ".join(paper.authors), "all": both}


def feed(papers: Papers, total: int) -> bytes:
    entries = "".join(_entry(p) for p in papers)
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
        'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
        "<id>https://arxiv.org/api/x</id><title>arXiv Query</title><updated>2026-11-28T00:00:00Z</updated>\n"
        f"<opensearch:itemsPerPage>10</opensearch:itemsPerPage><opensearch:totalResults>{total}"
        f"</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>\n{entries}</feed>"
    ).encode()


def _entry(p: Shown) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in p.authors)
    doi = f"<arxiv:doi>{escape(p.doi)}</arxiv:doi>" if p.doi else ""
    page = f"https://arxiv.org/abs/{p.arxiv}v1"
    return (
        f"<entry><id>{page.replace('https', 'http')}</id><title>{escape(p.title)}</title>"
        f"<updated>{p.date}T12:00:00Z</updated><published>{p.date}T12:00:00Z</published>"
        f'<link href="{page}" rel="alternate" type="text/html"/>'
        f'<link href="{page.replace("abs", "pdf")}" rel="related" type="application/pdf" title="pdf"/>'
        f"<summary>{escape(p.abstract)}\n</summary>"
        f'<category term="{p.category}" scheme="http://arxiv.org/schemas/atom"/>'
        f'<arxiv:primary_category term="{p.category}"/>{doi}{authors}</entry>\n'
    )


def wrong_query(reason: str) -> bytes:
    """What arXiv sends, with status 200, where it does not understand."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><entry>'
        f"<id>http://arxiv.org/api/errors#{reason.replace(' ', '_')}</id><title>Error</title>"
        f"<summary>{reason}</summary><author><name>arXiv api core</name></author></entry></feed>"
    ).encode()
