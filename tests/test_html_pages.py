"""Saved pages of single papers, and of lists of them, as their sites write them."""

import html
import json

import pytest

from rag.ingest.formats.format import Entry, Problem, Source
from rag.ingest.formats.html import read
from rag.ingest.pages import read_text

TITLE = "MossNet: Slow Nets"
ABSTRACT = "Moss is mapped by hand. We grow a small net that labels it from photographs."
HEAD = f'<!DOCTYPE html><html><head><meta name="citation_title" content="{TITLE}">'
AUTHORS = (
    '<meta name="citation_author" content="Fern, Ann"><meta name="citation_author" content="Lichen, Bo">'
)
DOI = '<meta name="citation_doi" content="10.1234/moss">'
LINKED = {"@type": "ScholarlyArticle", "headline": TITLE, "abstract": ABSTRACT, "datePublished": "2019-07-03"}
PAPER = {
    "paper": {
        "id": "1907.01234",
        "title": TITLE,
        "summary": ABSTRACT,
        "authors": [{"name": "Ann Fern"}, {"name": "Bo Lichen"}],
        "publishedAt": "2019-07-03T10:00:00.000Z",
        "upvotes": 3,
    },
    "comments": [],
}
CASES = {
    "arXiv": (
        f'{HEAD}{AUTHORS}<meta name="citation_date" content="2019/07/03"/><meta name="citation_online_date" '
        'content="2022/02/02"/><meta name="citation_arxiv_id" '
        'content="1907.01234"/></head><body><h1>Title:x</h1>'
        f'<blockquote class="abstract mathjax"><span '
        f'class="descriptor">Abstract:</span>{ABSTRACT}</blockquote>',
        ("2019/07/03", "1907.01234", None),
    ),
    "ACL": (
        f'{HEAD}{AUTHORS}{DOI}<meta content="2019/7" name=citation_publication_date></head><body><div class='
        f'"card bg-light mb-2"><div class="card-body acl-abstract"><h5 '
        f"class=card-title>Abstract</h5><span>{ABSTRACT}"
        "</span></div></div></body></html>",
        ("2019/7", None, "10.1234/moss"),
    ),
    "OpenReview": (
        f'{HEAD}{AUTHORS}<meta name="citation_publication_date" content="2019/07/03"><meta '
        f'name="citation_abstract" '
        f'content="{ABSTRACT}"></head><body></body></html>',
        ("2019/07/03", None, None),
    ),
    "a heading says abstract": (
        f'{HEAD}{AUTHORS}{DOI}<meta name="citation_year" content="2019"></head><body><h4>Abstract</h4>'
        f"<p>{ABSTRACT[:23]}</p><p>{ABSTRACT[24:]}</p><h4>Cite</h4><p>Something else that is "
        f"longer than it.</p>",
        ("2019", None, "10.1234/moss"),
    ),
    "Dublin Core": (
        f'<html><head><meta name="DC.Title" content="{TITLE}"><meta name="DC.Creator" content="Fern, Ann">'
        '<meta name="DC.Creator" content="Lichen, Bo"><meta name="DC.Date" content="2019-07-03">'
        f'<meta name="DC.Description" content="{ABSTRACT}"></head></html>',
        ("2019-07-03", None, None),
    ),
    "JSON-LD": (
        '<html><head><script type="application/ld+json">'
        + json.dumps({**LINKED, "author": [{"name": "Ann Fern"}, {"name": "Bo Lichen"}]})
        + "</script></head></html>",
        ("2019-07-03", None, None),
    ),
    "Hugging Face": (
        f'<!doctype html><html><body><div data-target="x" '
        f'data-props="{html.escape(json.dumps(PAPER))}"></div>',
        ("2019-07-03T10:00:00.000Z", "1907.01234", None),
    ),
    "Hugging Face as it is shown": (
        f"<!doctype html><html><head><title>Paper page - {TITLE}</title></head><body><main><h1 "
        f'class="x">{TITLE}</h1>'
        "<h2>Abstract</h2><div><div><p class='text-blue-700'>A machine says that moss is a plant, "
        "in other words."
        f"</p></div><p>{ABSTRACT}</p></div><a href='https://arxiv.org/abs/1907.01234'>arXiv page</a></main>",
        (None, "1907.01234", None),
    ),
}


@pytest.mark.parametrize("site", CASES)
def test_the_page_of_a_paper_gives_all_it_names(site: str) -> None:
    text, expected = CASES[site]
    (entry,) = read(Source("page", text.encode()))
    assert isinstance(entry, Entry)
    assert (entry.title, entry.abstract) == (TITLE, ABSTRACT)
    assert (entry.date, entry.arxiv_id, entry.doi) == expected
    if "shown" not in site:
        assert [author.split()[-1].split(",")[0] for author in entry.authors] in (
            ["Fern", "Lichen"],
            ["Ann", "Bo"],
        )


NEW = f"""<html><body><dl id="articles"><h3>New submissions</h3><dt><a name="item1">[1]</a>
<a href="/abs/1907.01234" title="Abstract">arXiv:1907.01234</a></dt><dd><div class="meta">
<div class="list-title mathjax"><span class="descriptor">Title:</span> {TITLE}</div>
<div class="list-authors"><a href="/a">Ann Fern</a>, <a href="/b">Bo Lichen</a></div>
<p class="mathjax">{ABSTRACT}</p></div></dd>
<dt><a href="/abs/1907.09999" title="Abstract">arXiv:1907.09999</a></dt><dd>
<div class="list-title">Title: Two</div></dd>
</dl></body></html>"""
RESULTS = f"""<!DOCTYPE html><html><body><ol><li class="arxiv-result"><p class="list-title"><a
href="https://arxiv.org/abs/1907.01234">arXiv:1907.01234</a></p><p class="title is-5 mathjax"> {TITLE} </p>
<p class="authors"><span>Authors:</span> <a href="/a">Ann Fern</a>, <a href="/b">Bo Lichen</a></p>
<p class="abstract mathjax"><span class="abstract-short">Moss … <a>▽ More</a></span>
<span class="abstract-full">{ABSTRACT} <a>△ Less</a></span></p>
<p class="is-size-7">
<span>Submitted</span> 3 July, 2019; <span>originally announced</span> July 2019.</p></li>
<li class="arxiv-result"><p class="title">Two</p></li></ol>"""
VOLUME = f"""<html><body><p class="d-sm-flex align-items-stretch"><span><strong><a class="align-middle"
href="/2019.moss-main.1/">{TITLE}</a></strong><br>
<a href="/people/a/">Ann Fern</a> | <a href="/people/b/">Bo Lichen</a>
</span></p><div class="card abstract-collapse" id="abstract-1"><div class="card-body">{ABSTRACT}</div></div>
<p class="d-sm-flex"><span><strong><a href="/2019.moss-main.2/">Two</a></strong></span></p></body></html>"""


@pytest.mark.parametrize(
    ("text", "url", "date"),
    [
        pytest.param(NEW, "https://arxiv.org/abs/1907.01234", None, id="arXiv's new papers"),
        pytest.param(RESULTS, "https://arxiv.org/abs/1907.01234", "2019 July 3", id="arXiv's results"),
        pytest.param(VOLUME, "https://aclanthology.org/2019.moss-main.1/", None, id="a volume of ACL"),
    ],
)
def test_a_page_that_lists_papers_gives_each(text: str, url: str, date: str | None) -> None:
    entry, problem = read(Source("page", text.encode()))
    assert isinstance(entry, Entry)
    assert (entry.title, entry.abstract, entry.authors) == (TITLE, ABSTRACT, ("Ann Fern", "Bo Lichen"))
    assert (entry.url, entry.date) == (url, date)
    assert problem == Problem("entry 2", "no abstract")


def test_words_are_not_torn_where_the_page_marks_them() -> None:
    marked = ABSTRACT.replace("net", "<b>n</b>et").replace("hand.", "hand.<br>")
    (entry,) = read_text("page", f"{HEAD}</head><body><div id='abstract'>{marked}</div>".encode()).entries
    assert entry.abstract == ABSTRACT


def test_a_description_that_is_cut_is_no_abstract() -> None:
    text = f'{HEAD}<meta name="description" content="{ABSTRACT} And then ..."></head><body></body></html>'
    assert read(Source("page", text.encode())) == [Problem("line 1", "no abstract")]


def test_a_number_without_end_in_a_card_is_no_count_of_authors_and_costs_nothing() -> None:
    card = f'<article><h3><a href="/papers/1907.01234">{TITLE}</a></h3><p>{ABSTRACT}</p>{{}}</article>'
    page = card.format("5 authors") + card.format(f"<i>{'7' * 300_000}</i>")
    found = read(Source("x.html", f"<html><body><main>{page}</main></body></html>".encode()))
    assert [entry.author_count for entry in found if isinstance(entry, Entry)] == [5, None]
