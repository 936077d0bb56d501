"""A comparison, or a list, as a Markdown table: a line a paper, a column for each thing that they are
compared on.

In: the papers, a query with its aspects. Out: the table; a cell quotes its paper, or says that it is not
stated. Without an aspect the columns are the idea and the result.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.cells import role_of, said
from rag.answering.citations import Composer, name_of
from rag.answering.doubted import in_brackets
from rag.answering.metadata import introducing
from rag.answering.parameters import Routing
from rag.answering.part import Part
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.model.query import Intent, Order, ParsedQuery
from rag.query.table_columns import AUTHORS, IDEA, RESULT, VENUE, YEAR, is_in_words
from rag.query.table_form import columns_asked
from rag.retrieval.abstention import word_matches
from rag.retrieval.passages import choose, score_sentences
from rag.retrieval.ranking import Evidence, Move, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.text.numbers import NUMBER_WORDS
from rag.text.words import words

MOST_COLUMNS = 4
MOST_ROWS = 12
NOT_STATED, NOT_GIVEN = "not stated", "not given"
_WORDS_OF_A_CELL = 40
_NO_ASPECTS = frozenset("table first second third fourth fifth last".split()) | NUMBER_WORDS.keys()
_ASKS = re.compile(r"(?:what|which|how|who|when|where|whether|why)\b", re.I)
_MOST_NAMED = 3  # authors of a paper, in a cell


def table(
    searcher: Searcher, composer: Composer, query: ParsedQuery, rows: Sequence[int], using: Routing
) -> str:
    """The papers against what they are compared on, and the columns that are asked for."""
    asked = columns_asked(query.message)
    fields = [column for column in asked if column in _FIELDS]
    told = [column for column in asked if column not in _FIELDS]
    aspects = [] if told else _phrases(query)[:MOST_COLUMNS]
    told = told or ([] if aspects else [IDEA, RESULT])
    cells = [_on(searcher, composer, aspect, rows, using) for aspect in aspects]
    cells += [_told(searcher, composer, column, rows) for column in told]
    columns = [*fields, *aspects, *told]
    lines = [_line(["Paper", *(column[:1].upper() + column[1:] for column in columns)])]
    lines.append("|" + " --- |" * (len(columns) + 1))
    for place, row in enumerate(rows):
        paper = composer.catalogue.paper(row)
        quoted = [composer.quote(one) if one else NOT_STATED for one in (column[place] for column in cells)]
        called = name_of(paper) + in_brackets(query, paper.paper_id)
        lines.append(_line([called, *(_FIELDS[field](paper) for field in fields), *quoted]))
    return "\n".join(lines)


def _authors(paper: Paper) -> str:
    more = " and others" if len(paper.authors) > _MOST_NAMED or paper.has_other_authors else ""
    return ", ".join(paper.authors[:_MOST_NAMED]) + more if paper.authors else NOT_GIVEN


_FIELDS: dict[str, Callable[[Paper], str]] = {
    YEAR: lambda paper: str(paper.published)[:4] if paper.published else NOT_GIVEN,
    AUTHORS: _authors,
    VENUE: lambda paper: paper.venue or NOT_GIVEN,
}


def _phrases(query: ParsedQuery) -> list[str]:
    """The aspects, those that stand side by side in the message as one; columns asked for are none."""
    said = {word.lower() for column in columns_asked(query.message) for word in words(column)}
    aspects = [aspect for aspect in query.aspects if aspect.lower() not in _NO_ASPECTS | said]
    if not aspects:
        return []
    word = "|".join(map(re.escape, aspects))
    found = re.findall(rf"\b(?:{word})(?:\s+(?:{word}))*\b", query.message, re.I)
    return list(dict.fromkeys(found)) or [" ".join(aspects)]


def _told(searcher: Searcher, composer: Composer, column: str, rows: Sequence[int]) -> list[Evidence | None]:
    """What each paper says to a column that is asked for: its idea, its result, or what it states on it."""
    if column == RESULT:
        return _results(searcher, rows)
    if not is_in_words(column):
        return [introducing(composer.catalogue, row) for row in rows]
    question = column if column.rstrip().endswith("?") or _ASKS.match(column) else f"which {column} is used?"
    looked_up, role = searcher.query(question[:1].lower() + question[1:]), role_of(column)
    return [said(searcher, row, looked_up, role) for row in rows]


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


def of_list(searcher: Searcher, composer: Composer, part: Part, using: Routing) -> Part:
    """A list of papers as a table, below the line that says how many fit; the first of many."""
    hits = tuple(part.hits)[:MOST_ROWS]
    of_no_list = part.query.intent is Intent.CORPUS and part.query.field not in ("list", *Order)
    if part.status is not Status.ANSWERED or not hits or of_no_list:
        return part
    counted = part.text.split("\n", 1)[0].rstrip(":")
    more = f"; the first {len(hits)}" if len(part.hits) > len(hits) and "; the first" not in counted else ""
    text = table(searcher, composer, part.query, [hit.row for hit in hits], using)
    return replace(part, text=f"{counted}{more}:\n\n{text}", hits=hits)
