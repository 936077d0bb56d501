"""`ask mcp` as the SDK's own client meets it: tools, resources, prompts; over stdio and over HTTP."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from jsonschema import Draft202012Validator

pytest.importorskip("mcp", reason="mcp is not installed")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.integrations.mcp.launching import application
from rag.integrations.mcp.server import make_server
from rag.integrations.mcp.tools import Opened, Tools
from rag.integrations.serve.gate import Rules
from rag.integrations.serve.launching import Address, Server, bound, open_desk
from rag.model.errors import EmptyLibraryError
from rag.model.settings import Settings
from rag.verification.checker import SupportChecker
from rag.web.door import Names
from tests.fakes import paper
from tests.service import filled

FIRST = paper(0)
TOOLS = {"search_papers", "ask_papers", "get_paper", "list_papers", "check_claim"}
Use = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return filled(tmp_path_factory.mktemp("mcp") / "ask", count=6)


def tools_over(library: Library) -> Tools:
    settings = Settings(home=library.home, starter=False, embedding="none")
    checker = SupportChecker(None)
    return Tools(lambda: Opened(library, open_desk(settings, library, lambda line: None), lambda: checker))


@pytest.fixture(scope="module")
def tools(library: Library) -> Iterator[Tools]:
    made = tools_over(library)
    yield made
    made.close()


def used(tools: Tools, use: Use, *, allow_add: bool = False) -> Any:
    """What comes of using a client of a server in this process."""

    async def run() -> Any:
        async with Client(make_server(tools, allow_add=allow_add)) as client:
            return await use(client)

    return asyncio.run(run())


def called(tools: Tools, name: str, **arguments: Any) -> Any:
    return used(tools, lambda client: client.call_tool(name, arguments))


# -- tools


def test_every_tool_says_what_it_takes_and_gives_and_that_it_only_reads(tools: Tools) -> None:
    found = used(tools, lambda client: client.list_tools()).tools
    assert {tool.name for tool in found} == TOOLS
    for tool in found:
        assert tool.description
        assert tool.output_schema
        assert tool.annotations.read_only_hint is True
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"


def test_an_answer_comes_with_the_words_behind_it(tools: Tools) -> None:
    made = called(tools, "ask_papers", question="How much does it err?", earlier=["What is AmberNet?"])
    answer = made.structured_content
    assert (made.is_error, answer["status"]) == (False, "answered")
    assert "It errs by 2.5% on 3 nights, e.g. in rain." in answer["answer"]
    for citation in answer["citations"]:
        assert citation["quote"] == FIRST.text[citation["start"] : citation["end"]]
    assert answer["answer"].split()[0] in made.content[0].text  # for clients that know no structure


def test_papers_are_searched_listed_and_got(tools: Tools) -> None:
    found = called(tools, "search_papers", query="tides", k=2, until="2024-01").structured_content
    assert [p["paper_id"] for p in found["papers"]] == [FIRST.paper_id]
    assert found["papers"][0]["quote"] in FIRST.text
    listed = called(tools, "list_papers", sort="published", descending=True).structured_content
    dates = [p["published"] for p in listed["papers"]]
    assert (dates, listed["total"], listed["pages"]) == (sorted(dates, reverse=True), 6, 1)
    assert called(tools, "get_paper", paper="AmberNet").structured_content == FIRST.to_json()


def test_a_claim_is_held_against_the_papers(tools: Tools) -> None:
    claim = "AmberNet errs by 2.5% on 3 nights. AmberNet errs by 9% on 3 nights."
    right, wrong = called(tools, "check_claim", claim=claim).structured_content["sentences"]
    assert (right["support"], right["paper_id"]) == ("supported", FIRST.paper_id)
    assert (wrong["support"], wrong["why"]) == ("unsupported", "number 9% not found")


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        pytest.param("get_paper", {"paper": "NoSuchNet"}, "no paper called 'NoSuchNet'", id="paper"),
        pytest.param("ask_papers", {"question": " "}, "nothing was asked", id="question"),
        pytest.param("ask_papers", {"question": "x", "since": "soonish"}, "is not a date", id="date"),
        pytest.param("search_papers", {}, "query", id="nothing given"),
        pytest.param("check_claim", {"claim": ""}, "nothing to check", id="claim"),
        pytest.param("add_papers", {"text": "x"}, "add_papers", id="adding is off"),
    ],
)
def test_what_is_wrong_is_a_result_that_a_model_can_read(
    tools: Tools, name: str, arguments: dict[str, Any], says: str
) -> None:
    made = called(tools, name, **arguments)
    assert made.is_error is True
    assert says in made.content[0].text


def test_a_library_that_cannot_be_opened_is_said_by_each_tool(tmp_path: Path) -> None:
    def refused() -> Opened:
        raise EmptyLibraryError(tmp_path)

    made = called(Tools(refused), "ask_papers", question="What is AmberNet?")
    assert (made.is_error, "read some with: ask ingest" in made.content[0].text) == (True, True)


def test_the_server_is_there_before_its_library(library: Library) -> None:
    gate = Event()
    settings = Settings(home=library.home, starter=False, embedding="none")

    def slowly() -> Opened:
        gate.wait()
        return Opened(library, open_desk(settings, library, lambda line: None), lambda: SupportChecker(None))

    async def use(client: Client) -> tuple[int, Any]:
        asked = asyncio.ensure_future(client.call_tool("get_paper", {"paper": "AmberNet"}))
        listed = await client.list_tools()
        gate.set()
        return len(listed.tools), (await asked).structured_content["title"]

    assert used(Tools(slowly), use) == (len(TOOLS), FIRST.title)


# -- adding


def test_papers_are_added_only_where_that_is_allowed(tmp_path: Path) -> None:
    library = Library(tmp_path / "ask", NoEncoder())
    library.ingest([FIRST])
    new = {"title": "MossNet: Counting Mosses by Ear", "abstract": "We present MossNet, which counts mosses."}
    ris = "TY  - JOUR\nTI  - Slow Kilns Save Clay\nAB  - Kilns waste clay when they heat too fast.\nER  - \n"

    async def use(client: Client) -> list[Any]:
        calls = (
            ("add_papers", {"papers": [new], "text": ris}),
            ("add_papers", {"papers": [new]}),
            ("add_papers", {}),
            ("get_paper", {"paper": "MossNet"}),
        )
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    tools = tools_over(library)
    both, again, nothing, found = used(tools, use, allow_add=True)
    tools.close()
    assert {k: both.structured_content[k] for k in ("added", "skipped", "papers")} == {
        "added": 2,
        "skipped": 0,
        "papers": 3,
    }
    assert (again.structured_content["added"], again.structured_content["unchanged"]) == (0, 1)
    assert (nothing.is_error, "nothing to add" in nothing.content[0].text) == (True, True)
    assert found.structured_content["text"] == new["abstract"]


# -- resources and prompts


def test_each_paper_is_a_resource(tools: Tools) -> None:
    async def use(client: Client) -> Any:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        read = await client.read_resource(f"ask://papers/{FIRST.paper_id}")
        with pytest.raises(MCPError, match="no paper called 'nothing'"):
            await client.read_resource("ask://papers/nothing")
        return listed, templates, read.contents

    listed, templates, (content,) = used(tools, use)
    assert len(listed) == 6
    assert {r.title for r in listed} >= {FIRST.title}
    assert f"ask://papers/{FIRST.paper_id}" in {r.uri for r in listed}
    assert [t.uri_template for t in templates] == ["ask://papers/{+paper_id}"]
    assert content.mime_type == "text/markdown"
    assert content.text.startswith(f"# {FIRST.title}\n")
    assert FIRST.text in content.text


def test_prompts_name_tools_that_there_are(tools: Tools) -> None:
    async def use(client: Client) -> list[str]:
        texts = []
        for prompt in (await client.list_prompts()).prompts:
            values = {argument.name: f"<{argument.name}>" for argument in prompt.arguments or ()}
            got = await client.get_prompt(prompt.name, values)
            texts.append(got.messages[0].content.text)  # type: ignore[union-attr]
            assert all(value in texts[-1] for value in values.values())
        return [*texts, str(client.instructions)]

    texts = used(tools, use)
    assert len(texts) == 4
    for text in texts:
        named = {word.strip(".,;:") for word in text.split() if "_p" in word or "_c" in word}
        assert named
        assert named <= TOOLS


# -- transports


def test_over_stdio_nothing_but_the_protocol_is_on_stdout(library: Library) -> None:
    environment = {"ASK_HOME": str(library.home), "ASK_EMBEDDING": "none", "ASK_STARTER": "off"}
    here = str(Path(__file__).parents[1])
    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from rag.cli.main import main; main()", "mcp"],
        env={**environment, "PYTHONPATH": here},
    )
    heard: list[Any] = []

    async def hear(message: Any) -> None:
        heard.append(message)

    async def run() -> Any:
        async with Client(started, message_handler=hear) as client:
            return await client.call_tool("ask_papers", {"question": "What is AmberNet?"})

    assert asyncio.run(run()).structured_content["status"] == "answered"
    assert [message for message in heard if isinstance(message, Exception)] == []


def test_over_http_who_has_the_token_is_answered_and_nobody_else(library: Library) -> None:
    from mcp.shared._httpx_utils import create_mcp_http_client

    tools, ready = tools_over(library), Event()
    with bound(Address("127.0.0.1", 0)) as listening:
        app = application(make_server(tools), Rules(Names.of("127.0.0.1"), ("moss",)))
        server = Server(app, ready.set, lambda line: None, grace=1)
        thread = Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        ready.wait()
        at = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"

        async def run(token: str) -> Any:
            http = create_mcp_http_client(headers={"authorization": f"Bearer {token}"})
            async with Client(streamable_http_client(at, http_client=http)) as client:
                return [
                    await client.call_tool("get_paper", {"paper": "AmberNet"}),
                    *await asyncio.gather(
                        *(client.call_tool("get_paper", {"paper": paper(n).paper_id}) for n in range(6))
                    ),
                ]

        try:
            first, *each = asyncio.run(run("moss"))
            with pytest.raises(BaseExceptionGroup) as refused:
                asyncio.run(run("fern"))
        finally:
            server.should_exit = True
            thread.join()
            tools.close()
    assert first.structured_content == FIRST.to_json()
    assert [made.structured_content["paper_id"] for made in each] == [paper(n).paper_id for n in range(6)]
    assert refused
