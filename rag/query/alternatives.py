"""The things that a topic names one after the other.

In: "the semantic web: ontologies, RDF or linked data". Out: "the semantic web", "ontologies", "RDF", "linked
data"; nothing where it names one thing. Which of them a paper must be about is not known here: "glaciers and
lakes" may ask for papers on both.
"""

import re

from rag.text.terms import terms

_BETWEEN = re.compile(
    r"[,;:/()–—]|\s-\s|\b(?:or|and|plus|as well as|both|either|including|such as|like|in particular"
    r"|especially|e\.g\.|i\.e\.|etc\.?|whatever)(?!\w)",
    re.IGNORECASE,
)


def alternatives_of(topic: str) -> tuple[str, ...]:
    """What a topic names in turn, two at least, or nothing."""
    named = dict.fromkeys(part.strip(" .?!") for part in _BETWEEN.split(topic) if terms(part))
    return tuple(named) if len(named) > 1 else ()
