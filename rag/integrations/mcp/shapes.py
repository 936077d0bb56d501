"""What the tools give: models from which the SDK makes each tool's output schema.

In: nothing. Out: values for a program to read; the SDK writes them as text too, for clients that know no
structured results.
"""

from pydantic import BaseModel, Field

from rag.integrations.shapes import CitationShape


class BriefPaper(BaseModel):
    """A paper in a list; get_paper gives its text."""

    paper_id: str
    title: str
    published: str | None = Field(description="ISO 8601 of the precision that is known")
    authors: list[str]
    url: str | None
    retracted: bool = Field(default=False, description="whether it is known to be retracted")


class FoundPaper(BriefPaper):
    """A paper that fits a query, with the passage that fits best."""

    score: float = Field(description="compares within one search")
    quote: str = Field(description="the paper's own words; empty where it has no text")


class Search(BaseModel):
    """Papers ranked for a query, the best first."""

    query: str
    papers: list[FoundPaper]


class Asked(BaseModel):
    """An answer from the papers alone: text with [1] markers, and the words behind each."""

    status: str = Field(description="answered, partly_answered or not_answered: the papers do not say")
    answer: str
    citations: list[CitationShape]
    understood: str = Field(description="what was looked up, with its filters")
    notes: list[str]


class Listing(BaseModel):
    """One page of papers; pages are counted from 0."""

    papers: list[BriefPaper]
    total: int
    page: int
    pages: int


class CheckedClaim(BaseModel):
    """One sentence, and the best that a paper says for it."""

    text: str
    support: str = Field(description="supported, weak, unsupported or no claim")
    score: float
    paper_id: str | None
    title: str | None
    quote: str
    why: str = Field(description="what speaks against it, in a few words")
    retracted: bool = Field(default=False, description="whether the paper is known to be retracted")


class Check(BaseModel):
    """Each sentence of a text, held against the papers."""

    sentences: list[CheckedClaim]


class Added(BaseModel):
    """What came of records: how many were new, how many papers the library has now."""

    added: int
    updated: int
    unchanged: int
    skipped: int
    papers: int
    problems: list[str] = Field(description="what could not be read, and why")
