"""The papers behind an answer, as cards: what is known of each, and its text with the quotes marked.

In: citations, papers. Out: HTML. A quote is marked only where the text has exactly its words.
"""

from collections.abc import Callable, Sequence

from rag.model.answer import Answer, Citation
from rag.model.paper import Paper, shown_kind
from rag.web.export_menu import export_menu
from rag.web.html import EMPTY, Markup, button, join, link, plural, tag

Finder = Callable[[str], Paper | None]
COMPARED, TABLED = "compared-", "tabled-"  # prefixes of panels beside that of an answer
MOST_AUTHORS_SHOWN = 6
MOST_CARDS = 30  # cards of an answer that are made at once; that of a number beyond them when it is opened


def panel(answer: Answer | None, turn: int, find: Finder, opened: int = 0, *, prefix: str = "") -> Markup:
    """A card for each paper that the answer cites; the one with citation `opened` is open. `prefix`
    keeps the names of two panels on one page apart."""
    if answer is None or not answer.citations:
        hint = "The papers an answer quotes appear here, with the quoted words marked."
        return _head("Sources") + tag("p", hint, class_="hint")
    by_number: dict[int, list[tuple[int, Citation]]] = {}
    for place, citation in enumerate(answer.citations):
        by_number.setdefault(citation.number, []).append((place, citation))
    opened_number = answer.citations[min(opened, len(answer.citations) - 1)].number
    cards = [
        _card(number, found, find(found[0][1].paper_id), number == opened_number, prefix)
        for number, found in sorted(by_number.items())
        if number <= MOST_CARDS or number == opened_number
    ]
    left = len(by_number) - len(cards)
    note = tag("p", f"{left:,} more: press a number in the answer.", class_="hint") if left else EMPTY
    take = EMPTY if prefix == TABLED else _of_answer(turn)
    if prefix == COMPARED:
        take = export_menu("export_compared", "These papers")
    return (
        _head("Sources") + take + tag("div", *cards, note, class_="cards", data_turn=turn, data_opened=opened)
    )


def _of_answer(turn: int) -> Markup:
    return export_menu("export_answer", "This answer, or the papers it cites", documents=True, turn=turn)


def _head(title: str) -> Markup:
    close = button("Close", "close-sources", class_="quiet only-narrow")
    return tag("div", tag("h2", title), close, class_="panel-head")


def _card(
    number: int, found: Sequence[tuple[int, Citation]], paper: Paper | None, opened: bool, prefix: str
) -> Markup:
    first = found[0][1]
    top = tag("span", str(number), class_="number") + tag("span", first.title, class_="title")
    if first.retracted or (paper and paper.retracted):
        top += tag("span", "Retracted", class_="retracted")
    if paper is None:
        quotes = join(tag("blockquote", c.quote, id=f"{prefix}quote-{p}") for p, c in found)
        inside = tag("p", "This paper is no longer in the library.", class_="hint") + quotes
    else:
        about = tag("p", paper_facts(paper), class_="facts")
        acts = button("Open", "paper", data_paper=paper.paper_id, title="Open in the library")
        inside = about + marked(paper.text, found, paper.title, prefix) + tag("div", acts, class_="acts")
    count = tag("span", plural(len(found), "quote"), class_="count")
    summary = tag("summary", top, count)
    return tag("details", summary, inside, class_="card", data_number=number, open=opened)


def paper_facts(paper: Paper) -> Markup:
    """Date, organisation, authors, kind, link: what is known of it in one line."""
    more = len(paper.authors) > MOST_AUTHORS_SHOWN or paper.has_other_authors
    others = " and others" if more else ""
    authors = ", ".join(paper.authors[:MOST_AUTHORS_SHOWN]) + others
    known = [
        paper.published,
        paper.venue,
        paper.organisation,
        authors or (plural(paper.author_count, "author") if paper.author_count else None),
        None if paper.upvotes is None else plural(paper.upvotes, "upvote"),
        paper.doi and f"DOI {paper.doi}",
        None if paper.citation_count is None else f"cited {plural(paper.citation_count, 'time')}",
    ]
    shown = [tag("span", k) for k in known if k]
    if paper.retracted:
        notice = link(paper.retraction_notice and f"https://doi.org/{paper.retraction_notice}", "Notice ↗")
        shown = [tag("span", "Retracted", class_="retracted"), notice, *shown]
    shown.append(
        tag(
            "span",
            shown_kind(paper.text_kind),
            class_=f"kind {'digest' if paper.text_kind == 'digest' else 'abstract'}",
        )
    )
    return join([*shown, link(paper.url, "Paper ↗")])


def marked(text: str, found: Sequence[tuple[int, Citation]], title: str, prefix: str = "") -> Markup:
    """The whole text, the quoted spans marked; spans whose words are not there stand below it."""
    pieces: list[Markup | str] = []
    at, astray = 0, []
    for place, citation in sorted(found, key=lambda f: (f[1].start, f[1].end)):
        start, end = citation.start, citation.end
        if text[start:end] != citation.quote:
            start = text.find(citation.quote)
            end = start + len(citation.quote)
        if start < at or not citation.quote:
            astray.append((place, citation))
            continue
        pieces.append(text[at:start])
        pieces.append(tag("mark", text[start:end], id=f"{prefix}quote-{place}"))
        at = end
    pieces.append(text[at:])
    whole = tag("div", *pieces, class_="text", tabindex="0", role="region", aria_label=f"Text of {title}")
    if any(text.find(c.quote) < 0 for _, c in astray):
        whole += tag("p", "The text has changed since then; these words were quoted:", class_="hint")
        whole += join(tag("blockquote", c.quote, id=f"{prefix}quote-{p}") for p, c in astray)
    return whole
