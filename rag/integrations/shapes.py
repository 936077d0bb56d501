"""The shapes of what is given to programs, as JSON Schema is made from them.

In: nothing. Out: models of the objects that `ask --json` prints, which OpenAPI's page and MCP's tools show to
their clients. The objects may hold more than is said here.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow")


class CitationShape(_Shape):
    """One quoted span: `quote` is the paper's text[start:end], in characters."""

    number: int = Field(description="the number of the paper in the answer's text")
    paper_id: str
    title: str
    url: str | None
    published: str | None = Field(description="ISO 8601 of the precision that is known")
    quote: str
    start: int
    end: int
    support: str = Field(description="quoted, supported, weak, unsupported or unchecked")
    retracted: bool = Field(default=False, description="whether the paper is known to be retracted")
    byline: str = Field(default="", description="the paper's authors in few words")


class RankedShape(_Shape):
    """A paper that retrieval found; scores compare within one answer."""

    paper_id: str
    title: str
    score: float


class AnswerShape(_Shape):
    """An answer: text with [1] markers, and the words behind each."""

    question: str
    understood: str = Field(description="the stand-alone question that was looked up, with its filters")
    status: Literal["answered", "partly_answered", "not_answered"]
    answer: str
    citations: list[CitationShape]
    papers: list[RankedShape] = Field(description="what retrieval found, best first")
    notes: list[str] = Field(description="what the reader should know beside the answer")
    mode: str
    model: str | None
    seconds: float


class PaperShape(_Shape):
    """What is known of one paper."""

    paper_id: str
    title: str
    text: str
    text_kind: str = Field(description="abstract or digest")
    published: str | None
    authors: list[str]
    author_count: int | None
    organisation: str | None
    upvotes: int | None
    url: str | None
    doi: str | None
    venue: str | None
    sources: list[str]
    citation_count: int | None = Field(default=None, description="as services said when they were asked")
    retracted: bool = Field(default=False, description="whether it is known to be retracted")
    retraction_notice: str | None = Field(default=None, description="the DOI of the notice")
    checked: str | None = Field(default=None, description="the day on which services were asked for these")


class ListingShape(_Shape):
    """One page of papers; pages are counted from 0."""

    papers: list[PaperShape]
    total: int
    page: int
    pages: int
