"""BibTeX: an entry for each paper, with the fields that are known.

In: papers. Out: text that LaTeX takes, and that reads back as the same papers.
"""

import re
from collections.abc import Mapping, Sequence

from rag.export.keys import citation_keys
from rag.export.kinds import Kind, kind_of
from rag.export.names import split
from rag.export.plain import address, strip_controls
from rag.model.paper import Paper

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_KINDS = {Kind.ARTICLE: ("article", "journal"), Kind.CONFERENCE: ("inproceedings", "booktitle")}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "^": r"\^{}",
    "~": r"\~{}",
}
_LONE_BRACES = {"{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
_LIGATURE = re.compile(r"(?<=-)-|(?<=`)`|(?<=')'|(?<=[?!])`|(?<=:)\\")  # two that are taken for one


def as_bibtex(papers: Sequence[Paper], *, abstracts: bool = False) -> str:
    """An entry per paper, with the fields that are known."""
    keys = citation_keys(papers)
    return "\n\n".join(
        _entry(paper, key, abstracts=abstracts) for paper, key in zip(papers, keys, strict=True)
    )


def _entry(paper: Paper, key: str, *, abstracts: bool) -> str:
    kind, container = _KINDS.get(kind_of(paper), ("misc", "howpublished"))
    with_text = abstracts and paper.text_kind == "abstract"
    year, month, day = (*(paper.published or "").split("-"), "", "", "")[:3]
    fields = {
        "title": _braced(f"{{{_escaped(paper.title)}}}"),
        "author": _braced(" and ".join([*map(_author, paper.authors), *_others(paper)])),
        container: _braced(_escaped(paper.venue or "")),
        "year": _braced(year),
        "month": MONTHS[int(month) - 1] if month else "",
        "day": _braced(day.lstrip("0")),
        "eprint": _braced(paper.arxiv_id or ""),
        "archiveprefix": _braced("arXiv" if paper.arxiv_id else ""),
        "doi": _braced(address(paper.doi)),
        "url": _braced(address(paper.url)),
        "note": _braced(_escaped(paper.retraction or "")),
        "abstract": _braced(_escaped(paper.text) if with_text else ""),
    }
    return "\n".join([f"@{kind}{{{key},", *_lines(fields), "}"])


def _lines(fields: Mapping[str, str]) -> list[str]:
    return [f"  {name} = {value}," for name, value in fields.items() if value not in ("", "{}", "{{}}")]


def _others(paper: Paper) -> list[str]:
    return ["others"] if paper.has_other_authors else []


def _author(name: str) -> str:
    """As BibTeX takes names apart; braces round what it must not."""
    parts = split(name)
    if parts.suffix:
        return _escaped(f"{parts.family}, {parts.suffix}, {parts.given}")
    plain = _escaped(name)
    return _braced(plain) if parts.body and (" " in name or "," in name) else plain


def _braced(value: str) -> str:
    return f"{{{value}}}"


def _escaped(text: str) -> str:
    """As LaTeX shows it. BibTeX counts braces even behind a backslash, so one without its other is named."""
    broken = _LIGATURE.sub(lambda match: f"\0{match.group()}", strip_controls(text))
    special = _SPECIAL if _is_balanced(text) else {**_SPECIAL, **_LONE_BRACES}
    return "".join("{}" if c == "\0" else special.get(c, c) for c in broken)


def _is_balanced(text: str) -> bool:
    depth = 0
    for c in text:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0
