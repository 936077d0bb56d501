#!/usr/bin/env bash
# mcp 2.3.0: an optional string argument that looks like JSON does not arrive as a string.
#
# Valid input: strings that a model may well pass to a search: "null", "[1]", '{"a": 1}', to a tool
# with `query: str` and to one with `query: str | None`.
# Guess before running: both get the string that was sent; the schema says string.
# Expected: the same text in both.
# Seen: where the annotation is str alone, the text arrives. With `str | None` the text is parsed as JSON
# first: "null" becomes None, so the tool answers as if nothing had been asked, and "[1]" or an object
# is refused, as a list or dict that is "not a valid string". "true" and "12" arrive as text.
# Instead: declare `query: str = ""`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0

cat >probe.py <<'PROBE'
import asyncio
import logging

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

logging.disable(logging.CRITICAL)
server = MCPServer("library")


@server.tool()
def plain(query: str) -> str:
    return repr(query)


@server.tool()
def optional(query: str | None = None) -> str:
    return repr(query)


async def main():
    for text in ("birds", "12", "true", "null", "[1]", '{"a": 1}'):
        for tool in ("plain", "optional"):
            try:
                result = await server.call_tool(tool, {"query": text})
                print(tool, text, "->", result.content[0].text)
            except ToolError as error:
                print(tool, text, "-> ToolError:", str(error).splitlines()[2].strip().split(" [")[0])


asyncio.run(main())
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
plain birds -> 'birds'
optional birds -> 'birds'
plain 12 -> '12'
optional 12 -> '12'
plain true -> 'true'
optional true -> 'true'
plain null -> 'null'
optional null -> None
plain [1] -> '[1]'
optional [1] -> ToolError: Input should be a valid string
plain {"a": 1} -> '{"a": 1}'
optional {"a": 1} -> ToolError: Input should be a valid string
SEEN
echo "still so"
