"""Questions to begin with, drawn from the library itself.

In: a catalogue. Out: a few questions its papers answer, the same until the library changes.
"""

import random
from calendar import month_name
from collections import Counter

from rag.entities.aliases import short_title
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from rag.web.html import button, tag

LOOKED_AT = 60
MOST = 4
SHORT, LONG = 4, 40  # characters of a name, of a question's words


def examples(catalogue: Catalogue) -> list[str]:
    """At most four: a plain question, one by name, a comparison, a list."""
    rows = [int(r) for r in catalogue.snapshot.rows]
    drawn = random.Random(len(rows)).sample(rows, min(LOOKED_AT, len(rows)))
    papers = [catalogue.paper(row) for row in drawn]
    asked = [q for p in papers for q in p.questions[:1] if len(q) < 90]
    named = [short_title(p.title) for p in papers if _has_name(p)]
    found = asked[:1] + [f"What is {name} and what does it achieve?" for name in named[:1]]
    if len(named) > 2:
        found.append(f"Compare {named[1]} and {named[2]}")
    organisations = Counter(
        str(c["organisation"]) for c in catalogue.columns.values() if c.get("organisation")
    )
    found += [f"Which papers are by {name}?" for name, count in organisations.most_common(1) if count > 1]
    dates = sorted(str(c["published"]) for c in catalogue.columns.values() if c.get("published"))
    found += [f"Which papers were published since {_month(dates[-1])}?"] if dates else []
    return found[:MOST]


def _month(date: str) -> str:
    """ "December 2025"; a year alone stays one."""
    year, _, rest = date.partition("-")
    return f"{month_name[int(rest[:2])]} {year}" if rest[:2].isdecimal() else year


def _has_name(paper: Paper) -> bool:
    name = short_title(paper.title)
    return SHORT <= len(name) <= LONG and len(name.split()) <= 2 and name != paper.title


def empty_state(catalogue: Catalogue, library: str) -> str:
    """What stands where no conversation has begun."""
    chips = "".join(button(q, "example", class_="example", data_message=q) for q in examples(catalogue))
    said = f"{library}. Every sentence of an answer shows the exact words it stands on."
    inside = [
        tag("h2", "What do the papers say?"),
        tag("p", said if len(catalogue) else "There are no papers yet; add some in the Library."),
        tag("div", chips, class_="examples"),
    ]
    return tag("section", "".join(inside), class_="empty", aria_label="Begin")
