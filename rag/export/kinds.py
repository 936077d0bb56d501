"""What kind of publication a paper is, as far as its venue tells.

In: a paper. Out: its kind, which each format has its own word for.
"""

import re
from enum import Enum, auto

from rag.model.paper import Paper

_PROCEEDINGS = re.compile(
    r"\b(?:proceedings|proc\.|conference|workshop|symposium|meeting|congress"
    r"|advances in neural information processing systems)(?!\w)",
    re.IGNORECASE,
)


class Kind(Enum):
    """`OTHER` where it is not known."""

    ARTICLE = auto()
    CONFERENCE = auto()
    PREPRINT = auto()
    OTHER = auto()


def kind_of(paper: Paper) -> Kind:
    """In proceedings, else in a journal, else on arXiv."""
    if paper.venue:
        return Kind.CONFERENCE if _PROCEEDINGS.search(paper.venue) else Kind.ARTICLE
    return Kind.PREPRINT if paper.arxiv_id else Kind.OTHER
