"""Compose an answer: our own few words, and quotes with their numbers.

In: evidence. Out: text with [1] markers and the citations behind them. A quote is never
altered; what it lacks (whose "we" is this?) stands in front of it, outside the quotation marks.
"""

from collections.abc import Sequence

from rag.entities.aliases import short_title
from rag.model.answer import Citation
from rag.model.paper import Paper
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Evidence

NO_TEXT = "only its title is here."
LONGEST_NAME = 60  # characters of a title that introduce a quote


class Composer:
    """Collects the citations of one answer; a paper keeps its number throughout."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.citations: list[Citation] = []
        self._numbers: dict[str, int] = {}

    def quote(self, sentence: Evidence) -> str:
        """The sentence in quotation marks, and its marker."""
        quoted = f"“{sentence.text}”" if sentence.text else NO_TEXT
        return f"{quoted} {self.marker(sentence)}"

    def marker(self, sentence: Evidence) -> str:
        """[n], for our own words that are based on this sentence."""
        paper = self.catalogue.paper(sentence.row)
        number = self._numbers.setdefault(paper.paper_id, len(self._numbers) + 1)
        made = Citation.of(number, paper, sentence.start, sentence.end)
        if made not in self.citations:
            self.citations.append(made)
        return f"[{number}]"

    def passage(self, row: int, sentences: Sequence[Evidence]) -> str:
        """Quotes of one paper, led by its name; that there are none, where it has no text."""
        name = name_of(self.catalogue.paper(row))
        return f"{name}: " + (" ".join(self.quote(s) for s in sentences) or NO_TEXT)


def name_of(paper: Paper) -> str:
    """What people call the paper: the part of its title before the colon, cut at a word if long."""
    name = short_title(paper.title)
    if len(name) <= LONGEST_NAME:
        return name
    return name[:LONGEST_NAME].rpartition(" ")[0] + " …"
