"""A comparison as a Markdown table: a line a paper, a column for each thing that they are compared on.

In: the papers, a query with its aspects. Out: the table; a cell quotes its paper, or says that it is not
stated. Without an aspect the columns are the idea and the result.
"""

import re
from collections.abc import Sequence

from rag.answering.citations import Composer, name_of
from rag.answering.metadata import introducing
from rag.answering.parameters import Routing
from rag.model.query import ParsedQuery
from rag.retrieval.abstention import word_matches
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.ranking import Evidence, Move, SearchQuery
from rag.retrieval.searcher import Searcher

MOST_COLUMNS = 4
NOT_STATED = "not stated"
_WORDS_OF_A_CELL = 40
_TABLE = re.compile(
    r"^\W*(?:(?:can|could|please|give|show|make|me|us|you|draw|build|create|compile|write|an?|the|i|want|need"
    r"|markdown|comparison|comparative|small|short)\W+)*(?:table|tabulate|tabular)\b"
    r"|\b(?:as|in|into|with) (?:an? )?(?:\w+ )?(?:table|tabular form)\b",
    re.I,
)


def asks_for_table(message: str) -> bool:
    """Whether a table is asked for, and not something about tables."""
    return bool(_TABLE.search(message))


def table(
    searcher: Searcher, composer: Composer, query: ParsedQuery, rows: Sequence[int], using: Routing
) -> str:
    """The papers against what they are compared on."""
    columns = _phrases(query)[:MOST_COLUMNS]
    cells = [_on(searcher, composer, column, rows, using) for column in columns]
    if not columns:
        columns = ["Idea", "Result"]
        cells = [[introducing(composer.catalogue, row) for row in rows], _results(searcher, rows)]
    lines = [_line(["Paper", *(column[:1].upper() + column[1:] for column in columns)])]
    lines.append("|" + " --- |" * (len(columns) + 1))
    for place, row in enumerate(rows):
        told = (column[place] for column in cells)
        quoted = [composer.quote(one) if one else NOT_STATED for one in told]
        lines.append(_line([name_of(composer.catalogue.paper(row)), *quoted]))
    return "\n".join(lines)


def _phrases(query: ParsedQuery) -> list[str]:
    """The aspects, those that stand side by side in the message as one."""
    if not query.aspects:
        return []
    word = "|".join(map(re.escape, query.aspects))
    found = re.findall(rf"\b(?:{word})(?:\s+(?:{word}))*\b", query.message, re.I)
    return list(dict.fromkeys(found)) or [" ".join(query.aspects)]


def _on(
    searcher: Searcher, composer: Composer, aspect: str, rows: Sequence[int], using: Routing
) -> list[Evidence | None]:
    """What each paper says on an aspect; nothing where it does not."""
    looked_up = searcher.query(aspect)
    silent = [row for row in rows if not states(searcher, row, looked_up, using)]
    found = [
        choose(
            score_sentences(composer.catalogue, row, looked_up),
            looked_up.using.passages,
            words=_WORDS_OF_A_CELL,
            most=1,
        )
        for row in rows
    ]
    return [None if row in silent or not told else told[0] for row, told in zip(rows, found, strict=True)]


def states(searcher: Searcher, row: int, aspect: SearchQuery, using: Routing) -> bool:
    """Whether a paper has every word of an aspect, or one very near to it; "memorising" is not "memory"."""
    text = searcher.catalogue.paper(row).text
    return all(
        match.similarity >= using.keeps or re.search(rf"\b{re.escape(match.word)}(?:s|es)?\b", text, re.I)
        for match in word_matches(searcher.catalogue, row, aspect)
    )


def _results(searcher: Searcher, rows: Sequence[int]) -> list[Evidence | None]:
    looked_up = searcher.query("result")
    found = [
        [one for one in score_sentences(searcher.catalogue, row, looked_up) if one.move is Move.RESULT]
        for row in rows
    ]
    return [max(told, key=lambda one: (one.score, -one.start)) if told else None for told in found]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
