"""Compose an answer: our own few words, and quotes with their numbers.

In: evidence. Out: text with [1] markers and the citations behind them. A quote is never
altered; what it lacks (whose "we" is this?) stands in front of it, outside the quotation marks.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.entities.aliases import short_title
from rag.model.answer import Citation
from rag.model.paper import Paper, shown_kind
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.ranking import Evidence
from rag.retrieval.telling import names_one

NO_TEXT = "only its title is here."
LONGEST_NAME = 90  # characters of a title that introduce a quote
LONGEST_COINED = 3  # words of a name that has authors; a whole title has none in a sentence
_WE = re.compile(r"\b(?:we|our|us)\b", re.I)


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

    def taken_back(self, since: int) -> list[Citation]:
        """The citations that were made after the first so many, which are none of the answer any more: what
        was quoted is told in another form."""
        made, self.citations[since:] = self.citations[since:], []
        return made

    def passage(self, row: int, sentences: Sequence[Evidence], *, called: str | None = None) -> str:
        """Quotes of one paper with one marker behind them, led by its name where the first does not say it;
        that there are none, where it has no text. `called`: what leads them in any case, "" for nothing."""
        if not sentences:
            return f"{name_of(self.catalogue.paper(row))}: {NO_TEXT}"
        lead = self._lead(row, sentences[0]) if called is None else called and f"{called}: "
        quoted = self._joined(row, sentences)
        markers = [self.marker(one) for one in quoted]
        return f"{lead}{' '.join(f'“{one.text}”' for one in quoted)} {markers[-1]}"

    def _lead(self, row: int, first: Evidence) -> str:
        """Whose words they are, where the first sentence does not name the paper itself."""
        if names_one(first.text, self.catalogue.own_names(row)):
            return ""
        name = name_of(paper := self.catalogue.paper(row))
        is_coined = name != paper.title and len(name.split()) <= LONGEST_COINED and name[-1] not in "?!."
        return f"The authors of {name} write: " if is_coined and _WE.search(first.text) else f"{name}: "

    def _joined(self, row: int, sentences: Sequence[Evidence]) -> list[Evidence]:
        """Sentences that follow each other in the text as one."""
        text, runs = self.catalogue.paper(row).text, [sentences[0]]
        for one in sentences[1:]:
            last = runs[-1]
            if text[last.end : one.start].strip(" ") == "" and last.end < one.start:
                runs[-1] = replace(last, end=one.end, text=text[last.start : one.end])
            else:
                runs.append(one)
        return runs


def name_of(paper: Paper) -> str:
    """What people call the paper: the part of its title before the colon, cut at a word if long."""
    name = short_title(paper.title)
    if len(name) <= LONGEST_NAME:
        return name
    return name[:LONGEST_NAME].rpartition(" ")[0] + " …"


def with_date(paper: Paper) -> str:
    """The title in full, and the date where it is known: what stands for a paper in a list."""
    return f"{paper.title} ({paper.published})" if paper.published else paper.title


def kind_of(paper: Paper) -> str:
    """What of a paper is here: "The abstract"; "Our summary", whose words are not the paper's."""
    shown = shown_kind(paper.text_kind)
    return shown.capitalize() if shown.startswith("our ") else f"The {shown}"
