"""BibTeX and biblatex: records with an abstract."""

import re
from collections.abc import Mapping

from rag.ingest.formats.bibtex_blocks import KEY_FIELD, begins, blocks
from rag.ingest.formats.bibtex_dates import date_of
from rag.ingest.formats.bibtex_journals import JOURNALS
from rag.ingest.formats.bibtex_names import names_of
from rag.ingest.formats.fields import text_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source
from rag.model.identifiers import (
    arxiv_id_in,
    arxiv_id_noted,
    arxiv_id_of,
    doi_in,
    doi_in_address,
    doi_noted,
)

ABSTRACTS = ("abstract", "abstractnote", "abstract_note", "abstract_en", "abstract-en", "summary")
NOTES = ("annote", "annotation", "note", "comment", "comments", "review")
SHORTEST_NOTE = 200  # characters: what reviewers jot down is shorter than an abstract
OLD_ID = r"[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7}"
NEW_ID = r"\d{4}\.\d{4,5}"
BARE_ARXIV = re.compile(
    rf"\s*(?:abs/|arxiv:)?({OLD_ID}|{NEW_ID})(?:v\d+)?(?:\s*\[[\w., -]+\])?\s*", re.IGNORECASE
)
DBLP_KEY = re.compile(r"(?:DBLP:)?journals/corr/abs-(\d{4})-(\d{4,5})", re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
ADDRESS = re.compile(r"https?://[^\s{}\"<>]+")
NAMING_ARXIV = "eprint doi url journal journaltitle number volume eid pages ee".split()
NOTING_ARXIV = "howpublished note extra publisher series institution booktitle annote".split()
PREPRINTS = re.compile(r"arxiv|^corr$", re.IGNORECASE)


def sniff(source: Source) -> bool:
    """Whether a line begins like a BibTeX entry."""
    return begins(source.text)


def read(source: Source) -> Listed:
    """BibTeX records; one whose key was used before is still a record."""
    return [
        _entry(fields, f"line {line}") if fields else Problem(f"line {line}", "not readable as BibTeX")
        for line, fields in blocks(source.text)
    ]


def _entry(fields: Mapping[str, str], where: str) -> Entry | Problem:
    title, abstract = _title(fields), _abstract(fields)
    if not title or not abstract:
        return Problem(where, "no abstract" if title else "no title")
    authors, others = names_of(text_in(fields, "author", "authors") or "")
    venue = _unwrapped(text_in(fields, "journal", "journaltitle", "booktitle", "school", "institution"))
    return Entry(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=None if others else len(authors) or None,
        date=date_of(fields),
        url=_address(fields),
        arxiv_id=_arxiv_id(fields),
        doi=_doi(fields),
        venue=None if PREPRINTS.search(venue or "arxiv") else JOURNALS.get(venue or "", venue),
    )


def _title(fields: Mapping[str, str]) -> str | None:
    title, subtitle = (_unwrapped(text_in(fields, name)) for name in ("title", "subtitle"))
    if not title or not subtitle or subtitle.lower() in title.lower():
        return title
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", "–", "—", "-")) else f"{title}: {subtitle}"


def _abstract(fields: Mapping[str, str]) -> str | None:
    """The abstract; failing that, a note that is as long as one."""
    abstract = _unwrapped(text_in(fields, *ABSTRACTS))
    notes = (_unwrapped(text_in(fields, name)) or "" for name in NOTES)
    return abstract or next((note for note in notes if len(note) >= SHORTEST_NOTE), None)


def _unwrapped(value: str | None) -> str | None:
    """Without braces round the whole value, which keep its capitals and mean nothing else."""
    if not value or not value.startswith("{"):
        return value
    closes, begin, end = _closing(value), 0, len(value)
    while begin < end and (value[begin], value[end - 1]) == ("{", "}"):
        if closes.get(begin, end - 1) != end - 1:
            break
        begin, end = begin + 1, end - 1
        while begin < end and value[begin].isspace():
            begin += 1
        while begin < end and value[end - 1].isspace():
            end -= 1
    return value[begin:end]


def _closing(value: str) -> dict[int, int]:
    """The place of the brace that closes each that opens, where there is one."""
    open_ones, closes = list[int](), dict[int, int]()
    for brace in _BRACES.finditer(value):
        if brace[0] == "{":
            open_ones.append(brace.start())
        elif open_ones:
            closes[open_ones.pop()] = brace.start()
    return closes


def _plain(value: str | None) -> str:
    """An address or a number without what LaTeX needs round its signs."""
    value = re.sub(r"\\(?:url|href|path)\s*(?=\{)", "", value or "")
    value = re.sub(r"\{?\\(?:textasciitilde|sim|~)(?:\s*\{\})?\}?", "~", value)
    value = re.sub(r"\{?\\(?:textunderscore|_)(?:\s*\{\})?\}?", "_", value)
    return re.sub(r"\\([#%&$_~{}])|[{}]", lambda sign: sign[1] or " ", value).strip()


def _address(fields: Mapping[str, str]) -> str | None:
    for name in ("url", "link", "ee", "howpublished", "bdsk-url-1"):
        if found := ADDRESS.search(_plain(fields.get(name))):
            return found[0].rstrip(".,;")
    note = re.match(
        r"(?:(?:also )?(?:available|accessible)[\w ]{0,20}:?\s*|url:?\s*)?(?=https?://)",
        _plain(fields.get("note")),
        re.I,
    )
    if note and (found := ADDRESS.search(note.string)):
        return found[0].rstrip(".,;")
    return _plain(fields.get("url")) or None


def _doi(fields: Mapping[str, str]) -> str | None:
    of_doi = fields.get("eprint") if fields.get("eprinttype", "").lower() == "doi" else None
    links = (doi_in_address(_plain(fields.get(name))) for name in ("url", "ee", "howpublished", "bdsk-url-1"))
    own = doi_in(*(_unbraced(value) for value in (fields.get("doi"), of_doi)))
    return own or next(filter(None, links), None) or doi_noted(_unbraced(fields.get("note")))


def _unbraced(value: str | None) -> str:
    """A DOI without braces, its angle brackets as such: {\\textless} and $<$ are "<"."""
    value = re.sub(r"\\text(?:less|greater)\s?", lambda sign: "<" if "less" in sign[0] else ">", value or "")
    return re.sub(r"[{}$]", "", value)


def _arxiv_id(fields: Mapping[str, str]) -> str | None:
    """The arXiv id, in whichever field the tool that wrote the entry puts it."""
    archive = _plain(fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    eprint, kind = (
        _plain(fields.get("eprint")),
        _plain(fields.get("primaryclass") or fields.get("eprintclass")),
    )
    if "arxiv" in archive and kind and re.fullmatch(r"\d{7}(?:v\d+)?", eprint):
        return f"{kind.partition('.')[0]}/{eprint[:7]}"
    own = [eprint] if "arxiv" in archive else []
    own += [_plain(fields.get(name)) for name in ("arxivid", "arxiv", "arxiv_id")]
    preprint = any(
        PREPRINTS.search(_plain(fields.get(name))) for name in ("journal", "journaltitle", "publisher")
    )
    own += [_plain(fields.get(name)) for name in ("volume", "number", "eid", "pages")] if preprint else []
    bare = (found[1] for value in own if (found := BARE_ARXIV.fullmatch(value)))
    return arxiv_id_of(next(bare, "")) or _named_arxiv_id(fields)


def _named_arxiv_id(fields: Mapping[str, str]) -> str | None:
    """The id in a field that calls it arXiv's, in a note that gives it as its own, or in DBLP's key."""
    texts = [_plain(fields.get(name)) for name in NAMING_ARXIV]
    notes = (arxiv_id_noted(_plain(fields.get(name))) for name in NOTING_ARXIV)
    key = DBLP_KEY.fullmatch(fields.get(KEY_FIELD, ""))
    called = (text for text in texts if re.search(r"arxiv|abs/", text, re.IGNORECASE))
    named = next((found for text in called if (found := arxiv_id_in(text))), None)
    return named or next(filter(None, notes), None) or (f"{key[1]}.{key[2]}" if key else None)


FORMAT = Format("BibTeX", sniff, read)
