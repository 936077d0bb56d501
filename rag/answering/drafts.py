"""Check people's own texts against the papers, sentence by sentence.

In: a draft (Markdown or plain, with [n] markers or without), or claims with their own
sources. Out: for each sentence whether a paper supports it, and the words that do.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rag.answering.assistant import Assistant
from rag.model.conversation import MESSAGE_CHARACTERS
from rag.text.sentences import sentences
from rag.verification.checker import SupportChecker
from rag.verification.verdict import Verdict

TOO_LONG = f"{{size:,}} characters are too many for one claim; {MESSAGE_CHARACTERS:,} are read at most"
PAPERS_CHECKED = 5  # papers that a sentence is held against
_BLOCK = re.compile(r"^(?:```.*?^```|[^\S\n]*\|[^\n]*\|[^\S\n]*$)", re.S | re.M)
_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|>\s*)")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft: text[start:end] of it; the quote's offsets are the paper's; `retracted` is said
    of the paper."""

    text: str
    start: int
    end: int
    support: str
    score: float
    paper_id: str | None
    title: str | None
    quote: str
    quote_start: int
    quote_end: int
    why: str
    retracted: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def check_draft(checker: SupportChecker, assistant: Assistant, draft: str) -> list[DraftSentence]:
    """Every sentence of the draft, in order; code, tables and headings hold no claims."""
    return [_check(checker, assistant, draft, start, end) for start, end in _draft_sentences(draft)]


def _draft_sentences(draft: str) -> Iterator[tuple[int, int]]:
    blanked = _BLOCK.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), draft)
    place = 0
    for line in re.split(r"(\n\s*\n|\n(?=\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|>)))", blanked):
        lead = _LEAD.match(line)
        heading = line.lstrip().startswith("#")
        begin = place + (lead.end() if lead else 0)
        if not heading:
            yield from ((begin + a, begin + b) for a, b in sentences(blanked[begin : place + len(line)]))
        place += len(line)


def _check(checker: SupportChecker, assistant: Assistant, draft: str, start: int, end: int) -> DraftSentence:
    text = draft[start:end]
    if len(text) > MESSAGE_CHARACTERS:
        why = TOO_LONG.format(size=len(text))
        return DraftSentence(text, start, end, str(Verdict.NO_CLAIM), 0.0, None, None, "", 0, 0, why)
    searcher = assistant.searcher
    rows = [hit.row for hit in searcher.search(re.sub(r"\[[\d, -]+\]", "", text)).top(PAPERS_CHECKED)]
    papers = [searcher.catalogue.paper(row) for row in rows]
    heads = [f"{p.title}\n" for p in papers]
    found = checker.check(text, [head + p.text for head, p in zip(heads, papers, strict=True)])
    if found.source is None or found.verdict is Verdict.NO_CLAIM:
        return DraftSentence(
            text, start, end, str(found.verdict), found.score, None, None, "", 0, 0, found.why
        )
    paper, shift = papers[found.source], len(heads[found.source])
    a, b = max(0, found.start - shift), max(0, found.end - shift)
    quote = paper.text[a:b]
    about = paper.paper_id, paper.title, quote, a, b, found.why, paper.retracted
    return DraftSentence(text, start, end, str(found.verdict), found.score, *about)


def check_claim(checker: SupportChecker, asked: Any, number: int) -> dict[str, Any]:
    """The result for the record on line `number`: its id, and what its sources do for its claim,
    or an "error" that says what the record lacks."""
    try:
        id_, claim, sources = asked.get("id"), asked["claim"], asked["sources"]
    except (AttributeError, KeyError, TypeError):
        id_ = asked.get("id") if isinstance(asked, dict) else None
        return {"id": id_, "error": f"line {number} needs a claim and a list of sources"}
    if (
        not isinstance(claim, str)
        or not isinstance(sources, list)
        or not all(isinstance(s, str) for s in sources)
    ):
        return {"id": id_, "error": f"line {number}: claim must be text, sources a list of texts"}
    if not sources:
        return {"id": id_, "error": f"line {number}: sources must hold at least one text"}
    if len(claim) > MESSAGE_CHARACTERS:
        return {"id": id_, "error": f"line {number}: {TOO_LONG.format(size=len(claim))}"}
    found = checker.check(claim, sources)
    return {
        "id": id_,
        "support": str(found.verdict),
        "score": round(found.score, 4),
        "source": found.source,
        "quote": found.quote,
        "start": found.start,
        "end": found.end,
        "why": found.why,
    }
