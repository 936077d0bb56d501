"""What the page shows where no conversation has begun.

In: an assistant. Out: markup: what the library holds, questions to begin with, the way to add papers.
"""

from rag.answering.assistant import Assistant
from rag.answering.browse import example_questions
from rag.web.html import Markup, button, tag
from rag.web.shelf import library_summary


def empty_state(assistant: Assistant) -> Markup:
    """Questions that the papers answer, to be pressed."""
    offered = (button(q, "example", class_="example", data_message=q) for q in example_questions(assistant))
    holds = f"{library_summary(assistant)}. Every sentence of an answer shows the exact words it is based on."
    add = tag("p", button("Add papers", "bring"), " or drop files anywhere on the page", class_="bring")
    return tag(
        "section",
        tag("h2", "What do the papers say?"),
        tag("p", holds if len(assistant.catalogue) else "There are no papers yet."),
        tag("div", *offered, class_="examples"),
        add,
        class_="empty",
        aria_label="Begin",
    )
