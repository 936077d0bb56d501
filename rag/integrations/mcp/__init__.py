"""The library as tools for a model in another program: `ask mcp`.

server.py comes first: it names the tools, resources and prompts, which the official SDK serves. tools.py does
the work, at the same desk as `ask serve`; adding.py puts papers into the library, where that is allowed;
shapes.py says what results look like. launching.py listens at stdin or an address.
In: calls. Out: typed results; what goes wrong is a result too, with a line to read.
"""
