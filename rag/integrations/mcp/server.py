"""The MCP server: which tools, resources and prompts there are, and what a model is told of them.

In: the tools' work. Out: a server of the official SDK, for any of its transports. The SDK hides the text of
an exception from the client, so what a model can act on is raised as its ToolError, which it shows.
"""

from collections.abc import Awaitable
from typing import Annotated, TypeVar
from urllib.parse import quote, unquote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import Resource, ToolAnnotations
from pydantic import Field

from rag.generation.prompts import fill
from rag.integrations.mcp.adding import NewPaper
from rag.integrations.mcp.shapes import Added, Asked, Check, Listing, Search
from rag.integrations.mcp.tools import Tools
from rag.integrations.serve.problems import problem_of
from rag.integrations.shapes import PaperShape
from rag.model.errors import AskError, UnknownPaperError

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
ADDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
TEMPLATE, AT = "ask://papers/{+paper_id}", "ask://papers/"
MARKDOWN = "text/markdown"

Day = Annotated[str, Field(description="2024, 2024-03 or 2024-03-18; empty for any")]
Question = Annotated[str, Field(description="a question about the papers, in plain words")]
Words = Annotated[str, Field(description="words, a title, an author or a subject")]
Name = Annotated[str, Field(description="a paper's id, its title, or the name of its method")]
Sort = Annotated[str, Field(description="title, published, organisation or upvotes; empty: the best first")]
Given = TypeVar("Given")


class PaperServer(MCPServer[None]):
    """A server whose resources are the papers of the library as it is now."""

    def __init__(self, tools: Tools, version: str) -> None:
        super().__init__(
            "ask",
            title="Ask: research papers",
            instructions=fill("mcp"),
            version=version,
            log_level="ERROR",
        )
        self._tools = tools

    async def list_resources(self) -> list[Resource]:
        """The newest papers; any other is read by its id, which search_papers finds."""
        return [
            Resource(
                uri=AT + quote(paper.paper_id), name=paper.paper_id, title=paper.title, mime_type=MARKDOWN
            )
            for paper in await self._tools.listed()
        ]


def make_server(tools: Tools, *, version: str = "0", allow_add: bool = False) -> MCPServer[None]:
    """The server; with `allow_add` papers can be added, too."""
    server = PaperServer(tools, version)
    _add_tools(server, tools)
    if allow_add:
        _add_adding(server, tools)
    _add_papers(server, tools)
    _add_prompts(server)
    return server


def _add_tools(server: MCPServer[None], tools: Tools) -> None:
    @server.tool(title="Search papers", annotations=READS)
    async def search_papers(query: Words, k: int = 8, since: Day = "", until: Day = "") -> Search:
        """Find papers in the library: ranked, each with the passage that fits best."""
        return await _told(tools.search_papers(query, k, since, until))

    @server.tool(title="Ask the papers", annotations=READS)
    async def ask_papers(
        question: Question, earlier: list[str] | None = None, since: Day = "", until: Day = ""
    ) -> Asked:
        """Answer a question from the papers alone, every sentence with the exact words that it is based on;
        says so where the papers do not answer. `earlier`: questions that it follows up, oldest first."""
        return await _told(tools.ask_papers(question, earlier or [], since, until))

    @server.tool(title="Get a paper", annotations=READS)
    async def get_paper(paper: Name) -> PaperShape:
        """Everything that is known of one paper, with its abstract."""
        return await _told(tools.get_paper(paper))

    @server.tool(title="List papers", annotations=READS)
    async def list_papers(
        query: Words = "", sort: Sort = "", descending: bool = False, page: int = 0
    ) -> Listing:
        """The papers of the library, or those that match; fifty to a page, pages counted from 0."""
        return await _told(tools.list_papers(query, sort, page, descending=descending))

    @server.tool(title="Check a claim", annotations=READS)
    async def check_claim(claim: str) -> Check:
        """Whether papers support each sentence of a text, with the best quote for it. Use it before you
        state something about the papers in your own words."""
        return await _told(tools.check_claim(claim))


def _add_adding(server: MCPServer[None], tools: Tools) -> None:
    @server.tool(title="Add papers", annotations=ADDS)
    async def add_papers(papers: list[NewPaper] | None = None, text: str = "") -> Added:
        """Add papers to the library: as records, or as the `text` of a BibTeX, RIS, JSON or CSV file. One
        that is known already is not added twice."""
        return await _told(tools.add_papers(papers or [], text))


def _add_papers(server: MCPServer[None], tools: Tools) -> None:
    @server.resource(TEMPLATE, name="paper", title="A paper", mime_type=MARKDOWN)
    async def paper(paper_id: str) -> str:
        """A paper of the library by its id: title, what is known of it, and its abstract."""
        try:
            return _as_markdown(await tools.get_paper(unquote(paper_id)))
        except UnknownPaperError as error:
            raise ResourceNotFoundError(str(error)) from error


def _add_prompts(server: MCPServer[None]) -> None:
    @server.prompt(title="Answer with citations")
    def answer_with_citations(question: str) -> str:
        """Answer a question from the library, every statement with its source."""
        return fill("mcp_answer", question=question)

    @server.prompt(title="Review the literature")
    def review_literature(topic: str) -> str:
        """What the papers of the library say on a topic, where they agree and where not."""
        return fill("mcp_review", topic=topic)

    @server.prompt(title="Check a draft")
    def check_draft(draft: str) -> str:
        """Hold each statement of a text against the papers."""
        return fill("mcp_check", draft=draft)


async def _told(made: Awaitable[Given]) -> Given:
    """The same; a problem as one that the SDK lets the client read."""
    try:
        return await made
    except AskError as error:
        raise ToolError(str(error)) from error
    except Exception as error:
        raise ToolError(problem_of(error).line) from error


def _as_markdown(paper: PaperShape) -> str:
    facts = {
        "id": paper.paper_id,
        "published": paper.published,
        "authors": ", ".join(paper.authors),
        "venue": paper.venue,
        "doi": paper.doi,
        "link": paper.url,
        "retracted": "yes" if paper.retracted else None,
    }
    lines = [f"- {name}: {value}" for name, value in facts.items() if value]
    return "\n".join([f"# {paper.title}", "", *lines, "", paper.text, ""])
