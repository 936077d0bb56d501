"""What a reader typed to have papers fetched: ids, DOIs, links, titles.

In: a text. Out: References, each of one kind and in one form, or a line that says why it is none. Nothing is
looked up here.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from rag.model.errors import AskError
from rag.model.identifiers import arxiv_id_in, arxiv_id_of, doi_in, doi_in_address


class Kind(StrEnum):
    """How a paper is named; the value is what it is called in a message."""

    ARXIV = "arXiv id"
    HUGGING_FACE = "Hugging Face paper"
    DOI = "DOI"
    OPENREVIEW = "OpenReview forum"
    ACL = "ACL Anthology id"
    SEMANTIC_SCHOLAR = "Semantic Scholar id"
    OPENALEX = "OpenAlex id"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Reference:
    """One paper as it was asked for: its kind, its id or title in one form, and what was typed."""

    kind: Kind
    id: str
    typed: str


class UnknownReferenceError(AskError):
    """What was typed names no paper in any way that is known."""

    def __init__(self, typed: str) -> None:
        shown = typed if len(typed) <= 80 else f"{typed[:79]}…"
        if "://" in typed:
            advice = (
                "no link of a service that is known here; save the page and read it with: ask ingest PAGE"
            )
        else:
            advice = "neither an arXiv id, a DOI or a link, nor a title of several words"
        super().__init__(f"“{shown}” is {advice}")


_AT = r"(?:https?://)?(?:www\.)?"
_ACL_ID = r"(\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+|[A-Z]\d{2}-\d{4,5})"
# Links and ids, the more special first: what they look like, and the kind that they are.
_FORMS = (
    (rf"{_AT}(?:huggingface\.co|hf\.co)/papers/([\w.-]+(?:/\d{{7}})?)", Kind.HUGGING_FACE),
    (rf"{_AT}openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]*&)?id=([\w-]+)", Kind.OPENREVIEW),
    (rf"{_AT}(?:aclanthology\.(?:org|info)|aclweb\.org/anthology)/(?:[\w-]+/)*{_ACL_ID}", Kind.ACL),
    (rf"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.(?:18653|3115)/v1/{_ACL_ID}\Z", Kind.ACL),
    (rf"(?:acl:)?{_ACL_ID}\Z", Kind.ACL),
    (r"(?:https?://)?(?:www\.|api\.)?semanticscholar\.org/(?:\S*/)?([0-9a-f]{40})", Kind.SEMANTIC_SCHOLAR),
    (r"(?:(?:https?://)?(?:www\.|api\.)?semanticscholar\.org/)?(CorpusId:\s*\d+)", Kind.SEMANTIC_SCHOLAR),
    (r"(?:https?://)?(?:api\.)?openalex\.org/(?:works/)?(W\d+)", Kind.OPENALEX),
    (r"(?:openalex:)?(W\d{6,})\Z", Kind.OPENALEX),
)  # fmt: skip
_PATTERNS = tuple((re.compile(form, re.IGNORECASE), kind) for form, kind in _FORMS)
_NATURE = re.compile(r"nature\.com/articles/([\w-]+)")  # whose addresses are its DOIs but for the beginning
_QUOTES = "\"'“”„«»‘’"
_QUOTED = re.compile(rf"\s*[{_QUOTES}](.+)[{_QUOTES}]\s*(?:[.,;]\s*)?", re.DOTALL)
_BULLET = re.compile(r"(?:[-*•]|\d{1,3}[.)])\s+")
_BETWEEN = frozenset(("and", "&", "+", "-", "*", "•"))  # what stands between ids that belong to no title
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_FILE = re.compile(r"([\w.-]+)\.pdf", re.IGNORECASE)  # as arXiv calls a paper that was saved
# Of bioRxiv and medRxiv, whose addresses have a version that their DOIs do not have
_VERSIONED = re.compile(r"(10\.(?:1101|64898)/.*\d)v\d+", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def reference_of(typed: str) -> Reference:
    """The one paper that a text names. UnknownReferenceError where it names none."""
    typed = " ".join("".join(c for c in typed if unicodedata.category(c) != "Cf").split())
    if quoted := _QUOTED.fullmatch(typed):
        return _titled(quoted[1].strip(), typed)
    if linked := _named(typed):
        return linked
    if "://" not in typed and len(re.findall(r"\w+", typed)) > 1 and " " in typed:
        return _titled(typed, typed)
    raise UnknownReferenceError(typed)


def references_in(text: str) -> list[Reference | UnknownReferenceError]:
    """The papers that a box of text names: a line is one, or holds several ids and links; each once."""
    found: dict[tuple[str, str], Reference | UnknownReferenceError] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        for typed in _several(line) or [line]:
            one = _read(typed)
            key = (one.kind, one.id) if isinstance(one, Reference) else ("", typed)
            found.setdefault(key, one)
    return list(found.values())


def _several(line: str) -> list[str]:
    """The ids and links that a line lists, one after the other; none where it is about one paper, as a title
    is, or a citation with an arXiv id and a DOI."""
    parts = [part for part in re.split(r"[\s,;]+", line) if part and part.casefold() not in _BETWEEN]
    named = [(part, one.kind, one.id) for part in parts if (one := _named(part))]
    kinds = [kind for kind, _ in dict.fromkeys((kind, id_) for _, kind, id_ in named)]
    if len(named) == len(parts) or len(kinds) > len(set(kinds)):
        return [part for part, _, _ in named]
    return []


def _read(typed: str) -> Reference | UnknownReferenceError:
    try:
        return reference_of(typed)
    except UnknownReferenceError as error:
        return error


def _titled(title: str, typed: str) -> Reference:
    if not any(sign.isalnum() for sign in title):
        raise UnknownReferenceError(typed)
    return Reference(Kind.TITLE, title, typed)


def _named(typed: str) -> Reference | None:
    """The paper of an id or a link; of a whole citation that of the arXiv id, the link or the DOI in it."""
    text = unicodedata.normalize("NFKC", unquote(typed)).translate(_DASHES)
    plain = _BULLET.sub("", text.strip("<>()[],;. "), count=1)
    for pattern, kind in _PATTERNS:
        starts = (pattern.match(part) for part in (plain, *_ADDRESS.findall(plain)))
        if found := next(filter(None, starts), None):
            id_ = _in_one_form(found[1], kind)
            return Reference(kind, id_, typed) if id_ else None
    saved = _FILE.fullmatch(plain)
    if arxiv_id := arxiv_id_in(plain) or arxiv_id_in(saved[1] if saved else None):
        return Reference(Kind.ARXIV, arxiv_id, typed)
    nature = _NATURE.search(plain)
    doi = f"10.1038/{nature[1]}" if nature else doi_in_address(typed) if "://" in text else doi_in(text)
    versioned = _VERSIONED.fullmatch(doi or "")
    doi = versioned[1] if versioned else doi
    return Reference(Kind.DOI, doi, typed) if doi else None


def _in_one_form(id_: str, kind: Kind) -> str | None:
    """An id as its service writes it; None where it cannot be one."""
    if kind is Kind.HUGGING_FACE:
        return arxiv_id_of(id_)
    if kind is Kind.ACL:
        return id_.lower() if id_[0].isdigit() else id_.upper()
    if kind is Kind.SEMANTIC_SCHOLAR:
        corpus, colon, number = id_.partition(":")
        return f"CorpusId:{number.strip()}" if colon else corpus.lower()
    return id_.upper() if kind is Kind.OPENALEX else id_
