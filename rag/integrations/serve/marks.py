"""Citations of an answer as a chat shows them: a list under the text, and annotations of places in it.

In: an answer. Out: Markdown; annotations in the shape of OpenAI's `url_citation`, with what we know beyond
that in fields of our own. Places are characters of the message's content.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from rag.answering.rendering import Terminal, sources
from rag.export.plain import one_line, strip_controls
from rag.model.answer import Answer, Citation

_MARKER = re.compile(r"\[(\d{1,3})\]")
_CLOSING = "”\"'"


def harmless(text: str) -> str:
    """Without control characters, and without images of Markdown: a chat would load them from elsewhere."""
    return strip_controls(text).replace("![", "!\\[")


def below(answer: Answer) -> str:
    """What stands under the text: the sources, then what the reader should know; or nothing."""
    listed = sources(answer, Terminal())
    notes = "\n".join(f"Note: {one_line(note)}" for note in answer.notes)
    blocks = (block.replace("\n", "  \n") for block in (listed, notes) if block)
    return harmless("".join(f"\n\n{block}" for block in blocks))


def annotations(answer: Answer, link: Callable[[str], str], *, shift: int = 0) -> list[dict[str, Any]]:
    """One for each marker of the text that stands for a citation. `link` gives the address of a paper that
    has none of its own; `shift`: how many characters of the content stand before the answer's text."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": shift + start,
                "end_index": shift + end,
                "url": cited.url or link(cited.paper_id),
                "title": one_line(cited.title),
                "number": cited.number,
                "paper_id": cited.paper_id,
                "published": cited.published,
                "quote": cited.quote,
                "quote_start": cited.start,
                "quote_end": cited.end,
                "support": cited.support,
                "retracted": cited.retracted,
            },
        }
        for start, end, cited in _cited(answer)
    ]


def _cited(answer: Answer) -> Iterator[tuple[int, int, Citation]]:
    """Each place with the citation that it stands for: each quote of a run, the last with the marker behind
    it, else the marker. Where the words before a marker do not decide, citations of a number are taken in
    their order."""
    by_number: dict[int, list[Citation]] = {}
    for citation in answer.citations:
        by_number.setdefault(citation.number, []).append(citation)
    used: dict[int, int] = {}
    for marker in _MARKER.finditer(answer.answer):
        found = by_number.get(number := int(marker[1]))
        if not found:
            continue
        if run := list(_run(answer.answer[: marker.start()], found)):
            ends = [*(end for _, end, _ in run[:-1]), marker.end()]
            yield from ((start, end, one) for (start, _, one), end in zip(run, ends, strict=True))
            continue
        turn = used.get(number, 0)
        used[number] = turn + 1
        yield marker.start(), marker.end(), found[min(turn, len(found) - 1)]


def _run(before: str, found: list[Citation]) -> list[tuple[int, int, Citation]]:
    """The quotes that stand in a row right before a marker, with their places, in their order."""
    run: list[tuple[int, int, Citation]] = []
    while True:
        text = before.rstrip().rstrip(_CLOSING)
        quoted = next((c for c in found if c.quote and text.endswith(harmless(c.quote))), None)
        if quoted is None or (run and text == before.rstrip()):
            return run[::-1]
        start = len(text) - len(harmless(quoted.quote))
        run.append((start, len(text), quoted))
        before = before[:start].rstrip().rstrip("“\"'")
