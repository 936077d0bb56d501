"""Invented papers as services know them, and what our server of services sends."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PORTAL = b"<!DOCTYPE html><html><head><title>Hotel Fern</title></head><body>Log in</body></html>"


@dataclass(frozen=True)
class Reply:
    body: bytes
    kind: str = "application/json"
    status: int = 200
    cut: bool = False


@dataclass(frozen=True)
class Shown:
    """An invented paper, and the ids that services know it by."""

    title: str
    abstract: str
    date: str = "2024-03-06"
    authors: tuple[str, ...] = ("Ann Fern", "Bo Lichen")
    arxiv: str = ""
    doi: str = ""
    forum: str = ""
    acl: str = ""
    upvotes: int = 7
    category: str = "cs.MS"
    known_to: str = ""  # only this service knows it; "": all do
    registrar: str = "crossref"  # or datacite
    retracted: str = ""  # the DOI of the notice
    cited: int = 12


Papers = Sequence[Shown]
Params = Mapping[str, str]


def known_by(papers: Papers, service: str, **ids: str) -> Shown | None:
    (name, value), *_ = ids.items()
    known = (p for p in papers if p.known_to in ("", service))
    return next((p for p in known if value and getattr(p, name).lower() == value.lower()), None)


def by_dois(papers: Papers, service: str, dois: Sequence[str]) -> list[Shown]:
    """Those with one of the DOIs; arXiv's go by their ids where they have no other."""
    wanted = {doi.lower() for doi in dois}
    known = (p for p in papers if p.known_to in ("", service))
    return [p for p in known if (p.doi or f"10.48550/arxiv.{p.arxiv}").lower() in wanted]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def titled(papers: Papers, service: str, title: str) -> list[Shown]:
    wanted = " ".join(words_of(title))
    known = (p for p in papers if p.known_to in ("", service))
    return [p for p in known if wanted and wanted in " ".join(words_of(p.title))]


def json_reply(value: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(value).encode(), status=status)
