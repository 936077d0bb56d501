"""New papers on the page: what the last updates brought, above the library's table.

In: what is kept of the updates, and a way to a paper. Out: markup; a paper that is gone is left out.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.answering.news import News, Told
from rag.web.html import EMPTY, Markup, button, join, plural, tag
from rag.web.sources import Finder

MOST_SHOWN = 30  # papers of an update


def section(updates: Sequence[News], find: Finder) -> Markup:
    """The latest update, open where it answers what was asked, and the earlier ones; nothing where there is
    none."""
    shown = [
        markup for place, news in enumerate(updates) if (markup := _update(news, find, latest=not place))
    ]
    return tag("section", *shown, class_="news", aria_label="New papers") if shown else EMPTY


def _update(news: News, find: Finder, *, latest: bool) -> Markup:
    papers = [one for one in news.papers if find(one.paper_id)]
    answers = [one for one in news.answers if find(one.paper_id)]
    if not papers:
        return EMPTY
    told = f"New on {news.day}: {plural(len(papers), 'paper')}"
    if answers:
        told += f", {len({one.paper_id for one in answers}):,} about what you asked"
    rest = len(papers) - MOST_SHOWN
    inside = [*_answers(answers), tag("ul", *map(_line, papers[:MOST_SHOWN]))]
    if rest > 0:
        inside.append(tag("p", f"and {rest:,} more in the table", class_="hint"))
    return tag("details", tag("summary", told), *inside, open=latest and bool(answers))


def _answers(answers: Sequence[Told]) -> Iterator[Markup]:
    for question, found in groupby(answers, key=lambda one: one.question):
        yield tag("h3", f"? {question}") + tag("ul", *map(_line, found))


def _line(one: Told) -> Markup:
    title = button(one.title, "paper", class_="title", data_paper=one.paper_id)
    quote = tag("blockquote", one.quote) if one.quote else EMPTY
    return tag("li", join([title, quote]))
