"""What a paper is: its fields, its identity, and how it is written as JSON."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, fields
from typing import Any

from rag.model.identifiers import arxiv_id_of

SLUG_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: what is known of it, and the text that may be quoted.

    text_kind: abstract or digest. published: ISO 8601 of the precision that the source has ("2019",
    "2019-07", "2019-07-03"). sources: names of the files that it came from. raw: the text before it
    was cleaned. questions: expansion queries, questions that the paper answers. venue: the journal,
    conference or series. of_record: the text is the publisher's and not a preprint's.
    shared_doi: the DOI is that of a collection, such as a supplement, and stands on other papers too.
    """

    paper_id: str
    title: str
    text: str
    text_kind: str = "abstract"
    published: str | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    upvotes: int | None = None
    url: str | None = None
    doi: str | None = None
    venue: str | None = None
    sources: tuple[str, ...] = ()
    raw: str = ""
    questions: tuple[str, ...] = ()
    of_record: bool = False
    citation_count: int | None = None
    retracted: bool = False
    retraction_notice: str | None = None
    checked: str | None = None
    shared_doi: bool = False

    @property
    def own_doi(self) -> str | None:
        """The DOI, where it is of this paper alone."""
        return None if self.shared_doi else self.doi

    @property
    def key(self) -> str:
        """Entries with the same key are the same paper."""
        return title_key(self.title)

    @property
    def arxiv_id(self) -> str | None:
        """The arXiv id, where that is what the paper is known by."""
        return arxiv_id_of(self.paper_id)

    @property
    def has_other_authors(self) -> bool:
        """Whether others than those named wrote it too; how many is not known where `author_count` is not."""
        return bool(self.authors) and (self.author_count is None or self.author_count > len(self.authors))

    @property
    def byline(self) -> str:
        """Who wrote it, in few words: "Ada Moss", "Ada Moss and Bo Lichen", "Ada Moss and others"."""
        if len(self.authors) > 2 or self.has_other_authors:
            return f"{self.authors[0]} and others"
        return " and ".join(self.authors)

    @property
    def retraction(self) -> str | None:
        """What stands beside a paper that was retracted, wherever it is named; None for any other."""
        if not self.retracted:
            return None
        notice = self.retraction_notice
        return f"Retracted; notice: https://doi.org/{notice}" if notice else "Retracted"

    @property
    def fingerprint(self) -> str:
        """Changes when anything the indexes or the reader see changes; 16 hex digits."""
        content = {**self.to_json(), "questions": list(self.questions)}
        content |= {"of_record": self.of_record, "shared_doi": self.shared_doi}
        for name in _LATER:  # so that a paper of an older library keeps its fingerprint
            if not content[name]:
                del content[name]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """What `ask show --json` prints."""
        return {
            "paper_id": self.paper_id,
            "title": self.title,
            "text": self.text,
            "text_kind": self.text_kind,
            "published": self.published,
            "authors": list(self.authors),
            "author_count": self.author_count,
            "organisation": self.organisation,
            "upvotes": self.upvotes,
            "url": self.url,
            "doi": self.doi,
            "venue": self.venue,
            "sources": list(self.sources),
            "citation_count": self.citation_count,
            "retracted": self.retracted,
            "retraction_notice": self.retraction_notice,
            "checked": self.checked,
        }


def date_order(published: str, *, newest_first: bool) -> str:
    """What dates are ordered by: one known to the year or month stands behind the days in it, either way."""
    return published if newest_first else f"{published}~"


def title_key(title: str) -> str:
    """Letters and digits only, compatibility forms folded, lower-case."""
    folded = unicodedata.normalize("NFKC", title).lower()
    return "".join(c for c in folded if c.isalnum()) or title.strip()


def title_slug(title: str) -> str:
    """A name to type: ascii words joined by '-', at most 80 characters.

    Where words had to go (too long, not ascii) six digits of a hash keep it unique.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    key = title_key(title)
    whole = "".join(c for c in unicodedata.normalize("NFKD", key) if c.isalnum())
    if len(slug) <= SLUG_CHARACTERS and slug.replace("-", "") == whole:
        return slug
    room = SLUG_CHARACTERS - 7
    if len(slug) > room:
        slug = slug[: room + 1].rpartition("-")[0] or slug[:room]
    return f"{slug or 'paper'}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


_FIELDS = tuple(field.name for field in fields(Paper))
_TUPLES = ("authors", "sources", "questions")
_LATER = (  # fields that papers of older libraries lack
    *("doi", "venue", "of_record", "shared_doi"),
    *("citation_count", "retracted", "retraction_notice", "checked"),
)


def payload_of(paper: Paper) -> str:
    """Everything known of the paper, as JSON."""
    kept = {"raw": paper.raw, "questions": paper.questions, "of_record": paper.of_record}
    shared = {"shared_doi": True} if paper.shared_doi else {}
    return json.dumps({**paper.to_json(), **kept, **shared}, ensure_ascii=False)


def paper_from(payload: str | bytes) -> Paper:
    """The paper that `payload_of` wrote; fields that it gained since then may be missing, and those that only
    a newer version knows are left out."""
    found: dict[str, Any] = json.loads(payload)
    known = {name: found[name] for name in _FIELDS if name in found}
    return Paper(**{**known, **{name: tuple(found[name]) for name in _TUPLES}})


def shown_kind(text_kind: str) -> str:
    """The kind of a text as people are told it: "our summary" of a digest, whose words are ours."""
    return "our summary" if text_kind == "digest" else text_kind
