"""BibTeX and biblatex: records with an abstract."""

import re
from collections.abc import Mapping

from rag.ingest.formats.bibtex_blocks import begins, blocks
from rag.ingest.formats.bibtex_dates import date_of
from rag.ingest.formats.bibtex_names import names_of
from rag.ingest.formats.fields import text_in
from rag.ingest.formats.format import Entry, Format, Listed, Problem, Source

ABSTRACTS = ("abstract", "abstractnote", "abstract_note", "abstract_en", "abstract-en", "summary")
NOTES = ("annote", "annotation", "note", "comment", "comments", "review")
SHORTEST_NOTE = 200  # characters: what reviewers jot down is shorter than an abstract
OLD_ID = r"[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7}"
NEW_ID = r"\d{4}\.\d{4,5}"
ARXIV = re.compile(
    rf"(?:arxiv(?:\.org/(?:abs|pdf|html)/|[.:\s/]+)(?:preprint\s+)?(?:arxiv[:\s]+)?(?:abs/)?)({OLD_ID}|{NEW_ID})(?!\d)",
    re.IGNORECASE,
)
BARE_ARXIV = re.compile(
    rf"\s*(?:abs/|arxiv:)?({OLD_ID}|{NEW_ID})(?:v\d+)?(?:\s*\[[\w., -]+\])?\s*", re.IGNORECASE
)
DOI = re.compile(r"10\.\d{4,9}/[^\s{}\"<>|]+")
ADDRESS = re.compile(r"https?://[^\s{}\"<>]+")
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
        venue=None if PREPRINTS.search(venue or "arxiv") else venue,
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
    while value and value.startswith("{") and value.endswith("}"):
        depth, closes = 0, 0
        for closes, sign in enumerate(value):  # noqa: B007
            depth += (sign == "{") - (sign == "}")
            if not depth:
                break
        if closes + 1 < len(value):
            break
        value = value[1:-1].strip()
    return value


def _plain(value: str | None) -> str:
    """An address or a number without what LaTeX needs round its signs."""
    value = re.sub(r"\\(?:url|href|path)\s*(?=\{)", "", value or "")
    value = re.sub(r"\{?\\(?:textasciitilde|sim|~)(?:\s*\{\})?\}?", "~", value)
    value = re.sub(r"\{?\\(?:textunderscore|_)(?:\s*\{\})?\}?", "_", value)
    return re.sub(r"\\([#%&$_~{}])|[{}]", lambda sign: sign[1] or " ", value).strip()


def _address(fields: Mapping[str, str]) -> str | None:
    for name in ("url", "link", "ee", "howpublished", "bdsk-url-1", "note"):
        if found := ADDRESS.search(_plain(fields.get(name))):
            return found[0].rstrip(".,;")
    return _plain(fields.get("url")) or None


def _doi(fields: Mapping[str, str]) -> str | None:
    of_doi = fields.get("eprint") if fields.get("eprinttype", "").lower() == "doi" else None
    for value in (fields.get("doi"), of_doi, fields.get("url"), fields.get("ee"), fields.get("howpublished")):
        if found := DOI.search(_plain(value)):
            return found[0].rstrip(".,;")
    note = re.match(r"\s*(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)(\S+)", _plain(fields.get("note")), re.I)
    found = DOI.match(note[1]) if note else None
    return found[0].rstrip(".,;") if found else None


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
    own += [_plain(fields.get(name)) for name in ("volume", "number", "pages")] if preprint else []
    for value in own:
        if found := BARE_ARXIV.fullmatch(value):
            return found[1]
    for name in ("eprint", "doi", "url", "journal", "journaltitle", "number", "volume", "howpublished", "ee"):
        if found := ARXIV.search(_plain(fields.get(name))):
            return found[1]
    for name in ("note", "extra", "publisher", "series", "institution", "booktitle", "eprint"):
        value = _plain(fields.get(name))  # a note may be on another paper, unless it begins with the id
        if PREPRINTS.match(value.removeprefix("https://").removeprefix("http://")) and (
            found := ARXIV.search(value)
        ):
            return found[1]
    return None


FORMAT = Format("BibTeX", sniff, read)
