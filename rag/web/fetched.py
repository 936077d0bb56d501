"""Papers that a reader names on the page: by ids, links or titles, as `ask add` takes them.

In: settings, a library, what was typed. Out: progress, then what came of each, as changes of the report.
"""

from collections.abc import Generator, Sequence
from typing import Any

from rag.fetching.adding import Came, Result, results
from rag.fetching.references import references_in
from rag.fetching.web import Web
from rag.ingest.library import Library
from rag.model.errors import AskError
from rag.model.settings import Settings
from rag.web.html import EMPTY, Markup, problem, tag

MOST_AT_ONCE = 50  # papers
BOX: dict[str, Any] = {  # where they are typed, as gradio takes it
    "label": "Add papers from the network: arXiv ids, DOIs, links, titles",
    "placeholder": "2403.03507, https://openreview.net/forum?id=…, or a title",
    "lines": 1,
    "max_lines": 8,
    "max_length": 8000,
    "elem_id": "ids",
}
Report = dict[str, Markup]


def add(settings: Settings, library: Library, typed: str) -> Generator[Report, None, bool]:
    """Fetch and add the papers; whether all of them came."""
    asked = references_in(typed)
    if not asked:
        yield {"report": EMPTY}
        return True
    if len(asked) > MOST_AT_ONCE:
        yield {"report": problem(f"More than {MOST_AT_ONCE} papers at once; add the others afterwards.")}
        return False
    came: list[Result] = []
    yield {"report": _progress(came, len(asked))}
    try:
        with Web(settings) as web:
            for result in results(web, library, asked):
                came.append(result)
                yield {"report": _progress(came, len(asked))}
    except AskError as error:
        yield {"report": problem(str(error)) + _report(came)}
        return False
    yield {"report": _report(came)}
    return all(result.came is not Came.FAILED for result in came)


def _progress(came: Sequence[Result], of: int) -> Markup:
    line = tag("p", f"Fetching {of} paper{'' if of == 1 else 's'}")
    bar: Any = tag("progress", value=len(came) or None, max=of, aria_label="Fetching")
    return tag("div", line, bar, class_="report", role="status")


def _report(came: Sequence[Result]) -> Markup:
    """A line for each paper that came, and one for each that did not."""
    lines = [
        tag("p", f"{str(one.came).capitalize()}: {one.paper.title} (from {', '.join(one.paper.sources)})")
        for one in came
        if one.paper
    ]
    failed = [tag("li", one.problem) for one in came if not one.paper]
    shown = tag("div", *lines, class_="report done", role="status") if lines else EMPTY
    return shown + (tag("ul", *failed, class_="skipped") if failed else EMPTY)
